using System.Text.Json.Nodes;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Proactive;

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
        host.Time.Leap(TimeSpan.FromMinutes(30));
        await host.Nora.SaysAsync("requests");
        Assert.Equal(1, refused);

        host.Teams.Misbehave = null;
        await host.Tomas.SaysAsync("help");
        await host.Tomas.SeesAsync("asks for your approval");
    }

    [Fact]
    public async Task Row17_Somebody_who_never_wrote_is_reached_in_a_chat_that_is_opened_for_it()
    {
        await using var host = await BotHost.StartAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync("demande votre approbation");
    }

    [Fact]
    public async Task Row18_Two_events_of_one_installation_are_one_welcome_and_an_uninstalled_chat_is_parked()
    {
        await using var host = await BotHost.StartAsync();
        var added = host.Tomas.Activity("conversationUpdate", new JsonObject { ["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "28:00000000-0000-4000-8000-000000000010" }) });
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
        host.Teams.Misbehave = (request, _) => request.Method == "PUT" && Uri.UnescapeDataString(request.Path.Value!).Contains(host.Nora.ObjectId, StringComparison.Ordinal)
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
            await host.Services.GetRequiredService<Database>().ReadAsync(session => session.QueryOneAsync<long>("select count(*) from outbox where problem = 'Throttled'"), default) == 1);
        host.Time.Leap(TimeSpan.FromMinutes(9));
        await host.Nora.SaysAsync("requests");
        Assert.Equal(1, throttled);
        host.Time.Leap(TimeSpan.FromMinutes(2));
        await host.Tomas.SeesAsync("asks for your approval");
    }

    [Fact]
    public async Task Row21_Greetings_help_and_nonsense_give_a_way_forward_in_both_languages()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var text in new[] { "Hi", "Hello", "help", "AIDE", "bonjour", "xyzzy" })
        {
            var card = await host.Nora.SaysAsync(text);
            Assert.Contains("grant owner", CardReader.Text(card), StringComparison.Ordinal);
            Assert.True(CardReader.HasButton(card, "help/open"));
        }

        var french = await host.Nora.In("fr-FR").SaysAsync("Demandes");
        Assert.Contains("Les vôtres", CardReader.Text(french), StringComparison.Ordinal);
    }
}
