using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ManageScenes;

namespace CspBot.Trials;

/// <summary>Renewal, scope, name, split, merge and savings plans in a browser, wide and narrow: linted, and kept as pictures.</summary>
public sealed class ReservationManagePictureTests
{
    [Fact]
    public async Task The_acts_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var cards = new Dictionary<string, JsonElement>();
        var one = Held(host, item => item is { Use: 22 });
        var renews = Held(host, item => item is { Renew: true, Product: "Standard_D4s_v5", Term: "P3Y" });
        var old = Held(host, item => item is { Product: "Standard_D2s_v3" });
        Change(host, old, item => item with { Renew = false });
        foreach (var (language, reader) in new[] { ("en", host.Nora), ("fr", host.Nora.In("fr-FR")) })
        {
            await reader.SaysAsync(language == "fr" ? "aide" : "help");
            await KeepAsync("one", UsageScenes.StepAsync(reader, "show", Consolidated, ("reservation", one.Id)));
            await KeepAsync("renew-off", ReviewAsync(reader, "renew", renews.Id));
            await KeepAsync("renew-on", ReviewAsync(reader, "renew", one.Id));
            await KeepAsync("renew-old", ReviewAsync(reader, "renew", old.Id));
            await KeepAsync("scope-form", OpenAsync(reader, "scope", one.Id));
            await KeepAsync("scope", ReviewAsync(reader, "scope", one.Id, ("scope", "Single"), ("subscription", one.Subscription)));
            await KeepAsync("name", ReviewAsync(reader, "name", one.Id, ("name", "Web farm")));
            await KeepAsync("split-form", OpenAsync(reader, "split", one.Id));
            await KeepAsync("split", ReviewAsync(reader, "split", one.Id, ("quantity", "1 + 3")));
            await KeepAsync("split-wrong", ReviewAsync(reader, "split", one.Id, ("quantity", "2 + 3")));
            await KeepAsync("merge-form", OpenAsync(reader, "merge", one.Id));
            await KeepAsync("commit-form", UsageScenes.StepAsync(reader, "commit", UsageScenes.AdventureWorks));
            var review = await UsageScenes.StepAsync(
                reader,
                "details",
                UsageScenes.AdventureWorks,
                ("act", "commit"),
                ("subscription", UsageScenes.In(host, world => world.AzureSubscriptionsOf(UsageScenes.AdventureWorks).First().Id)),
                ("term", "P3Y"),
                ("hourly", language == "fr" ? "0,25" : "0.25"),
                ("currency", "USD"),
                ("scope", "Shared"),
                ("billing", "Monthly"),
                ("reason", "Steady load"));
            cards["commit-" + language] = review;
            var asked = await SubmitAsync(reader, review);
            cards["commit-ask-" + language] = (await Scenarios.AskForAsync(host, host.Tomas, asked)).Card;

            async Task KeepAsync(string name, Task<JsonElement> card) => cards[$"{name}-{language}"] = await card;
        }

        CardAlbum.Keep("reservation-manage", cards);
    }
}
