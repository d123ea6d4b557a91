using System.Text.Json;
using CspBot.Tests.Dialogs.Trial;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Rules as text through the front door: the people that a rule wants, all of them, and nobody else.</summary>
public sealed class PolicyQuorumTests
{
    private const string HelpdeskGroup = "HelpdeskAgents";

    [Fact]
    public async Task Three_people_decide_and_every_card_says_how_many_have()
    {
        await using var host = await StartAsync("three: when amount > 100 EUR then decided by 3");
        var (id, form) = await SpendAsync(host.Nora, "500 eur");
        var asked = await AskedAsync(host, id);
        Assert.Contains("3 people must approve this", asked[0].Text, StringComparison.Ordinal);
        Assert.Equal("three", CardReader.Facts(asked[0].Card)["Rule"]);

        var first = await host.Tomas.ClicksAsync(
            asked[0].Card, "requests/approve", new Dictionary<string, string> { ["comment"] = "Fine" }, asked[0].Id);
        Assert.Contains("You have approved; 1 of 3 have", CardReader.Text(first), StringComparison.Ordinal);

        // Whoever said yes is neither asked again nor offered to look at it.
        Assert.DoesNotContain("asks for your approval", CardReader.Text(first), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(first, "requests/looking") || CardReader.HasButton(first, "requests/approve"));
        Assert.True(CardReader.HasButton(first, "requests/reject"));
        await host.Nora.SeesAsync("1 of 3 have approved: Tomas Berg");
        await host.Aisha.SeesAsync("1 of 3 have approved: Tomas Berg. Nothing is done before all have.");

        // The same person again does not count, by whatever card; a restart forgets nobody.
        Assert.Contains("another person’s", CardReader.Text(await ApproveAsync(host.Tomas, id, 2)), StringComparison.Ordinal);
        await host.RestartAsync();
        var second = await ApproveAsync(host.Aisha, id, 2);
        Assert.Contains("You have approved; 2 of 3 have", CardReader.Text(second), StringComparison.Ordinal);
        Assert.Equal("2 of 3: Tomas Berg and Aisha Khan", CardReader.Facts(second)["Approvals"]);
        Assert.Contains("another person’s", CardReader.Text(await ApproveAsync(host.Tomas, id, 3)), StringComparison.Ordinal);
        Assert.Contains("another person’s", CardReader.Text(await ApproveAsync(host.Aisha, id, 3)), StringComparison.Ordinal);
        Assert.False(SpendOperation.Ran.ContainsKey(form));

        // Two cards of the third, clicked at once: it runs once.
        await Task.WhenAll(ApproveAsync(host.Ingrid, id, 3), ApproveAsync(host.Ingrid, id, 3));
        var done = await DoneAsync(host, id);
        Assert.Equal("Tomas Berg, Aisha Khan, Ingrid Solberg", CardReader.Facts(done.Card)["Approved by"]);
        Assert.Equal("three", CardReader.Facts(done.Card)["Rule"]);
        Assert.Equal(1, SpendOperation.Ran[form]);
        var audit = await host.AuditAsync();
        Assert.Equal(
            ["1/3", "2/3", "3/3"],
            audit.Where(entry => entry.Kind == "approved").Select(entry => Detail(entry.Document, "yes")));
        Assert.All(
            audit.Where(entry => entry.Kind is "submitted" or "approved"), entry => Assert.Equal("three", Detail(entry.Document, "rule")));
    }

    [Fact]
    public async Task Withdrawn_after_one_yes_of_three_it_was_not_approved_and_shows_no_steps_to_come()
    {
        await using var host = await StartAsync("three: then decided by 3");
        var (id, _) = await SpendAsync(host.Nora, "500 eur");
        await AskedAsync(host, id);
        await ApproveAsync(host.Tomas, id, 1);
        var own = (await host.Nora.SendAsAskedAsync(
            host.Nora.Forge("requests/cancel", new() { ["request"] = id, ["version"] = 2 }))).Body.GetProperty("value");
        Assert.Contains("Withdrawn by Nora Lind", CardReader.Text(own), StringComparison.Ordinal);
        Assert.Equal("1 of 3: Tomas Berg", CardReader.Facts(own)["Approvals"]);
        Assert.DoesNotContain("Approved by", CardReader.Facts(own).Keys);
        Assert.DoesNotContain("○", CardReader.Text(own), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_ends_it_whoever_has_said_yes_and_what_lapses_says_how_many_had()
    {
        await using var host = await StartAsync("three: then decided by 3");
        var (id, form) = await SpendAsync(host.Nora, "500 eur");
        await AskedAsync(host, id);
        await ApproveAsync(host.Tomas, id, 1);
        await ApproveAsync(host.Aisha, id, 2);
        await host.Ingrid.SendAsAskedAsync(host.Ingrid.Forge("requests/reject", new() { ["request"] = id, ["version"] = 3 }));
        await host.Nora.SeesAsync("Rejected by Ingrid Solberg");
        var (other, otherForm) = await SpendAsync(host.Nora, "501 eur");
        await AskedAsync(host, other);
        await ApproveAsync(host.Tomas, other, 1);
        await host.LeapAsync(TimeSpan.FromHours(9));
        await host.Nora.SeesAsync("1 of 3 approved in time (Tomas Berg); nothing was changed");
        Assert.False(SpendOperation.Ran.ContainsKey(form) || SpendOperation.Ran.ContainsKey(otherForm));
    }

    [Fact]
    public async Task Only_those_of_the_approvers_decide_whom_the_rule_names()
    {
        await using var host = await StartAsync(
            "big: when amount > 100 EUR then decided by 2 of SalesAgent or person 00000000-0000-4000-8000-000000000021 \"Tomas\"",
            "small: then decided by group {Helpdesk} \"Helpdesk\"");
        var (id, form) = await SpendAsync(host.Nora, "50 eur");
        var ingrid = await Scenarios.AskForAsync(host, host.Ingrid, id);

        // An approver whom the rule does not name is not asked, does not find it listed, and may say neither yes nor no.
        foreach (var verb in new[] { "requests/approve", "requests/reject" })
        {
            var (_, body) = await host.Tomas.SendAsAskedAsync(host.Tomas.Forge(verb, new() { ["request"] = id, ["version"] = 1 }));
            Assert.Contains(
                "By the rule “small” these decide on", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(id, CardReader.Text(await host.Tomas.SaysAsync("requests")), StringComparison.Ordinal);
        Assert.Contains(id, CardReader.Text(await host.Ingrid.SaysAsync("requests")), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Tomas.Mine(), message => message.Text.Contains("asks for your approval", StringComparison.Ordinal));

        // Who has left the group by the time of the click is none of them any more.
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "SalesAgents", "Approvers" } });
        Assert.Contains(
            "By the rule “small” these decide on", CardReader.Text(await ApproveAsync(host.Ingrid, id, 1)), StringComparison.Ordinal);
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { HelpdeskGroup, "Approvers" } });
        Assert.False(SpendOperation.Ran.ContainsKey(form));
        await host.Ingrid.ClicksAsync(ingrid.Card, "requests/approve", null, ingrid.Id);
        await DoneAsync(host, id);

        // Of the sales agents none is an approver: Tomas alone is too few.
        var card = await host.Nora.SaysAsync("spend 500 eur");
        Assert.Contains(
            "The rule “big” wants the yes of 2, and besides you 1 could give it.",
            CardReader.Text(await host.Nora.ClicksAsync(card, "spend/submit")),
            StringComparison.Ordinal);
    }

    /// <summary>A rule is fixed when something is asked for: what the configuration says later is for what is asked later.</summary>
    [Fact]
    public async Task Another_configuration_does_not_change_who_decides_on_what_waits()
    {
        await using var host = await StartAsync("old: then decided by 2 of AdminAgent");
        var (id, form) = await SpendAsync(host.Nora, "500 eur");
        await Scenarios.AskForAsync(host, host.Tomas, id);
        await using var newer = await host.StartAnotherAsync(("Approvals:Policy:0", "new: then decided by HelpdeskAgent"));
        Assert.Contains(
            "By the rule “old” these decide on", CardReader.Text(await ApproveAsync(newer.Ingrid, id, 1)), StringComparison.Ordinal);
        await ApproveAsync(newer.Tomas, id, 1);
        Assert.False(SpendOperation.Ran.ContainsKey(form));
        await ApproveAsync(newer.Aisha, id, 2);
        await DoneAsync(host, id);
        Assert.Equal(1, SpendOperation.Ran[form]);
    }

    [Fact]
    public async Task Who_may_not_ask_by_the_rule_any_more_when_it_runs_lets_nothing_run()
    {
        await using var host = await StartAsync("team: then asked by group {Helpdesk}");
        await host.ControlAsync("roles", new { user = host.Nora.ObjectId, roles = new[] { "AdminAgents" } });
        var card = await host.Nora.SaysAsync("spend 500 eur");
        Assert.Contains(
            "By the rule “team” only these may ask for this",
            CardReader.Text(await host.Nora.ClicksAsync(card, "spend/submit")),
            StringComparison.Ordinal);
        await host.ControlAsync("roles", new { user = host.Nora.ObjectId, roles = new[] { "AdminAgents", HelpdeskGroup } });
        var (id, form) = await SpendAsync(host.Nora, "500 eur");
        await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.ControlAsync("roles", new { user = host.Nora.ObjectId, roles = new[] { "AdminAgents" } });
        await ApproveAsync(host.Tomas, id, 1);
        await host.Nora.SeesAsync("Nora Lind is no longer among those who may ask for this by the rule “team”");
        Assert.False(SpendOperation.Ran.ContainsKey(form));
    }

    [Fact]
    public async Task The_yes_of_somebody_who_may_no_longer_decide_no_longer_counts()
    {
        await using var host = await StartAsync("two: then decided by 2");
        var (id, form) = await SpendAsync(host.Nora, "500 eur");
        await AskedAsync(host, id);
        await ApproveAsync(host.Aisha, id, 1);
        await host.Nora.SeesAsync("Approved by Aisha Khan; a second person must agree");
        await host.ControlAsync("roles", new { user = host.Aisha.ObjectId, roles = Array.Empty<string>() });

        // Where nobody can say whether she still may, the click is lost and nothing else.
        await host.ControlAsync("faults", new { api = "graph", path = host.Aisha.ObjectId, status = 503 });
        await ApproveAsync(host.Tomas, id, 2);
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "approved");
        await host.ClearFaultsAsync();

        // The click that would have decided is a yes; what stood before it is gone, and everybody reads why.
        var second = CardReader.Text(await ApproveAsync(host.Tomas, id, 2));
        Assert.Contains("You have approved; a second person must agree", second, StringComparison.Ordinal);
        Assert.Contains("Aisha Khan’s yes no longer counts", second, StringComparison.Ordinal);
        await host.Nora.SeesAsync("Aisha Khan’s yes no longer counts, as they may no longer decide; one more is needed.");
        await host.Ingrid.SeesAsync("Aisha Khan’s yes no longer counts, as they may no longer decide; one more is needed.");
        Assert.False(SpendOperation.Ran.ContainsKey(form));
        var said = (await host.AuditAsync()).Last(entry => entry.Kind == "approved").Document;
        Assert.Equal(("1/2", "Aisha Khan"), (Detail(said, "yes"), Detail(said, "noLongerCounts")));

        await ApproveAsync(host.Ingrid, id, 3);
        var done = await DoneAsync(host, id);
        Assert.Equal("Tomas Berg and Ingrid Solberg", CardReader.Facts(done.Card)["Approved by"]);
        Assert.Equal(1, SpendOperation.Ran[form]);
    }

    [Fact]
    public async Task Who_left_the_rule_s_group_is_not_counted_and_counts_again_once_back_with_a_new_yes()
    {
        await using var host = await StartAsync("two: then decided by 2 of AdminAgent or HelpdeskAgent");
        var (id, form) = await SpendAsync(host.Nora, "500 eur");
        await AskedAsync(host, id);
        await ApproveAsync(host.Ingrid, id, 1);
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "SalesAgents", "Approvers" } });
        Assert.Contains(
            "Ingrid Solberg’s yes no longer counts", CardReader.Text(await ApproveAsync(host.Tomas, id, 2)), StringComparison.Ordinal);
        Assert.False(SpendOperation.Ran.ContainsKey(form));
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { HelpdeskGroup, "Approvers" } });
        var last = CardReader.Text(await ApproveAsync(host.Ingrid, id, 3));
        Assert.DoesNotContain("no longer counts", last, StringComparison.Ordinal);
        await DoneAsync(host, id);
        Assert.Equal(1, SpendOperation.Ran[form]);
    }

    [Fact]
    public async Task An_approver_who_may_not_decide_any_more_before_anything_was_done_lets_nothing_run()
    {
        await using var host = await StartAsync("one: then decided by HelpdeskAgent");
        var (id, form) = await SpendAsync(host.Nora, "500 eur");
        await Scenarios.AskForAsync(host, host.Ingrid, id);

        // Nobody knows who asked until the approver has lost her right: the run cannot come before that.
        await host.ControlAsync("faults", new { api = "graph", path = host.Nora.ObjectId, status = 503 });
        await ApproveAsync(host.Ingrid, id, 1);
        await host.Teams.WaitForAsync(
            "put off",
            message => message.Conversation == host.Nora.Chat && message.Text.Contains("tried again", StringComparison.Ordinal));
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "SalesAgents", "Approvers" } });
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(1));
        await host.Nora.SeesAsync("Ingrid Solberg, who approved this, may no longer decide on it, so nothing was done.");
        Assert.False(SpendOperation.Ran.ContainsKey(form));
    }

    [Fact]
    public Task Of_three_people_two_at_once_are_two_steps() => RaceAsync();

    [RequiresFact("postgres")]
    public async Task Of_three_people_two_at_once_on_two_instances_of_one_PostgreSQL_too() =>
        await RaceAsync(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());

    private static async Task RaceAsync(string? database = null)
    {
        await using var host = await StartAsync(database, ["three: then decided by 3"]);
        await using var other = await host.StartAnotherAsync();
        var (id, form) = await SpendAsync(host.Nora, "500 eur");
        await AskedAsync(host, id);
        for (var said = 0; said < 2; said++)
        {
            // On the same version, each at an instance of its own: one counts, the other is told so.
            var version = said + 1;
            var (one, two) = said == 0 ? (host.Tomas, other.Aisha) : (host.Ingrid, await LeftAsync(host, other, id));
            await Task.WhenAll(ApproveAsync(one, id, version), ApproveAsync(two, id, version));
            Assert.Equal(said == 0 ? ["1/3"] : ["1/3", "2/3"], await YesAsync(host, id));
            Assert.False(SpendOperation.Ran.ContainsKey(form));
        }

        var all = new[] { host.Tomas, other.Aisha, host.Ingrid, other.Tomas, host.Aisha, other.Ingrid };
        await Task.WhenAll(all.Select(agent => ApproveAsync(agent, id, 3)));
        await DoneAsync(host, id);
        Assert.Equal(["1/3", "2/3", "3/3"], await YesAsync(host, id));
        Assert.Equal(1, SpendOperation.Ran[form]);
    }

    /// <summary>Whichever of the first two came too late, at the other instance.</summary>
    private static async Task<Agent> LeftAsync(BotHost host, TestBot other, string id)
    {
        var first = (await host.AuditAsync()).Single(entry => entry.Kind == "approved" && entry.Request == id);
        return first.Document.Contains(host.Tomas.ObjectId, StringComparison.Ordinal) ? other.Aisha : other.Tomas;
    }

    private static async Task<IEnumerable<string?>> YesAsync(BotHost host, string id) =>
        (await host.AuditAsync())
            .Where(entry => entry.Kind == "approved" && entry.Request == id)
            .Select(entry => Detail(entry.Document, "yes"));

    private static Task<BotHost> StartAsync(params string[] rules) => StartAsync(null, rules);

    private static async Task<BotHost> StartAsync(string? database, IReadOnlyList<string> rules)
    {
        var host = await BotHost.StartAsync(prepare: all =>
        {
            var settings = (IDictionary<string, string?>)all;
            if (database is not null)
                settings["Store:ConnectionString"] = database;
            foreach (var (i, rule) in rules.Index())
            {
                settings[$"Approvals:Policy:{i}"] = rule.Replace(
                    "{Helpdesk}", all["Partner:HelpdeskAgentsGroupId"], StringComparison.Ordinal);
            }
        }, dialog: SpendDialog.Entry);
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { HelpdeskGroup, "Approvers" } });
        foreach (var approver in new[] { host.Tomas, host.Aisha, host.Ingrid })
            await approver.InstallAsync();
        return host;
    }

    private static async Task<IReadOnlyList<ShownMessage>> AskedAsync(BotHost host, string id) =>
    [
        await Scenarios.AskForAsync(host, host.Tomas, id),
        await Scenarios.AskForAsync(host, host.Aisha, id),
        await Scenarios.AskForAsync(host, host.Ingrid, id),
    ];

    private static Task<ShownMessage> DoneAsync(BotHost host, string id) => host.Teams.WaitForAsync(
        "done " + id,
        message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && message.Text.Contains("Done and verified", StringComparison.Ordinal));

    private static async Task<(string Id, string Form)> SpendAsync(Agent agent, string words)
    {
        var card = await agent.SaysAsync("spend " + words);
        var form = CardReader.Button(card, "spend/submit").GetProperty("data").GetProperty("form").GetString()!;
        var own = await agent.ClicksAsync(card, "spend/submit");
        return (Scenarios.RequestOf(own), $"form:spend:{agent.ObjectId}:{form}");
    }

    private static async Task<JsonElement> ApproveAsync(Agent agent, string id, int version) =>
        (await agent.SendAsAskedAsync(agent.Forge("requests/approve", new() { ["request"] = id, ["version"] = version })))
            .Body.GetProperty("value");

    private static string? Detail(string document, string name) =>
        JsonElement.Parse(document).GetProperty("detail").TryGetProperty(name, out var value) ? value.GetString() : null;
}
