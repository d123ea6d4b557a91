using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What nobody can know for sure is not repeated and not called done; what the bot bought, the watch knows as the bot's.</summary>
public sealed class ReservationBuyTruthTests
{
    private const string Checkout = "/checkout";

    [Fact]
    public async Task An_order_that_shows_late_is_waited_for_and_never_placed_again()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);
        await host.ControlAsync("knobs", new { orderDelayMs = 600_000 });
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "POST", path = Checkout, dropConnection = true, afterWrite = true, times = 1 });
        var request = await BuyScenes.BuyAsync(host);
        var parked = await BuyScenes.SeesAsync(host, request, "The cart was sent already (Ordered)");

        // What may be bought by now is not withdrawn as if nothing had been.
        Assert.Contains("took effect is not known", parked.Text, StringComparison.Ordinal);
        var answer = await host.Nora.ClicksAsync(parked.Card, "requests/cancel", null, parked.Id);
        Assert.Contains("is being carried out and can no longer be withdrawn.", CardReader.Text(answer), StringComparison.Ordinal);
        await host.LeapAsync(TimeSpan.FromMinutes(11));
        await BuyScenes.SeesAsync(host, request, "Done and verified");
        Assert.Single(BuyScenes.Orders(host));
        Assert.Single(BuyScenes.Sent(host, "POST", Checkout));
    }

    [Fact]
    public async Task An_order_that_never_shows_is_called_unknown_and_nothing_more_is_sent()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);
        await host.ControlAsync("knobs", new { orderDelayMs = 36_000_000 });
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "POST", path = Checkout, status = 500, afterWrite = true, times = 1 });
        var request = await BuyScenes.BuyAsync(host);
        await BuyScenes.SeesAsync(host, request, "The cart was sent already (Ordered)");
        await host.LeapAsync(TimeSpan.FromMinutes(30));
        await BuyScenes.SeesAsync(host, request, "Whether it was bought is unknown; nothing more is sent.");
        Assert.Single(BuyScenes.Sent(host, "POST", Checkout));
    }

    [Fact]
    public async Task An_order_that_may_be_anybodys_parks_the_request_until_somebody_has_looked()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);
        await host.ControlAsync("faults", new { api = "partnercenter", method = "POST", path = Checkout, dropConnection = true });
        var request = await BuyScenes.BuyAsync(host);
        await BuyScenes.SeesAsync(host, request, "tried again at");
        await host.ControlAsync(
            "purchases", new { customer = BuyScenes.Adatum, kind = "reservation", product = "Standard_D4s_v5", quantity = 2 });
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromSeconds(30));
        var parked = await BuyScenes.SeesAsync(host, request, "An order that looks like this one was placed at");
        Assert.Empty(BuyScenes.Orders(host));
        await host.Nora.ClicksAsync(parked.Card, "requests/retry", null, parked.Id);
        await BuyScenes.SeesAsync(host, request, "Done and verified");
        Assert.Single(BuyScenes.Orders(host));
    }

    [Fact]
    public async Task A_price_that_azure_refuses_after_a_lost_answer_is_no_reason_to_buy_anew()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        await host.ControlAsync(
            "faults", new { api = "arm", method = "PUT", path = "reservationOrders", dropConnection = true, times = 1 });
        await host.ControlAsync(
            "faults", new { api = "arm", method = "PUT", path = "reservationOrders", status = 400, code = "ActivateQuoteFailed" });
        var request = await BuyScenes.BuyAsync(host, BuyScenes.Adatum, ("billing", "Monthly"));
        await BuyScenes.SeesAsync(host, request, "That try may still go through");
        var tried = BuyScenes.Sent(host, "PUT", "/reservationOrders/").Select(call => call.Path).Distinct().ToList();
        Assert.Single(tried);
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromSeconds(20));
        await BuyScenes.SeesAsync(host, request, "Done and verified");
        Assert.Single(BuyScenes.Orders(host));
        Assert.Equal(tried, BuyScenes.Sent(host, "PUT", "/reservationOrders/").Select(call => call.Path).Distinct());
    }

    [Fact]
    public async Task What_the_bot_bought_on_either_way_the_watch_over_purchases_tells_nobody_of()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await host.Tomas.InstallAsync();
        await host.Ingrid.InstallAsync();
        await PurchaseScenes.FirstSweepAsync(host);
        await PurchaseScenes.SubscribeAsync(host.Ingrid);
        BuyScenes.Register(host);
        foreach (var billing in new[] { "Upfront", "Monthly" })
            await BuyScenes.SeesAsync(host, await BuyScenes.BuyAsync(host, BuyScenes.Adatum, ("billing", billing)), "Done and verified");
        await PurchaseScenes.BuyAsync(host, BuyScenes.Adatum, "reservation");
        for (var polls = 0; polls < 4; polls++)
            await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Equal(2, BuyScenes.Orders(host).Count);
        Assert.Single(PurchaseScenes.In(host, host.Ingrid.Chat, "B2s"));
        Assert.Empty(PurchaseScenes.In(host, host.Ingrid.Chat, "D4s"));
    }
}
