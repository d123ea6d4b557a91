using System.Net;
using System.Text;
using System.Text.Json;

namespace CspBot.Teams;

/// <summary>Reads what the Connector's error means.</summary>
/// <remarks>Both error shapes and the codes: facts teams-protocol §3.3.</remarks>
internal static class ConnectorFault
{
    private const int LongestCode = 60;

    /// <summary>What an answer other than 2xx means for the caller.</summary>
    public static ConnectorException From(HttpStatusCode status, byte[] body, TimeSpan? retryAfter)
    {
        var (code, message) = Read(body);
        code = Plain(code);
        var failure = status switch
        {
            HttpStatusCode.BadRequest => ConnectorFailure.Refused,
            HttpStatusCode.RequestEntityTooLarge => ConnectorFailure.TooLarge,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => ConnectorFailure.Gone,
            HttpStatusCode.Forbidden => ConnectorFailure.Parked,
            HttpStatusCode.TooManyRequests or HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict => ConnectorFailure.Throttled,
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => ConnectorFailure.Unknown,
            _ => ConnectorFailure.Rejected,
        };
        return new ConnectorException(
            failure, (int)status, code, $"The Connector answered {(int)status} {code} {message}".TrimEnd(), retryAfter);
    }

    /// <summary>Code and message of shape A (<c>error.code</c>) or B (JSON text inside <c>message</c>); nulls for anything else.</summary>
    public static (string? Code, string? Message) Read(byte[] body)
    {
        if (Parse(body) is not { } root)
            return (null, null);
        if (Json.Member(root, "error") is { ValueKind: JsonValueKind.Object } error)
            return (Json.Text(error, "code"), Json.Text(error, "message"));
        if (Json.Text(root, "message") is { } message
            && Parse(Encoding.UTF8.GetBytes(message)) is { } inner
            && Json.Text(inner, "subCode") is { } subCode)
            return (subCode, Json.Text(inner, "details"));
        return (Json.Text(root, "code"), Json.Text(root, "message"));
    }

    /// <summary>A code that can be stored and shown; null for what is none.</summary>
    private static string? Plain(string? code) =>
        code is { Length: > 0 and <= LongestCode } && code.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '-' or '.')
            ? code
            : null;

    private static JsonElement? Parse(byte[] body)
    {
        if (body.Length <= 2)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // proxies answer in HTML
        }
    }
}
