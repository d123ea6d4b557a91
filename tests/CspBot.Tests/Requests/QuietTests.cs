using System.Globalization;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Quiet hours of approvers, on their own clocks; and a conversation that is told and not asked.</summary>
public sealed class QuietTests
{
    private const string Waits = "still waits for a decision";

    /// <summary>To the second, in two zones, over midnight, and in the night in which the clocks go on.</summary>
    [Theory]
    [InlineData("20:00-07:00", "2026-11-30T18:59:59Z", "Europe/Paris", "2026-11-30T18:59:59Z")]
    [InlineData("20:00-07:00", "2026-11-30T19:00:00Z", "Europe/Paris", "2026-12-01T06:00:00Z")]
    [InlineData("20:00-07:00", "2026-12-01T05:59:59Z", "Europe/Paris", "2026-12-01T06:00:00Z")]
    [InlineData("20:00-07:00", "2026-12-01T06:00:00Z", "Europe/Paris", "2026-12-01T06:00:00Z")]
    [InlineData("20:00-07:00", "2026-11-30T19:00:00Z", "America/New_York", "2026-11-30T19:00:00Z")]
    [InlineData("20:00-07:00", "2026-12-01T01:00:00Z", "America/New_York", "2026-12-01T12:00:00Z")]
    [InlineData("20:00-07:00", "2026-11-30T20:00:00Z", null, "2026-12-01T07:00:00Z")]
    [InlineData("12:00-13:00", "2026-11-30T11:30:00Z", "Europe/Paris", "2026-11-30T12:00:00Z")]
    [InlineData("20:00-02:30", "2027-03-27T23:00:00Z", "Europe/Paris", "2027-03-28T01:00:00Z")]
    public void A_reminder_waits_for_the_end_of_the_quiet_hours(string hours, string now, string? zone, string comes)
    {
        var quiet = QuietHours.Read(hours)!;
        var at = quiet.After(Moment(now), zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(Moment(comes), at);
    }

    [Theory]
    [InlineData("20:00", false)]
    [InlineData("20:00-20:00", false)]
    [InlineData("8-9", false)]
    [InlineData("20:00 - 07:00", true)]
    [InlineData("", true)]
    public void A_span_that_cannot_be_read_is_one_sentence(string text, bool isGood) =>
        Assert.Equal(isGood ? 0 : 1, new ApprovalOptions { Quiet = text }.Validate([]).Count());

    [Fact]
    public async Task Reminders_of_the_quiet_hours_come_once_at_their_end_and_not_once_it_is_decided()
    {
        await using var host = await StartAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        await Scenarios.AskForAsync(host, host.Aisha, Scenarios.RequestOf(own));

        // Tomas is in the quiet hours now, Aisha does not; at their end he hears of it once.
        await host.LeapAsync(TimeSpan.FromMinutes(16));
        await host.Aisha.SeesAsync(Waits);
        await host.LeapAsync(TimeSpan.FromMinutes(40));
        await host.Teams.WaitForAsync("the second reminder", _ => Reminders(host.Aisha) == 2);
        Assert.Equal(0, Reminders(host.Tomas));
        await host.LeapAsync(TimeSpan.FromMinutes(66));
        await host.Tomas.SeesAsync(Waits);
        await host.Tomas.ClicksAsync(ask.Card, "requests/reject", null, ask.Id);
        await host.Nora.SeesAsync("Rejected by Tomas Berg");
        Assert.Equal(1, Reminders(host.Tomas));
        Assert.Equal(2, (await host.AuditAsync()).Count(entry => entry.Kind == "reminded"));
    }

    [Fact]
    public async Task By_the_clock_a_reminder_comes_with_the_first_second_after_the_quiet_hours()
    {
        await using var host = await StartAsync();
        var quiet = QuietHours.Read(host.Services.GetRequiredService<ApprovalOptions>().Quiet)!;
        var end = quiet.After(host.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        await host.StandAsync(end.AddSeconds(-1));
        await host.Tomas.SaysAsync("requests");
        Assert.Equal(0, Reminders(host.Tomas));
        await host.StandAsync(end);
        await host.Tomas.SeesAsync(Waits);
    }

    [Fact]
    public async Task What_is_decided_in_the_quiet_hours_is_not_reminded_of_at_their_end()
    {
        await using var host = await StartAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, host.Tomas, id);
        var aisha = await Scenarios.AskForAsync(host, host.Aisha, id);
        await host.LeapAsync(TimeSpan.FromMinutes(16));
        await host.Aisha.SeesAsync(Waits);
        await host.Aisha.ClicksAsync(aisha.Card, "requests/reject", null, aisha.Id);
        await host.Nora.SeesAsync("Rejected by Aisha Khan");
        await host.LeapAsync(TimeSpan.FromHours(3));
        await host.Tomas.SaysAsync("requests");
        Assert.Equal(0, Reminders(host.Tomas));
    }

    [Fact]
    public async Task A_conversation_is_told_of_each_request_and_asked_nothing()
    {
        const string channel = "19:told@thread.tacv2";
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Approvals:Told"] = channel });
        await host.Tomas.InstallAsync();
        await Scenarios.KnowChannelAsync(host.Tomas, channel);
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var told = await host.Teams.WaitForAsync("the told card", message => message.Conversation == channel
            && message.Text.Contains("Nora Lind has asked for this", StringComparison.Ordinal));
        Assert.Empty(CardReader.Buttons(told.Card));
        Assert.Empty(CardReader.Inputs(told.Card));
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var done = await host.Teams.WaitForAsync("its end", message => message.Id == told.Id
            && message.Text.Contains("Done and verified", StringComparison.Ordinal));
        Assert.Empty(CardReader.Buttons(done.Card));
        Assert.Equal("Tomas Berg", CardReader.Facts(done.Card)["Approved by"]);
    }

    [Fact]
    public async Task A_group_is_told_in_its_members_own_chats_and_whoever_is_asked_is_not_told_too()
    {
        await using var host = await BotHost.StartAsync(prepare: all =>
            ((IDictionary<string, string?>)all)["Approvals:Told"] = all["Partner:AdminAgentsGroupId"]);
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "AdminAgents" } });
        foreach (var agent in new[] { host.Tomas, host.Ingrid })
            await agent.InstallAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var told = await host.Ingrid.SeesAsync("Nora Lind has asked for this");
        Assert.Empty(CardReader.Buttons(told.Card));
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.LeapAsync(TimeSpan.FromMinutes(16));
        await host.Tomas.SeesAsync(Waits);
        Assert.Equal(0, Reminders(host.Ingrid));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var done = await host.Teams.WaitForAsync("its end", message => message.Id == told.Id
            && message.Text.Contains("Done and verified", StringComparison.Ordinal));
        Assert.Empty(CardReader.Buttons(done.Card));
        Assert.DoesNotContain(
            host.Tomas.Mine().Concat(host.Nora.Mine()),
            message => message.Text.Contains("Nora Lind has asked for this", StringComparison.Ordinal));
    }

    private static int Reminders(Agent agent) => agent.Mine().Count(message => message.Text.Contains(Waits, StringComparison.Ordinal));

    /// <summary>Quiet hours that Tomas is in for two more hours, and Aisha, eight zones from him, is not.</summary>
    private static async Task<BotHost> StartAsync()
    {
        var there = TimeZoneInfo.ConvertTime(
            TimeProvider.System.GetUtcNow() + TestClock.Ahead(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
        var quiet = string.Create(CultureInfo.InvariantCulture, $"{there.AddHours(-1):HH:mm}-{there.AddHours(2):HH:mm}");
        var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Approvals:Quiet"] = quiet });
        await host.Tomas.InstallAsync();
        await host.Aisha.At("Asia/Tokyo").InstallAsync();
        return host;
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
