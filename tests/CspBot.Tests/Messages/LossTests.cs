using System.Text.Json.Nodes;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Messages;

/// <summary>A message is lost only when nobody can ever get it, and none is said again and again.</summary>
public sealed class LossTests
{
    private const string Ask = "asks for your approval";

    [Fact]
    public async Task A_send_of_unknown_result_is_repeated_once_at_most_and_then_shown_as_unknown()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        host.Teams.LosesAnswer = (request, body) =>
            request.Method == "POST" && Is(request, host.Tomas) && body.Contains(Ask, StringComparison.Ordinal);
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync(Ask);
        for (var i = 0; i < 12; i++)
            await host.LeapAsync(TimeSpan.FromMinutes(10));
        Assert.InRange(host.Tomas.Mine().Count(message => message.Text.Contains(Ask, StringComparison.Ordinal)), 1, 2);
        Assert.Equal(1, await CountAsync(host, "select count(*) from outbox where state = 'unknown' and id like '%/approver/%'"));
    }

    /// <summary>
    /// A backup holds the file for three seconds while Teams answers: what was sent is noted afterwards, and not sent again.
    /// </summary>
    [Fact]
    public async Task A_store_that_is_busy_when_the_answer_comes_makes_no_second_message()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await using var backup = new SqliteConnection(host.Services.GetRequiredService<StoreOptions>().ConnectionString);
        await backup.OpenAsync();
        Task? held = null;
        host.Teams.Misbehave = (_, body) =>
        {
            if (body.Contains("Notice busy", StringComparison.Ordinal))
                held ??= HoldAsync(backup, TimeSpan.FromSeconds(3));
            return null;
        };
        await ShowAsync(host, "busy", host.Tomas.ObjectId, null);
        await Eventually.IsTrueAsync("it is noted", async () =>
            await CountAsync(host, "select count(*) from outbox where state = 'done' and id like '%busy%'") == 1);
        await held!;
        await host.LeapAsync(TimeSpan.FromMinutes(2));
        await ShowAsync(host, "after", host.Tomas.ObjectId, null);
        await host.Tomas.SeesAsync("Notice after");
        Assert.Single(host.Tomas.Mine(), message => message.Text.Contains("Notice busy", StringComparison.Ordinal));
    }

    private static async Task HoldAsync(SqliteConnection other, TimeSpan time)
    {
        using (var begin = other.CreateCommand())
        {
            begin.CommandText = "begin immediate";
            begin.ExecuteNonQuery();
        }

        await Task.Delay(time, TimeProvider.System);
        using var end = other.CreateCommand();
        end.CommandText = "rollback";
        end.ExecuteNonQuery();
    }

    [Fact]
    public async Task While_Teams_does_not_answer_at_all_nothing_is_given_up()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        await ShowAsync(host, "before", null, PurchaseScenes.GroupChat);
        await host.Teams.WaitForAsync("the group is reached", message => message.Text.Contains("Notice before", StringComparison.Ordinal));
        host.Teams.Misbehave = (_, _) => Results.StatusCode(503);
        await ShowAsync(host, "person", host.Tomas.ObjectId, null);
        await ShowAsync(host, "group", null, PurchaseScenes.GroupChat);
        for (var i = 0; i < 9; i++)
            await host.LeapAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(2, await CountAsync(host, "select count(*) from outbox where state = 'pending' and unsure = 1"));
        host.Teams.Misbehave = null;
        await host.LeapAsync(TimeSpan.FromMinutes(20));
        await host.Teams.WaitForAsync("the notice for Tomas", message =>
            message.Conversation == host.Tomas.Chat && message.Text.Contains("Notice person", StringComparison.Ordinal));
        await host.Teams.WaitForAsync(
            "the notice for the group", message => message.Text.Contains("Notice group", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case06_After_a_401_the_card_comes_later_and_at_once_when_its_reader_writes()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        host.Teams.Misbehave = (_, body) => body.Contains(Ask, StringComparison.Ordinal)
            ? Results.Json(new { message = "Authorization has been denied for this request." }, statusCode: 401)
            : null;
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await Eventually.IsTrueAsync("both were refused", async () =>
            await CountAsync(host, "select count(*) from outbox where attempts = 1 and lease_until = 0") == 2);
        host.Teams.Misbehave = null;
        await host.Tomas.SaysAsync("help");
        await host.Tomas.SeesAsync(Ask);
        await host.LeapAsync(TimeSpan.FromMinutes(2));
        await host.Aisha.SeesAsync(Ask);
    }

    [Theory]
    [InlineData("""{"error":{"code":"ConversationNotFound","message":"Conversation not found."}}""")]
    [InlineData("<html>not here</html>")]
    [InlineData("")]
    public async Task Case07_After_a_404_the_chat_is_opened_anew_and_the_card_comes(string said)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (refused, opened) = (0, 0);
        host.Teams.Misbehave = (request, body) =>
        {
            if (request.Path.Value!.EndsWith("/v3/conversations", StringComparison.Ordinal)
                && body.Contains(host.Tomas.ObjectId, StringComparison.Ordinal))
                Interlocked.Increment(ref opened);
            return body.Contains(Ask, StringComparison.Ordinal) && Is(request, host.Tomas) && Interlocked.Increment(ref refused) == 1
                ? Results.Text(said, said.StartsWith('<') ? "text/html" : "application/json", statusCode: 404)
                : null;
        };
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync(Ask);
        Assert.Equal(1, opened);
    }

    [Fact]
    public async Task A_chat_that_is_opened_anew_under_another_id_gets_what_the_old_one_could_not()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        const string fresh = "a:fresh";
        host.Teams.Misbehave = (request, body) =>
            request.Path.Value!.EndsWith("/v3/conversations", StringComparison.Ordinal)
            && body.Contains(host.Tomas.ObjectId, StringComparison.Ordinal) ? Results.Json(new { id = fresh }, statusCode: 201)
            : body.Contains(Ask, StringComparison.Ordinal) && Is(request, host.Tomas)
                ? Results.Json(new { error = new { code = "BotNotInConversationRoster" } }, statusCode: 403)
            : null;
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Teams.WaitForAsync(
            "the card in the new chat", message => message.Conversation == fresh && message.Text.Contains(Ask, StringComparison.Ordinal));

        // In the language that he spoke in the old one.
        Assert.True(CardReader.HasButton(ask.Card, "requests/approve"));
    }

    [Theory]
    [InlineData(
        403, "application/json", """{"error":{"code":"TenantNoPermission","message":"Tenant does not have permission to message."}}""")]
    [InlineData(403, "text/html", "<html>no</html>")]
    [InlineData(403, "application/json", "")]
    [InlineData(403, "application/json", """{"error":{"code":"Odd\u0000\ud800","message":"\ud800"}}""")]
    [InlineData(409, "application/json", """{"error":{"code":"Conflict"}}""")]
    [InlineData(400, "application/json", """{"error":{"code":"BadArgument"}}""")]
    [InlineData(405, "text/html", "<html>no</html>")]
    public async Task Case08_What_was_refused_comes_when_its_reader_is_heard_from(int status, string type, string said)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        host.Teams.Misbehave = (request, body) =>
            body.Contains(Ask, StringComparison.Ordinal) && Is(request, host.Tomas) ? Results.Text(said, type, statusCode: status) : null;
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var kept = status is 400 or 409 ? "attempts > 0" : "state = 'parked'";
        await Eventually.IsTrueAsync("it was refused", async () =>
            await CountAsync(
                host, $"select count(*) from outbox where recipient = '{host.Tomas.ObjectId}' and {kept} and lease_until = 0") == 1);
        host.Teams.Misbehave = null;
        await host.Tomas.SaysAsync("help");
        if (status is 400 or 409)
            await host.LeapAsync(TimeSpan.FromMinutes(2));
        await host.Tomas.SeesAsync(Ask);
    }

    [Fact]
    public async Task Case30_An_event_without_a_person_forgets_nothing()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var silent = host.Tomas.Activity(
            "conversationUpdate",
            new JsonObject { ["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "28:00000000-0000-4000-8000-000000000010" }) });
        silent.Remove("from");
        silent.Remove("locale");
        (await host.Tomas.PostAsync(silent)).EnsureSuccessStatusCode();
        var opened = 0;
        host.Teams.Misbehave = (request, body) =>
        {
            if (request.Path.Value!.EndsWith("/v3/conversations", StringComparison.Ordinal)
                && body.Contains(host.Tomas.ObjectId, StringComparison.Ordinal))
                Interlocked.Increment(ref opened);
            return null;
        };
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync(Ask);
        Assert.Equal(0, opened);
    }

    [Fact]
    public async Task An_event_that_does_not_tell_the_kind_of_conversation_makes_no_group_somebodys_own_chat()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        var vague = host.Tomas.Activity("message", new JsonObject
        {
            ["text"] = "help",
            ["conversation"] = new JsonObject { ["id"] = PurchaseScenes.GroupChat, ["tenantId"] = host.Tomas.Tenant },
        });
        (await host.Tomas.PostAsync(vague)).EnsureSuccessStatusCode();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync(Ask);
    }

    [Fact]
    public async Task What_waits_for_a_channel_comes_when_somebody_speaks_in_a_thread_of_it()
    {
        await using var host = await BotHost.StartAsync();
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.Channel, "channel");
        host.Teams.Misbehave = (_, body) => body.Contains("Notice", StringComparison.Ordinal)
            ? Results.Json(new { error = new { code = "BotNotInConversationRoster" } }, statusCode: 403)
            : null;
        await ShowAsync(host, "root", null, PurchaseScenes.Channel);
        await ShowAsync(host, "thread", null, PurchaseScenes.Channel + ";messageid=17");
        await Eventually.IsTrueAsync(
            "both wait", async () => await CountAsync(host, "select count(*) from outbox where state = 'parked'") == 2);
        host.Teams.Misbehave = null;
        var said = host.Nora.Activity("message", new JsonObject
        {
            ["text"] = "help",
            ["conversation"] = new JsonObject
            {
                ["id"] = PurchaseScenes.Channel + ";messageid=99",
                ["conversationType"] = "channel",
                ["isGroup"] = true,
                ["tenantId"] = host.Nora.Tenant,
            },
        });
        (await host.Nora.PostAsync(said)).EnsureSuccessStatusCode();
        await host.Teams.WaitForAsync(
            "what waited for the channel", message => message.Text.Contains("Notice root", StringComparison.Ordinal));
        await host.Teams.WaitForAsync(
            "what waited for the thread", message => message.Text.Contains("Notice thread", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upgrade_of_the_app_is_no_new_welcome()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        foreach (var action in new[] { "remove-upgrade", "add-upgrade" })
            (await host.Tomas.PostAsync(host.Tomas.Activity("installationUpdate", new JsonObject { ["action"] = action })))
                .EnsureSuccessStatusCode();
        await host.Tomas.SaysAsync("help");
        Assert.Equal(2, host.Tomas.Mine().Count);
    }

    [Theory]
    [InlineData(400, "BadArgument")]
    [InlineData(404, "ActivityNotFoundInConversation")]
    public async Task An_edit_that_cannot_be_made_is_the_next_messages_business(int status, string code)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync(Ask);
        host.Teams.Misbehave = (request, _) =>
            request.Method == "PUT" && Is(request, host.Tomas) ? Results.Json(new { error = new { code } }, statusCode: status) : null;
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Teams.WaitForAsync("the end in a new message", message => message.Conversation == host.Tomas.Chat
            && message.Id != ask.Id
            && message.Text.Contains("Done and verified", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Made_up_ids_of_cards_add_no_copies_that_stay()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync(Ask);
        host.Teams.Misbehave = (request, _) => request.Method == "PUT" && request.Path.Value!.Contains("made-up", StringComparison.Ordinal)
            ? Results.Json(new { error = new { code = "ActivityNotFoundInConversation" } }, statusCode: 404)
            : null;
        for (var i = 0; i < 30; i++)
            await host.Tomas.SendAsync(host.Tomas.Click(
                ask.Card, "requests/approve", null, FormattableString.Invariant($"made-up-{i}"), data => data["version"] = 99 + i));
        Assert.InRange(await CountAsync(host, "select count(*) from outbox where id like '%/copy/%'"), 0, 5);
        var approval = Scenarios.RequestOf(own);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("Done and verified");
        await Eventually.IsTrueAsync("what is no card is forgotten", async () =>
            await CountAsync(host, $"select count(*) from outbox where subject = '{approval}' and id like '%/copy/%'") == 0);
    }

    [Fact]
    public async Task A_requesters_card_never_takes_the_place_of_another_card()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var first = host.Nora.Mine()[^1];
        var (review, _, _) = await Scenarios.ReviewGrantAsync(host.Nora, "4h");
        var before = await CountAsync(host, "select count(*) from outbox where activity_id is not null and id like '%/requester'");
        await host.Nora.ClicksAsync(review, "grant-owner/submit", null, first.Id);
        Assert.Equal(before, await CountAsync(host, $"select count(*) from outbox where activity_id = '{first.Id}'"));
        Assert.NotEqual("", Scenarios.RequestOf(own));
    }

    private static bool Is(HttpRequest request, Agent agent) =>
        Uri.UnescapeDataString(request.Path.Value!).Contains(agent.ObjectId, StringComparison.Ordinal);

    /// <summary>An edit whose answer never came may still be under way: it must not stand over what was said after it.</summary>
    [Fact]
    public async Task An_edit_that_arrives_after_its_repeat_does_not_stand()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await ShowAsync(host, "one", host.Tomas.ObjectId, null);
        var stands = await host.Teams.WaitForAsync("the first", message => message.Text.Contains("Notice one", StringComparison.Ordinal));
        (string Path, string Body)? late = null;
        host.Teams.Misbehave = (request, body) =>
        {
            if (late is not null || !body.Contains("Notice two", StringComparison.Ordinal))
                return null;
            late = (request.Path.Value!, body);
            return Results.StatusCode(504);
        };
        await ShowAsync(host, "one", host.Tomas.ObjectId, null, "two");
        await LeapUntilAsync(host, TimeSpan.FromSeconds(2), "the edit was cut", () => late is not null);
        await ShowAsync(host, "one", host.Tomas.ObjectId, null, "three");
        var isLast = () => stands.Text.Contains("Notice three", StringComparison.Ordinal);
        await LeapUntilAsync(host, TimeSpan.FromSeconds(10), "its repeat stands", isLast);
        using var arrives = new StringContent(late!.Value.Body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await TestBot.Http.PutAsync(new Uri(host.Teams.ServiceUrl, late.Value.Path), arrives);
        Assert.Contains("Notice two", stands.Text, StringComparison.Ordinal);
        await LeapUntilAsync(host, TimeSpan.FromSeconds(20), "the last word stands", isLast);
    }

    private static async Task LeapUntilAsync(BotHost host, TimeSpan by, string what, Func<bool> holds)
    {
        await host.LeapAsync(by);
        await Eventually.IsTrueAsync(what, () => Task.FromResult(holds()));
    }

    private static Task ShowAsync(BotHost host, string id, string? recipient, string? conversation, string? says = null) =>
        PurchaseScenes.StoreAsync(host, async s =>
        {
            await Outbox.ShowAsync(
                s,
                new OutboxMessage(
                    id, id, host.Nora.Tenant, recipient, conversation, null, Look.Card(Texts.English, $"Notice {says ?? id}.", [])),
                host.Time.GetUtcNow());
            return true;
        });

    private static Task<long> CountAsync(BotHost host, string sql) => host.Services.GetRequiredService<Database>().ReadAsync(
        s => s.QueryOneAsync<long>(sql, new { now = host.Time.GetUtcNow().ToUnixTimeMilliseconds() }), default);
}
