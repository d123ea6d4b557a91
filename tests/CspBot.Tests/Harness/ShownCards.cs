using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CspBot.Tests.Harness;

/// <summary>Every different card that one bot showed; those of all bots of this process are linted at the end.</summary>
internal sealed partial class ShownCards
{
    private static readonly ConcurrentDictionary<string, JsonElement> Everywhere = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, JsonElement> _here = new(StringComparer.Ordinal);

    /// <summary>The cards of all bots by a name that says language and title, and a number that makes it the only one.</summary>
    public static IReadOnlyDictionary<string, JsonElement> All => Named(Everywhere.Values);

    /// <summary>Those of this bot alone.</summary>
    public IReadOnlyDictionary<string, JsonElement> Here => Named(_here.Values);

    public void Keep(JsonElement card)
    {
        // Ids, times and numbers alone do not make another card.
        var look = Volatile().Replace(card.GetRawText(), "#");
        _here.TryAdd(look, Everywhere.GetOrAdd(look, _ => card.Clone()));
    }

    /// <summary>Keeps the cards of a message that the bot sent or edited.</summary>
    public void KeepThoseOf(JsonElement activity)
    {
        if (!activity.TryGetProperty("attachments", out var attachments))
            return;
        foreach (var attachment in attachments.EnumerateArray())
            Keep(attachment.GetProperty("content"));
    }

    /// <summary>Keeps the card that an invoke was answered with, if it was.</summary>
    public void KeepAnswer(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object && Text(body, "type") == "application/vnd.microsoft.card.adaptive")
            Keep(body.GetProperty("value"));
    }

    public static string Title(JsonElement card) =>
        card.TryGetProperty("body", out var elements) && elements.GetArrayLength() > 0 ? Text(elements[0], "text") : "";

    private static Dictionary<string, JsonElement> Named(IEnumerable<JsonElement> cards) =>
        cards.Index().ToDictionary(kept => $"{Text(kept.Item, "lang")} {kept.Index:D4} {Title(kept.Item)}", kept => kept.Item);

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|R-[0-9A-Z]{5}|\\d+|\"seal\":\"[^\"]*\"|\"form\":\"[^\"]*\"")]
    private static partial Regex Volatile();
}
