using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Cloud;
using CspBot.Dialogs.Reservations;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>Each reason for which nothing is bought has its sentence, and nothing is bought.</summary>
public sealed class ReservationBuyRefusalTests(ITestOutputHelper output)
{
    private const string Checkout = "/checkout";

    [Fact]
    public async Task What_stands_in_the_way_is_said_before_anybody_is_asked()
    {
        await using var host = await BotHost.StartAsync();
        await RefusedAsync(
            host, "Reservations of the old family Bv1 are not sold any more for 1 year.", ("product", "Standard_B2s@westeurope"));
        await RefusedAsync(
            host,
            "Reservations of the old family Dsv3 are not sold any more for 3 years.",
            ("product", "Standard_D4s_v3@westeurope"),
            ("term", "P3Y"));
        await RefusedAsync(host, "Azure names no price for this", ("product", "Standard_D96s_v9@westeurope"));
        await RefusedAsync(
            host, "is no Azure subscription that we sold to Adatum", ("subscription", "3c0ffee0-0000-4000-8000-000002000001"));
        await host.ControlAsync("knobs", new { restrictedSize = "Standard_D4s_v5" });
        await RefusedAsync(host, "Standard_D4s_v5 in westeurope is restricted for this subscription");
        await host.ControlAsync("knobs", new { restrictedSize = "", partnerBilled = false });
        await RefusedAsync(host, "Azure would bill the customer itself, not us");
        await host.ControlAsync("knobs", new { partnerBilled = true });
        foreach (var total in new object[]
        {
            new { amount = -5, currencyCode = "USD" },
            new { amount = 0, currencyCode = "USD" },
            new { amount = (int?)null, currencyCode = "USD" },
            new { amount = 5 },
        })
        {
            var body = JsonSerializer.Serialize(new { properties = new { billingCurrencyTotal = total } });
            await host.ControlAsync("faults", new { api = "arm", path = "calculatePrice", status = 200, body });
            await RefusedAsync(host, "Azure names no price for this");
            await host.ClearFaultsAsync();
        }

        Assert.Empty(BuyScenes.Orders(host));
        Assert.Empty(BuyScenes.Sent(host, "POST", "/carts"));
        Assert.Empty(BuyScenes.Sent(host, "PUT", "/reservationOrders"));
    }

    [Fact]
    public async Task What_is_missing_on_the_form_is_said_at_its_field_and_nothing_typed_is_lost()
    {
        await using var host = await BotHost.StartAsync();
        var form = await BuyScenes.OpenAsync(host.Nora);
        var again = await host.Nora.ClicksAsync(
            form, "reservations/price", BuyScenes.Filled(form, ("product", "something"), ("quantity", "0"), ("reason", "")));
        var text = CardReader.Text(again);
        Assert.Contains("Choose a product from the list", text, StringComparison.Ordinal);
        Assert.Contains("Give a whole number from 1 to 10,000.", text, StringComparison.Ordinal);
        Assert.Contains("Say what it is for", text, StringComparison.Ordinal);
        Assert.Equal("something", CardReader.Value(again, "product"));
        Assert.Empty(BuyScenes.Sent(host, "POST", "calculatePrice"));
    }

    [Theory]
    [InlineData("currency_is_not_supported", "currency is not supported")]
    [InlineData("catalog_item_id_is_not_valid", "The offer is not valid")]
    [InlineData("quota_not_available", "The quota of this product is used up")]
    [InlineData("10003", "no stock of this size")]
    [InlineData("participants_is_not_supported_for_partner", "refuses the partner named")]
    [InlineData("unable_to_process_cart_line_item", "could not process the line")]
    [InlineData("subscription_is_not_valid", "The subscription is not valid for reservations")]
    [InlineData("subscription_is_not_enabled_for_ri", "not enabled for reservations")]
    [InlineData("sandbox_limit_exceeded", "integration sandbox")]
    [InlineData("invalid_input", "calls the line of the cart invalid")]
    [InlineData("subscription_not_registered", "not registered for reservations")]
    [InlineData("BillingPlanNotSupported", "not sold with this payment")]
    [InlineData("max_allowed_seats_per_subscription_exceeded", "Microsoft refused the line of the cart")]
    public void Every_error_of_a_cart_line_has_its_sentence(string code, string said)
    {
        var refusal = BuyWords.Line(new CartProblem(code, "The service’s own words."));
        Assert.Equal(code, refusal.Code);
        var english = Texts.English[refusal.TextKey, [.. refusal.Args]];
        Assert.Contains(said, english, StringComparison.Ordinal);
        Assert.Contains("Nothing was bought. The service’s own words.", english, StringComparison.Ordinal);
        Assert.Contains("Rien n’a été acheté.", Texts.French[refusal.TextKey, [.. refusal.Args]], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_a_cart_line_stands_on_the_card_and_nothing_is_bought()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);
        foreach (var (code, said) in new[] { ("quota_not_available", "quota of this product"), ("10003", "no stock of this size") })
        {
            await host.ControlAsync("knobs", new { cartError = code });
            var failed = await BuyScenes.SeesAsync(host, await BuyScenes.BuyAsync(host), said);
            Assert.Contains(code, failed.Text, StringComparison.Ordinal);
        }

        Assert.Empty(BuyScenes.Orders(host));
        Assert.Empty(BuyScenes.Sent(host, "POST", Checkout));
    }

    [Fact]
    public async Task A_line_that_goes_bad_between_cart_and_checkout_is_named_800009_and_a_second_try_makes_a_new_cart()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);
        var review = await BuyScenes.ReviewAsync(host.Nora);
        var own = await host.Nora.ClicksAsync(review, "reservations/submit");
        var request = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, request);
        await host.ControlAsync("faults", new { api = "arm", method = "POST", path = "calculatePrice", status = 503 });
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await BuyScenes.SeesAsync(host, request, "tried again at");
        await host.ControlAsync("knobs", new { cartError = "quota_not_available" });
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromSeconds(30));
        var failed = await BuyScenes.SeesAsync(host, request, "The quota of this product is used up");
        Assert.Single(BuyScenes.Sent(host, "POST", Checkout));
        await host.ControlAsync("knobs", new { cartError = "" });
        await host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        await BuyScenes.SeesAsync(host, request, "Done and verified");
        Assert.Single(BuyScenes.Orders(host));
        Assert.Equal(2, BuyScenes.Sent(host, "POST", "/carts").Count(call => !call.Path.EndsWith(Checkout, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_code_at_the_checkout_has_its_sentence_and_going_on_buys_once()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);
        (int Status, string Code, string Said, bool NeedsClick)[] codes =
        [
            (400, "800013", "not enabled for reservations", true),
            (400, "800030", "not registered for reservations", true),
            (403, "800069", "risk check stopped the purchase", true),
            (409, "800064", "still processing the cart", false),
            (400, "800065", "The cart was sent already (800065)", false),
        ];
        var bought = 0;
        foreach (var (status, code, said, needsClick) in codes)
        {
            await host.ControlAsync("faults", new { api = "partnercenter", method = "POST", path = Checkout, status, code, times = 1 });
            var request = await BuyScenes.BuyAsync(host);
            var stopped = await BuyScenes.SeesAsync(host, request, said);
            Assert.Equal(bought, BuyScenes.Orders(host).Count);
            if (needsClick)
                await host.Nora.ClicksAsync(stopped.Card, "requests/retry", null, stopped.Id);
            else
                await host.LeapAsync(TimeSpan.FromSeconds(20));
            await BuyScenes.SeesAsync(host, request, "Done and verified");
            Assert.Equal(++bought, BuyScenes.Orders(host).Count);
        }

        output.WriteLine($"{codes.Length} codes at the checkout, each with its sentence; requests {codes.Length}, orders {bought}");
    }

    [Fact]
    public async Task A_price_that_rose_buys_nothing_and_shows_both_figures_and_one_that_fell_goes_through_and_says_so()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);

        // Between the review and the click: seen before anybody is asked.
        var review = await BuyScenes.ReviewAsync(host.Nora);
        await host.ControlAsync("knobs", new { priceFactor = 1.1 });
        var changed = await host.Nora.ClicksAsync(review, "reservations/submit");
        Assert.Contains(
            "2,176.32 USD was shown, it is now 2,393.96 USD. Nothing was bought.", CardReader.Text(changed), StringComparison.Ordinal);
        Assert.Contains("Back keeps what you typed", CardReader.Text(changed), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(changed, "reservations/submit"));

        // Between the approval and the purchase: refused on both ways.
        foreach (var billing in new[] { "Upfront", "Monthly" })
        {
            await host.ControlAsync("knobs", new { priceFactor = 1 });
            review = await BuyScenes.ReviewAsync(host.Nora, BuyScenes.Adatum, ("billing", billing));
            var own = await host.Nora.ClicksAsync(review, "reservations/submit");
            var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
            await host.ControlAsync("knobs", new { priceFactor = 1.1 });
            await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            await BuyScenes.SeesAsync(host, Scenarios.RequestOf(own), "2,176.32 USD was shown, it is now 2,393.96 USD");
            Assert.Empty(BuyScenes.Orders(host));

            await host.ControlAsync("knobs", new { priceFactor = 1 });
            review = await BuyScenes.ReviewAsync(host.Nora, BuyScenes.Adatum, ("billing", billing));
            await host.ControlAsync("knobs", new { priceFactor = 0.5 });
            own = await host.Nora.ClicksAsync(review, "reservations/submit");
            ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
            await host.ControlAsync("knobs", new { priceFactor = 0.25 });
            await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            var done = await BuyScenes.SeesAsync(host, Scenarios.RequestOf(own), "Done and verified");
            Assert.Contains("The price has fallen to 544.08 USD; 1,088.16 USD was approved.", done.Text, StringComparison.Ordinal);
            var bought = Assert.Single(BuyScenes.Reservations(host));
            Assert.Equal(544.08m, bought.Amount);
            BuyScenes.In(host, world => world.Orders.RemoveAll(order => order.PlacedBy == CspBot.Sandbox.Order.ByBot));
        }
    }

    [Fact]
    public async Task A_cart_that_expired_is_made_anew_and_carts_that_always_expire_are_given_up()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);
        await host.ControlAsync("knobs", new { cartMinutes = 0 });
        var given = await BuyScenes.BuyAsync(host);
        await BuyScenes.SeesAsync(host, given, "3 carts in a row have expired");
        Assert.Empty(BuyScenes.Orders(host));

        // Sent, cut off, and expired before anybody could look: an order of it may still come, and is waited for.
        await host.ControlAsync("knobs", new { cartMinutes = 15 });
        await host.ControlAsync("faults", new { api = "partnercenter", method = "POST", path = Checkout, dropConnection = true });
        var request = await BuyScenes.BuyAsync(host);
        await BuyScenes.SeesAsync(host, request, "tried again at");
        Assert.Empty(BuyScenes.Orders(host));
        await host.LeapAsync(TimeSpan.FromMinutes(16));
        await BuyScenes.SeesAsync(host, request, "The cart has expired, and nothing was bought as far as Partner Center shows.");
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(10));
        await BuyScenes.SeesAsync(host, request, "in a new cart, since the first had expired");
        Assert.Single(BuyScenes.Orders(host));
    }

    [Fact]
    public async Task Prices_that_expire_in_azure_are_asked_again_and_a_purchase_that_fails_there_says_so()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync(
            "faults",
            new { api = "arm", method = "PUT", path = "reservationOrders", status = 400, code = "ActivateQuoteFailed", times = 1 });
        var request = await BuyScenes.BuyAsync(host, BuyScenes.Adatum, ("billing", "Monthly"));
        await BuyScenes.SeesAsync(host, request, "Done and verified");
        Assert.Single(BuyScenes.Orders(host));
        await host.ControlAsync("knobs", new { purchaseEnds = "BillingFailed" });
        request = await BuyScenes.BuyAsync(host, BuyScenes.Adatum, ("billing", "Monthly"));
        await BuyScenes.SeesAsync(host, request, "did not set it up: billing failed");
    }

    [Fact]
    public async Task Forged_data_buys_nothing_else_than_what_was_shown()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var review = await BuyScenes.ReviewAsync(host.Nora);
        (string Name, string Value)[] forged =
        [
            ("price", "1.00 USD"), ("quantity", "900"), ("product", "Standard_E4s_v5@westeurope"), ("term", "P3Y"), ("billing", "Monthly"),
            ("scope", "Single"), ("subscription", "3c0ffee0-0000-4000-8000-000002000001"), ("reason", "other"), ("act", "return"),
            ("customer", "10000000-0000-4000-8000-000002000000"), ("resource", "SqlDatabases"),
        ];
        foreach (var (name, value) in forged)
        {
            var answer = await host.Nora.SendAsync(host.Nora.Click(review, "reservations/submit", forge: data => data[name] = value));
            var card = answer.Body.GetProperty("value");
            Assert.False(CardReader.HasButton(card, "requests/cancel"), $"{name}: {CardReader.Text(card)}");
        }

        // A price that was made up at the review binds nobody: higher than the real one nothing changes, lower it is refused.
        foreach (var (price, asks) in new[] { ("999999.00 USD", true), ("1.00 USD", false) })
        {
            var form = await BuyScenes.OpenAsync(host.Nora);
            var shown = await host.Nora.ClicksAsync(
                form, "reservations/price", BuyScenes.Filled(form), forge: data => data["price"] = price);
            Assert.Equal(asks, CardReader.HasButton(shown, "reservations/submit"));
            if (!asks)
                continue;
            var own = await host.Nora.ClicksAsync(shown, "reservations/submit");
            Assert.StartsWith("2,176.32 USD", CardReader.Facts(own)["Total commitment"], StringComparison.Ordinal);
        }

        foreach (var agent in new[] { host.Ingrid, host.Omar })
        {
            var answer = await agent.SendAsync(agent.Forge("reservations/buy", new JsonObject { ["customer"] = BuyScenes.Adatum }));
            Assert.Null(CardReader.Input(answer.Body.GetProperty("value"), "product"));
        }

        Assert.Empty(BuyScenes.Orders(host));
    }

    private static async Task RefusedAsync(BotHost host, string said, params (string Name, string Value)[] other)
    {
        var card = await BuyScenes.ReviewAsync(host.Nora, BuyScenes.Adatum, other);
        Assert.Contains(said, CardReader.Text(card), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(card, "reservations/submit"));
    }
}
