using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.RoleScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// Grant Owner grown into giving roles: any role, on a resource group, to several people and groups, on several subscriptions.
/// </summary>
public sealed class RoleTests
{
    [Fact]
    public async Task A_role_is_given_on_a_resource_group_alone_and_taken_back_there()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var review = await ReviewAsync(host.Nora, ("user", Member), ("role", "Contributor"), ("scope", "rg-WEB"));
        var said = CardReader.Text(review);
        Assert.Contains("the role Contributor on rg-WEB", said, StringComparison.Ordinal);
        Assert.Contains("Only in the resource group rg-web", said, StringComparison.Ordinal);
        Assert.Contains("does not hold the role Contributor there yet", said, StringComparison.Ordinal);

        var done = await SeesAsync(host, await RunAsync(host, review), "Done and verified");
        var scope = $"/subscriptions/{Production}/resourceGroups/rg-web";
        Assert.Equal([(scope, Ids.Contributor, Member)], (await HeldAsync(host)).Except(before));
        Assert.Contains("Contributor: everything, except giving rights to others", done.Text, StringComparison.Ordinal);

        await host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
        await host.Nora.SeesAsync("Ended and verified");
        Assert.Equal(before.Order(), (await HeldAsync(host)).Order());
    }

    [Fact]
    public async Task Users_and_a_group_on_two_subscriptions_are_one_request_and_one_line_each()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var wide = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("grant owner adatum"), "grant-owner/wide");
        Assert.Equal(("8h", "Owner"), (CardReader.Value(wide, "duration"), CardReader.Value(wide, "role")));
        var review = await host.Nora.ClicksAsync(wide, "grant-owner/details", Fields(
            ("subscription", $"{Production},{Development}"),
            ("user", $"{Member}, {Guest}, Adatum Operators"),
            ("role", "Reader")));
        Assert.Contains("6 rights are given, each read back", CardReader.Text(review), StringComparison.Ordinal);

        var id = await RunAsync(host, review);
        var done = await SeesAsync(host, id, "Done and verified");
        (string Scope, string Role, string Principal)[] given =
        [
            .. from place in new[] { Production, Development }
            from who in new[] { Member, Guest, Operators }
            select ($"/subscriptions/{place}", Ids.Reader, who),
        ];
        Assert.Equal(given.Order(), (await HeldAsync(host)).Except(before).Order());
        Assert.Equal(6, Sent(host, "PUT"));
        Assert.Contains("Adatum Operators: Reader on Adatum Development", done.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_fails_does_not_stop_the_others_and_Continue_takes_up_what_is_missing()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var review = await ReviewAsync(
            host.Nora,
            ("subscription", $"{Production},{Development}"),
            ("user", Member),
            ("role", "Reader"),
            ("duration", "4h"));
        UsageScenes.In(host, world => world.AzureSubscription(Production)!.DenyAssignments).Add("Blueprint protection");

        var id = await RunAsync(host, review);
        var partly = await SeesAsync(host, id, "1 of 2 rights could not be given; the others were given.");
        Assert.Contains("What was done ends by itself", partly.Text, StringComparison.Ordinal);
        Assert.Equal(
            [$"/subscriptions/{Development}"],
            (await HeldAsync(host)).Except(before).Select(one => one.Scope));

        UsageScenes.In(host, world => world.AzureSubscription(Production)!.DenyAssignments).Clear();
        await host.Nora.ClicksAsync(partly.Card, "requests/retry", null, partly.Id);
        await SeesAsync(host, id, "Done and verified");
        Assert.Equal(2, (await HeldAsync(host)).Except(before).Count());
        Assert.Equal(before.Count + 2, (await HeldAsync(host)).Count);

        // The end that was made for one of them takes back both.
        await host.LeapAsync(TimeSpan.FromHours(4.1));
        await SeesAsync(host, id, "Ended and verified");
        Assert.Equal(before.Order(), (await HeldAsync(host)).Order());
    }

    [Fact]
    public async Task A_line_that_meets_trouble_waits_behind_the_others_and_is_tried_again()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var review = await ReviewAsync(
            host.Nora, ("subscription", $"{Production},{Development}"), ("user", $"{Member},{Operators}"), ("role", "Reader"));
        await host.ControlAsync(
            "faults", new { api = "arm", method = "PUT", path = $"/subscriptions/{Production}/", status = 503, times = 12 });
        var id = await RunAsync(host, review);
        await Eventually.IsTrueAsync(
            "the others are given",
            async () => (await HeldAsync(host)).Except(before).Count(
                one => one.Scope.EndsWith(Development, StringComparison.Ordinal)) == 2);
        Assert.DoesNotContain((await HeldAsync(host)).Except(before), one => one.Scope.EndsWith(Production, StringComparison.Ordinal));
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(1));
        await host.LeapAsync(TimeSpan.FromMinutes(1));
        await SeesAsync(host, id, "Done and verified");
        Assert.Equal(4, (await HeldAsync(host)).Except(before).Count());
    }

    [Fact]
    public async Task What_was_given_in_part_ends_at_its_time_also_when_nobody_continues()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var review = await ReviewAsync(
            host.Nora, ("subscription", $"{Production},{Development}"), ("user", Member), ("role", "Reader"), ("duration", "1h"));
        UsageScenes.In(host, world => world.AzureSubscription(Production)!.DenyAssignments).Add("Blueprint protection");
        var id = await RunAsync(host, review);
        await SeesAsync(host, id, "1 of 2 rights could not be given");
        await host.LeapAsync(TimeSpan.FromHours(1.1));
        await SeesAsync(host, id, "Ended and verified");
        Assert.Equal(before.Order(), (await HeldAsync(host)).Order());
    }

    [Fact]
    public async Task Who_holds_the_role_already_is_left_out_and_keeps_it_when_the_rest_ends()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var review = await ReviewAsync(host.Nora, ("user", $"{Member},{Contributor}"), ("role", "Contributor"), ("duration", "1h"));
        Assert.Contains("holds the role Contributor on Adatum Production already", CardReader.Text(review), StringComparison.Ordinal);
        var id = await RunAsync(host, review);
        await SeesAsync(host, id, "Done and verified");
        Assert.Single((await HeldAsync(host)).Except(before));
        await host.LeapAsync(TimeSpan.FromHours(1.1));
        await SeesAsync(host, id, "Ended and verified");
        Assert.Equal(before.Order(), (await HeldAsync(host)).Order());
    }

    [Fact]
    public async Task Who_gets_a_role_through_a_group_of_the_same_request_gets_it_for_themselves_too()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var review = await ReviewAsync(host.Nora, ("user", $"{Operators},{Member}"), ("role", "Reader"));
        Assert.Contains("2 rights are given", CardReader.Text(review), StringComparison.Ordinal);
        var done = await SeesAsync(host, await RunAsync(host, review), "Done and verified");
        Assert.Equal([Operators, Member], (await HeldAsync(host)).Except(before).Select(one => one.Principal));
        Assert.DoesNotContain("It stood already", done.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_that_somebody_was_given_anew_outlives_the_end_of_the_several_it_was_one_of()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var first = await RunAsync(host, await ReviewAsync(
            host.Nora, ("user", $"{Member},{Guest}"), ("duration", "1h")));
        await SeesAsync(host, first, "Done and verified");

        // It was taken away in the portal, and given again, for good.
        await host.ControlAsync("assignments", new { subscription = Production, principalId = Member, role = "Owner", remove = true });
        var again = await RunAsync(host, await ReviewAsync(host.Nora, ("user", Member)));
        await SeesAsync(host, again, "Done and verified");
        Assert.Contains(Guest, (await HeldAsync(host)).Except(before).Select(one => one.Principal));

        await host.LeapAsync(TimeSpan.FromHours(1.1));
        await SeesAsync(host, first, "Ended and verified");
        Assert.Equal([Member], (await HeldAsync(host)).Except(before).Select(one => one.Principal));
    }

    [Fact]
    public async Task A_role_of_the_customers_own_is_found_by_search_and_told_from_those_of_Azure()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Nora.SaysAsync("grant owner adatum");
        var hit = Assert.Single(await host.Nora.SearchesAsync("roles", "operator"));
        Assert.Equal(("Adatum VM Operator (the customer’s own role)", Ids.Role(1, 1)), hit);
        Assert.Equal(["Reader", "Cost Management Reader"], (await host.Nora.SearchesAsync("roles", "reader")).Select(one => one.Title));
        Assert.Equal(
            ["The whole subscription", "Resource group rg-data", "Resource group rg-web"],
            (await host.Nora.SearchesAsync("scopes", "")).Select(one => one.Title));
        Assert.Contains(("Adatum Operators (group)", Operators), await host.Nora.SearchesAsync("users", "adatum o"));
        Assert.Empty(await host.Nora.SearchesAsync("users", "adatum n"));
        Assert.Empty(await host.Omar.SearchesAsync("roles", "o"));

        var before = await HeldAsync(host);
        var review = await ReviewAsync(host.Nora, ("user", "Adatum Operators"), ("role", "Adatum Cost Watcher's Aid"));
        Assert.Contains("is a role that the customer made itself", CardReader.Text(review), StringComparison.Ordinal);
        Assert.Contains("all of its members get the right", CardReader.Text(review), StringComparison.Ordinal);
        var done = await SeesAsync(host, await RunAsync(host, review), "Done and verified");
        Assert.Contains("Adatum Cost Watcher's Aid (the customer’s own role)", done.Text, StringComparison.Ordinal);
        Assert.Equal([($"/subscriptions/{Production}", Ids.Role(1, 2), Operators)], (await HeldAsync(host)).Except(before));
    }

    [Fact]
    public async Task Somebody_who_is_not_there_is_invited_on_demand_and_then_given_the_right()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var unknown = await ReviewAsync(
            host.Nora, ("user", "ada@lovelace.example"), ("subscription", $"{Production},{Development}"), ("role", "Reader"));
        Assert.Contains("There is no user ada@lovelace.example", CardReader.Text(unknown), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(unknown, "grant-owner/submit"));

        var review = await host.Nora.ClicksAsync(unknown, "grant-owner/details");
        Assert.Contains("is invited as guest first", CardReader.Text(review), StringComparison.Ordinal);
        var done = await SeesAsync(host, await RunAsync(host, review), "Done and verified");
        Assert.Contains("The invitation is accepted here: https://login.microsoftonline.com/redeem", done.Text, StringComparison.Ordinal);
        var given = (await HeldAsync(host)).Except(before).ToList();
        Assert.Equal(2, given.Count);
        Assert.Single(given.Select(one => one.Principal).Distinct());
        Assert.Single(host.Sandbox.Calls.All(), call => call.Path.EndsWith("/invitations", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_not_invite_is_told_which_role_of_the_directory_is_missing_before_anybody_is_asked()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("customers", new { customer = "Adatum Corporation", delegatedRoles = new[] { "Directory Readers" } });
        var unknown = await ReviewAsync(host.Nora, ("user", "ada@lovelace.example"));
        var review = await host.Nora.ClicksAsync(unknown, "grant-owner/details");
        Assert.Contains("Guest Inviter", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, "grant-owner/submit"));
    }

    [Fact]
    public async Task It_is_an_act_of_the_customers_dialog_too()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        await host.Nora.SaysAsync("customers adatum");
        var form = (await host.Nora.SendAsync(host.Nora.Forge(
            "customers/role", new JsonObject { ["customer"] = Ids.Customer(1), ["user"] = Member }))).Body.GetProperty("value");
        Assert.Contains("Give a role at Adatum Corporation", CardReader.Text(form), StringComparison.Ordinal);
        Assert.Equal(Member, CardReader.Value(form, "user"));
        var review = await host.Nora.ClicksAsync(form, "customers/details", Fields(("user", Member), ("role", "Reader")));
        var back = await host.Nora.ClicksAsync(review, "customers/back");
        Assert.Equal("Reader", CardReader.Value(back, "role"));
        var wide = await host.Nora.ClicksAsync(form, "customers/wide");
        Assert.True(CardReader.HasButton(wide, "customers/details"));
        await SeesAsync(host, await RunAsync(host, review, "customers"), "Done and verified");
        Assert.Equal([($"/subscriptions/{Production}", Ids.Reader, Member)], (await HeldAsync(host)).Except(before));
    }

    /// <summary>On the way back and forth a right must not grow from a resource group to its whole subscription.</summary>
    [Fact]
    public async Task The_resource_group_of_several_people_is_kept_on_the_way_back_and_who_holds_the_role_there_is_told()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        await host.Nora.SaysAsync("help");
        var form = (await host.Nora.SendAsync(host.Nora.Forge(
            "customers/role", new JsonObject { ["customer"] = Ids.Customer(1), ["subscription"] = Production }))).Body.GetProperty("value");
        var wide = await host.Nora.ClicksAsync(form, "customers/wide");
        Assert.Equal(Production, CardReader.Value(wide, "subscription"));
        Assert.Equal("8h", CardReader.Value(wide, "duration"));

        var review = await host.Nora.ClicksAsync(
            wide, "customers/details", Fields(("user", $"{Member}, {Guest}"), ("role", "Reader"), ("scope", "rg-web")));
        var back = await host.Nora.ClicksAsync(review, "customers/back");
        Assert.Equal("rg-web", CardReader.Value(back, "scope"));
        Assert.StartsWith("grace.eriksen@adatum.onmicrosoft.com, karin.ivanova", CardReader.Value(back, "user"), StringComparison.Ordinal);
        var again = await host.Nora.ClicksAsync(back, "customers/details");
        Assert.Contains("Only in the resource group rg-web", CardReader.Text(again), StringComparison.Ordinal);
        await SeesAsync(host, await RunAsync(host, again, "customers"), "Done and verified");
        Assert.Equal(
            [$"/subscriptions/{Production}/resourceGroups/rg-web"],
            (await HeldAsync(host)).Except(before).Select(one => one.Scope).Distinct());

        var given = AccessScenes.In(host, world => world.AzureSubscription(Production)!.Assignments.Single(
            item => item.PrincipalId == Member && item.ResourceGroup == "rg-web").Name);
        Assert.Contains(
            "it gave further rights, which go on",
            CardReader.Text(await AccessScenes.RevokeAsync(host.Nora, given)),
            StringComparison.Ordinal);

        var further = CardReader.Text(await host.Nora.ClicksAsync(
            back, "customers/details", Fields(("user", $"{Member}, {Contributor}"), ("role", "Reader"), ("scope", "rg-web"))));
        Assert.Contains("holds the role Reader on rg-web (Adatum Production) already", further, StringComparison.Ordinal);
        Assert.Matches("One right is given, to [^,]+, and read back", further);

        // Who decides reads of the other one too: asked for were two people.
        var anew = await ReviewAsync(host.Nora, ("user", $"{Member}, {Contributor}"), ("role", "Reader"), ("scope", "rg-web"));
        var asked = CardReader.Text(await host.Nora.ClicksAsync(anew, "grant-owner/submit"));
        Assert.Contains("Has it already, so not asked for", asked, StringComparison.Ordinal);
        Assert.Contains("grace.eriksen@adatum.onmicrosoft.com", asked, StringComparison.Ordinal);
    }

    /// <summary>Azure's portal has these words in French; whoever approves in English reads the English ones.</summary>
    [Fact]
    public async Task Roles_of_Azure_are_named_and_understood_in_both_languages()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await HeldAsync(host);
        var french = host.Nora.In("fr-FR");
        var form = await french.SaysAsync("accorder propriétaire adatum");
        Assert.Contains(("Propriétaire (Owner)", "Owner"), CardReader.Choices(form, "role"));
        Assert.Null(CardReader.Value(form, "role"));
        Assert.Equal("Propriétaire (Owner)", CardReader.Input(form, "role")!.Value.GetProperty("placeholder").GetString());
        Assert.Contains(("Lecteur (Reader)", "Reader"), await french.SearchesAsync("roles", "lect"));
        Assert.Contains(("Lecteur (Reader)", "Reader"), await french.SearchesAsync("roles", "reader"));
        var review = await french.ClicksAsync(form, "grant-owner/details", Fields(("user", Member), ("role", "contributeur")));
        Assert.Contains("le rôle Contributeur sur Adatum Production", CardReader.Text(review), StringComparison.Ordinal);
        var own = await french.ClicksAsync(review, "grant-owner/submit");
        Assert.Contains("Contributeur (Contributor) : tout, sauf", CardReader.Text(own), StringComparison.Ordinal);
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        Assert.Contains("the role Contributor on Adatum Production", ask.Text, StringComparison.Ordinal);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await SeesAsync(host, id, "Faite et vérifiée");
        Assert.Equal([($"/subscriptions/{Production}", Ids.Contributor, Member)], (await HeldAsync(host)).Except(before));

        var wrong = CardReader.Text(await french.ClicksAsync(
            form, "grant-owner/details", Fields(("user", Member), ("role", "Contribueur"))));
        Assert.Contains("Il n’y a pas de rôle Contribueur", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("n’a pas encore le rôle", wrong, StringComparison.Ordinal);
        foreach (var said in new[] { "propriétaire", "Propriétaire (Owner)", "Owner" })
        {
            var owner = await french.ClicksAsync(form, "grant-owner/details", Fields(("user", Member), ("role", said)));
            Assert.Contains("rendre Grace Eriksen propriétaire", CardReader.Text(owner), StringComparison.Ordinal);
        }
    }

    /// <summary>Whoever says another role than Owner is asked for the rest under its name.</summary>
    [Theory]
    [InlineData("fr-FR", "ajoute henry comme contributeur", "Accorder Contributeur", "Accorder Contributeur chez")]
    [InlineData("en-GB", "add henry as contributor", "Grant Contributor", "Grant Contributor at")]
    public async Task The_role_that_was_said_is_in_the_title(string locale, string words, string title, string form)
    {
        await using var host = await BotHost.StartAsync();
        var nora = host.Nora.In(locale);
        var asks = await nora.SaysAsync(words);
        Assert.Equal(title, ShownCards.Title(asks));
        Assert.Contains(title.Split(' ')[1], CardReader.Text(asks), StringComparison.Ordinal);
        var filled = await nora.ClicksAsync(
            asks, "grant-owner/customer", new Dictionary<string, string> { ["customer"] = CardReader.Choices(asks, "customer")[0].Value });
        Assert.StartsWith(form, ShownCards.Title(filled), StringComparison.Ordinal);
    }

    /// <summary>One row for each thing that cannot be asked for: its sentence, and no button to submit.</summary>
    [Fact]
    public async Task What_cannot_be_given_has_its_own_sentence_and_no_submit_button()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner adatum");
        var elsewhere = $"/subscriptions/{Development}/resourceGroups/rg-web";
        (string Sentence, (string Name, string Value)[] Filled)[] rows =
        [
            ("is no role of a subscription", [("user", Member), ("role", "Reservations Administrator")]),
            ("-Scope /providers/Microsoft.Capacity", [("user", Member), ("role", Ids.ReservationsReader)]),
            ("There is no role Owner of all", [("user", Member), ("role", "Owner of all")]),
            ("There is no role 6", [("user", Member), ("role", Ids.Role(2, 1))]),
            ("There is no resource group rg-none", [("user", Member), ("scope", "rg-none")]),
            ("A resource group belongs to one subscription", [("user", Member), ("scope", elsewhere)]),
            ("A resource group belongs to one subscription",
                [("user", Member), ("scope", "rg-web"), ("subscription", $"{Production},{Development}")]),
            ("Choose the whole subscription or one", [("user", Member), ("scope", "../../x")]),
            ("20 rights at most", [("user", string.Join(',', Enumerable.Range(1, 21).Select(i => $"a{i}@x.example")))]),
            ("There is no user Adatum Newsletter", [("user", "Adatum Newsletter")]),
            ("There is no user " + Ids.Group(1, 2), [("user", Ids.Group(1, 2))]),
            ("There is no user " + Ids.User(2, 1), [("user", $"{Member},{Ids.User(2, 1)}")]),
            ("is none that we sold to", [("user", Member), ("subscription", $"{Production},{Ids.AzureSubscription(2, 1)}")]),
            ("holds the role Contributor on Adatum Production already", [("user", Contributor), ("role", "Contributor")]),
            ("is disabled", [("user", $"{Member},{Ids.User(1, 4)}"), ("role", "Reader")]),
        ];
        foreach (var (sentence, filled) in rows)
        {
            var card = await host.Nora.ClicksAsync(form, "grant-owner/details", Fields(filled));
            Assert.Contains(sentence, CardReader.Text(card), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(card, "grant-owner/submit"), sentence);
        }

        var capacity = CardReader.Text(await host.Nora.ClicksAsync(
            form, "grant-owner/details", Fields(("user", Member), ("role", "Reservations Administrator"))));
        Assert.DoesNotContain("We may assign rights there", capacity, StringComparison.Ordinal);

        // Two ways to write one person are one person.
        var twice = await host.Nora.ClicksAsync(
            form, "grant-owner/details", Fields(("user", $"{Member},{Member.ToUpperInvariant()}"), ("role", "Reader")));
        Assert.Contains("does not hold the role Reader there yet", CardReader.Text(twice), StringComparison.Ordinal);
    }
}
