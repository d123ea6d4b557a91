using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Cloud.Http;

/// <summary>Tolerant reading of what the services really send (partner-center §1.5).</summary>
internal static class CloudJson
{
    /// <summary>The bytes without a UTF-8 byte order mark; Partner Center sends one at times.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    /// <summary>Equal but for case and underscores: <c>one_time</c>, <c>OneTime</c> (partner-center §1.5).</summary>
    public static bool SameWord(string? left, string? right) =>
        string.Equals(
            left?.Replace("_", "", StringComparison.Ordinal),
            right?.Replace("_", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase);

    /// <summary>The first of these that says something: a name may come as null, empty or blank. Empty where none does.</summary>
    public static string Named(params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (!string.IsNullOrWhiteSpace(name))
                return name;
        }

        return "";
    }

    /// <summary>Ids differ in case between resources; they are equal all the same.</summary>
    public static bool SameId(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text with the replacement character for each half of a surrogate pair: it can be stored, sent and normalized.</summary>
    public static string WholeText(string text)
    {
        var whole = true;
        for (var i = 0; i < text.Length && whole; i++)
        {
            whole = !char.IsSurrogate(text[i]);
            if (!whole && i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                (whole, i) = (true, i + 1);
        }

        return whole ? text : string.Concat(text.EnumerateRunes());
    }

    /// <summary>The first of doubled header values (<c>guid,guid</c>, partner-center §1.4).</summary>
    public static string? First(string? header) => header?.Split(',', 2)[0].Trim();

    /// <summary>
    /// A time in any of the services' spellings; without an offset it is UTC; null when unreadable, and for the year 1, which is how a
    /// service writes a time that it does not have.
    /// </summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(
            text?.Replace(": ", ":", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && time.Year > 1
            ? time.ToUniversalTime()
            : null;
}

/// <summary>Reads text that some answers send as a number or a boolean (error codes, expires_in, etag).</summary>
internal sealed class LooseTextConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return LooseJson.Text(ref reader);
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                return null;
            default:
                return reader.HasValueSequence ? null : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
