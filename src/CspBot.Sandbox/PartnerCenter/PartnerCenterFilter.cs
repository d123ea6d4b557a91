using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// A filter as Partner Center takes it in the query: one field, one operator, one value, under names of any
/// case (facts, partner-center §2.1, §6.1).
/// </summary>
/// <param name="Field">Empty when the filter names none; so are the others.</param>
internal sealed record PartnerCenterFilter(string Field, string Operator, string Value)
{
    private static readonly string[] Members = ["Field", "Operator", "Value"];

    /// <summary>Null for what is no JSON object, and for one with a member that no document has.</summary>
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

        return json is null || json.Any(member => !Members.Contains(member.Key, StringComparer.OrdinalIgnoreCase))
            ? null
            : new PartnerCenterFilter(Member("Field"), Member("Operator"), Member("Value"));

        string Member(string name) => json[name]?.ToString() ?? "";
    }
}
