using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using CspBot.Store;

namespace CspBot.Cloud.Http;

/// <summary>Stops a request that would leave the one host its token is for (rule 6).</summary>
/// <remarks>The SDK follows paging and polling addresses to any host with the bearer token on them (dependencies §5).</remarks>
internal sealed class OneHostPolicy(string api, Uri root) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var uri = message.Request.Uri.ToUri();
        if (uri.Scheme != root.Scheme || uri.Authority != root.Authority)
            throw new CloudFault(
                CloudReason.Refused,
                api,
                null,
                "ForeignHost",
                message.Request.ClientRequestId,
                $"{api} pointed at another host, {uri.Authority}; the call was not sent there.");
    }
}

/// <summary>Says who calls, on every request (november-2026 §D.18).</summary>
internal sealed class UserAgentPolicy : HttpPipelineSynchronousPolicy
{
    /// <summary>Name and version, as every request says them.</summary>
    public static readonly string Name = "CspBot/" + (typeof(UserAgentPolicy).Assembly.GetName().Version?.ToString(3) ?? "0");

    public override void OnSendingRequest(HttpMessage message) => message.Request.Headers.SetValue("User-Agent", Name);
}

/// <summary>
/// Keeps every caller away from whom a pause was asked for (<see cref="ThrottleScope"/>): short
/// pauses are waited for, long ones fail at once.
/// </summary>
internal sealed class ThrottlePolicy(string api, ThrottleGate gate, TimeSpan longestWait, TimeProvider time) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Calls to the cloud are asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var scope = ThrottleScope.Of(
            api, message.Request.Uri.ToUri(), message.TryGetProperty(Upstream.Tenant, out var named) ? named as string : null);
        var wait = await gate.RemainingAsync(scope, message.CancellationToken);
        if (wait > longestWait)
            throw new CloudFault(
                CloudReason.Throttled,
                api,
                null,
                null,
                message.Request.ClientRequestId,
                $"{api} asked for a pause that is not over yet.",
                wait);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, message.CancellationToken);

        await ProcessNextAsync(message, pipeline);

        if (message.Response.Status != 429)
            return;
        Trace.Throttles.Add(1, new KeyValuePair<string, object?>("api", api));
        if (RetryAfter.Read(message.Response, time) is { } asked)
            await gate.CloseAsync(scope, asked, message.CancellationToken);
    }
}

/// <summary>Repeats what is safe to repeat, quickly and at most twice.</summary>
/// <remarks>
/// GET: 408, 429, 5xx and broken connections. PUT and DELETE: only what surely did not happen (429, connection never made); anything else
/// is an unknown result that the caller reads back (rule 7). POST: never. A time-out is not repeated: the turn has no time left.
/// </remarks>
internal sealed class CloudRetryPolicy(TimeSpan longestWait, TimeProvider time) : RetryPolicy(Repeats, new QuickDelay(time))
{
    private const int Repeats = 2;

    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsSafe(message, exception) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsSafe(message, exception) ? base.ShouldRetryAsync(message, exception) : new(false);

    private bool IsSafe(HttpMessage message, Exception? exception)
    {
        var method = message.Request.Method;
        if (method == RequestMethod.Post || method == RequestMethod.Patch)
            return false;
        if (exception is OperationCanceledException)
            return false;

        var reads = method == RequestMethod.Get || method == RequestMethod.Head;
        if (exception is not null)
            return reads || NeverSent(exception);
        if (!message.HasResponse)
            return false;
        return (reads || message.Response.Status == 429) && !(RetryAfter.Read(message.Response, time) > longestWait);
    }

    private static bool NeverSent(Exception exception) =>
        Chain(exception).OfType<HttpRequestException>().Any(e => e.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError);

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }

    private sealed class QuickDelay(TimeProvider time) : DelayStrategy(TimeSpan.FromSeconds(10), 0.2)
    {
        protected override TimeSpan GetNextDelayCore(Response? response, int retryNumber)
        {
            var quick = TimeSpan.FromMilliseconds(100 * retryNumber);
            var asked = response is null ? null : RetryAfter.Read(response, time);
            return asked > quick ? asked.Value : quick;
        }
    }
}
