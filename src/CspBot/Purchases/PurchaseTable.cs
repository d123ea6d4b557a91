using System.Globalization;
using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>What was bought and how far the telling of it is; also the orders that the bot placed itself.</summary>
internal static class PurchaseTable
{
    private const int AtOnce = 500;
    private const int DueAtOnce = 1_000;
    private const string PermissionsMark = "purchase-permissions-mark";
    private static readonly TimeSpan UnreadAgain = TimeSpan.FromMinutes(5);
    private const string Columns = "id as Id, state as State, attempts as Attempts, document as Document, taken_by as TakenBy, taken_name "
        + "as TakenName, taken_at as TakenAt, set_aside as SetAside";

    /// <summary>
    /// The bot placed this order itself: nobody is told of it. To be called in the transaction that stores the checkout's answer.
    /// </summary>
    /// <param name="session">The write.</param>
    /// <param name="orderId">Partner Center's order, or Azure's reservation order.</param>
    /// <param name="request">Id of the request that placed it.</param>
    /// <param name="now">The time.</param>
    public static async Task RecordOwnAsync(Session session, string orderId, string? request, DateTimeOffset now)
    {
        var id = PurchaseNews.Key(orderId);
        await session.ExecuteAsync(
            "insert into purchase_own(order_id, request, at) values (@id, @request, @at) on conflict (order_id) do nothing",
            new { id, request, at = Ms(now) });
        await session.ExecuteAsync("delete from purchase where id = @id and state = 'found'", new { id });
    }

    /// <summary>Which of these orders the bot placed.</summary>
    public static async Task<IReadOnlySet<string>> OwnAsync(Session session, IEnumerable<string> orderIds) =>
        await AmongAsync(session, "select order_id from purchase_own where order_id in @ids", orderIds);

    /// <summary>Who placed these orders (keys), where the bot itself did or the log told of it.</summary>
    public static async Task<IReadOnlyDictionary<string, PurchaseOrigin>> OriginsAsync(Session session, IEnumerable<string> orderIds)
    {
        var found = new Dictionary<string, PurchaseOrigin>(StringComparer.OrdinalIgnoreCase);
        foreach (var ids in orderIds.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            foreach (var purchase in (await session.QueryAsync<string>("select document from purchase where id in @ids", new { ids }))
                .Select(PurchaseJson.TryRead<Purchase>)
                .OfType<Purchase>()
                .Where(purchase => purchase.By is not null))
                found[PurchaseNews.Key(purchase.OrderId)] = new PurchaseOrigin(false, null, purchase.By, purchase.Through);
            foreach (var own in await session.QueryAsync<OwnRow>(
                "select order_id as OrderId, request as Request from purchase_own where order_id in @ids", new { ids }))
                found[own.OrderId] = new PurchaseOrigin(true, own.Request, null, null);
        }

        return found;
    }

    /// <summary>Which of these records were read already.</summary>
    public static Task<IReadOnlySet<string>> SeenAsync(Session session, IEnumerable<string> recordIds) =>
        AmongAsync(session, "select id from purchase_seen where id in @ids", recordIds);

    /// <summary>Which of these purchases are stored already.</summary>
    public static Task<IReadOnlySet<string>> KnownAsync(Session session, IEnumerable<string> ids) =>
        AmongAsync(session, "select id from purchase where id in @ids", ids);

    /// <summary>These records need not be looked at again.</summary>
    public static async Task MarkSeenAsync(Session session, IEnumerable<string> recordIds, DateTimeOffset now)
    {
        foreach (var id in recordIds)
            await session.ExecuteAsync(
                "insert into purchase_seen(id, at) values (@id, @at) on conflict (id) do nothing", new { id, at = Ms(now) });
    }

    /// <summary>Stores a purchase that nobody was told of yet, or (silently) one from before the bot.</summary>
    public static Task AddAsync(Session session, Purchase purchase, bool isPast, DateTimeOffset now) => session.ExecuteAsync(
        """
        insert into purchase(id, customer, kind, at, state, due_at, document) values (@Id, @CustomerId, @Kind, @at, @state, @due, @document)
        on conflict (id) do nothing
        """,
        new
        {
            purchase.Id,
            purchase.CustomerId,
            purchase.Kind,
            at = Ms(purchase.At),
            state = isPast ? "past" : "found",
            due = isPast ? (long?)null : Ms(now),
            document = PurchaseJson.Write(purchase),
        });

    /// <summary>Purchases to tell or to complete now, customer by customer.</summary>
    public static async Task<DuePurchases> DueAsync(Session session, DateTimeOffset now)
    {
        var (purchases, unread) = (new List<StoredPurchase>(), new List<UnreadPurchase>());
        foreach (var row in await session.QueryAsync<Row>(
            $"select {Columns} from purchase where due_at <= @at order by customer, at, id limit {DueAtOnce}", new { at = Ms(now) }))
        {
            try
            {
                purchases.Add(Read(row));
            }
            catch (Exception e) when (PurchaseJson.IsUnreadable(e))
            {
                unread.Add(new UnreadPurchase(row.Id, row.SetAside is null, e.GetType().Name));
            }
        }

        return new DuePurchases(purchases, unread);
    }

    /// <summary>This version cannot read it: another may, so it is looked at again later, and holds nobody up.</summary>
    public static Task SetAsideAsync(Session session, UnreadPurchase unread, DateTimeOffset now) => session.ExecuteAsync(
        "update purchase set set_aside = @Why, due_at = @due where id = @Id",
        new { unread.Id, unread.Why, due = Ms(now + UnreadAgain) });

    /// <summary>A request of the bot's own is under way for this customer, or came to its end about then.</summary>
    public static async Task<bool> IsAtWorkAboutAsync(Session session, string customer, DateTimeOffset at) =>
        await session.QueryOneAsync<string>(
            """
            select request.id from request left join audit on audit.request = request.id
                and audit.kind in ('succeeded', 'failed') and audit.at between @earliest and @latest
            where request.customer = @customer and (request.state = 'running' or audit.at is not null)
            limit 1
            """,
            new { customer, earliest = Ms(at - PurchaseNews.OwnGrace), latest = Ms(at + PurchaseNews.OwnGrace) }) is not null;

    /// <summary>A request of the bot's own that may buy something is under way for this customer.</summary>
    public static async Task<bool> IsBuyingAsync(Session session, string customer) => await session.QueryOneAsync<string>(
        "select id from request where customer = @customer and dialog = 'reservations' and state = 'running' limit 1",
        new { customer }) is not null;

    /// <summary>Up to when the log of permissions is read; null at the first start.</summary>
    public static async Task<DateTimeOffset?> PermissionsReadToAsync(Session session) =>
        long.TryParse(
            await StoredSetting.ReadAsync(session, PermissionsMark),
            CultureInfo.InvariantCulture,
            out var at)
            ? Time(at)
            : null;

    public static Task MarkPermissionsAsync(Session session, DateTimeOffset mark) =>
        StoredSetting.WriteAsync(session, PermissionsMark, Ms(mark).ToString(CultureInfo.InvariantCulture));

    /// <summary>One purchase, locked until the commit; null when there is none, or none that this version can read.</summary>
    public static async Task<StoredPurchase?> FindAsync(Session session, string id) =>
        await session.QueryOneAsync<Row>($"select {Columns} from purchase where id = @id{session.ForUpdate}", new { id }) is { } row
        && PurchaseJson.TryRead<Purchase>(row.Document) is not null
            ? Read(row)
            : null;

    /// <summary>One purchase, to look at only.</summary>
    public static async Task<StoredPurchase?> FindPlainAsync(Session session, string id) =>
        await session.QueryOneAsync<Row>($"select {Columns} from purchase where id = @id", new { id }) is { } row
        && PurchaseJson.TryRead<Purchase>(row.Document) is not null
            ? Read(row)
            : null;

    /// <summary>Told, and complete or to be looked at again at <paramref name="again"/>.</summary>
    public static Task SaveToldAsync(Session session, Purchase purchase, DateTimeOffset? again, int attempts) => session.ExecuteAsync(
        """
        update purchase
        set state = 'told', set_aside = null, kind = @Kind, due_at = @due, attempts = @attempts, document = @document
        where id = @Id
        """,
        new
        {
            purchase.Id,
            purchase.Kind,
            due = again is { } at ? Ms(at) : (long?)null,
            attempts,
            document = PurchaseJson.Write(purchase),
        });

    /// <summary>The first one to take care of it stays the one who did.</summary>
    public static async Task<bool> TakeAsync(Session session, string id, PurchaseTaken by) =>
        await session.ExecuteAsync(
            """
            update purchase
            set taken_by = @ObjectId, taken_name = @Name, taken_at = @at
            where id = @id and taken_by is null and state = 'told'
            """,
            new { id, by.ObjectId, by.Name, at = Ms(by.At) }) == 1;

    /// <summary>The customer's stored purchases of a kind before a time.</summary>
    public static async Task<IReadOnlyList<Purchase>> EarlierAsync(Session session, string customer, string kind, DateTimeOffset before) =>
        [.. (await session.QueryAsync<string>(
            "select document from purchase where customer = @customer and kind = @kind and at < @at",
            new { customer, kind, at = Ms(before) })).Select(PurchaseJson.TryRead<Purchase>).OfType<Purchase>()];

    /// <summary>All that the customer bought since a time, of every kind.</summary>
    public static async Task<IReadOnlyList<Purchase>> SinceAsync(Session session, string customer, DateTimeOffset since) =>
        [.. (await session.QueryAsync<string>(
            "select document from purchase where customer = @customer and at >= @since order by at, id",
            new { customer, since = Ms(since) })).Select(PurchaseJson.TryRead<Purchase>).OfType<Purchase>()];

    /// <summary>Who switched the customer's permission last before a time; null when the log did not say.</summary>
    public static async Task<PermissionChange?> LastPermissionAsync(Session session, string customer, DateTimeOffset before) =>
        await session.QueryOneAsync<PermissionRow>(
            """
            select id as Id, at as At, is_on as IsOn, by_bot as ByBot, by_whom as ByWhom
            from permission_change where customer = @customer and at <= @at
            order by at desc limit 1
            """,
            new { customer, at = Ms(before) }) is { } row
            ? new PermissionChange(row.Id, customer, Time(row.At), row.IsOn != 0, row.ByWhom, row.ByBot != 0)
            : null;

    /// <summary>False when it was stored before.</summary>
    public static async Task<bool> AddPermissionAsync(Session session, PermissionChange change) => await session.ExecuteAsync(
        """
        insert into permission_change(id, customer, at, is_on, by_bot, by_whom, savings)
        values (@Id, @CustomerId, @at, @on, @bot, @By, @savings)
        on conflict (id) do nothing
        """,
        new
        {
            change.Id,
            change.CustomerId,
            at = Ms(change.At),
            on = change.IsOn ? 1L : 0L,
            bot = change.ByBot ? 1L : 0L,
            change.By,
            savings = change.Savings is { } on ? on ? 1L : 0L : (long?)null,
        }) == 1;

    /// <summary>What the log has dropped need not be known any more: it cannot come again.</summary>
    public static Task ForgetAsync(Session session, DateTimeOffset now) =>
        session.ExecuteAsync("delete from purchase_seen where at < @at", new { at = Ms(now.AddDays(-AzureOperations.AuditDays - 10)) });

    internal static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    internal static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    private static async Task<IReadOnlySet<string>> AmongAsync(Session session, string sql, IEnumerable<string> all)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in all.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
            found.UnionWith(await session.QueryAsync<string>(sql, new { ids }));
        return found;
    }

    private static StoredPurchase Read(Row row) => new(
        PurchaseJson.Read<Purchase>(row.Document),
        row.State == "told",
        (int)row.Attempts,
        row.TakenBy is { } by ? new PurchaseTaken(by, row.TakenName ?? by, Time(row.TakenAt ?? 0)) : null);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string State { get; set; } = "";

        public long Attempts { get; set; }

        public string Document { get; set; } = "";

        public string? TakenBy { get; set; }

        public string? TakenName { get; set; }

        public long? TakenAt { get; set; }

        public string? SetAside { get; set; }
    }

    private sealed class OwnRow
    {
        public string OrderId { get; set; } = "";

        public string? Request { get; set; }
    }

    private sealed class PermissionRow
    {
        public string Id { get; set; } = "";

        public long At { get; set; }

        public long IsOn { get; set; }

        public long ByBot { get; set; }

        public string? ByWhom { get; set; }
    }
}

/// <summary>A purchase with how far its telling is.</summary>
internal sealed record StoredPurchase(Purchase Purchase, bool IsTold, int Attempts, PurchaseTaken? Taken);

/// <summary>What is due, and the rows among it that this version cannot read.</summary>
internal sealed record DuePurchases(IReadOnlyList<StoredPurchase> Purchases, IReadOnlyList<UnreadPurchase> Unread);

/// <summary>A row that this version cannot read.</summary>
/// <param name="Id">The purchase.</param>
/// <param name="IsNew">It was not set aside before.</param>
/// <param name="Why">The fault's kind.</param>
internal sealed record UnreadPurchase(string Id, bool IsNew, string Why);
