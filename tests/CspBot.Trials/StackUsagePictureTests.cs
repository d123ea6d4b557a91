using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>The cards of Azure Stack usage in a browser, wide and narrow: linted, and kept as pictures beside the output.</summary>
public sealed class StackUsagePictureTests
{
    [Fact]
    public async Task Usage_leaks_and_what_was_mapped_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        await StackUsageScenes.KnowsAsync(host);
        await StackUsageScenes.LookAsync(host);
        await host.LeapAsync(TimeSpan.FromDays(4));
        await host.ControlAsync(
            "stack",
            new { deployment = "Lyon", customer = StackUsageScenes.Pharma, mappedTo = "3c0ffee0-0000-4000-8000-000047000001" });
        await StackUsageScenes.LookAsync(host);
        await host.LeapAsync(TimeSpan.FromDays(6));
        await StackUsageScenes.LookAsync(host);
        var cards = new Dictionary<string, JsonElement>();
        var paris = UsageScenes.In(host, world => world.Stack.Stamps[0].Deployment.ProviderSubscription);
        foreach (var (language, reader) in new[] { ("en", host.Nora), ("fr", host.Nora.In("fr-FR")) })
        {
            cards["overview-" + language] = await StackUsageScenes.OpenAsync(reader);
            cards["leak-" + language] = await StackUsageScenes.OpenAsync(
                reader, ("tenant", $"Lyon|{StackUsageScenes.Pharma}"), ("period", "30"));
            cards["not-known-" + language] = await StackUsageScenes.OpenAsync(
                reader, ("tenant", $"Paris|{StackUsageScenes.Consolidated}"), ("period", "7"));
            cards["table-" + language] = await StackUsageScenes.OpenAsync(
                reader, ("tenant", $"Paris|{StackUsageScenes.Phone}"), ("line", "0"));
            cards["leaks-" + language] = await reader.SaysAsync(language == "fr" ? "intégrer stack fuites" : "onboard stack leaks");
            await host.ControlAsync(
                "faults",
                new
                {
                    api = "stackadmin",
                    path = paris + "/providers/Microsoft.Commerce.Admin",
                    status = 403,
                    code = "AuthorizationFailed",
                });
            cards["no-right-" + language] = await StackUsageScenes.OpenAsync(reader, ("period", "40"));
            await host.ClearFaultsAsync();
        }

        CardAlbum.Keep("stack-usage", cards);
    }
}
