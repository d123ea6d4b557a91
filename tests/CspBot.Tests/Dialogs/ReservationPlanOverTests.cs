using CspBot.Sandbox;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using CspBot.Tests.Portfolio;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>The plan over all customers: prices are learned by quotes and by the walk, and opening it costs no call.</summary>
public sealed class ReservationPlanOverTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_customers_quotes_are_remembered_and_the_biggest_is_first_without_a_call()
    {
        await using var host = await BotHost.StartAsync();
        var unread = CardReader.Text(await host.Nora.SaysAsync("reservations plan"));
        Assert.Contains("Not known yet", unread, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing to act on", unread, StringComparison.Ordinal);
        await host.Nora.SaysAsync("reservations plan consolidated");
        await host.ControlAsync(
            "purchases",
            new { customer = "adatum corporation", kind = "reservation", product = "Standard_B1s", term = "P3Y", use = 60 });
        await host.Nora.SaysAsync("reservations plan adatum");
        var before = Asked(host).Count;
        var card = await host.Nora.SaysAsync("reservations plan");
        Assert.Equal(before, Asked(host).Count);
        var text = CardReader.Text(card);
        output.WriteLine(text);
        Assert.Contains("Customers with something to act on: 2; page 1 of 1", text, StringComparison.Ordinal);
        var listed = text[text.IndexOf("Customers with something to act on", StringComparison.Ordinal)..];
        Assert.True(listed.IndexOf("Consolidated", StringComparison.Ordinal) < listed.IndexOf("Adatum", StringComparison.Ordinal), listed);
        Assert.Contains("Exchange: 2 · Trade in: 1", text, StringComparison.Ordinal);
        Assert.Matches(@"At stake: [\d,]+\.\d\d USD", text);
        Assert.Contains("Customers that hold something: 2.", text, StringComparison.Ordinal);

        // A row opens that customer's plan; the lines to copy hold both.
        var row = CardReader.Buttons(card).First(button => button.GetProperty("data").TryGetProperty("customer", out _));
        var opened = await host.Nora.SendAsAskedAsync(host.Nora.Forge(
            "reservations/plan", System.Text.Json.Nodes.JsonNode.Parse(row.GetProperty("data").GetRawText())!.AsObject()));
        var plan = CardReader.Text(opened.Body.GetProperty("value"));
        Assert.Contains("Plan for the last exchange: Consolidated", plan, StringComparison.Ordinal);
        var copied = await host.Nora.SendAsAskedAsync(host.Nora.Forge("reservations/plan", new() { ["export"] = "true" }));
        var lines = CardReader.Value(copied.Body.GetProperty("value"), "csv")!.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("customerId,customer,exchange,tradeIn,letEnd,atStake,currency,notPriced", lines[0], StringComparison.Ordinal);
        var french = CardReader.Text(await host.Pierre.SaysAsync("réservations plan"));
        Assert.Contains("Plan du dernier échange : tous les clients", french, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_without_a_customer_says_that_one_is_to_be_chosen()
    {
        await using var host = await BotHost.StartAsync();
        var opened = CardReader.Text(await host.Nora.SaysAsync("reservations plan"));
        Assert.DoesNotContain("Choose a customer.", opened, StringComparison.Ordinal);
        var (_, body) = await host.Nora.SendAsAskedAsync(host.Nora.Forge("reservations/plan", new() { ["customer"] = "" }));
        Assert.Empty(CardJsonRules.Check(body.GetProperty("value")));
        Assert.Contains("Choose a customer.", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_walk_learns_what_badly_used_reservations_cost_once_for_each()
    {
        await using var host = await PortfolioScenes.StartAsync();
        await host.Nora.SaysAsync("reservations consolidated");
        var ofTheList = Asked(host).Count(call => call.Path.EndsWith("calculateRefund", StringComparison.Ordinal));
        var quoted = new List<int>();
        for (var turn = 0; turn < 4; turn++)
        {
            await PortfolioScenes.TurnAsync(host);
            quoted.Add(Asked(host).Count(call => call.Path.EndsWith("calculateRefund", StringComparison.Ordinal)) - ofTheList);
        }

        output.WriteLine($"Quotes after each turn: {string.Join(", ", quoted)}");
        Assert.Equal([3, 3, 3, 3], quoted);
        var text = CardReader.Text(await host.Nora.SaysAsync("reservations plan"));
        Assert.Matches(@"At stake: [\d,]+\.\d\d USD", text);
        Assert.DoesNotContain("Not priced yet", text, StringComparison.Ordinal);
    }

    private static List<RecordedCall> Asked(BotHost host) =>
        [.. host.Sandbox.Calls.All().Where(call => call.Api == "arm" || call.Path.Contains("entitlements", StringComparison.Ordinal))];
}
