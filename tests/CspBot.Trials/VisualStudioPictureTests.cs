using System.Text.Json;
using CspBot.Handovers;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.VisualStudioScenes;

namespace CspBot.Trials;

/// <summary>Every card of Visual Studio licences in a browser, wide and narrow: linted, and kept as pictures.</summary>
public sealed class VisualStudioPictureTests
{
    [Fact]
    public async Task Ways_reviews_hand_overs_lists_and_notices_render_in_both_languages_and_are_pictured()
    {
        var cards = new Dictionary<string, JsonElement>();
        foreach (var language in new[] { "en", "fr" })
        {
            await using var host = await BotHost.StartAsync();
            Agent In(Agent agent) => agent.In(language == "fr" ? "fr-FR" : "en-US");
            var (nora, ingrid) = (In(host.Nora), In(host.Ingrid));
            foreach (var person in new[] { nora, ingrid, In(host.Aisha) })
                await person.InstallAsync();
            void Keep(string name, JsonElement card) => cards[$"{name}-{language}"] = card;

            Keep("first", await nora.SaysAsync("visual studio"));
            Keep("none-yet", await nora.SaysAsync(nora.Words("visual studio list", "visual studio liste")));
            Keep("several", await nora.SaysAsync("visual studio contos"));
            Keep("ways", await nora.SaysAsync("visual studio adatum"));
            Keep("cloud", await FormAsync(nora, "cloud"));
            Keep("cloud-no-azure", await FormAsync(nora, "cloud", "litware"));
            var form = await FormAsync(nora, "direct");
            Keep("form", form);
            Keep("form-wrong", await nora.ClicksAsync(form, Details, Numbers("", "123", "it@adatum")));
            Keep("review-odd", await nora.ClicksAsync(form, Details, Numbers("ZZE-№ 12", "1234567890-1234567890-1")));
            var first = "";
            foreach (var way in new[] { "existing", "admin-center", "direct" })
            {
                var review = await ReviewAsync(ingrid, way, numbers: Numbers(licence: $"8765432{way.Length}"));
                Keep("review-" + way, review);
                first = RequestId().Match(CardReader.Text(await ingrid.ClicksAsync(review, Submit))).Value;
                var over = await OverAsync(ingrid, first);
                Keep("request-" + way, over.Card);
                Keep("steps-" + way, await ingrid.ClicksAsync(over.Card, Follow, null, over.Id));
            }

            Keep("double", await ReviewAsync(nora, numbers: Numbers(licence: "87654328")));
            var steps = await OpenAsync(nora, first);
            Keep("letter", await ForgeAsync(nora, Follow, ("request", first), ("as", "text")));
            await host.LeapAsync(TimeSpan.FromDays(3.1));
            Keep("reminder", (await ingrid.SeesAsync(language == "fr" ? "Où en est" : "How did the")).Card);
            var confirmed = await SayAsync(nora, steps, "confirmed");
            Keep("confirmed", confirmed);
            Keep("stale", await SayAsync(ingrid, steps, "removed"));
            Keep("removed", await SayAsync(nora, confirmed, "removed"));
            await host.Services.GetRequiredService<CspBot.Store.Turns>().HurryAsync(HandOverWatch.Topic, default);
            Keep("told", (await ingrid.SeesAsync(language == "fr" ? "a retiré notre accès" : "removed our access")).Card);
            Keep("again", await ReviewAsync(nora, "direct", numbers: Numbers(licence: "87654326")));
            for (var i = 0; i < 8; i++)
                await HandOverAsync(nora, "admin-center", i % 2 == 0 ? "litware" : "contoso france", Numbers(licence: $"4444444{i}"));
            var list = await nora.SaysAsync(nora.Words("visual studio list", "visual studio liste"));
            Keep("list", list);
            Keep("list-next", await ForgeAsync(nora, List, ("page", "1")));
            Keep("list-none", await ForgeAsync(nora, List, ("find", "qqqq")));
            Keep("csv", await ForgeAsync(nora, List, ("as", "csv")));
            Keep("unknown", await OpenAsync(nora, "R-ZZZZZ"));
        }

        CardAlbum.Keep("visual-studio", cards);
    }
}
