using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.AccessScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Who has access to a subscription, and how one of them loses it or keeps it longer, through the front door.</summary>
public sealed class CustomerAccessTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Everybody_is_on_the_list_by_name_kind_role_and_place_and_unknown_Owners_stand_first()
    {
        var gone = Guid.NewGuid().ToString();
        In(_host, world =>
        {
            var group = new Group { Id = Guid.NewGuid().ToString(), Tenant = Adatum, DisplayName = "Platform team" };
            world.People.Add(group);
            world.People.AddApplication(Adatum, Ids.Named("backup"), "Backup Vault");
            world.AzureSubscription(Production)!.CustomRoles[Ids.Named("operator")] = "Night Operator";
            Give(_host, group.Id, "Group", Ids.Named("operator"));
            return 0;
        });
        Give(_host, Ids.Named("backup"), "ServicePrincipal", Ids.Contributor, "rg-backup");
        Give(_host, User(5), role: Ids.Reader);
        Give(_host, gone, "Unknown", Ids.Reader);
        Give(_host, Ids.HelpdeskAgents, "ForeignGroup", Ids.Reader);
        Give(_host, User(1), role: Ids.Reader, scope: "/providers/Microsoft.Management/managementGroups/mg-root");

        var choice = await ForgeAsync(_host.Nora, "access");
        Assert.Contains("Adatum Development", CardReader.Text(choice), StringComparison.Ordinal);
        var first = await ListAsync(_host.Nora);
        var all = CardReader.Text(first) + CardReader.Text(await ListAsync(_host.Nora, page: 1));
        foreach (var words in new[]
        {
            "Role assignments at Adatum Corporation: 9. Owners of the whole subscription: 2.",
            "Owners that this bot did not make: 1, first in the list.",
            "AdminAgents (our own group)", "we earn the partner credit",
            "Platform team | group | Night Operator (custom role) · the subscription",
            "Backup Vault | application | Contributor · resource group rg-backup", "Deleted: " + gone[..8], "of another directory",
            "Reader · inherited from management group mg-root", "guest · ", "Page 1 of 2",
        })
            Assert.Contains(words, all, StringComparison.Ordinal);
        Assert.Matches("Owner · the subscription \\| Not made by this bot .*AdminAgents", CardReader.Text(first));

        // What is inherited and what is ours has no word to click.
        Assert.Equal(7, (await RevocableAsync(0)) + (await RevocableAsync(1)));

        // One question for all of them, each time that somebody looks.
        Assert.Equal(2 + 2, _host.Sandbox.Calls.All().Count(call => call.Path == "/v1.0/directoryObjects/getByIds"));

        async Task<int> RevocableAsync(int page) => CardReader.Buttons(await ListAsync(_host.Nora, page: page))
            .Count(button => button.GetProperty("verb").GetString() == "customers/revoke");
    }

    [Fact]
    public async Task A_right_is_taken_away_at_once_read_back_and_the_grant_that_gave_it_says_so()
    {
        var (grant, user, subscription) = await Scenarios.GrantAsync(_host, "8h");
        var list = await ListAsync(_host.Nora, subscription);
        Assert.Matches("By R-[0-9A-Z]{5}, until ", CardReader.Text(list));
        Assert.True(CardReader.HasButton(list, "customers/extend"));
        var review = await RevokeAsync(_host.Nora, NameOf(_host, user, subscription), subscription);
        Assert.Contains("other Owners stay", CardReader.Text(review), StringComparison.Ordinal);
        var request = await SubmitAsync(_host.Nora, review);
        await SeesAsync(_host, request, "Done and verified");
        Assert.DoesNotContain(user, Holders(_host, subscription: subscription));
        await _host.Teams.WaitForAsync("the grant says so", message =>
            message.Id == grant.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Contains(await _host.AuditAsync(), entry => entry.Kind == "submitted" && entry.Request == request);
        Assert.Single(_host.Sandbox.Calls.All(), call => call is { Method: "DELETE", Api: "arm", Status: 200 });
    }

    [Fact]
    public async Task A_right_on_a_resource_group_is_taken_away_where_it_stands()
    {
        var elsewhere = NameOf(_host, User(3));
        var name = Give(_host, User(3), role: Ids.Contributor, group: "rg-data");
        var request = await SubmitAsync(_host.Nora, await RevokeAsync(_host.Nora, name));
        await SeesAsync(_host, request, "Done and verified");
        Assert.DoesNotContain(Subscription(_host).Assignments, item => item.Name == name);
        Assert.Contains(Subscription(_host).Assignments, item => item.Name == elsewhere);
    }

    [Fact]
    public async Task What_may_not_be_taken_away_says_why_and_has_no_button()
    {
        var inherited = Give(_host, User(1), role: Ids.Reader, scope: "/providers/Microsoft.Management/managementGroups/mg-root");
        await NoAsync(NameOf(_host, Ids.AdminAgents), "our own road", "end our partner earned credit");
        await NoAsync(inherited, "inherited from management group mg-root");
        await NoAsync(Guid.NewGuid().ToString(), "does not stand at Adatum Corporation");
        Assert.Contains(
            "is none that we sold to Adatum",
            CardReader.Text(await RevokeAsync(_host.Nora, NameOf(_host, User(2)), "3c0ffee0-0000-4000-8000-000002000001")),
            StringComparison.Ordinal);
        LeaveToCustomer(_host);
        await NoAsync(Give(_host, User(2)), "is the last Owner of Adatum Production");

        // A deleted principal is nobody: it does not count as another Owner.
        Give(_host, Guid.NewGuid().ToString(), "Unknown");
        await NoAsync(NameOf(_host, User(2)), "is the last Owner of Adatum Production");
        Take(_host, item => item.PrincipalId == Ids.AdminAgents);
        await NoAsync(NameOf(_host, User(2)), "AdminAgents is no longer Owner", "New-AzRoleAssignment -ObjectId");
        Assert.DoesNotContain(_host.Sandbox.Calls.All(), call => call.Method == "DELETE" && call.Api == "arm");

        async Task NoAsync(string assignment, params string[] words)
        {
            var card = await RevokeAsync(_host.Nora, assignment);
            Assert.All(words, said => Assert.Contains(said, CardReader.Text(card), StringComparison.Ordinal));
            Assert.False(CardReader.HasButton(card, "customers/submit"), CardReader.Text(card));
        }
    }

    [Fact]
    public async Task What_the_cloud_does_not_let_go_is_told()
    {
        var name = NameOf(_host, User(3));
        await _host.ControlAsync("knobs", new { scopeLocked = true });
        var locked = await SubmitAsync(_host.Nora, await RevokeAsync(_host.Nora, name));
        await SeesAsync(_host, locked, "lock");
        await _host.ControlAsync("knobs", new { scopeLocked = false });
        await _host.ControlAsync("faults", new
        {
            api = "arm",
            method = "DELETE",
            status = 403,
            code = "DenyAssignmentAuthorizationFailed",
            times = 1,
        });
        var denied = await SubmitAsync(_host.Nora, await RevokeAsync(_host.Nora, name));
        await SeesAsync(_host, denied, "DenyAssignmentAuthorizationFailed");
        Assert.Contains(User(3), Holders(_host, Ids.Contributor));
        await _host.ClearFaultsAsync();
    }

    [Fact]
    public async Task A_timed_right_is_extended_with_an_approval_outlives_its_first_end_and_ends_at_its_new_one()
    {
        var (grant, user, subscription) = await Scenarios.GrantAsync(_host, "1h");
        var form = await ForgeAsync(
            _host.Nora, "extend", ("subscription", subscription), ("assignment", NameOf(_host, user, subscription)));
        var empty = await _host.Nora.ClicksAsync(form, "customers/details", new Dictionary<string, string> { ["duration"] = "2h" });
        Assert.Contains("Say why the right is needed for longer.", CardReader.Text(empty), StringComparison.Ordinal);
        var review = await _host.Nora.ClicksAsync(
            form, "customers/details", new Dictionary<string, string> { ["duration"] = "8h", ["reason"] = "Migration takes longer" });
        Assert.Contains("Can approve it: ", CardReader.Text(review), StringComparison.Ordinal);
        var back = await _host.Nora.ClicksAsync(review, "customers/back");
        Assert.Equal("Migration takes longer", CardReader.Value(back, "reason"));
        var own = await _host.Nora.ClicksAsync(review, "customers/submit");
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        Assert.Contains("Migration takes longer", CardReader.Text(ask.Card), StringComparison.Ordinal);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await SeesAsync(_host, id, "Done and verified");
        await _host.Teams.WaitForAsync("the older end leaves it to the newer", message =>
            message.Id == grant.Id && message.Text.Contains(id, StringComparison.Ordinal));
        await _host.LeapAsync(TimeSpan.FromHours(2));
        Assert.Contains(user, Holders(_host, subscription: subscription));
        await _host.LeapAsync(TimeSpan.FromHours(7));
        await SeesAsync(_host, id, "Ended and verified");
        Assert.DoesNotContain(user, Holders(_host, subscription: subscription));
        Assert.Single(_host.Sandbox.Calls.All(), call => call is { Method: "DELETE", Api: "arm", Status: 200 });
    }

    /// <summary>Who is deleted, and which role is the customer's own, is said in the language of who reads it, not of who asked.</summary>
    [Fact]
    public async Task What_is_taken_away_below_is_named_with_its_place_and_in_each_readers_language()
    {
        const string Gone = "7112f4f8-0000-4000-8000-000000000000";
        var right = Give(_host, Gone, "Unknown", Ids.Reader, "rg-web");
        var french = _host.Nora.In("fr-FR");
        await french.SaysAsync("aide");
        var review = await RevokeAsync(french, right);
        Assert.Contains("retirer à Supprimé : 7112f4f8… le rôle Lecteur", CardReader.Text(review), StringComparison.Ordinal);
        var id = await SubmitAsync(french, review);
        await AccessScenes.SeesAsync(_host, id, "Faite et vérifiée");
        await _host.Nora.SaysAsync("help");
        var shown = (await _host.Nora.SendAsAskedAsync(
            _host.Nora.Forge("requests/show", new JsonObject { ["request"] = id }))).Body.GetProperty("value");
        Assert.Contains(
            "Take Reader on rg-web (Adatum Production) away from Deleted: 7112f4f8…", CardReader.Text(shown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_without_an_end_is_not_extended()
    {
        var form = await ForgeAsync(_host.Nora, "extend", ("subscription", Production), ("assignment", NameOf(_host, User(2))));
        var review = await _host.Nora.ClicksAsync(form, "customers/details", new Dictionary<string, string> { ["reason"] = "Longer" });
        Assert.Contains("has no end that a request of ours holds", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, "customers/submit"));
    }

    [Fact]
    public async Task Who_may_not_give_rights_sees_the_list_without_its_acts_and_forges_none()
    {
        await Scenarios.GrantAsync(_host, "8h");
        foreach (var agent in new[] { _host.Pierre, _host.Ingrid })
        {
            var list = await ListAsync(agent);
            Assert.Contains("Adatum Production", CardReader.Text(list), StringComparison.Ordinal);
            Assert.DoesNotContain(
                CardReader.Buttons(list), button => button.GetProperty("verb").GetString() is "customers/revoke" or "customers/extend");
            var forged = await RevokeAsync(agent, NameOf(_host, User(3)));
            Assert.Contains("AdminAgents", CardReader.Text(forged), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(forged, "customers/submit"));
        }

        var nobody = CardReader.Text(await ListAsync(_host.Omar));
        Assert.DoesNotContain("Adatum", nobody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_tells_no_names_leaves_the_list_whole_and_says_so()
    {
        await _host.ControlAsync("faults", new { api = "graph", path = "getByIds", status = 503 });
        var text = CardReader.Text(await ListAsync(_host.Nora));
        Assert.Contains("did not tell who these people, groups and applications are", text, StringComparison.Ordinal);
        Assert.Contains(User(2), text, StringComparison.Ordinal);
        await _host.ClearFaultsAsync();
    }

    [Fact]
    public async Task A_subscription_that_Azure_hides_shows_what_the_customer_runs_and_what_it_costs()
    {
        Take(_host, item => item.PrincipalId == Ids.AdminAgents);
        var text = CardReader.Text(await ListAsync(_host.Nora));
        Assert.Contains("New-AzRoleAssignment -ObjectId", text, StringComparison.Ordinal);
        Assert.Contains("Connect-AzAccount -Tenant " + Adatum, text, StringComparison.Ordinal);
        Assert.Contains("it is lost for each whole day", text, StringComparison.Ordinal);
    }
}
