using System.Text.Json;
using CspBot.Store;
using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>Where the bot may speak: one reference per conversation, refreshed by everything that comes in.</summary>
internal sealed class ConversationStore(Database database, TimeProvider time)
{
    /// <summary>Remembers where an activity came from, and opens a parked conversation again: it was heard from.</summary>
    /// <returns>True when this conversation was not known, or was parked.</returns>
    public async Task<bool> RememberAsync(ConversationReference reference, CancellationToken ct)
    {
        var id = Key(reference.ConversationId);
        var known = await database.ReadAsync(s => s.QueryOneAsync<Row>("select state, document from conversation where id = @id", new { id }), ct);
        if (known is { State: "active" } && known.Document == Merge(reference, known))
            return false;
        await database.WriteAsync(
            async session =>
            {
                // Read again: Teams sends two events of one installation at the same moment, and only one tells the language.
                var standing = await session.QueryOneAsync<Row>("select state, document from conversation where id = @id", new { id });
                var document = Merge(reference, standing);
                await session.ExecuteAsync(
                    """
                    insert into conversation(id, tenant, person, state, seen_at, document) values (@id, @TenantId, @person, 'active', @now, @document)
                    on conflict (id) do update set state = 'active', reason = null, person = excluded.person, seen_at = excluded.seen_at, document = excluded.document
                    """,
                    new { id, TenantId = Lower(reference.TenantId), person = reference.ConversationType == "personal" ? Lower(reference.AadObjectId) : null, now = Now, document });
                if (known is not { State: "active" })
                {
                    await session.ExecuteAsync(
                        "update outbox set state = 'pending', due_at = @now, attempts = 0 where state = 'parked' and (conversation = @conversation or recipient = @person)",
                        new { now = Now, conversation = reference.ConversationId, person = Lower(reference.AadObjectId) });
                    session.Raise(OutboxWorker.Topic);
                }

                return true;
            },
            ct);
        return known is not { State: "active" };
    }

    /// <summary>True once per installation: whoever gets it sends the welcome.</summary>
    public async Task<bool> ClaimWelcomeAsync(string conversationId, CancellationToken ct) =>
        await database.WriteAsync(s => s.ExecuteAsync("update conversation set welcomed = @now where id = @id and welcomed is null", new { now = Now, id = Key(conversationId) }), ct) == 1;

    /// <summary>The bot may not speak there any more; a new installation is welcomed again.</summary>
    public Task ParkAsync(string conversationId, string reason, bool removed, CancellationToken ct) =>
        database.WriteAsync(
            s => s.ExecuteAsync(
                $"update conversation set state = 'parked', reason = @reason{(removed ? ", welcomed = null" : "")} where id = @id",
                new { reason, id = Key(conversationId) }),
            ct);

    /// <summary>The personal chat of a person; null when it never came in.</summary>
    public async Task<KnownConversation?> FindPersonalAsync(string tenantId, string objectId, CancellationToken ct) =>
        Read(await database.ReadAsync(
            s => s.QueryOneAsync<Row>(
                "select state, document from conversation where tenant = @tenant and person = @person order by case state when 'active' then 0 else 1 end, seen_at desc limit 1",
                new { tenant = Lower(tenantId), person = Lower(objectId) }),
            ct));

    /// <summary>A conversation by id; a thread's id also finds its channel.</summary>
    public async Task<KnownConversation?> FindAsync(string conversationId, CancellationToken ct) =>
        Read(await database.ReadAsync(s => s.QueryOneAsync<Row>("select state, document from conversation where id = @id", new { id = Key(conversationId) }), ct));

    /// <summary>What is known of several conversations and personal chats at once: references by conversation id, and by the person's object id in lower case.</summary>
    public async Task<(IReadOnlyDictionary<string, ConversationReference> Conversations, IReadOnlyDictionary<string, ConversationReference> People)> FindAllAsync(
        string tenantId, IReadOnlyCollection<string> conversationIds, IReadOnlyCollection<string> objectIds, CancellationToken ct)
    {
        var documents = await database.ReadAsync(
            s => s.QueryAsync<string>(
                "select document from conversation where id in @ids or (tenant = @tenant and person in @people) order by seen_at",
                new { ids = conversationIds.Select(Key).ToArray(), tenant = Lower(tenantId), people = objectIds.Select(Lower).ToArray() }),
            ct);
        var conversations = new Dictionary<string, ConversationReference>(StringComparer.Ordinal);
        var people = new Dictionary<string, ConversationReference>(StringComparer.Ordinal);
        foreach (var reference in documents.Select(document => JsonSerializer.Deserialize<ConversationReference>(document)!))
        {
            conversations[Key(reference.ConversationId)] = reference;
            if (reference is { ConversationType: "personal", AadObjectId: { } person })
                people[person.ToLowerInvariant()] = reference;
        }

        return (conversations, people);
    }

    /// <summary>The tenant's last service URL: where a personal conversation with somebody new can be opened.</summary>
    public async Task<Uri?> FindServiceUrlAsync(string tenantId, CancellationToken ct) =>
        Read(await database.ReadAsync(
            s => s.QueryOneAsync<Row>("select state, document from conversation where tenant = @tenant order by seen_at desc limit 1", new { tenant = Lower(tenantId) }),
            ct))?.Reference.ServiceUrl;

    /// <summary>Not every event tells the names, the language and the zone: what is known of the conversation and of the same person stays.</summary>
    private static string Merge(ConversationReference reference, Row? standing)
    {
        var known = standing is null ? null : JsonSerializer.Deserialize<ConversationReference>(standing.Document);
        reference = reference with { ConversationName = reference.ConversationName ?? known?.ConversationName };
        return JsonSerializer.Serialize(known is null || Lower(known.AadObjectId) != Lower(reference.AadObjectId) ? reference : reference with
        {
            UserName = reference.UserName ?? known.UserName,
            Locale = reference.Locale ?? known.Locale,
            TimeZone = reference.TimeZone ?? known.TimeZone,
        });
    }

    /// <summary>A thread belongs to its channel: one reference for all of its threads.</summary>
    internal static string Key(string conversationId)
    {
        var thread = conversationId.IndexOf(";messageid=", StringComparison.OrdinalIgnoreCase);
        return thread < 0 ? conversationId : conversationId[..thread];
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string? Lower(string? id) => id?.ToLowerInvariant();

    private static KnownConversation? Read(Row? row) =>
        row is null ? null : new KnownConversation(JsonSerializer.Deserialize<ConversationReference>(row.Document)!, row.State == "parked");

    private sealed class Row
    {
        public string State { get; set; } = "";

        public string Document { get; set; } = "";
    }
}

/// <summary>A conversation and whether the bot must keep silent there.</summary>
internal sealed record KnownConversation(ConversationReference Reference, bool IsParked);
