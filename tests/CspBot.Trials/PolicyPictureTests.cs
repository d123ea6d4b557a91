using System.Text.Json;
using CspBot.Tests.Cards;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>Rules as text in a browser: the simulation, a sensitive customer, a ticket's field, and one of two who agreed.</summary>
public sealed class PolicyPictureTests
{
    [Fact]
    public async Task What_the_rules_add_renders_in_both_languages_and_is_pictured()
    {
        await using var host = await BotHost.StartAsync(CardTourTests.Rules);
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, reader, approver) in new[]
        {
            ("en", host.Nora, host.Tomas), ("fr", host.Nora.In("fr-FR"), host.Tomas.In("fr-FR")),
        })
        {
            var form = await reader.SaysAsync(reader.Words("requests simulate adatum", "simuler une demande adatum"));
            cards["simulate-form-" + language] = form;
            foreach (var (name, duration) in new[] { ("asks", "1d"), ("refused", "30d") })
                cards[$"simulate-{name}-{language}"] = await reader.ClicksAsync(form, "requests/simulated", new Dictionary<string, string>
                {
                    ["dialog"] = "grant-owner",
                    ["customer"] = ReservationPermissionStories.Adatum,
                    ["duration"] = duration,
                });
            cards["refused-" + language] = await RoleScenes.ReviewAsync(reader, ("user", RoleScenes.Member), ("duration", "30d"));
            var review = await RoleScenes.ReviewAsync(
                reader, ("user", RoleScenes.Member), ("duration", "1d"), ("ticket", "INC123"));
            cards["review-" + language] = review;
            var id = Scenarios.RequestOf(await reader.ClicksAsync(review, "grant-owner/submit"));
            var ask = await Scenarios.AskForAsync(host, approver, id);
            cards["ask-" + language] = (await approver.SendAsync(approver.Forge(
                "requests/show", new() { ["request"] = id }))).Body.GetProperty("value");
            cards["said-yes-" + language] = await approver.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            cards["one-of-two-" + language] = (await reader.SendAsync(reader.Forge(
                "requests/show", new() { ["request"] = id }))).Body.GetProperty("value");
            await approver.SendAsync(approver.Forge("requests/reject", new() { ["request"] = id, ["version"] = 2 }));
            cards["ticket-" + language] = await ReservationPermissionStories.AskAsync(
                reader, ReservationPermissionStories.Wish(reserved: true));
        }

        CardAlbum.Keep("rules", cards);
    }
}
