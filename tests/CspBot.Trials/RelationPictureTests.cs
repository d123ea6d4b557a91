using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>A relation with a customer, kept as pictures.</summary>
public sealed class RelationPictureTests
{
    [Fact]
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
            var done = language == "en" ? "Done and verified" : "Faite et vérifiée";
            cards["done-" + language] = (await host.Teams.WaitForAsync("it is done", message => message.Conversation == host.Nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal) && message.Text.Contains(done, StringComparison.Ordinal))).Card;
            cards["active-" + language] = await RelationScenes.OpenAsync(reader, customer);
        }

        CardAlbum.Keep("relation", cards);
    }
}
