using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>The plan for the last exchange through the front door: advice, quotes, what Azure objects to, and how many calls.</summary>
public sealed class ReservationPlanTests(ITestOutputHelper output)
{
    private const string Plan = "reservations/plan";
    private const string Adatum = "10000000-0000-4000-8000-000001000000";

    [Fact]
    public async Task The_plan_says_what_to_do_and_its_figures_are_the_services()
    {
        await using var host = await StartAsync(days: 64);
        var card = await host.Nora.SaysAsync("reservations plan consolidated");
        var text = CardReader.Text(card);
        Assert.Matches(@"Days left: 6[34]\.", text);
        Assert.Contains("Exchange: 2 · Trade in: 1 · Keep:", text, StringComparison.Ordinal);
        Assert.Contains("its family Dsv3 is not sold any more", text, StringComparison.Ordinal);
        Assert.Contains("A savings plan follows whatever runs", text, StringComparison.Ordinal);
        Assert.Contains("There is nothing to exchange", text, StringComparison.OrdinalIgnoreCase);

        // Followed: what the sandbox answered to each question is on the card, in the reader's way of writing.
        var asked = Posts(host, "calculateRefund");
        Assert.Equal(3, asked.Count);
        var told = Refunds(host);
        Assert.Equal(3, told.Count);
        foreach (var (amount, commitment) in told)
        {
            var said = $"Returned today: {Shown(amount)} back, {Shown(commitment)} of commitment cancelled.";
            Assert.Contains(said, text, StringComparison.Ordinal);
        }

        Assert.Equal($"{Shown(told.Sum(one => one.Commitment))} of commitment; quoted here: 3", CardReader.Facts(card)["At stake"]);
        Assert.Equal(
            "50,000.00 USD of 50,000.00 USD, counted in cancelled commitment over twelve months",
            CardReader.Facts(card)["Room for returns"]);
        var (_, purchases, request) = Assert.Single(Exchanges(host));
        Assert.Contains($"{Shown(purchases)} in all", text, StringComparison.Ordinal);
        var hourly = JsonNode.Parse(request)!["properties"]!["savingsPlansToPurchase"]![0]!["properties"]!["commitment"]!["amount"]!;
        var shown = ((decimal)hourly).ToString("N3", Texts.English.Culture);
        Assert.Contains($"Savings plan, 1 year at {shown} USD per hour", text, StringComparison.Ordinal);

        // In French the same figures, as French people write them.
        var french = CardReader.Text(await host.Pierre.SaysAsync("réservations plan consolidated"));
        Assert.Contains("Échanger : 2", french, StringComparison.Ordinal);
        Assert.Contains($"50{Texts.French.Culture.NumberFormat.NumberGroupSeparator}000,00 USD", french, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_is_not_ready_is_looked_for_again_at_an_address_that_no_card_holds()
    {
        await using var host = await StartAsync(days: 64);
        await host.ControlAsync("knobs", new { exchangeRetryAfter = 5 });
        var card = await host.Nora.SaysAsync("reservations plan consolidated");
        Assert.Contains("Azure is still computing", CardReader.Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain("operationResults", card.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Single(Posts(host, "calculateExchange"));

        // Looked at too early: Azure is not asked again.
        var again = CardReader.Buttons(card).First(button => button.GetProperty("title").GetString() == "Look again");
        card = await ClickAsync(host, again);
        Assert.Contains("Azure is still computing", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Empty(Looks(host));
        host.Time.Leap(TimeSpan.FromSeconds(6));
        card = await ClickAsync(host, again);
        Assert.DoesNotContain("still computing", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("to pay", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Single(Looks(host));
        Assert.Single(Posts(host, "calculateExchange"));
    }

    [Fact]
    public async Task One_reservation_shows_its_worth_both_trade_ins_and_the_price_of_what_is_asked_for()
    {
        await using var host = await StartAsync(days: 64);
        var one = await OpenAsync(host);
        Assert.Contains("as often as needed until", CardReader.Facts(one)["Exchange"], StringComparison.Ordinal);
        var text = CardReader.Text(one);
        Assert.Contains("Savings plan, 1 year at", text, StringComparison.Ordinal);
        Assert.Contains("Savings plan, 3 years at", text, StringComparison.Ordinal);
        Assert.Matches(@"As of \d+ \w+ \d{4} \d\d:\d\d\.", text);
        var (_, commitment) = Refunds(host)[^1];
        Assert.Contains($"must cost at least {Shown(commitment)}", text, StringComparison.Ordinal);
        Assert.Contains($"would leave {Shown(50_000 - commitment)} of room", text, StringComparison.Ordinal);

        // What cannot be asked for is said without a call; an old family is named.
        var before = Posts(host, "calculateExchange").Count;
        one = await host.Nora.ClicksAsync(one, Plan, Asked("Standard D4s", "3"));
        Assert.Contains("Name a product as Azure does", CardReader.Text(one), StringComparison.Ordinal);
        one = await host.Nora.ClicksAsync(one, Plan, Asked("Standard_D4s_v3", "many"));
        Assert.Contains("Reservations of the family Dsv3 are not sold any more since", CardReader.Text(one), StringComparison.Ordinal);
        Assert.Contains("Give a whole number from 1 to 10,000.", CardReader.Text(one), StringComparison.Ordinal);
        Assert.Equal("many", CardReader.Value(one, "quantity"));
        Assert.Equal(before, Posts(host, "calculateExchange").Count);

        one = await host.Nora.ClicksAsync(one, Plan, Asked("Standard_E4s_v5", "9"));
        var (refunds, purchases, _) = Exchanges(host).Single(
            exchange => exchange.Request.Contains("\"Standard_E4s_v5\"", StringComparison.Ordinal));
        Assert.Contains("9 × Virtual machine E4s v5, West Europe, 3 years", CardReader.Text(one), StringComparison.Ordinal);
        Assert.Contains(
            $"{Shown(purchases)} in all, {Shown(refunds)} given back, {Shown(purchases - refunds)} to pay.",
            CardReader.Text(one),
            StringComparison.Ordinal);

        // Too little: the service's own objection.
        one = await host.Nora.ClicksAsync(one, Plan, Asked("Standard_B1s", "1"));
        Assert.Contains("Azure objects: The total of the purchases must be equal", CardReader.Text(one), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_click_names_is_looked_up_and_another_customers_reservation_is_not_found()
    {
        await using var host = await StartAsync(days: 64);
        var card = await host.Nora.SaysAsync("reservations plan consolidated");
        var row = CardReader.Buttons(card).First(IsRow);
        var foreign = await ClickAsync(host, row, data => data["customer"] = Adatum);
        Assert.Contains("is not among those that run at", CardReader.Text(foreign), StringComparison.Ordinal);
        var nothing = await ClickAsync(host, row, data => data["reservation"] = "../../x");
        Assert.Contains("is not among those that run at", CardReader.Text(nothing), StringComparison.Ordinal);
        Assert.DoesNotContain(
            host.Sandbox.Calls.All(),
            call => call.Path.Contains("..", StringComparison.Ordinal) || call.Method is "PUT" or "PATCH" or "DELETE");
    }

    [Theory]
    [InlineData("Failed", "Azure could not compute it: The price could not be calculated. (CalculatePriceFailed)")]
    [InlineData("Cancelled", "Azure cancelled the calculation")]
    [InlineData("Canceled", "Azure cancelled the calculation")]
    public async Task A_calculation_that_ends_badly_says_so(string end, string said)
    {
        await using var host = await StartAsync(days: 64);
        await host.ControlAsync("knobs", new { exchangeEnds = end, exchangeAtOnce = true });
        Assert.Contains(said, CardReader.Text(await host.Nora.SaysAsync("reservations plan consolidated")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_currency_than_the_ceilings_is_compared_with_nothing()
    {
        await using var host = await StartAsync(days: 64);
        await host.ControlAsync("knobs", new { billingCurrency = "EUR", exchangeAtOnce = true });
        var one = await OpenAsync(host);
        var text = CardReader.Text(one);
        Assert.Contains("EUR of commitment cancelled", text, StringComparison.Ordinal);
        Assert.Contains("The ceiling is counted in USD: what a return would leave of it cannot be told.", text, StringComparison.Ordinal);
        Assert.Matches(@"1 year at \d+\.\d{3} EUR per hour: [\d,.]+ EUR in all", text);
    }

    [Theory]
    [InlineData("calculateRefund", 403, "AuthorizationFailed", "We have no right on this order (AuthorizationFailed)")]
    [InlineData("calculateRefund", 500, "InternalServerError", "Microsoft’s service has a fault just now.")]
    [InlineData("calculateRefund", 429, "TooManyRequests", "Microsoft asks us to wait 60 seconds.")]
    public async Task Each_hindrance_has_its_sentence_and_the_advice_stands(string path, int status, string code, string said)
    {
        await using var host = await StartAsync(days: 64);
        await host.ControlAsync("faults", new { api = "arm", path, status, code, retryAfter = status == 429 ? 60 : (int?)null });
        var text = CardReader.Text(await host.Nora.SaysAsync("reservations plan consolidated"));
        output.WriteLine(text);
        Assert.Equal(2, text.Split(said).Length);
        Assert.Contains("Exchange: 2 · Trade in: 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_honoured_by_every_later_click()
    {
        await using var host = await StartAsync(days: 64);
        var card = await host.Nora.SaysAsync("reservations plan consolidated");
        var row = CardReader.Buttons(card).First(IsRow);
        await host.ControlAsync(
            "faults", new { api = "arm", path = "calculateRefund", status = 429, code = "TooManyRequests", retryAfter = 60 });
        await ClickAsync(host, row);
        var calls = host.Sandbox.Calls.All().Count(call => call.Api == "arm");
        await ClickAsync(host, row);
        await ClickAsync(host, row);
        Assert.Equal(calls, host.Sandbox.Calls.All().Count(call => call.Api == "arm"));
    }

    [Fact]
    public async Task A_cloud_out_of_reach_is_said_and_what_partner_center_knows_has_no_advice()
    {
        await using var host = await StartAsync(days: 64);
        await host.ControlAsync("faults", new { api = "arm", dropConnection = true });
        var text = CardReader.Text(await host.Nora.SaysAsync("reservations plan consolidated"));
        Assert.Contains("Unknown:", text, StringComparison.Ordinal);
        Assert.Contains("Azure does not show it to us: no advice without its figures.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Trade in", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kuenstler", "Azure answers, but shows us none of the reservations that Partner Center lists.")]
    [InlineData("adatum", "Nothing to plan: no reservation runs that we may see.")]
    [InlineData("no such company", "No customer of ours matches")]
    [InlineData("99999999-0000-4000-8000-000000000000", "not a customer of ours")]
    public async Task A_guest_account_an_empty_customer_and_somebody_elses_have_their_sentence(string customer, string said)
    {
        await using var host = await StartAsync(days: 64);
        Assert.Contains(said, CardReader.Text(await host.Ingrid.SaysAsync("reservations plan " + customer)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_customers_the_chosen_one_leads_to_its_plan()
    {
        await using var host = await StartAsync(days: 64);
        var card = await host.Nora.SaysAsync("reservations plan contos");
        Assert.Contains("Several customers match", CardReader.Text(card), StringComparison.Ordinal);
        var france = CardReader.Choices(card, "customer").First(choice => choice.Title.Contains("France", StringComparison.Ordinal));

        // Chosen in the field below the rows; a click on a row is CustomerChoiceTests' matter.
        var click = host.Nora.Forge(Plan, new JsonObject { ["customer"] = france.Value });
        var chosen = (await host.Nora.SendAsAskedAsync(click)).Body.GetProperty("value");
        Assert.Contains("Plan for the last exchange: Contoso France", CardReader.Text(chosen), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_day_and_after_it_one_last_exchange_is_left_for_what_was_bought_before()
    {
        await using var host = await StartAsync(days: 2, oneClock: true);
        var before = CardReader.Text(await host.Nora.SaysAsync("reservations plan consolidated"));
        Assert.Matches(@"Days left: [12]\.", before);
        await host.LeapAsync(TimeSpan.FromDays(2));
        var text = CardReader.Text(await host.Nora.SaysAsync("reservations plan consolidated"));
        Assert.DoesNotContain("Days left", text, StringComparison.Ordinal);
        Assert.Contains("has one last exchange, and one bought or renewed since then has none", text, StringComparison.Ordinal);
        Assert.Contains("One last exchange is left: choose with care", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_bought_after_the_day_can_only_be_traded_in_by_the_plan_and_by_the_service()
    {
        await using var host = await StartAsync(days: -40);
        await host.ControlAsync("knobs", new { exchangesUntil = Today.AddDays(-40), exchangeAtOnce = true });
        await host.ControlAsync("purchases", new { customer = Adatum, kind = "reservation", product = "Standard_D4s_v5", use = 60 });
        var card = await host.Nora.SaysAsync("reservations plan adatum");
        Assert.Contains("it cannot be exchanged, only traded in", CardReader.Text(card), StringComparison.Ordinal);
        var one = await ClickAsync(host, CardReader.Buttons(card).First(IsRow));
        Assert.Contains("no more: bought or renewed from", CardReader.Facts(one)["Exchange"], StringComparison.Ordinal);
        one = await host.Nora.ClicksAsync(one, Plan, Asked("Standard_E4s_v5", "9"));
        Assert.Contains("Azure objects: Reservations that were bought from that day on", CardReader.Text(one), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_reservations_cost_a_bounded_number_of_calls()
    {
        await using var host = await StartAsync(days: 64);
        await host.ControlAsync("knobs", new { exchangeAtOnce = true });
        for (var i = 0; i < 200; i++)
        {
            await host.ControlAsync(
                "purchases",
                new { customer = Adatum, kind = "reservation", product = "Standard_D4s_v5", term = "P3Y", use = 20 + i / 4 });
        }

        var before = host.Sandbox.Calls.All().Count;
        var card = await host.Nora.SaysAsync("reservations plan adatum");
        var calls = host.Sandbox.Calls.All().Skip(before).Where(call => call.Api is not "login").ToList();
        output.WriteLine($"Calls for the plan of a customer with 200 reservations: {calls.Count}");
        foreach (var call in calls)
            output.WriteLine($"{call.Api} {call.Method} {call.Route} {call.Status}");
        Assert.InRange(calls.Count(call => call.Method == "POST" && call.Api == "arm"), 1, 8);
        Assert.InRange(calls.Count, 1, 24);
        Assert.Contains("At most 100 reservations can be traded in at once", CardReader.Text(card), StringComparison.Ordinal);

        // A page of trade-ins costs more: each line its payer, its worth and its plan.
        before = host.Sandbox.Calls.All().Count;
        var trades = await ClickAsync(host, Titled(card, "Next"), data => data["page"] = "20");
        Assert.Contains("Savings plan, 1 year at", CardReader.Text(trades), StringComparison.Ordinal);
        calls = [.. host.Sandbox.Calls.All().Skip(before).Where(call => call.Api is not "login")];
        output.WriteLine($"Calls for a page of six trade-ins: {calls.Count}");
        Assert.InRange(calls.Count, 1, 24);
        Assert.Contains("200", CardReader.Text(await ClickAsync(host, Titled(card, "Copy"))), StringComparison.Ordinal);
        Assert.Contains("Trade in", CardReader.Text(await ClickAsync(host, Titled(card, "Next"))), StringComparison.Ordinal);
    }

    /// <summary>A bot whose exchanges end in so many days; a negative number is past.</summary>
    private static Task<BotHost> StartAsync(int days, bool oneClock = false) => BotHost.StartAsync(
        new Dictionary<string, string?>
        {
            ["Rules:Exchange:Until"] = Today.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        },
        oneClock: oneClock);

    private static DateTimeOffset Today => new(TestClock.World().GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    private static string Shown(decimal amount) => $"{amount.ToString("N2", Texts.English.Culture)} USD";

    private static bool IsRow(JsonElement button) =>
        button.GetProperty("verb").GetString() == Plan && button.GetProperty("data").TryGetProperty("reservation", out _);

    private static JsonElement Titled(JsonElement card, string title) =>
        CardReader.Buttons(card).First(button => button.GetProperty("title").GetString() == title);

    private static Dictionary<string, string> Asked(string product, string quantity) =>
        new() { ["product"] = product, ["quantity"] = quantity, ["term"] = "P3Y", ["billing"] = "Upfront" };

    private static async Task<JsonElement> ClickAsync(BotHost host, JsonElement button, Action<JsonObject>? forge = null)
    {
        var data = JsonNode.Parse(button.GetProperty("data").GetRawText())!.AsObject();
        forge?.Invoke(data);
        return (await host.Nora.SendAsAskedAsync(host.Nora.Forge(Plan, data))).Body.GetProperty("value");
    }

    /// <summary>The card of the reservation that is to be exchanged: what its row opens.</summary>
    private static async Task<JsonElement> OpenAsync(BotHost host)
    {
        var card = await host.Nora.SaysAsync("reservations plan consolidated");
        return await ClickAsync(host, CardReader.Buttons(card).First(IsRow));
    }

    private static List<CspBot.Sandbox.RecordedCall> Posts(BotHost host, string verb) =>
        [.. host.Sandbox.Calls.All().Where(call => call.Method == "POST" && call.Path.EndsWith(verb, StringComparison.Ordinal))];

    private static List<CspBot.Sandbox.RecordedCall> Looks(BotHost host) =>
        [.. host.Sandbox.Calls.All().Where(call => call.Path.Contains("operationResults", StringComparison.Ordinal))];

    /// <summary>What the sandbox answered to each question of a return.</summary>
    private static List<(decimal Amount, decimal Commitment)> Refunds(BotHost host)
    {
        lock (host.Sandbox.World.Gate)
            return [.. host.Sandbox.World.RefundSessions.Values.Select(session => (session.Amount, session.Commitment))];
    }

    /// <summary>What the sandbox answered to each question of an exchange, and the question.</summary>
    private static List<(decimal Refunds, decimal Purchases, string Request)> Exchanges(BotHost host)
    {
        lock (host.Sandbox.World.Gate)
            return [.. host.Sandbox.World.ExchangeSessions.Values.Select(one => (one.Refunds, one.Purchases, one.Request))];
    }
}
