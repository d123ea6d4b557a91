using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// What the documents of a route have: query names, body members, and the values of those that are enumerations. Anything else is
/// refused: a kind sandbox would hide a typing error of the bot, or a member that only it believes in.
/// </summary>
/// <remarks>
/// How the services refuse is documented in few cases (unknown api-version, azure §1.5); elsewhere it is 400 with the service's generic
/// code and a sentence. The form fields of sign-in are left alone: its own library sends names that no document has (facts, azure §8.4).
/// </remarks>
internal static class Documented
{
    private static readonly Dictionary<string, Route> Known = Read()
        .SelectMany(route => route.Names.Select(name => (Name: name, Route: route)))
        .ToDictionary(pair => pair.Name, pair => pair.Route, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why the call is not what the route's document has; null when it is.</summary>
    /// <param name="template">The route that answers it, such as <c>/v1/customers/{customer}</c>.</param>
    public static Refused? Refusal(Call call, string template)
    {
        if (call.Api == "login")
            return null;
        if (!Known.TryGetValue(Name(call.Api, call.Method, template), out Route? route))
            return new Refused(Generic(call), $"No document is named for {call.Method} {template}: add its line to DocumentedRoutes.txt.");
        foreach ((string name, var values) in call.Query)
        {
            if (!route.Query.TryGetValue(name, out string[]? allowed))
                return new Refused("UnknownQueryOption", $"The query option '{name}' is not documented.");
            if (Wrong(values.ToString(), allowed) is { } value)
                return new Refused(
                    Ids.Same(name, "api-version") ? "InvalidApiVersionParameter" : Generic(call),
                    $"'{value}' is not a documented value of '{name}'.");
        }

        return call.Json is { } body ? Member(call, route, body, "") : null;
    }

    private static IEnumerable<Route> Read()
    {
        using Stream file = typeof(Documented).Assembly.GetManifestResourceStream("CspBot.Sandbox.DocumentedRoutes.txt")!;
        using StreamReader reader = new(file);
        Dictionary<string, string> sets = [];
        foreach (string line in reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("set ", StringComparison.Ordinal))
                sets.Add(line.Split(' ')[1], line.Split(' ')[2]);
            else if (line[0] != '#')
                yield return Route.Read(sets.Aggregate(
                    line, (text, set) => text.Replace("=" + set.Key + " ", "=" + set.Value + " ", StringComparison.Ordinal)));
        }
    }

    private static Refused? Member(Call call, Route route, JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject members:
                return members.Where(member => !member.Key.StartsWith("@odata.", StringComparison.Ordinal))
                    .Select(member => OneMember(call, route, member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}"))
                    .FirstOrDefault(refused => refused is not null);
            case JsonArray items:
                return items.Select(item => Member(call, route, item, path)).FirstOrDefault(refused => refused is not null);
            default:
                return route.Body.TryGetValue(path, out string[]? allowed)
                    && node is JsonValue
                    && Wrong(node.ToString(), allowed) is { } value
                    ? new Refused(Generic(call), $"'{value}' is not a documented value of '{path}'.")
                    : null;
        }
    }

    private static Refused? OneMember(Call call, Route route, JsonNode? value, string path) =>
        route.Has(path)
            ? Member(call, route, value, path)
            : new Refused(Generic(call), $"Could not find member '{path}' in the document of this request.");

    /// <summary>The first of the comma-separated values that is not allowed; an empty list allows all.</summary>
    private static string? Wrong(string text, string[] allowed) => allowed.Length == 0
        ? null
        : text
            .Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(value => !allowed.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static string Generic(Call call) => call.Api switch
    {
        "partnercenter" => "3000",
        "graph" => "Request_BadRequest",
        _ => call.Body.Length > 0 ? "InvalidRequestContent" : "BadRequest",
    };

    private static string Name(string api, string method, string template) => $"{api} {method} {template}";

    /// <summary>A code of the service's and a sentence.</summary>
    internal sealed record Refused(string Code, string Sentence);

    /// <summary>One line of <c>DocumentedRoutes.txt</c>.</summary>
    private sealed record Route(IReadOnlyList<string> Names, Dictionary<string, string[]> Query, Dictionary<string, string[]> Body)
    {
        public static Route Read(string line)
        {
            string[] words = line.Split(" | ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            ILookup<bool, (string Name, string[] Values)> parts = words.Skip(3).Select(Part).ToLookup(part => part.Name[0] == '?');
            return new Route(
                [.. words[0].Split('+').SelectMany(api => words[1].Split('+').Select(method => Name(api, method, words[2])))],
                parts[true].ToDictionary(part => part.Name[1..], part => part.Values, StringComparer.OrdinalIgnoreCase),
                parts[false].ToDictionary(part => part.Name, part => part.Values, StringComparer.OrdinalIgnoreCase));
        }

        /// <summary>The member itself, one that holds a documented one, or anything below <c>name.*</c>.</summary>
        public bool Has(string path) => Body.Keys.Any(known =>
            Ids.Same(known, path)
            || known.StartsWith(path + ".", StringComparison.OrdinalIgnoreCase)
            || (known.EndsWith(".*", StringComparison.Ordinal) && path.StartsWith(known[..^1], StringComparison.OrdinalIgnoreCase)));

        private static (string Name, string[] Values) Part(string word) =>
            word.Split('=', 2) is [var name, var values] ? (name, values.Split(',')) : (word, []);
    }
}
