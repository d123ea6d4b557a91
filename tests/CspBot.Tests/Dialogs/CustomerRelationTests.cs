using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Cloud;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What ties a customer to us: seen with its advice, asked for, approved by the customer, its roles with our group.</summary>
public sealed class CustomerRelationTests
{
    private const string Readers = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
    private const string Global = "62e90394-69f5-4237-9190-012177145e10";
    private const string Group = "00000000-0000-4000-8000-000000000040";

    [Fact]
    public async Task A_relation_is_asked_for_approved_by_the_customer_and_its_roles_reach_our_group()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var form = await RelationScenes.OpenAsync(host.Nora, RelationScenes.Wingtip);
        Assert.Contains("has not delegated any administration to us", CardReader.Text(form), StringComparison.Ordinal);
        Assert.Equal(string.Join(',', DirectoryRoles.Proposed), CardReader.Value(form, "relationRoles"));

        var id = await RelationScenes.AskAsync(host, RelationScenes.Wingtip, ("relationDuration", "P180D"));
        var waits = await host.Nora.SeesAsync("Ready to send");
        var made = Assert.Single(await RelationScenes.RelationsAsync(host, RelationScenes.Wingtip));
        Assert.Equal(("approvalPending", $"CspBot {id} Wingtip Toys"), (Text(made, "status"), Text(made, "name")));
        Assert.Contains("granularAdminRelationships/" + Text(made, "id"), waits.Text, StringComparison.Ordinal);
        Assert.Contains("Directory Readers", waits.Text, StringComparison.Ordinal);

        await host.ControlAsync("relations", new { customer = RelationScenes.Wingtip, action = "accept" });
        await host.Nora.ClicksAsync((await host.Nora.SeesAsync("Ready to send")).Card, "requests/retry");
        await host.Nora.SeesAsync("Done and verified");
        made = Assert.Single(await RelationScenes.RelationsAsync(host, RelationScenes.Wingtip));
        Assert.Equal("active", Text(made, "status"));
        var access = Assert.Single(made.GetProperty("access").EnumerateArray());
        Assert.Equal("active", Text(access, "status"));
        Assert.Equal(DirectoryRoles.Proposed, access.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));

        // What was closed is open now.
        Assert.NotEmpty(CardReader.Choices(await host.Nora.SaysAsync("grant owner wingtip"), "user"));
        Assert.Contains(
            "Delegated administration until",
            CardReader.Text(await RelationScenes.OpenAsync(host.Nora, RelationScenes.Wingtip)),
            StringComparison.Ordinal);
    }

    /// <summary>Whatever call loses its answer, before or after it took effect: one relation, one assignment.</summary>
    [Fact]
    public async Task A_call_without_an_answer_is_read_back_before_it_is_sent_again()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        (string Path, bool AfterWrite, string Customer)[] lost =
        [
            ("delegatedAdminRelationships", false, RelationScenes.Wingtip),
            ("delegatedAdminRelationships", true, "Lucerne Publishing"),
            ("/requests", true, "Wide World Importers"),
            ("/accessAssignments", true, "Contoso France"),
        ];
        foreach (var (path, afterWrite, customer) in lost)
        {
            await host.ControlAsync(
                "faults", new { api = "graph", method = "POST", path, status = 502, body = "<html>", afterWrite, times = 1 });
            var id = await RelationScenes.AskAsync(host, customer);
            var waits = await RelationScenes.ShowsAsync(host, id, "Ready to send");
            await host.ControlAsync("relations", new { customer, action = "accept" });
            await host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
            await RelationScenes.ShowsAsync(host, id, "Done and verified");
            var made = Assert.Single(await RelationScenes.RelationsAsync(host, customer));
            Assert.Single(made.GetProperty("access").EnumerateArray());
        }
    }

    [Fact]
    public async Task A_relation_that_is_ended_before_its_roles_are_given_is_told_as_that()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync(
            "faults", new { api = "graph", method = "GET", path = "/accessAssignments", status = 503, retryAfter = 1 });
        var id = await RelationScenes.AskAsync(host, RelationScenes.Wingtip);
        var waits = await RelationScenes.ShowsAsync(host, id, "Ready to send");
        await host.ControlAsync("relations", new { customer = RelationScenes.Wingtip, action = "accept" });
        await host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await Eventually.IsTrueAsync("its roles are to be given", async () => (await host.CallsAsync())
            .Any(call => call.GetProperty("path").GetString()!.EndsWith("/accessAssignments", StringComparison.Ordinal)));
        await host.ControlAsync("relations", new { customer = RelationScenes.Wingtip, action = "terminate" });
        await host.ClearFaultsAsync();
        await RelationScenes.ShowsAsync(host, id, "was ended before its roles were at work");
    }

    [Fact]
    public async Task A_group_that_is_not_there_is_told_before_the_customer_is_asked()
    {
        const string Missing = "00000000-0000-4000-8000-00000000dead";
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Partner:DelegationGroupId"] = Missing });
        var review = await RelationScenes.ReviewAsync(
            host.Nora, await RelationScenes.OpenAsync(host.Nora, RelationScenes.Wingtip));
        Assert.Contains("not in our directory: " + Missing, CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, "customers/submit"));
    }

    [Fact]
    public async Task What_the_form_takes_is_checked_and_kept()
    {
        await using var host = await BotHost.StartAsync();
        var form = await RelationScenes.OpenAsync(host.Nora, RelationScenes.Wingtip);
        (string Field, string Value, string Says)[] wrong =
        [
            ("relationRoles", "", "Choose at least one role"),
            ("relationRoles", Group, "not on the list"),
            ("relationRoles", "Owner", "not on the list"),
            ("relationDuration", "P3Y", "from one day to two years"),
            ("relationDuration", "PT1H", "from one day to two years"),
            ("relationDuration", "P1Y2", "from one day to two years"),
            ("reason", "", "say why"),
        ];
        foreach (var (field, value, says) in wrong)
        {
            var again = await RelationScenes.ReviewAsync(host.Nora, form, (field, value));
            Assert.Contains(says, CardReader.Text(again), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(again, "customers/submit"));
        }

        var other = await RelationScenes.ReviewAsync(host.Nora, form, ("relationDuration", "P45D"), ("relationRoles", "Directory Readers"));
        Assert.Contains("Lasts 45 days", CardReader.Text(other), StringComparison.Ordinal);
        Assert.Contains("Guests cannot be invited", CardReader.Text(other), StringComparison.Ordinal);
        var all = await RelationScenes.ReviewAsync(host.Nora, form, ("relationRoles", Global), ("relationExtends", "true"));
        Assert.Contains("never extends itself", CardReader.Text(all), StringComparison.Ordinal);
        Assert.Contains("then it ends", CardReader.Text(all), StringComparison.Ordinal);
        var back = await host.Nora.ClicksAsync(other, "customers/back");
        Assert.Equal((Readers, "P45D", "Onboarding"),
            (CardReader.Value(back, "relationRoles"), CardReader.Value(back, "relationDuration"), CardReader.Value(back, "reason")));
    }

    [Fact]
    public async Task A_second_request_with_the_same_roles_is_refused_while_one_waits_and_a_declined_one_ends()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await RelationScenes.AskAsync(host, RelationScenes.Wingtip);
        var waits = await host.Nora.SeesAsync("Ready to send");
        var review = await RelationScenes.ReviewAsync(
            host.Nora, await RelationScenes.OpenAsync(host.Nora, RelationScenes.Wingtip));
        Assert.Contains("waits for Wingtip Toys already", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, "customers/submit"));
        await host.ControlAsync("relations", new { customer = RelationScenes.Wingtip, action = "reject" });
        await host.Nora.ClicksAsync(waits.Card, "requests/retry");
        await host.Nora.SeesAsync("has not approved the relationship");
    }

    [Fact]
    public async Task Sales_agents_send_the_reseller_link_and_cannot_ask_and_helpdesk_agents_see_neither()
    {
        await using var host = await BotHost.StartAsync();
        var pierre = host.Pierre.In("en-US");
        var form = await RelationScenes.OpenAsync(pierre, RelationScenes.Wingtip);
        Assert.False(CardReader.HasButton(form, "customers/details"));
        Assert.Contains("you can send the reseller link", CardReader.Text(form), StringComparison.Ordinal);
        var letter = await pierre.ClicksAsync(form, "customers/invitation");
        Assert.Contains("invType=ResellerRelationship", CardReader.Value(letter, "text"), StringComparison.Ordinal);
        Assert.StartsWith("Bonjour Wingtip Toys", CardReader.Value(await pierre.ClicksAsync(letter, "customers/invitation"), "text"));

        var customer = CardReader.Button(form, "customers/show").GetProperty("data").GetProperty("customer").GetString()!;
        var forged = await ForgeAsync(pierre, "customers/details", new JsonObject
        {
            ["act"] = "relation",
            ["customer"] = customer,
            ["relationRoles"] = Readers,
            ["relationDuration"] = "P1Y",
            ["reason"] = "Because",
        });
        Assert.False(CardReader.HasButton(forged, "customers/submit"));
        Assert.Contains("admin agent", CardReader.Text(forged), StringComparison.Ordinal);
        foreach (var verb in new[] { "customers/relation", "customers/invitation", "customers/approval" })
            Assert.Contains(
                "admin agent", CardReader.Text(await ForgeAsync(host.Ingrid, verb, new JsonObject { ["customer"] = customer })),
                StringComparison.Ordinal);
        Assert.Empty(await RelationScenes.RelationsAsync(host, RelationScenes.Wingtip));
    }

    /// <summary>In the customer's language, else English; another one at a click.</summary>
    [Theory]
    [InlineData("Wide World Importers", "Hello", "Bonjour")]
    [InlineData("Contoso France", "Bonjour", "Hello")]
    public async Task The_text_to_send_is_in_the_customer_s_language(string customer, string first, string second)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("customers", new { customer, delegatedAdministration = "ApprovalPending" });
        var form = await RelationScenes.OpenAsync(host.Nora, customer);
        Assert.Contains("waits for", CardReader.Text(form), StringComparison.Ordinal);
        var letter = await host.Nora.ClicksAsync(form, "customers/approval");
        Assert.StartsWith(first, CardReader.Value(letter, "text"));
        Assert.Contains("granularAdminRelationships/", CardReader.Value(letter, "text"), StringComparison.Ordinal);
        Assert.StartsWith(second, CardReader.Value(await host.Nora.ClicksAsync(letter, "customers/approval"), "text"));
    }

    private static async Task<JsonElement> ForgeAsync(Agent agent, string verb, JsonObject data) =>
        (await agent.SendAsAskedAsync(agent.Forge(verb, data))).Body.GetProperty("value");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
