using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>One request as an API of the sandbox sees it: read whole, with the world that it is asked of.</summary>
internal sealed class Call
{
    private bool parsed;

    public required World World { get; init; }

    public required string Api { get; init; }

    public required string Method { get; init; }

    /// <summary>The decoded path.</summary>
    public required string Path { get; init; }

    public required string RawQuery { get; init; }

    public required IQueryCollection Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Scheme, host and port of this API, without a slash at the end.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The values of the route's <c>{names}</c>.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The path with the route's <c>{names}</c> in the place of their values; null until a route takes it.</summary>
    public string? Route { get; set; }

    /// <summary>The caller's checked token; the APIs set it before they dispatch.</summary>
    public AccessToken? Token { get; set; }

    /// <summary>Why it was refused before anything was done: its document does not have what it holds.</summary>
    public Documented.Refused? Refused { get; set; }

    /// <summary>The body as a JSON object; null when it is empty, not JSON or something else.</summary>
    public JsonObject? Json
    {
        get
        {
            if (!parsed)
            {
                parsed = true;
                field = Parse(Body);
            }

            return field;
        }
    }

    /// <summary>The sentence of an error that the API did not find itself.</summary>
    public static string ToldToFail(Call call) => call.Refused?.Sentence ?? "The sandbox was told to fail.";

    public string this[string value] => Values[value];

    /// <summary>A query parameter, its name without regard to case; null when absent.</summary>
    public string? Parameter(string name) => Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    private static JsonObject? Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return JsonNode.Parse(text, new JsonNodeOptions { PropertyNameCaseInsensitive = true }) as JsonObject;
        }
        catch (JsonException)
        {
            return null; // the APIs answer their own 400 for a body that they need and cannot read
        }
    }
}
