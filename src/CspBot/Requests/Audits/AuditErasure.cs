using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>
/// Erases a person from the audit: each field in which they stand, with its salt, so that what is left cannot be tried out against names;
/// every hash stays. Of entries older than links nothing but place, kind and request can stay.
/// </summary>
internal sealed class AuditErasure(Database database, Loops loops, Signals signals, TimeProvider time) : BackgroundService
{
    /// <summary>The event of what was asked for, without the person.</summary>
    public const string Asked = "erasure-asked";

    /// <summary>The event of what was done, piece by piece.</summary>
    public const string Done = "erased";

    private const string Wish = "audit-erasure:";
    private const string Topic = "audit-erasure";
    private const int AtOnce = 500;
    private const char Between = '|';
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(
        "audit erasure",
        async ct => await RoundAsync(ct) ? TimeSpan.Zero : Poll,
        stoppingToken,
        (pause, ct) => signals.WaitAsync(Topic, pause, ct));

    /// <summary>Admin agents who approve, and see every customer.</summary>
    public static bool May(Caller caller) => caller.Has(PartnerRole.AdminAgent) && caller.IsApprover && caller.Only is null;

    /// <summary>What the audit has of a person, as far as it was looked through, and why they cannot be erased yet, if so.</summary>
    public Task<AuditTraces> FindAsync(string typed, Caller caller, CancellationToken ct) =>
        database.ReadAsync(session => AuditTraces.FindAsync(session, typed, caller), ct);

    /// <summary>From now on it is done, also over a restart.</summary>
    /// <returns>Under which name the audit tells of it.</returns>
    public async Task<string> AskAsync(IReadOnlyCollection<string> words, string reason, ErasureAsk by, CancellationToken ct)
    {
        var id = RandomNumberGenerator.GetHexString(12, lowercase: true);
        await Audit.WriteAsync(
            database,
            async session =>
            {
                var detail = new Dictionary<string, string?> { ["erasure"] = id, ["reason"] = reason };
                await Audit.AppendAsync(session, new AuditEvent(Asked, null, by.Person, by.Conversation, detail), time.GetUtcNow());
                var wish = new ErasureWish([.. words], 0, await session.QueryOneAsync<long?>("select max(seq) from audit") ?? 0);
                session.Raise(Topic);
                return await session.ExecuteAsync(
                    "insert into setting(name, value) values (@name, @value)",
                    new { name = Wish + id, value = JsonSerializer.Serialize(wish, RequestJson.Plain) });
            },
            ct);
        return id;
    }

    /// <summary>Does a piece; false when there is nothing to do.</summary>
    public Task<bool> RoundAsync(CancellationToken ct) => Audit.WriteAsync(
        database,
        async session =>
        {
            var rows = await session.QueryAsync<(string Name, string Value)>(
                $"select name, value from setting where name like '{Wish}%' order by name limit 1");
            if (rows.Count == 0)
                return false;
            var (name, wish) = (rows[0].Name, JsonSerializer.Deserialize<ErasureWish>(rows[0].Value, RequestJson.Plain)!);
            var page = await PageAsync(session, wish.From, wish.UpTo);
            await EraseAsync(session, new AuditPerson(wish.Words), page, name[Wish.Length..]);
            if (page.Count == AtOnce)
            {
                var value = JsonSerializer.Serialize(wish with { From = page[^1].Seq }, RequestJson.Plain);
                return await session.ExecuteAsync("update setting set value = @value where name = @name", new { name, value }) == 1;
            }

            var ids = wish.Words.Select(word => word.ToLowerInvariant()).ToArray();
            await session.ExecuteAsync("delete from reader where person in @ids", new { ids });
            return await session.ExecuteAsync("delete from setting where name = @name", new { name }) == 1;
        },
        ct);

    /// <summary>An entry without a link that a later entry names as erased: its hash cannot be made again, and stays.</summary>
    public static async Task<bool> IsErasedAsync(Session session, AuditEntry entry) =>
        entry.Document == Blank(entry)
        && entry.Actor is null
        && await session.QueryOneAsync<long>(
            $"select count(*) from audit where kind = '{Done}' and seq > @Seq and document like @named",
            new { entry.Seq, named = $"%{Named(entry)}%" }) > 0;

    private async Task EraseAsync(Session session, AuditPerson person, IReadOnlyList<AuditEntry> page, string erasure)
    {
        var (count, older, covered) = (0, new List<string>(), new List<(long, IReadOnlySet<string>)>());
        foreach (var entry in page)
        {
            // What says how far others went names nobody, and must stay whole.
            if (entry.Kind is Done or AuditRetention.Retired)
                continue;
            if (AuditFields.Of(entry.At, entry.Document) is not { } fields || person.Fields(fields).ToHashSet() is not { Count: > 0 } names)
                continue;
            count++;
            if (entry.Link is null)
            {
                older.Add(Named(entry));
                await StoreAsync(session, entry with { Document = Blank(entry), Actor = null });
                continue;
            }

            var after = entry with
            {
                Document = Without(entry.Document, names),
                Salt = AuditFields.Erase(fields, entry.Salt!, names),
                Actor = names.Contains("actor.objectId") ? AuditFields.Erased : entry.Actor,
            };
            if (Digest(after) != Digest(entry))
                throw new InvalidOperationException($"Entry {entry.Seq} cannot be erased.");
            await StoreAsync(session, after);
            covered.Add((entry.Seq, names));
        }

        if (count == 0)
            return;
        var detail = new Dictionary<string, string?>
        {
            ["erasure"] = erasure,
            ["entries"] = count.ToString(CultureInfo.InvariantCulture),
            ["person"] = Marked(session, person),
            [AuditCovers.Detail] = covered.Count > 0 ? AuditCovers.Write(covered) : null,
            ["older"] = older.Count > 0 ? string.Concat(older) : null,
        };
        await Audit.AppendAsync(session, new AuditEvent(Done, null, null, null, detail), time.GetUtcNow());
    }

    private static Task<int> StoreAsync(Session session, AuditEntry entry) => session.ExecuteAsync(
        "update audit set document = @Document, salt = @Salt, actor = @Actor where seq = @Seq", entry);

    private static Task<IReadOnlyList<AuditEntry>> PageAsync(Session session, long from, long upTo) => session.QueryAsync<AuditEntry>(
        $"select {AuditEntry.Columns} from audit where seq > @from and seq <= @upTo order by seq limit {AtOnce}", new { from, upTo });

    private static string? Digest(AuditEntry entry) => AuditFields.Of(entry.At, entry.Document) is { } fields
        && AuditFields.Commit(fields, entry.Salt ?? "") is { } commitments
            ? AuditFields.Digest(commitments)
            : null;

    /// <summary>Who has the key can tell whether it was this person; without one anybody could try ids out, and nothing is said.</summary>
    private static string? Marked(Session session, AuditPerson person) => session.Seals.Current is { } key
        ? $"k{key}.{Convert.ToHexStringLower(session.Seals.Seal(key, Encoding.UTF8.GetBytes($"cspbot-erased\n{person.Id}"))!)}"
        : null;

    private static string Named(AuditEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{Between}{entry.Seq}:{entry.Hash}{Between}");

    private static string Blank(AuditEntry entry) =>
        JsonSerializer.Serialize(
            new AuditEvent(entry.Kind, entry.Request, null, null, new Dictionary<string, string?>()), RequestJson.Plain);

    private static string Without(string document, IEnumerable<string> names)
    {
        var root = JsonNode.Parse(document)!.AsObject();
        foreach (var name in names)
        {
            // A detail's own name may have points in it: only the first parts it from what it stands in.
            var (holder, own) = name.Split('.', 2) is [var part, var rest] ? (root[part]!.AsObject(), rest) : (root, name);
            holder[own] = AuditFields.Erased;
        }

        return root.ToJsonString(RequestJson.Plain);
    }

    private sealed record ErasureWish(IReadOnlyList<string> Words, long From, long UpTo);
}
