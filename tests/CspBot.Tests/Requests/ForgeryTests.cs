using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Requests;

/// <summary>
/// Everything that somebody could get wrong or lie about: one table, each row refused with its own sentence
/// and audit event, none spends the request.
/// </summary>
public sealed class ForgeryTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string ForeignUser = "10000000-0000-4000-8000-000000000001";
    private const string Approvers = "transitiveMembers";
    private const string ForeignSubscription = "3c0ffee0-0000-4000-8000-000002000001";
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
        await _host.Aisha.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task No_mismatch_changes_anything_and_each_is_refused_in_its_own_words()
    {
        var scene = await SetAsync();
        var owners = await _host.UserOwnersAsync();
        var broken = new List<string>();
        foreach (var row in Table(scene))
        {
            var before = (await _host.AuditAsync()).Count;
            var said = await row.Act();
            var added = (await _host.AuditAsync()).Skip(before).ToList();
            var refusals = added.Where(entry => entry.Kind is "refused" or "failed").ToList();
            var holds = said.Contains(row.Sentence, StringComparison.Ordinal)
                && refusals is [var only]
                && only.Document.Contains($"\"reason\":\"{row.Reason}\"", StringComparison.Ordinal)
                && (row.EndsItsRequest || added.Count == 1);
            output.WriteLine($"{(holds ? "refused" : "BROKEN ")}  {row.Name,-52} {row.Reason}");
            if (!holds)
                broken.Add($"{row.Name}: {string.Join(", ", added.Select(entry => entry.Document))} {said}");
        }

        Assert.Empty(broken);
        Assert.Equal(owners.Order(), (await _host.UserOwnersAsync()).Order());
        Assert.DoesNotContain(await _host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");

        // Nothing of it spent the request.
        await _host.Tomas.ClicksAsync(scene.Ask.Card, "requests/approve", null, scene.Ask.Id);
        await _host.Nora.SeesAsync("Done and verified");
        var late = await SaidAsync(_host.Aisha, _host.Aisha.Forge("requests/reject", Data(scene.Request)));
        Assert.Contains("Tomas Berg has decided already", late, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_harmless_label_on_a_sensitive_id_is_not_believed()
    {
        var (own, user, _) = await Scenarios.SubmitGrantAsync(_host, _host.Nora);
        var name = (await _host.WorldAsync())
            .GetProperty("users")
            .EnumerateArray()
            .First(one => one.GetProperty("id").GetString() == user)
            .GetProperty("displayName")
            .GetString()!;
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        Assert.Contains(name, ask.Text, StringComparison.Ordinal);
        var answer = await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id, data =>
        {
            data["title"] = "Nothing to see here";
            data["user"] = "somebody else";
        });
        Assert.Contains(name, CardReader.Text(answer), StringComparison.Ordinal);
        Assert.DoesNotContain("somebody else", CardReader.Text(answer), StringComparison.Ordinal);
        Assert.Contains(name, CardReader.Text(own), StringComparison.Ordinal);
    }

    private IEnumerable<Row> Table(Scene scene)
    {
        var (request, ask) = (scene.Request, scene.Ask.Id);
        Func<Task<string>> Decides(Agent who, JsonObject data, string? card = null, string verb = "requests/approve") =>
            () => SaidAsync(who, who.Forge(verb, data, card ?? ask));
        Func<Task<string>> Submits(Action<JsonObject> forge, Agent? who = null) => async () =>
            await SaidAsync(who ?? _host.Nora, (who ?? _host.Nora).Click(scene.Review, "grant-owner/submit", null, null, forge));

        return
        [
            new("another person decides", "NotApprover", "You are not on the list of approvers", Decides(_host.Ingrid, Data(request))),
            new("a person without any role decides", "NoRole", "I work for partner agents only", Decides(_host.Omar, Data(request))),
            new("the same person of another tenant decides", "OtherTenant", "", () =>
                GetsNothingAsync(_host.Tomas.Of("99999999-0000-4000-8000-000000000009"), request, ask)),
            new("in a conversation where it was never shown", "OtherConversation", "was never shown in this conversation", () =>
                SaidAsync(_host.Tomas, Elsewhere(_host.Tomas, _host.Tomas.Forge("requests/approve", Data(request))))),
            new(
                "on the card of another request",
                "OtherCard",
                "came from the card of another request",
                Decides(_host.Tomas, Data(request), scene.OtherAsk.Id)),
            new("an old version", "StaleVersion", "has changed since this card was shown", Decides(_host.Tomas, Data(request, 0))),
            new(
                "a version to come",
                "StaleVersion",
                "has changed since this card was shown",
                Decides(_host.Tomas, Data(request, 7), null, "requests/reject")),
            new("a request that does not exist", "UnknownRequest", "There is no request R-AAAAA", Decides(_host.Tomas, Data("R-AAAAA"))),
            new("no request at all", "UnknownRequest", "There is no request", Decides(_host.Tomas, [])),
            new(
                "a decision that is none",
                "UnknownButton",
                "I do not know this button",
                Decides(_host.Tomas, Data(request), null, "requests/bless")),
            new("the requester approves", "OwnRequest", "Nobody approves their own request", Decides(_host.Nora, Data(request))),
            new("somebody else withdraws", "NotYours", "is not your request", Decides(_host.Tomas, Data(request), null, "requests/cancel")),
            new(
                "undo of what was not done",
                "NothingToUndo",
                "There is nothing left to undo",
                Decides(_host.Nora, Data(request), null, "requests/undo")),
            new(
                "retry of what did not fail",
                "NothingToRetry",
                "There is nothing to try again",
                Decides(_host.Nora, Data(request), null, "requests/retry")),
            new("an approver who left the list decides", "NotApprover", "You are not on the list of approvers", () =>
                WithoutApproversAsync([_host.Tomas], Decides(_host.Tomas, Data(request)))),
            new("the role source fails at the decision", "RolesUnknown", "I could not read your partner role", () =>
                WithFaultAsync(new { api = "graph", status = 500 }, Decides(_host.Tomas, Data(request)))),
            new("an old form", "OldForm", "This review is too old", () => SaidAsync(_host.Nora, scene.OldSubmit)),
            new("an edited duration", "NotReviewed", "is not what you reviewed", Submits(data => data["duration"] = "permanent")),
            new("an edited reason", "NotReviewed", "is not what you reviewed", Submits(data => data["reason"] = "something harmless")),
            new(
                "a harmless label on a sensitive id",
                "NotReviewed",
                "is not what you reviewed",
                Submits(data => (data["user"], data["userName"], data["title"]) = (ForeignUser, "Grace Nkemelu", "Reader"))),
            new(
                "another customer's user, after the review",
                "NotReviewed",
                "is not what you reviewed",
                Submits(data => data["user"] = ForeignUser)),
            new(
                "another customer's subscription, after the review",
                "NotReviewed",
                "is not what you reviewed",
                Submits(data => data["subscription"] = ForeignSubscription)),
            new(
                "another customer, after the review",
                "NotReviewed",
                "is not what you reviewed",
                Submits(data => data["customer"] = "20000000-0000-4000-8000-000000000002")),
            new("a seal made up", "NotReviewed", "is not what you reviewed", Submits(data => data["seal"] = "00")),
            new("the form of another review", "NotReviewed", "is not what you reviewed", Submits(data => data["form"] = "F-0-borrowed")),
            new("another person's review", "NotReviewed", "is not what you reviewed", Submits(_ => { }, _host.Aisha)),
            new("another customer's subscription", "GrantOwner.SubscriptionNotOfCustomer", "is none that we sold to Adatum", () =>
                ReviewsAsync(scene, data => data["subscription"] = scene.ForeignSubscription)),
            new("another customer's user", "GrantOwner.UserNotFound", "There is no user", () =>
                ReviewsAsync(scene, data => data["user"] = scene.ForeignUser)),
            new("nobody on the list of approvers", "NoApprovers", "Nobody is on the list of approvers", () =>
                WithoutApproversAsync([_host.Tomas, _host.Aisha], Submits(_ => { }))),
            new("only the requester on the list of approvers", "OnlyYouApprove", "You are the only approver", () =>
                WithoutApproversAsync([_host.Tomas, _host.Aisha], Submits(_ => { }), _host.Nora)),
            new("a list of approvers that fails", "Cloud.ServiceFault", "Microsoft’s service has a fault", () =>
                WithFaultAsync(new { api = "graph", path = Approvers, status = 500 }, Submits(_ => { }))),
            new("a list of approvers that is slow", "Cloud.TimedOut", "Microsoft did not answer in time", () =>
                WithSlowApproversAsync(Submits(_ => { }))),
            new("a role lost between click and execution", "RoleLost.AdminAgent", "no longer holds the partner role admin agent", () =>
                LosesRoleAsync(scene))
            {
                EndsItsRequest = true,
            },
        ];
    }

    /// <summary>Nora's request and Aisha's wait for Tomas; Nora has a good review in hand, and one of nine hours ago.</summary>
    private async Task<Scene> SetAsync()
    {
        var (old, _, _) = await Scenarios.ReviewGrantAsync(_host.Nora);
        var oldSubmit = _host.Nora.Click(old, "grant-owner/submit");
        await _host.LeapAsync(TimeSpan.FromHours(9));
        await Scenarios.SubmitGrantAsync(_host, _host.Nora);
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        var request = CardReader.Button(ask.Card, "requests/approve").GetProperty("data").GetProperty("request").GetString()!;
        var otherAsk = await OtherRequestAsync(request);
        var world = await _host.WorldAsync();
        var form = await _host.Nora.SaysAsync("grant owner adatum");
        var customer = CardReader.Value(form, "customer")!;
        return new Scene(
            request,
            ask,
            otherAsk,
            form,
            await ReviewAnotherAsync(form),
            oldSubmit,
            world
                .GetProperty("subscriptions")
                .EnumerateArray()
                .Where(one => one.GetProperty("customer").GetString() != customer)
                .SelectMany(one => one.GetProperty("azureSubscriptions").EnumerateArray())
                .First()
                .GetProperty("id")
                .GetString()!,
            world
                .GetProperty("users")
                .EnumerateArray()
                .First(one => one.GetProperty("tenant").GetString() != customer)
                .GetProperty("id")
                .GetString()!);
    }

    private Task<JsonElement> ReviewAnotherAsync(JsonElement form) =>
        _host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[2].Value,
            ["duration"] = "8h",
            ["reason"] = "Migration weekend",
        });

    private async Task<ShownMessage> OtherRequestAsync(string first)
    {
        var form = await _host.Aisha.SaysAsync("grant owner angstrom");
        var review = await _host.Aisha.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[0].Value,
            ["reason"] = "other",
        });
        await _host.Aisha.ClicksAsync(review, "grant-owner/submit");
        var ask = await _host.Teams.WaitForAsync("the other approval card", message => message.Conversation == _host.Tomas.Chat
            && CardReader.HasButton(message.Card, "requests/approve")
            && !message.Card.GetRawText().Contains(first, StringComparison.Ordinal));

        // The row knows its message only once the answer of the send is stored.
        await Eventually.IsTrueAsync(
            "the sent message is recorded", async () => (await _host.OutboxAsync()).Any(row => row.ActivityId == ask.Id));
        return ask;
    }

    private async Task<string> ReviewsAsync(Scene scene, Action<JsonObject> forge)
    {
        var filled = new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(scene.Form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(scene.Form, "user")[2].Value,
            ["reason"] = "x",
        };
        var (answer, body) = await _host.Nora.SendAsync(_host.Nora.Click(scene.Form, "grant-owner/details", filled, null, forge));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(CardReader.HasButton(body.GetProperty("value"), "grant-owner/submit"));
        return CardReader.Text(body.GetProperty("value"));
    }

    /// <summary>
    /// Approved by Tomas in the moment in which Nora is no admin agent any more: a request of its own, that ends with it.
    /// </summary>
    private async Task<string> LosesRoleAsync(Scene scene)
    {
        await _host.Nora.ClicksAsync(scene.Review, "grant-owner/submit");
        var ask = await _host.Teams.WaitForAsync("its approval card", message => message.Conversation == _host.Tomas.Chat
            && message.Id != scene.Ask.Id
            && message.Id != scene.OtherAsk.Id
            && CardReader.HasButton(message.Card, "requests/approve"));
        await RolesAsync(_host.Nora, "HelpdeskAgents");
        try
        {
            await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            return (await _host.Nora.SeesAsync("no longer holds the partner role")).Text;
        }
        finally
        {
            await RolesAsync(_host.Nora, "AdminAgents");
        }
    }

    private async Task<string> WithoutApproversAsync(IReadOnlyList<Agent> gone, Func<Task<string>> act, Agent? instead = null)
    {
        foreach (var agent in gone)
            await RolesAsync(agent, "AdminAgents");
        if (instead is not null)
            await RolesAsync(instead, "AdminAgents", "Approvers");
        try
        {
            return await act();
        }
        finally
        {
            foreach (var agent in gone)
                await RolesAsync(agent, "AdminAgents", "Approvers");
            if (instead is not null)
                await RolesAsync(instead, "AdminAgents");
        }
    }

    private async Task<string> WithFaultAsync(object fault, Func<Task<string>> act)
    {
        await _host.ControlAsync("faults", fault);
        try
        {
            return await act();
        }
        finally
        {
            await _host.ClearFaultsAsync();
        }
    }

    /// <summary>What a turn may take is over while the list is being read.</summary>
    private Task<string> WithSlowApproversAsync(Func<Task<string>> act) =>
        WithFaultAsync(new { api = "graph", path = Approvers, delayMs = 60_000, times = 1 }, async () =>
        {
            var said = act();
            await Eventually.IsTrueAsync("the list is being read", () => _host.Sandbox.Faults.All().Count == 0);
            _host.Time.Leap(TimeSpan.FromSeconds(25));
            return await said;
        });

    private Task RolesAsync(Agent who, params string[] roles) => _host.ControlAsync("roles", new { user = who.ObjectId, roles });

    private static async Task<string> GetsNothingAsync(Agent stranger, string request, string card)
    {
        using var answer = await stranger.PostAsync(stranger.Forge("requests/approve", Data(request), card));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        return Assert.IsType<string>(await answer.Content.ReadAsStringAsync()) is ""
            ? ""
            : throw new InvalidOperationException("A stranger was answered.");
    }

    private static JsonObject Data(string request, int version = 1) => new() { ["request"] = request, ["version"] = version };

    private static JsonObject Elsewhere(Agent who, JsonObject invoke)
    {
        invoke["conversation"] = new JsonObject
        {
            ["id"] = "19:lunch@thread.v2",
            ["conversationType"] = "groupChat",
            ["tenantId"] = who.Tenant,
        };
        return invoke;
    }

    private static async Task<string> SaidAsync(Agent who, JsonObject invoke)
    {
        var (answer, body) = await who.SendAsync(invoke);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return CardReader.Text(body.GetProperty("value"));
    }

    private sealed record Row(string Name, string Reason, string Sentence, Func<Task<string>> Act)
    {
        public bool EndsItsRequest { get; init; }
    }

    private sealed record Scene(
        string Request,
        ShownMessage Ask,
        ShownMessage OtherAsk,
        JsonElement Form,
        JsonElement Review,
        JsonObject OldSubmit,
        string ForeignSubscription,
        string ForeignUser);
}
