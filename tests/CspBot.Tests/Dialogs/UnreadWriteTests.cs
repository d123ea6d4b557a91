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
}
