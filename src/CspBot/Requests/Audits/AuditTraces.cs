using System.Text.Json;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>What the audit has of a person.</summary>
/// <param name="Words">Under which they stand in it.</param>
/// <param name="Entries">In how many entries.</param>
/// <param name="IsSelf">It is whoever asks.</param>
/// <param name="HasOpen">A request of theirs is open, or holds something.</param>
internal sealed record AuditTraces(IReadOnlyCollection<string> Words, int Entries, bool IsSelf, bool HasOpen)
{
    private const int AtOnce = 500;
    private const int MostLooked = 50_000;
    private const string Stands = "(state in ('pending-approval', 'approved', 'running') or right_key is not null "
        + "or exists (select 1 from broken_glass where broken_glass.request = request.id and broken_glass.state <> 'over'))";

    /// <summary>More people than one have that name.</summary>
    public bool AreSeveral { get; init; }

    /// <summary>It stands in the audit, as something else than a person: a customer, a tenant, a subscription, a group.</summary>
    public bool IsThing { get; init; }

    /// <summary>A request that is open, or a right that stands, has their yes.</summary>
    public bool HasYes { get; init; }

    /// <summary>Looks through the audit's last entries, and the requests that are open or hold a right.</summary>
    public static async Task<AuditTraces> FindAsync(Session session, string typed, Caller caller)
    {
        var isId = Guid.TryParse(typed, out var given);
        var person = await AuditExport.PersonAsync(session, isId ? given.ToString() : typed);
        var isOne = person.Words.Count > 1 || isId || IsAddress(typed);
        var (entries, isThing, isPerson) = (0, false, !isId);
        var last = await session.QueryOneAsync<long?>("select max(seq) from audit") ?? 0;
        for (var seq = Math.Max(0, last - MostLooked); isOne && seq < last;)
        {
            var page = await session.QueryAsync<AuditEntry>(
                $"select {AuditEntry.Columns} from audit where seq > @seq and seq <= @last order by seq limit {AtOnce}",
                new { seq, last });
            if (page.Count == 0)
                break;
            foreach (var entry in page)
            {
                if (AuditFields.Of(entry.At, entry.Document) is not { } fields)
                    continue;
                entries += person.Fields(fields).Any() ? 1 : 0;
                isThing |= person.IsThing(fields);
                isPerson |= person.IsPerson(fields);
            }

            seq = page[^1].Seq;
        }

        var ids = person.Words.Select(word => word.ToLowerInvariant()).ToArray();
        var open = await session.QueryOneAsync<long>(
            $"select count(*) from request where lower(requester) in @ids and {Stands}", new { ids });
        var customers = await session.QueryOneAsync<long>("select count(*) from request where lower(customer) in @ids", new { ids });
        var yes = false;
        foreach (var id in ids.Where(word => Guid.TryParse(word, out _)))
        {
            var rows = await session.QueryAsync<(string Stands, string Document)>(
                $"select case when {Stands} then 'yes' else 'no' end, document from request where lower(document) like @id",
                new { id = $"%{id}%" });
            foreach (var (stands, document) in rows)
            {
                using var read = JsonDocument.Parse(document);
                yes |= stands == "yes" && Yes(read.RootElement, id);
                isThing |= IsGroup(read.RootElement, id);
            }
        }

        return new AuditTraces(
            person.Words,
            isOne ? entries : 0,
            IsSelf: person.Words.Contains(caller.Person.ObjectId, StringComparer.OrdinalIgnoreCase)
                || person.Words.Contains(caller.Person.Name, StringComparer.OrdinalIgnoreCase),
            HasOpen: open > 0)
        {
            AreSeveral = person.Words.Count(word => Guid.TryParse(word, out _)) > 1,
            IsThing = isThing || customers > 0 || (entries > 0 && !isPerson),
            HasYes = yes,
        };
    }

    private static bool IsAddress(string typed) => typed.Split('@') is [{ Length: > 0 } name, var host]
        && host.Contains('.', StringComparison.Ordinal)
        && !(name + host).Any(one => one == ':' || char.IsWhiteSpace(one));

    /// <summary>One of the decisions in a request's document is a yes of this person, or was said in their place.</summary>
    private static bool Yes(JsonElement request, string id) =>
        LetBy(request).Any(person => person.TryGetProperty("objectId", out var one)
            && id.Equals(one.GetString(), StringComparison.OrdinalIgnoreCase))
        || Decisions(request).Any(decision => decision.ValueKind == JsonValueKind.Object
            && decision.TryGetProperty("approved", out var approved)
            && approved.ValueKind == JsonValueKind.True
            && (IsId(decision, "by", id) || IsId(decision, "for", id)));

    /// <summary>Who gave the pre-approval under which it ran.</summary>
    private static IEnumerable<JsonElement> LetBy(JsonElement request) =>
        request.TryGetProperty("preapproval", out var use) && use.TryGetProperty("by", out var by) && by.ValueKind == JsonValueKind.Array
            ? by.EnumerateArray()
            : [];

    private static IEnumerable<JsonElement> Decisions(JsonElement request)
    {
        foreach (var name in (string[])["decision", "firstYes"])
        {
            if (request.TryGetProperty(name, out var one))
                yield return one;
        }

        var confirmed = request.TryGetProperty("glass", out var glass) && glass.TryGetProperty("yes", out var yes) ? yes : default;
        foreach (var several in request.TryGetProperty("moreYes", out var more) ? new[] { more, confirmed } : [confirmed])
        {
            foreach (var one in several.ValueKind == JsonValueKind.Array ? several.EnumerateArray() : default)
                yield return one;
        }
    }

    private static bool IsId(JsonElement decision, string member, string id) =>
        decision.TryGetProperty(member, out var person)
        && person.ValueKind == JsonValueKind.Object
        && person.TryGetProperty("objectId", out var known)
        && string.Equals(known.GetString(), id, StringComparison.OrdinalIgnoreCase);

    /// <summary>Somewhere in a document a right is given to a group of this id.</summary>
    private static bool IsGroup(JsonElement element, string id) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(one => IsGroup(one, id)),
        JsonValueKind.Object => (Is(element, "principalId", id) && Is(element, "principalType", "Group"))
            || element.EnumerateObject().Any(member => IsGroup(member.Value, id)),
        _ => false,
    };

    private static bool Is(JsonElement element, string member, string value) =>
        element.TryGetProperty(member, out var known)
        && known.ValueKind == JsonValueKind.String
        && string.Equals(known.GetString(), value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Who asks for an erasure, and where.</summary>
internal sealed record ErasureAsk(Person Person, string? Conversation);
