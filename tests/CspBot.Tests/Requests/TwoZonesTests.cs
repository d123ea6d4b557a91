using System.Globalization;
using CspBot.Requests;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>One request, its requester in Paris and its approver in Montréal: each reads it on the own clock, in the own words.</summary>
public sealed class TwoZonesTests
{
    private const string Paris = "Europe/Paris";
    private const string Montreal = "America/Montreal";

    [Fact]
    public async Task Requester_and_approver_each_read_their_own_time_in_their_own_language()
    {
        await using var host = await BotHost.StartAsync();
        var (nora, tomas) = (host.Nora.In("fr-FR").At(Paris), host.Tomas.In("en-GB").At(Montreal));
        await tomas.InstallAsync();
        var own = (await Scenarios.SubmitGrantAsync(host, nora)).Card;
        var request = await StoredAsync(host, Scenarios.RequestOf(own));
        Assert.Contains($"{Clock(request.CreatedAt, Paris)} ·", CardReader.Text(own) + " ·", StringComparison.Ordinal);

        var ask = await Scenarios.AskForAsync(host, tomas, request.Id);
        Assert.Equal("en", ask.Card.GetProperty("lang").GetString());
        Assert.Contains(Clock(request.CreatedAt, Montreal), ask.Text, StringComparison.Ordinal);
        Assert.Contains(Clock(request.DecideBy!.Value, Montreal), ask.Text, StringComparison.Ordinal);
        await tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);

        var done = await nora.SeesAsync("prend fin le");
        request = await StoredAsync(host, request.Id);
        var end = request.EndsAt!.Value;
        Assert.Contains(Clock(end, Paris), done.Text, StringComparison.Ordinal);
        var seen = await host.Teams.WaitForAsync("the approver's card follows", message =>
            message.Conversation == tomas.Chat && message.Text.Contains(Clock(end, Montreal), StringComparison.Ordinal));
        Assert.Equal("en", seen.Card.GetProperty("lang").GetString());

        // Nobody's zone is named to those who live in it.
        Assert.All([own.GetRawText(), ask.Text, done.Text, seen.Text], text =>
        {
            Assert.DoesNotContain("UTC", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Paris, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Montreal, text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Where_the_zone_was_never_told_the_time_is_that_of_UTC_and_says_so()
    {
        await using var host = await BotHost.StartAsync();
        var own = (await Scenarios.SubmitGrantAsync(host, host.Nora.In("en-GB").At(null))).Card;
        var request = await StoredAsync(host, Scenarios.RequestOf(own));
        Assert.Contains(Clock(request.CreatedAt, "UTC") + " UTC", CardReader.Text(own), StringComparison.Ordinal);
    }

    /// <summary>A client that tells no zone this time told it before.</summary>
    [Fact]
    public async Task A_zone_that_was_told_once_is_remembered()
    {
        await using var host = await BotHost.StartAsync();
        await host.Nora.In("en-GB").At(Montreal).SaysAsync("help");
        await host.RestartAsync();
        var own = (await Scenarios.SubmitGrantAsync(host, host.Nora.In("en-GB").At(null))).Card;
        var request = await StoredAsync(host, Scenarios.RequestOf(own));
        Assert.Contains(Clock(request.CreatedAt, Montreal), CardReader.Text(own), StringComparison.Ordinal);
        Assert.DoesNotContain("UTC", CardReader.Text(own), StringComparison.Ordinal);
    }

    /// <summary>
    /// Everybody in the channel reads its card on the own clock: Teams fills the times in, where it can. What is shown as a fact, or
    /// announced in a line, has its zone beside it.
    /// </summary>
    [Fact]
    public async Task A_channels_card_leaves_the_clock_to_each_reader()
    {
        const string channel = "19:approvals@thread.tacv2";
        await using var host = await BotHost.StartAsync(
            new Dictionary<string, string?> { ["Approvals:Conversation"] = channel });
        var said = host.Tomas.Activity("message", new System.Text.Json.Nodes.JsonObject
        {
            ["text"] = "help",
            ["conversation"] = new System.Text.Json.Nodes.JsonObject
            {
                ["id"] = channel,
                ["conversationType"] = "channel",
                ["isGroup"] = true,
                ["tenantId"] = host.Tomas.Tenant,
            },
        });
        (await host.Tomas.PostAsync(said)).EnsureSuccessStatusCode();
        var own = (await Scenarios.SubmitGrantAsync(host, host.Nora.At(Paris))).Card;
        var request = await StoredAsync(host, Scenarios.RequestOf(own));

        var ask = await host.Teams.WaitForAsync("the channel is asked", message => message.Conversation == channel
            && message.Text.Contains(request.Id, StringComparison.Ordinal));

        var iso = request.DecideBy!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var json = ask.Card.GetRawText();
        Assert.Contains($$$"""{{DATE({{{iso}}},SHORT)}} {{TIME({{{iso}}})}}""", json, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", string.Join(' ', CardReader.Facts(ask.Card).Values), StringComparison.Ordinal);
        Assert.DoesNotContain("{{", ask.Card.GetProperty("fallbackText").GetString()!, StringComparison.Ordinal);
    }

    /// <summary>Eight hours stay eight hours; the clock on the wall tells seven or nine of them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_grant_over_a_change_of_clocks_ends_when_it_says(bool spring)
    {
        await using var host = await BotHost.StartAsync();
        var change = NextChange(host.Time.GetUtcNow(), Paris, spring);
        await host.LeapAsync(change - TimeSpan.FromHours(3) - host.Time.GetUtcNow());
        await host.Tomas.InstallAsync();
        var own = (await Scenarios.SubmitGrantAsync(host, host.Nora.In("en-GB").At(Paris))).Card;
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);

        var done = await host.Nora.SeesAsync("Done and verified; ends on");

        var end = (await StoredAsync(host, id)).EndsAt!.Value;
        Assert.Contains(Clock(end, Paris), done.Text, StringComparison.Ordinal);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Paris);
        Assert.NotEqual(zone.GetUtcOffset(end), zone.GetUtcOffset(host.Time.GetUtcNow()));
    }

    /// <summary>In the hour that comes twice the card says which of both is meant.</summary>
    [Fact]
    public async Task An_end_in_the_hour_that_comes_twice_tells_its_distance_to_UTC()
    {
        await using var host = await BotHost.StartAsync();
        var change = NextChange(host.Time.GetUtcNow(), Paris, spring: false);
        await host.LeapAsync(change - TimeSpan.FromMinutes(55) - host.Time.GetUtcNow());
        await host.Tomas.InstallAsync();
        var own = (await Scenarios.SubmitGrantAsync(host, host.Nora.In("en-GB").At(Paris), "1h")).Card;
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);

        var done = await host.Nora.SeesAsync("Done and verified; ends on");

        var end = (await StoredAsync(host, id)).EndsAt!.Value;
        Assert.Contains($"{Clock(end, Paris)} (UTC+1)", done.Text, StringComparison.Ordinal);
    }

    private static async Task<Request> StoredAsync(BotHost host, string id) =>
        (await host.Services.GetRequiredService<RequestService>().FindAsync(id, default))!;

    /// <summary>As it stands on a wall there: independent of how the bot writes days.</summary>
    private static string Clock(DateTimeOffset at, string zone) =>
        TimeZoneInfo.ConvertTimeBySystemTimeZoneId(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>When the clocks are next set there.</summary>
    private static DateTimeOffset NextChange(DateTimeOffset now, string name, bool spring)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(4);
        while (true)
        {
            var next = hour.AddHours(1);
            if (zone.GetUtcOffset(next).CompareTo(zone.GetUtcOffset(hour)) == (spring ? 1 : -1))
                return next;
            hour = next;
        }
    }
}
