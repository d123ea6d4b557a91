using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Dialogs.Customers;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>A customer's spending budget: set as a request, read back, taken back; and told where somebody is let to spend.</summary>
public sealed partial class CustomerBudgetTests
{
    private const string Done = "Done and verified";

    [Fact]
    public async Task It_is_set_once_read_back_and_the_one_before_comes_back()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("customers", new { customer = "Adatum Corporation", budget = 97, used = 28.83 });
        var card = await OpenAsync(host.Nora);
        Assert.Contains("Spending budget: 97.00 USD a month, 28.83 USD used so far", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("in USD", CardReader.Text(card), StringComparison.Ordinal);

        // The answer to the write is lost: it is read back, and not written again.
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "PATCH", afterWrite = true, dropConnection = true, times = 1 });
        var asked = await host.Nora.ClicksAsync(card, "customers/submit", Filled("1,500.50"));
        var done = await SeesAsync(host, RequestId().Match(CardReader.Text(asked)).Value);
        Assert.Equal(("1,500.50 USD", "97.00 USD"), Told(done.Card));
        Assert.Equal(["1500.50"], Written(host));

        // Nobody had to approve it, and it can be taken back.
        await host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
        await host.Teams.WaitForAsync("the budget of before", message => message.Conversation == host.Nora.Chat
            && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(["1500.50", "97.00"], Written(host));
    }

    [Fact]
    public async Task What_somebody_set_since_is_not_overwritten_by_an_undo()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("customers", new { customer = "Adatum Corporation", budget = 97 });
        var asked = await host.Nora.ClicksAsync(await OpenAsync(host.Nora), "customers/submit", Filled("1500"));
        var done = await SeesAsync(host, RequestId().Match(CardReader.Text(asked)).Value);
        await host.ControlAsync("customers", new { customer = "Adatum Corporation", budget = 3000 });
        await host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
        await host.Teams.WaitForAsync("why it was left alone", message => message.Conversation == host.Nora.Chat
            && message.Text.Contains("Somebody changed the spending budget of Adatum Corporation", StringComparison.Ordinal));
        Assert.Single(Written(host));
    }

    [Fact]
    public async Task What_was_shown_what_stands_and_what_is_no_amount_make_no_request()
    {
        await using var host = await BotHost.StartAsync();
        var card = await OpenAsync(host.Nora);
        Assert.Contains("No spending budget is set; 28.83 USD used so far", CardReader.Text(card), StringComparison.Ordinal);
        var wrong = await host.Nora.ClicksAsync(card, "customers/submit", Filled("-5"));
        Assert.Contains("Type an amount above zero", CardReader.Text(wrong), StringComparison.Ordinal);
        Assert.Equal(("-5", "Migration"), (CardReader.Value(wrong, "budget"), CardReader.Value(wrong, "reason")));

        await host.ControlAsync("customers", new { customer = "Adatum Corporation", budget = 50 });
        var changed = await host.Nora.ClicksAsync(wrong, "customers/submit", Filled("50"));
        Assert.Contains("Somebody changed the budget", CardReader.Text(changed), StringComparison.Ordinal);
        var same = await host.Nora.ClicksAsync(changed, "customers/submit", Filled("50"));
        Assert.Contains("nothing to change", CardReader.Text(same), StringComparison.Ordinal);
        Assert.Empty(Written(host));

        // Litware has licences only: nothing to set a budget for, said with what to do.
        var none = await OpenAsync(host.Nora, await IdOfAsync(host, "Litware"));
        Assert.Contains("knows no usage of this customer", CardReader.Text(none), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(none, "customers/submit"));

        // Sales agents see it, and do not set it.
        var refused = await OpenAsync(host.Pierre.In("en-US"));
        Assert.Contains("admin agent", CardReader.Text(refused), StringComparison.Ordinal);

        await host.ControlAsync("faults", new { api = "partnercenter", path = "usagesummary", status = 503 });
        var later = await host.Nora.ClicksAsync(same, "customers/submit", Filled("60"));
        Assert.Empty(Written(host));
        Assert.DoesNotContain("R-", CardReader.Text(later), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_lets_a_customer_buy_is_told_that_no_budget_is_set_and_is_not_stopped()
    {
        await using var host = await BotHost.StartAsync();
        var none = await ReservationPermissionStories.OpenAsync(host.Nora);
        Assert.Contains("No spending budget is set", CardReader.Text(none), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(none, Submit));
        await host.ControlAsync("customers", new { customer = "Adatum Corporation", budget = 97 });
        var told = CardReader.Text(await ReservationPermissionStories.OpenAsync(host.Nora));
        Assert.Contains("Spending budget: 97.00 USD", told, StringComparison.Ordinal);
        await host.ControlAsync("faults", new { api = "partnercenter", path = "usagesummary", status = 403, code = "900308" });
        var unread = await ReservationPermissionStories.OpenAsync(host.Nora);
        Assert.Contains("The spending budget could not be read", CardReader.Text(unread), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(unread, Submit));
    }

    [Theory]
    [InlineData("1500", 1500.0)]
    [InlineData("1500.5", 1500.5)]
    [InlineData("1 500,50", 1500.5)]
    [InlineData("1,500.50", 1500.5)]
    [InlineData("1.500,50", 1500.5)]
    [InlineData("1'500", 1500.0)]
    [InlineData("1,500", 1500.0)]
    [InlineData("1.500.000", 1500000.0)]
    [InlineData("1000000000", 1000000000.0)]
    [InlineData("1000000000.01", null)]
    [InlineData("0", null)]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("-5", null)]
    [InlineData("5e3", null)]
    [InlineData("15,00,0", null)]
    [InlineData("1.2345", null)]
    [InlineData("1,5.000", null)]
    [InlineData("NaN", null)]
    [InlineData("١٢", null)]
    public void An_amount_as_people_write_it(string typed, double? amount) =>
        Assert.Equal((decimal?)amount, new BudgetForm("F", "", "", typed, "").Amount);

    [Fact]
    public void A_budget_in_a_line()
    {
        Mark? Of(decimal? budget, decimal? used) => BudgetLine.Of(
            Texts.French, new Probe<UsageBudget>(new UsageBudget(Euro(budget), Euro(used), null), null))?.Mark;
        Assert.Equal([Mark.Done, Mark.Caution, Mark.Done], [Of(9, 8), Of(9, 10), Of(9, null)]);
        Assert.Equal([Mark.Caution, Mark.Caution], [Of(null, 3), Of(null, null)]);
        Assert.Null(BudgetLine.Of(Texts.English, new Probe<UsageBudget>(
            null, new CloudFault(CloudReason.NotFound, "partnercenter", 404, "1000", null, "no usage"))));
    }

    private static Money? Euro(decimal? amount) => amount is { } value ? new Money(value, "") : null;

    private static async Task<JsonElement> OpenAsync(Agent agent, string customer = Adatum)
    {
        var click = agent.Forge("customers/budget", new JsonObject { ["customer"] = customer });
        return (await agent.SendAsAskedAsync(click)).Body.GetProperty("value");
    }

    private static Dictionary<string, string> Filled(string budget) => new() { ["budget"] = budget, ["reason"] = "Migration" };

    private static (string New, string Before) Told(JsonElement card) =>
        (CardReader.Facts(card)["Budget of each month"], CardReader.Facts(card)["Budget before"]);

    private static Task<ShownMessage> SeesAsync(BotHost host, string id) => host.Teams.WaitForAsync(
        $"'{Done}' of {id}",
        message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && message.Text.Contains(Done, StringComparison.Ordinal));

    private static IReadOnlyList<string> Written(BotHost host) =>
    [
        .. host.Sandbox.Calls.All()
            .Where(call => call.Method == "PATCH" && call.Path.EndsWith("/usagebudget", StringComparison.Ordinal))
            .Select(call => JsonElement.Parse(call.Body).GetProperty("Amount").GetRawText()),
    ];

    [GeneratedRegex("R-[0-9A-Z]{5}")]
    private static partial Regex RequestId();
}
