using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>The export of the audit, an erasure, and what a requester adds to a request: linted, and kept as pictures.</summary>
public sealed class AuditPictureTests
{
    [Fact]
    public async Task The_export_an_erasure_and_what_a_requester_adds_are_pictured()
    {
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, locale) in new[] { ("en", "en-GB"), ("fr", "fr-FR") })
        {
            await using var host = await BotHost.StartAsync();
            var (nora, tomas) = (host.Nora.In(locale), host.Tomas.In(locale));
            await tomas.InstallAsync();
            await host.Omar.SaysAsync("grant owner adatum");
            var (own, _, _) = await Scenarios.SubmitGrantAsync(host, nora);
            var id = Scenarios.RequestOf(own);
            var more = await nora.ClicksAsync(own, "requests/more");
            cards[$"more-{language}"] = more;
            cards[$"commented-{language}"] = await nora.ClicksAsync(
                more, "requests/comment", new Dictionary<string, string> { ["comment"] = "Adatum: 09:00, +33 1 23 45 67 89" });
            var ask = await host.Teams.WaitForAsync("the comment", message => message.Conversation == tomas.Chat
                && message.Text.Contains(id, StringComparison.Ordinal)
                && message.Text.Contains("Adatum: 09:00", StringComparison.Ordinal));
            cards[$"asked-{language}"] = ask.Card;
            await tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            var done = await host.Teams.WaitForAsync("it is given", message => message.Conversation == nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal)
                && CardReader.HasButton(message.Card, "requests/undo"));
            cards[$"given-{language}"] = done.Card;
            cards[$"sooner-{language}"] = await nora.ClicksAsync(done.Card, "requests/more");

            var form = await tomas.SaysAsync(language == "fr" ? "exporter les demandes" : "export requests");
            cards[$"export-{language}"] = form;
            cards[$"export-wrong-{language}"] = await tomas.ClicksAsync(
                form, "requests/export", new Dictionary<string, string> { ["from"] = "2026-12-02", ["to"] = "2026-12-01" });
            cards[$"link-{language}"] = await tomas.ClicksAsync(
                form, "requests/export", new Dictionary<string, string> { ["customer"] = "adatum", ["from"] = "2026-11-01" });
            var erase = await tomas.ClicksAsync(form, "requests/erase");
            cards[$"erase-{language}"] = erase;
            cards[$"erase-review-{language}"] = await tomas.ClicksAsync(
                erase, "requests/erase", new Dictionary<string, string> { ["person"] = "Omar Haddad" });
        }

        CardAlbum.Keep("audit", cards);
    }
}
