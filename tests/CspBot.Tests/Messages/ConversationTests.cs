using System.Text.Json.Nodes;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Messages;

/// <summary>Where the bot may speak, and what it does when Teams says no: rows of the protocol's checklist.</summary>
public sealed class ConversationTests
{
    [Fact]
    public async Task Row16_A_closed_conversation_is_left_alone_until_it_is_heard_from()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var refused = 0;
        host.Teams.Misbehave = (request, _) =>
        {
            if (!Uri.UnescapeDataString(request.Path.Value!).Contains(host.Tomas.ObjectId, StringComparison.Ordinal))
                return null;
            Interlocked.Increment(ref refused);
            return Results.Json(new { error = new { code = "BotNotInConversationRoster", message = "gone" } }, statusCode: 403);
        };
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await Eventually.IsTrueAsync("the refusal was met", () => refused > 0);
        await host.LeapAsync(TimeSpan.FromMinutes(30));
        await host.Nora.SaysAsync("requests");

        // Once, and once more after the chat was opened anew.
        Assert.Equal(2, refused);

        host.Teams.Misbehave = null;
        await host.Tomas.SaysAsync("help");
        await host.Tomas.SeesAsync("asks for your approval");
    }

    /// <summary>Whoever woke the chat released what was parked by then; this one is parked a moment later, and would wait a day.</summary>
    [Fact]
    public async Task Row16_A_message_that_is_parked_just_when_its_reader_comes_back_is_sent_at_once()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();

        // The row is in this test's hands, so that no lane takes it.
        var row = await PurchaseScenes.StoreAsync(host, async s =>
        {
            await s.ExecuteAsync("update conversation set state = 'parked', reason = 'gone'");
            var card = Look.Card(Texts.English, "Said late.", []);
            var (now, lease) = (host.Time.GetUtcNow(), host.Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());
            await Outbox.ShowAsync(
                s, new OutboxMessage("late/1", "late", host.Nora.Tenant, host.Tomas.ObjectId, null, null, card), now);
            await s.ExecuteAsync("update outbox set lease_until = @lease where id = 'late/1'", new { lease });
            return await s.QueryOneAsync<OutboxRow>($"select {OutboxRow.Columns} from outbox where id = 'late/1'");
        });
        Assert.NotNull(row);
        var delivery = Task.CompletedTask;
        await PurchaseScenes.StoreAsync(host, async s =>
        {
            // What was read says parked, and is written once this write is over.
            delivery = host.Services.GetRequiredService<OutboxDelivery>().DeliverAsync(row, default);
            await Eventually.IsTrueAsync("the chat is looked up", () => row.KnownConversation is not null);
            return await s.ExecuteAsync("update conversation set state = 'active', reason = null");
        });
        await delivery;
        await host.Tomas.SeesAsync("Said late.");
    }

    [Fact]
    public async Task Row17_Somebody_who_never_wrote_is_reached_in_a_chat_that_is_opened_for_it()
    {
        await using var host = await BotHost.StartAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync("demande votre approbation");
    }

    [Fact]
    public async Task A_click_on_the_welcome_in_both_languages_is_answered_in_the_clicker_s()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.PostAsync(
            host.Tomas.Activity("installationUpdate", new JsonObject { ["action"] = "add", ["locale"] = null }));
        var welcome = await host.Tomas.SeesAsync("à votre service");
        Assert.Contains("I do", welcome.Text, StringComparison.Ordinal);
        var customers = await host.Tomas.ClicksAsync(welcome.Card, "help/open", null, welcome.Id);
        Assert.Equal("en", customers.GetProperty("lang").GetString());
    }

    [Fact]
    public async Task Row18_Two_events_of_one_installation_are_one_welcome_and_an_uninstalled_chat_is_parked()
    {
        await using var host = await BotHost.StartAsync();
        var added = host.Tomas.Activity(
            "conversationUpdate",
            new JsonObject { ["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "28:00000000-0000-4000-8000-000000000010" }) });
        var installed = host.Tomas.Activity("installationUpdate", new JsonObject { ["action"] = "add" });
        await Task.WhenAll(host.Tomas.PostAsync(added), host.Tomas.PostAsync(installed));
        await host.Tomas.SeesAsync("at your service");
        await host.Tomas.PostAsync(host.Tomas.Activity("installationUpdate", new JsonObject { ["action"] = "remove" }));
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Aisha.SeesAsync("demande votre approbation");
        Assert.Single(host.Tomas.Mine());

        await host.Tomas.PostAsync(host.Tomas.Activity("installationUpdate", new JsonObject { ["action"] = "add" }));
        await host.Tomas.SeesAsync("asks for your approval");
    }

    [Fact]
    public async Task Row12_A_card_that_was_deleted_says_its_end_in_a_new_message()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        host.Teams.Misbehave = (request, _) =>
            request.Method == "PUT" && Uri.UnescapeDataString(request.Path.Value!).Contains(host.Nora.ObjectId, StringComparison.Ordinal)
                ? Results.Json(new { error = new { code = "ActivityNotFoundInConversation", message = "gone" } }, statusCode: 404)
                : null;
        var (_, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync("asks for your approval");
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("Done and verified");
    }

    [Fact]
    public async Task Row13_A_throttled_send_waits_as_long_as_Teams_asks()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var throttled = 0;
        host.Teams.Misbehave = (request, body) =>
        {
            if (!body.Contains("asks for your approval", StringComparison.Ordinal) || Interlocked.Increment(ref throttled) > 1)
                return null;
            request.HttpContext.Response.Headers.RetryAfter = "600";
            return Results.Json(new { error = new { code = "Throttled", message = "wait" } }, statusCode: 429);
        };
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await Eventually.IsTrueAsync("the first send was refused, and that is noted", async () =>
            await host.Services.GetRequiredService<Database>().ReadAsync(
                session => session.QueryOneAsync<long>("select count(*) from outbox where problem = 'Throttled'"), default) == 1);
        await host.LeapAsync(TimeSpan.FromMinutes(9));
        await host.Nora.SaysAsync("requests");
        Assert.Equal(1, throttled);
        await host.LeapAsync(TimeSpan.FromMinutes(2));
        await host.Tomas.SeesAsync("asks for your approval");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Row13_A_send_whose_answer_was_lost_may_show_twice_and_both_cards_come_to_the_same_end(bool firstIsClicked)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        var lost = 0;
        host.Teams.LosesAnswer = (request, body) => request.Method == "POST"
            && body.Contains("asks for your approval", StringComparison.Ordinal)
            && Uri.UnescapeDataString(request.Path.Value!).Contains(host.Tomas.ObjectId, StringComparison.Ordinal)
            && Interlocked.Increment(ref lost) == 1;
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var first = await host.Tomas.SeesAsync("asks for your approval");
        await UnknownAsync(host, 1);
        await host.LeapAsync(TimeSpan.FromSeconds(11));
        var second = await host.Teams.WaitForAsync("the second copy", message => message.Conversation == host.Tomas.Chat
            && message.Id != first.Id
            && message.Text.Contains("asks for your approval", StringComparison.Ordinal));
        var (clicked, other) = firstIsClicked ? (first, second) : (second, first);
        var (standing, stray) = (clicked.Card, other.Card);
        await host.Tomas.ClicksAsync(standing, "requests/approve", null, clicked.Id);
        await host.Teams.WaitForAsync("the clicked card ends", message =>
            message.Id == clicked.Id && message.Text.Contains("Done and verified", StringComparison.Ordinal));

        // The first copy of an unconfirmed send is known from its first click on; until then its buttons change nothing.
        if (!firstIsClicked)
        {
            var answer = await host.Tomas.ClicksAsync(stray, "requests/reject", null, other.Id);
            Assert.Contains("You have decided", CardReader.Text(answer), StringComparison.Ordinal);
        }

        await host.Teams.WaitForAsync("the other card ends like it", message =>
            message.Id == other.Id && message.Text.Contains("Done and verified", StringComparison.Ordinal));
        Assert.False(CardReader.HasButton(first.Card, "requests/approve"));
        Assert.False(CardReader.HasButton(second.Card, "requests/approve"));
        Assert.Single(await host.AuditAsync(), entry => entry.Kind is "approved" or "rejected");
        Assert.Equal(2, host.Tomas.Mine().Count(message => message.Text.Contains("Done and verified", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Row13_A_copy_that_is_clicked_before_the_next_is_sent_is_the_last_one()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var lost = 0;
        host.Teams.LosesAnswer = (request, body) => request.Method == "POST"
            && body.Contains("asks for your approval", StringComparison.Ordinal)
            && Uri.UnescapeDataString(request.Path.Value!).Contains(host.Tomas.ObjectId, StringComparison.Ordinal)
            && Interlocked.Increment(ref lost) <= 1;
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync("asks for your approval");
        await UnknownAsync(host, 1);
        var last = host.Tomas.Mine()[^1];
        await host.Tomas.ClicksAsync(last.Card, "requests/approve", null, last.Id);
        await host.LeapAsync(TimeSpan.FromSeconds(11));
        await host.Teams.WaitForAsync(
            "its end", message => message.Id == last.Id && message.Text.Contains("Done and verified", StringComparison.Ordinal));
        Assert.Equal(
            1,
            host.Tomas.Mine().Count(message => CardReader.Text(message.Versions[0].GetProperty("attachments")[0].GetProperty("content"))
                .Contains("asks for your approval", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Row13_A_reminder_that_may_stand_is_not_sent_twice()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        host.Teams.LosesAnswer = (request, body) =>
            request.Method == "POST" && body.Contains("still waits for a decision", StringComparison.Ordinal);
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync("asks for your approval");
        await host.LeapAsync(TimeSpan.FromMinutes(15.1));
        await host.Tomas.SeesAsync("still waits for a decision");
        await Eventually.IsTrueAsync("it is noted as unknown", async () =>
            await host.Services.GetRequiredService<Database>().ReadAsync(
                session => session.QueryOneAsync<long>(
                    "select count(*) from outbox where state = 'unknown' and recipient = @id", new { id = host.Tomas.ObjectId }),
                default) == 1);
        await host.LeapAsync(TimeSpan.FromMinutes(10));
        await host.Nora.SaysAsync("requests");
        Assert.Single(host.Tomas.Mine(), message => message.Text.Contains("still waits", StringComparison.Ordinal));
    }

    private static Task UnknownAsync(BotHost host, int attempts) => Eventually.IsTrueAsync("the send is noted as unknown", async () =>
        await host.Services.GetRequiredService<Database>().ReadAsync(
            session => session.QueryOneAsync<long>(
                "select count(*) from outbox where problem = 'Unknown' and attempts = @attempts and lease_until = 0", new { attempts }),
            default) == 1);

    [Theory]
    [InlineData("<at>CspBot</at> grant owner adatum")]
    [InlineData("<at>CspBot</at>Accorder Propriétaire adatum")]
    [InlineData("ACCORDER PROPRIETAIRE adatum")]
    public async Task Row10_Commands_of_both_languages_are_understood_with_and_without_the_mention(string text)
    {
        await using var host = await BotHost.StartAsync();
        foreach (var reader in new[] { host.Nora, host.Nora.In("fr-FR") })
        {
            var before = host.Nora.Mine().Count;
            var said = new JsonObject
            {
                ["text"] = text,
                ["entities"] = new JsonArray(new JsonObject
                {
                    ["type"] = "mention",
                    ["text"] = "<at>CspBot</at>",
                    ["mentioned"] = new JsonObject { ["id"] = "28:00000000-0000-4000-8000-000000000010", ["name"] = "CspBot" },
                }),
            };
            (await reader.PostAsync(reader.Activity("message", said))).EnsureSuccessStatusCode();
            var form = await host.Teams.WaitForAsync("the form", message => host.Nora.Mine().Skip(before).Contains(message));
            Assert.NotNull(CardReader.Input(form.Card, "subscription"));
            Assert.Contains("Adatum", form.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Row21_Help_and_nonsense_give_a_way_forward_in_both_languages()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var (text, example) in new[]
        {
            ("help", "grant owner"), ("AIDE", "accorde propriétaire"), ("xyzzy", "grant owner"), ("?", "grant owner"),
        })
        {
            var card = await host.Nora.SaysAsync(text);
            Assert.Contains(example, CardReader.Text(card), StringComparison.Ordinal);
            Assert.True(CardReader.HasButton(card, "help/open"));
        }

        var french = await host.Nora.In("fr-FR").SaysAsync("Demandes");
        Assert.Contains("Les vôtres", CardReader.Text(french), StringComparison.Ordinal);
    }
}
