using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>A purchase without approval: it cannot be undone, so it is said to be unconfirmed until somebody confirms it.</summary>
public sealed class BreakGlassTrials
{
    [Fact]
    public async Task A_purchase_that_nobody_confirms_stays_and_is_reported_until_somebody_does()
    {
        await using var host = await BotHost.StartAsync(GlassScenes.On());
        foreach (var agent in new[] { host.Tomas, host.Aisha })
            await agent.InstallAsync();
        BuyScenes.Register(host);
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, await BuyScenes.ReviewAsync(host.Nora), "reservations");
        await BuyScenes.SeesAsync(host, id, "Done and verified");
        Assert.Single(BuyScenes.Orders(host));
        await GlassScenes.CardAsync(host.Tomas, id, "Done and verified");
        await host.LeapAsync(TimeSpan.FromHours(25));
        await host.Tomas.SeesAsync("Nobody confirmed it in time, and nothing of it can be undone.");
        await host.LeapAsync(TimeSpan.FromDays(30));
        Assert.Contains(id, CardReader.Text(await host.Aisha.SaysAsync("requests")), StringComparison.Ordinal);
        var card = await GlassScenes.CardAsync(host.Aisha, id, "nothing of it can be undone");
        Assert.Contains(
            "Confirmed by Aisha Khan",
            CardReader.Text(await host.Aisha.ClicksAsync(card.Card, GlassScenes.Confirm, null, card.Id)),
            StringComparison.Ordinal);
        Assert.DoesNotContain(id, CardReader.Text(await host.Aisha.SaysAsync("requests")), StringComparison.Ordinal);
        Assert.Single(BuyScenes.Orders(host));
    }
}
