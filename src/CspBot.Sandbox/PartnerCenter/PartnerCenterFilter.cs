using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>A filter as Partner Center takes it in the query: one field, one operator, one value, under names of any case.</summary>
/// <param name="Field">Empty when the filter names none; so are the others.</param>
internal sealed record PartnerCenterFilter(string Field, string Operator, string Value)
{
    /// <summary>Null for what is no JSON; what is no object names nothing.</summary>
    public static PartnerCenterFilter? Read(string text)
    {
        JsonObject? json;
        try
        {
            json = JsonNode.Parse(text, new JsonNodeOptions { PropertyNameCaseInsensitive = true }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }

        return new PartnerCenterFilter(Member("Field"), Member("Operator"), Member("Value"));

        string Member(string name) => json?[name]?.ToString() ?? "";
    }
}
