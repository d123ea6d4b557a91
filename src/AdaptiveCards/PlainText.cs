using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace AdaptiveCards;

/// <summary>
/// Writes text so that a card shows it as it is. Teams reads a Markdown subset in text blocks and facts (facts teams-protocol
/// §7), and what stands there comes from many hands: a customer named <c>[Approve](https://…)</c> must not become a link.
/// </summary>
internal sealed partial class PlainText : JsonConverter<string>
{
    /// <summary>The same words with every sign that Markdown would read led by a backslash; an underscore inside a word is none.</summary>
    public static string Escape(string text) => Signs().Replace(text, @"\$0");

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Cards are written, never read.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Escape(value));

    // A backslash counts only before punctuation; "-", "+" and "1." make a list only where a line begins.
    [GeneratedRegex(@"\\(?=[!-/:-@\[-`{-~])|[\[*`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=^\s*)[-+](?=\s)|(?<=^\s*\d+)[.)](?=\s)", RegexOptions.Multiline)]
    private static partial Regex Signs();
}
