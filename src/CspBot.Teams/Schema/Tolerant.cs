using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Teams;

/// <summary>A text that nobody needs: whatever else stands in its place counts as absent.</summary>
/// <remarks>Clients have sent numbers and objects as <c>localTimezone</c> and <c>locale</c>; a message is not refused over them.</remarks>
internal sealed class TextOrNothing : JsonConverter<string?>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return Json.Text(value.RootElement);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A list of things that nobody needs; anything but a list is an empty one.</summary>
internal sealed class ListOrNothing : JsonConverter<IReadOnlyList<JsonElement>?>
{
    /// <inheritdoc/>
    public override IReadOnlyList<JsonElement>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.ValueKind == JsonValueKind.Array
            ? [.. value.RootElement.EnumerateArray().Select(one => one.Clone())]
            : null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<JsonElement>? value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var one in value ?? [])
            one.WriteTo(writer);
        writer.WriteEndArray();
    }
}
