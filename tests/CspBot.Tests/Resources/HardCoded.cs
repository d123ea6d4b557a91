using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CspBot.Tests.Resources;

/// <summary>Finds the words on a card in the pseudo-language that no resource file says and that are no data.</summary>
/// <param name="data">What may stand there as it is: names and words of the world, of people, and what the test typed.</param>
/// <param name="written">
/// How a text begins that is written to somebody else, in their language: a letter to a customer stands on the card as it will be sent.
/// </param>
internal sealed partial class HardCoded(IEnumerable<string> data, params string[] written)
{
    private readonly HashSet<string> _data =
        [.. data.SelectMany(text => Word().Matches(text)).Select(word => word.Value.ToLowerInvariant())];

    /// <summary>Each word that is hard-coded on the card, with the text it stands in.</summary>
    public IEnumerable<string> On(JsonElement card) => Shown(card)
        .Where(text => !Array.Exists(written, begin => text.StartsWith(begin, StringComparison.Ordinal)))
        .SelectMany(text => In(text).Select(word => $"{word}  ←  {text}"));

    /// <summary>The hard-coded words of a text.</summary>
    public IEnumerable<string> In(string text) => Word().Matches(Ids().Replace(Outside(text), " "))
        .Select(word => word.Value)
        .Where(word => !_data.Contains(word.ToLowerInvariant()));

    /// <summary>What stands outside of all brackets.</summary>
    public static string Outside(string text)
    {
        var (outside, depth) = (new StringBuilder(), 0);
        foreach (var letter in text)
        {
            depth += letter == '⟦' ? 1 : letter == '⟧' ? -1 : 0;
            if (depth == 0)
                outside.Append(letter == '⟧' ? ' ' : letter);
        }

        return outside.ToString();
    }

    /// <summary>Every text that a person may see or hear. What a field holds, and what a button sends, is data.</summary>
    private static IEnumerable<string> Shown(JsonElement element, string within = "") => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(one => Shown(one, within)),
        JsonValueKind.Object => element.EnumerateObject().Where(member => member.Name is not ("data" or "msteams")).SelectMany(
            member => member.Value.ValueKind != JsonValueKind.String ? Shown(member.Value, member.Name)
                : IsShown(member.Name) || (member.Name == "value" && within == "facts") ? [member.Value.GetString()!]
                : Enumerable.Empty<string>()),
        _ => [],
    };

    private static bool IsShown(string member) => member is "text" or "title" or "label" or "placeholder" or "errorMessage"
        or "fallbackText" or "speak" or "altText" or "tooltip" or "xAxisTitle" or "yAxisTitle" or "x";

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"https?://\S+|R-[0-9A-Z]{5}|[\w.+-]+@[\w.-]+|\S*[0-9/_]\S*|\b[A-Z]{3}\b")]
    private static partial Regex Ids();
}
