using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>A success that says nothing and behind which nothing was written is no success: it is read back, and tried again.</summary>
public sealed class UnreadWriteTests
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task An_owner_right_is_written_again(string body)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("faults", new { api = "arm", method = "PUT", path = "roleAssignments", status = 200, body, times = 1 });
        var (_, user, subscription) = await Scenarios.GrantAsync(host);
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
    }

    [Theory]
    [InlineData("POST", false, "")]
    [InlineData("POST", false, "null")]
    [InlineData("PUT", true, "")]
    [InlineData("PUT", true, "null")]
    public async Task A_permission_is_turned_on_again(string method, bool savingsBefore, string body)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = savingsBefore });
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method, path = "/v1/SelfServePolicy", status = 200, body, times = 1 });
        await TurnOnAsync(host, Wish(reserved: true));
        Assert.Contains(Reserved, await PermissionsAsync(host));
    }

    [Fact]
    public async Task A_permission_is_turned_off_again()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("policies", new { customer = Adatum, reservedInstances = true });
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "DELETE", path = "/v1/SelfServePolicy", status = 200, body = "", times = 1 });
        await AskAsync(host.Nora, Wish(reserved: false, liability: false));
        await host.Nora.SeesAsync("Done and verified");
        Assert.Empty(await PermissionsAsync(host));
    }

    /// <summary>Found by the sweep over all combinations: an invitation answered by null ended the request for good.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"invitedUser":null,"status":"PendingAcceptance"}""")]
    public async Task A_guest_is_invited_again(string body)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var review = await StackScenarios.ReviewAsync(host.Nora, Scenarios.GoodCustomer, "Lyon", guest: StackScenarios.Guest);
        await host.ControlAsync("faults", new { api = "graph", method = "POST", path = "invitations", status = 201, body, times = 1 });
        var id = await StackScenarios.ApproveAsync(host, review);
        await Eventually.IsTrueAsync("the invitation is answered", () => Invitations(host) == 1);
        await host.LeapAsync(TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync(
            "somebody is invited", () => Invitations(host) == 2, seen: () => StackScenarios.Own(host, id)?.Text ?? "");
        await StackScenarios.AcceptAsync(host, (await StackScenarios.TenantOfAsync(host, "Adatum Corporation"))!);
    }

    private static int Invitations(BotHost host) =>
        host.Sandbox.Calls.All().Count(call => call.Path.EndsWith("/invitations", StringComparison.Ordinal));
}
