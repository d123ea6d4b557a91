using System.Text.Json;
using CspBot.Store;
using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>Where the bot may speak: one reference per conversation, refreshed by everything that comes in.</summary>
internal sealed class ConversationStore(Database database, TimeProvider time)
{
    /// <summary>Remembers where an activity came from, and opens a parked conversation again: it was heard from.</summary>
    /// <returns>True when this conversation was not known, or was parked.</returns>
    public async Task<bool> RememberAsync(ConversationAddress reference, CancellationToken ct)
    {
        var id = Key(reference.ConversationId);
        var (known, waits) = await database.ReadAsync(
            async s => (
                await s.QueryOneAsync<Row>("select state, document from conversation where id = @id", new { id }),
                await WaitsAsync(s, id, reference.AadObjectId)),
            ct);
        if (known is { State: "active" } && known.Document == Write(Merge(reference, known)) && !waits)
            return false;
        await database.WriteAsync(
            async session =>
            {
                // Read again: Teams sends two events of one installation at the same moment, and only one tells the language.
                var standing = await session.QueryOneAsync<Row>("select state, document from conversation where id = @id", new { id });
                var merged = Merge(reference, standing);
                await session.ExecuteAsync(
                    """
                    insert into conversation(id, tenant, person, state, seen_at, document)
                    values (@id, @TenantId, @person, 'active', @now, @document)
                    on conflict (id) do update
                    set state = 'active', reason = null, person = excluded.person, seen_at = excluded.seen_at,
                        document = excluded.document
                    """,
                    new
                    {
                        id,
                        TenantId = Lower(merged.TenantId),
                        person = merged.ConversationType == "personal" ? Lower(merged.AadObjectId) : null,
                        now = Now,
                        document = Write(merged),
                    });
                if (waits || known is not { State: "active" })
                    await ReleaseAsync(session, id, Lower(merged.AadObjectId));

                return true;
            },
            ct);
        return known is not { State: "active" };
    }

    /// <summary>True once per installation: whoever gets it sends the welcome.</summary>
    public async Task<bool> ClaimWelcomeAsync(string conversationId, CancellationToken ct) =>
        await database.WriteAsync(
            s => s.ExecuteAsync(
                "update conversation set welcomed = @now where id = @id and welcomed is null", new { now = Now, id = Key(conversationId) }),
            ct) == 1;

    /// <summary>The bot may not speak there any more; a new installation is welcomed again.</summary>
    public Task ParkAsync(string conversationId, string reason, bool removed, CancellationToken ct) =>
        database.WriteAsync(s => ParkAsync(s, conversationId, reason, removed), ct);

    /// <summary>The same in a write that says more.</summary>
    public static Task<int> ParkAsync(Session session, string conversationId, string reason, bool removed) => session.ExecuteAsync(
        $"update conversation set state = 'parked', reason = @reason{(removed ? ", welcomed = null" : "")} where id = @id",
        new { reason, id = Key(conversationId) });

    /// <summary>A message got through where the bot was not let in before: what else waits for that place is due.</summary>
    /// <param name="session">The write that notes the message.</param>
    /// <param name="conversationId">Where it got through.</param>
    /// <param name="person">Object id of the person whose chat it is; null for others.</param>
    /// <param name="problem">What kept it back: a 401 was the bot's own affair, and kept everybody's back.</param>
    public async Task ReviveAsync(Session session, string conversationId, string? person, string? problem)
    {
        await session.ExecuteAsync(
            "update conversation set state = 'active', reason = null where id = @id and state = 'parked'",
            new { id = Key(conversationId) });
        await ReleaseAsync(session, Key(conversationId), person);
        if (problem?.StartsWith("401", StringComparison.Ordinal) == true)
            await session.ExecuteAsync(
                "update outbox set state = 'pending', due_at = @now, attempts = 0 where state = 'parked' and problem like '401%'",
                new { now = Now });
    }

    /// <summary>The bot may speak there.</summary>
    public static async Task<bool> IsActiveAsync(Session session, string conversationId) =>
        await session.QueryOneAsync<string>("select state from conversation where id = @id", new { id = Key(conversationId) }) == "active";

    /// <summary>Parked messages of a conversation, of its threads, and of a person's chat.</summary>
    private const string OfPlace =
        """
        state = 'parked' and (recipient = @person or conversation = @id
            or (substr(conversation, 1, length(@id)) = @id and lower(substr(conversation, length(@id) + 1, 11)) = ';messageid='))
        """;

    private static async Task<bool> WaitsAsync(Session session, string id, string? person) =>
        await session.QueryOneAsync<long>($"select count(*) from outbox where {OfPlace}", new { id, person = Lower(person) }) > 0;

    private async Task ReleaseAsync(Session session, string id, string? person)
    {
        await session.ExecuteAsync(
            $"update outbox set state = 'pending', due_at = @now, attempts = 0, opened = 0 where {OfPlace}", new { id, person, now = Now });
        session.Raise(OutboxWorker.Topic);
    }

    /// <summary>The personal chat of a person; null when it never came in.</summary>
    public async Task<KnownConversation?> FindPersonalAsync(string tenantId, string objectId, CancellationToken ct) =>
        Read(await database.ReadAsync(
            s => s.QueryOneAsync<Row>(
                """
                select state, document from conversation
                where tenant = @tenant and person = @person
                order by case state when 'active' then 0 else 1 end, seen_at desc limit 1
                """,
                new { tenant = Lower(tenantId), person = Lower(objectId) }),
            ct));

    /// <summary>
    /// Teams' own ids of these people, by object id in lower case, as they told them in their own chats; who never wrote there is missing.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> FindUserIdsAsync(
        Session session, string tenantId, IReadOnlyCollection<string> objectIds)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in await session.QueryAsync<string>(
            "select document from conversation where tenant = @tenant and person in @people order by seen_at",
            new { tenant = Lower(tenantId), people = objectIds.Select(Lower).Distinct().ToArray() }))
        {
            if (JsonSerializer.Deserialize<ConversationAddress>(document) is { AadObjectId: { } person, UserId: { Length: > 0 } user })
                found[person.ToLowerInvariant()] = user;
        }

        return found;
    }

    /// <summary>A conversation by id; a thread's id also finds its channel.</summary>
    public async Task<KnownConversation?> FindAsync(string conversationId, CancellationToken ct) =>
        Read(await database.ReadAsync(
            s => s.QueryOneAsync<Row>("select state, document from conversation where id = @id", new { id = Key(conversationId) }), ct));

    /// <summary>
    /// What is known of several conversations and personal chats at once: references by conversation id, and
    /// by the person's object id in lower case.
    /// </summary>
    public async Task<(IReadOnlyDictionary<string, ConversationAddress> Conversations,
        IReadOnlyDictionary<string, ConversationAddress> People)> FindAllAsync(
            string tenantId, IReadOnlyCollection<string> conversationIds, IReadOnlyCollection<string> objectIds, CancellationToken ct)
    {
        var documents = await database.ReadAsync(
            s => s.QueryAsync<string>(
                "select document from conversation where id in @ids or (tenant = @tenant and person in @people) order by seen_at",
                new { ids = conversationIds.Select(Key).ToArray(), tenant = Lower(tenantId), people = objectIds.Select(Lower).ToArray() }),
            ct);
        var conversations = new Dictionary<string, ConversationAddress>(StringComparer.Ordinal);
        var people = new Dictionary<string, ConversationAddress>(StringComparer.Ordinal);
        foreach (var reference in documents.Select(document => JsonSerializer.Deserialize<ConversationAddress>(document)!))
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
            s => s.QueryOneAsync<Row>(
                "select state, document from conversation where tenant = @tenant order by seen_at desc limit 1",
                new { tenant = Lower(tenantId) }),
            ct))?.Reference.ServiceUrl;

    /// <summary>
    /// Not every event tells who acted, the names, the language and the zone: what is known of the
    /// conversation and of the same person stays.
    /// </summary>
    private static ConversationAddress Merge(ConversationAddress reference, Row? standing)
    {
        if (standing is null)
            return reference;
        var known = JsonSerializer.Deserialize<ConversationAddress>(standing.Document)!;
        reference = reference with
        {
            ConversationName = reference.ConversationName ?? known.ConversationName,

            // An event that does not say the kind reads like one of a personal chat; no conversation becomes another kind.
            ConversationType = reference.ConversationType == "personal" ? known.ConversationType : reference.ConversationType,
            BotId = reference.BotId ?? known.BotId,
        };
        return reference.AadObjectId is not null && Lower(known.AadObjectId) != Lower(reference.AadObjectId) ? reference : reference with
        {
            AadObjectId = reference.AadObjectId ?? known.AadObjectId,
            UserId = reference.AadObjectId is null ? known.UserId ?? reference.UserId : reference.UserId ?? known.UserId,
            UserName = reference.UserName ?? known.UserName,
            Locale = reference.Locale ?? known.Locale,
            TimeZone = reference.TimeZone ?? known.TimeZone,
        };
    }

    private static string Write(ConversationAddress reference) => JsonSerializer.Serialize(reference);

    /// <summary>A thread belongs to its channel: one reference for all of its threads.</summary>
    public static string Key(string conversationId)
    {
        var thread = conversationId.IndexOf(";messageid=", StringComparison.OrdinalIgnoreCase);
        return thread < 0 ? conversationId : conversationId[..thread];
    }

    /// <summary>Both are one conversation: a click in a channel names its thread, the card that began the thread the channel.</summary>
    public static bool IsSame(string? one, string? other) =>
        one is not null && other is not null && string.Equals(Key(one), Key(other), StringComparison.Ordinal);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string? Lower(string? id) => id?.ToLowerInvariant();

    private static KnownConversation? Read(Row? row) =>
        row is null ? null : new KnownConversation(JsonSerializer.Deserialize<ConversationAddress>(row.Document)!, row.State == "parked");

    private sealed class Row
    {
        public string State { get; set; } = "";

        public string Document { get; set; } = "";
    }
}

/// <summary>A conversation and whether the bot must keep silent there.</summary>
internal sealed record KnownConversation(ConversationAddress Reference, bool IsParked);
