using System.Text.Json;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>What a requester may add after asking, through the front door: a comment, a reminder, another end.</summary>
public sealed class RequestTalkTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
        await _host.Aisha.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_comment_stands_on_every_copy_and_who_decides_has_seen_it()
    {
        var (id, own) = await AskAsync("8h");
        var tomas = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        var aisha = await Scenarios.AskForAsync(_host, _host.Aisha, id);
        var stale = _host.Tomas.Click(tomas.Card, "requests/approve", null, tomas.Id);
        var said = await SayAsync(own, "requests/comment", ("comment", "The customer waits on the telephone"));
        Assert.Contains("The approvers see your comment on their cards.", Text(said), StringComparison.Ordinal);
        foreach (var copy in new[] { tomas, aisha })
            await _host.Teams.WaitForAsync("the comment", message => message.Id == copy.Id
                && message.Text.Contains("The customer waits on the telephone", StringComparison.Ordinal));

        // The yes on a card that did not show it is refused; the card that does takes it.
        await _host.Tomas.SendAsync(stale);
        Assert.DoesNotContain(await _host.AuditAsync(), entry => entry.Kind == "approved");
        var fields = AuditFields.Of(0, (await _host.AuditAsync()).Single(entry => entry.Kind == "commented").Document)!;
        Assert.Equal(("The customer waits on the telephone", _host.Nora.ObjectId), (fields["detail.comment"], fields["actor.objectId"]));
        var now = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        await _host.Tomas.ClicksAsync(now.Card, "requests/approve", null, now.Id);
        await _host.Nora.SeesAsync("Done and verified");

        // It is kept: the card that is opened later has it too.
        var shown = await ForgeAsync(_host.Nora, "requests/show", id, 0);
        Assert.Contains("The customer waits on the telephone", Text(shown), StringComparison.Ordinal);
        Assert.Contains("no longer waits", Text(await ForgeAsync(_host.Nora, "requests/comment", id, 0, "late")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_comments_reminds_or_changes_and_an_empty_comment_is_none()
    {
        var (id, own) = await AskAsync("8h");
        foreach (var verb in new[] { "requests/comment", "requests/remind", "requests/end", "requests/more" })
            Assert.Contains("is not your request", Text(await ForgeAsync(_host.Tomas, verb, id, 1, "x", "1h")), StringComparison.Ordinal);
        var empty = await SayAsync(own, "requests/comment");
        Assert.Contains("There is no comment.", Text(empty), StringComparison.Ordinal);
        Assert.NotNull(CardReader.Input(empty, "comment"));
        var unknown = await ForgeAsync(_host.Nora, "requests/end", id, 1, duration: "3w");
        Assert.Contains("This duration is not possible here.", Text(unknown), StringComparison.Ordinal);
        Assert.NotNull(CardReader.Input(unknown, "duration"));
        for (var i = 0; i < 11; i++)
            own = await ForgeAsync(_host.Nora, "requests/comment", id, 1 + i, $"Comment {i}");
        Assert.Contains("ten comments", Text(own), StringComparison.Ordinal);
        Assert.Equal(10, (await _host.AuditAsync()).Count(entry => entry.Kind == "commented"));

        // Who withdrew it and then clicks Undo says something else, which stands on record; a second withdrawal is a repeat.
        foreach (var verb in new[] { "requests/cancel", "requests/cancel", "requests/undo" })
            await ForgeAsync(_host.Nora, verb, id, 11);
        var audit = await _host.AuditAsync();
        Assert.Single(audit, entry => entry.Kind == "cancelled");
        Assert.Single(audit, entry => entry.Kind == "refused" && entry.Document.Contains("\"what\":\"undo\"", StringComparison.Ordinal));
        Assert.DoesNotContain(audit, entry => entry.Document.Contains("\"what\":\"cancelled\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reminder_by_hand_goes_to_everybody_who_may_decide_once_in_a_quarter_of_an_hour()
    {
        var (id, own) = await AskAsync("8h");
        await Scenarios.AskForAsync(_host, _host.Tomas, id);
        Assert.Contains("less than 15 minutes old", Text(await SayAsync(own, "requests/remind")), StringComparison.Ordinal);
        await _host.LeapAsync(TimeSpan.FromMinutes(20));
        await RemindersAsync(id, 1);
        var sent = await ForgeAsync(_host.Nora, "requests/remind", id, 1);
        Assert.Contains("The approvers are reminded.", Text(sent), StringComparison.Ordinal);
        await RemindersAsync(id, 2);
        Assert.Contains("less than 15", Text(await ForgeAsync(_host.Nora, "requests/remind", id, 1)), StringComparison.Ordinal);
        Assert.Single(await _host.AuditAsync(), entry => entry.Kind == "reminded-by-hand");

        // Their buttons are as good as before.
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await _host.Nora.SeesAsync("Done and verified");
    }

    [Fact]
    public async Task Shorter_is_done_at_once_while_it_waits_and_longer_asks_everybody_again()
    {
        var (id, own) = await AskAsync("8h");
        var first = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        var changed = await SayAsync(own, "requests/end", ("duration", "1h"));
        Assert.Contains("The end is changed.", Text(changed), StringComparison.Ordinal);
        await _host.Teams.WaitForAsync(
            "one hour", message => message.Id == first.Id && message.Text.Contains("1 hour", StringComparison.Ordinal));

        var longer = await SayAsync(changed, "requests/end", ("duration", "7d"));
        Assert.Contains("The end is changed.", Text(longer), StringComparison.Ordinal);

        // They are told what changed, in a message of its own: that is no reminder.
        foreach (var approver in new[] { _host.Tomas, _host.Aisha })
        {
            var told = await approver.SeesAsync("It asks for 7 days now instead of 1 hour; approvals given so far no longer count.");
            Assert.Contains($"{id} asks for longer", told.Text, StringComparison.Ordinal);
            Assert.Contains("Nora Lind", told.Text, StringComparison.Ordinal);
            Assert.Equal(id, CardReader.Button(told.Card, "requests/show").GetProperty("data").GetProperty("request").GetString());
        }

        await RemindersAsync(id, 0);
        await _host.Teams.WaitForAsync(
            "7 days", message => message.Id == first.Id && message.Text.Contains("7 days", StringComparison.Ordinal));
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await _host.Nora.SeesAsync("Done and verified");
        var kinds = (await _host.AuditAsync()).Where(entry => entry.Kind == "end-changed").ToList();
        Assert.Equal(["1h", "7d"], kinds.Select(entry => AuditFields.Of(0, entry.Document)!["detail.duration"]));
        var never = await ForgeAsync(_host.Nora, "requests/end", id, await VersionAsync(id), "", "9y");
        Assert.Contains("This duration is not possible", Text(never), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Longer_keeps_to_the_hours_of_the_rule_that_it_then_has()
    {
        // Three days from now: it begins at any time of day, and lives through one midnight at most.
        var day = PolicyHours.DayNames[((int)TestClock.World().GetUtcNow().DayOfWeek + 2) % 7];
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Approvals:Policy:0"] = $"long: when duration > 2h then decided by 1, hours {day} 00:00-00:01 UTC",
        });
        await host.Tomas.InstallAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora, "1h");
        var id = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, host.Tomas, id);
        Assert.Contains("long", Text(await ForgeAsync(host.Nora, "requests/end", id, 1, "", "8h")), StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "end-changed");
        Assert.Contains(
            "Policy.Closed",
            (await host.AuditAsync()).Last(entry => entry.Kind == "refused").Document,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Longer_and_longer_asks_as_seldom_as_reminders_do_and_not_without_end()
    {
        var (id, own) = await AskAsync("1h");
        await Scenarios.AskForAsync(_host, _host.Tomas, id);
        Assert.Contains("The end is changed.", Text(await EndAsync(id, "4h")), StringComparison.Ordinal);
        await _host.Tomas.SeesAsync("It asks for 4 hours now instead of 1 hour");
        Assert.Contains("The end is changed.", Text(await EndAsync(id, "1h")), StringComparison.Ordinal);
        var again = Text(await EndAsync(id, "8h"));
        Assert.Contains("You can ask for longer in 15 min.", again, StringComparison.Ordinal);
        Assert.Contains("less than 15", Text(await ForgeAsync(_host.Nora, "requests/remind", id, 1)), StringComparison.Ordinal);
        Assert.Equal(["4h", "1h"], await EndsAsync());

        // A quarter of an hour after, it may; and however often, it waits no longer than twice the time to decide.
        for (var i = 0; i < 3; i++)
        {
            await _host.LeapAsync(TimeSpan.FromHours(4.5));
            Assert.Contains("The end is changed.", Text(await EndAsync(id, "4h")), StringComparison.Ordinal);
            Assert.Contains("The end is changed.", Text(await EndAsync(id, "1h")), StringComparison.Ordinal);
        }

        await _host.LeapAsync(TimeSpan.FromHours(3));
        await _host.Nora.SeesAsync("Nobody decided in time");
    }

    private async Task<JsonElement> EndAsync(string id, string duration) =>
        await ForgeAsync(_host.Nora, "requests/end", id, await VersionAsync(id), "", duration);

    private async Task<IEnumerable<string>> EndsAsync() =>
        (await _host.AuditAsync())
            .Where(entry => entry.Kind == "end-changed")
            .Select(entry => AuditFields.Of(0, entry.Document)!["detail.duration"]);

    [Fact]
    public async Task What_stands_ends_sooner_at_its_new_moment_and_for_longer_one_asks_anew()
    {
        var (id, _) = await AskAsync("8h");
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var done = await _host.Nora.SeesAsync("Done and verified");
        var later = await ForgeAsync(_host.Nora, "requests/end", id, await VersionAsync(id), "", "1d");
        Assert.Contains("That asks for approval again.", Text(later), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(later, "customers/access"));
        Assert.Single(await _host.AuditAsync(), entry => entry.Kind == "refused");

        var form = await _host.Nora.ClicksAsync(done.Card, "requests/more");
        Assert.Equal(["1h", "4h"], CardReader.Choices(form, "duration").Select(choice => choice.Value));
        var sooner = await _host.Nora.ClicksAsync(form, "requests/end", new Dictionary<string, string> { ["duration"] = "1h" });
        Assert.Contains("The end is changed.", Text(sooner), StringComparison.Ordinal);
        Assert.Contains("Ends earlier", Text(sooner), StringComparison.Ordinal);
        await _host.LeapAsync(TimeSpan.FromMinutes(59));
        Assert.DoesNotContain(await _host.AuditAsync(), entry => entry.Kind == "ended");
        await _host.LeapAsync(TimeSpan.FromMinutes(2));
        await _host.Nora.SeesAsync("Ended and verified");
        Assert.Contains("Ended early", Text(await ForgeAsync(_host.Nora, "requests/show", id, 0)), StringComparison.Ordinal);
        Assert.Single(await _host.AuditAsync(), entry => entry.Kind == "ended");
        Assert.Contains(
            "cannot be changed now", Text(await ForgeAsync(_host.Nora, "requests/end", id, await VersionAsync(id), "", "1h")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_said_in_french_too()
    {
        var nora = _host.Nora.In("fr-FR");
        var (own, _, _) = await Scenarios.SubmitGrantAsync(_host, nora);
        var form = await nora.ClicksAsync(own, "requests/more");
        Assert.Contains("Combien de temps cela doit durer", form.GetRawText(), StringComparison.Ordinal);
        var said = await nora.ClicksAsync(form, "requests/comment", new Dictionary<string, string> { ["comment"] = "C’est urgent" });
        Assert.Contains("Les approbateurs voient votre commentaire", Text(said), StringComparison.Ordinal);
        await _host.Tomas.SeesAsync("C’est urgent");
    }

    private async Task<(string Id, JsonElement Own)> AskAsync(string duration)
    {
        var (own, _, _) = await Scenarios.SubmitGrantAsync(_host, _host.Nora, duration);
        return (Scenarios.RequestOf(own), own);
    }

    /// <summary>The way of a person: the button on the own card, what is filled in, the button there.</summary>
    private async Task<JsonElement> SayAsync(JsonElement own, string verb, params (string Name, string Value)[] filled) =>
        await _host.Nora.ClicksAsync(
            await _host.Nora.ClicksAsync(own, "requests/more"), verb, filled.ToDictionary(one => one.Name, one => one.Value));

    private static async Task<JsonElement> ForgeAsync(
        Agent agent, string verb, string id, int version, string comment = "", string duration = "")
    {
        var (_, body) = await agent.SendAsync(agent.Forge(verb, new()
        {
            ["request"] = id,
            ["version"] = version,
            ["comment"] = comment,
            ["duration"] = duration,
        }));
        return body.GetProperty("value");
    }

    private async Task<int> VersionAsync(string id)
    {
        var shown = await ForgeAsync(_host.Nora, "requests/show", id, 0);
        return CardReader.Buttons(shown)
            .Select(button => button.GetProperty("data"))
            .Where(data => data.TryGetProperty("version", out _))
            .Select(data => data.GetProperty("version").GetInt32())
            .DefaultIfEmpty(0)
            .First();
    }

    private Task RemindersAsync(string id, int count) => Eventually.IsTrueAsync(
        $"{count} reminders of {id}",
        () => Task.FromResult(count == _host.Tomas.Mine().Count(
            message => message.Text.Contains("still waits for a decision", StringComparison.Ordinal))));

    private static string Text(JsonElement card) => CardReader.Text(card);
}
