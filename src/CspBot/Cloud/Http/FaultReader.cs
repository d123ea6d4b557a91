using System.Text.Json;
using Azure;

namespace CspBot.Cloud.Http;

/// <summary>Reads what a failed call means, from any of the error shapes on the wire.</summary>
internal static class FaultReader
{
    private static readonly string[] RequestIds = ["x-ms-request-id", "request-id", "MS-RequestId"];
    private static readonly string[] CorrelationIds = ["x-ms-correlation-request-id", "client-request-id", "MS-CorrelationId"];

    /// <summary>The ids of an answer, in whichever headers this API puts them; doubled values are split (partner-center §1.4).</summary>
    public static CloudReceipt Receipt(string api, Response response) =>
        new(api, Header(response, RequestIds) ?? response.ClientRequestId, Header(response, CorrelationIds));

    /// <summary>The fault that an error answer stands for.</summary>
    public static CloudFault FromResponse(string api, Response response, ReadOnlyMemory<byte> body, string? tenant, TimeProvider time)
    {
        var error = ReadError(body);
        var reason = FaultTable.Reason(api, response.Status, error.Code, error.Message, isPartner: tenant is null);
        var receipt = Receipt(api, response);
        var text = $"{api} answered {response.Status} {error.Code}: {error.Message}";
        return new CloudFault(reason, api, response.Status, error.Code, receipt.CorrelationId ?? receipt.RequestId, text, RetryAfter.Read(response, time));
    }

    /// <summary>The fault that a call without an answer stands for.</summary>
    public static CloudFault FromException(string api, Exception exception, string? requestId)
    {
        var causes = Causes(exception).ToList();
        if (causes.OfType<CloudFault>().LastOrDefault() is { } fault)
            return fault;

        return causes.Any(e => e is OperationCanceledException or TimeoutException)
            ? new CloudFault(CloudReason.TimedOut, api, null, null, requestId, $"{api} did not answer in time.", inner: exception)
            : new CloudFault(CloudReason.Unreachable, api, null, null, requestId, $"{api} could not be reached or cut the connection.", inner: exception);
    }

    /// <summary>
    /// Code and text of an error body: <c>{"error":{code,message}}</c> (azure §1.1, §6.5), <c>{code,description}</c>, <c>{statusCode,message}</c>
    /// and numeric codes (partner-center §1.7, §1.8). Anything else gives none.
    /// </summary>
    public static (string? Code, string? Message) ReadError(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(CloudJson.WithoutMark(body));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return default;
            var error = Member(root, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
            return (Text(Member(error, "code")), Short(Text(Member(error, "description")) ?? Text(Member(error, "message"))));
        }
        catch (JsonException)
        {
            // A gateway's HTML page or a cut body: the status alone has to do.
            return default;
        }
    }

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
        var inner = exception is AggregateException many ? many.InnerExceptions : exception.InnerException is { } one ? [one] : (IReadOnlyCollection<Exception>)[];
        foreach (var cause in inner.SelectMany(Causes))
            yield return cause;
    }
}
