using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CspBot.Teams.Tests;

/// <summary>The official Adaptive Card schema 1.5, and just as much JSON Schema as it uses.</summary>
public sealed class CardSchema
{
    private const string FileName = "adaptive-card-1.5.json";

    private readonly JsonElement _root;

    private CardSchema(string path) => _root = JsonElement.Parse(File.ReadAllText(path));

    /// <summary>Where the schema lies: <c>shared/schemas</c> beside a parent folder; null when it is not there.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "schemas", FileName);
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    public static CardSchema Load() => new(Find() ?? throw new FileNotFoundException(FileName));

    /// <summary>The card as a client of 1.5 shows it: in the place of each newer element its fallback.</summary>
    public static JsonElement AsOf15(JsonElement card) => JsonSerializer.SerializeToElement(Instead(JsonNode.Parse(card.GetRawText())));

    /// <summary>What is wrong with elements newer than 1.5, by the file of them that the lint of cards reads too.</summary>
    public static IReadOnlyList<string> CheckNewer(JsonElement card)
    {
        var schema = new CardSchema(Path.Combine(SourceTree(), "tests", "browser", "newer-elements.json"));
        return [.. Newer(card).SelectMany(element =>
            schema._root.GetProperty("definitions").TryGetProperty(element.GetProperty("type").GetString()!, out var known)
                ? schema.Check(element, known, element.GetProperty("type").GetString()!)
                : [$"{element.GetProperty("type")} is not known"])];
    }

    private static string SourceTree()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CspBot.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    private static JsonNode? Instead(JsonNode? node) => node switch
    {
        JsonObject element when element["fallback"] is JsonObject fallback => Instead(fallback.DeepClone()),
        JsonObject element => new JsonObject(element.Select(member => KeyValuePair.Create(member.Key, Instead(member.Value?.DeepClone())))),
        JsonArray items => new JsonArray([.. items.Select(item => Instead(item?.DeepClone()))]),
        _ => node,
    };

    private static IEnumerable<JsonElement> Newer(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Newer),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Newer(member.Value))
            .Concat(element.TryGetProperty("fallback", out _) ? [element] : []),
        _ => [],
    };

    /// <summary>What is wrong, each with its place; empty for a valid card.</summary>
    public IReadOnlyList<string> Check(JsonElement card) => [.. Check(card, _root, "$")];

    private IEnumerable<string> Check(JsonElement value, JsonElement schema, string place)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Check(value, Resolve(reference.GetString()!), place);
        return CheckType(value, schema, place)
            .Concat(CheckEnum(value, schema, place))
            .Concat(CheckMembers(value, schema, place))
            .Concat(CheckItems(value, schema, place))
            .Concat(CheckAll(value, schema, place))
            .Concat(CheckAny(value, schema, place));
    }

    private static IEnumerable<string> CheckType(JsonElement value, JsonElement schema, string place)
    {
        if (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && !IsOf(value, type.GetString()!))
            yield return $"{place}: {value.ValueKind} instead of {type}";
        if (schema.TryGetProperty("pattern", out var pattern)
            && value.ValueKind == JsonValueKind.String
            && !Regex.IsMatch(value.GetString()!, pattern.GetString()!))
            yield return $"{place}: \"{value}\" does not match {pattern}";
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException(type),
    };

    private static IEnumerable<string> CheckEnum(JsonElement value, JsonElement schema, string place)
    {
        // The file forgets the style of searching choice sets, which its own 1.5 brought (facts teams-protocol §2.3).
        if (value.ValueKind == JsonValueKind.String
            && value.GetString() == "filtered"
            && place.EndsWith(".style", StringComparison.Ordinal))
            yield break;
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value)))
            yield return $"{place}: {value.GetRawText()} is none of {allowed.GetRawText()}";
    }

    private IEnumerable<string> CheckMembers(JsonElement value, JsonElement schema, string place)
    {
        if (value.ValueKind != JsonValueKind.Object)
            yield break;
        var members = schema.TryGetProperty("properties", out var properties) ? properties : default;
        var isClosed = schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            if (members.ValueKind == JsonValueKind.Object && members.TryGetProperty(member.Name, out var own))
            {
                foreach (var error in Check(member.Value, own, $"{place}.{member.Name}"))
                    yield return error;
            }
            else if (isClosed && !IsTeams(member.Name))
            {
                yield return $"{place}: unknown member {member.Name}";
            }
        }

        if (!schema.TryGetProperty("required", out var required))
            yield break;
        foreach (var name in required.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString()!, out _)))
            yield return $"{place}: {name} is missing";
    }

    /// <summary>What Teams adds to 1.5 (facts teams-protocol §2.3 and §7.2); the schema knows no host's own members.</summary>
    private static bool IsTeams(string name) => name is "msteams" or "choices.data";

    private IEnumerable<string> CheckItems(JsonElement value, JsonElement schema, string place) =>
        value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items)
            ? value.EnumerateArray().SelectMany((item, n) => Check(item, items, $"{place}[{n}]"))
            : [];

    private IEnumerable<string> CheckAll(JsonElement value, JsonElement schema, string place) =>
        schema.TryGetProperty("allOf", out var all) ? all.EnumerateArray().SelectMany(s => Check(value, s, place)) : [];

    private IEnumerable<string> CheckAny(JsonElement value, JsonElement schema, string place)
    {
        if (!schema.TryGetProperty("anyOf", out var any))
            return [];
        var attempts = any.EnumerateArray().Select(s => Check(value, s, place).ToList()).ToList();
        // The attempt with the fewest errors is most likely the one that was meant.
        return attempts.Any(a => a.Count == 0) ? [] : attempts.MinBy(a => a.Count)!.Select(e => e + " (closest form)");
    }

    private JsonElement Resolve(string reference) =>
        reference["#/".Length..].Split('/').Aggregate(_root, (node, name) => node.GetProperty(name));
}

/// <summary>A test that needs the official card schema; skipped, with a word, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SchemaFactAttribute : FactAttribute
{
    public SchemaFactAttribute()
    {
        if (CardSchema.Find() is null)
            Skip = "The official Adaptive Card schema (shared/schemas) is not on this machine.";
    }
}
