using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.BuyScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Who decides on a real purchase: a sales agent asks above the limit, two admin agents say yes, and it is bought once.</summary>
public sealed class ReservationDecisionTests
{
    [Fact]
    public async Task A_sales_agent_s_purchase_above_the_limit_takes_two_admin_agents_and_none_of_them_alone()
    {
        await using var host = await BotHost.StartAsync(
            new Dictionary<string, string?> { ["Approvals:MaxAmount"] = "1000 USD", ["Approvals:Rules:reservations"] = "None" });
        foreach (var approver in new[] { host.Tomas, host.Aisha, host.Ingrid })
            await approver.InstallAsync();
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "HelpdeskAgents", "Approvers" } });
        Register(host);
        var pierre = host.Pierre.In("en-US");
        var review = await ReviewAsync(pierre);

        // A smaller number than was reviewed is not what was sealed.
        var forged = await pierre.ClicksAsync(review, "reservations/submit", forge: data => data["quantity"] = "1");
        Assert.Contains("is not what you reviewed", CardReader.Text(forged), StringComparison.Ordinal);
        var id = Scenarios.RequestOf(await pierre.ClicksAsync(review, "reservations/submit"));
        var asks = new List<ShownMessage>();
        foreach (var approver in new[] { host.Tomas, host.Aisha })
            asks.Add(await Scenarios.AskForAsync(host, approver, id));
        Assert.DoesNotContain(host.Ingrid.Mine(), message => message.Text.Contains(id, StringComparison.Ordinal));
        Assert.Contains("2,176.32 USD: above 1,000.00 USD", asks[0].Text, StringComparison.Ordinal);
        Assert.Contains("Pierre Martin may ask for this but not do it", asks[0].Text, StringComparison.Ordinal);
        Assert.True(CardReader.Facts(asks[0].Card).ContainsKey("Budget for usage"));

        await host.Tomas.ClicksAsync(asks[0].Card, "requests/approve", null, asks[0].Id);
        await host.Aisha.SeesAsync("Tomas Berg has approved; a second person must agree");
        Assert.Contains(
            "the second yes must be another person’s", CardReader.Text(await ApproveAsync(host.Tomas, id)), StringComparison.Ordinal);
        Assert.Contains(
            "only an approver who is an admin agent", CardReader.Text(await ApproveAsync(host.Ingrid, id)), StringComparison.Ordinal);
        Assert.Contains("approves their own request", CardReader.Text(await ApproveAsync(pierre, id)), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Orders(host));

        await host.Aisha.ClicksAsync(asks[1].Card, "requests/approve", null, asks[1].Id);
        await Eventually.IsTrueAsync("it is bought", () => Orders(host).Count == 1);
        var own = await host.Teams.WaitForAsync("both on the requester's card", message => message.Conversation == host.Pierre.Chat
            && message.Text.Contains("Tomas Berg and Aisha Khan", StringComparison.Ordinal));
        Assert.Contains(id, own.Text, StringComparison.Ordinal);
    }

    /// <summary>Little money comes back of what is paid by the month, and much commitment falls away: that is what counts.</summary>
    [Fact]
    public async Task A_return_that_cancels_more_than_the_limit_takes_two_people_and_a_smaller_one_one()
    {
        await using var host = await BotHost.StartAsync(
            new Dictionary<string, string?> { ["Approvals:MaxAmount"] = "1000 USD", ["Approvals:Rules:reservations"] = "None" });
        foreach (var approver in new[] { host.Tomas, host.Aisha })
            await approver.InstallAsync();
        var item = ReturnScenes.Pick(host, "Standard_E4s_v5", one => one.BillingPlan == "Monthly");
        var (_, money, unpaid) = ReturnScenes.In(host, world => item.Worth(item.Quantity, world.Now));
        Assert.True(money < 1_000 && unpaid > 1_000 && (money + unpaid) / item.Quantity < 1_000);

        // Within the limit the rule decides, and here it asks nobody.
        await host.Nora.ClicksAsync(await ReturnScenes.ReviewAsync(host.Nora, item, "1"), "reservations/submit");
        await Eventually.IsTrueAsync("it is returned", () => ReturnScenes.Again(host, item).Quantity == item.Quantity - 1);
        var id = Scenarios.RequestOf(await host.Nora.ClicksAsync(await ReturnScenes.ReviewAsync(host.Nora, item), "reservations/submit"));
        var asks = new List<ShownMessage>();
        foreach (var approver in new[] { host.Tomas, host.Aisha })
            asks.Add(await Scenarios.AskForAsync(host, approver, id));
        var cancelled = CardReader.Facts(asks[0].Card)["Commitment cancelled"];
        Assert.Contains($"{cancelled}: above 1,000.00 USD", asks[0].Text, StringComparison.Ordinal);
        await host.Tomas.ClicksAsync(asks[0].Card, "requests/approve", null, asks[0].Id);
        await host.Aisha.SeesAsync("Tomas Berg has approved; a second person must agree");
        Assert.Equal("Succeeded", ReturnScenes.Again(host, item).State);
        await host.Aisha.ClicksAsync(asks[1].Card, "requests/approve", null, asks[1].Id);
        await ReturnScenes.EndAsync(host, id);
        Assert.Equal((2, "Cancelled"), (ReturnScenes.Posts(host, "/return"), ReturnScenes.Again(host, item).State));
    }

    private static async Task<JsonElement> ApproveAsync(Agent agent, string id) =>
        (await agent.SendAsAskedAsync(agent.Forge("requests/approve", new() { ["request"] = id, ["version"] = 2 })))
            .Body.GetProperty("value");
}
