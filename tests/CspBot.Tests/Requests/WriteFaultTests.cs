using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>
/// Every misfortune on the calls that write, before and after the write: never a second effect, and the request ends in the truth.
/// </summary>
public sealed class WriteFaultTests
{
    private static IEnumerable<(string Fault, bool AfterWrite, bool Passes)> Faults =>
        from fault in new[]
        {
            ("""{"status":429,"retryAfter":2,"times":2}""", true),
            ("""{"status":500,"times":2}""", true),
            ("""{"status":503,"times":2}""", true),
            ("""{"dropConnection":true,"times":2}""", true),
            ("""{"delayMs":15000,"times":1}""", true),
            ("""{"status":403,"code":"AuthorizationFailed","times":1}""", false),
            ("""{"status":409,"code":"ScopeLocked","times":1}""", false),
            ("""{"status":401,"code":"ExpiredAuthenticationToken","times":1}""", false),
        }
        from afterWrite in new[] { false, true }
        select (fault.Item1, afterWrite, fault.Item2);

    [Fact]
    public Task A_grant_ends_in_the_truth() => Rows.EachAsync(Faults, row => GrantAsync(row.Fault, row.AfterWrite, row.Passes));

    [Fact]
    public Task An_undo_ends_in_the_truth() => Rows.EachAsync(Faults, row => UndoAsync(row.Fault, row.AfterWrite, row.Passes));

    private static async Task GrantAsync(string fault, bool afterWrite, bool passes)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();
        await OrderAsync(host, fault, "PUT", afterWrite);
        var (_, user, subscription) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync("asks for your approval");
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var end = await host.Teams.WaitForAsync("the end", message => message.Conversation == host.Nora.Chat
            && (message.Text.Contains("Done and verified", StringComparison.Ordinal)
                || message.Text.Contains("Failed", StringComparison.Ordinal)));
        var done = end.Text.Contains("Done and verified", StringComparison.Ordinal);
        var granted = (await host.UserOwnersAsync()).Except(before).ToList();

        // What the card says is what stands: also where the write was done and then refused.
        Assert.Equal(done ? [(subscription, user)] : [], granted);
        Assert.True(done || !(passes || afterWrite), end.Text);
        if (!done)
            Assert.Matches("Azure refuses|A lock on the subscription|cannot sign in", end.Text);
    }

    private static async Task UndoAsync(string fault, bool afterWrite, bool passes)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();
        var (card, _, _) = await Scenarios.GrantAsync(host, "permanent");
        await OrderAsync(host, fault, "DELETE", afterWrite);
        await host.Nora.ClicksAsync(card.Card, "requests/undo", null, card.Id);
        await host.Teams.WaitForAsync("the end", message => message.Id == card.Id
            && (message.Text.Contains("Ended and verified", StringComparison.Ordinal)
                || message.Text.Contains("could not be taken back", StringComparison.Ordinal)));
        var owners = await host.UserOwnersAsync();
        if (card.Text.Contains("Ended and verified", StringComparison.Ordinal))
            Assert.Equal(before.Order(), owners.Order());
        else
            Assert.False(passes || afterWrite, card.Text);
    }

    [Fact]
    public async Task A_slow_propagation_is_waited_for_and_nothing_is_written_twice()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { propagationDelayMs = 5000 });
        await Scenarios.GrantAsync(host);
        Assert.Single(await host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");
    }

    [Fact]
    public async Task After_too_many_stumbles_it_fails_and_can_be_tried_again_with_one_click()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("faults", new { api = "arm", method = "PUT", status = 503 });
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync("asks for your approval");
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var card = await host.Nora.SeesAsync("tried again at");
        while (!card.Text.Contains("Failed", StringComparison.Ordinal))
        {
            var shown = card.Versions.Count;
            await host.LeapAsync(TimeSpan.FromMinutes(11));
            await host.Teams.WaitForAsync("the next try", message => message.Id == card.Id && message.Versions.Count > shown);
        }

        var failed = await host.Nora.SeesAsync("Failed");
        await host.ClearFaultsAsync();
        await host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        await host.Nora.SeesAsync("Done and verified");
    }

    private static async Task OrderAsync(BotHost host, string fault, string method, bool afterWrite)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        body["api"] = "arm";
        body["method"] = method;
        body["path"] = "roleAssignments";
        body["afterWrite"] = afterWrite;
        await host.ControlAsync("faults", body);
    }
}
