using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CspBot.Tests.Harness;

/// <summary>Reads cards as a person would: words, buttons, fields.</summary>
internal static partial class CardReader
{
    public static string Text(JsonElement card) => string.Join(" | ", All(card).SelectMany(Words));

    /// <summary>The pairs of all fact sets, and of those that stand in columns.</summary>
    public static IReadOnlyDictionary<string, string> Facts(JsonElement card) => All(card)
        .SelectMany(element => TypeOf(element) switch
        {
            "FactSet" => element.GetProperty("facts").EnumerateArray()
                .Select(fact => (Name: fact.GetProperty("title").GetString()!, Value: fact.GetProperty("value").GetString()!)),
            "ColumnSet" => FactInColumns(element),
            _ => [],
        })
        .DistinctBy(fact => fact.Name)
        .ToDictionary(fact => fact.Name, fact => Shown(fact.Value));

    /// <summary>All buttons that call the bot, also those behind a selectable row.</summary>
    public static IReadOnlyList<JsonElement> Buttons(JsonElement card) =>
        [.. All(card).Where(element => TypeOf(element) == "Action.Execute")];

    public static JsonElement Button(JsonElement card, string verb) =>
        Buttons(card).FirstOrDefault(button => button.GetProperty("verb").GetString() == verb) is { ValueKind: JsonValueKind.Object } found
            ? found
            : throw new InvalidOperationException($"There is no button {verb} on: {Text(card)}");

    public static bool HasButton(JsonElement card, string verb) =>
        Buttons(card).Any(button => button.GetProperty("verb").GetString() == verb);

    public static IEnumerable<JsonElement> Inputs(JsonElement card) =>
        All(card).Where(element => TypeOf(element).StartsWith("Input.", StringComparison.Ordinal));

    public static JsonElement? Input(JsonElement card, string id) => Inputs(card)
        .Where(element => element.GetProperty("id").GetString() == id)
        .Select(element => (JsonElement?)element)
        .FirstOrDefault();

    public static string? Value(JsonElement card, string id) =>
        Input(card, id) is { } input && input.TryGetProperty("value", out var value) ? value.GetString() : null;

    public static IReadOnlyList<(string Title, string Value)> Choices(JsonElement card, string id) =>
        [.. (Input(card, id) is { } input && input.TryGetProperty("choices", out var choices)
            ? choices
            : throw new InvalidOperationException($"There are no choices for {id} on: {card}"))
            .EnumerateArray()
            .Select(choice => (choice.GetProperty("title").GetString()!, choice.GetProperty("value").GetString()!))];

    /// <summary>What a client sends for a click: the button's data with the values of all inputs.</summary>
    public static JsonObject DataOf(JsonElement card, JsonElement button, IReadOnlyDictionary<string, string>? filled)
    {
        var data = button.TryGetProperty("data", out var own) ? JsonNode.Parse(own.GetRawText())!.AsObject() : [];
        var sendsInputs = !button.TryGetProperty("associatedInputs", out var associated) || associated.GetString() != "none";
        if (!sendsInputs)
            return data;
        foreach (var input in All(card).Where(element => TypeOf(element).StartsWith("Input.", StringComparison.Ordinal)))
        {
            var id = input.GetProperty("id").GetString()!;
            if (filled?.TryGetValue(id, out var typed) == true)
                data[id] = typed;
            else if (input.TryGetProperty("value", out var standing))
                data[id] = standing.GetString();
        }

        return data;
    }

    private static IEnumerable<JsonElement> All(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray().SelectMany(All);
        if (element.ValueKind != JsonValueKind.Object)
            return [];

        // What a button sends, and what a client sends by itself, is not seen.
        return element.EnumerateObject()
            .Where(member => member.Name is not ("data" or "refresh"))
            .SelectMany(member => All(member.Value))
            .Prepend(element);
    }

    private static IEnumerable<(string Name, string Value)> FactInColumns(JsonElement row)
    {
        var columns = row.GetProperty("columns").EnumerateArray().ToList();
        if (columns is [var name, var value]
            && name.TryGetProperty("width", out var narrow) && narrow.GetString() == "28"
            && value.TryGetProperty("width", out var wide) && wide.GetString() == "40")
            yield return (Only(name), Only(value));

        static string Only(JsonElement column) => column.GetProperty("items")[0].GetProperty("text").GetString()!;
    }

    private static string TypeOf(JsonElement element) =>
        element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "";

    private static IEnumerable<string> Words(JsonElement element)
    {
        var type = TypeOf(element);
        foreach (var name in new[] { "text", "title", "value", "label" })
        {
            if (element.TryGetProperty(name, out var word)
                && word.ValueKind == JsonValueKind.String
                && !type.StartsWith("Action.", StringComparison.Ordinal))
                yield return type.StartsWith("Input.", StringComparison.Ordinal) ? Spaced(word.GetString()!) : Shown(word.GetString()!);
        }
    }

    /// <summary>What Markdown shows of a text: a backslash before a sign hides.</summary>
    private static string Shown(string text) => Spaced(EscapedSign().Replace(text, "$1"));

    /// <summary>A space at which no line ends is a space.</summary>
    public static string Spaced(string text) => text.Replace('\u00a0', ' ');

    [GeneratedRegex(@"\\([!-/:-@\[-`{-~])")]
    private static partial Regex EscapedSign();
}
