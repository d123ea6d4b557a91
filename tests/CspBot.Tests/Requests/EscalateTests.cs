using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Nobody decides for a time: a second group and channel hear of it, once, and may decide from then on.</summary>
public sealed class EscalateTests
{
    private const string Channel = "19:second@thread.tacv2";

    [Fact]
    public async Task A_second_group_and_channel_get_the_card_once_and_the_group_may_decide_from_then_on()
    {
        await using var host = await StartAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, host.Tomas, id);

        // Before, a member of that group is nobody to it, and does not even find it.
        await RefusedAsync(host, host.Ingrid, id);
        Assert.DoesNotContain(id, CardReader.Text(await host.Ingrid.SaysAsync("requests")), StringComparison.Ordinal);
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        var ask = await Scenarios.AskForAsync(host, host.Ingrid, id);
        Assert.Contains("so more people were asked", ask.Text, StringComparison.Ordinal);
        Assert.Contains(id, CardReader.Text(await host.Ingrid.SaysAsync("requests")), StringComparison.Ordinal);
        await host.Teams.WaitForAsync("the second channel", message => message.Conversation == Channel
            && message.Text.Contains(id, StringComparison.Ordinal));

        // Those who were asked before read so too; and it happens once, whatever else the clock does.
        await host.Tomas.SeesAsync("so more people were asked");
        await host.LeapAsync(TimeSpan.FromHours(4));
        await host.Ingrid.SeesAsync("still waits for a decision");
        await RefusedAsync(host, host.Nora, id);
        await host.Ingrid.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("Done and verified");
        var escalated = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "escalated");
        Assert.Contains("Ingrid Solberg", escalated.Document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_the_clock_it_is_escalated_with_the_first_second_and_not_before()
    {
        await using var host = await StartAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, host.Tomas, id);
        var submitted = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "submitted" && entry.Request == id);

        // The audit leaves out what is less than a millisecond.
        var due = DateTimeOffset.FromUnixTimeMilliseconds(submitted.At + 1).AddHours(1);
        await host.StandAsync(due.AddSeconds(-1));
        await RefusedAsync(host, host.Ingrid, id);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "escalated");
        Assert.Equal(due.ToUnixTimeMilliseconds(), (await host.StandUntilAsync(due, "escalated")).At);
        await Scenarios.AskForAsync(host, host.Ingrid, id);
    }

    [Fact]
    public async Task Who_has_left_the_second_group_decides_nothing_and_what_is_decided_in_time_is_not_escalated()
    {
        await using var host = await StartAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var tomas = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        await Scenarios.AskForAsync(host, host.Ingrid, id);
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "SalesAgents" } });
        await RefusedAsync(host, host.Ingrid, id);
        await host.Tomas.ClicksAsync(tomas.Card, "requests/reject", null, tomas.Id);
        await host.Nora.SeesAsync("Rejected by Tomas Berg");

        // The right is for what nobody decided on.
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "HelpdeskAgents" } });
        var (second, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var other = Scenarios.RequestOf(second);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, other);
        await RefusedAsync(host, host.Ingrid, other);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("Done and verified");
        await host.LeapAsync(TimeSpan.FromHours(2));
        Assert.Equal(id, Assert.Single(await host.AuditAsync(), entry => entry.Kind == "escalated").Request);
    }

    [Fact]
    public async Task What_is_asked_for_again_is_escalated_like_what_is_asked_for()
    {
        await using var host = await StartAsync();
        await host.ControlAsync(
            "faults", new { api = "arm", method = "PUT", path = "roleAssignments", status = 409, code = "ScopeLocked" });
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var tomas = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(tomas.Card, "requests/approve", null, tomas.Id);
        var failed = await host.Nora.SeesAsync("Failed");
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromDays(8));
        await host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        var ask = await Scenarios.AskForAsync(host, host.Ingrid, id);
        await host.Ingrid.ClicksAsync(ask.Card, "requests/reject", null, ask.Id);
        await host.Nora.SeesAsync("Rejected by Ingrid Solberg");

        // For longer than it said: the hour begins again.
        var (second, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora, "1h");
        var other = Scenarios.RequestOf(second);
        await host.LeapAsync(TimeSpan.FromMinutes(30));
        await host.Nora.SendAsAskedAsync(
            host.Nora.Forge("requests/end", new() { ["request"] = other, ["version"] = 1, ["duration"] = "8h" }));
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "end-changed");
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        await Scenarios.AskForAsync(host, host.Ingrid, other);
        Assert.Equal([id, other], (await host.AuditAsync()).Where(entry => entry.Kind == "escalated").Select(entry => entry.Request));
    }

    [Theory]
    [InlineData("01:00:00", "", "", "who is to hear of it")]
    [InlineData("09:00:00", "", "a", "between a moment and Approvals:Expiry")]
    [InlineData(null, "", "a", "Approvals:Escalate:After is missing")]
    [InlineData("01:00:00", "Owners", "", "a group's object id")]
    [InlineData("01:00:00", "00000000-0000-4000-8000-000000000001", "a", null)]
    [InlineData(null, "", "", null)]
    public void Each_wrong_setting_is_one_sentence(string? after, string group, string conversation, string? wrong)
    {
        var options = new EscalateOptions
        {
            After = after is null ? null : TimeSpan.Parse(after, System.Globalization.CultureInfo.InvariantCulture),
            Group = group,
            Conversation = conversation,
        };
        var said = options.Validate(TimeSpan.FromHours(8)).ToList();
        if (wrong is null)
            Assert.Empty(said);
        else
            Assert.Contains(wrong, Assert.Single(said), StringComparison.Ordinal);
    }

    /// <summary>The clock looks at it at that very moment, if nothing else comes before.</summary>
    [Theory]
    [InlineData(3_599, 3_599)]
    [InlineData(3_601, 3_600)]
    public void It_is_due_to_the_second(int remindAfter, int due)
    {
        var made = new DateTimeOffset(2026, 11, 30, 14, 0, 0, TimeSpan.Zero);
        var at = new EscalateOptions { After = TimeSpan.FromHours(1) }.At(made);
        Assert.Equal(made.AddSeconds(due), Request.Earlier(made.AddSeconds(remindAfter), at));
        Assert.Null(new EscalateOptions().At(made));
    }

    private static async Task<BotHost> StartAsync()
    {
        var host = await BotHost.StartAsync(prepare: all =>
        {
            var settings = (IDictionary<string, string?>)all;
            settings["Approvals:Escalate:After"] = "01:00:00";
            settings["Approvals:Escalate:Group"] = all["Partner:HelpdeskAgentsGroupId"];
            settings["Approvals:Escalate:Conversation"] = Channel;
        });
        foreach (var agent in new[] { host.Tomas, host.Ingrid })
            await agent.InstallAsync();
        await Scenarios.KnowChannelAsync(host.Tomas, Channel);
        return host;
    }

    /// <summary>A made-up yes of the present version changes nothing.</summary>
    private static async Task RefusedAsync(BotHost host, Agent agent, string id)
    {
        var before = (await host.AuditAsync()).Count(entry => entry.Kind == "refused");
        await agent.SendAsAskedAsync(agent.Forge("requests/approve", new() { ["request"] = id, ["version"] = 1 }));
        var audit = await host.AuditAsync();
        Assert.Equal(before + 1, audit.Count(entry => entry.Kind == "refused"));
        Assert.DoesNotContain(audit, entry => entry.Kind == "approved" && entry.Request == id);
    }
}
