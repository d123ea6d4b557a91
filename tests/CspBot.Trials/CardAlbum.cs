using System.Collections.Concurrent;
using System.Text.Json;

namespace CspBot.Trials;

/// <summary>A card of the gallery: what it is about, and its name within that.</summary>
internal sealed record AlbumCard(string Subject, string Name, JsonElement Card);

/// <summary>The cards that scenes keep; the gallery shows and checks them all in the end, see <see cref="GalleryTrials"/>.</summary>
internal static class CardAlbum
{
    private static readonly ConcurrentDictionary<(string Subject, string Name), JsonElement> Kept = new();

    public static IReadOnlyList<AlbumCard> All =>
    [
        .. Kept
            .Select(kept => new AlbumCard(kept.Key.Subject, kept.Key.Name, kept.Value))
            .OrderBy(card => card.Subject, StringComparer.Ordinal)
            .ThenBy(card => card.Name, StringComparer.Ordinal),
    ];

    /// <param name="subject">What all of them are about.</param>
    /// <param name="cards">Each by its name.</param>
    public static void Keep(string subject, IReadOnlyDictionary<string, JsonElement> cards)
    {
        foreach (var (name, card) in cards)
        {
            if (!Kept.TryAdd((subject, name), card.Clone()))
                throw new InvalidOperationException($"There are two cards “{name}” of {subject}.");
        }
    }
}
