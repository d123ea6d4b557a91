using System.Text.Json;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>
/// The gallery of all cards that the scenes (…PictureTests) kept: one page to look at, and every card checked in every theme and width.
/// Alone with its scenes: <c>--filter "FullyQualifiedName~PictureTests|FullyQualifiedName~GalleryTrials"</c>.
/// </summary>
[Collection(AfterTheOthers.Name)]
public sealed class GalleryTrials
{
    /// <summary>A folder for the page, set by the Sandbox's --gallery.</summary>
    private const string Folder = "CSPBOT_GALLERY";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [RequiresFact("npm-ci", "chromium")]
    public async Task Every_card_of_the_gallery_shows_well_in_each_theme_and_width()
    {
        var cards = CardAlbum.All;
        Assert.True(cards.Count > 0, "No scene kept a card: run the scenes along, with the filter that is named above this class.");
        var folder = Environment.GetEnvironmentVariable(Folder) ?? Path.Combine(SourceTree.Root, "TestResults", "gallery");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "cards.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(cards.Select(card => new
        {
            subject = card.Subject,
            name = card.Name,
            language = card.Card.GetProperty("lang").GetString(),
            card = card.Card,
            faults = CardJsonRules.Check(card.Card),
        })));
        var (code, said) = await NodeScript.RunAsync(Patience, "gallery.mjs", file, folder, Tools.CardSchema);
        Assert.True(code == 0, said);
        Assert.Contains($"{cards.Count} cards, 0 faults", said, StringComparison.Ordinal);
    }
}
