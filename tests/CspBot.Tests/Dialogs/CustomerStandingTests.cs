using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Dialogs.Reservations;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReturnScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Approvers see what the customer may still spend and what it holds; what could not be read is said, and stops nothing.</summary>
public sealed class CustomerStandingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Month = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_approver_sees_budget_and_holdings_and_the_requester_does_not()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        await host.ControlAsync("customers", new { customer = Consolidated, budget = 97, used = 28.83 });
        var item = Pick(host, "Standard_D4s_v5", one => one.Quantity == 6);
        var own = await host.Nora.ClicksAsync(await ReviewAsync(host.Nora, item, "1"), "reservations/submit");
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        var told = CardReader.Facts(ask.Card);
        Assert.StartsWith("68.17 USD left of 97.00 USD, until 1 ", told["Budget for usage"], StringComparison.Ordinal);
        Assert.Contains("Virtual machine", told["Holds already"], StringComparison.Ordinal);
        Assert.Matches("and [0-9]+ more", told["Holds already"]);
        Assert.DoesNotContain("Budget for usage", CardReader.Text(own), StringComparison.Ordinal);

        // A restart between: it stands in the request, as it was read then.
        await host.RestartAsync();
        var shown = await host.Tomas.SaysAsync("requests " + Scenarios.RequestOf(own));
        Assert.Equal(told["Budget for usage"], CardReader.Facts(shown)["Budget for usage"]);

        // A budget that cannot be read is no reason not to ask.
        await host.ControlAsync("faults", new { api = "partnercenter", path = "usagesummary", status = 503 });
        var again = await host.Nora.ClicksAsync(await ReviewAsync(host.Nora, item, "1"), "reservations/submit");
        var other = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(again));
        Assert.StartsWith(
            "could not be read when this was asked for", CardReader.Facts(other.Card)["Budget for usage"], StringComparison.Ordinal);
        Assert.Equal(told["Holds already"], CardReader.Facts(other.Card)["Holds already"]);
    }

    [Theory]
    [InlineData(97.0, 28.83, "68.17 EUR left of 97.00 EUR, until 1 Dec 2026")]
    [InlineData(97.0, 100.0, "3.00 EUR over 97.00 EUR, until 1 Dec 2026")]
    [InlineData(97.0, null, "97.00 EUR until 1 Dec 2026; Microsoft does not say what is used")]
    [InlineData(null, 28.83, "none is set; 28.83 EUR used so far")]
    [InlineData(null, null, "none is set")]
    public void The_budget_in_words(double? budget, double? used, string said)
    {
        var read = new UsageBudget(
            budget is { } all ? new Money((decimal)all, "EUR") : null, used is { } cost ? new Money((decimal)cost, "EUR") : null, Month);
        var standing = CustomerStanding.Of(new Probe<UsageBudget>(read, null), new Probe<Holdings>(null, null), Now);
        Assert.StartsWith(said, standing.Facts(Texts.English)[0].Value, StringComparison.Ordinal);
        Assert.NotEmpty(standing.Facts(Texts.French)[0].Value);
    }

    [Fact]
    public void Nothing_read_is_said_for_both_and_stored_and_read_again()
    {
        var fault = new CloudFault(CloudReason.TimedOut, "partnercenter", null, null, null, "late");
        var unread = CustomerStanding.Of(new Probe<UsageBudget>(null, fault), new Probe<Holdings>(null, fault), Now);
        Assert.All(unread.Facts(Texts.English), fact => Assert.StartsWith("could not be read", fact.Value, StringComparison.Ordinal));
        var options = RequestJson.Plain;
        var back = System.Text.Json.JsonSerializer.Deserialize<CustomerStanding>(
            System.Text.Json.JsonSerializer.Serialize(unread, options), options)!;
        Assert.Equal(unread.Facts(Texts.French), back.Facts(Texts.French));
    }
}
