using System.Text.Json;
using AdaptiveCards;
using Newtonsoft.Json;

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

    /// <summary>A value that the SDK carries as object: ours are JSON already, others are written as the SDK writes them.</summary>
    public static JsonElement? Of(object? value) => value switch
    {
        null => null,
        JsonElement element => element,
        AdaptiveCard card => JsonElement.Parse(card.ToJson()),
        string text => System.Text.Json.JsonSerializer.SerializeToElement(text, Wire.Invoke.String),
        _ => JsonElement.Parse(JsonConvert.SerializeObject(value, Written)),
    };

    private static readonly JsonSerializerSettings Written = new() { NullValueHandling = NullValueHandling.Ignore };
}
