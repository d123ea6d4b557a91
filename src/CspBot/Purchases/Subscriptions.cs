using CspBot.Messages;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>Who hears of what: the routes, their mutes, and what became of each notice.</summary>
internal sealed class Subscriptions(
    Database database, PurchaseOptions options, ConversationStore conversations, TimeProvider time, ILogger<Subscriptions> log)
{
    /// <summary>Id of the route that the configuration makes.</summary>
    public const string DefaultRoute = "default";

    /// <summary>All routes with their mutes, the configured one first.</summary>
    /// <param name="tenantId">The partner's tenant, for the configured conversation.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<NoticeRouting> ReadAsync(string tenantId, CancellationToken ct)
    {
        var stored = await database.ReadAsync(s => s.QueryAsync<string>("select document from route order by created_at, id"), ct);
        var mutes = await database.ReadAsync(
            s => s.QueryAsync<MuteRow>("select target as Target, until as Until from mute where until > @now", new { now = Now }), ct);
        var routes = stored.Select(PurchaseJson.TryRead<NoticeRoute>).OfType<NoticeRoute>().ToList();
        if (routes.Count < stored.Count)
            log.LeftOut(stored.Count - routes.Count, "routes");
        if (options.Conversation is { Length: > 0 } conversation)
            routes.Insert(0, await DefaultAsync(conversation, tenantId, ct));
        return new NoticeRouting(routes, mutes.ToDictionary(mute => mute.Target, mute => PurchaseTable.Time(mute.Until)));
    }

    /// <summary>Stores a route; the same id is the same route.</summary>
    public Task SaveAsync(NoticeRoute route, CancellationToken ct) => database.WriteAsync(
        s => s.ExecuteAsync(
            """
            insert into route(id, target, owner, created_at, document) values (@Id, @Target, @Owner, @now, @document)
            on conflict (id) do update set target = excluded.target, document = excluded.document where route.owner = excluded.owner
            """,
            new { route.Id, route.Target, Owner = route.Owner.ToLowerInvariant(), now = Now, document = PurchaseJson.Write(route) }),
        ct);

    /// <summary>Takes a route away; what it has told already stays.</summary>
    public Task RemoveAsync(string id, CancellationToken ct) =>
        database.WriteAsync(s => s.ExecuteAsync("delete from route where id = @id", new { id }), ct);

    public async Task<NoticeRoute?> FindAsync(string id, CancellationToken ct) =>
        await database.ReadAsync(s => s.QueryOneAsync<string>("select document from route where id = @id", new { id }), ct) is { } document
            ? PurchaseJson.TryRead<NoticeRoute>(document)
            : null;

    /// <summary>
    /// Holds back everything for a place until then, also what waits for its time already; null speaks
    /// again, and says at once what was held back.
    /// </summary>
    public Task MuteAsync(string target, DateTimeOffset? until, string by, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            const string Unsent = "shown = 0 and activity_id is null and state = 'pending' and id in (select outbox_id from notice where "
                + "target = @target)";
            if (until is { } end)
            {
                await session.ExecuteAsync(
                    """
                    insert into mute(target, until, by_whom) values (@target, @at, @by)
                    on conflict (target) do update
                    set until = excluded.until, by_whom = excluded.by_whom
                    """,
                    new { target, at = PurchaseTable.Ms(end), by });
                return await session.ExecuteAsync(
                    $"update outbox set due_at = @at where {Unsent} and due_at < @at", new { target, at = PurchaseTable.Ms(end) });
            }

            if (await session.QueryOneAsync<long?>("select until from mute where target = @target", new { target }) is { } held)
                await session.ExecuteAsync(
                    $"update outbox set due_at = @now where {Unsent} and due_at <= @held", new { target, held, now = Now });
            session.Raise(OutboxWorker.Topic);
            return await session.ExecuteAsync("delete from mute where target = @target", new { target });
        },
        ct);

    /// <summary>The newest notices to these places, with what became of each.</summary>
    /// <param name="targets">Of <see cref="NoticeRoute.Target"/>; null = all.</param>
    /// <param name="skip">So many newer ones are left out.</param>
    /// <param name="most">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<NoticeStatus>> StatusAsync(
        IReadOnlyCollection<string>? targets, int skip, int most, CancellationToken ct) =>
        [.. await database.ReadAsync(
            s => s.QueryAsync<NoticeStatus>(
                $"""
                select notice.purchase as Purchase, notice.target as Target, notice.is_digest as IsDigest, notice.line as Line,
                    notice.detail as Detail, notice.created_at as CreatedAt,
                    outbox.state as State, outbox.problem as Problem, outbox.due_at as DueAt, outbox.attempts as Attempts,
                    outbox.shown as Shown, purchase.document as Document
                from notice left join outbox on outbox.id = notice.outbox_id left join purchase on purchase.id = notice.purchase
                {(targets is null ? "" : "where notice.target in @targets")}
                order by notice.created_at desc, notice.purchase, notice.target limit @most offset @skip
                """,
                new { targets = targets?.ToArray(), skip, most }),
            ct)];

    /// <summary>
    /// What people call these places: a person's name, a conversation's, or who chose a conversation whose name Teams never told.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, NoticePlace>> PlacesAsync(
        string tenantId, IEnumerable<string> targets, CancellationToken ct)
    {
        var all = targets.Distinct(StringComparer.Ordinal).ToList();
        var routing = await ReadAsync(tenantId, ct);
        var (spoken, people) = await conversations.FindAllAsync(tenantId, [.. Ids("c:")], [.. Ids("p:")], ct);
        return all.ToDictionary(target => target, Place, StringComparer.Ordinal);

        IEnumerable<string> Ids(string kind) =>
            all.Where(target => target.StartsWith(kind, StringComparison.Ordinal)).Select(target => target[2..]);

        NoticePlace Place(string target)
        {
            var id = target[2..];
            var route = routing.Routes.FirstOrDefault(route => route.Target == target);
            var owner = route is { OwnerName.Length: > 0 } ? route.OwnerName : null;
            if (target.StartsWith("p:", StringComparison.Ordinal))
                return new NoticePlace(IsPerson: true, people.GetValueOrDefault(id)?.UserName ?? owner, null, false, false);
            var known = spoken.GetValueOrDefault(id);
            return new NoticePlace(
                IsPerson: false, known?.ConversationName, owner, route?.Id == DefaultRoute, known is { ConversationType: "channel" });
        }
    }

    private async Task<NoticeRoute> DefaultAsync(string conversation, string tenantId, CancellationToken ct)
    {
        var known = await conversations.FindAsync(conversation, ct);
        return new NoticeRoute
        {
            Id = DefaultRoute,
            Conversation = conversation,
            TenantId = known?.Reference.TenantId ?? tenantId,
            Owner = "",
            OwnerName = "",
            TimeZone = options.TimeZone,
            Language = CspBot.Resources.Texts.For(known?.Reference.Locale).Language,
        };
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class MuteRow
    {
        public string Target { get; set; } = "";

        public long Until { get; set; }
    }
}

/// <summary>All routes at one moment, and the places that are muted.</summary>
internal sealed record NoticeRouting(IReadOnlyList<NoticeRoute> Routes, IReadOnlyDictionary<string, DateTimeOffset> MutedUntil)
{
    /// <summary>One route for each place that wants to hear: the one that tells soonest.</summary>
    public IReadOnlyList<(NoticeRoute Route, Delivery Delivery)> For(
        string customerId, string kind, decimal? amount, bool isUrgent, DateTimeOffset now) =>
    [
        .. Routes
            .Where(route => route.Wants(customerId, kind, amount))
            .Select(route => (Route: route,
                Delivery: NoticeTiming.Plan(route, isUrgent, MutedUntil.TryGetValue(route.Target, out var until) ? until : null, now)))
            .GroupBy(planned => planned.Route.Target)
            .Select(
                place => place.OrderBy(planned => planned.Delivery.At).ThenBy(planned => planned.Delivery.Digest is null ? 0 : 1).First()),
    ];
}

/// <summary>A place as people know it.</summary>
/// <param name="IsPerson">A person's own chat.</param>
/// <param name="Name">The person's or the conversation's name; null when nobody told it.</param>
/// <param name="ChosenBy">Who made the conversation hear of something.</param>
/// <param name="IsDefault">The conversation that the configuration names.</param>
/// <param name="IsChannel">A channel, not a group chat.</param>
internal sealed record NoticePlace(bool IsPerson, string? Name, string? ChosenBy, bool IsDefault, bool IsChannel);

/// <summary>What became of a notice.</summary>
internal sealed class NoticeStatus
{
    public string Purchase { get; set; } = "";

    public string Target { get; set; } = "";

    public long IsDigest { get; set; }

    public string Line { get; set; } = "";

    public string Detail { get; set; } = "";

    public long CreatedAt { get; set; }

    public string? State { get; set; }

    public string? Problem { get; set; }

    public long? DueAt { get; set; }

    public long? Attempts { get; set; }

    public long? Shown { get; set; }

    /// <summary>The purchase that it tells of; null for a reminder.</summary>
    public string? Document { get; set; }

    /// <summary>Tenant id of the customer that it tells of; null for a reminder.</summary>
    public string? Customer => Document is null ? null : PurchaseJson.TryRead<Purchase>(Document)?.CustomerId;

    /// <summary>What it says and what more is known, to this reader; a reminder keeps the words of the one that it went to.</summary>
    public (string Line, string Detail) Words(CspBot.Resources.Texts texts, string zone)
    {
        if (Document is null || PurchaseJson.TryRead<Purchase>(Document) is not { } purchase)
            return (Line, Detail);
        return (PurchaseCards.Line(texts, purchase), PurchaseCards.Detail(texts, purchase, zone));
    }
}
