using CspBot.Cloud;
using CspBot.Portfolio;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;
using static CspBot.Tests.Portfolio.PortfolioScenes;

namespace CspBot.Tests.Portfolio;

/// <summary>The walk over what customers hold: everybody once in a slow round, holders often, at a bounded price.</summary>
public sealed class PortfolioWalkTests
{
    [Fact]
    public Task Everybody_is_met_once_over_two_bots_and_restarts_and_holders_are_found() => MetOnceAsync([]);

    [RequiresFact("postgres")]
    public async Task The_same_on_PostgreSQL() => await MetOnceAsync(new()
    {
        ["Store:ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
        ["Cache:Redis"] = "",
    });

    private static async Task MetOnceAsync(Dictionary<string, string?> settings)
    {
        await using var host = await StartAsync(settings);
        await using var second = await host.StartAnotherAsync();
        await KnownAsync(second);
        var plan = (await PurchaseScenes.BuyersAsync(host))[0];
        await PurchaseScenes.BuyAsync(host, plan.Id, "savings-plan", 2, "P3Y");
        var customers = await KnownAsync(host);
        for (var turn = 0; turn < 6 + (customers / 10); turn++)
        {
            await TurnAsync(host);
            if (turn % 3 != 1)
                continue;
            await host.RestartAsync();
            await KnownAsync(host);
        }

        Assert.Equal(1, (await RoundAsync(host))!.Rounds);
        var holders = (await DeskOf(host).AllAsync(default)).Select(known => known.Customer).Distinct().ToHashSet();
        Assert.Contains(plan.Id, holders);
        Assert.True(holders.Count > 1, "the seeded reservations were not found");
        var looks = (await host.CallsAsync())
            .Select(call => call.GetProperty("path").GetString()!)
            .Where(path => path.EndsWith("/entitlements", StringComparison.Ordinal))
            .GroupBy(path => path.Split('/')[3])
            .ToDictionary(of => of.Key, of => of.Count());
        Assert.Equal(customers, looks.Count);

        // A glance at each, and at those that hold something a closer look.
        Assert.All(looks, of => Assert.Equal(holders.Contains(of.Key) ? 2 : 1, of.Value));
        var overview = await DeskOf(host).OverviewAsync(default);
        Assert.Equal((holders.Count, 0), (overview.Holders, overview.NotLookedAt));

        // The savings plan's commitment is in its own answer.
        var known = (await DeskOf(host).AllAsync(default)).Single(one => one.Customer == plan.Id);
        Assert.Equal(new Money(0.2m * 24 * 365 * 3, "USD"), known.Commitment);

        // A quiet day: holders alone are looked at, and the round rests.
        var before = (await host.CallsAsync()).Count;
        for (var i = 0; i < 4; i++)
            await TurnAsync(host, TimeSpan.FromHours(6.1));
        var day = (await host.CallsAsync()).Skip(before).Select(call => call.GetProperty("path").GetString()!).ToList();
        Assert.Equal(holders.Count * 4, day.Count(path => path.EndsWith("/entitlements", StringComparison.Ordinal)));
        Assert.Equal(holders.Count * 4, day.Count(path => path.EndsWith("/reservations", StringComparison.Ordinal)));
        Assert.Equal(holders.Count * 4, day.Count(path => path.EndsWith("/savingsPlans", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Too_many_asks_all_of_it_to_wait_and_nobody_is_left_out()
    {
        await using var host = await StartAsync();
        var customers = await KnownAsync(host);
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "GET", path = "/entitlements", status = 429, retryAfter = 300, times = 1 });
        for (var turn = 0; turn < 3 && (await GlancesAsync(host)).Count == 0; turn++)
            await TurnAsync(host);
        Assert.Single(await GlancesAsync(host));

        // Nobody asks before that time is over.
        for (var i = 0; i < 3; i++)
            await host.LeapAsync(Pace);
        Assert.Single(await GlancesAsync(host));
        await host.LeapAsync(TimeSpan.FromMinutes(2));
        for (var turn = 0; turn < 5 + (customers / 10); turn++)
            await TurnAsync(host);
        Assert.Equal(0, (await DeskOf(host).OverviewAsync(default)).NotLookedAt);
        Assert.Equal(customers, (await GlancesAsync(host)).Distinct().Count());
    }

    [Fact]
    public async Task Who_cannot_be_read_is_counted_holds_nobody_up_and_is_read_once_it_can()
    {
        await using var host = await StartAsync();
        var customers = await KnownAsync(host);
        var buyers = await PurchaseScenes.BuyersAsync(host);
        await PurchaseScenes.BuyAsync(host, buyers[3].Id, "reservation");
        await host.ControlAsync("faults", new { api = "partnercenter", path = $"/v1/customers/{buyers[3].Id}/entitlements", status = 503 });
        for (var turn = 0; turn < 3 + (customers / 10); turn++)
            await TurnAsync(host);
        Assert.Equal(1, (await DeskOf(host).OverviewAsync(default)).NotLookedAt);
        await host.ClearFaultsAsync();
        await TurnAsync(host, TimeSpan.FromMinutes(16));
        await TurnAsync(host);
        Assert.Equal(0, (await DeskOf(host).OverviewAsync(default)).NotLookedAt);
        Assert.Contains(await DeskOf(host).AllAsync(default), known => known.Customer == buyers[3].Id);

        // Partner Center refuses one of the holders for good: what Azure says is known all the same, and the gap is counted.
        var unread = (await DeskOf(host).OverviewAsync(default)).Unread;
        await host.ControlAsync("faults", new { api = "partnercenter", path = $"/v1/customers/{buyers[3].Id}/entitlements", status = 403 });
        await TurnAsync(host, TimeSpan.FromHours(6.1));
        Assert.Equal(unread + 1, (await DeskOf(host).OverviewAsync(default)).Unread);
        Assert.Contains(await DeskOf(host).AllAsync(default), known => known.Customer == buyers[3].Id);
    }

    private static async Task<IReadOnlyList<string>> GlancesAsync(BotHost host) =>
    [
        .. (await host.CallsAsync())
            .Select(call => call.GetProperty("path").GetString()!)
            .Where(path => path.EndsWith("/entitlements", StringComparison.Ordinal)),
    ];
}
