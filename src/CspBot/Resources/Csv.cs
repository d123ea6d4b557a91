using System.Text;
using System.Text.RegularExpressions;
using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>Lines that people copy into a spreadsheet. They stand in a field: a text of a card would join the lines.</summary>
internal static partial class Csv
{
    /// <summary>In bytes, in UTF-8 and in UTF-16; a card stays under its size limit with this much in it.</summary>
    private const int Longest = CardFit.Largest - 4_096;

    /// <summary>The field with as many rows as a card holds, and whether some had to be left out.</summary>
    public static (AdaptiveTextInput Field, bool IsCut) Field(
        Texts texts, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, int most = Longest)
    {
        var lines = new StringBuilder(Line(head));
        var size = sizeof(char) * lines.Length;
        foreach (var line in rows.Select(Line))
        {
            // A quote takes two letters on the wire, and so does the line's end.
            var signs = line.Count(letter => letter is '"' or '\n' or '\r') + "\\n".Length;
            size += Math.Max(Encoding.UTF8.GetByteCount(line) + signs, sizeof(char) * (line.Length + signs));
            if (size > most)
                return (Show(), true);
            lines.Append('\n').Append(line);
        }

        return (Show(), false);

        AdaptiveTextInput Show() =>
            new AdaptiveTextInput { Id = "csv", Label = texts[CommonText.CsvLabel], IsMultiline = true, Value = lines.ToString() };
    }

    /// <summary>The same as a file (RFC 4180); the mark at its beginning tells spreadsheets that it is UTF-8.</summary>
    public static byte[] File(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows) =>
    [
        .. Encoding.UTF8.Preamble,
        .. Encoding.UTF8.GetBytes(string.Concat(rows.Prepend(head).Select(row => Line(row) + "\r\n"))),
    ];

    /// <summary>A point in time as spreadsheets read it; empty for none.</summary>
    public static string Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static string Line(IReadOnlyList<string> fields) => string.Join(',', fields.Select(Quoted));

    private static string Quoted(string value)
    {
        var safe = Runs().Replace(value, "'");
        return safe.AsSpan().IndexOfAny(",\"\n\r") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    // Before a sign that a spreadsheet would run as a formula, at the beginning of whatever it takes for a cell: a French one parts
    // lines at semicolons, and what is pasted is parted at tabs and line ends, quoted or not.
    [GeneratedRegex(@"(?<=(?:^|[;\t\r\n])[ ]*)(?=[=+\-@])|^(?=[\t\r])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Runs();
}
