using System.Text.Json;
using System.Text.RegularExpressions;

namespace CspBot.Tests.Cards;

/// <summary>Rule 9 of the design, read from the JSON on the wire: it does not trust the vocabulary that wrote it.</summary>
internal static partial class CardJsonRules
{
    private const int LargestCard = 28 * 1024;
    private const int MostButtons = 6;

    private static readonly HashSet<string> KnownSince15 = new(StringComparer.Ordinal)
    {
        "AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "Image", "ImageSet", "Container", "ColumnSet", "Column", "FactSet",
        "ActionSet", "Table", "TableRow", "TableCell", "Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle",
        "Input.ChoiceSet", "Data.Query", "Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility",
    };

    private static readonly HashSet<string> DataSets = new(StringComparer.Ordinal)
    {
        "customers", "subscriptions", "users", "reservations", "products", "roles", "scopes",
    };

    /// <summary>One sentence per broken rule.</summary>
    public static IReadOnlyList<string> Check(JsonElement card)
    {
        var all = Elements(card).ToList();
        var instead = Fallbacks(card).ToList();
        var inputs = all.Where(element => Text(element, "type").StartsWith("Input.", StringComparison.Ordinal)).ToList();
        var shown = ButtonLists(card).SelectMany(list => list.EnumerateArray()).ToList();
        return
        [
            .. Whole(card, shown),
            .. all.SelectMany(Element),
            .. instead.SelectMany(Instead),
            .. inputs.SelectMany(Input),
            .. all
                .Where(TakesItsWordsAway)
                .Select(row => $"A row's title is read out in place of its words: {row.GetProperty("selectAction")}"),
            .. Ids(inputs, all),
            .. SaidTwice(all),
            .. shown
                .GroupBy(button => Text(button, "title"))
                .Where(same => same.Count() > 1)
                .Select(same => $"{same.Count()} buttons say “{same.Key}”."),
        ];
    }

    private static IEnumerable<string> Whole(JsonElement card, IReadOnlyList<JsonElement> shown)
    {
        var size = System.Text.Encoding.UTF8.GetByteCount(card.GetRawText());
        if (size > LargestCard)
            yield return $"It has {size} bytes; {LargestCard} are allowed.";
        if (sizeof(char) * card.GetRawText().Length is > LargestCard and var wide)
            yield return $"It has {wide} bytes in UTF-16; {LargestCard} are allowed.";
        if (Text(card, "version") != "1.5")
            yield return "Its version is not 1.5.";
        if (Text(card, "fallbackText").Length == 0)
            yield return "It has no fallbackText.";
        if (CspBot.Resources.Language.Find(Text(card, "lang")) is null)
            yield return "It does not say its language.";
        if (Text(card, "speak").Length == 0)
            yield return "It says nothing to the immersive reader.";
        if (shown.Count > MostButtons)
            yield return $"It shows {shown.Count} buttons; {MostButtons} are allowed.";
        if (Text(card.GetProperty("body")[0], "style") != "heading")
            yield return "It does not begin with a heading.";
    }

    private static IEnumerable<string> Element(JsonElement element)
    {
        var type = Text(element, "type");
        if (!KnownSince15.Contains(type) && !element.TryGetProperty("fallback", out _))
            yield return $"{type} is newer than 1.5 and has no fallback.";
        if (type == "TextBlock" && Text(element, "text") is var text)
        {
            if (string.IsNullOrWhiteSpace(text))
                yield return "A text is empty.";
            if (Placeholder().IsMatch(text))
                yield return $"A place in a text was not filled: {text}";
        }

        if (!type.StartsWith("Action.", StringComparison.Ordinal))
            yield break;
        if (Text(element, "title").Length == 0 && Text(element, "tooltip").Length == 0)
            yield return $"A button has no title: {element}";
        if (type == "Action.Execute" && !Verb().IsMatch(Text(element, "verb")))
            yield return $"A button's verb is not dialog/step: “{Text(element, "verb")}”.";
    }

    /// <summary>What older clients show is no form: an input or button there would count twice, or only for some.</summary>
    private static IEnumerable<string> Instead(JsonElement element)
    {
        var type = Text(element, "type");
        if (!KnownSince15.Contains(type) || type.StartsWith("Input.", StringComparison.Ordinal)
            || type.StartsWith("Action", StringComparison.Ordinal))
            yield return $"A fallback holds {type}.";
        foreach (var fault in Element(element))
            yield return fault;
    }

    private static bool TakesItsWordsAway(JsonElement row) =>
        row.TryGetProperty("selectAction", out var click) && Text(click, "title") is { Length: > 0 } title
        && Elements(row).Where(element => Text(element, "type") == "TextBlock")
            .Any(word => !title.Contains(Text(word, "text"), StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Input(JsonElement input)
    {
        var id = Text(input, "id");
        if (id.Length == 0)
            yield return $"An input has no id: {input}";
        if (Text(input, "label").Length == 0)
            yield return $"The input {id} has no label.";
        if (input.TryGetProperty("isRequired", out var required) && required.GetBoolean() && Text(input, "errorMessage").Length == 0)
            yield return $"The required input {id} has no errorMessage.";
        if (Text(input, "type") != "Input.ChoiceSet")
            yield break;
        var choices = input.GetProperty("choices");
        if (input.TryGetProperty("choices.data", out var search))
        {
            if (!DataSets.Contains(Text(search, "dataset")))
                yield return $"The input {id} searches “{Text(search, "dataset")}”, which neither the contract nor the README names.";
            if (Text(input, "style") != "filtered")
                yield return $"The input {id} searches and is not filtered.";
        }

        if (choices.GetArrayLength() == 0)
            yield return $"The input {id} lists no choices.";
        if (Text(input, "value") is { Length: > 0 } value
            && !choices.EnumerateArray().Any(choice => value.Split(',').Contains(Text(choice, "value"))))
            yield return $"The input {id} holds “{value}”, which is not among its choices.";
    }

    /// <summary>What is wrong with a field stands at the field, and nowhere else besides.</summary>
    private static IEnumerable<string> SaidTwice(IReadOnlyList<JsonElement> all) => all
        .Where(element => Text(element, "type") == "TextBlock")
        .GroupBy(element => Text(element, "text"))
        .Where(same => same.Count() > 1 && same.Any(element => Text(element, "color") == "attention")
            && same.Any(element => Text(element, "color").Length == 0))
        .Select(same => $"What is wrong with a field is said twice: “{same.Key}”.");

    private static IEnumerable<string> Ids(IReadOnlyList<JsonElement> inputs, IReadOnlyList<JsonElement> all)
    {
        foreach (var same in inputs.GroupBy(input => Text(input, "id")).Where(same => same.Count() > 1))
            yield return $"The input id {same.Key} is used {same.Count()} times.";
        foreach (var hidden in inputs.Where(input => input.TryGetProperty("isVisible", out var visible) && !visible.GetBoolean()))
        {
            // Teams on iOS showed hidden inputs for years: they serve the search alone (facts november-2026 §F 21).
            foreach (var button in all.Where(element => Text(element, "type") == "Action.Execute"
                && Text(element, "associatedInputs") != "none"
                && !(element.TryGetProperty("data", out var data) && data.TryGetProperty(Text(hidden, "id"), out _))))
                yield return $"The button “{Text(button, "title")}” has “{Text(hidden, "id")}” from a hidden input alone.";
        }

        foreach (var button in all.Where(element => Text(element, "type") == "Action.Execute"
            && Text(element, "associatedInputs") != "none"
            && element.TryGetProperty("data", out _)))
        {
            // An input's value overwrites the data of the same name: that is no harm only while both say the same.
            foreach (var input in inputs.Where(input =>
                button.GetProperty("data").TryGetProperty(Text(input, "id"), out var other) && Text(input, "value") != other.GetString()))
                yield return $"The input {Text(input, "id")} and the data of “{Text(button, "title")}” say different things.";
        }
    }

    private static IEnumerable<JsonElement> Elements(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Elements),
        JsonValueKind.Object => element.EnumerateObject()
            .Where(member => member.Name is not ("data" or "fallback"))
            .SelectMany(member => Elements(member.Value))
            .Concat(element.TryGetProperty("type", out _) ? [element] : []),
        _ => [],
    };

    /// <summary>Everything that stands in fallbacks.</summary>
    private static IEnumerable<JsonElement> Fallbacks(JsonElement card) => Elements(card)
        .Where(element => element.TryGetProperty("fallback", out var fallback) && fallback.ValueKind == JsonValueKind.Object)
        .SelectMany(element => Elements(element.GetProperty("fallback")));

    private static IEnumerable<JsonElement> ButtonLists(JsonElement card) => Elements(card)
        .Where(element => Text(element, "type") is "AdaptiveCard" or "ActionSet" && element.TryGetProperty("actions", out _))
        .Select(element => element.GetProperty("actions"));

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    [GeneratedRegex(@"\{\d+(:[^}]*)?\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*$")]
    private static partial Regex Verb();
}
