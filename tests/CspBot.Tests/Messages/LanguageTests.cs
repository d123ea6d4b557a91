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
        var silent = host.Tomas.Activity("conversationUpdate", new JsonObject { ["locale"] = null, ["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "29:" + host.Tomas.ObjectId }) });
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
}
