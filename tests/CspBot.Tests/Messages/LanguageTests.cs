using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Messages;

/// <summary>What the bot says unasked is in the language that the person's client told last.</summary>
public sealed class LanguageTests
{
    [Fact]
    public async Task An_event_without_a_language_does_not_make_it_forgotten()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var silent = host.Tomas.Activity("conversationUpdate", new JsonObject
        {
            ["locale"] = null,
            ["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "29:" + host.Tomas.ObjectId }),
        });
        (await host.Tomas.PostAsync(silent)).EnsureSuccessStatusCode();

        await Scenarios.SubmitGrantAsync(host, host.Nora.In("fr-FR"));

        await host.Tomas.SeesAsync("Nora Lind asks for your approval");
    }

    [Fact]
    public async Task A_welcome_is_in_both_languages_when_nobody_told_which()
    {
        await using var host = await BotHost.StartAsync();
        var silent = host.Tomas.Activity("installationUpdate", new JsonObject { ["locale"] = null, ["action"] = "add" });
        (await host.Tomas.PostAsync(silent)).EnsureSuccessStatusCode();

        var welcome = await host.Tomas.SeesAsync("approved by a second person");

        Assert.Contains("approuvé par une seconde personne", welcome.Text, StringComparison.Ordinal);
    }

    /// <summary>The card's own language is that of the phrase, which decides nothing for good.</summary>
    [Theory]
    [InlineData("en-US", "language", "I answer in the language you write in, otherwise in that of your Teams.")]
    [InlineData("fr-FR", "language", "I answer in the language you write in, otherwise in that of your Teams.")]
    [InlineData("fr-FR", "langue", "Je vous réponds dans la langue que vous écrivez, sinon dans celle de votre Teams.")]
    public async Task Where_no_language_is_kept_the_card_says_what_decides(string locale, string phrase, string said)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.In(locale).SaysAsync(phrase);
        Assert.Contains(said, CardReader.Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_card_names_the_language_that_is_kept_and_not_that_of_the_phrase()
    {
        await using var host = await BotHost.StartAsync();
        await host.Pierre.SaysAsync("language english");
        var french = CardReader.Text(await host.Pierre.SaysAsync("langue"));
        Assert.Contains("Je vous parle en anglais, quel que soit le réglage de Teams.", french, StringComparison.Ordinal);
        var english = CardReader.Text(await host.Pierre.SaysAsync("language"));
        Assert.Contains("I speak English with you, whatever Teams is set to.", english, StringComparison.Ordinal);
        await host.Pierre.SaysAsync("langue français");
        english = CardReader.Text(await host.Pierre.SaysAsync("language"));
        Assert.Contains("I speak French with you", english, StringComparison.Ordinal);
    }

    /// <summary>Some clients tell their language in the entity <c>clientInfo</c> alone.</summary>
    [Fact]
    public async Task An_English_client_that_tells_it_by_its_entity_is_answered_in_English()
    {
        await using var host = await BotHost.StartAsync();
        var said = host.Nora.Activity("message", new JsonObject
        {
            ["text"] = "notifications",
            ["locale"] = null,
            ["entities"] = new JsonArray(new JsonObject { ["type"] = "clientInfo", ["locale"] = "en-US", ["timezone"] = "Europe/Paris" }),
        });
        (await host.Nora.PostAsync(said)).EnsureSuccessStatusCode();
        var answer = await host.Teams.WaitForAsync("an answer", message => message.Conversation == host.Nora.Chat);
        Assert.Equal("en", answer.Card.GetProperty("lang").GetString());
    }
}
