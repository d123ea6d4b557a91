using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>Makes one Connector call: host check, pace, token, time-out, and repeats where repeating is safe.</summary>
/// <remarks>Who repeats what: facts teams-protocol §3.3.</remarks>
internal sealed class ConnectorTransport(
    ServiceUrls serviceUrls,
    ConnectorToken tokens,
    ConnectorPacing pacing,
    IHttpClientFactory http,
    TimeProvider time,
    ILogger<ConnectorTransport> logger)
{
    private const int MostRepeats = 3;
    private const int LargestAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Name and version, as every request says them.</summary>
    internal static readonly ProductInfoHeaderValue Agent =
        new("CspBot", typeof(ConnectorTransport).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "1.0");

    /// <summary>The answer's body (often empty) of a call that succeeded.</summary>
    /// <exception cref="ConnectorException">Every failure but cancellation.</exception>
    public async Task<byte[]> CallAsync(ConnectorCall call, CancellationToken ct)
    {
        if (!serviceUrls.IsAllowed(call.ServiceUrl))
            throw Failed(
                call,
                new ConnectorException(
                    ConnectorFailure.Refused,
                    null,
                    "ServiceUrlNotAllowed",
                    "The service URL is not on the list of hosts that the bot speaks to."));

        string? rejected = null;
        var renewed = false;
        for (var repeats = 0; ; repeats++)
        {
            await pacing.WaitAsync(call.TenantId, call.Pace, ct);
            var token = await tokens.GetAsync(rejected, ct);
            var (body, fault) = await AttemptAsync(call, token, ct);
            if (fault is null)
                return body;
            if (fault.Status == (int)HttpStatusCode.Unauthorized && token is not null && !renewed)
            {
                (rejected, renewed) = (token, true);
                continue;
            }

            if (Delay(call, fault, repeats) is not { } delay)
                throw Failed(call, fault);
            Log.ConnectorRepeated(logger, call.Method.Method, fault.Status, fault.Code, delay);
            await Task.Delay(delay, time, ct);
        }
    }

    private async Task<(byte[] Body, ConnectorException? Fault)> AttemptAsync(ConnectorCall call, string? token, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(AttemptLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            using var client = http.CreateClient(TeamsSetup.HttpClientName);
            using var request = Request(call, token);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/html")
                return ([],
                    new ConnectorException(
                        ConnectorFailure.Unknown, (int)response.StatusCode, null, "A web page answered in the Connector's place."));
            if (response.IsSuccessStatusCode)
                return (await ReadAcceptedAsync(call, response, both.Token, ct), null);
            var body = await ReadAsync(response, both.Token);
            return ([], ConnectorFault.From(response.StatusCode, body, RetryAfter(response)));
        }
        catch (HttpRequestException e)
        {
            return ([],
                new ConnectorException(
                    WasNotSent(e) ? ConnectorFailure.NotSent : ConnectorFailure.Unknown,
                    null,
                    null,
                    "The Connector did not answer.",
                    inner: e));
        }
        catch (IOException e)
        {
            return ([], new ConnectorException(ConnectorFailure.Unknown, null, null, "The Connector's answer broke off.", inner: e));
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            return ([], new ConnectorException(ConnectorFailure.Unknown, null, null, "The Connector did not answer in time.", inner: e));
        }
    }

    private static HttpRequestMessage Request(ConnectorCall call, string? token)
    {
        var request = new HttpRequestMessage(call.Method, call.Url);
        request.Headers.UserAgent.Add(Agent);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        return request;
    }

    /// <summary>
    /// After a 2xx to a send the message is posted, whatever becomes of the body: losing the id is better than posting twice.
    /// </summary>
    private static async Task<byte[]> ReadAcceptedAsync(
        ConnectorCall call, HttpResponseMessage response, CancellationToken limit, CancellationToken caller)
    {
        try
        {
            return await ReadAsync(response, limit);
        }
        catch (Exception e) when (!call.Repeatable
            && !caller.IsCancellationRequested
            && e is (HttpRequestException or IOException or OperationCanceledException))
        {
            return [];
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await response.Content.LoadIntoBufferAsync(LargestAnswer, ct);
        return await response.Content.ReadAsByteArrayAsync(ct);
    }

    /// <summary>How long to wait before the next try; null when there is none.</summary>
    private static TimeSpan? Delay(ConnectorCall call, ConnectorException fault, int repeats)
    {
        var repeatable = fault.Failure switch
        {
            ConnectorFailure.Throttled or ConnectorFailure.NotSent => repeats < MostRepeats,
            ConnectorFailure.Unknown when call.Repeatable => repeats < (fault.Status == 500 ? 1 : MostRepeats),
            _ => false,
        };
        if (call.Once || !repeatable || fault.RetryAfter > LongestWait)
            return null;
        // Jitter keeps several waiting calls from coming back at the same instant.
        var jitter = TimeSpan.FromMilliseconds(Random.Shared.Next(0, 250));
        return (fault.RetryAfter ?? TimeSpan.FromMilliseconds(500 * Math.Pow(2, repeats))) + jitter;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>True when the connection itself failed, so that no byte of the request can have arrived.</summary>
    private static bool WasNotSent(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError;

    private ConnectorException Failed(ConnectorCall call, ConnectorException fault)
    {
        Log.ConnectorFailed(logger, call.Method.Method, fault.Failure, fault.Status, fault.Code);
        return fault;
    }
}
