using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;

namespace CspBot.Trials;

/// <summary>Who decides, and a permission that closes itself, in a browser: linted, and kept as pictures.</summary>
public sealed class DecisionPictureTests
{
    [Fact]
    public async Task Two_yeses_and_a_permission_that_closes_itself_are_pictured()
    {
        await using var host = await BotHost.StartAsync(
            PurchaseScenes.Watching(
                ("Approvals:MaxAmount", "1000 EUR"),
                ("Approvals:Rates:USD", "0.92"),
                ("Approvals:RateSource", "ECB, 27 November 2026")),
            oneClock: true);
        var (tomas, aisha) = (host.Tomas.In("fr-FR"), host.Aisha);
        await tomas.InstallAsync();
        await aisha.InstallAsync();
        foreach (var agent in new[] { host.Nora, host.Pierre })
            await PurchaseScenes.SubscribeAsync(agent);
        await PurchaseScenes.FirstSweepAsync(host);
        await host.ControlAsync("customers", new { customer = BuyScenes.Adatum, budget = 5000, used = 1234.5 });
        BuyScenes.Register(host);
        var pierre = host.Pierre.In("en-US");
        var id = Scenarios.RequestOf(await pierre.ClicksAsync(await BuyScenes.ReviewAsync(pierre), "reservations/submit"));
        var cards = new Dictionary<string, JsonElement>();
        var french = await Scenarios.AskForAsync(host, tomas, id);
        var english = await Scenarios.AskForAsync(host, aisha, id);
        (cards["demande-deux"], cards["asked-two"]) = (french.Card, english.Card);
        cards["premier-oui"] = await tomas.ClicksAsync(
            french.Card, "requests/approve", new Dictionary<string, string> { ["comment"] = "Le budget est là" }, french.Id);
        cards["second-wanted"] = (await aisha.SeesAsync("Tomas Berg has approved")).Card;
        cards["waits-for-second"] = (await host.Pierre.SeesAsync("a second person must agree")).Card;

        var wish = ReservationPermissionStories.Wish(reserved: true);
        wish["closesAfter"] = "purchase";
        cards["permission-form"] = await ReservationPermissionStories.OpenAsync(host.Nora);
        cards["autorisation"] = await host.Nora.In("fr-FR").SaysAsync("autorisation réservation adatum");
        var own = await host.Nora.ClicksAsync(cards["permission-form"], ReservationPermissionStories.Submit, wish);
        var ask = await Scenarios.AskForAsync(host, aisha, Scenarios.RequestOf(own));
        await aisha.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var given = await host.Nora.SeesAsync("Done and verified");
        cards["given"] = given.Card;
        var order = await PurchaseScenes.BuyAsync(host, ReservationPermissionStories.Adatum, "reservation", 2);
        await PurchaseScenes.BuyAsync(host, ReservationPermissionStories.Adatum, "reservation", 3);
        await PurchaseScenes.PollAsync(host);
        cards["closing"] = (await host.Nora.SeesAsync("A permission turns itself off now")).Card;
        await host.Teams.WaitForAsync(
            "the end", message => message.Id == given.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        cards["closed"] = given.Card;
        await PurchaseScenes.SentAsync(host);
        cards["notice"] = PurchaseScenes.In(host, host.Nora.Chat, order)[0].Card;
        cards["avis"] = PurchaseScenes.In(host, host.Pierre.Chat, order)[0].Card;
        CardAlbum.Keep("who-decides", cards);
    }
}
