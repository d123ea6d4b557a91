using System.Globalization;
using System.Text.Json;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;

namespace CspBot.Trials;

/// <summary>The cards of the purchase watch in a browser: linted, and kept as pictures beside the test's output.</summary>
public sealed class PurchasePictureTests
{
    [Fact]
    public async Task Purchases_the_routing_form_and_the_status_render_and_are_pictured()
    {
        // The office never closes: the hour at which tests run marks nothing.
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(
            ("Purchases:Conversation", PurchaseScenes.Channel),
            ("Purchases:OfficeFrom", "00:00"),
            ("Purchases:OfficeTo", "23:59"),
            ("Purchases:OfficeDays", "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday")));
        var cards = new Dictionary<string, JsonElement>();
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.Channel, "channel");
        await PicturedFormsAsync(host, cards);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await host.ControlAsync("policies", new { customer = customer.Id, reservedInstances = true, savingsPlan = true });

        await host.ControlAsync("knobs", new { orderDelayMs = 15_000 });
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2);
        await PurchaseScenes.PollAsync(host);
        var told = await host.Nora.SeesAsync("does not show this order yet");
        var dit = await host.Pierre.SeesAsync(order);
        (cards["unread"], cards["illisible"]) = (told.Card, dit.Card);
        await Eventually.IsTrueAsync("the card is complete", async () =>
        {
            await PurchaseScenes.PollAsync(host);
            return told.Text.Contains("Refund today", StringComparison.Ordinal)
                && dit.Text.Contains("Remboursement", StringComparison.Ordinal);
        });
        await PurchaseScenes.SentAsync(host);
        await host.ControlAsync("knobs", new { orderDelayMs = 0 });

        // An admin agent's chat has the button that stops purchases; a sales agent's and the channel have not.
        var channel = PurchaseScenes.In(host, PurchaseScenes.Channel, order)[0];
        Assert.True(CardReader.HasButton(told.Card, "reservation-permission/customer"));
        Assert.False(CardReader.HasButton(dit.Card, "reservation-permission/customer"));
        Assert.False(CardReader.HasButton(channel.Card, "reservation-permission/customer"));
        (cards["completed"], cards["complet"], cards["channel"]) = (told.Card, dit.Card, channel.Card);
        cards["own-view-in-channel"] = await host.Nora.ClicksAsync(channel.Card, "notifications/details", cardId: channel.Id);
        cards["admin-en-francais"] = await host.Nora.In("fr-FR").ClicksAsync(channel.Card, "notifications/details", cardId: channel.Id);
        cards["advice"] = await host.Nora.ClicksAsync(told.Card, "notifications/advice", cardId: told.Id);
        cards["conseil"] = await host.Pierre.ClicksAsync(dit.Card, "notifications/advice", cardId: dit.Id);
        cards["taken"] = await host.Nora.ClicksAsync(told.Card, "notifications/acknowledge", cardId: told.Id);

        var unusual = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 60, "P3Y");
        var plan = await PurchaseScenes.BuyAsync(host, customer.Id, "savings-plan");
        await PurchaseScenes.PollAsync(host);
        cards["unusual"] = (await host.Nora.SeesAsync(unusual)).Card;
        cards["plan-economies"] = (await host.Pierre.SeesAsync(plan)).Card;

        // From now on once a day: what is usual gathers until then.
        await OnceADayAsync(host, host.Nora);
        await OnceADayAsync(host, host.Pierre);
        for (var i = 0; i < 3; i++)
            await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        cards["status"] = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("notifications"), "notifications/status");
        cards["etat"] = await host.Pierre.ClicksAsync(await host.Pierre.SaysAsync("notifications"), "notifications/status");
        cards["list"] = await host.Nora.SaysAsync("notifications");
        cards["liste"] = await host.Pierre.SaysAsync("notifications");
        await host.LeapAsync(TimeSpan.FromHours(3));
        cards["digest"] = (await host.Nora.SeesAsync("3 purchases and reminders")).Card;
        cards["resume"] = (await host.Pierre.SeesAsync("3 achats")).Card;

        CardAlbum.Keep("purchases", cards);
    }

    /// <summary>The routing form as it opens, filled, and with what is wrong; saving makes both readers hear of everything.</summary>
    private static async Task PicturedFormsAsync(BotHost host, Dictionary<string, JsonElement> cards)
    {
        cards["form"] = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("notifications"), "notifications/new");
        cards["formulaire"] = await host.Pierre.ClicksAsync(await host.Pierre.SaysAsync("notifications"), "notifications/new");
        var wrong = new Dictionary<string, string> { ["kinds"] = "", ["minimum"] = "-5 EUR", ["quietFrom"] = "22:00" };
        cards["form-wrong"] = await host.Nora.ClicksAsync(cards["form"], "notifications/save", wrong);
        cards["formulaire-faux"] = await host.Pierre.ClicksAsync(cards["formulaire"], "notifications/save", wrong);
        cards["saved"] = await host.Nora.ClicksAsync(cards["form"], "notifications/save");
        cards["enregistre"] = await host.Pierre.ClicksAsync(cards["formulaire"], "notifications/save");
        cards["form-known"] = await host.Nora.ClicksAsync(cards["saved"], "notifications/edit");
        var (_, here) = await host.Nora.SendAsync(
            PurchaseScenes.In(host.Nora.Forge("notifications/here", []), host.Nora, PurchaseScenes.Channel, "channel"));
        cards["form-in-channel"] = here.GetProperty("value");
    }

    /// <summary>What the reader hears of at once comes in a digest, three hours from now.</summary>
    private static async Task OnceADayAsync(BotHost host, Agent agent)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Noumea");
        var at = TimeZoneInfo.ConvertTime(host.Time.GetUtcNow() + TimeSpan.FromHours(3), zone);
        var wishes = new Dictionary<string, string>
        {
            ["when"] = "digest",
            ["digestAt"] = at.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["timeZone"] = "Pacific/Noumea",
        };
        await agent.ClicksAsync(
            await agent.ClicksAsync(await agent.SaysAsync("notifications"), "notifications/edit"), "notifications/save", wishes);
    }
}
