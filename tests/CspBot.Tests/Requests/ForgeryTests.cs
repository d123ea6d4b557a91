using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Everything that somebody could get wrong or lie about on a card: each refused with its own sentence and audit event, none spends the request.</summary>
public sealed class ForgeryTests : IAsyncLifetime
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
    public async Task No_mismatch_on_a_decision_changes_anything()
    {
        var (own, _, _) = await Scenarios.SubmitGrantAsync(_host, _host.Nora);
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        var request = CardReader.Button(ask.Card, "requests/approve").GetProperty("data").GetProperty("request").GetString()!;
        var (_, otherAsk) = await SecondRequestAsync(request);
        var owners = await _host.UserOwnersAsync();
        JsonObject Data(int version = 1) => new() { ["request"] = request, ["version"] = version };
        JsonObject From(Agent who, JsonObject invoke, string conversation, string type)
        {
            invoke["conversation"] = new JsonObject { ["id"] = conversation, ["conversationType"] = type, ["tenantId"] = who.Tenant };
            return invoke;
        }

        (string Name, string Reason, Func<Task<JsonElement>> Act)[] table =
        [
            ("another person", "NotApprover", () => AnswerAsync(_host.Ingrid, _host.Ingrid.Forge("requests/approve", Data(), ask.Id))),
            ("no role at all", "NoRole", () => AnswerAsync(_host.Omar, _host.Omar.Forge("requests/approve", Data(), ask.Id))),
            ("the requester", "OwnRequest", () => AnswerAsync(_host.Nora, _host.Nora.Forge("requests/approve", Data(), ask.Id))),
            ("a conversation where it was never shown", "OtherConversation", () => AnswerAsync(_host.Tomas, From(_host.Tomas, _host.Tomas.Forge("requests/approve", Data()), "19:lunch@thread.v2", "groupChat"))),
            ("the card of another request", "OtherCard", () => AnswerAsync(_host.Tomas, _host.Tomas.Forge("requests/approve", Data(), otherAsk.Id))),
            ("an old version", "StaleVersion", () => AnswerAsync(_host.Tomas, _host.Tomas.Forge("requests/approve", Data(0), ask.Id))),
            ("a version to come", "StaleVersion", () => AnswerAsync(_host.Tomas, _host.Tomas.Forge("requests/reject", Data(7), ask.Id))),
            ("a request that does not exist", "UnknownRequest", () => AnswerAsync(_host.Tomas, _host.Tomas.Forge("requests/approve", new JsonObject { ["request"] = "R-AAAAA", ["version"] = 1 }, ask.Id))),
            ("no request at all", "UnknownRequest", () => AnswerAsync(_host.Tomas, _host.Tomas.Forge("requests/approve", [], ask.Id))),
            ("a decision that is none", "UnknownButton", () => AnswerAsync(_host.Tomas, _host.Tomas.Forge("requests/bless", Data(), ask.Id))),
            ("somebody else withdraws", "NotYours", () => AnswerAsync(_host.Tomas, _host.Tomas.Forge("requests/cancel", Data(), ask.Id))),
            ("undo of what was not done", "NothingToUndo", () => AnswerAsync(_host.Nora, _host.Nora.Forge("requests/undo", Data()))),
            ("retry of what did not fail", "NothingToRetry", () => AnswerAsync(_host.Nora, _host.Nora.Forge("requests/retry", Data()))),
        ];
        var sentences = new HashSet<string>();
        foreach (var (name, reason, act) in table)
        {
            var before = (await _host.AuditAsync()).Count;
            var text = CardReader.Text(await act());
            var added = (await _host.AuditAsync()).Skip(before).ToList();
            Assert.True(added is [{ Kind: "refused" }] && added[0].Document.Contains($"\"reason\":\"{reason}\"", StringComparison.Ordinal), $"{name}: {string.Join(", ", added.Select(entry => entry.Document))} {text}");
            sentences.Add(reason);
        }

        Assert.Equal(table.Select(row => row.Reason).Distinct().Count(), sentences.Count);
        Assert.Equal(owners.Order(), (await _host.UserOwnersAsync()).Order());
        Assert.Contains("Waiting for approval", CardReader.Text(await _host.Nora.ClicksAsync(own, "requests/cancel", null, null, data => data["version"] = 99)), StringComparison.Ordinal);

        // Nothing of it spent the request.
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await _host.Nora.SeesAsync("Done and verified");
    }

    [Theory]
    [InlineData("duration", "permanent", "NotReviewed")]
    [InlineData("user", "10000000-0000-4000-8000-000000000001", "NotReviewed")]
    [InlineData("subscription", "3c0ffee0-0000-4000-8000-000002000001", "NotReviewed")]
    [InlineData("customer", "20000000-0000-4000-8000-000000000002", "NotReviewed")]
    [InlineData("reason", "something harmless", "NotReviewed")]
    [InlineData("seal", "00", "NotReviewed")]
    [InlineData("form", "F-0-borrowed", "NotReviewed")]
    public async Task What_is_submitted_must_be_what_was_reviewed(string field, string value, string reason)
    {
        var (review, _, _) = await Scenarios.ReviewGrantAsync(_host.Nora);
        var answer = await _host.Nora.ClicksAsync(review, "grant-owner/submit", null, null, data => data[field] = value);
        Assert.Contains("is not what you reviewed", CardReader.Text(answer), StringComparison.Ordinal);
        Assert.Contains(reason, (await _host.AuditAsync())[^1].Document, StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.AuditAsync(), entry => entry.Kind == "submitted");
    }

    [Fact]
    public async Task A_review_is_good_for_the_person_who_made_it_only()
    {
        var (review, _, _) = await Scenarios.ReviewGrantAsync(_host.Nora);
        var answer = await _host.Aisha.ClicksAsync(review, "grant-owner/submit");
        Assert.Contains("is not what you reviewed", CardReader.Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_review_is_refused()
    {
        var (review, _, _) = await Scenarios.ReviewGrantAsync(_host.Nora);
        _host.Time.Leap(TimeSpan.FromHours(9));
        var answer = await _host.Nora.ClicksAsync(review, "grant-owner/submit");
        Assert.Contains("This review is too old", CardReader.Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_harmless_label_on_a_sensitive_id_is_not_believed()
    {
        var (own, user, _) = await Scenarios.SubmitGrantAsync(_host, _host.Nora);
        var name = (await _host.WorldAsync()).GetProperty("users").EnumerateArray().First(one => one.GetProperty("id").GetString() == user).GetProperty("displayName").GetString()!;
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

    [Fact]
    public async Task A_subscription_or_user_of_another_customer_is_not_found_at_this_one()
    {
        var world = await _host.WorldAsync();
        var form = await _host.Nora.SaysAsync("grant owner adatum");
        var customer = CardReader.Value(form, "customer")!;
        var foreignSubscription = world.GetProperty("subscriptions").EnumerateArray().Where(one => one.GetProperty("customer").GetString() != customer).SelectMany(one => one.GetProperty("azureSubscriptions").EnumerateArray()).First().GetProperty("id").GetString()!;
        var foreignUser = world.GetProperty("users").EnumerateArray().First(one => one.GetProperty("tenant").GetString() != customer).GetProperty("id").GetString()!;
        var wrongSubscription = await _host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string> { ["subscription"] = foreignSubscription, ["user"] = CardReader.Choices(form, "user")[0].Value, ["reason"] = "x" });
        Assert.Contains("is none that we sold to Adatum", CardReader.Text(wrongSubscription), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(wrongSubscription, "grant-owner/submit"));
        var wrongUser = await _host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string> { ["subscription"] = CardReader.Choices(form, "subscription")[0].Value, ["user"] = foreignUser, ["reason"] = "x" });
        Assert.Contains("There is no user", CardReader.Text(wrongUser), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(wrongUser, "grant-owner/submit"));
    }

    [Fact]
    public async Task A_role_lost_between_click_and_execution_changes_nothing()
    {
        await Scenarios.SubmitGrantAsync(_host, _host.Nora);
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        await _host.ControlAsync("roles", new { user = _host.Nora.ObjectId, roles = new[] { "HelpdeskAgents" } });
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await _host.Nora.SeesAsync("no longer holds the partner role admin agent");
        Assert.DoesNotContain(await _host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");
    }

    [Fact]
    public async Task An_approver_who_left_the_list_cannot_decide()
    {
        await Scenarios.SubmitGrantAsync(_host, _host.Nora);
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        await _host.ControlAsync("roles", new { user = _host.Tomas.ObjectId, roles = new[] { "AdminAgents" } });
        var answer = await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        Assert.Contains("You are not on the list of approvers", CardReader.Text(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty", "Nobody is on the list of approvers")]
    [InlineData("only-me", "You are the only approver")]
    [InlineData("failing", "Microsoft’s service has a fault")]
    [InlineData("slow", "Microsoft did not answer in time")]
    public async Task A_list_of_approvers_that_is_empty_failing_or_slow_lets_nothing_through(string list, string sentence)
    {
        var (review, _, _) = await Scenarios.ReviewGrantAsync(_host.Nora);
        foreach (var approver in new[] { _host.Tomas, _host.Aisha })
        {
            if (list is "empty" or "only-me")
                await _host.ControlAsync("roles", new { user = approver.ObjectId, roles = new[] { "AdminAgents" } });
        }

        if (list == "only-me")
            await _host.ControlAsync("roles", new { user = _host.Nora.ObjectId, roles = new[] { "AdminAgents", "Approvers" } });
        if (list == "failing")
            await _host.ControlAsync("faults", new { api = "graph", path = "transitiveMembers", status = 500 });
        if (list == "slow")
            await _host.ControlAsync("faults", new { api = "graph", path = "transitiveMembers", delayMs = 20000 });
        var answer = await _host.Nora.ClicksAsync(review, "grant-owner/submit");
        Assert.Contains(sentence, CardReader.Text(answer), StringComparison.Ordinal);
        Assert.Contains("Migration weekend", answer.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.AuditAsync(), entry => entry.Kind == "submitted");
    }

    private async Task<(JsonElement Own, ShownMessage Ask)> SecondRequestAsync(string first)
    {
        var form = await _host.Aisha.SaysAsync("grant owner angstrom");
        var review = await _host.Aisha.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string> { ["subscription"] = CardReader.Choices(form, "subscription")[0].Value, ["user"] = CardReader.Choices(form, "user")[0].Value, ["reason"] = "other" });
        var own = await _host.Aisha.ClicksAsync(review, "grant-owner/submit");
        var ask = await _host.Teams.WaitForAsync("the other approval card", message => message.Conversation == _host.Tomas.Chat && CardReader.HasButton(message.Card, "requests/approve") && !message.Card.GetRawText().Contains(first, StringComparison.Ordinal));

        // The row knows its message only once the answer of the send is stored.
        await Eventually.IsTrueAsync("the sent message is recorded", async () => (await _host.OutboxAsync()).Any(row => row.ActivityId == ask.Id));
        return (own, ask);
    }

    private static async Task<JsonElement> AnswerAsync(Agent who, JsonObject invoke)
    {
        var (answer, body) = await who.SendAsync(invoke);
        Assert.Equal(200, (int)answer.StatusCode);
        return body.GetProperty("value");
    }
}
