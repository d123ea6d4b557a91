using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CspBot.Cloud.Http;

/// <summary>
/// Reads what comes from outside entry by entry: an entry of a list that cannot be read (null, of another kind) is left out, a value of
/// another kind in it is read when it can be and null when it cannot, and half a surrogate pair becomes the replacement character.
/// Whatever was odd is told with its place.
/// </summary>
/// <remarks>
/// Every list of every API goes through here, for nobody documents what these services never
/// send (issue "What others met with", kind 2).
/// </remarks>
internal static class LooseJson
{
    private static readonly ConcurrentDictionary<JsonSerializerOptions, JsonSerializerOptions> Loose = new();

    /// <summary>What the read that runs on this thread found odd: reading is synchronous and never nested.</summary>
    [ThreadStatic]
    private static List<string>? _odd;

    /// <summary>Where the reading is: the list's kind and the entry's place, one above the other.</summary>
    [ThreadStatic]
    private static string? _place;

    /// <summary>
    /// The value; <paramref name="odd"/> holds the places of what was left out or mended, such as
    /// <c>CustomerShape[17]</c>. Never a name or a value.
    /// </summary>
    /// <exception cref="JsonException">The whole cannot be read.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type, out IReadOnlyList<string> odd)
        where T : class
    {
        var loose = Loose.GetOrAdd(type.Options, Loosen);
        var found = new List<string>();
        (_odd, _place) = (found, typeof(T).Name.Split('`')[0]);
        try
        {
            odd = found;
            return JsonSerializer.Deserialize(body, (JsonTypeInfo<T>)loose.GetTypeInfo(typeof(T)));
        }
        finally
        {
            (_odd, _place) = (null, null);
        }
    }

    /// <summary>A JSON string with half surrogate pairs and broken UTF-8 replaced.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // The reader's way to say that the text is no Unicode.
            Tell("String");
            return Mend(Encoding.UTF8.GetString(reader.ValueSpan), reader.ValueIsEscaped);
        }
    }

    private static JsonSerializerOptions Loosen(JsonSerializerOptions strict) => new(strict)
    {
        Converters = { new EntriesConverterFactory(), new LooseTextConverter(), new LooseValueConverter<bool>(
            ReadBoolean), new LooseValueConverter<int>(ReadInteger), new LooseValueConverter<decimal>(ReadDecimal) },
    };

    private static void Tell(string? what) => _odd?.Add(what is null ? _place! : $"{_place} {what}");

    /// <summary>Undoes the escapes of JSON, then replaces what is half.</summary>
    private static string Mend(string raw, bool escaped)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (!escaped || raw[i] != '\\' || i + 1 == raw.Length)
            {
                text.Append(raw[i]);
                continue;
            }

            var kind = raw[++i];
            if (kind == 'u'
                && ushort.TryParse(
                    raw.AsSpan(i + 1, Math.Min(4, raw.Length - i - 1)),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var unit))
            {
                text.Append((char)unit);
                i += 4;
            }
            else
            {
                text.Append(kind switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => kind });
            }
        }

        return CloudJson.WholeText(text.ToString());
    }

    private static bool? ReadBoolean(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => bool.TryParse(Word(ref reader), out var value) ? value : null,
    };

    private static int? ReadInteger(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value)
            ? value
            : int.TryParse(Word(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : null;

    private static decimal? ReadDecimal(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var value)
            ? value
            : decimal.TryParse(Word(ref reader), NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? read : null;

    private static string? Word(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? Text(ref reader) : null;

    /// <summary>Lists of shapes.</summary>
    private sealed class EntriesConverterFactory : JsonConverterFactory
    {
        /// <summary>
        /// Of plain words (group ids, scopes) none is dropped: whoever decides by such a list has to see that one is odd.
        /// </summary>
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType
            && typeToConvert.GetGenericTypeDefinition() == typeof(List<>)
            && typeToConvert.GetGenericArguments()[0] != typeof(string);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(EntriesConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }

    private sealed class EntriesConverter<T> : JsonConverter<List<T>>
    {
        public override List<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                return ReadWrapped(ref reader, typeToConvert, options);
            if (reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException("A list is expected.");
            var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
            var entries = new List<T>();
            var around = _place;
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                _place = string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name}[{i}]");
                var entry = reader;
                try
                {
                    if (JsonSerializer.Deserialize(ref reader, type) is { } read)
                        entries.Add(read);
                    else
                        Tell(null);
                }
                catch (JsonException)
                {
                    _place = string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name}[{i}]");
                    Tell(null);
                    reader = entry;
                    reader.Skip();
                }
            }

            _place = around;
            return entries;
        }

        /// <summary>
        /// A list may come as <c>{value, nextLink}</c> where the samples show an array (checkIdentityHealth, november-2026 §D):
        /// the rest it speaks of is told, not read.
        /// </summary>
        private List<T> ReadWrapped(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            List<T>? entries = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isList = reader.ValueTextEquals("value"u8) || reader.ValueTextEquals("Value"u8);
                var isNext = reader.ValueTextEquals("nextLink"u8);
                reader.Read();
                if (isList && reader.TokenType == JsonTokenType.StartArray)
                    entries = Read(ref reader, typeToConvert, options);
                else
                    reader.Skip();
                if (isNext && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0)
                    Tell("nextLink");
            }

            return entries ?? throw new JsonException("A list is expected.");
        }

        public override void Write(Utf8JsonWriter writer, List<T> value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Only for reading.");
    }

    private delegate T? ReadValue<T>(ref Utf8JsonReader reader)
        where T : struct;

    private sealed class LooseValueConverter<T>(ReadValue<T> read) : JsonConverter<T?>
        where T : struct
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null)
                return null;
            var odd = reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject or JsonTokenType.StartArray;
            var value = read(ref reader);
            if (value is null || odd && typeof(T) == typeof(bool))
                Tell(typeof(T).Name);
            reader.Skip();
            return value;
        }

        public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Only for reading.");
    }

    /// <summary>Text, also where a number or a boolean stands; null for anything else.</summary>
    private sealed class LooseTextConverter : JsonConverter<string?>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    return Text(ref reader);
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Tell("String");
                    reader.Skip();
                    return null;
                default:
                    return Encoding.UTF8.GetString(reader.ValueSpan);
            }
        }

        public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Only for reading.");
    }
}
