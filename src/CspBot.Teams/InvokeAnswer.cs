using System.Text.Json;
using System.Text.Json.Serialization;
using AdaptiveCards;
using Microsoft.Bot.Schema;

namespace CspBot.Teams;

/// <summary>Bodies that answer an invoke, in the field's own forms. HTTP is 200 whenever the bot processed the invoke.</summary>
/// <remarks>Body shapes: facts teams-protocol §2.1 and §2.3.</remarks>
public static class InvokeAnswer
{
    /// <summary>Replaces the card for the person who clicked.</summary>
    public static AdaptiveCardInvokeResponse Card(AdaptiveCard card) => Of(200, CardMessage.ContentType, JsonElement.Parse(card.ToJson()));

    /// <summary>A short note at the card; the client resets typed inputs, so prefer a card.</summary>
    public static AdaptiveCardInvokeResponse Message(string text) => Of(200, "application/vnd.microsoft.activity.message", text);

    /// <summary>An error line at the card. <paramref name="statusCode"/> 400 or 500 stands in the body; HTTP stays 200.</summary>
    public static AdaptiveCardInvokeResponse Error(int statusCode, string code, string message) =>
        Of(
            statusCode,
            "application/vnd.microsoft.error",
            JsonSerializer.SerializeToElement(new InvokeError(code, message), Wire.Invoke.InvokeError));

    /// <summary>Asks the client for a single sign-on token; it sends the same click again with one.</summary>
    public static AdaptiveCardInvokeResponse Login(LoginRequest request) => Of(
        401,
        "application/vnd.microsoft.activity.loginRequest",
        JsonSerializer.SerializeToElement(
            new LoginBody(
                request.Text,
                request.Connection,
                new LoginResource(request.Id, request.Resource),
                [new LoginAction("signin", request.Button.Title, request.Button.Title, request.Button.Address.AbsoluteUri)]),
            Wire.Invoke.LoginBody));

    /// <summary>The sign-in that came with the click is not taken; <paramref name="message"/> says why.</summary>
    public static AdaptiveCardInvokeResponse PreconditionFailed(string message) => Of(
        412,
        "application/vnd.microsoft.error.preconditionFailed",
        JsonSerializer.SerializeToElement(new InvokeError("412", message), Wire.Invoke.InvokeError));

    /// <summary>Hits of a search as you type; at most fifteen are shown.</summary>
    public static SearchInvokeResponse SearchResults(IEnumerable<AdaptiveChoice> choices) => new()
    {
        StatusCode = 200,
        Type = "application/vnd.microsoft.search.searchResponse",
        Value = JsonSerializer.SerializeToElement(new SearchResponse([.. choices.Take(SearchQuery.Most)]), Wire.Invoke.SearchResponse),
    };

    private static AdaptiveCardInvokeResponse Of(int statusCode, string type, object value) =>
        new() { StatusCode = statusCode, Type = type, Value = value };
}

/// <summary>Body of an invoke's answer as it goes over the wire.</summary>
internal sealed record InvokeBody(int StatusCode, string Type, JsonElement? Value)
{
    public static InvokeBody Of(AdaptiveCardInvokeResponse answer) => new(answer.StatusCode, answer.Type, Json.Of(answer.Value));
}

/// <summary>Code and text of an error line at a card.</summary>
internal sealed record InvokeError(string Code, string Message);

/// <summary>An OAuth card as a login request holds it.</summary>
internal sealed record LoginBody(
    string Text, string ConnectionName, LoginResource TokenExchangeResource, IReadOnlyList<LoginAction> Buttons);

/// <summary>What the token is to be for.</summary>
internal sealed record LoginResource(string Id, string Uri);

/// <summary>A button of an OAuth card.</summary>
internal sealed record LoginAction(string Type, string Title, string Text, string Value);

/// <summary>The hits of a search.</summary>
internal sealed record SearchResponse(IReadOnlyList<AdaptiveChoice> Results);

/// <summary>Source-generated JSON of the invoke answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvokeBody))]
[JsonSerializable(typeof(InvokeError))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(SearchResponse))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class InvokeJson : JsonSerializerContext;
