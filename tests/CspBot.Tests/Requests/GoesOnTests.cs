using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>
/// A request that could go on does: it waits for who must mend something, has its button when it failed,
/// and asks again when its approval grew old.
/// </summary>
public sealed class GoesOnTests
{
    [Fact]
    public async Task A_request_waits_for_the_bots_own_sign_in_to_be_mended_and_goes_on_by_itself()
    {
        await using var host = await RefusedAsync(401, "InvalidAuthenticationToken");
        var card = await host.Nora.SeesAsync("Waiting for somebody");
        Assert.Contains("cannot sign in", card.Text, StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(card.Card, "requests/retry"));
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(1));
        await host.Nora.SeesAsync("Done and verified");
    }

    [Fact]
    public async Task A_grant_that_failed_for_a_lock_goes_on_with_one_click_and_claims_nothing_that_does_not_stand()
    {
        await using var host = await RefusedAsync(409, "ScopeLocked");
        var failed = await host.Nora.SeesAsync("Failed");
        Assert.DoesNotContain("below stand", failed.Text, StringComparison.Ordinal);
        await host.ClearFaultsAsync();
        await host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        await host.Nora.SeesAsync("Done and verified");
    }

    /// <summary>The check before the write is no reason to keep a yes that counts no longer.</summary>
    [Fact]
    public async Task After_a_write_that_was_refused_whose_giver_may_no_longer_decide_lets_nothing_run()
    {
        await using var host = await RefusedAsync(409, "ScopeLocked");
        var failed = await host.Nora.SeesAsync("Failed");
        var owners = await host.UserOwnersAsync();
        await host.ControlAsync("roles", new { user = host.Tomas.ObjectId, roles = new[] { "AdminAgents" } });
        await host.ClearFaultsAsync();
        await host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        await host.Nora.SeesAsync("Tomas Berg, who approved this, may no longer decide on it, so nothing was done.");
        Assert.Equal(owners.Order(), (await host.UserOwnersAsync()).Order());
        Assert.Single(await host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");
    }

    [Fact]
    public async Task However_often_Azure_asks_to_come_later_a_grant_is_not_given_up()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("faults", new { api = "arm", method = "PUT", path = "roleAssignments", status = 429, retryAfter = 300 });
        await StartAsync(host);
        var card = await host.Nora.SeesAsync("Microsoft asks us to wait until");
        for (var tries = 0; tries < 15; tries++)
        {
            var shown = card.Versions.Count;
            await host.LeapAsync(TimeSpan.FromMinutes(6));
            await host.Teams.WaitForAsync("the next try", message => message.Id == card.Id && message.Versions.Count > shown);
            Assert.DoesNotContain("Failed", card.Text, StringComparison.Ordinal);
        }

        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(6));
        await host.Nora.SeesAsync("Done and verified");
    }

    [Fact]
    public async Task What_goes_on_after_its_approval_grew_old_is_asked_for_again()
    {
        await using var host = await RefusedAsync(409, "ScopeLocked");
        var failed = await host.Nora.SeesAsync("Failed");
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromDays(8));
        var asked = await host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        Assert.Contains("Waiting for approval", CardReader.Text(asked), StringComparison.Ordinal);
        await host.Tomas.SeesAsync("still waits for a decision");
        Assert.Single(await host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");

        var ask = await host.Tomas.SeesAsync("asks for your approval");
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("Done and verified");
        Assert.Equal(2, (await host.AuditAsync()).Count(entry => entry.Kind == "approved"));
    }

    [Fact]
    public async Task What_waits_does_not_go_on_by_itself_on_an_approval_that_grew_old()
    {
        await using var host = await RefusedAsync(401, "InvalidAuthenticationToken");
        await host.Nora.SeesAsync("Waiting for somebody");
        await host.ClearFaultsAsync();
        var owners = await host.UserOwnersAsync();
        await host.LeapAsync(TimeSpan.FromDays(8));
        var parked = await host.Teams.WaitForAsync(
            "the card says that its approval is too old",
            message => message.Text.Contains("older than 7 days", StringComparison.Ordinal)
                && CardReader.HasButton(message.Card, "requests/retry"));
        Assert.Equal(owners.Order(), (await host.UserOwnersAsync()).Order());
        var asked = await host.Nora.ClicksAsync(parked.Card, "requests/retry", null, parked.Id);
        Assert.Contains("Waiting for approval", CardReader.Text(asked), StringComparison.Ordinal);
    }

    /// <summary>A grant is asked for and approved, and the cloud does not take it.</summary>
    private static async Task<BotHost> RefusedAsync(int status, string code)
    {
        var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("faults", new { api = "arm", method = "PUT", path = "roleAssignments", status, code });
        await StartAsync(host);
        return host;
    }

    private static async Task StartAsync(BotHost host)
    {
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync("asks for your approval");
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
    }
}
