using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>A relation from its request to acceptance: pictured in both languages, and killed at each step.</summary>
public sealed class RelationTrials(ITestOutputHelper output)
{
    private static readonly string[] Places =
    [
        "step-before-effect", "note-after-commit", "step-after-effect", "step-after-commit", "finish-before-commit",
        "finish-after-commit",
    ];

    [RequiresFact("npm-ci", "chromium")]
    public async Task From_request_to_acceptance_in_both_languages()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, reader) in new[] { ("en", host.Nora), ("fr", host.Nora.In("fr-FR")) })
        {
            var customer = language == "en" ? RelationScenes.Wingtip : "Lucerne Publishing";
            await reader.SaysAsync(language == "fr" ? "aide" : "help");
            var form = cards["form-" + language] = await RelationScenes.OpenAsync(reader, customer);
            cards["invitation-" + language] = await reader.ClicksAsync(form, "customers/invitation");
            var review = cards["review-" + language] = await RelationScenes.ReviewAsync(
                reader, form, ("relationDuration", "P180D"));
            var id = Scenarios.RequestOf(await reader.ClicksAsync(review, "customers/submit"));
            var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
            cards["ask-" + language] = ask.Card;
            await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            var ready = language == "en" ? "Ready to send" : "Prêt à envoyer";
            var waits = await host.Teams.WaitForAsync("it waits", message => message.Conversation == host.Nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal)
                && message.Text.Contains(ready, StringComparison.Ordinal)
                && CardReader.HasButton(message.Card, "requests/retry"));
            cards["waits-" + language] = waits.Card;
            var open = cards["pending-" + language] = await RelationScenes.OpenAsync(reader, customer);
            cards["letter-" + language] = await reader.ClicksAsync(open, "customers/approval");
            await host.ControlAsync("relations", new { customer, action = "accept" });
            await host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
            var done = language == "en" ? "Done and verified" : "Fait et vérifié";
            cards["done-" + language] = (await host.Teams.WaitForAsync("it is done", message => message.Conversation == host.Nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal) && message.Text.Contains(done, StringComparison.Ordinal))).Card;
            cards["active-" + language] = await RelationScenes.OpenAsync(reader, customer);
        }

        await CardAlbum.KeepAsync("relation", cards, "320", "640");
    }

    [Fact]
    public async Task Killed_at_each_place_there_is_one_relation_and_one_assignment()
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.StartAsync();
        await bot.Tomas.InstallAsync();
        await bot.KillAsync();
        string[] customers =
        [
            RelationScenes.Wingtip, "Lucerne Publishing", "Contoso France", "Wide World Importers", "Adventure Works", "The Phone Company",
        ];
        foreach (var (number, place) in Places.Index())
        {
            var customer = customers[number];
            await bot.StartAsync(stopAt: place);
            var review = await RelationScenes.ReviewAsync(bot.Nora, await RelationScenes.OpenAsync(bot.Nora, customer));
            var id = Scenarios.RequestOf(await bot.Nora.ClicksAsync(review, "customers/submit"));
            var ask = await Scenarios.AskForAsync(bot, bot.Tomas, id);
            await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            var waits = () => bot.Teams.WaitForAsync("it waits for the customer", message => message.Conversation == bot.Nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal) && CardReader.HasButton(message.Card, "requests/retry"));
            if (!place.StartsWith("finish", StringComparison.Ordinal))
            {
                await bot.StoppedAsync(TimeSpan.FromMinutes(2));
                await bot.KillAsync();
                await bot.StartAsync();
            }

            var card = await waits();
            await bot.ControlAsync("relations", new { customer, action = "accept" });
            await bot.Nora.ClicksAsync(card.Card, "requests/retry", null, card.Id);
            if (place.StartsWith("finish", StringComparison.Ordinal))
            {
                await bot.StoppedAsync(TimeSpan.FromMinutes(2));
                await bot.KillAsync();
                await bot.StartAsync();
            }

            await bot.Teams.WaitForAsync("it is done", message => message.Conversation == bot.Nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal)
                && message.Text.Contains("Done and verified", StringComparison.Ordinal));
            await bot.KillAsync();
            var made = Assert.Single(
                (await bot.WorldAsync()).GetProperty("customers").EnumerateArray()
                    .First(one => one.GetProperty("name").GetString() == customer).GetProperty("relations").EnumerateArray());
            Assert.Single(made.GetProperty("access").EnumerateArray());
            output.WriteLine($"{place}: one relation, one assignment");
        }
    }
}
