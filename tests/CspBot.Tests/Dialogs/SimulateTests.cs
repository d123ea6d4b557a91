using System.Text.RegularExpressions;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Who could decide, and why, without asking: typed, filled in, and held against what then happens.</summary>
public sealed partial class SimulateTests
{
    private const string Answer = "requests/simulated";

    private static readonly Dictionary<string, string?> Rules = new()
    {
        ["Approvals:Policy:0"] = "stack: when dialog is onboard-stack-tenant then decided by 2",
        ["Approvals:Policy:1"] = "long: when dialog is grant-owner and duration > 7d then asked by AdminAgent, at most 30d,"
            + " decided by 2 of AdminAgent, ticket \"INC[0-9][0-9][0-9]\"",
        ["Approvals:Policy:2"] = "look: when role is Reader and duration <= 8h then decided by nobody",
        ["Approvals:Policy:3"] = "aisha: when role is Reader then decided by person 00000000-0000-4000-8000-000000000022 \"Aisha\"",
        ["Approvals:Sensitive:0:Customer"] = "Adatum Corporation",
        ["Approvals:Sensitive:0:Warning"] = "Hospital: call its duty officer first.",
    };

    [Theory]
    [InlineData("requests simulate")]
    [InlineData("simulate a request for adatum")]
    [InlineData("who could approve")]
    [InlineData("simuler une demande")]
    [InlineData("demandes simulation")]
    [InlineData("qui pourrait approuver")]
    public async Task It_is_typed_in_either_language(string words)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync(words);
        Assert.True(CardReader.HasButton(form, Answer), CardReader.Text(form));
        Assert.Equal(
            ["dialog", "customer", "role", "duration", "amount", "requester"],
            CardReader.Inputs(form).Select(input => input.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task It_says_that_who_approves_is_asked_to_sign_in()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Approvals:FreshSignIn:Enabled"] = "true",
            ["Approvals:FreshSignIn:Dialogs:0"] = "onboard-stack-tenant",
            ["Approvals:Policy:0"] = "careful: when duration > 8h then sign-in within 30m",
        });
        var form = await host.Nora.SaysAsync("requests simulate adatum");
        foreach (var (duration, isAsked) in new[] { ("30d", true), ("8h", false) })
            Assert.Equal(isAsked, CardReader.Text(await host.Nora.ClicksAsync(form, Answer, Filled("Owner", duration))).Contains(
                "Who approves is asked to sign in: no longer ago than 30 minutes.", StringComparison.Ordinal));
        var stack = new Dictionary<string, string>(Filled("Owner", "8h")) { ["dialog"] = "onboard-stack-tenant" };
        Assert.Contains(
            "no longer ago than 15 minutes",
            CardReader.Text(await host.Nora.ClicksAsync(form, Answer, stack)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_says_which_rule_who_and_what_else_and_nothing_is_made()
    {
        await using var host = await BotHost.StartAsync(Rules);
        var form = await host.Nora.SaysAsync("requests simulate adatum");
        var answer = await host.Nora.ClicksAsync(form, Answer, Filled("Owner", "30d"));
        var said = CardReader.Text(answer);
        Assert.Contains("Approvals needed: 2, from among Tomas Berg, Aisha Khan.", said, StringComparison.Ordinal);
        Assert.Contains("stack: not “dialog is onboard-stack-tenant”", said, StringComparison.Ordinal);
        Assert.Contains("A ticket that looks like INC123 is needed.", said, StringComparison.Ordinal);
        Assert.Contains("Sensitive customer | Hospital: call its duty officer first.", said, StringComparison.Ordinal);
        Assert.Equal("long", CardReader.Facts(answer)["Rule"]);
        Assert.Equal(("admin agents", "admin agents"), (CardReader.Facts(answer)["May ask"], CardReader.Facts(answer)["Decide"]));

        // As somebody else; and back to the form with all that was chosen.
        var ingrid = await host.Nora.ClicksAsync(
            form, Answer, new Dictionary<string, string>(Filled("Owner", "30d")) { ["requester"] = host.Ingrid.ObjectId });
        Assert.Contains("Would be refused", CardReader.Text(ingrid), StringComparison.Ordinal);
        var again = await host.Nora.ClicksAsync(ingrid, "requests/simulating");
        Assert.Equal(("30d", host.Ingrid.ObjectId), (CardReader.Value(again, "duration"), CardReader.Value(again, "requester")));

        // What cannot be read comes back with what is wrong; a forged customer, person or kind makes no card but the form.
        var wrong = new Dictionary<string, string>(Filled("Owner", "30d"))
        {
            ["amount"] = "much",
            ["requester"] = "00000000-0000-4000-8000-0000000000ff",
        };
        var mend = CardReader.Text(await host.Nora.ClicksAsync(form, Answer, wrong));
        Assert.Contains("Write an amount and its currency", mend, StringComparison.Ordinal);
        Assert.Contains("That person is not among our agents", mend, StringComparison.Ordinal);
        wrong = new Dictionary<string, string> { ["dialog"] = "no-such", ["customer"] = "nobody at all" };
        Assert.Contains(
            "Choose what would be asked for.", CardReader.Text(await host.Nora.ClicksAsync(form, Answer, wrong)), StringComparison.Ordinal);
        Assert.Contains("None.", CardReader.Text(await host.Nora.SaysAsync("requests")), StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "submitted");
    }

    /// <summary>24 real requests: what was said of each, and what it then met.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("roles")]
    [InlineData("narrow")]
    public async Task What_is_said_is_what_a_real_request_then_meets(string variant)
    {
        var settings = new Dictionary<string, string?>(Rules);
        if (variant == "roles")
            settings["Approvals:Policy:1"] = "all: when dialog is grant-owner and duration >= 1d then decided by 3, reason";
        if (variant == "narrow")
        {
            settings["Approvals:Policy:1"] = "sales: when duration is permanent then asked by SalesAgent";
            settings["Approvals:Policy:3"] = "two: when duration >= 8h then decided by 2";
        }

        await using var host = await BotHost.StartAsync(settings);
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        foreach (var role in new[] { "Owner", "Reader" })
        {
            foreach (var duration in new[] { "1h", "8h", "1d", "permanent" })
                await MeetAsync(host, role, duration);
        }
    }

    private static async Task MeetAsync(BotHost host, string role, string duration)
    {
        var answer = await host.Nora.ClicksAsync(
            await host.Nora.SaysAsync("requests simulate"), Answer, Filled(role, duration));
        var said = CardReader.Text(answer);
        var review = await RoleScenes.ReviewAsync(
            host.Nora, ("user", RoleScenes.Member), ("role", role), ("duration", duration), ("ticket", "INC123"));
        var rule = CardReader.Facts(answer)["Rule"];
        if (!CardReader.HasButton(review, "grant-owner/submit"))
        {
            Assert.True(said.Contains("Would be refused", StringComparison.Ordinal), said + "\n" + CardReader.Text(review));
            var parts = said.Split(" | ");
            Assert.Contains(parts[Array.LastIndexOf(parts, "Would be refused") + 1], CardReader.Text(review), StringComparison.Ordinal);
            return;
        }

        var own = await host.Nora.ClicksAsync(review, "grant-owner/submit");
        Assert.Equal(rule.StartsWith("None", StringComparison.Ordinal) ? null : rule, CardReader.Facts(own).GetValueOrDefault("Rule"));
        if (!CardReader.HasButton(own, "requests/cancel"))
        {
            Assert.Contains("Runs at once", said, StringComparison.Ordinal);
            var ran = RequestId().Match(CardReader.Text(own)).Value;
            await host.Teams.WaitForAsync($"the end of {ran}", message => message.Conversation == host.Nora.Chat
                && message.Text.Contains(ran, StringComparison.Ordinal)
                && message.Text.Contains("Done and verified", StringComparison.Ordinal));
            await host.ControlAsync("reset", new { });
            return;
        }

        // Those who were named are asked and decide, and as many as were said; the others are not asked.
        var id = Scenarios.RequestOf(own);
        var needed = said.Contains("Approvals needed: 2,", StringComparison.Ordinal) ? 2 : 1;
        Assert.Contains($"Approvals needed: {needed}, from among", said, StringComparison.Ordinal);
        var asked = new List<(string Name, Agent Agent, ShownMessage Card)>();
        foreach (var (name, agent) in new[] { ("Aisha Khan", host.Aisha), ("Tomas Berg", host.Tomas) })
        {
            if (said.Contains(name, StringComparison.Ordinal))
                asked.Add((name, agent, await Scenarios.AskForAsync(host, agent, id)));
        }

        Assert.True(asked.Count >= needed);
        for (var i = 1; i < needed; i++)
        {
            var shown = await asked[i].Agent.ClicksAsync(asked[i].Card.Card, "requests/approve", null, asked[i].Card.Id);
            Assert.Equal($"{i} of {needed}: {asked[i].Name}", CardReader.Facts(shown)["Approvals"]);
        }

        foreach (var (name, agent) in new[] { ("Tomas Berg", host.Tomas), ("Aisha Khan", host.Aisha) })
        {
            var no = agent.Forge("requests/reject", new() { ["request"] = id, ["version"] = needed });
            var (_, body) = await agent.SendAsAskedAsync(no);
            var isNamed = asked.Exists(one => one.Name == name);
            Assert.Equal(!isNamed, CardReader.Text(body.GetProperty("value")).Contains("these decide on", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("R-[0-9A-Z]{5}")]
    private static partial Regex RequestId();

    private static Dictionary<string, string> Filled(string role, string duration) => new()
    {
        ["dialog"] = "grant-owner",
        ["customer"] = ReservationPermissionStories.Adatum,
        ["role"] = role,
        ["duration"] = duration,
    };
}
