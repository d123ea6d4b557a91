using CspBot.Cloud;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Purchases;

/// <summary>What a look at the cloud costs: it depends on what happened, not on how many customers there are.</summary>
public sealed class SweepCostTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_sweep_makes_the_same_calls_for_fifty_and_for_twenty_thousand_idle_customers()
    {
        var few = await CallsOfTwoSweepsAsync(50);
        var many = await CallsOfTwoSweepsAsync(20_000);
        Assert.Equal(few, many);

        // Of purchases and of permissions; the latter are read by the watch over purchases, to say who turned
        // one on, and by the one over permissions.
        Assert.Equal(2, few["orders' log"]);
        Assert.Equal(4, few["permissions' log"]);

        // Of the one seeded customer that may buy them: looked at with each sweep, by the watch over savings plans.
        Assert.Equal(2, few["a customer's savings plans"]);
        Assert.Equal(3, few.Count);
    }

    /// <summary>The calls of two sweeps of both watches, each kind with its number, from <c>/control/calls</c>.</summary>
    private async Task<IReadOnlyDictionary<string, int>> CallsOfTwoSweepsAsync(int customers)
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(("Purchases:WatchPermissions", "true")), customers);

        // What a start costs is over: the list of customers is there, and both logs were read back to their beginning.
        await Eventually.IsTrueAsync("the customers are known", () => host.Services.GetRequiredService<CustomerIndex>().IsComplete);
        await PurchaseScenes.FirstSweepAsync(host);
        await PermissionsSweptAsync(host, after: 0);
        await SavingsSweptAsync(host);
        var after = (await host.CallsAsync()).Count;
        for (var i = 0; i < 2; i++)
        {
            var swept = await SweptAsync(host);
            await PurchaseScenes.PollAsync(host);
            await PermissionsSweptAsync(host, swept);
            await SavingsSweptAsync(host);
        }

        var calls = (await host.CallsAsync()).Skip(after)
            .Select(call => (Api: call.GetProperty("api").GetString()!,
                Path: call.GetProperty("path").GetString()!,
                Query: call.GetProperty("query").GetString()!))
            .Select(call => call switch
            {
                // The list of customers is read every ten minutes for those who search, whether the bot watches or not; tokens are renewed.
                { Api: "login" } or { Path: "/v1/customers" } => "",

                // The one walk over permissions older than the log keeps a pace of its own
                // (PermissionWalkTests); what it finds is told to the approvers.
                { Path: "/v1/SelfServePolicy", Api: "partnercenter" } or { Api: "graph" } => "",
                { Path: "/v1/auditrecords" } when call.Query.Contains("self_serve_policy", StringComparison.OrdinalIgnoreCase)
                    || call.Query.Contains("SelfServePolicy", StringComparison.OrdinalIgnoreCase) => "permissions' log",
                { Path: "/v1/auditrecords" } => "orders' log",
                _ when call.Path.EndsWith("/savingsPlans", StringComparison.Ordinal) => "a customer's savings plans",
                _ => $"{call.Api} {call.Path}",
            })
            .Where(kind => kind.Length > 0)
            .GroupBy(kind => kind)
            .ToDictionary(kind => kind.Key, kind => kind.Count());
        var kinds = calls.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Value} × {kind.Key}");
        output.WriteLine(
            $"{customers} idle customers: {calls.Values.Sum()} calls in 2 sweeps of both watches: {string.Join(", ", kinds)}.");
        return calls;
    }

    private static Task PermissionsSweptAsync(BotHost host, long after) =>
        Eventually.IsTrueAsync("the watch over permissions has swept", async () => await SweptAsync(host) > after);

    private static Task SavingsSweptAsync(BotHost host) => Eventually.IsTrueAsync(
        "the watch over savings plans has swept",
        async () => await PurchaseScenes.StoreAsync(host, s => s.QueryOneAsync<long>(
            """
            select count(*) from watch where name = 'savings-plans' and lease_until = 0 and due_at > @now
                and exists (select 1 from savings_look) and not exists (select 1 from savings_look where due_at <= @now)
            """,
            new { now = host.Time.GetUtcNow().ToUnixTimeMilliseconds() })) == 1);

    private static async Task<long> SweptAsync(BotHost host) =>
        await host.Services
            .GetRequiredService<Database>()
            .ReadAsync(s => s.QueryOneAsync<string>("select value from setting where name = 'policy-watch-swept'"), default) is { } at
            ? long.Parse(at, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
}
