using System.Text.Json;
using Azure;

namespace CspBot.Cloud.Http;

/// <summary>How an error body is written; each service has one form.</summary>
internal enum ErrorForm
{
    /// <summary>No JSON object: a gateway's page, nothing, a cut body.</summary>
    None,

    /// <summary><c>{"error":{"code","message"}}</c>.</summary>
    Nested,

    /// <summary><c>{"code","description"}</c>.</summary>
    Flat,
}

/// <summary>An error body as it was read.</summary>
internal readonly record struct ServiceError(string? Code, string? Message, ErrorForm Form);

/// <summary>Reads what a failed call means, from any of the error shapes on the wire.</summary>
internal static class FaultReader
{
    private static readonly string[] RequestIds = ["x-ms-request-id", "request-id", "MS-RequestId"];
    private static readonly string[] CorrelationIds = ["x-ms-correlation-request-id", "client-request-id", "MS-CorrelationId"];

    /// <summary>The ids of an answer, in whichever headers this API puts them; doubled values are split (partner-center §1.4).</summary>
    public static CloudReceipt Receipt(string api, Response response) =>
        new(api, Header(response, RequestIds) ?? response.ClientRequestId, Header(response, CorrelationIds));

    /// <summary>
    /// The fault that an error answer stands for. Code and words in a form that is not this service's are a gateway's: they stand in the
    /// log alone, and nothing is decided by them.
    /// </summary>
    public static CloudFault FromResponse(string api, Response response, string? tenant, TimeProvider time, bool isHead = false)
    {
        var error = ReadError(response.Content.ToMemory());
        var own = IsOwnForm(api, error.Form) && error.Code is not null ? error : default;
        var reason = isHead && IsBare(api, response)
            ? CloudReason.NotFound
            : FaultTable.Reason(api, response.Status, own.Code, own.Message, isPartner: tenant is null);
        if (reason == CloudReason.OperatorFault && IsUnmetChallenge(response))
            reason = CloudReason.MfaMissing;
        var receipt = Receipt(api, response);
        var text = $"{api} answered {response.Status} {error.Code}: {error.Message}";
        var after = RetryAfter.Read(response, time);
        return new CloudFault(reason, api, response.Status, own.Code, receipt.CorrelationId ?? receipt.RequestId, text, after)
        {
            Words = own.Message,
        };
    }

    /// <summary>The fault that a call without an answer stands for.</summary>
    public static CloudFault FromException(string api, Exception exception, string? requestId)
    {
        var causes = Causes(exception).ToList();
        if (causes.OfType<CloudFault>().LastOrDefault() is { } fault)
            return fault;

        return causes.Any(e => e is OperationCanceledException or TimeoutException || IsClosedInRead(e))
            ? new CloudFault(CloudReason.TimedOut, api, null, null, requestId, $"{api} did not answer in time.", inner: exception)
            : new CloudFault(
                CloudReason.Unreachable,
                api,
                null,
                null,
                requestId,
                $"{api} could not be reached or cut the connection.",
                inner: exception);
    }

    /// <summary>
    /// Azure.Core closes the answer's stream when the time is over, or nobody waits any more. A read that begins in that very moment
    /// finds no connection in it, and the stream says so with this exception (Azure/azure-sdk-for-net#44884; met in a run of our own).
    /// </summary>
    public static bool IsClosedInRead(Exception e) =>
        e is NullReferenceException { Source: "System.Net.Http" };

    /// <summary>
    /// Code and text of an error body: <c>{"error":{code,message}}</c> (azure §1.1, §6.5), <c>{code,description}</c>,
    /// <c>{statusCode,message}</c> and numeric codes (partner-center §1.7, §1.8). Anything else gives none.
    /// </summary>
    public static ServiceError ReadError(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(CloudJson.WithoutMark(body));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return new ServiceError(null, null, ErrorForm.None);
            var nested = Member(root, "error") is { ValueKind: JsonValueKind.Object };
            var error = nested ? Member(root, "error")!.Value : root;
            return new ServiceError(
                Text(Member(error, "code")),
                Short(Text(Member(error, "description")) ?? Text(Member(error, "message"))),
                nested ? ErrorForm.Nested : ErrorForm.Flat);
        }
        catch (JsonException)
        {
            // A gateway's HTML page or a cut body: no word of the service's.
            return new ServiceError(null, null, ErrorForm.None);
        }
    }

    /// <summary>Partner Center writes its codes flat (partner-center §1.8), all others under <c>error</c> (azure §1.1, §6.5).</summary>
    private static bool IsOwnForm(string api, ErrorForm form) => form == (api == "partnercenter" ? ErrorForm.Flat : ErrorForm.Nested);

    /// <summary>
    /// The one documented 404 without a body: a domain that nobody has. A web page announced as the
    /// type of the missing body is a gateway's.
    /// </summary>
    private static bool IsBare(string api, Response response) =>
        api == "partnercenter" && response.Status == 404
        && response.Headers.ContentType?.Contains("html", StringComparison.OrdinalIgnoreCase) != true;

    /// <summary>The service asks for claims that the newest token does not hold: nearly always the second factor (azure §1.5).</summary>
    private static bool IsUnmetChallenge(Response response) =>
        response.Status == 401
        && response.Headers.TryGetValue("WWW-Authenticate", out var challenge)
        && challenge.Contains("insufficient_claims", StringComparison.Ordinal);

    private static string? Header(Response response, string[] names)
    {
        foreach (var name in names)
        {
            if (response.Headers.TryGetValue(name, out var value))
                return CloudJson.First(value);
        }

        return null;
    }

    private static JsonElement? Member(JsonElement of, string name)
    {
        foreach (var member in of.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }

        return null;
    }

    private static string? Text(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static string? Short(string? text) => text is { Length: > 400 } ? text[..400] : text;

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        yield return exception;
        var inner = exception is AggregateException many ? many.InnerExceptions
            : exception.InnerException is { } one ? [one]
            : (IReadOnlyCollection<Exception>)[];
        foreach (var cause in inner.SelectMany(Causes))
            yield return cause;
    }
}
