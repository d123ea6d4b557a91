using System.Text.Json;
using System.Text.Json.Serialization;
using CspBot.Teams.Cards;

namespace CspBot.Teams;

/// <summary>The answer to an invoke: HTTP status and JSON body, built by the field's own forms.</summary>
/// <remarks>Body shapes: facts teams-protocol §2.1 and §2.3. The HTTP status is 200 whenever the bot processed the invoke.</remarks>
public sealed record InvokeResponse
{
    private InvokeResponse(int status, InvokeBody? body)
    {
        Status = status;
        Body = body;
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>JSON body; null for an empty one.</summary>
    public InvokeBody? Body { get; }

    /// <summary>Replaces the card for the person who clicked.</summary>
    public static InvokeResponse Card(AdaptiveCard card) => Of(200, "application/vnd.microsoft.card.adaptive", card.ToJson());

    /// <summary>A short note at the card; the client resets typed inputs, so prefer a card.</summary>
    public static InvokeResponse Message(string text) =>
        Of(200, "application/vnd.microsoft.activity.message", JsonSerializer.SerializeToElement(text, Wire.Invoke.String));

    /// <summary>An error line at the card. <paramref name="statusCode"/> 400 or 500 stands in the body; HTTP stays 200.</summary>
    public static InvokeResponse Error(int statusCode, string code, string message) =>
        Of(statusCode, "application/vnd.microsoft.error", JsonSerializer.SerializeToElement(new InvokeError(code, message), Wire.Invoke.InvokeError));

    /// <summary>Hits of a search as you type; at most fifteen are shown.</summary>
    public static InvokeResponse SearchResults(IEnumerable<Choice> choices) =>
        Of(200, "application/vnd.microsoft.search.searchResponse",
            JsonSerializer.SerializeToElement(new SearchResponse([.. choices.Take(15)]), Wire.Invoke.SearchResponse));

    /// <summary>HTTP 501 with an empty body: an invoke that this bot does not know.</summary>
    public static InvokeResponse NotImplemented { get; } = new(501, null);

    /// <summary>HTTP 200 with an empty body: taken note of (<c>signin/failure</c>, facts teams-protocol §1.9).</summary>
    public static InvokeResponse Accepted { get; } = new(200, null);

    private static InvokeResponse Of(int statusCode, string type, JsonElement value) => new(200, new InvokeBody(statusCode, type, value));
}

/// <summary>Body of an invoke's answer.</summary>
public sealed record InvokeBody(int StatusCode, string Type, JsonElement Value);

/// <summary>Code and text of an error line at a card.</summary>
internal sealed record InvokeError(string Code, string Message);

/// <summary>The hits of a search.</summary>
internal sealed record SearchResponse(IReadOnlyList<Choice> Results);

/// <summary>Source-generated JSON of the invoke answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvokeBody))]
[JsonSerializable(typeof(InvokeError))]
[JsonSerializable(typeof(SearchResponse))]
[JsonSerializable(typeof(string))]
internal sealed partial class InvokeJson : JsonSerializerContext;
