using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ManageScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Renewal, scope, name, split and merge through the front door: what is shown first, what the world then holds.</summary>
public sealed class ReservationManageTests
{
    private const string Renewal = "Renewal";

    [Fact]
    public async Task Renewal_is_shown_at_once_and_off_needs_nobody_and_on_tells_its_price_to_who_approves()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var one = Held(host, item => item is { Renew: true, Product: "Standard_D4s_v5", Term: "P3Y" });
        var card = await UsageScenes.StepAsync(host.Nora, "show", Consolidated, ("reservation", one.Id));
        Assert.Empty(CardJsonRules.Check(card));
        Assert.Contains("Renewal off", CardReader.Text(card), StringComparison.Ordinal);
        var off = await host.Nora.ClicksAsync(card, "reservations/renew");
        Assert.Empty(CardJsonRules.Check(off));
        Assert.Equal("renews by itself → does not renew", CardReader.Facts(off)[Renewal]);
        Assert.Contains("Nobody has to approve it", CardReader.Text(off), StringComparison.Ordinal);
        await DoAsync(host, off);
        Assert.False(Now(host, one).Renew);
        Assert.DoesNotContain(host.Teams.Messages, message => CardReader.HasButton(message.Card, "requests/approve"));

        var on = await ReviewAsync(host.Nora, "renew", one.Id);
        Assert.Equal("does not renew → renews by itself", CardReader.Facts(on)[Renewal]);
        var price = Assert.Single(UsageScenes.Calls(host, "calculatePrice"));
        var quoted = (await UsageScenes.AgainAsync(host, price)).GetProperty("properties");
        var told = UsageScenes.English(UsageScenes.Number(quoted, "billingCurrencyTotal", "amount"), "N2") + " USD";
        Assert.Equal(told, CardReader.Facts(on)["Price today"]);
        var id = await SubmitAsync(host.Nora, on);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        Assert.Equal(told, CardReader.Facts(ask.Card)["Price today"]);
        Assert.Contains("the customer to the successor’s price", CardReader.Text(ask.Card), StringComparison.Ordinal);
        Assert.False(Now(host, one).Renew);
        await ApproveAsync(host, id);
        await SeesAsync(host, id, Done);
        Assert.True(Now(host, one).Renew);

        // What it buys was told with it: the same again, which does not renew by itself.
        var successor = JsonNode.Parse(Now(host, one).Successor!)!;
        Assert.Equal("Standard_D4s_v5", (string?)successor["sku"]!["name"]);
        Assert.False((bool)successor["properties"]!["renew"]!);
        Assert.Equal(["PATCH " + one.Id, "PATCH " + one.Id], Writes(host));
    }

    [Fact]
    public async Task A_scope_changes_to_a_subscription_a_resource_group_a_management_group_and_back_and_nobody_needs_to_approve()
    {
        await using var host = await BotHost.StartAsync();
        var one = Held(host, item => item is { Use: 22 });
        var subscription = one.Subscription;
        var group = UsageScenes.In(host, world =>
        {
            world.AzureSubscription(subscription)!.ResourceGroups.Add("rg-web");
            return world.AzureSubscription(subscription)!.Name;
        });
        (string Scope, string Group, string Id, string Fact)[] rows =
        [
            ("Single", "", $"/subscriptions/{subscription}", $"all subscriptions (shared) → one subscription: {group}"),
            ("ResourceGroup", "rg-web", $"/subscriptions/{subscription}/resourceGroups/rg-web", $"one resource group: rg-web ({group})"),
            ("ManagementGroup", "mg-production", "/providers/Microsoft.Management/managementGroups/mg-production",
                "one resource group: rg-web → a management group: mg-production"),
            ("Shared", "", "", "a management group: mg-production → all subscriptions (shared)"),
        ];
        foreach (var (scope, name, id, fact) in rows)
        {
            var review = await ReviewAsync(
                host.Nora, "scope", one.Id, ("scope", scope), ("subscription", subscription), ("group", name));
            Assert.Empty(CardJsonRules.Check(review));
            Assert.EndsWith(fact, CardReader.Facts(review)["Scope"], StringComparison.Ordinal);
            await DoAsync(host, review);
            Assert.Equal((scope, id), (Now(host, one).Scope, Now(host, one).AppliedScope ?? ""));
        }

        Assert.Equal(4, Writes(host).Count);

        // Asked for the review, at the click, and again before it is changed; not about a management group.
        Assert.Equal(2 * 3, UsageScenes.Calls(host, "availableScopes").Count);
    }

    [Fact]
    public async Task A_name_changes_and_names_the_reservation_from_then_on()
    {
        await using var host = await BotHost.StartAsync();
        var one = Held(host, item => item is { Use: 22 });
        var form = await OpenAsync(host.Nora, "name", one.Id);
        Assert.Equal(one.DisplayName, CardReader.Value(form, "name"));
        var review = await ReviewAsync(host.Nora, "name", one.Id, ("name", "Web farm, east"), ("reason", "So that we find it"));
        Assert.Equal($"{one.DisplayName} → Web farm, east", CardReader.Facts(review)["Name"]);
        var done = await DoAsync(host, review);
        Assert.Contains("So that we find it", done.Text, StringComparison.Ordinal);
        Assert.Equal("Web farm, east", Now(host, one).DisplayName);
    }

    [Fact]
    public async Task One_is_split_into_two_that_add_up_and_the_two_are_merged_again()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var one = Held(host, item => item is { Use: 22 });
        var review = await ReviewAsync(host.Nora, "split", one.Id, ("quantity", "1 + 3"));
        Assert.Empty(CardJsonRules.Check(review));
        Assert.Equal("4 → 1 + 3", CardReader.Facts(review)["Quantity"]);
        await DoAsync(host, review, approved: true);
        Assert.Equal("Split", Now(host, one).State);
        var parts = Parts(host, one.Id);
        Assert.Equal([1, 3], parts.Select(part => part.Quantity));
        Assert.Equal(one.Amount, parts.Sum(part => part.Amount));

        // The list shows the two and not their past; Partner Center still knows one order.
        var list = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "list", Consolidated, ("find", "E4s v5 1 year")));
        Assert.Contains("Reservation · 1 ×", list, StringComparison.Ordinal);
        Assert.Contains("Reservation · 3 ×", list, StringComparison.Ordinal);
        Assert.DoesNotContain("4 ×", list, StringComparison.Ordinal);

        var merge = await ReviewAsync(host.Nora, "merge", parts[0].Id, ("with", parts[1].Id));
        Assert.Empty(CardJsonRules.Check(merge));
        Assert.Equal("1 + 3 → 4", CardReader.Facts(merge)["Quantity"]);
        await DoAsync(host, merge, approved: true);
        Assert.All(Parts(host, one.Id), part => Assert.Equal("Merged", part.State));
        var again = Held(host, item => item.Sources.Count == 2);
        Assert.Equal((4, one.Amount, "Succeeded"), (again.Quantity, again.Amount, again.State));
        Assert.Equal(["POST split", "POST merge"], Writes(host));
    }

    /// <summary>Each no with its sentence, and nothing is written.</summary>
    [Fact]
    public async Task What_cannot_be_is_said_before_anybody_can_click()
    {
        await using var host = await BotHost.StartAsync();
        var badly = Held(host, item => item is { Use: 22 });
        var renews = Held(host, item => item is { Renew: true, Product: "Standard_D4s_v5", Term: "P3Y" });
        var old = Held(host, item => item is { Product: "Standard_D2s_v3" });
        var ended = Held(host, item => item is { Product: "Standard_B2s" });
        var returned = Held(host, item => item is { State: "Cancelled" });
        var foreign = UsageScenes.In(host, world => world.AzureSubscriptionsOf(ReservationPermissionStories.Adatum).First().Id);
        Change(host, old, item => item with { Renew = false });
        var single = Held(host, item => item is { Scope: "Single" });

        await RefusedAsync("renew", old, "Reservations of the Dsv3 family are not renewed since", ("renew", "true"));
        await RefusedAsync("renew", old, "exchange it for a newer family, or trade it in for a savings plan", ("renew", "true"));
        await RefusedAsync("renew", renews, "It renews by itself already; there is nothing to change.", ("renew", "true"));
        await RefusedAsync("renew", badly, "It does not renew already; there is nothing to change.", ("renew", "false"));
        await RefusedAsync("renew", ended, "does not run any more", ("renew", "true"));
        await RefusedAsync("name", returned, "does not run any more", ("name", "other"));
        await RefusedAsync("name", badly, "there is nothing to change", ("name", badly.DisplayName));
        await RefusedAsync("scope", badly, "It is for exactly this already", ("scope", "Shared"));
        await RefusedAsync("scope", single, "It is for exactly this already", ("scope", "Single"), ("subscription", single.Subscription));
        await RefusedAsync("scope", badly, "Azure says that it may not be for", ("scope", "Single"), ("subscription", foreign));
        var missing = new[] { ("scope", "ResourceGroup"), ("subscription", badly.Subscription), ("group", "rg-none") };
        await RefusedAsync("scope", badly, "may not be for rg-none", missing);
        await RefusedAsync("split", badly, "2 + 3 makes 5, and the reservation has 4.", ("quantity", "2 + 3"));
        await RefusedAsync("merge", badly, "do not stand in one order", ("with", renews.Id));

        // Fields that are wrong by themselves come back with the form.
        await MendedAsync("scope", badly, "Choose the subscription.", ("scope", "Single"), ("subscription", "somewhere"));
        await MendedAsync("scope", badly, "Type the name of the group", ("scope", "ManagementGroup"), ("group", "../x"));
        await MendedAsync("name", badly, "Type a name of at most 64 characters.", ("name", new string('n', 65)));
        await MendedAsync("split", badly, "Type two numbers, such as 2 + 4.", ("quantity", "1 + 1 + 2"));
        await MendedAsync("split", badly, "Type two numbers, such as 2 + 4.", ("quantity", "0 + 4"));
        await MendedAsync("merge", badly, "Choose another reservation.", ("with", badly.Id));
        await MendedAsync("renew", badly, "Choose whether it shall renew.", ("renew", "perhaps"));
        Assert.Empty(Writes(host));

        async Task RefusedAsync(string act, Reservation one, string sentence, params (string Name, string Value)[] filled)
        {
            var review = await StepAsync(host.Nora, act, one, filled);
            Assert.Contains(sentence, CardReader.Text(review), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(review, "reservations/submit"));
            Assert.Empty(CardJsonRules.Check(review));
        }

        async Task MendedAsync(string act, Reservation one, string sentence, params (string Name, string Value)[] filled)
        {
            var form = await StepAsync(host.Nora, act, one, filled);
            Assert.Contains(sentence, CardReader.Text(form), StringComparison.Ordinal);
            Assert.True(CardReader.HasButton(form, "reservations/details"));
            Assert.Empty(CardJsonRules.Check(form));
        }
    }

    [Fact]
    public async Task Two_that_are_not_alike_are_not_merged_and_what_changed_since_it_was_asked_for_is_left_alone()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var one = Held(host, item => item is { Use: 22 });
        await DoAsync(host, await ReviewAsync(host.Nora, "split", one.Id, ("quantity", "2,2")), approved: true);
        var parts = Parts(host, one.Id);

        // Asked for while they are alike, changed before it is approved.
        var id = await SubmitAsync(host.Nora, await ReviewAsync(host.Nora, "merge", parts[0].Id, ("with", parts[1].Id)));
        Change(host, parts[1], item => item with { Scope = "Single", AppliedScope = $"/subscriptions/{item.Subscription}" });
        await ApproveAsync(host, id);
        await SeesAsync(host, id, "It has changed since it was asked for; nothing was done.");
        var review = await StepAsync(host.Nora, "merge", parts[0], ("with", parts[1].Id));
        Assert.Contains("The two differ in scope, so Azure does not merge them.", CardReader.Text(review), StringComparison.Ordinal);
        Assert.DoesNotContain("POST merge", Writes(host));

        // Split by somebody else before it is approved.
        var split = await SubmitAsync(host.Nora, await ReviewAsync(host.Nora, "split", parts[0].Id, ("quantity", "1,1")));
        Change(host, parts[0], item => item with { State = "Split" });
        await ApproveAsync(host, split);
        await host.LeapAsync(TimeSpan.FromMinutes(20));
        await SeesAsync(host, split, "nothing of it after 15 minutes");
        Assert.Single(Writes(host));
    }

    [Fact]
    public async Task A_price_that_rose_since_it_was_approved_is_refused_with_both_and_one_that_fell_goes_through_and_says_so()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var one = Held(host, item => item is { Use: 22 });
        var review = await ReviewAsync(host.Nora, "renew", one.Id);
        var approved = CardReader.Facts(review)["Price today"];
        var id = await SubmitAsync(host.Nora, review);
        await PricedAsync(99_999.99m);
        await ApproveAsync(host, id);
        var refused = await SeesAsync(host, id, "and would cost 99,999.99 USD now; nothing was changed.");
        Assert.Contains($"The successor was approved at {approved}", refused.Text, StringComparison.Ordinal);
        Assert.False(Now(host, one).Renew);

        await host.ClearFaultsAsync();
        id = await SubmitAsync(host.Nora, await ReviewAsync(host.Nora, "renew", one.Id));
        await PricedAsync(0.5m);
        await ApproveAsync(host, id);
        Assert.Contains("The price has fallen to 0.50 USD since.", (await SeesAsync(host, id, Done)).Text, StringComparison.Ordinal);
        Assert.True(Now(host, one).Renew);

        Task PricedAsync(decimal amount) => host.ControlAsync("faults", new
        {
            api = "arm",
            path = "calculatePrice",
            status = 200,
            body = JsonSerializer.Serialize(new
            {
                properties = new { billingCurrencyTotal = new { currencyCode = "USD", amount }, reservationOrderId = "x" },
            }),
        });
    }

    /// <summary>All misfortunes of all acts are the trials' (ReservationManageTrials); here one of each kind.</summary>
    [Fact]
    public async Task A_write_whose_answer_is_lost_is_read_back_and_one_that_shows_late_is_waited_for()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var one = Held(host, item => item is { Use: 22 });
        await LostAsync("PATCH", "/reservations/");
        await DoAsync(host, await ReviewAsync(host.Nora, "name", one.Id, ("name", "lost and found")));
        Assert.Equal("lost and found", Now(host, one).DisplayName);
        await LostAsync("POST", "/split");
        await DoAsync(host, await ReviewAsync(host.Nora, "split", one.Id, ("quantity", "1,3")), approved: true);
        Assert.Equal(["PATCH " + one.Id, "POST split"], Writes(host));

        await host.ClearFaultsAsync();
        await host.ControlAsync("knobs", new { reservationDelayMs = 700 });
        var parts = Parts(host, one.Id);
        await DoAsync(host, await ReviewAsync(host.Nora, "merge", parts[0].Id, ("with", parts[1].Id)), approved: true);
        Assert.Equal(["PATCH " + one.Id, "POST split", "POST merge"], Writes(host));

        Task LostAsync(string method, string path) =>
            host.ControlAsync("faults", new { api = "arm", method, path, afterWrite = true, dropConnection = true, times = 1 });
    }

    [Fact]
    public async Task What_is_forged_opens_nothing_and_a_sales_agent_asks_where_an_admin_agent_manages()
    {
        await using var host = await BotHost.StartAsync();
        var one = Held(host, item => item is { Use: 22 });
        var review = await ReviewAsync(host.Nora, "renew", one.Id);
        foreach (var (name, value) in new[]
        {
            ("act", "scope"), ("renew", "false"), ("customer", ReservationPermissionStories.Adatum), ("reason", "another"),
            ("reservation", Held(host, item => item.Renew).Id),
        })
        {
            var answer = await host.Nora.ClicksAsync(review, "reservations/submit", forge: data => data[name] = value);
            Assert.DoesNotContain("R-", CardReader.Text(answer), StringComparison.Ordinal);
        }

        // What another customer holds is not found under this one.
        var borrowed = await UsageScenes.StepAsync(
            host.Nora, "renew", ReservationPermissionStories.Adatum, ("reservation", one.Id), ("renew", "true"));
        Assert.Contains("has no such reservation any more", CardReader.Text(borrowed), StringComparison.Ordinal);
        string[] acts = ["renew", "scope", "name", "split", "merge"];
        var shown = await UsageScenes.StepAsync(host.Ingrid, "show", Consolidated, ("reservation", one.Id));
        foreach (var act in acts)
        {
            Assert.False(CardReader.HasButton(shown, "reservations/" + act));
            Assert.Contains("AdminAgents", CardReader.Text(await OpenAsync(host.Ingrid, act, one.Id)), StringComparison.Ordinal);
        }

        // A sales agent asks, also for what needs nobody else's yes when an admin agent asks.
        shown = await UsageScenes.StepAsync(host.Pierre, "show", Consolidated, ("reservation", one.Id));
        Assert.All(acts, act => Assert.True(CardReader.HasButton(shown, "reservations/" + act)));
        var asked = await ReviewAsync(host.Pierre, "name", one.Id, ("name", "Ferme web"));
        Assert.Contains("Qui peut l’approuver : Tomas Berg, Aisha Khan", CardReader.Text(asked), StringComparison.Ordinal);
        await SubmitAsync(host.Pierre, asked);
        Assert.Empty(Writes(host));
    }

    private static async Task<JsonElement> StepAsync(
        Agent agent, string act, Reservation one, params (string Name, string Value)[] filled) =>
        await UsageScenes.StepAsync(
            agent, "details", Consolidated, [("act", act), ("reservation", one.Id), .. filled]);
}
