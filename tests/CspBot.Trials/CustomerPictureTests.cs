using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Trials;

/// <summary>A customer's card, its budget and several matches in a browser, wide and narrow: linted, and kept as pictures.</summary>
public sealed class CustomerPictureTests
{
    [Fact]
    public async Task A_customer_its_budget_and_several_matches_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.ControlAsync("purchases", new { customer = "Adatum Corporation", kind = "reservation", quantity = 2 });
        await host.ControlAsync("policies", new { customer = "Adatum Corporation", savingsPlan = true });
        await host.ControlAsync("roles", new { user = host.Pierre.ObjectId, roles = new[] { "AdminAgents", "Approvers" } });
        var art = await IdOfAsync(host, "School of Fine Art");
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, reader, phrase) in new[] { ("en", host.Nora, "customers "), ("fr", host.Pierre, "clients ") })
        {
            cards["customer-" + language] = await reader.SaysAsync(phrase + "adatum");
            cards["customer-licences-" + language] = await reader.SaysAsync(phrase + "school of fine art");
            cards["customer-all-" + language] = await ForgeAsync(reader, "customers/subscriptions", art);
            cards["several-" + language] = await reader.SaysAsync(phrase + "contos");
            cards["near-" + language] = await reader.SaysAsync(phrase + "adatim");
            cards["budget-" + language] = await ForgeAsync(reader, "customers/budget", Adatum);
            cards["budget-mend-" + language] = await reader.ClicksAsync(
                cards["budget-" + language], "customers/submit", new Dictionary<string, string> { ["budget"] = "much" });
            cards["customer-trouble-" + language] = await ForgeAsync(reader, "customers/show", await IdOfAsync(host, "Wingtip Toys"));
        }

        cards["customer-helpdesk-en"] = await host.Ingrid.SaysAsync("customers adatum");
        await host.ControlAsync("faults", new { api = "partnercenter", path = "usagesummary", status = 503 });
        await host.ControlAsync("faults", new { api = "arm", path = "roleAssignments", status = 403, code = "AuthorizationFailed" });
        await host.ControlAsync("faults", new { api = "partnercenter", path = "/orders", status = 403, code = "900308" });
        cards["customer-unread-en"] = await ForgeAsync(host.Nora, "customers/show", Adatum);
        cards["customer-unread-fr"] = await ForgeAsync(host.Pierre, "customers/show", Adatum);
        await host.ClearFaultsAsync();
        var asked = await host.Nora.ClicksAsync(
            cards["budget-en"], "customers/submit", new Dictionary<string, string> { ["budget"] = "1500", ["reason"] = "New project" });
        await host.Teams.WaitForAsync("the budget is set", message => message.Conversation == host.Nora.Chat
            && message.Text.Contains("Set the spending budget", StringComparison.Ordinal)
            && message.Text.Contains("Done and verified", StringComparison.Ordinal));
        cards["budget-asked-en"] = asked;
        cards["budget-done-en"] = host.Nora.Mine().Last(
            message => message.Text.Contains("Set the spending budget", StringComparison.Ordinal)).Card;
        CardAlbum.Keep("customers", cards);
    }

    private static async Task<JsonElement> ForgeAsync(Agent agent, string verb, string customer)
    {
        var click = agent.Forge(verb, new JsonObject { ["customer"] = customer });
        return (await agent.SendAsAskedAsync(click)).Body.GetProperty("value");
    }
}
