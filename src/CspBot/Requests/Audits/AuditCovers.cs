using System.Globalization;
using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>Which fields of which entries were erased by the bot: what its <c>erased</c> entries name, and nothing else.</summary>
/// <remarks>
/// One line for entries that lost the same fields: their numbers (<c>3-5,9</c>), then the names, each behind a tab. Whoever writes the
/// store without its key can erase, but cannot write such an entry; so a field that is erased and named by none is a change.
/// </remarks>
internal sealed class AuditCovers
{
    /// <summary>The detail of an <c>erased</c> entry that says it.</summary>
    public const string Detail = "covers";

    private readonly Dictionary<string, List<(long From, long To, long By)>> _spans = new(StringComparer.Ordinal);

    /// <summary>Of a store: what entries behind this one declare. Whether they are true is seen when the chain reaches them.</summary>
    public static async Task<AuditCovers> ReadAsync(Session session, long behind)
    {
        var covers = new AuditCovers();
        var rows = await session.QueryAsync<(long Seq, string Document)>(
            $"select seq, document from audit where kind = '{AuditErasure.Done}' and seq > @behind order by seq", new { behind });
        foreach (var (seq, document) in rows)
        {
            if (AuditFields.Of(0, document) is { } fields)
                covers.Add(seq, fields);
        }

        return covers;
    }

    /// <summary>As an <c>erased</c> entry names them.</summary>
    public static string Write(IEnumerable<(long Seq, IReadOnlySet<string> Names)> erased) => string.Join(
        '\n',
        erased
            .GroupBy(one => string.Join('\t', one.Names.Order(StringComparer.Ordinal)), one => one.Seq)
            .Select(group => $"{Numbers(group)}\t{group.Key}"));

    /// <summary>Takes what an entry declares, if it is one that does.</summary>
    public void Add(long seq, IReadOnlyDictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("kind") != AuditErasure.Done || fields.GetValueOrDefault("detail." + Detail) is not { } written)
            return;
        foreach (var line in written.Split('\n'))
        {
            var parts = line.Split('\t');
            foreach (var span in parts[0].Split(','))
            {
                var ends = span.Split('-');
                if (!Number(ends[0], out var from) || !Number(ends[^1], out var to))
                    continue;
                foreach (var name in parts[1..])
                    (_spans.TryGetValue(name, out var spans) ? spans : _spans[name] = []).Add((from, to, seq));
            }
        }
    }

    /// <summary>The entry behind this one that declares its field as erased; null for none.</summary>
    public long? By(long seq, string name) => _spans.TryGetValue(name, out var spans)
        ? spans.Where(one => one.From <= seq && seq <= one.To && seq < one.By).Select(one => (long?)one.By).FirstOrDefault()
        : null;

    /// <summary>The first field of an entry that is erased while nothing says so; null for none.</summary>
    public string? Undeclared(long seq, string? salt) => AuditFields.ErasedIn(salt).FirstOrDefault(name => By(seq, name) is null);

    /// <summary>What is said of it.</summary>
    public static string Told(string name) => $"{AuditFields.Printable(name)} was erased, and no entry says so";

    private static bool Number(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Numbers(IEnumerable<long> entries)
    {
        var spans = new List<(long From, long To)>();
        foreach (var seq in entries.Order())
        {
            if (spans.Count > 0 && spans[^1].To == seq - 1)
                spans[^1] = (spans[^1].From, seq);
            else
                spans.Add((seq, seq));
        }

        return string.Join(',', spans.Select(one => one.From == one.To
            ? one.From.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{one.From}-{one.To}")));
    }
}
