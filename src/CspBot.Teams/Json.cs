using System.Text.Json;

namespace CspBot.Teams;

/// <summary>Reading foreign JSON without trusting its shape.</summary>
internal static class Json
{
    /// <summary>The text of a value; null for every other kind, and for text that is no Unicode.</summary>
    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped lone surrogate
        }
    }

    /// <summary>The text of an object's member; null when there is none.</summary>
    public static string? Text(JsonElement owner, string name) => Member(owner, name) is { } member ? Text(member) : null;

    /// <summary>An object's member; null when there is none, or no object.</summary>
    public static JsonElement? Member(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var member) ? member : null;

    /// <summary>A whole number of an object's member; null when there is none.</summary>
    public static int? Number(JsonElement owner, string name) =>
        Member(owner, name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var number) ? number : null;
}
