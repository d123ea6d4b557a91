using System.Text.Json;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using CspBot.Tests.Resources;
using Xunit;

namespace CspBot.Trials;

/// <summary>
/// The cards of the tour in the pseudo-language, a third longer than the English ones: what has no room there will have none in a
/// third language.
/// </summary>
public sealed class PseudoPictureTests
{
    [Fact]
    public async Task Every_card_of_the_tour_is_pictured_in_the_pseudo_language()
    {
        var walks = new Func<CardTour, Task>[] { tour => tour.EverythingAsync(), tour => tour.EveryStateAsync() };
        var shown = await Task.WhenAll(walks.Select(WalkAsync));
        var cards = shown.SelectMany(cards => cards)
            .Where(card => card.Value.GetProperty("lang").GetString() == PseudoLanguage.Name)
            .DistinctBy(card => card.Value.GetRawText());
        foreach (var dialog in cards.GroupBy(card => TourPictureTests.DialogOf(card.Value)))
            CardAlbum.Keep("longer " + dialog.Key, dialog.Select((card, i) => ($"{i:000} {card.Key}", card.Value)).ToDictionary());
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, JsonElement>>> WalkAsync(Func<CardTour, Task> walk)
    {
        await using var host = await BotHost.StartAsync();
        await walk(new CardTour(host, PseudoLanguage.Name));
        return [.. host.Teams.Shown.Here];
    }
}
