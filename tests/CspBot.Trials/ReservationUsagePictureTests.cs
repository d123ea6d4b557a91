using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;

namespace CspBot.Trials;

/// <summary>The cards of usage and recommendations in a browser, wide and narrow: linted, and kept as pictures beside the output.</summary>
public sealed class ReservationUsagePictureTests
{
    private const string Messenger = "10000000-0000-4000-8000-000042000000";
    private const string Adatum = "10000000-0000-4000-8000-000001000000";

    [Fact]
    public async Task Usage_and_recommendations_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, reader) in new[] { ("en", host.Nora), ("fr", host.Pierre) })
        {
            var key = UsageScenes.KeyOf(host, UsageScenes.AdventureWorks);
            cards["usage-" + language] = await UsageScenes.OpenAsync(reader, UsageScenes.AdventureWorks, key);
            cards["badly-" + language] = await UsageScenes.OpenAsync(reader, Messenger, UsageScenes.BadlyUsed(host));
            cards["usages-" + language] = await UsageScenes.StepAsync(reader, "usage", Messenger);
            var recommended = await UsageScenes.StepAsync(reader, "recommend", Adatum);
            cards["recommend-" + language] = recommended;
            cards["one-" + language] = await UsageScenes.StepAsync(
                reader, "recommend", Adatum, ("product", "Standard_D4s_v5"), ("region", "westeurope"));
        }

        var buyer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
        await PurchaseScenes.BuyAsync(host, buyer, "reservation");
        cards["none-yet"] = await UsageScenes.OpenAsync(host.Nora, buyer, UsageScenes.KeyOf(host, buyer));
        await host.ControlAsync("faults", new { api = "arm", path = "reservationSummaries", status = 403, code = "AuthorizationFailed" });
        cards["no-right"] = await UsageScenes.OpenAsync(
            host.Nora, UsageScenes.AdventureWorks, UsageScenes.KeyOf(host, UsageScenes.AdventureWorks));

        CardAlbum.Keep("reservation-usage", cards);
    }
}
