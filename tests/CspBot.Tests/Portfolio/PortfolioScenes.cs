using CspBot.Cloud;
using CspBot.Portfolio;
using CspBot.Store;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Tests.Portfolio;

/// <summary>Bots that walk over what customers hold, turn by turn.</summary>
internal static class PortfolioScenes
{
    /// <summary>A little more than from one turn to the next.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(1.01);

    public static async Task<BotHost> StartAsync(Dictionary<string, string?>? settings = null, int customers = 0)
    {
        var host = await BotHost.StartAsync(
            new Dictionary<string, string?>(settings ?? []) { ["Reservations:Watch"] = "true" }, customers);
        await KnownAsync(host);
        await RestedAsync(host, 0);
        return host;
    }

    /// <summary>How many customers there are, once the bot knows them all.</summary>
    public static async Task<int> KnownAsync(BotHost host)
    {
        var index = host.Services.GetRequiredService<CustomerIndex>();
        await Eventually.IsTrueAsync("all customers are known", () => index.IsComplete);
        return index.Count;
    }

    /// <summary>So much later: one turn of the walk follows, and is over.</summary>
    public static async Task TurnAsync(BotHost host, TimeSpan? later = null)
    {
        var before = await FenceAsync(host);
        await host.LeapAsync(later ?? Pace);
        await RestedAsync(host, before);
    }

    private static Task RestedAsync(BotHost host, long after) => Eventually.IsTrueAsync(
        "the walk's turn is over",
        async () => await FenceAsync(host) > after && await PurchaseScenes.StoreAsync(
            host, s => s.QueryOneAsync<long>("select count(*) from watch where name = 'holdings' and lease_until > 0")) == 0);

    private static Task<long> FenceAsync(BotHost host) =>
        PurchaseScenes.StoreAsync(host, s => s.QueryOneAsync<long>("select coalesce(max(fence), 0) from watch where name = 'holdings'"));

    public static Task<WalkState?> RoundAsync(BotHost host) =>
        PurchaseScenes.StoreAsync(host, s => Walk.ReadAsync(s, PortfolioWalk.Round));

    public static PortfolioDesk DeskOf(BotHost host) => host.Services.GetRequiredService<PortfolioDesk>();
}
