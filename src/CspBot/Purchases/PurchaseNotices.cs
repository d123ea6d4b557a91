using AdaptiveCards;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>Puts notices into the outbox: one for each purchase and place, in a card of its own or in that place's next digest.</summary>
internal static class PurchaseNotices
{
    private const string Columns = "purchase as Purchase, target as Target, outbox_id as OutboxId, is_digest as IsDigest, line as Line, "
        + "detail as Detail, happened_at as HappenedAt, language as Language, zone as Zone, may_stop as MayStop, may_ask as MayAsk, "
        + "recipient as Recipient, conversation as Conversation, tenant as Tenant, due_at as DueAt";

    /// <summary>Tells of it wherever it is wanted and was not told yet.</summary>
    /// <param name="session">The write that also says that it was told.</param>
    /// <param name="matter">What is told.</param>
    /// <param name="places">From <see cref="NoticeRouting.For"/>.</param>
    /// <param name="readers">What each person may do now; a person who is missing here may read only.</param>
    /// <param name="now">The time.</param>
    public static async Task TellAsync(
        Session session,
        NoticeMatter matter,
        IReadOnlyList<(NoticeRoute Route, Delivery Delivery)> places,
        PurchaseReaders readers,
        DateTimeOffset now)
    {
        foreach (var (route, delivery) in places)
        {
            if (!readers.MayRead(route, matter.CustomerId))
                continue;
            var texts = await TextsAsync(session, route.TenantId, route.Recipient, route.Language);
            var row = new NoticeRow
            {
                Purchase = matter.Id,
                Target = route.Target,
                OutboxId = delivery.Digest is null ? CardId(matter.Id, route.Target) : $"digest/{route.Target}/{delivery.Digest}",
                IsDigest = delivery.Digest is null ? 0 : 1,
                Line = matter.Line(texts),
                Detail = matter.Detail(texts, route.TimeZone),
                HappenedAt = PurchaseTable.Ms(matter.At),
                Language = route.Language,
                Zone = route.TimeZone,
                MayStop = readers.MayStop(route) ? 1 : 0,
                MayAsk = readers.MayAsk(route) ? 1 : 0,
                Recipient = route.Recipient,
                Conversation = route.Conversation,
                Tenant = route.TenantId,
                DueAt = PurchaseTable.Ms(delivery.At),
            };
            if (await InsertAsync(session, row, now))
                await ShowAsync(session, matter, row, now);
        }
    }

    /// <summary>
    /// Shows every notice of it as it is now; what turned out urgent leaves the digest or the quiet hours and is told at once.
    /// </summary>
    public static async Task UpdateAsync(Session session, NoticeMatter matter, bool becameUrgent, DateTimeOffset now)
    {
        foreach (var row in await OfAsync(session, matter.Id))
        {
            var texts = await TextsAsync(session, row.Tenant, row.Recipient, row.Language);
            (row.Line, row.Detail) = (matter.Line(texts), matter.Detail(texts, row.Zone));
            await session.ExecuteAsync(
                "update notice set line = @Line, detail = @Detail where purchase = @Purchase and target = @Target", row);
            var isMuted = row.OutboxId.Contains("/mute-", StringComparison.Ordinal);
            var waits = row.DueAt > PurchaseTable.Ms(now) && await WaitsAsync(session, row.OutboxId);
            if (becameUrgent && waits && !isMuted)
                await HurryAsync(session, matter, row, now);
            else if (row.IsDigest == 0 || waits)
                await ShowAsync(session, matter, row, now);
        }
    }

    private static string CardId(string purchase, string target) => $"purchase/{purchase}/{target}";

    private static async Task<bool> InsertAsync(Session session, NoticeRow row, DateTimeOffset now) => await session.ExecuteAsync(
        """
        insert into notice(purchase, target, outbox_id, is_digest, line, detail, happened_at, language, zone, may_stop,
            may_ask, recipient, conversation, tenant, due_at, created_at)
        values (@Purchase, @Target, @OutboxId, @IsDigest, @Line, @Detail, @HappenedAt, @Language, @Zone, @MayStop,
            @MayAsk, @Recipient, @Conversation, @Tenant, @DueAt, @at)
        on conflict (purchase, target) do nothing
        """,
        new
        {
            row.Purchase,
            row.Target,
            row.OutboxId,
            row.IsDigest,
            row.Line,
            row.Detail,
            row.HappenedAt,
            row.Language,
            row.Zone,
            row.MayStop,
            row.MayAsk,
            row.Recipient,
            row.Conversation,
            row.Tenant,
            row.DueAt,
            at = PurchaseTable.Ms(now),
        }) == 1;

    private static Task<IReadOnlyList<NoticeRow>> OfAsync(Session session, string purchase) =>
        session.QueryAsync<NoticeRow>($"select {Columns} from notice where purchase = @purchase", new { purchase });

    /// <summary>Nobody has seen it yet, and it is not on its way.</summary>
    private static async Task<bool> WaitsAsync(Session session, string outboxId) =>
        await session.QueryOneAsync<string>(
            "select id from outbox where id = @outboxId and shown = 0 and activity_id is null and state = 'pending'",
            new { outboxId }) is not null;

    private static async Task HurryAsync(Session session, NoticeMatter matter, NoticeRow row, DateTimeOffset now)
    {
        var before = row.OutboxId;
        if (row.IsDigest == 0)
            await Outbox.WithdrawAsync(session, before);
        var digest = row.IsDigest == 0 ? null : row.Copy();
        row.OutboxId = CardId(row.Purchase, row.Target);
        row.IsDigest = 0;
        row.DueAt = PurchaseTable.Ms(now);
        await session.ExecuteAsync(
            "update notice set outbox_id = @OutboxId, is_digest = 0, due_at = @DueAt where purchase = @Purchase and target = @Target", row);
        await ShowAsync(session, matter, row, now);
        if (digest is not null)
            await ShowDigestAsync(session, digest, now);
    }

    /// <summary>
    /// How the reader of a place writes and on whose clock they live; in the language that the route was chosen in, or kept since. A
    /// conversation's reader is nobody: the route's zone is named there.
    /// </summary>
    private static async Task<Texts> TextsAsync(Session session, string tenant, string? recipient, string language)
    {
        var reader = recipient is null ? Reader.Unknown : await Readers.FindOneAsync(session, tenant, recipient);
        return reader.Texts.Speaking(reader.Kept ?? language);
    }

    private static async Task ShowAsync(Session session, NoticeMatter matter, NoticeRow row, DateTimeOffset now)
    {
        if (row.IsDigest != 0)
        {
            await ShowDigestAsync(session, row, now);
            return;
        }

        var texts = await TextsAsync(session, row.Tenant, row.Recipient, row.Language);
        var card = matter.Card(texts, new PurchaseReading(row.Zone, row.MayStop != 0, row.MayAsk != 0));
        await Outbox.ShowAsync(
            session,
            new OutboxMessage(
                row.OutboxId,
                "purchase/" + row.Purchase,
                row.Tenant,
                row.Recipient,
                row.Conversation,
                null,
                card,
                PurchaseTable.Time(row.DueAt)),
            now);
    }

    private static async Task ShowDigestAsync(Session session, NoticeRow row, DateTimeOffset now)
    {
        var all = await session.QueryOneAsync<long>("select count(*) from notice where outbox_id = @OutboxId", row);
        if (all == 0)
        {
            await Outbox.WithdrawAsync(session, row.OutboxId);
            return;
        }

        var lines = await session.QueryAsync<NoticeRow>(
            $"""
            select {Columns} from notice where outbox_id = @OutboxId
            order by coalesce(happened_at, created_at), purchase limit {PurchaseCards.DigestLines}
            """,
            row);
        var card = PurchaseCards.Digest(
            await TextsAsync(session, row.Tenant, row.Recipient, row.Language),
            [.. lines.Select(line => new DigestLine(
                line.Purchase.StartsWith(NoticeMatter.ExpiryPrefix, StringComparison.Ordinal) ? null : line.Purchase,
                line.Line,
                line.Detail))],
            (int)all,
            row.OutboxId.Contains("/mute-", StringComparison.Ordinal),
            row.Zone);
        await Outbox.ShowAsync(
            session,
            new OutboxMessage(
                row.OutboxId, "digest", row.Tenant, row.Recipient, row.Conversation, null, card, PurchaseTable.Time(row.DueAt)),
            now);
    }

    private sealed class NoticeRow
    {
        public string Purchase { get; set; } = "";

        public string Target { get; set; } = "";

        public string OutboxId { get; set; } = "";

        public long IsDigest { get; set; }

        public string Line { get; set; } = "";

        public string Detail { get; set; } = "";

        public long? HappenedAt { get; set; }

        public string Language { get; set; } = "";

        public string Zone { get; set; } = "";

        public long MayStop { get; set; }

        public long MayAsk { get; set; }

        public string? Recipient { get; set; }

        public string? Conversation { get; set; }

        public string Tenant { get; set; } = "";

        public long DueAt { get; set; }

        public NoticeRow Copy() => (NoticeRow)MemberwiseClone();
    }
}

/// <summary>What a notice tells of: its key, when it happens, and how it looks in a language, on a clock and to a reader.</summary>
internal sealed record NoticeMatter(
    string Id,
    string CustomerId,
    DateTimeOffset At,
    Func<Texts, string> Line,
    Func<Texts, string, string> Detail,
    Func<Texts, PurchaseReading, AdaptiveCard> Card)
{
    public const string ExpiryPrefix = "expiry/";

    public static NoticeMatter Of(Purchase purchase, PurchaseTaken? taken, PurchaseOptions options) => new(
        purchase.Id,
        purchase.CustomerId,
        purchase.At,
        texts => PurchaseCards.Line(texts, purchase),
        (texts, zone) => PurchaseCards.Detail(texts, purchase, zone),
        (texts, reading) => PurchaseCards.Notice(texts, purchase, reading, taken, options));

    public static NoticeMatter Of(ReservationEnd end, int threshold, int days, PurchaseOptions options) => new(
        FormattableString.Invariant($"{ExpiryPrefix}{end.Id}/{threshold}"),
        end.CustomerId,
        end.ExpiresAt,
        texts => PurchaseCards.ExpiryLine(texts, end, days),
        (texts, zone) => PurchaseCards.ExpiryDetail(texts, end, zone),
        (texts, reading) => PurchaseCards.Expiry(texts, end, days, reading.Zone, options));
}

/// <summary>What a person may do with a notice, by the roles held now; null without any role.</summary>
internal delegate Task<PurchaseRights?> FindPurchaseRights(string tenantId, string objectId, CancellationToken ct);

/// <summary>May the person switch customers' permissions, and ask for returns and exchanges?</summary>
internal sealed record PurchaseRights(bool MayStop, bool MayAsk)
{
    /// <summary>Tenant ids of the only customers that exist for them; null for all.</summary>
    public IReadOnlySet<string>? Only { get; init; }
}

/// <summary>The rights of all people that routes lead to, read before anything is told.</summary>
internal sealed class PurchaseReaders(IReadOnlyDictionary<string, PurchaseRights?> people)
{
    /// <summary>Reads the rights of everyone that a route leads to, and of whoever chose a conversation.</summary>
    public static async Task<PurchaseReaders> ReadAsync(IEnumerable<NoticeRoute> routes, FindPurchaseRights find, CancellationToken ct)
    {
        var people = new Dictionary<string, PurchaseRights?>(StringComparer.OrdinalIgnoreCase);
        foreach (var route in routes.Where(route => Person(route) is not null).DistinctBy(Person))
            people[Person(route)!] = await find(route.TenantId, Person(route)!, ct);

        return new PurchaseReaders(people);
    }

    /// <summary>
    /// A conversation reads; a person without any role does not any more. Neither is told of customers who do not exist for the person, or
    /// for whoever chose the conversation; the configured one is the operator's choice.
    /// </summary>
    public bool MayRead(NoticeRoute route, string customerId)
    {
        var rights = Person(route) is { } person ? people.GetValueOrDefault(person) : null;
        return (route.Recipient is null || rights is not null) && rights?.Only?.Contains(customerId) != false;
    }

    private static string? Person(NoticeRoute route) => route.Recipient ?? (Guid.TryParse(route.Owner, out _) ? route.Owner : null);

    /// <summary>In a shared conversation nobody sees the button before the bot knows who looks.</summary>
    public bool MayStop(NoticeRoute route) => route.Recipient is not null && people.GetValueOrDefault(route.Recipient) is { MayStop: true };

    /// <summary>The same of the buttons that ask for a return or an exchange.</summary>
    public bool MayAsk(NoticeRoute route) => route.Recipient is not null && people.GetValueOrDefault(route.Recipient) is { MayAsk: true };
}
