using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CspBot.Tests.Harness;

/// <summary>Every different card that the bot showed while tests of this process ran, to be linted at the end.</summary>
internal static partial class ShownCards
{
    private static readonly ConcurrentDictionary<string, JsonElement> Kept = new(StringComparer.Ordinal);

    /// <summary>The cards by a name that says language and title, and a number that makes it the only one.</summary>
    public static IReadOnlyDictionary<string, JsonElement> All =>
        Kept.Values.Index().ToDictionary(kept => $"{Text(kept.Item, "lang")} {kept.Index:D4} {Title(kept.Item)}", kept => kept.Item);

    public static void Keep(JsonElement card)
    {
        // Ids, times and numbers alone do not make another card.
        var look = Volatile().Replace(card.GetRawText(), "#");
        Kept.TryAdd(look, card.Clone());
    }

    /// <summary>Keeps the cards of a message that the bot sent or edited.</summary>
    public static void KeepThoseOf(JsonElement activity)
    {
        if (!activity.TryGetProperty("attachments", out var attachments))
            return;
        foreach (var attachment in attachments.EnumerateArray())
            Keep(attachment.GetProperty("content"));
    }

    /// <summary>Keeps the card that an invoke was answered with, if it was.</summary>
    public static void KeepAnswer(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object && Text(body, "type") == "application/vnd.microsoft.card.adaptive")
            Keep(body.GetProperty("value"));
    }

    public static string Title(JsonElement card) =>
        card.TryGetProperty("body", out var elements) && elements.GetArrayLength() > 0 ? Text(elements[0], "text") : "";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|R-[0-9A-Z]{5}|\\d+|\"seal\":\"[^\"]*\"|\"form\":\"[^\"]*\"")]
    private static partial Regex Volatile();
}
