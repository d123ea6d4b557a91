using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Approved once, for one kind, customer, person and time: within it nothing is asked, and outside of it everything is.</summary>
public sealed class PreapprovalTests
{
    private const string End = "requests/preapproval-end";

    private static readonly Dictionary<string, string?> On = new() { ["Approvals:Standing:Enabled"] = "true" };

    [Fact]
    public async Task It_is_typed_in_either_language_and_off_unless_it_is_turned_on()
    {
        await using var host = await BotHost.StartAsync(On);
        foreach (var words in new[] { "standing approval adatum", "pre-approval adatum", "préaccord adatum", "accord permanent adatum" })
        {
            var form = await host.Nora.SaysAsync(words);
            Assert.Equal(
                ["kind", "role", "duration", "amount", "person", "fromDay", "fromTime", "untilDay", "untilTime", "reason"],
                CardReader.Inputs(form).Select(input => input.GetProperty("id").GetString()));
        }

        await using var other = await host.StartAnotherAsync(("Approvals:Standing:Enabled", "false"));
        Says("Pre-approvals are turned off", await other.Nora.SaysAsync("standing approval adatum"));
        Assert.False(CardReader.HasButton(await other.Nora.SaysAsync("requests"), "requests/preapprovals"));

        // A card of before its turning off makes nothing.
        var review = await ReviewAsync(host, host.Nora);
        var (_, body) = await other.Nora.SendAsync(
            other.Nora.Forge("requests/submit", CardReader.DataOf(review, CardReader.Button(review, "requests/submit"), null)));
        Assert.Contains("Pre-approvals are turned off", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "submitted");
    }

    [Fact]
    public async Task Within_it_a_request_runs_and_says_under_which_until_a_click_ends_it()
    {
        await using var host = await StartAsync();
        var id = await GivenAsync(host, host.Nora);

        // Before: the review, and the simulation, say so.
        var review = await ReviewGrantAsync(host.Nora, 0, "8h");
        Assert.Contains($"Runs at once, under pre-approval {id} by Tomas Berg", CardReader.Text(review), StringComparison.Ordinal);
        Assert.DoesNotContain("Aisha Khan", CardReader.Text(review), StringComparison.Ordinal);
        Assert.Equal("Run now", Title(review, "grant-owner/submit"));
        var simulated = await host.Nora.ClicksAsync(
            await host.Nora.SaysAsync("requests simulate adatum"),
            "requests/simulated",
            new Dictionary<string, string> { ["duration"] = "8h" });
        Assert.Contains($"under pre-approval {id} by Tomas Berg", CardReader.Text(simulated), StringComparison.Ordinal);

        // It runs; who gave the pre-approval is told, and nobody is asked.
        await host.Nora.ClicksAsync(review, "grant-owner/submit");
        var done = await SeesFactAsync(host, host.Nora, "Pre-approval");
        Assert.StartsWith($"{id}, by Tomas Berg, until", CardReader.Facts(done.Card)["Pre-approval"], StringComparison.Ordinal);
        await host.Tomas.SeesAsync("Nora Lind used your pre-approval");
        Assert.DoesNotContain(
            host.Tomas.Mine().Concat(host.Aisha.Mine()),
            message => !message.Text.Contains("Pre-approval for", StringComparison.Ordinal)
                && CardReader.HasButton(message.Card, "requests/approve"));
        var submitted = (await host.AuditAsync()).Last(entry => entry.Kind == "submitted").Document;
        Assert.StartsWith($"{id}, given by Tomas Berg, until 20", Detail(submitted, "preapproval"), StringComparison.Ordinal);

        // Who types its end is told that it is in force, and which click ends it.
        var typed = await host.Nora.SaysAsync("je veux annuler le préaccord " + id);
        Assert.Contains($"{id} est en vigueur", CardReader.Text(typed), StringComparison.Ordinal);
        Assert.Contains($"Mettre fin à {id}", CardReader.Text(typed), StringComparison.Ordinal);
        await host.Nora.SaysAsync("language english");

        // More than it lets, another person and another role are asked for.
        await AskedAsync(host, host.Nora, "1d");
        await AskedAsync(host, host.Aisha, "8h");
        Assert.True(CardReader.HasButton(
            await host.Nora.ClicksAsync(await ReviewGrantAsync(host.Nora, 2, "8h", role: "Reader"), "grant-owner/submit"),
            "requests/cancel"));

        // Not everybody ends it; an approver does, and from that click on it lets nothing run.
        var (_, forged) = await host.Ingrid.SendAsync(
            host.Ingrid.Forge(End, new JsonObject { ["request"] = id, ["version"] = 9, ["from"] = "list" }));
        Assert.Contains($"{id} is not yours to end", CardReader.Text(forged.GetProperty("value")), StringComparison.Ordinal);
        var list = await host.Tomas.ClicksAsync(await host.Tomas.SaysAsync("requests"), "requests/preapprovals");
        Assert.Contains("Pre-approval for Nora Lind: Give a role (Adatum Corporation)", CardReader.Text(list), StringComparison.Ordinal);
        var ended = await host.Tomas.ClicksAsync(list, End);
        Assert.Contains($"Pre-approval {id} has ended", CardReader.Text(ended), StringComparison.Ordinal);
        await AskedAsync(host, host.Nora, "8h");
        await host.Teams.WaitForAsync("its own card says so", message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(id, StringComparison.Ordinal) && message.Text.Contains("Ended", StringComparison.Ordinal));
        var audit = await host.AuditAsync();
        Assert.Equal(host.Tomas.ObjectId, audit.Single(entry => entry.Kind == "preapproval-ended").Actor);

        // Once is enough, by whatever card.
        var (_, again) = await host.Nora.SendAsync(
            host.Nora.Forge(End, new JsonObject { ["request"] = id, ["version"] = 9, ["from"] = "list" }));
        Says($"{id} is not in force", again.GetProperty("value"));
    }

    [Fact]
    public async Task By_the_clock_it_ends_to_the_tick_and_the_next_request_asks()
    {
        await using var host = await StartAsync();
        var id = await GivenAsync(host, host.Nora, hours: 2);
        var given = (await FindAsync(host, id))!;
        var until = ((PreapprovalOperation)given.Operation).Until;
        foreach (var (ticks, lets) in new[] { (-1L, true), (0L, false) })
        {
            var desk = ActivatorUtilities.CreateInstance<PreapprovalDesk>(host.Services, new ManualTime(until.AddTicks(ticks)));
            var asked = new PolicyCase("grant-owner", given.Operation.CustomerId, "Adatum Corporation")
            {
                Power = PartnerPower.GiveOwner,
                RunPower = PartnerPower.GiveOwner,
                PreapprovedAs = "grant-owner",
                Roles = ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635"],
                Lasts = TimeSpan.FromHours(1),
            };
            var nora = await host.Services.GetRequiredService<CallerResolver>().ResolveAsync(given.Requester, default);
            var found = await desk.FindAsync(asked, ApprovalNeed.OnePerson, null, nora, default);
            Assert.Equal(lets, found.Use?.Id == id);
        }

        // And through the front door.
        await host.StandAsync(until.AddSeconds(-1));
        var runs = await host.Nora.ClicksAsync(await ReviewGrantAsync(host.Nora, 0, "1h"), "grant-owner/submit");
        Assert.DoesNotContain("Waiting for approval", CardReader.Text(runs), StringComparison.Ordinal);
        host.Time.Stand(until);
        await AskedAsync(host, host.Nora, "1h");
        host.Time.Leap(TimeSpan.Zero);
        await SeesFactAsync(host, host.Nora, "Pre-approval");
        await host.Teams.WaitForAsync("its own card says so", message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Empty(await host.Services.GetRequiredService<PreapprovalDesk>().ListAsync(
            await host.Services.GetRequiredService<CallerResolver>().ResolveAsync(given.Requester, default), default));
    }

    [Fact]
    public async Task Who_gave_it_and_may_no_longer_decide_ends_it_with_a_sentence_also_for_what_is_under_way()
    {
        await using var host = await StartAsync();
        var id = await GivenAsync(host, host.Nora);

        // Let run, and still to begin when the right is lost.
        await RunsAsync(host, host.Nora, id, "8h");
        var ran = (await RequestsAsync(host)).Single(request => request.Preapproval is not null);
        await host.ControlAsync("roles", new { user = host.Tomas.ObjectId, roles = new[] { "AdminAgents" } });
        await AddAsync(host, ran with
        {
            Id = "R-TEST7",
            FormId = "form-test",
            State = RequestState.Approved,
            Steps = [.. ran.Operation.Steps.Select(step => new RequestStep(step))],
            EndsAt = null,
            UndoUntil = null,
            FinishedAt = null,
            DueAt = ran.CreatedAt,
        });
        await Eventually.IsTrueAsync("it is refused", async () => (await FindAsync(host, "R-TEST7"))!.State == RequestState.Failed);
        Assert.Equal(
            new Refusal("Preapproval.ApproverLost", id, "Tomas Berg"), (await FindAsync(host, "R-TEST7"))!.Problem);

        // The next one asks anew, and the pre-approval is over for good, with its reason.
        await AskedAsync(host, host.Nora, "8h");
        await host.Nora.SeesAsync("Tomas Berg, who approved it, may no longer decide.");
        await host.ControlAsync("roles", new { user = host.Tomas.ObjectId, roles = new[] { "AdminAgents", "Approvers" } });
        await AskedAsync(host, host.Nora, "4h");
        var ended = (await host.AuditAsync()).Single(entry => entry.Kind == "closing").Document;
        Assert.Equal("Tomas Berg", Detail(ended, "approver"));
    }

    [Fact]
    public async Task For_somebody_else_it_is_asked_by_an_admin_agent_and_never_approved_by_whom_it_is_for()
    {
        await using var host = await StartAsync();
        var own = await AskAsync(host, host.Nora, new() { ["person"] = host.Tomas.ObjectId });
        var id = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, host.Aisha, id);
        Assert.DoesNotContain(host.Tomas.Mine(), message => message.Text.Contains(id, StringComparison.Ordinal));
        Says("is a pre-approval for you: somebody else decides", await ApproveAsync(host.Tomas, id, 1));
        await ApproveAsync(host.Aisha, id, 1);
        await host.Tomas.SeesAsync("You have a pre-approval");
        await RunsAsync(host, host.Tomas, id, "8h", "Aisha Khan");
        await AskedAsync(host, host.Nora, "8h");

        // A sales agent asks for themselves alone; who may not ask for a kind gets none of it, whatever is sent.
        var pierre = host.Pierre.In("en-US");
        var form = await pierre.SaysAsync("standing approval adatum");
        Assert.DoesNotContain(CardReader.Choices(form, "kind"), kind => kind.Value == "grant-owner");
        var filled = Filled(host, new() { ["kind"] = "reservation-buy", ["amount"] = "2000 EUR", ["person"] = host.Nora.ObjectId });
        var forged = await pierre.ClicksAsync(form, "requests/details", filled, forge: data => data["person"] = host.Nora.ObjectId);
        Says("Only admin agents ask for somebody else", forged);
        forged = await pierre.ClicksAsync(form, "requests/details", filled, forge: data =>
        {
            data["kind"] = "grant-owner";
            data["person"] = "";
        });
        Assert.False(CardReader.HasButton(forged, "requests/submit"), CardReader.Text(forged));
    }

    [Fact]
    public async Task As_many_must_agree_to_it_as_to_what_it_lets_run_by_the_rules_of_now_on_every_instance()
    {
        const string rule = "Approvals:Policy:0";
        await using var host = await StartAsync((rule, "two: when dialog is grant-owner and duration > 4h then decided by 2"));
        var own = await AskAsync(host, host.Nora, []);
        var id = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, host.Aisha, id);
        await ApproveAsync(host.Tomas, id, 1);
        await AskedAsync(host, host.Nora, "8h");
        await ApproveAsync(host.Aisha, id, 2);
        await InForceAsync(host, id);
        await using var other = await host.StartAnotherAsync();
        await RunsAsync(other, other.Nora, id, "8h", "Tomas Berg, Aisha Khan");
        await host.Aisha.SeesAsync("Nora Lind used your pre-approval");

        // A rule of later that wants more, or others, is not passed by what was said before it.
        await using var three = await host.StartAnotherAsync(
            (rule, "three: then decided by person 00000000-0000-4000-8000-000000000024"));
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "HelpdeskAgents", "Approvers" } });
        await AskedAsync(three, three.Nora, "8h");

        // Nor does a customer who is sensitive by now have anything approved beforehand.
        await using var careful = await host.StartAnotherAsync(
            ("Approvals:Sensitive:0:Customer", "Adatum Corporation"), ("Approvals:Sensitive:0:Warning", "Careful."));
        await AskedAsync(careful, careful.Nora, "8h");
        Says("a sensitive customer, nothing is approved beforehand", await ReviewAsync(careful, careful.Nora));
    }

    [Fact]
    public async Task Where_a_yes_takes_a_sign_in_one_that_was_said_without_lets_nothing_run()
    {
        await using var host = await StartAsync();
        await GivenAsync(host, host.Nora);
        await using var careful = await host.StartAnotherAsync(
            ("Approvals:FreshSignIn:Enabled", "true"), ("Approvals:FreshSignIn:Dialogs:0", "grant-owner"));
        await AskedAsync(careful, careful.Nora, "8h");

        // The yes to a pre-approval is asked for one, as those to what it lets run are.
        var id = Scenarios.RequestOf(await AskAsync(careful, careful.Nora, []));
        var ask = await Scenarios.AskForAsync(careful, careful.Tomas, id);
        var click = careful.Tomas.Click(ask.Card, "requests/approve", null, ask.Id);
        using var teams = await TeamsClient.SignInAsync(careful, careful.Tomas);
        var login = (await careful.Tomas.SendAsync(click)).Body.GetProperty("value");
        var again = TeamsClient.Again(careful.Tomas, click, login, await teams.TokenAsync(login));
        await careful.Tomas.SendAsync(again);
        await InForceAsync(host, id);
        await RunsAsync(careful, careful.Nora, id, "8h");
    }

    [Fact]
    public async Task What_is_missing_or_beyond_the_limits_comes_back_with_all_that_was_typed()
    {
        await using var host = await StartAsync(("Approvals:Rules:reservation-permission", "None"));
        var wrong = await ReviewAsync(host, host.Nora, new()
        {
            ["kind"] = "reservation-buy",
            ["amount"] = "much",
            ["untilDay"] = "2099-01-01",
            ["fromDay"] = "2026-13-01",
            ["reason"] = "x",
        });
        foreach (var sentence in new[] { "Type an amount and a currency", "Choose an end within 30 days from now", "or leave both empty" })
            Assert.Contains(sentence, CardReader.Text(wrong), StringComparison.Ordinal);
        Assert.Equal("much", CardReader.Value(wrong, "amount"));
        Assert.Equal("x", CardReader.Value(wrong, "reason"));
        foreach (var (field, value) in new[]
        {
            ("kind", "reshape-reservations"), ("duration", "permanent"), ("role", "b-a-d"), ("reason", ""),
        })
            Assert.False(
                CardReader.HasButton(await ReviewAsync(host, host.Nora, new() { [field] = value }), "requests/submit"), $"{field}={value}");
        Assert.Contains(
            "Nobody has to approve such requests",
            CardReader.Text(await ReviewAsync(host, host.Nora, new() { ["kind"] = "reservation-permission" })),
            StringComparison.Ordinal);
    }

    private static async Task<BotHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(On);
        foreach (var (key, value) in settings)
            all[key] = value;
        var host = await BotHost.StartAsync(all);
        foreach (var agent in new[] { host.Nora, host.Tomas, host.Aisha })
            await agent.InstallAsync();
        return host;
    }

    private static Dictionary<string, string> Filled(BotHost host, Dictionary<string, string> other, double hours = 48)
    {
        var until = TimeZoneInfo.ConvertTime(host.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).AddHours(hours);
        var filled = new Dictionary<string, string>
        {
            ["duration"] = "8h",
            ["untilDay"] = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["untilTime"] = until.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["reason"] = "Migration week",
        };
        foreach (var (name, value) in other)
            filled[name] = value;
        return filled;
    }

    private static void Says(string sentence, JsonElement card) =>
        Assert.Contains(sentence, CardReader.Text(card), StringComparison.Ordinal);

    private static async Task<JsonElement> ReviewAsync(
        BotHost host, Agent agent, Dictionary<string, string>? other = null, double hours = 48) =>
        await agent.ClicksAsync(
            await agent.SaysAsync("standing approval adatum"), "requests/details", Filled(host, other ?? [], hours));

    private static async Task<JsonElement> AskAsync(BotHost host, Agent agent, Dictionary<string, string> other, double hours = 48)
    {
        var own = await agent.ClicksAsync(await ReviewAsync(host, agent, other, hours), "requests/submit");
        Assert.True(CardReader.HasButton(own, "requests/cancel"), CardReader.Text(own));
        return own;
    }

    /// <summary>Asked for, approved by Tomas, and in force.</summary>
    private static async Task<string> GivenAsync(BotHost host, Agent agent, double hours = 48)
    {
        var id = Scenarios.RequestOf(await AskAsync(host, agent, [], hours));
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        Assert.Contains("may do this again and again without another approval", ask.Text, StringComparison.Ordinal);
        Assert.Contains("for any person and any subscription of Adatum Corporation", ask.Text, StringComparison.Ordinal);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await InForceAsync(host, id);
        return id;
    }

    private static Task InForceAsync(BotHost host, string id) => Eventually.IsTrueAsync(
        id + " is in force", async () => await FindAsync(host, id) is { } given && PreapprovalMatch.Stands(given));

    private static Task<Request?> FindAsync(BotHost host, string id) =>
        host.Services.GetRequiredService<Database>().ReadAsync(
            session => host.Services.GetRequiredService<RequestStore>().FindAsync(session, id), default);

    private static Task<IReadOnlyList<Request>> RequestsAsync(BotHost host) =>
        host.Services.GetRequiredService<Database>().ReadAsync(
            session => host.Services.GetRequiredService<RequestStore>().ListSinceAsync(session, DateTimeOffset.MinValue, 100), default);

    private static Task AddAsync(BotHost host, Request request) => host.Services.GetRequiredService<Database>().WriteAsync(
        async session =>
        {
            await host.Services.GetRequiredService<RequestStore>().AddAsync(session, request);
            session.Raise(RequestWorker.Topic);
            return true;
        },
        default);

    private static async Task<JsonElement> ReviewGrantAsync(Agent agent, int user, string duration, string role = "")
    {
        var form = await agent.SaysAsync("grant owner adatum");
        var filled = new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[user].Value,
            ["duration"] = duration,
            ["reason"] = "Migration weekend",
        };
        if (role.Length > 0)
            filled["role"] = CardReader.Choices(form, "role").First(choice => choice.Title.Contains(role, StringComparison.Ordinal)).Value;
        return await agent.ClicksAsync(form, "grant-owner/details", filled);
    }

    /// <summary>It is asked for: it waits for somebody's yes.</summary>
    private static async Task AskedAsync(BotHost host, Agent agent, string duration)
    {
        var own = await agent.ClicksAsync(await ReviewGrantAsync(agent, 2, duration), "grant-owner/submit");
        Assert.Contains("Waiting for approval", CardReader.Text(own), StringComparison.Ordinal);
        await agent.ClicksAsync(own, "requests/cancel");
    }

    /// <summary>It is not asked for: it runs, and says under which pre-approval.</summary>
    private static async Task RunsAsync(BotHost host, Agent agent, string id, string duration, string by = "Tomas Berg")
    {
        await agent.ClicksAsync(await ReviewGrantAsync(agent, 0, duration), "grant-owner/submit");
        var done = await SeesFactAsync(host, agent, "Pre-approval");
        Assert.StartsWith($"{id}, by {by}, until", CardReader.Facts(done.Card)["Pre-approval"], StringComparison.Ordinal);
    }

    private static Task<ShownMessage> SeesFactAsync(BotHost host, Agent agent, string fact) => host.Teams.WaitForAsync(
        fact,
        message => message.Conversation == agent.Chat
            && message.Text.Contains("Done and verified", StringComparison.Ordinal)
            && CardReader.Facts(message.Card).ContainsKey(fact));

    private static async Task<JsonElement> ApproveAsync(Agent agent, string id, int version) =>
        (await agent.SendAsAskedAsync(agent.Forge("requests/approve", new() { ["request"] = id, ["version"] = version })))
            .Body.GetProperty("value");

    private static string? Title(JsonElement card, string verb) => CardReader.Button(card, verb).GetProperty("title").GetString();

    private static string? Detail(string document, string name) =>
        JsonElement.Parse(document).GetProperty("detail").TryGetProperty(name, out var value) ? value.GetString() : null;
}
