using System.Text.Json;
using System.Text.RegularExpressions;
using CspBot.Sandbox;
using Microsoft.AspNetCore.WebUtilities;

namespace CspBot.Tests.Harness;

/// <summary>
/// What truly went over the wire, as shapes: API, method, path template, query names (with the value where it is a
/// version or another word of a document) and body members. Each stands in <c>RequestShapes.txt</c> behind <c>wire</c>,
/// with the document that it was checked against.
/// </summary>
internal static partial class WireInventory
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "api-version",
        "billingType",
        "entitlementType",
        "showExpiry",
        "agreementType",
        "targetView",
        "reservationScope",
        "seekOperation",
        "grain",
        "grainParameter",
        "$select",
        "$count",
    };

    private static readonly HashSet<string> Known = [.. Read().Select(line => line.Shape)];

    public static IEnumerable<(string Shape, string Document)> Read() =>
        from line in File.ReadLines(Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Cloud", "RequestShapes.txt"))
        where line.StartsWith("wire ", StringComparison.Ordinal)
        let parts = line["wire ".Length..].Split(" | ")
        select (parts[0], parts.Length > 1 ? parts[1] : "");

    /// <exception cref="InvalidOperationException">The bot sent something that nobody has checked against a document.</exception>
    public static void Check(IEnumerable<RecordedCall> calls)
    {
        var unknown = Shapes(calls).Except(Known).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new InvalidOperationException(
                "Not in RequestShapes.txt, with the document that has it:\nwire " + string.Join(" | \nwire ", unknown));
    }

    /// <summary>The shapes of what reached a route; what a fault answered before is known from the calls without it.</summary>
    public static IEnumerable<string> Shapes(IEnumerable<RecordedCall> calls) =>
        calls.Where(call => call.Route is not null).Select(Of).Distinct();

    private static string Of(RecordedCall call)
    {
        var query = call.Query.Length == 0
            ? []
            : call.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Part).Order(StringComparer.Ordinal).ToList();
        var members = Members(call.Body).Distinct().Order(StringComparer.Ordinal).ToList();
        var asked = query.Count > 0 ? "?" + string.Join('&', query) : "";
        var sent = members.Count > 0 ? " : " + string.Join(' ', members) : "";
        return $"{call.Api} {call.Method} {call.Route}{asked}{sent}";
    }

    private static string Part(string part)
    {
        var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, "");
        return name switch
        {
            _ when Words.Contains(name) => $"{name}={value}",
            "$filter" => $"{name}={Value().Replace(value, "…")}",
            "filter" => $"{name}={Field().Match(value).Groups[1].Value}/{Operator().Match(value).Groups[1].Value}",
            _ => name,
        };
    }

    private static IEnumerable<string> Members(string body)
    {
        if (body.Length == 0)
            return [];
        if (body[0] is not '{')
            return QueryHelpers.ParseQuery(body).Keys;
        using var json = JsonDocument.Parse(body);
        return [.. Members(json.RootElement, "")];
    }

    private static IEnumerable<string> Members(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            element.EnumerateObject().SelectMany(member => Members(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array when element.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object) =>
            element.EnumerateArray().SelectMany(item => Members(item, path)),
        _ => [path],
    };

    [GeneratedRegex(@"'(?:[^']|'')*'|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\d{4}-\d{2}-\d{2}")]
    private static partial Regex Value();

    [GeneratedRegex("\"Field\":\"([^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex Field();

    [GeneratedRegex("\"Operator\":\"([^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex Operator();
}
