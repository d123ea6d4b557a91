using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.AccessScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Rights that are given, taken and given again while something older waits: what somebody was given since stays theirs.</summary>
public sealed class RightsAttackTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_extension_that_waited_does_not_bind_the_right_that_was_given_anew_meanwhile()
    {
        var (_, user, subscription) = await Scenarios.GrantAsync(_host, "1h");
        var waiting = Scenarios.RequestOf(await _host.Nora.ClicksAsync(await ExtensionAsync(user, subscription, "8h"), "customers/submit"));
        var revoke = await RevokeAsync(_host.Aisha, NameOf(_host, user, subscription), subscription);
        await SeesAsync(_host, await SubmitAsync(_host.Aisha, revoke), "Done and verified");
        await SeesAsync(_host, await GiveAnewAsync("permanent"), "Done and verified");
        await ApproveAsync(waiting);
        await SeesAsync(_host, waiting, "is no longer held as the review showed");
        await _host.LeapAsync(TimeSpan.FromHours(9));
        await _host.LeapAsync(TimeSpan.FromHours(1));
        Assert.Contains(user, Holders(_host, subscription: subscription));
    }

    [Fact]
    public async Task An_extension_that_would_end_sooner_is_none()
    {
        var (_, user, subscription) = await Scenarios.GrantAsync(_host, "8h");
        var review = await ExtensionAsync(user, subscription, "4h");
        Assert.Contains("ends later than that already", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, "customers/submit"));
        Assert.True(CardReader.HasButton(await ExtensionAsync(user, subscription, "1d"), "customers/submit"));
    }

    [Fact]
    public async Task A_revoke_that_met_trouble_leaves_what_was_given_anew_after_its_removal()
    {
        var (_, user, subscription) = await Scenarios.GrantAsync(_host, "8h");
        var name = NameOf(_host, user, subscription);
        var review = await RevokeAsync(_host.Aisha, name, subscription);
        await _host.ControlAsync("faults", new { api = "arm", method = "DELETE", delayMs = 1500, times = 1 });
        var revoke = await SubmitAsync(_host.Aisha, review);
        await Eventually.IsTrueAsync("the guard has looked", async () =>
            (await _host.AuditAsync()).Any(entry => entry.Kind == "step" && entry.Request == revoke));
        await _host.ControlAsync("faults", new { api = "arm", method = "GET", path = "roleAssignments/" + name, status = 503 });
        await Eventually.IsTrueAsync("it is gone, and nobody could see it", async () =>
            (await _host.AuditAsync()).Any(entry => entry.Kind == "later" && entry.Request == revoke));
        var anew = await GiveAnewAsync("8h");
        await Eventually.IsTrueAsync("it is given anew", () => Holders(_host, subscription: subscription).Contains(user));
        await _host.ClearFaultsAsync();
        await SeesAsync(_host, anew, "Done and verified");
        await Eventually.IsTrueAsync("the revoke is over", async () =>
            (await _host.AuditAsync()).Any(entry => entry.Kind is "succeeded" or "failed" && entry.Request == revoke));
        await _host.LeapAsync(TimeSpan.FromHours(7));
        Assert.Contains(user, Holders(_host, subscription: subscription));
    }

    [Fact]
    public async Task A_right_that_the_portal_gave_anew_is_nobody_of_ours_and_does_not_end()
    {
        var (grant, user, subscription) = await Scenarios.GrantAsync(_host, "8h");
        Take(_host, item => item.PrincipalId == user, subscription);
        var name = Give(_host, user, subscription: subscription);
        var list = CardReader.Text(await ListAsync(_host.Nora, subscription));
        Assert.DoesNotContain("By R-", list, StringComparison.Ordinal);
        Assert.Contains("Owners that this bot did not make: 2, first in the list.", list, StringComparison.Ordinal);
        var extension = CardReader.Text(await ExtensionAsync(user, subscription, "1d"));
        Assert.Contains("has no end that a request", extension, StringComparison.Ordinal);
        await _host.LeapAsync(TimeSpan.FromHours(9));
        await _host.Teams.WaitForAsync("the grant is over", message =>
            message.Id == grant.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(name, NameOf(_host, user, subscription));
    }

    [Fact]
    public async Task A_right_for_a_time_ends_at_its_time_also_when_its_request_failed_after_it_was_given()
    {
        await _host.ControlAsync("faults", new { api = "arm", method = "PUT", path = "roleAssignments/", delayMs = 1500, times = 1 });
        var (own, user, subscription) = await Scenarios.SubmitGrantAsync(_host, _host.Nora, "4h");
        var id = Scenarios.RequestOf(own);
        await ApproveAsync(id);
        await Eventually.IsTrueAsync("it is checked", async () =>
            (await _host.AuditAsync()).Any(entry => entry.Kind == "step" && entry.Request == id));
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "GET", path = "roleAssignments/", status = 404, code = "RoleAssignmentNotFound" });
        await Eventually.IsTrueAsync("it is given", () => Holders(_host, subscription: subscription).Contains(user));
        await _host.LeapAsync(TimeSpan.FromMinutes(16));
        await Eventually.IsTrueAsync("nobody saw it", async () =>
            (await _host.AuditAsync()).Any(entry => entry.Kind == "failed" && entry.Request == id));
        await _host.ClearFaultsAsync();
        Assert.Contains(user, Holders(_host, subscription: subscription));
        await _host.LeapAsync(TimeSpan.FromHours(5));
        await SeesAsync(_host, id, "Ended and verified");
        Assert.DoesNotContain(user, Holders(_host, subscription: subscription));
    }

    [Fact]
    public async Task A_deleted_Owner_is_no_reason_to_end_the_last_living_one()
    {
        var (grant, user, subscription) = await Scenarios.GrantAsync(_host, "1h");
        Give(_host, Ids.AdminAgents, "ForeignGroup", Ids.UserAccessAdministrator, subscription: subscription);
        Take(_host, item => item.Role == Owner && item.PrincipalId != user, subscription);
        Give(_host, Guid.NewGuid().ToString(), "Unknown", subscription: subscription);
        await _host.LeapAsync(TimeSpan.FromHours(2));
        await _host.Teams.WaitForAsync("the end is refused", message =>
            message.Id == grant.Id && message.Text.Contains("is the last Owner", StringComparison.Ordinal));
        Assert.Contains(user, Holders(_host, subscription: subscription));
    }

    private async Task<JsonElement> ExtensionAsync(string user, string subscription, string duration) => await _host.Nora.ClicksAsync(
        await ForgeAsync(_host.Nora, "extend", ("subscription", subscription), ("assignment", NameOf(_host, user, subscription))),
        "customers/details",
        new Dictionary<string, string> { ["duration"] = duration, ["reason"] = "Migration takes longer" });

    private async Task<string> GiveAnewAsync(string duration)
    {
        var (own, _, _) = await Scenarios.SubmitGrantAsync(_host, _host.Aisha, duration);
        var id = Scenarios.RequestOf(own);
        await ApproveAsync(id);
        return id;
    }

    private async Task ApproveAsync(string id)
    {
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
    }
}
