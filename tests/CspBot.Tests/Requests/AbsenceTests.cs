using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Absences;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>An approver is away, and somebody decides in their place: from the first moment until the last, and in no other.</summary>
public sealed class AbsenceTests
{
    private const string Submit = "requests/absence-submit";
    private const string End = "requests/absence-end";

    [Theory]
    [InlineData("absence")]
    [InlineData("delegate")]
    [InlineData("delegate my approvals")]
    [InlineData("déléguer")]
    [InlineData("délégation des approbations")]
    public async Task It_is_typed_in_either_language(string words)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Tomas.SaysAsync(words);
        Assert.True(CardReader.HasButton(form, Submit), CardReader.Text(form));
        Assert.Equal(
            ["approver", "delegate", "fromDay", "fromTime", "untilDay", "untilTime"],
            CardReader.Inputs(form).Select(input => input.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_delegate_decides_in_an_absent_approvers_place_and_both_are_named()
    {
        await using var host = await StartAsync();
        var made = await AwayAsync(host, host.Tomas, Pierre(host));
        Assert.Contains("Pierre Martin decides in the place of Tomas Berg", CardReader.Text(made), StringComparison.Ordinal);
        Assert.Contains("A message about it goes to Pierre Martin.", CardReader.Text(made), StringComparison.Ordinal);
        await Pierre(host).SeesAsync("Tomas Berg is away. You can decide in their place");
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, Pierre(host), id);
        Assert.Contains("You decide in the place of Tomas Berg, until", ask.Text, StringComparison.Ordinal);
        Assert.Contains(id, CardReader.Text(await Pierre(host).SaysAsync("requests")), StringComparison.Ordinal);
        await Pierre(host).ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var done = await host.Nora.SeesAsync("Done and verified");
        Assert.Equal("Pierre Martin for Tomas Berg", CardReader.Facts(done.Card)["Approved by"]);
        var approved = (await host.AuditAsync()).Single(entry => entry.Kind == "approved").Document;
        Assert.Equal("Tomas Berg", Detail(approved, "for"));
        Assert.Equal(host.Tomas.ObjectId, Detail(approved, "forId"));
        Assert.Contains(host.Pierre.ObjectId, approved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_place_has_said_yes_already_offers_its_delegate_no_second_one()
    {
        await using var host = await StartAsync("two: then decided by 2");
        await AwayAsync(host, host.Tomas, Pierre(host));
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var asked = await Scenarios.AskForAsync(host, Pierre(host), id);
        Assert.True(CardReader.HasButton(asked.Card, "requests/approve"));
        await ApproveAsync(host.Tomas, id, 1);
        var said = await Pierre(host).SeesAsync("Tomas Berg has approved this already: in that place nobody approves a second time.");
        Assert.False(CardReader.HasButton(said.Card, "requests/approve"));
    }

    [Fact]
    public async Task By_the_clock_the_cards_come_with_the_first_moment_and_their_buttons_go_with_the_last()
    {
        await using var host = await StartAsync();
        await AwayAsync(host, host.Tomas, Pierre(host), begins: 2, ends: 6);
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, host.Tomas, id);
        Assert.Contains(
            "You are not on the list of approvers", CardReader.Text(await ApproveAsync(Pierre(host), id, 1)), StringComparison.Ordinal);
        await host.LeapAsync(TimeSpan.FromHours(2));
        var ask = await Scenarios.AskForAsync(host, Pierre(host), id);

        // While somebody stands in, who is away is not reminded.
        await host.LeapAsync(TimeSpan.FromMinutes(140));
        await host.Teams.WaitForAsync("the stand-in's reminder", message => message.Conversation == host.Pierre.Chat
            && message.Text.Contains("still waits for a decision", StringComparison.Ordinal));
        Assert.DoesNotContain(
            host.Tomas.Mine(), message => message.Text.Contains("still waits for a decision", StringComparison.Ordinal));
        await host.LeapAsync(TimeSpan.FromHours(2));
        await host.Teams.WaitForAsync("the stand-in's card is taken back", message => message.Id == ask.Id
            && message.Text.Contains("no longer yours to decide", StringComparison.Ordinal)
            && !CardReader.HasButton(message.Card, "requests/approve"));
        foreach (var verb in new[] { "requests/approve", "requests/reject" })
            Assert.Contains(
                "You are not on the list of approvers",
                CardReader.Text(await ClickAsync(Pierre(host), verb, new() { ["request"] = id, ["version"] = 1 })),
                StringComparison.Ordinal);
        var kinds = (await host.AuditAsync()).Select(entry => entry.Kind).ToList();
        Assert.Equal(
            ["absence-made", "absence-began", "absence-over"],
            kinds.Where(kind => kind.StartsWith("absence", StringComparison.Ordinal)));
        Assert.DoesNotContain("approved", kinds);
    }

    [Fact]
    public async Task By_the_clock_a_delegate_decides_in_the_first_second_and_in_the_last_and_in_none_beside()
    {
        await using var host = await StartAsync();
        var now = host.Time.GetUtcNow();
        await host.StandAsync(now);
        await AwayAsync(host, host.Tomas, Pierre(host), begins: 1, ends: 3);
        await host.LeapAsync(TimeSpan.Zero);
        var minute = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero);
        var ids = new List<string>();
        foreach (var duration in new[] { "1h", "4h", "8h" })
        {
            var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora, duration);
            ids.Add(Scenarios.RequestOf(own));
            await Scenarios.AskForAsync(host, host.Tomas, ids[^1]);
        }

        const string no = "You are not on the list of approvers";
        foreach (var (second, id, takes) in new[]
        {
            (TimeSpan.FromSeconds(3_599), ids[0], false),
            (TimeSpan.FromHours(1), ids[0], true),
            (TimeSpan.FromSeconds(10_799), ids[1], true),
            (TimeSpan.FromHours(3), ids[2], false),
        })
        {
            await host.StandAsync(minute + second);
            var card = CardReader.Text(await ApproveAsync(Pierre(host), id, 1));
            Assert.Equal(takes, !card.Contains(no, StringComparison.Ordinal));
            Assert.Equal(takes, (await host.AuditAsync()).Any(entry => entry.Kind == "approved" && entry.Request == id));
        }
    }

    /// <summary>To the millisecond, as the store answers a click.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(3_599_999, true)]
    [InlineData(3_600_000, false)]
    public async Task The_first_moment_is_in_it_and_the_last_is_not(long afterFirst, bool decides)
    {
        await using var host = await BotHost.StartAsync();
        var database = host.Services.GetRequiredService<Database>();
        var from = new DateTimeOffset(2026, 12, 24, 18, 0, 0, TimeSpan.Zero);
        var (tomas, pierre) = (PersonOf(host.Tomas), PersonOf(host.Pierre));
        var absence = new Absence(
            "A-7K3QD", new AbsentPair(tomas, pierre), tomas, new AbsenceSpan(from, from.AddHours(1)), Absence.Coming);
        await database.WriteAsync(session => AbsenceTable.InsertAsync(session, absence, "form", from.AddDays(-1)), default);
        var now = from.AddMilliseconds(afterFirst);
        var found = await database.ReadAsync(session => AbsenceTable.ListOfDelegateAsync(session, pierre, now), default);
        Assert.Equal(decides, found.Count == 1);
        Assert.Equal(decides, absence.IsOn(now));
        Assert.False((absence with { State = Absence.Ended }).IsOn(now));
        var due = await database.ReadAsync(session => AbsenceTable.FindDueAsync(session, now), default);
        Assert.Equal(afterFirst >= 0, due is not null);
    }

    [Fact]
    public async Task One_person_has_one_yes_whosever_place_they_take_and_never_on_their_own_request()
    {
        await using var host = await StartAsync("two: when dialog is grant-owner then decided by 2");
        await AwayAsync(host, host.Tomas, Pierre(host));
        await AwayAsync(host, host.Aisha, Pierre(host));

        // Pierre asks for something: he decides on it in nobody's place.
        var (mine, _, _) = await Scenarios.SubmitGrantAsync(host, Pierre(host), "1h");
        Assert.Contains(
            "Nobody approves their own request".ToLowerInvariant(),
            CardReader.Text(await ApproveAsync(Pierre(host), Scenarios.RequestOf(mine), 1)).ToLowerInvariant(),
            StringComparison.Ordinal);
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, Pierre(host), id);
        var first = await Pierre(host).ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        Assert.Contains("You have approved; a second person must agree", CardReader.Text(first), StringComparison.Ordinal);
        Assert.Contains(
            "the second yes must be another person’s",
            CardReader.Text(await ApproveAsync(Pierre(host), id, 2)),
            StringComparison.Ordinal);

        // In whose place it was said has none left; the other absent approver has.
        var said = (await host.AuditAsync()).Single(entry => entry.Kind == "approved").Document;
        var (spent, other) = Detail(said, "for") == "Tomas Berg" ? (host.Tomas, host.Aisha) : (host.Aisha, host.Tomas);
        Assert.Contains("was given already", CardReader.Text(await ApproveAsync(spent, id, 2)), StringComparison.Ordinal);
        await ApproveAsync(other, id, 2);
        await host.Nora.SeesAsync("Done and verified");
    }

    /// <summary>Found by the histories: their click was taken for a repetition of their own yes, and stood in no audit.</summary>
    [Fact]
    public async Task Who_clicks_an_old_card_behind_their_delegates_yes_is_told_whose_it_was_and_stands_in_the_audit()
    {
        await using var host = await StartAsync("two: when dialog is grant-owner then decided by 2");
        await AwayAsync(host, host.Tomas, Pierre(host));
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, Pierre(host), id);
        await Pierre(host).ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var answer = CardReader.Text(await ApproveAsync(host.Tomas, id, 1));
        Assert.Contains("The yes of Tomas Berg to", answer, StringComparison.Ordinal);
        Assert.Contains("Pierre Martin for Tomas Berg has approved; a second person must agree", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("You have approved", answer, StringComparison.Ordinal);
        var refused = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "refused").Document;
        Assert.Contains(host.Tomas.ObjectId, refused, StringComparison.Ordinal);
        Assert.Equal("Absence.SaidInPlace", Detail(refused, "reason"));
    }

    [Fact]
    public async Task An_admin_agent_sets_it_up_for_an_approver_who_is_told_and_ends_it_with_one_click()
    {
        await using var host = await StartAsync();
        Assert.Contains(
            "Nobody makes themselves decide for somebody else",
            CardReader.Text(await AwayAsync(host, host.Nora, host.Nora, who: host.Tomas)),
            StringComparison.Ordinal);
        await AwayAsync(host, host.Nora, Pierre(host), who: host.Tomas);
        var told = await host.Tomas.SeesAsync("Nora Lind set up that Pierre Martin decides in your place");

        // What its maker asks for is not decided by it.
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        Assert.Contains(
            "You are not on the list of approvers",
            CardReader.Text(await ApproveAsync(Pierre(host), Scenarios.RequestOf(own), 1)),
            StringComparison.Ordinal);
        var before = await host.Tomas.SaysAsync("absence");
        Assert.Contains("Tomas Berg is away; Pierre Martin decides", CardReader.Text(before), StringComparison.Ordinal);
        var after = await host.Tomas.ClicksAsync(told.Card, End, null, told.Id);
        Assert.Contains("Pierre Martin no longer decides in the place of Tomas Berg", CardReader.Text(after), StringComparison.Ordinal);
        Assert.Contains("Nobody is away.", CardReader.Text(after), StringComparison.Ordinal);
        await Pierre(host).SeesAsync("You no longer decide in the place of Tomas Berg");
        Assert.Contains(
            "This absence is over already",
            CardReader.Text(await host.Tomas.ClicksAsync(told.Card, End, null, told.Id)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Made_up_foreign_and_repeated_clicks_change_nothing()
    {
        await using var host = await StartAsync();
        var form = await host.Tomas.SaysAsync("absence");
        var filled = Filled(host, Pierre(host));

        // Somebody else's form, an invented one, and people who are none of ours.
        foreach (var (who, card, forge) in new (Agent, JsonElement, Action<JsonObject>?)[]
        {
            (host.Aisha, form, null),
            (host.Tomas, form, data => data["seal"] = new string('0', 64)),
            (host.Tomas, form, data => data["delegate"] = host.Ingrid.ObjectId),
            (host.Tomas, form, data => data["delegate"] = "00000000-0000-4000-8000-0000000000ff"),
            (host.Tomas, form, data => data["delegate"] = host.Tomas.ObjectId),
            (host.Tomas, form, data => data["approver"] = host.Nora.ObjectId),
            (host.Tomas, form, data => data["untilDay"] = "2020-01-01"),
            (host.Tomas, form, data => data["untilDay"] = "2990-01-01"),
            (host.Tomas, form, data => data["fromTime"] = "late"),
        })
            await who.ClicksAsync(card, Submit, filled, forge: forge);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "absence-made");
        var closed = CardReader.Text(await host.Ingrid.SaysAsync("absence"));
        Assert.Contains("Absences are set up by approvers and admin agents", closed, StringComparison.Ordinal);

        // The same form twice is one; and another in that time is refused.
        await host.Tomas.ClicksAsync(form, Submit, filled);
        await host.Tomas.ClicksAsync(form, Submit, filled);
        Assert.Contains(
            "is away in that time already", CardReader.Text(await AwayAsync(host, host.Tomas, host.Aisha)), StringComparison.Ordinal);
        var made = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "absence-made").Document;
        var id = Detail(made, "absence");

        // Neither the delegate nor a made-up name ends it, and another approver's is not mine.
        await host.ControlAsync("roles", new { user = host.Aisha.ObjectId, roles = new[] { "SalesAgents", "Approvers" } });
        foreach (var (who, named) in new[] { (host.Aisha, id), (host.Ingrid, id), (host.Tomas, "A-AAAAA"), (host.Tomas, "R-1' or 1=1") })
            await ClickAsync(who, End, new() { ["absence"] = named });
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "absence-ended");

        // The approver's own right is read at each click: without it there is none to take the place of.
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var request = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, Pierre(host), request);
        await host.ControlAsync("roles", new { user = host.Tomas.ObjectId, roles = new[] { "AdminAgents" } });
        Assert.Contains(
            "You are not on the list of approvers",
            CardReader.Text(await ApproveAsync(Pierre(host), request, 1)),
            StringComparison.Ordinal);
        await host.ControlAsync("roles", new { user = host.Tomas.ObjectId, roles = new[] { "AdminAgents", "Approvers" } });
        await host.ControlAsync("roles", new { user = host.Pierre.ObjectId, roles = new[] { "SalesAgents" } });
        Assert.Contains(
            "You are not on the list of approvers",
            CardReader.Text(await ApproveAsync(Pierre(host), request, 1)),
            StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "approved");
    }

    private static Agent Pierre(BotHost host) => host.Pierre.In("en-US");

    private static async Task<BotHost> StartAsync(params string[] rules)
    {
        var host = await BotHost.StartAsync(rules
            .Select((rule, number) => ($"Approvals:Policy:{number}", rule))
            .ToDictionary(one => one.Item1, one => (string?)one.Item2));
        await host.ControlAsync("roles", new { user = host.Pierre.ObjectId, roles = new[] { "AdminAgents" } });
        foreach (var agent in new[] { host.Tomas, host.Aisha, Pierre(host) })
            await agent.InstallAsync();
        return host;
    }

    /// <summary>Sets up an absence: whose it is sets it up, unless another is named.</summary>
    private static async Task<JsonElement> AwayAsync(
        BotHost host, Agent by, Agent standIn, Agent? who = null, (double Begins, double Ends)? hours = null)
    {
        var form = await by.SaysAsync("absence");
        var filled = Filled(host, standIn, hours?.Begins ?? 0, hours?.Ends ?? 48);
        if (who is not null)
            filled["approver"] = who.ObjectId;
        return await by.ClicksAsync(form, Submit, filled);
    }

    private static Task<JsonElement> AwayAsync(BotHost host, Agent by, Agent standIn, double begins, double ends) =>
        AwayAsync(host, by, standIn, null, (begins, ends));

    private static Dictionary<string, string> Filled(BotHost host, Agent standIn, double begins = 0, double ends = 48)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        var now = TimeZoneInfo.ConvertTime(host.Time.GetUtcNow(), zone);
        return new Dictionary<string, string>
        {
            ["delegate"] = standIn.ObjectId,
            ["fromDay"] = now.AddHours(begins).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["fromTime"] = now.AddHours(begins).ToString("HH:mm", CultureInfo.InvariantCulture),
            ["untilDay"] = now.AddHours(ends).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["untilTime"] = now.AddHours(ends).ToString("HH:mm", CultureInfo.InvariantCulture),
        };
    }

    private static Task<JsonElement> ApproveAsync(Agent agent, string id, int version) =>
        ClickAsync(agent, "requests/approve", new() { ["request"] = id, ["version"] = version });

    private static async Task<JsonElement> ClickAsync(Agent agent, string verb, JsonObject data) =>
        (await agent.SendAsAskedAsync(agent.Forge(verb, data))).Body.GetProperty("value");

    private static Person PersonOf(Agent agent) => new(agent.ObjectId, agent.Tenant, "Name");

    private static string? Detail(string document, string name) =>
        JsonElement.Parse(document).GetProperty("detail").TryGetProperty(name, out var value) ? value.GetString() : null;
}
