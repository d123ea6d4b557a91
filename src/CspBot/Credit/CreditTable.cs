using CspBot.Store;

namespace CspBot.Credit;

/// <summary>What was last seen of the role that earns the credit, by subscription.</summary>
internal static class CreditTable
{
    private const string Columns = """
        subscription as Subscription, customer as Customer, name as Name, seen_at as SeenAt, missing_at as MissingAt, told_at as ToldAt,
        looked_at as LookedAt, fault as Fault
        """;

    public static Task<IReadOnlyList<KnownCredit>> ListAsync(Session session, string customer) => session.QueryAsync<KnownCredit>(
        $"select {Columns} from credit where customer = @customer order by name, subscription",
        new { customer = customer.ToLowerInvariant() });

    /// <summary>Customers with a subscription on which the role was missing when last seen.</summary>
    public static Task<IReadOnlyList<string>> ListMissingAsync(Session session) =>
        session.QueryAsync<string>("select distinct customer from credit where missing_at is not null order by customer");

    /// <summary>A few on which the role stood when last seen.</summary>
    public static Task<IReadOnlyList<KnownCredit>> ListWellAsync(Session session, int most) => session.QueryAsync<KnownCredit>(
        $"select {Columns} from credit where missing_at is null and seen_at is not null order by seen_at desc, subscription limit @most",
        new { most });

    public static Task SaveAsync(Session session, KnownCredit row) => session.ExecuteAsync(
        """
        insert into credit(subscription, customer, name, seen_at, missing_at, told_at, looked_at, fault)
        values (@Subscription, @Customer, @Name, @SeenAt, @MissingAt, @ToldAt, @LookedAt, @Fault)
        on conflict (subscription) do update
        set customer = excluded.customer, name = excluded.name, seen_at = excluded.seen_at, missing_at = excluded.missing_at,
            told_at = excluded.told_at, looked_at = excluded.looked_at, fault = excluded.fault
        """,
        row);

    /// <summary>A subscription that is sold no longer, or is of no Azure plan, earns nothing and misses nothing.</summary>
    public static Task ForgetAsync(Session session, string subscription) =>
        session.ExecuteAsync("delete from credit where subscription = @subscription", new { subscription });

    /// <summary>Who made the last grant on a subscription; null where nobody did.</summary>
    public static Task<string?> LastGiverAsync(Session session, string customer, string subscription) => session.QueryOneAsync<string?>(
        """
        select requester from request
        where customer = @customer and lane = @lane and end_of is null and state = 'succeeded'
        order by created_at desc, id limit 1
        """,
        new { customer, lane = "subscription:" + subscription });
}

/// <summary>A subscription's credit as last seen; times are Unix milliseconds.</summary>
internal sealed class KnownCredit
{
    public string Subscription { get; set; } = "";

    public string Customer { get; set; } = "";

    public string Name { get; set; } = "";

    public long? SeenAt { get; set; }

    public long? MissingAt { get; set; }

    public long? ToldAt { get; set; }

    public long LookedAt { get; set; }

    public string? Fault { get; set; }

    /// <summary>It was missing at two looks that are apart.</summary>
    public bool IsLost => ToldAt is not null;

    public static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);
}
