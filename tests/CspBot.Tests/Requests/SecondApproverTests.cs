using System.Text.Json;
using CspBot.Tests.Dialogs.Trial;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Above the limit a second person must agree; and who may ask only needs somebody who may run it.</summary>
public sealed class SecondApproverTests
{
    private static readonly Dictionary<string, string?> Limit = new()
    {
        ["Approvals:MaxAmount"] = "10000 EUR",
        ["Approvals:Rates:USD"] = "0.9",
        ["Approvals:RateSource"] = "ECB, 27 November 2026",
    };

    [Fact]
    public async Task Two_people_decide_and_both_are_named()
    {
        await using var host = await StartAsync();
        var (id, form) = await SpendAsync(host.Nora, "12000 eur");
        var tomas = await Scenarios.AskForAsync(host, host.Tomas, id);
        Assert.Contains("Two people must approve this", tomas.Text, StringComparison.Ordinal);
        Assert.Contains("12,000.00 EUR: above 10,000.00 EUR, so two people decide", tomas.Text, StringComparison.Ordinal);

        // The first yes decides nothing yet, and everybody sees whose it is.
        var first = await host.Tomas.ClicksAsync(
            tomas.Card, "requests/approve", new Dictionary<string, string> { ["comment"] = "Budget is there" }, tomas.Id);
        Assert.Contains("You have approved; a second person must agree", CardReader.Text(first), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(first, "requests/approve"));
        Assert.True(CardReader.HasButton(first, "requests/reject"));
        await host.Nora.SeesAsync("Approved by Tomas Berg; a second person must agree");
        var aisha = await host.Aisha.SeesAsync("Tomas Berg has approved; a second person must agree");
        Assert.Contains("“Budget is there”", aisha.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(id, CardReader.Text(await host.Tomas.SaysAsync("requests")), StringComparison.Ordinal);
        Assert.Contains(id, CardReader.Text(await host.Aisha.SaysAsync("requests")), StringComparison.Ordinal);

        // The same click again changes nothing; the same person's second yes, with the right version, is an attempt and leaves a trace.
        Assert.Contains(
            "You have approved; a second person must agree",
            CardReader.Text(await ApproveAsync(host.Tomas, id, 1)),
            StringComparison.Ordinal);
        Assert.Empty(Refused(await host.AuditAsync(), id));
        Assert.Contains(
            "the second yes must be another person’s", CardReader.Text(await ApproveAsync(host.Tomas, id, 2)), StringComparison.Ordinal);
        Assert.Contains(
            "Nobody approves their own request".ToLowerInvariant(),
            CardReader.Text(await ApproveAsync(host.Nora, id, 2)).ToLowerInvariant(),
            StringComparison.Ordinal);
        Assert.Contains(
            "You are not on the list of approvers", CardReader.Text(await ApproveAsync(host.Ingrid, id, 2)), StringComparison.Ordinal);
        Assert.Equal(["SameApprover", "OwnRequest", "NotApprover"], Refused(await host.AuditAsync(), id));
        Assert.False(SpendOperation.Ran.ContainsKey(form));

        // A restart between the two forgets nothing.
        await host.RestartAsync();
        var second = await host.Aisha.ClicksAsync(aisha.Card, "requests/approve", null, aisha.Id);
        Assert.Contains("Tomas Berg and Aisha Khan", CardReader.Text(second), StringComparison.Ordinal);
        var done = await host.Nora.SeesAsync("Done and verified");
        Assert.Equal("Tomas Berg and Aisha Khan", CardReader.Facts(done.Card)["Approved by"]);
        Assert.Equal(1, SpendOperation.Ran[form]);
        var audit = await host.AuditAsync();
        Assert.Equal(
            ["1/2", "2/2"],
            audit.Where(entry => entry.Kind == "approved").Select(entry => Detail(entry.Document, "yes")));
        var submitted = audit.Single(entry => entry.Kind == "submitted").Document;
        Assert.Contains("12,000.00 EUR: above", Detail(submitted, "needs"), StringComparison.Ordinal);
        var list = await host.Nora.SaysAsync("requests");
        Assert.Contains(
            "Tomas Berg + Aisha Khan",
            CardReader.Value(await host.Nora.ClicksAsync(list, "requests/export"), "csv")!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_said_yes_may_take_it_back_by_a_no_and_the_wait_for_the_second_ends_like_any_other()
    {
        await using var host = await StartAsync();
        var (id, form) = await SpendAsync(host.Nora, "12000 eur");
        var tomas = await Scenarios.AskForAsync(host, host.Tomas, id);
        var first = await host.Tomas.ClicksAsync(tomas.Card, "requests/approve", null, tomas.Id);
        await host.Tomas.ClicksAsync(first, "requests/reject", null, tomas.Id);
        await host.Nora.SeesAsync("Rejected by Tomas Berg");

        // Reminders go to those who can still say yes; then it lapses.
        var (other, otherForm) = await SpendAsync(host.Nora, "5 gbp");
        var asked = await Scenarios.AskForAsync(host, host.Tomas, other);
        Assert.Contains("there is no rate into the currency of the limit", asked.Text, StringComparison.Ordinal);
        await host.Tomas.ClicksAsync(asked.Card, "requests/approve", null, asked.Id);
        await host.LeapAsync(TimeSpan.FromMinutes(16));
        var reminder = await host.Aisha.SeesAsync($"{other} still waits for a decision");
        Assert.Contains("Tomas Berg has approved", reminder.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            host.Tomas.Mine(), message => message.Text.Contains($"{other} still waits", StringComparison.Ordinal));
        await host.LeapAsync(TimeSpan.FromHours(9));
        await host.Nora.SeesAsync("Tomas Berg approved, and no second person did in time; nothing was changed");
        Assert.False(SpendOperation.Ran.ContainsKey(form) || SpendOperation.Ran.ContainsKey(otherForm));
    }

    [Fact]
    public async Task A_sales_agent_asks_and_only_an_admin_agent_s_yes_runs_it()
    {
        await using var host = await StartAsync();
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "HelpdeskAgents", "Approvers" } });
        await host.Ingrid.InstallAsync();
        foreach (var words in new[] { "500 eur", "500 eur nobody" })
        {
            var (id, form) = await SpendAsync(host.Pierre.In("en-US"), words);
            var tomas = await Scenarios.AskForAsync(host, host.Tomas, id);
            Assert.Contains(
                "Pierre Martin may ask for this but not do it: your approval, as an admin agent, is what lets it run.",
                tomas.Text,
                StringComparison.Ordinal);
            Assert.DoesNotContain(host.Ingrid.Mine(), message => message.Text.Contains(id, StringComparison.Ordinal));
            Assert.Contains(
                "only an approver who is an admin agent can approve it",
                CardReader.Text(await ApproveAsync(host.Ingrid, id, 1)),
                StringComparison.Ordinal);
            Assert.False(SpendOperation.Ran.ContainsKey(form));
            await host.Tomas.ClicksAsync(tomas.Card, "requests/approve", null, tomas.Id);
            await host.Teams.WaitForAsync(
                "done",
                message => message.Conversation == host.Pierre.Chat && message.Text.Contains(id, StringComparison.Ordinal)
                    && message.Text.Contains("Done and verified", StringComparison.Ordinal));
            Assert.Equal(1, SpendOperation.Ran[form]);
        }

        // The helpdesk may not even ask; and without an admin agent among the approvers a sales agent is told so.
        Assert.Contains("admin agent (AdminAgents)", CardReader.Text(await host.Ingrid.SaysAsync("spend 5 eur")), StringComparison.Ordinal);
        foreach (var approver in new[] { host.Tomas, host.Aisha })
            await host.ControlAsync("roles", new { user = approver.ObjectId, roles = new[] { "SalesAgents", "Approvers" } });
        var refused = await host.Pierre.In("en-US").ClicksAsync(await host.Pierre.In("en-US").SaysAsync("spend 5 eur"), "spend/submit");
        Assert.Contains("no other approver is an admin agent", CardReader.Text(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approver_who_is_no_admin_agent_any_more_when_it_runs_lets_nothing_run()
    {
        await using var host = await StartAsync();
        var (id, form) = await SpendAsync(host.Pierre.In("en-US"), "500 eur");
        var tomas = await Scenarios.AskForAsync(host, host.Tomas, id);

        // Nobody knows who asked until the approver has lost his role: the run cannot come before that.
        await host.ControlAsync("faults", new { api = "graph", path = host.Pierre.ObjectId, status = 503 });
        await host.Tomas.ClicksAsync(tomas.Card, "requests/approve", null, tomas.Id);
        await host.Teams.WaitForAsync(
            "put off",
            message => message.Conversation == host.Pierre.Chat && message.Text.Contains("tried again", StringComparison.Ordinal));
        await host.ControlAsync("roles", new { user = host.Tomas.ObjectId, roles = new[] { "SalesAgents", "Approvers" } });
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(1));
        await host.Teams.WaitForAsync("refused", message => message.Conversation == host.Pierre.Chat
            && message.Text.Contains("Tomas Berg no longer holds the partner role admin agent", StringComparison.Ordinal));
        Assert.False(SpendOperation.Ran.ContainsKey(form));
    }

    [Fact]
    public Task Two_approvers_at_once_are_one_first_and_one_second_yes() => RaceAsync(Limit);

    [RequiresFact("postgres")]
    public async Task Two_approvers_at_once_on_two_instances_of_one_PostgreSQL_too() =>
        await RaceAsync(new Dictionary<string, string?>(Limit)
        {
            ["Store:ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
        });

    private static async Task RaceAsync(Dictionary<string, string?> settings)
    {
        await using var host = await StartAsync(settings);
        await using var other = await host.StartAnotherAsync();
        for (var round = 0; round < 2; round++)
        {
            var (id, form) = await SpendAsync(host.Nora, $"{12000 + round} eur");
            await Scenarios.AskForAsync(host, host.Tomas, id);
            await Scenarios.AskForAsync(host, host.Aisha, id);

            // Four clicks each on the same version, half of them at the other instance: one of the two is the first, nobody the second.
            var clicks = Enumerable.Range(0, 8).Select(i =>
            {
                var bot = (TestBot)(i / 2 % 2 == 0 ? host : other);
                return ApproveAsync(i % 2 == 0 ? bot.Tomas : bot.Aisha, id, 1);
            });
            var answers = (await Task.WhenAll(clicks)).Select(CardReader.Text).ToList();
            var byTomas = answers.Where((_, i) => i % 2 == 0).All(text => text.Contains("You have approved", StringComparison.Ordinal));
            Assert.All(answers.Where((_, i) => i % 2 == (byTomas ? 1 : 0)), text => Assert.Contains(
                $"{(byTomas ? "Tomas Berg" : "Aisha Khan")} approved in the meantime", text, StringComparison.Ordinal));
            Assert.False(SpendOperation.Ran.ContainsKey(form));
            Assert.Equal(["1/2"], await YesAsync(host, id));

            // Then both at once again: the first one is refused, the second one's yes runs it once.
            var both = await Task.WhenAll(ApproveAsync(host.Tomas, id, 2), ApproveAsync(other.Aisha, id, 2));
            Assert.Single(both, card => CardReader.Text(card).Contains("the second yes must be another person’s", StringComparison.Ordinal)
                || CardReader.Text(card).Contains("You have decided on this already", StringComparison.Ordinal));
            var said = string.Join("\n", both.Select(CardReader.Text));
            await host.Teams.WaitForAsync($"done {id}, after the answers {said}", message => message.Conversation == host.Nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal)
                && message.Text.Contains("Done and verified", StringComparison.Ordinal));
            Assert.Equal(1, SpendOperation.Ran[form]);
            Assert.Equal(["1/2", "2/2"], await YesAsync(host, id));
        }
    }

    private static async Task<IEnumerable<string?>> YesAsync(BotHost host, string id) =>
        (await host.AuditAsync())
            .Where(entry => entry.Kind == "approved" && entry.Request == id)
            .Select(entry => Detail(entry.Document, "yes"));

    private static async Task<BotHost> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var host = await BotHost.StartAsync(settings ?? Limit, dialog: SpendDialog.Entry);
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        return host;
    }

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

    private static IReadOnlyList<string?> Refused(IEnumerable<CspBot.Requests.Audits.AuditEntry> audit, string id) =>
        [.. audit.Where(entry => entry.Kind == "refused" && entry.Request == id).Select(entry => Detail(entry.Document, "reason"))];

    private static string? Detail(string document, string name) =>
        JsonElement.Parse(document).GetProperty("detail").TryGetProperty(name, out var value) ? value.GetString() : null;
}
