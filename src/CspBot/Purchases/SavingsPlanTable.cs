using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>Whose savings plans are looked at, when next, and where that is refused.</summary>
internal static class SavingsPlanTable
{
    /// <summary>Customers of one sweep: each costs a call, and a token of its directory in an hour.</summary>
    public const int AtOnce = 20;

    /// <summary>A permission that was turned off may have been used just before.</summary>
    private static readonly TimeSpan AfterOff = TimeSpan.FromDays(1);

    /// <summary>
    /// Who may buy savings plans, by what was seen last: the list of permissions, or the activity log where that is newer
    /// (their tables are the store's). A change whose kind an earlier version did not store counts as one of savings
    /// plans: a look too many, not a notice too few.
    /// </summary>
    private const string MayBuy = """
        select customer, name from permission where savings = 1
        union all
        select change.customer, change.customer from permission_change change
        where coalesce(change.savings, change.is_on) = 1
            and not exists (select 1 from permission_change later where later.customer = change.customer and later.at > change.at)
            and not exists (select 1 from permission seen where seen.customer = change.customer
            and (seen.checked_at >= change.at or seen.savings = 1))
        """;

    /// <summary>Takes in who may buy them now, and gives those to look at next.</summary>
    public static async Task<IReadOnlyList<SavingsLook>> DueAsync(Session session, DateTimeOffset now)
    {
        var at = PurchaseTable.Ms(now);
        await session.ExecuteAsync(
            $"""
            insert into savings_look(customer, name, due_at, until)
            select customer, max(name), @at, @until from ({MayBuy}) allowed where true group by customer
            on conflict (customer) do update set until = excluded.until
            """,
            new { at, until = PurchaseTable.Ms(now + AfterOff) });
        await session.ExecuteAsync("delete from savings_look where until <= @at", new { at });
        return await session.QueryAsync<SavingsLook>(
            $"select customer as Customer, name as Name from savings_look where due_at <= @at order by due_at, customer limit {AtOnce}",
            new { at });
    }

    /// <summary>When to look there again, and why nothing could be seen.</summary>
    public static Task<int> LookedAsync(Session session, SavingsLook look, DateTimeOffset again, CloudReason? fault) =>
        session.ExecuteAsync(
            "update savings_look set due_at = @due, fault = @fault where customer = @Customer",
            new { look.Customer, due = PurchaseTable.Ms(again), fault = fault?.ToString() });

    /// <summary>How many are looked at, and at how many of them that is refused.</summary>
    public static async Task<(int Customers, int Refused)> CountAsync(Session session) => (
        (int)await session.QueryOneAsync<long>("select count(*) from savings_look"),
        (int)await session.QueryOneAsync<long>("select count(*) from savings_look where fault is not null"));
}

/// <summary>A customer whose savings plans are looked at.</summary>
internal sealed class SavingsLook
{
    public string Customer { get; set; } = "";

    public string Name { get; set; } = "";
}
