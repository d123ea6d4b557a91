using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using CspBot.Tests.Partner;
using Xunit;
using static CspBot.Tests.Dialogs.PlanScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>The Azure plan for a customer that exists: seen, asked for, approved, ordered once, and what comes next.</summary>
public sealed class CustomerPlanTests
{
    private const string Done = "Done and verified";

    [Fact]
    public async Task It_is_asked_for_on_the_customers_card_approved_ordered_and_never_offered_again()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var card = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("customers litware"), "customers/plan");
        foreach (var words in new[]
        {
            "Litware has no Azure plan yet", "market of the customer’s bill: US", "Agreement is accepted", "costs nothing",
            "stays ordered", "900115", "Can approve it: ",
        })
            Assert.Contains(words, CardReader.Text(card), StringComparison.Ordinal);

        var mend = await host.Nora.ClicksAsync(card, Submit);
        Assert.Contains("Say what the plan is for", CardReader.Text(mend), StringComparison.Ordinal);
        var own = await host.Nora.ClicksAsync(mend, Submit, Why);
        Assert.Empty(Orders(host));
        var id = Scenarios.RequestOf(own);
        await ApproveAsync(host, id);
        var done = await SeesAsync(host, id, Done);
        Assert.Equal([Order.ByBot], Orders(host));
        Assert.Equal([1], Plans(host));
        Assert.Contains("onboard stack Litware", done.Text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(done.Card, "requests/undo"));

        // The next step is a button; the order is known as this request's; and nothing is left to buy.
        var permission = await host.Nora.ClicksAsync(done.Card, "reservation-permission/customer");
        Assert.Contains("Litware", CardReader.Text(permission), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(permission, "customers/plan"));
        var customer = await host.Nora.SaysAsync("customers litware");
        Assert.False(CardReader.HasButton(customer, "customers/plan"));
        Assert.Contains(id, CardReader.Text(customer), StringComparison.Ordinal);
        var again = await OpenAsync(host.Nora, Litware);
        Assert.Contains("nothing to buy", CardReader.Text(again), StringComparison.Ordinal);
        Assert.Contains("has an active Azure plan", CardReader.Text(again), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(again, Submit));
    }

    [Fact]
    public async Task A_sales_agent_asks_and_an_admin_agents_yes_runs_it_and_a_helpdesk_agent_is_told_who_may()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var pierre = host.Pierre;
        var card = await pierre.ClicksAsync(await pierre.SaysAsync("clients litware"), "customers/plan");
        Assert.Contains("Litware n’a pas encore de plan Azure", CardReader.Text(card), StringComparison.Ordinal);
        var id = await BuyAsync(host, agent: pierre);
        await SeesAsync(host, id, "intégrer stack Litware", pierre);
        Assert.Equal([Order.ByBot], Orders(host));

        var ingrid = host.Ingrid.In("en-US");
        Assert.False(CardReader.HasButton(await ingrid.SaysAsync("customers organics"), "customers/plan"));
        Assert.Contains("admin agent", CardReader.Text(await OpenAsync(ingrid, Organics)), StringComparison.Ordinal);
        Assert.Contains(
            "admin agent",
            CardReader.Text(await ForgeAsync(ingrid, Submit, new JsonObject { ["form"] = "F-1", ["act"] = "plan" })),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("First Up Consultants", "still has an MS-AZR-0145P subscription", "Move the subscription to the Azure plan")]
    [InlineData("Proseware", "has an Azure plan that is not active", "Make that plan active again")]
    [InlineData("Graphic Design Institute", "no reseller relationship with us", "the link that makes us its partner")]
    [InlineData("Best For You Organics", "does not tell the country", "billing address")]
    public async Task What_stands_in_the_way_is_said_with_what_mends_it_and_there_is_nothing_to_submit(
        string customer, string what, string help)
    {
        await using var host = await BotHost.StartAsync();
        if (customer == Organics)
            await host.ControlAsync("customers", new { customer, country = "" });
        var card = await OpenAsync(host.Nora, customer);
        Assert.Contains(what, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains(help, CardReader.Text(card), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(card, Submit));
        Assert.Contains(await host.AuditAsync(), entry => entry.Kind == "refused"
            && entry.Document.Contains("CustomerPlan.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_read_now_can_be_read_again_and_what_was_typed_is_kept()
    {
        await using var host = await BotHost.StartAsync();
        var card = await OpenAsync(host.Nora, Litware);
        await host.ControlAsync("faults", new { api = "partnercenter", path = "/subscriptions", status = 503 });
        var later = await host.Nora.ClicksAsync(card, Submit, Why);
        Assert.DoesNotContain("R-", CardReader.Text(later), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(later, Submit));
        Assert.Equal(Why["reason"], CardReader.Value(later, "reason"));
        await host.ClearFaultsAsync();
        var again = await host.Nora.ClicksAsync(later, "customers/plan");
        Assert.Equal(Why["reason"], CardReader.Value(again, "reason"));
        Assert.True(CardReader.HasButton(again, Submit));
    }

    [Fact]
    public async Task A_click_that_was_made_up_or_comes_twice_buys_nothing_more()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var card = await OpenAsync(host.Nora, Litware);
        var organics = (await StackScenarios.TenantOfAsync(host, Organics))!;
        foreach (var forge in new Action<JsonObject>[]
        {
            data => data["customer"] = organics, data => data["country"] = "FR", data => data["act"] = "budget",
            data => data["seal"] = "", data => data["form"] = "F-other",
        })
        {
            var answer = await host.Nora.ClicksAsync(card, Submit, Why, forge: forge);
            Assert.DoesNotContain("R-", CardReader.Text(answer), StringComparison.Ordinal);
        }

        var click = host.Nora.Click(card, Submit, Why);
        var (first, second) = (await host.Nora.SendAsync(click), await host.Nora.SendAsync((JsonObject)click.DeepClone()));
        var id = Scenarios.RequestOf(first.Body.GetProperty("value"));
        Assert.Contains(id, CardReader.Text(second.Body.GetProperty("value")), StringComparison.Ordinal);
        await ApproveAsync(host, id);
        await SeesAsync(host, id, Done);
        Assert.Single(Orders(host));
        Assert.Empty(Orders(host, Organics));
    }

    [Fact]
    public async Task A_market_that_changed_since_is_shown_before_anything_is_asked_for()
    {
        await using var host = await BotHost.StartAsync();
        var card = await OpenAsync(host.Nora, Litware);
        await host.ControlAsync("customers", new { customer = Litware, country = "CA" });
        var changed = await host.Nora.ClicksAsync(card, Submit, Why);
        Assert.Contains("Something changed since you saw it", CardReader.Text(changed), StringComparison.Ordinal);
        Assert.Contains("market of the customer’s bill: CA", CardReader.Text(changed), StringComparison.Ordinal);
        Assert.Equal(Why["reason"], CardReader.Value(changed, "reason"));
        Assert.Equal("CA", CardReader.Facts(await host.Nora.ClicksAsync(changed, Submit))["Market"]);
    }

    [Fact]
    public async Task Whom_a_customer_does_not_exist_for_finds_none_here_either()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Partner:CustomerScopes:0:GroupId"] = CustomerScopeSuite.Scope,
            ["Partner:CustomerScopes:0:Customers"] = RelationScenes.WingtipId,
        });
        CustomerScopeSuite.Join(host, CustomerScopeSuite.Scope, []);
        var card = await OpenAsync(host.Nora, Litware);
        CustomerScopeSuite.Join(host, CustomerScopeSuite.Scope, [host.Nora]);
        Assert.DoesNotContain("Litware", CardReader.Text(await OpenAsync(host.Nora, Litware)), StringComparison.Ordinal);
        var answer = await host.Nora.ClicksAsync(card, Submit, Why);
        Assert.DoesNotContain("R-", CardReader.Text(answer), StringComparison.Ordinal);
        Assert.DoesNotContain("no Azure plan yet", CardReader.Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_sold_to_a_customer_its_stack_form_and_its_permission_lead_to_the_plan()
    {
        await using var host = await BotHost.StartAsync();
        var stack = await host.Nora.SaysAsync("onboard stack litware");
        Assert.Contains(
            "Azure plan for Litware", CardReader.Text(await host.Nora.ClicksAsync(stack, "customers/plan")), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(await host.Nora.SaysAsync("onboard stack adatum"), "customers/plan"));
        foreach (var (agent, may) in new[] { (host.Nora, true), (host.Pierre.In("en-US"), true), (host.Ingrid.In("en-US"), false) })
        {
            Assert.Equal(may, CardReader.HasButton(await agent.SaysAsync("reservation permission litware"), "customers/plan"));
            Assert.False(CardReader.HasButton(await agent.SaysAsync("reservation permission adatum"), "customers/plan"));
        }

        // A card of an earlier version still has the button that only explained.
        var old = await ForgeAsync(host.Nora, "reservation-permission/plan", new JsonObject
        {
            ["customer"] = (await StackScenarios.TenantOfAsync(host, Litware))!,
        });
        Assert.True(CardReader.HasButton(old, "customers/plan"));
    }
}
