using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// A customer whose delegated administration lacks a role is told apart from one without any, and the missing role has its name.
/// </summary>
public sealed class DelegatedRoleTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("en-US", "grant owner adatum", "lacks the role that reads", "with the role Directory Readers")]
    [InlineData("fr-FR", "accorder propriétaire adatum", "n’a pas le rôle qui lit", "avec le rôle Lecteurs d’annuaires")]
    public async Task Without_a_role_that_reads_the_review_names_it(string locale, string phrase, string sentence, string help)
    {
        var nora = _host.Nora.In(locale);
        var form = await nora.SaysAsync(phrase);
        var user = CardReader.Choices(form, "user")[0].Value;
        await RolesAsync("Application Administrator");
        var text = CardReader.Text(await ReviewAsync(nora, form, user));
        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.Contains(help, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Guest Inviter", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_the_relation_holds_and_our_account_does_not_is_ours_to_assign()
    {
        var form = await _host.Nora.SaysAsync("grant owner adatum");
        await _host.ControlAsync(
            "faults", new { api = "graph", method = "GET", path = "/users/nobody", status = 403, code = "Authorization_RequestDenied" });
        var text = CardReader.Text(await ReviewAsync(_host.Nora, form, "nobody@adatum.onmicrosoft.com"));
        Assert.Contains("does not reach the bot’s service account", text, StringComparison.Ordinal);
        Assert.Contains("security group", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en-US", "onboard stack adatum", "Guest Inviter, Directory Writers or User Administrator")]
    [InlineData("fr-FR", "intégrer stack adatum", "Inviteur d’invités, Rédacteurs d’annuaire ou Administrateur d’utilisateurs")]
    public async Task Without_a_role_that_invites_the_review_warns_and_the_request_waits_for_it(string locale, string phrase, string roles)
    {
        await RolesAsync("Directory Readers");
        var nora = _host.Nora.In(locale);
        var details = await nora.SaysAsync(phrase);
        var review = await nora.ClicksAsync(details, StackScenarios.Dialog + "details", new Dictionary<string, string>
        {
            ["deployments"] = "Lyon",
            ["subscription"] = CardReader.Choices(details, "subscription")[0].Value,
            ["guest"] = StackScenarios.Guest,
            ["reason"] = "Stack project",
        });
        Assert.Contains(roles, CardReader.Text(review), StringComparison.Ordinal);

        var id = await StackScenarios.ApproveAsync(_host, review, agent: nora);
        var waits = await StackScenarios.OwnAsync(_host, id, roles);
        await RolesAsync("Directory Readers", "Guest Inviter");
        await nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, locale == "en-US" ? "has not accepted the invitation yet" : "n’a pas encore accepté");
    }

    [Theory]
    [InlineData("grant owner trey", "Application Administrator or Cloud Application Administrator")]
    [InlineData("grant owner wingtip", "with the role Directory Readers")]
    [InlineData("onboard stack wingtip", "Guest Inviter, Directory Writers or User Administrator")]
    public async Task What_is_missing_without_any_relation_or_consent_names_the_roles_of_the_same_table(string phrase, string roles)
    {
        var form = await _host.Nora.SaysAsync(phrase);
        var world = await _host.WorldAsync();
        var customer = world.GetProperty("customers").EnumerateArray()
            .First(one => one.GetProperty("domain").GetString()!.StartsWith(phrase.Split(' ')[^1], StringComparison.Ordinal)).GetProperty(
                "id").GetString();
        var subscription = world.GetProperty("subscriptions").EnumerateArray().Where(
            one => one.GetProperty("customer").GetString() == customer)
            .SelectMany(one => one.GetProperty("azureSubscriptions").EnumerateArray()).First().GetProperty("id").GetString()!;
        var dialog = phrase.StartsWith("grant", StringComparison.Ordinal) ? "grant-owner/" : StackScenarios.Dialog;
        var review = await _host.Nora.ClicksAsync(form, dialog + "details", new Dictionary<string, string>
        {
            ["subscription"] = subscription,
            ["user"] = "anna@example.com",
            ["duration"] = "1h",
            ["deployments"] = "Lyon",
            ["guest"] = StackScenarios.Guest,
            ["reason"] = "because",
        });
        Assert.Contains(roles, CardReader.Text(review), StringComparison.Ordinal);
    }

    private Task RolesAsync(params string[] roles) =>
        _host.ControlAsync("customers", new { customer = "adatum.onmicrosoft.com", delegatedRoles = roles });

    private static Task<System.Text.Json.JsonElement> ReviewAsync(Agent agent, System.Text.Json.JsonElement form, string user) =>
        agent.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = user,
            ["duration"] = "1h",
            ["reason"] = "because",
        });
}
