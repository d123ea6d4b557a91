using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>Reservation permission while Partner Center stumbles or somebody else switches: one write, and the truth at the end.</summary>
public sealed class ReservationPermissionFaultTests
{
    private const string Policies = "/v1/SelfServePolicy";

    [Fact]
    public async Task A_connection_cut_after_the_write_makes_no_second_write()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "POST", path = Policies, dropConnection = true, afterWrite = true, times = 1 });
        await TurnOnAsync(host, Wish(reserved: true));
        Assert.Equal([Reserved], await PermissionsAsync(host));
        Assert.Single(await WritesAsync(host));
    }

    [Fact]
    public async Task A_write_that_never_arrived_is_tried_again_under_the_same_id()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "POST", path = Policies, dropConnection = true, times = 1 });
        await TurnOnAsync(host, Wish(reserved: true));
        Assert.Equal([Reserved], await PermissionsAsync(host));
        var ids = (await host.CallsAsync())
            .Where(call => call.GetProperty("method").GetString() == "POST"
                && call.GetProperty("path").GetString()!.StartsWith(Policies, StringComparison.OrdinalIgnoreCase))
            .Select(call => call.GetProperty("requestId").GetString()).ToList();
        Assert.Equal(2, ids.Count);
        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task A_changed_etag_between_read_and_write_is_read_again_and_ends_in_one_write_that_counts()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("policies", new { customer = Adatum, reservedInstances = true, savingsPlan = true });
        var read = await ReadsAsync(host);
        var form = await OpenAsync(host.Nora);
        await host.ControlAsync("faults", new { api = "partnercenter", method = "PUT", path = Policies, delayMs = 3_000, times = 1 });
        await host.Nora.ClicksAsync(form, Submit, Wish(reserved: false, liability: false));

        // Once for the card, once for the click, once for the write, which now waits on its way.
        await Eventually.IsTrueAsync("the policy was read for the write", async () => await ReadsAsync(host) >= read + 3);
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = false });
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = true });
        await host.Nora.SeesAsync("Done and verified");
        Assert.Equal([Savings], await PermissionsAsync(host));
        Assert.Equal([("PUT", 400), ("PUT", 200)], await WritesAsync(host));
    }

    [Theory]
    [InlineData("POST", false, true)]
    [InlineData("PUT", true, false)]
    public async Task A_policy_that_appears_or_vanishes_between_read_and_write_ends_in_the_wanted_state(
        string method, bool savingsBefore, bool savingsAfter)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = savingsBefore });
        await host.Tomas.InstallAsync();
        var asked = await AskAsync(host.Nora, Wish(reserved: true));
        var read = await ReadsAsync(host);
        await host.ControlAsync("faults", new { api = "partnercenter", method, path = Policies, delayMs = 3_000, times = 1 });
        await ApproveAsync(host, asked);

        // Once for the check and once for the write, which now waits on its way.
        await Eventually.IsTrueAsync("the policy was read for the write", async () => await ReadsAsync(host) >= read + 2);
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = savingsAfter });
        await host.Nora.SeesAsync("Done and verified");
        string[] wanted = savingsAfter ? [Reserved, Savings] : [Reserved];
        Assert.Equal(wanted, (await PermissionsAsync(host)).Order());
        Assert.Single(await WritesAsync(host), write => write.Status < 300);
        Assert.Equal(2, (await WritesAsync(host)).Count);
    }

    [Fact]
    public async Task A_cloud_out_of_reach_at_the_submit_keeps_everything_that_was_typed()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var form = await OpenAsync(host.Nora);
        await host.ControlAsync("faults", new { api = "partnercenter", path = Policies, status = 503 });
        var answer = await host.Nora.ClicksAsync(form, Submit, Wish(reserved: true, reason: "kept words"));
        Assert.Contains("has a fault just now", CardReader.Text(answer), StringComparison.Ordinal);
        Assert.Equal(("kept words", "true"), (CardReader.Value(answer, "reason"), CardReader.Value(answer, "reservedInstances")));
        await host.ClearFaultsAsync();
        await ApproveAsync(host, await host.Nora.ClicksAsync(answer, Submit, Wish(reserved: true, reason: "kept words")));
        await host.Nora.SeesAsync("Done and verified");
        Assert.Equal([Reserved], await PermissionsAsync(host));
    }

    [Theory]
    [InlineData("900150", 403, "its role is not sufficient")]
    [InlineData("900308", 403, "its role is not sufficient")]
    [InlineData("900329", 403, "not an application alone")]
    [InlineData("900420", 401, "made for another service")]
    [InlineData("900421", 401, "lacks the second factor")]
    public async Task Each_refusal_of_the_service_has_its_own_sentence(string code, int status, string words)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("faults", new { api = "partnercenter", method = "POST", path = Policies, status, code });
        var card = await TurnOnAsync(host, Wish(reserved: true), words);
        Assert.Contains(code, card.Text, StringComparison.Ordinal);
        Assert.Empty(await PermissionsAsync(host));
    }

    private static async Task<int> ReadsAsync(BotHost host) => (await host.CallsAsync()).Count(call =>
        call.GetProperty("method").GetString() == "GET"
        && call.GetProperty("path").GetString()!.StartsWith(Policies, StringComparison.OrdinalIgnoreCase));
}
