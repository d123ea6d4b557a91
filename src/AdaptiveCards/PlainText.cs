using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace AdaptiveCards;

/// <summary>
/// Writes text so that a card shows it as it is. What stands on a card comes from many hands: a customer named
/// <c>[Approve](https://…)</c> must not become a link, <c>{{DATE(…)}}</c> no date, and no sign that nobody sees may turn names round.
/// </summary>
/// <remarks>
/// Teams reads a Markdown subset in text blocks and facts (facts teams-protocol §7); Microsoft's renderer reads all of CommonMark
/// there, and date and time macros before it.
/// </remarks>
internal sealed partial class PlainText : JsonConverter<string>
{
    /// <summary>The same words with every sign that Markdown would read led by a backslash; an underscore inside a word is none.</summary>
    public static string Escape(string text) => Signs().Replace(Bound().Replace(Seen(text), "\u00a0"), @"\$0");

    /// <summary>The same letters without those that nobody sees, line ends of one kind, and no half of a pair.</summary>
    public static string Seen(string text)
    {
        text = LineEnds().Replace(text, "\n");
        return Array.TrueForAll(text.ToCharArray(), letter => letter is >= ' ' and <= '~' or '\n')
            ? text
            : Unseen().Replace(Whole(text), "");
    }

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Cards are written, never read.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(AdaptiveDateTime.Plain(Escape(value)));

    private static string Whole(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune.ToString());
        return whole.ToString();
    }

    // French has a space there, at which no line may end.
    [GeneratedRegex(@"(?<=\S) (?=[:;!?»](?:\s|$))|(?<=«) ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bound();

    // A backslash counts only before punctuation, "&" only before an entity's name; "-", "+", "#",
    // ">", "=" and "1." only where a line begins.
    [GeneratedRegex(
        @"\\(?=[!-/:-@\[-`{-~])|[\[*`<]|(?<=\{)\{|~(?=~)|(?<=~)~|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])"
        + @"|(?<=^\s*)[-+](?=\s|$)|(?<=^\s*)[-=](?=[-=\s]*$)|(?<=^\s*)#(?=#*(?:\s|$))|(?<=^\s*)>|(?<=^\s*\d+)[.)](?=\s|$)",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Signs();

    [GeneratedRegex(@"\r\n?|[\u0085\u2028\u2029\v\f]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineEnds();

    // Control signs, those that turn the reading direction, of no width, and tags. Those that join
    // letters of one sign stay: 👩‍💻, می‌خواهم.
    [GeneratedRegex(
        @"[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]"
        + @"|\uDB40[\uDC00-\uDC7F]",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unseen();
}

/// <summary>The same for a text block: there, and only there, points in time are macros that Teams fills in.</summary>
internal sealed class PlainTextWithTimes : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Cards are written, never read.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(AdaptiveDateTime.Macros(PlainText.Escape(value)));
}

/// <summary>
/// Writes a text of one line that is not read as Markdown everywhere: titles of buttons and choices, labels, the fallback text. A
/// backslash would be seen there, so that what a renderer could read is set apart by a space.
/// </summary>
internal sealed partial class PlainLine : JsonConverter<string>
{
    /// <summary>The same words on one line, and nothing in them that could become a link or a date.</summary>
    public static string Of(string text) => Readable().Replace(PlainText.Seen(AdaptiveDateTime.Plain(text)).Replace('\n', ' '), "$0 ");

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Cards are written, never read.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Of(value));

    [GeneratedRegex(@"\](?=\()|<(?=[A-Za-z])|\{(?=\{)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Readable();
}
