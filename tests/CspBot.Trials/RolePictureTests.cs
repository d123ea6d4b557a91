using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.RoleScenes;

namespace CspBot.Trials;

/// <summary>Giving roles in a browser, wide and narrow: linted, and kept as pictures.</summary>
public sealed class RolePictureTests
{
    [Fact]
    public async Task Forms_reviews_and_requests_of_roles_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, reader) in new[] { ("en", host.Nora), ("fr", host.Nora.In("fr-FR")) })
        {
            var form = await reader.SaysAsync(language == "fr" ? "accorder propriétaire adatum" : "grant owner adatum");
            cards["form-" + language] = form;
            cards["wide-" + language] = await reader.ClicksAsync(form, "grant-owner/wide");
            await KeepAsync("one", ("user", Member), ("role", "Contributor"), ("scope", "rg-web"));
            await KeepAsync("capacity", ("user", Member), ("role", "Reservations Administrator"));
            await KeepAsync("custom", ("user", Operators), ("role", Ids.Role(1, 1)));
            await KeepAsync("unknown", ("user", "ada@lovelace.example"), ("role", "Reader"));
            cards["act-" + language] = (await reader.SendAsync(reader.Forge(
                "customers/role", new JsonObject { ["customer"] = Ids.Customer(1) }))).Body.GetProperty("value");
            var review = await KeepAsync(
                "several",
                ("subscription", $"{Production},{Development}"),
                ("user", $"{Member},{Guest},{Contributor},{Operators}"),
                ("role", "Contributor"),
                ("duration", "8h"));
            await host.ControlAsync("users", new { user = Guest, enabled = true });
            var id = Scenarios.RequestOf(await reader.ClicksAsync(review, "grant-owner/submit"));
            var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
            cards["ask-" + language] = ask.Card;
            await host.ControlAsync("users", new { user = Guest, enabled = false });
            await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            var partly = await SeesAsync(host, id, language == "fr" ? "Droits non accordés" : "could not be given");
            cards["partly-" + language] = partly.Card;
            await reader.ClicksAsync(partly.Card, "requests/undo", null, partly.Id);
            await SeesAsync(host, id, language == "fr" ? "Terminée et vérifiée" : "Ended and verified");
            await host.ControlAsync("users", new { user = Guest, enabled = true });

            async Task<JsonElement> KeepAsync(string name, params (string Name, string Value)[] filled) =>
                cards[$"{name}-{language}"] = await reader.ClicksAsync(form, "grant-owner/details", Fields(filled));
        }

        CardAlbum.Keep("roles", cards);
    }
}
