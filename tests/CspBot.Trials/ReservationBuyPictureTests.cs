using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>The purchase of a reservation in a browser, wide and narrow: linted, and kept as pictures beside the output.</summary>
public sealed class ReservationBuyPictureTests
{
    [Fact]
    public async Task A_purchase_renders_in_both_languages_and_is_pictured()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, agent) in new[] { ("en", host.Nora), ("fr", host.Nora.In("fr-FR")) })
        {
            var form = await BuyScenes.OpenAsync(agent);
            cards["buy-form-" + language] = form;
            var review = await BuyScenes.ReviewAsync(agent);
            cards["buy-review-" + language] = review;
            await host.ControlAsync("knobs", new { priceFactor = 1.1 });
            cards["buy-rose-" + language] = await agent.ClicksAsync(review, "reservations/submit");
            await host.ControlAsync("knobs", new { priceFactor = 1, restrictedSize = "Standard_D4s_v5" });
            cards["buy-restricted-" + language] = await BuyScenes.ReviewAsync(agent, BuyScenes.Adatum, ("term", "P3Y"));
            await host.ControlAsync("knobs", new { restrictedSize = "" });
            var own = await agent.ClicksAsync(await BuyScenes.ReviewAsync(agent), "reservations/submit");
            var request = Scenarios.RequestOf(own);
            var ask = await Scenarios.AskForAsync(host, host.Tomas, request);
            cards["buy-approver-" + language] = ask.Card;
            await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            cards["buy-done-" + language] =
                (await BuyScenes.SeesAsync(host, request, language == "en" ? "Done and verified" : "Faite et vérifiée")).Card;
        }

        CardAlbum.Keep("reservation-buy", cards);
    }

    /// <summary>
    /// Bought, shown, exchanged, returned, and another one traded in: each card's figures are the quotes', and the world agrees.
    /// </summary>
    [Fact]
    public async Task The_life_of_a_reservation_is_pictured_and_the_world_agrees_with_each_card()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { exchangeAtOnce = true });
        var cards = new Dictionary<string, JsonElement>();
        async Task<string> RunAsync(string name, JsonElement review)
        {
            cards[name + "-review"] = review;
            var (request, ask) = await ReturnScenes.SubmitAsync(host, review);
            await ReturnScenes.ApproveAsync(host, ask);
            var done = await ReturnScenes.EndAsync(host, request);
            Assert.Contains("Done and verified", done.Text, StringComparison.Ordinal);
            cards[name + "-done"] = done.Card;
            return request;
        }

        var request = await RunAsync("life-1-buy", await BuyScenes.ReviewAsync(host.Nora));
        var bought = Assert.Single(BuyScenes.Reservations(host));
        Assert.Equal(2 * BuyScenes.Price, bought.Amount);
        var shown = await ReturnScenes.ForgeAsync(host.Nora, "show", ("customer", bought.Customer), ("reservation", bought.Id));
        Assert.Contains(request, CardReader.Text(shown), StringComparison.Ordinal);
        cards["life-2-show"] = shown;

        var exchange = await ReturnScenes.ReviewAsync(host.Nora, "exchange", bought);
        var exchanged = await RunAsync("life-3-exchange", exchange);
        Assert.Equal("Cancelled", ReturnScenes.Again(host, bought).State);
        var now = Assert.Single(BuyScenes.In(
            host, world => world.Reservations.Where(one => one.DisplayName.Contains(exchanged, StringComparison.Ordinal)).ToList()));
        Assert.Contains(ReturnScenes.Shown(now.Amount), CardReader.Text(exchange), StringComparison.Ordinal);

        await RunAsync("life-4-return", await ReturnScenes.ReviewAsync(host.Nora, now));
        Assert.Equal("Cancelled", ReturnScenes.Again(host, now).State);

        await RunAsync("life-5-buy", await BuyScenes.ReviewAsync(host.Nora, BuyScenes.Adatum, ("billing", "Monthly")));
        var traded = BuyScenes.Reservations(host).Single(one => one.State == "Succeeded");
        var form = await ReturnScenes.ForgeAsync(
            host.Nora, "exchange", ("customer", traded.Customer), ("reservation", traded.Id), ("into", "SavingsPlan"));
        var plans = BuyScenes.In(host, world => world.SavingsPlans.Count);
        await RunAsync("life-6-trade-in", await host.Nora.ClicksAsync(
            form, "reservations/quote", new Dictionary<string, string> { ["reason"] = "Everything moves" }));
        Assert.Equal("Cancelled", ReturnScenes.Again(host, traded).State);
        Assert.Equal(plans + 1, BuyScenes.In(host, world => world.SavingsPlans.Count));
        CardAlbum.Keep("reservation-life", cards);
    }
}
