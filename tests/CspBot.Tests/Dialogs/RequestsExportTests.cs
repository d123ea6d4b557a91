using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>The export of requests: what stands in its field can be copied into a file as it is.</summary>
public sealed class RequestsExportTests
{
    [Fact]
    public async Task Each_request_is_a_line_of_its_own_and_only_approvers_see_those_of_others()
    {
        await using var host = await BotHost.StartAsync();
        var (review, _, _) = await Scenarios.ReviewGrantAsync(host.Nora);
        await host.Nora.ClicksAsync(review, "grant-owner/submit");

        var lines = await ExportedAsync(host.Nora);
        Assert.Equal("id,created,state,dialog,requester,customer,what,decidedBy", lines[0]);
        Assert.Matches(
            "^R-[A-Z0-9]{5},[0-9-]{10}T[0-9:]{8}Z,pending-approval,grant-owner,Nora Lind,Adatum Corporation,",
            Assert.Single(lines.Skip(1)));

        Assert.Equal(2, (await ExportedAsync(host.Tomas)).Length);
        var list = await host.Pierre.SaysAsync("demandes");
        Assert.False(CardReader.HasButton(list, "requests/export"));
    }

    /// <summary>An end that the clock brings was created by nobody: its own moment, which may still change, is none of creation.</summary>
    [Fact]
    public async Task A_planned_end_has_no_moment_of_creation()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, host.Nora)).Card);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("Done and verified");

        var lines = await ExportedAsync(host.Tomas);
        Assert.Single(lines, line => line.StartsWith($"{id}-E,,approved,grant-owner,", StringComparison.Ordinal));
        var own = Assert.Single(lines, line => line.StartsWith(id + ",", StringComparison.Ordinal));
        Assert.Matches("^[^,]+,[0-9-]{10}T[0-9:]{8}Z,succeeded,", own);
    }

    private static async Task<string[]> ExportedAsync(Agent agent)
    {
        var card = await agent.ClicksAsync(await agent.SaysAsync("requests"), "requests/export");
        return CardReader.Value(card, "csv")!.Split('\n');
    }
}
