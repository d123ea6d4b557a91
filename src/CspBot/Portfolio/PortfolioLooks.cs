using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Portfolio;

/// <summary>Who is looked at often, when next, and where something could not be read.</summary>
internal static class PortfolioLooks
{
    /// <summary>A reason to look that is gone may have left something behind.</summary>
    private static readonly TimeSpan After = TimeSpan.FromDays(1);

    /// <summary>An order can be read by then (facts partner-center §5.4, and some minutes for clocks that differ).</summary>
    private static readonly TimeSpan UntilReadable = TimeSpan.FromMinutes(20);

    /// <summary>
    /// Who holds something or may, by what the other watches saw (their tables are the store's): may buy by itself, bought something,
    /// has a reservation that is reminded of.
    /// </summary>
    private const string May = """
        select customer, name from permission where reserved + savings > 0
        union all
        select change.customer, change.customer from permission_change change
        where change.is_on = 1
            and not exists (select 1 from permission_change later where later.customer = change.customer and later.at > change.at)
            and not exists (select 1 from permission seen where seen.customer = change.customer and seen.checked_at >= change.at)
        union all
        select customer, customer from purchase where kind <> 'subscription'
        union all
        select customer, customer from reservation_end where expires_at > @at
        """;

    /// <summary>Takes in who may hold something now, and gives those to look at next.</summary>
    public static async Task<IReadOnlyList<HoldingLook>> DueAsync(Session session, DateTimeOffset now, int most)
    {
        var at = Ms(now);
        await session.ExecuteAsync(
            $"""
            insert into holding_look(customer, name, due_at, until)
            select lower(customer), max(name), @at, @until from ({May}) may where true group by lower(customer)
            on conflict (customer) do update
            set until = case when holding_look.until > excluded.until then holding_look.until else excluded.until end,
                due_at = case when holding_look.due_at is null then excluded.due_at else holding_look.due_at end
            """,
            new { at, until = Ms(now + After) });

        // What was bought since the last look can be read by now.
        await session.ExecuteAsync(
            """
            update holding_look set due_at = @at
            where due_at > @at and looked_at < @readable and exists (
                select 1 from purchase where purchase.customer = holding_look.customer and purchase.at > holding_look.looked_at - @late)
            """,
            new { at, readable = Ms(now - UntilReadable), late = (long)UntilReadable.TotalMilliseconds });
        return await session.QueryAsync<HoldingLook>(
            "select customer as Customer, name as Name from holding_look where due_at <= @at order by due_at, customer limit @most",
            new { at, most });
    }

    /// <summary>This one holds something, or somebody wants to know: it is looked at from now on.</summary>
    public static Task AddAsync(Session session, string customer, DateTimeOffset now) => session.ExecuteAsync(
        """
        insert into holding_look(customer, name, due_at, until) values (@customer, @customer, @at, @until)
        on conflict (customer) do update set due_at = excluded.due_at, until = excluded.until
        """,
        new { customer, at = Ms(now), until = Ms(now + After) });

    /// <summary>The slow round saw nothing there: remembered only where that was not everything.</summary>
    public static async Task GlancedAsync(Session session, string customer, CloudReason? fault, DateTimeOffset now)
    {
        await session.ExecuteAsync("delete from holding_look where customer = @customer and due_at is null", new { customer });
        if (fault is not null)
            await session.ExecuteAsync(
                """
                insert into holding_look(customer, name, due_at, until, fault) values (@customer, @customer, null, @at, @fault)
                on conflict (customer) do update set fault = excluded.fault
                """,
                new { customer, at = Ms(now), fault = fault.ToString() });
    }

    /// <summary>Those that the slow round leaves out: they are looked at anyway.</summary>
    public static async Task<IReadOnlySet<string>> OftenAsync(Session session) =>
        (await session.QueryAsync<string>("select customer from holding_look where due_at is not null")).ToHashSet(StringComparer.Ordinal);

    /// <summary>Nothing could be seen: what was known stands, and it is looked at again.</summary>
    public static Task FailedAsync(Session session, string customer, DateTimeOffset again, CloudReason? fault) => session.ExecuteAsync(
        "update holding_look set due_at = @due, fault = coalesce(@fault, fault) where customer = @customer",
        new { customer, due = Ms(again), fault = fault?.ToString() });

    /// <summary>No customer of ours any more.</summary>
    public static async Task ForgetAsync(Session session, string customer)
    {
        await session.ExecuteAsync("delete from holding where customer = @customer", new { customer });
        await session.ExecuteAsync("delete from holding_look where customer = @customer", new { customer });
    }

    /// <summary>Where something could not be read.</summary>
    public static Task<IReadOnlyList<UnreadRow>> UnreadAsync(Session session) => session.QueryAsync<UnreadRow>(
        "select customer as Customer, fault as Fault, looked_at as LookedAt from holding_look where fault is not null");

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}

/// <summary>A customer to look at.</summary>
internal sealed class HoldingLook
{
    public string Customer { get; set; } = "";

    public string Name { get; set; } = "";
}

/// <summary>A customer where something could not be read.</summary>
internal sealed class UnreadRow
{
    public string Customer { get; set; } = "";

    public string Fault { get; set; } = "";

    public long? LookedAt { get; set; }
}
