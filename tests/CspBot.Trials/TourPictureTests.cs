using System.Text.Json;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>The cards of the tour through every button, a subject for each dialog that their first button belongs to.</summary>
public sealed class TourPictureTests
{
    [Fact]
    public async Task Every_card_of_the_tour_is_pictured()
    {
        await CardTourTests.MadeAsync();
        foreach (var dialog in CardTourTests.Met.Here.GroupBy(card => DialogOf(card.Value)))
            CardAlbum.Keep("tour " + dialog.Key, dialog.ToDictionary());
    }

    /// <summary>Whose card it is, by its first button.</summary>
    internal static string DialogOf(JsonElement card) =>
        CardReader.Buttons(card) is [var first, ..] ? first.GetProperty("verb").GetString()!.Split('/')[0] : "without buttons";
}
