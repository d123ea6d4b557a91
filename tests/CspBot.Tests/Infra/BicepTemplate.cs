using System.Text.Json;

namespace CspBot.Tests.Infra;

/// <summary>Reads a template that the Bicep compiler made.</summary>
internal static class BicepTemplate
{
    private const string Module = "Microsoft.Resources/deployments";

    /// <summary>What belongs to the template rather than to the resource.</summary>
    private static readonly string[] Outside = ["type", "apiVersion", "dependsOn", "scope", "condition", "copy", "metadata", "existing"];

    /// <summary>
    /// Each property that is set, in modules too: the resource's type with its version, and the
    /// path without the outer <c>properties</c>.
    /// </summary>
    public static IEnumerable<(string Type, string Path)> Properties(string template)
    {
        using var document = JsonDocument.Parse(template);
        return [.. OfTemplate(document.RootElement)];
    }

    private static IEnumerable<(string Type, string Path)> OfTemplate(JsonElement template)
    {
        // By name or as a list: the compiler takes the first form as soon as a file needs it.
        var resources = template.GetProperty("resources");
        var isList = resources.ValueKind == JsonValueKind.Array;
        foreach (var resource in isList ? resources.EnumerateArray().ToList() : [.. resources.EnumerateObject().Select(r => r.Value)])
        {
            if (resource.TryGetProperty("existing", out var existing) && existing.GetBoolean())
                continue;
            var type = resource.GetProperty("type").GetString()!;
            var found = type == Module
                ? OfTemplate(resource.GetProperty("properties").GetProperty("template"))
                : OfResource(resource).Select(path => ($"{type}@{resource.GetProperty("apiVersion").GetString()}", path));
            foreach (var one in found)
                yield return one;
        }
    }

    private static IEnumerable<string> OfResource(JsonElement resource) => resource.EnumerateObject()
        .Where(property => !Outside.Contains(property.Name))
        .SelectMany(property => property.Name == "properties" ? Inner("", property.Value) : Inner(property.Name, property.Value));

    /// <summary>
    /// Paths down to values; a list has those of its items, also one that <c>copy</c> makes; a
    /// computed name is a value of what holds it.
    /// </summary>
    private static IEnumerable<string> Inner(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.EnumerateObject().Any(p => !p.Name.StartsWith('[')) => value
            .EnumerateObject()
            .SelectMany(p => p.Name == "copy"
                ? p.Value
                    .EnumerateArray()
                    .SelectMany(copy => Inner(Join(path, copy.GetProperty("name").GetString()!), copy.GetProperty("input")))
                : Inner(Join(path, p.Name), p.Value)),
        JsonValueKind.Array when value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object) =>
            value.EnumerateArray().SelectMany(item => Inner(path, item)),
        _ => [path],
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
