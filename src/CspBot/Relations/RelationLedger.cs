using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Relations;

/// <summary>What the watch remembers: how each relationship was when last seen, and what was told of it.</summary>
internal static class RelationLedger
{
    public static async Task<IReadOnlyDictionary<string, KnownRelation>> ListAsync(Session session) =>
        (await session.QueryAsync<KnownRelation>("select id as Id, state as State, ends_at as EndsAt from relation"))
            .ToDictionary(row => row.Id, StringComparer.OrdinalIgnoreCase);

    public static Task SaveAsync(Session session, DelegatedRelation one, DateTimeOffset now) => session.ExecuteAsync(
        """
        insert into relation(id, customer, state, ends_at, seen_at) values (@id, @customer, @state, @ends, @now)
        on conflict (id) do update set state = excluded.state, ends_at = excluded.ends_at, seen_at = excluded.seen_at
        """,
        new
        {
            id = one.Id.ToLowerInvariant(),
            customer = one.CustomerId,
            state = one.State.ToString(),
            ends = one.EndsAt?.ToUnixTimeMilliseconds(),
            now = now.ToUnixTimeMilliseconds(),
        });

    /// <summary>What was told already: relationship and stage.</summary>
    public static async Task<IReadOnlySet<(string Relation, string Stage)>> ListToldAsync(Session session) =>
        (await session.QueryAsync<ToldRow>("select relation as Relation, stage as Stage from relation_told"))
            .Select(row => (row.Relation, row.Stage)).ToHashSet();

    /// <summary>True for whoever comes first: that one tells it.</summary>
    public static async Task<bool> TakeAsync(Session session, string relation, string stage, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "insert into relation_told(relation, stage, told_at) values (@relation, @stage, @now) on conflict (relation, stage) do nothing",
            new { relation = relation.ToLowerInvariant(), stage, now = now.ToUnixTimeMilliseconds() }) == 1;

    /// <summary>Object id of who asked for it in this bot; null when the request is not there (any more).</summary>
    public static async Task<string?> FindAskerAsync(Session session, string request) =>
        await session.QueryOneAsync<string>("select requester from request where id = @request and dialog = 'customers'", new { request });

    /// <summary>A request that waits for the customer is looked at now, not at its next turn.</summary>
    public static async Task WakeAsync(Session session, string request, DateTimeOffset now)
    {
        await session.ExecuteAsync(
            "update request set due_at = @now where id = @request and dialog = 'customers' and state = 'running' and due_at > @now",
            new { request, now = now.ToUnixTimeMilliseconds() });

        // The workers' own signal; the requests are another folder's to know.
        session.Raise("request");
    }

    private sealed class ToldRow
    {
        public string Relation { get; set; } = "";

        public string Stage { get; set; } = "";
    }
}

/// <summary>A relationship as it was when last seen.</summary>
internal sealed class KnownRelation
{
    public string Id { get; set; } = "";

    public string State { get; set; } = "";

    public long? EndsAt { get; set; }

    /// <summary>Null for a word of another version.</summary>
    public RelationState? Seen => Enum.TryParse<RelationState>(State, out var state) ? state : null;
}
