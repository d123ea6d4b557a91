using System.Globalization;
using System.Text.Json;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Whose yes to a pre-approval counts for what is asked for under it: by its rule of now, and theirs alone.</summary>
public sealed class PreapprovalYesTests
{
    private const string Rule = "Approvals:Policy:0";

    /// <summary>An approver and, as nobody else decided in time, one of the second group gave it.</summary>
    [Fact]
    public async Task The_second_group_s_yes_passes_no_rule_that_names_people_and_does_not_hinder_who_is_named()
    {
        await using var host = await BotHost.StartAsync(prepare: all =>
        {
            var settings = (IDictionary<string, string?>)all;
            settings["Approvals:Standing:Enabled"] = "true";
            settings["Approvals:Escalate:After"] = "01:00:00";
            settings["Approvals:Escalate:Group"] = all["Partner:HelpdeskAgentsGroupId"];
            settings[Rule] = "two: when dialog is grant-owner then decided by 2";
        });
        foreach (var agent in new[] { host.Tomas, host.Aisha, host.Ingrid })
            await agent.InstallAsync();
        var id = await GivenAsync(host);

        // Two of these people, of whom one has said yes: it is asked for.
        var named = $"person {host.Tomas.ObjectId} or person {host.Aisha.ObjectId}";
        await using (var both = await host.StartAnotherAsync((Rule, $"both: then decided by 2 of {named}")))
        {
            var own = await both.Nora.ClicksAsync(await ReviewAsync(both, 2), "grant-owner/submit");
            Assert.Contains("Waiting for approval", CardReader.Text(own), StringComparison.Ordinal);
            await both.Nora.ClicksAsync(own, "requests/cancel");
        }

        // One of them, who has: it runs by that yes, and does not fail for the other one.
        await using var one = await host.StartAnotherAsync((Rule, $"one: then decided by 1 of {named}"));
        await one.Nora.ClicksAsync(await ReviewAsync(one, 0), "grant-owner/submit");
        var done = await host.Teams.WaitForAsync("it is over", message => message.Conversation == host.Nora.Chat
            && CardReader.Facts(message.Card).ContainsKey("Pre-approval")
            && (message.Text.Contains("Done and verified", StringComparison.Ordinal)
                || message.Text.Contains("may no longer decide", StringComparison.Ordinal)));
        Assert.Contains("Done and verified", done.Text, StringComparison.Ordinal);
        Assert.StartsWith($"{id}, by Tomas Berg, until", CardReader.Facts(done.Card)["Pre-approval"], StringComparison.Ordinal);
    }

    private static async Task<string> GivenAsync(BotHost host)
    {
        var until = TimeZoneInfo.ConvertTime(host.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).AddHours(48);
        var review = await host.Nora.ClicksAsync(
            await host.Nora.SaysAsync("standing approval adatum"),
            "requests/details",
            new Dictionary<string, string>
            {
                ["duration"] = "8h",
                ["untilDay"] = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["untilTime"] = until.ToString("HH:mm", CultureInfo.InvariantCulture),
                ["reason"] = "Migration week",
            });
        var id = Scenarios.RequestOf(await host.Nora.ClicksAsync(review, "requests/submit"));
        var first = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(first.Card, "requests/approve", null, first.Id);
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        var second = await Scenarios.AskForAsync(host, host.Ingrid, id);
        await host.Ingrid.ClicksAsync(second.Card, "requests/approve", null, second.Id);
        var store = host.Services.GetRequiredService<RequestStore>();
        await Eventually.IsTrueAsync("it is in force", async () => PreapprovalMatch.Stands((await host.Services
            .GetRequiredService<Database>().ReadAsync(session => store.FindAsync(session, id), default))!));
        return id;
    }

    private static async Task<JsonElement> ReviewAsync(BotHost host, int user)
    {
        var form = await host.Nora.SaysAsync("grant owner adatum");
        return await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[user].Value,
            ["duration"] = "8h",
            ["reason"] = "Migration weekend",
        });
    }
}
