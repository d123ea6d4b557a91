using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Buying a reservation through the front door: both ways, what the cards say, and what stands in the world afterwards.</summary>
public sealed class ReservationBuyTests
{
    [Fact]
    public async Task A_reservation_is_bought_through_partner_center_as_priced_and_approved()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var form = await BuyScenes.OpenAsync(host.Nora);
        Assert.Contains(CardReader.Choices(form, "product"), choice => choice.Value == BuyScenes.Product
            && choice.Title == "D4s v5, West Europe");
        Assert.DoesNotContain(CardReader.Choices(form, "product"), choice => choice.Value.Contains("_v3", StringComparison.Ordinal));
        var review = await host.Nora.ClicksAsync(form, "reservations/price", BuyScenes.Filled(form));
        var text = CardReader.Text(review);
        Assert.Contains("Costs 2,176.32 USD in all, without tax", text, StringComparison.Ordinal);
        Assert.Contains("It binds the customer for 1 year, whether it is used or not", text, StringComparison.Ordinal);
        Assert.Contains("bought through Partner Center", text, StringComparison.Ordinal);
        Assert.Contains("not registered for reservations yet", text, StringComparison.Ordinal);
        Assert.Contains("No restriction for this subscription", text, StringComparison.Ordinal);
        Assert.Empty(BuyScenes.Sent(host, "POST", "/carts"));

        var own = await host.Nora.ClicksAsync(review, "reservations/submit");
        var request = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, request);
        Assert.StartsWith("2,176.32 USD without tax, as of", CardReader.Facts(ask.Card)["Total commitment"], StringComparison.Ordinal);
        Assert.Equal("all at once", CardReader.Facts(ask.Card)["Payment"]);
        Assert.Equal("Azure plan", CardReader.Facts(ask.Card)["Agreement"]);
        Assert.Empty(BuyScenes.Orders(host));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var done = await BuyScenes.SeesAsync(host, request, "Azure’s reservation order");

        var order = Assert.Single(BuyScenes.Orders(host));
        var bought = Assert.Single(BuyScenes.Reservations(host));
        Assert.Contains(bought.ReservationOrder, done.Text, StringComparison.Ordinal);
        Assert.Contains(order.Id, done.Text, StringComparison.Ordinal);
        Assert.Equal((2, "P1Y", "Shared", 2176.32m), (bought.Quantity, bought.Term, bought.Scope, bought.Amount));
        Assert.EndsWith("_" + request, bought.DisplayName, StringComparison.Ordinal);
        Assert.Contains(BuyScenes.Sent(host, "POST", "/registrations"), call => call.Status == 202);
        Assert.All(
            BuyScenes.Sent(host, "GET", "/products"),
            call => Assert.Contains("reservationScope=AzurePlan", call.Query, StringComparison.Ordinal));

        // The watch over purchases and the list of holdings know whose it is.
        var list = CardReader.Text(await host.Nora.SaysAsync("reservations adatum"));
        Assert.Contains($"CspBot, request {request}", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monthly_payments_are_bought_through_azure_under_the_id_that_the_price_came_with()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { provisioningPolls = 2 });
        var review = await BuyScenes.ReviewAsync(
            host.Nora, BuyScenes.Adatum, ("billing", "Monthly"), ("scope", "Single"), ("term", "P3Y"), ("quantity", "1"));
        Assert.Contains("Monthly payment is sold by Azure alone", CardReader.Text(review), StringComparison.Ordinal);
        Assert.Equal("36 monthly payments of 58.94 USD", CardReader.Facts(review)["Payment"]);
        var request = await BuyScenes.ApproveAsync(host, review);
        await BuyScenes.SeesAsync(host, request, "Done and verified");
        var bought = Assert.Single(BuyScenes.Reservations(host));
        Assert.Equal(("Monthly", "P3Y", "Single", 2121.91m, "Succeeded"),
            (bought.BillingPlan, bought.Term, bought.Scope, bought.Amount, bought.State));
        Assert.Single(BuyScenes.Sent(host, "PUT", "/reservationOrders/"));
        Assert.Empty(BuyScenes.Sent(host, "POST", "/carts"));
    }

    [Fact]
    public async Task A_legacy_agreement_has_its_own_catalogue_and_what_it_does_not_sell_is_said()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var legacy = await ReservationPermissionStories.IdOfAsync(host, "Contoso Ltd");
        BuyScenes.Register(host, legacy);
        var refused = CardReader.Text(await BuyScenes.ReviewAsync(host.Nora, legacy, ("product", "Standard_E4s_v5@westeurope")));
        Assert.Contains(
            "is not sold under the customer’s agreement (MS-AZR-0145P), only under Azure plan", refused, StringComparison.Ordinal);
        var request = await BuyScenes.BuyAsync(host, legacy);
        await BuyScenes.SeesAsync(host, request, "Done and verified");
        Assert.Single(BuyScenes.Reservations(host, legacy));
        Assert.Contains(
            BuyScenes.Sent(host, "GET", "/availabilities"), call => !call.Query.Contains("reservationScope", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sales_agent_asks_in_french_and_an_admin_agents_yes_buys()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        BuyScenes.Register(host);
        var review = await BuyScenes.ReviewAsync(host.Pierre);
        Assert.Contains("au total, hors taxes", CardReader.Text(review), StringComparison.Ordinal);
        var own = await host.Pierre.ClicksAsync(review, "reservations/submit");
        var request = Scenarios.RequestOf(own);
        Assert.Empty(BuyScenes.Orders(host));
        var ask = await Scenarios.AskForAsync(host, host.Tomas, request);
        Assert.Contains("Virtual machine D4s v5, West Europe", ask.Text, StringComparison.Ordinal);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Pierre.SeesAsync("Faite et vérifiée");
        Assert.Single(BuyScenes.Orders(host));
    }

    [Fact]
    public async Task Products_are_found_as_somebody_types_and_helpdesk_agents_find_none()
    {
        await using var host = await BotHost.StartAsync();
        await BuyScenes.OpenAsync(host.Nora);
        var found = await host.Nora.SearchesAsync(Searched, "e4s v5 france");
        Assert.Equal([("E4s v5, France Central", "Standard_E4s_v5@francecentral")], found);
        Assert.Equal(4, (await host.Nora.SearchesAsync(Searched, "Standard_B2s")).Count);
        Assert.Empty(await host.Nora.SearchesAsync(Searched, "D4s v3"));

        // Letters cost nothing once the catalogue was read.
        var before = host.Sandbox.Calls.All().Count(call => call.Api == "partnercenter");
        await host.Nora.SearchesAsync(Searched, "e4s v5 fr");
        Assert.Equal(before, host.Sandbox.Calls.All().Count(call => call.Api == "partnercenter"));

        // A size without its region is no product: its regions are what is left to choose from.
        var form = await BuyScenes.OpenAsync(host.Nora);
        var again = await host.Nora.ClicksAsync(form, "reservations/price", BuyScenes.Filled(form, ("product", "Standard_D4s_v5")));
        Assert.Contains("Choose a product from the list", CardReader.Text(again), StringComparison.Ordinal);
        var regions = CardReader.Choices(again, "product").Where(choice => choice.Value.Contains('@', StringComparison.Ordinal)).ToList();
        Assert.Equal(4, regions.Count);
        Assert.All(regions, choice => Assert.StartsWith("Standard_D4s_v5@", choice.Value, StringComparison.Ordinal));
        await BuyScenes.OpenAsync(host.Ingrid);
        Assert.Empty(await host.Ingrid.SearchesAsync(Searched, "e4s", new() { ["customer"] = BuyScenes.Adatum }));
        Assert.DoesNotContain(
            "reservations/buy", (await host.Ingrid.SaysAsync("reservations adatum")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recommendation_is_asked_for_with_one_click_and_the_form_is_filled_in()
    {
        await using var host = await BotHost.StartAsync();
        var list = await UsageScenes.StepAsync(host.Nora, "recommend", UsageScenes.AdventureWorks);
        var row = CardReader.Buttons(list).First(button => button.GetProperty("data").TryGetProperty("product", out _));
        var one = (await host.Nora.SendAsAskedAsync(host.Nora.Forge(
            "reservations/recommend",
            System.Text.Json.Nodes.JsonNode.Parse(row.GetProperty("data").GetRawText())!.AsObject()))).Body.GetProperty("value");
        var form = await host.Nora.ClicksAsync(one, "reservations/buy");
        Assert.Equal("Standard_D4s_v5@westeurope", CardReader.Value(form, "product"));
        Assert.Equal("2", CardReader.Value(form, "quantity"));
        var review = await host.Nora.ClicksAsync(
            form, "reservations/price", new Dictionary<string, string> { ["reason"] = "As recommended" });
        Assert.True(CardReader.HasButton(review, "reservations/submit"), CardReader.Text(review));
        var again = await host.Nora.ClicksAsync(review, "reservations/back");
        Assert.Equal("As recommended", CardReader.Value(again, "reason"));
    }

    private const string Searched = "products";
}
