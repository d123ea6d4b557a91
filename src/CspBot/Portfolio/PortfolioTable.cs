using System.Globalization;
using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Portfolio;

/// <summary>What customers hold, as last seen.</summary>
internal static class PortfolioTable
{
    /// <summary>The first list: what ends so soon.</summary>
    public static readonly TimeSpan EndsWithin = TimeSpan.FromDays(90);

    private const string Columns = """
        customer as Customer, id as Id, customer_name as CustomerName, document as Document, commitment as Commitment, currency as Currency,
        seen_at as SeenAt
        """;

    /// <summary>Stores what a look saw: what is not there any more goes, unless a source was silent.</summary>
    public static async Task SawAsync(Session session, HoldingSight sight)
    {
        var customer = sight.Customer.Id.ToLowerInvariant();
        await session.LockAsync("holding:" + customer);
        var now = Ms(sight.At);
        var known = await session.QueryAsync<string>("select id from holding where customer = @customer", new { customer });

        // Where Azure was silent, Partner Center's word for the same order is no second reservation.
        var found = sight.Found
            .Where(holding => Stands(holding, sight.At)
                && (sight.IsWhole || holding.InAzure || !known.Any(id => id != Key(holding) && OrderOf(id) == Order(holding))))
            .GroupBy(Key)
            .ToDictionary(same => same.Key, same => same.First());
        foreach (var (id, holding) in found)
            await SaveAsync(session, sight, (customer, id), holding);
        foreach (var id in sight.IsWhole ? known.Where(id => !found.ContainsKey(id)) : [])
            await session.ExecuteAsync("delete from holding where customer = @customer and id = @id", new { customer, id });
        await session.ExecuteAsync("delete from holding where customer = @customer and ends_at <= @now", new { customer, now });
        await session.ExecuteAsync(
            """
            insert into holding_look(customer, name, due_at, until, looked_at, fault)
            values (@customer, @name, @due, @now, @now, @fault)
            on conflict (customer) do update
            set name = excluded.name, due_at = excluded.due_at, looked_at = excluded.looked_at, fault = excluded.fault
            """,
            new { customer, name = sight.Customer.Name, due = Ms(sight.Again), now, fault = sight.Fault });
        await RemindAsync(session, (customer, sight.Customer.Name), [.. found.Values], now);
        await LeaveAsync(session, customer, now);
    }

    /// <summary>What an answer told that it costs over its term; kept until the holding goes.</summary>
    public static Task CommitAsync(Session session, string customer, Holding holding, Money commitment) => session.ExecuteAsync(
        "update holding set commitment = @amount, currency = @Currency where customer = @customer and id = @id",
        new
        {
            customer = customer.ToLowerInvariant(),
            id = Key(holding),
            amount = commitment.Amount.ToString(CultureInfo.InvariantCulture),
            commitment.Currency,
        });

    /// <summary>Reservations that are used badly, and of which no answer told yet what they cost, least used first.</summary>
    public static async Task<IReadOnlyList<KnownHolding>> UnpricedAsync(Session session, DateTimeOffset now, decimal below) =>
    [
        .. Read(await session.QueryAsync<Row>(
            $"""
            select {Columns} from holding
            where commitment is null and used < @below and (ends_at > @now or ends_at is null)
            order by used, customer, id
            """,
            new { below = (long)(below * 100), now = Ms(now) }))
            .Where(known => known.Holding is { Kind: HoldingKind.Reservation, InAzure: true, State: "Succeeded" }),
    ];

    /// <summary>Everything that stands, of all customers, soonest to end first.</summary>
    public static async Task<IReadOnlyList<KnownHolding>> AllAsync(Session session, DateTimeOffset now, IReadOnlySet<string>? only) => Read(
        await session.QueryAsync<Row>(
            $"select {Columns} from holding where (ends_at > @now or ends_at is null){Among(only)} order by ends_at, customer, id",
            new { now = Ms(now), only = Ids(only) }));

    /// <summary>A part of one of the lists; the words stand anywhere in the names of customer and product.</summary>
    public static async Task<IReadOnlyList<KnownHolding>> ListAsync(Session session, PortfolioQuery query)
    {
        var (where, order) = Of(query.Which);
        var rows = Read(await session.QueryAsync<Row>(
            $"""
            select {Columns} from holding
            where {where} and sought like @like{Among(query.Only)} order by {order}, customer, id limit @Take offset @Skip
            """,
            Arguments(query)));
        return rows;
    }

    public static async Task<int> CountAsync(Session session, PortfolioQuery query) => (int)await session.QueryOneAsync<long>(
        $"select count(*) from holding where {Of(query.Which).Where} and sought like @like{Among(query.Only)}", Arguments(query));

    /// <summary>Customers that hold something, the newest and the oldest look at them, and where something could not be read.</summary>
    public static async Task<PortfolioAges> AgesAsync(Session session, IReadOnlySet<string>? only)
    {
        var among = new { only = Ids(only) };
        var row = await session.QueryOneAsync<AgesRow>(
            $"""
            select count(*) as Holders, max(looked_at) as Newest, min(looked_at) as Oldest from holding_look
            where customer in (select customer from holding){Among(only)}
            """,
            among);
        var unread = await session.QueryOneAsync<long>($"select count(*) from holding_look where fault is not null{Among(only)}", among);
        var looked = await session.QueryAsync<string>(
            $"select customer from holding_look where looked_at is not null{Among(only)}", among);
        return new PortfolioAges(
            (int)row!.Holders, Time(row.Newest), Time(row.Oldest), (int)unread, looked.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Still to be paid for and used.</summary>
    private static bool Stands(Holding holding, DateTimeOffset now) =>
        holding.State is not ("Cancelled" or "Failed" or "Expired" or "Split" or "Merged" or "BillingFailed")
        && (holding.ExpiresAt is null || holding.ExpiresAt > now);

    private static Task SaveAsync(Session session, HoldingSight sight, (string Customer, string Id) key, Holding holding)
    {
        var commitment = holding.Kind == HoldingKind.SavingsPlan ? SavingsPlan.Over(holding.Hourly, holding.Term) : null;
        var used = holding.Used.Where(share => share.Days is 30 or 7).MaxBy(share => share.Days);
        return session.ExecuteAsync(
            """
            insert into holding(customer, id, customer_name, sought, ends_at, renews, used, commitment, currency, seen_at, document)
            values (@Customer, @Id, @name, @sought, @ends, @renews, @used, @amount, @currency, @at, @document)
            on conflict (customer, id) do update
            set customer_name = excluded.customer_name, sought = excluded.sought, ends_at = excluded.ends_at, renews = excluded.renews,
                used = excluded.used, commitment = coalesce(excluded.commitment, holding.commitment),
                currency = coalesce(excluded.currency, holding.currency), seen_at = excluded.seen_at, document = excluded.document
            """,
            new
            {
                key.Customer,
                key.Id,
                name = sight.Customer.Name,
                sought = CustomerSearch.Fold($"{sight.Customer.Name} {sight.Customer.Domain} {holding.Name} {holding.Sku}"),
                ends = holding.ExpiresAt is { } end ? Ms(end) : (long?)null,
                renews = holding.Renews is { } renews ? renews ? 1L : 0L : (long?)null,
                used = used is null ? (long?)null : (long)Math.Round(used.Percent * 100),
                amount = commitment?.Amount.ToString(CultureInfo.InvariantCulture),
                currency = commitment?.Currency,
                at = Ms(sight.At),
                document = HoldingJson.Write(holding),
            });
    }

    /// <summary>
    /// Reservations of which no reminder knows: they are older than the log, and the purchase watch looks at their customer (its tables are
    /// the store's).
    /// </summary>
    private static async Task RemindAsync(
        Session session, (string Id, string Name) customer, IReadOnlyList<Holding> found, long now)
    {
        var orders = found
            .Where(holding => holding is { PartnerOrderId: not null, ExpiresAt: not null, Hourly: null })
            .Select(Order)
            .ToHashSet(StringComparer.Ordinal);
        orders.ExceptWith(await session.QueryAsync<string>(
            "select id from reservation_end where customer = @Id", new { customer.Id }));
        if (orders.Count > 0)
            await session.ExecuteAsync(
                """
                insert into customer_look(customer, name, due_at) values (@Id, @Name, @now)
                on conflict (customer) do nothing
                """,
                new { customer.Id, customer.Name, now });
    }

    /// <summary>Whoever holds nothing, and has no other reason, is the slow round's again.</summary>
    private static Task LeaveAsync(Session session, string customer, long now) => session.ExecuteAsync(
        """
        delete from holding_look where customer = @customer and until <= @now and fault is null
            and not exists (select 1 from holding where holding.customer = @customer)
        """,
        new { customer, now });

    private static (string Where, string Order) Of(PortfolioList which) => which switch
    {
        PortfolioList.Ends => ("ends_at > @now and ends_at <= @soon", "ends_at"),
        PortfolioList.Badly => ("used < @below and (ends_at > @now or ends_at is null)", "used"),
        _ => ("renews = 1 and ends_at > @now", "ends_at"),
    };

    private static object Arguments(PortfolioQuery query) => new
    {
        now = Ms(query.Now),
        soon = Ms(query.Now + EndsWithin),
        below = (long)(query.Below * 100),

        // Folding leaves letters, digits and spaces: no sign of the pattern language comes through.
        like = "%" + CustomerSearch.Fold(query.Words) + "%",
        query.Take,
        query.Skip,
        only = Ids(query.Only),
    };

    private static string Among(IReadOnlySet<string>? only) => only is null ? "" : " and customer in @only";

    private static string[] Ids(IReadOnlySet<string>? only) => [.. (only ?? new HashSet<string>()).Select(id => id.ToLowerInvariant())];

    private static string Order(Holding holding) => holding.OrderId.ToLowerInvariant();

    private static string OrderOf(string id) => id[..id.IndexOf('/', StringComparison.Ordinal)];

    private static string Key(Holding holding) =>
        $"{Order(holding)}/{(holding.Id.Length > 0 ? holding.Id : holding.Name).ToLowerInvariant()}";

    private static IReadOnlyList<KnownHolding> Read(IReadOnlyList<Row> rows) =>
        [.. rows.Select(row => (Row: row, Holding: HoldingJson.Read(row.Document)))
            .Where(read => read.Holding is not null)
            .Select(read => new KnownHolding(
                read.Row.Customer, read.Row.CustomerName, read.Holding!, Amount(read.Row), Time(read.Row.SeenAt)!.Value))];

    private static Money? Amount(Row row) =>
        decimal.TryParse(row.Commitment, CultureInfo.InvariantCulture, out var amount) && row.Currency is { } currency
            ? new Money(amount, currency)
            : null;

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private static DateTimeOffset? Time(long? at) => at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    private sealed class Row
    {
        public string Customer { get; set; } = "";

        public string Id { get; set; } = "";

        public string CustomerName { get; set; } = "";

        public string Document { get; set; } = "";

        public string? Commitment { get; set; }

        public string? Currency { get; set; }

        public long SeenAt { get; set; }
    }

    private sealed class AgesRow
    {
        public long Holders { get; set; }

        public long? Newest { get; set; }

        public long? Oldest { get; set; }
    }
}

/// <summary>What a look at a customer saw.</summary>
/// <param name="Found">All that it holds, as the services told it.</param>
/// <param name="Fault">Why that may not be all; null when every source answered, and none was blind.</param>
/// <param name="At">When it was read.</param>
/// <param name="Again">When to look again.</param>
internal sealed record HoldingSight(
    Customer Customer, IReadOnlyList<Holding> Found, string? Fault, DateTimeOffset At, DateTimeOffset Again)
{
    public bool IsWhole => Fault is null;

    public static HoldingSight Of(Customer customer, Holdings holdings, DateTimeOffset at, DateTimeOffset again) => new(
        customer,
        holdings.All,
        holdings.Faults is [var first, ..] ? first.Reason.ToString() : holdings.IsBlind ? nameof(holdings.IsBlind) : null,
        at,
        again);
}

/// <summary>How old what is known is.</summary>
/// <param name="Looked">Customers that were looked at closely.</param>
internal sealed record PortfolioAges(
    int Holders, DateTimeOffset? Newest, DateTimeOffset? Oldest, int Unread, IReadOnlySet<string> Looked);

/// <summary>A part of a list.</summary>
/// <param name="Below">What is used badly, in percent.</param>
/// <param name="Words">To search for; empty for all.</param>
internal sealed record PortfolioQuery(PortfolioList Which, DateTimeOffset Now, decimal Below, string Words, int Skip, int Take)
{
    /// <summary>Tenant ids of the only customers that it may name; null for all.</summary>
    public IReadOnlySet<string>? Only { get; init; }
}
