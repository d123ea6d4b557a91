using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CspBot.Cloud.Http;

/// <summary>One call as it is to be sent.</summary>
/// <param name="Method">GET and HEAD read; any other may write.</param>
/// <param name="PathOrUrl">A path on the API's host or a paging address of it.</param>
internal sealed record CloudCall(RequestMethod Method, string PathOrUrl)
{
    /// <summary>Null sends none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Goes with a body only.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The tenant that the call acts in.</summary>
    public string? Tenant { get; init; }

    /// <summary>Sent as they are.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Null is as long as any call may take.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What came back from a call that succeeded.</summary>
/// <param name="Status">2xx.</param>
/// <param name="Body">Bytes without a byte order mark; may be empty.</param>
/// <param name="Receipt">Ids that prove the call.</param>
/// <param name="Location">The Location header, when there is one.</param>
internal sealed record CloudAnswer(int Status, ReadOnlyMemory<byte> Body, CloudReceipt Receipt, string? Location)
{
    /// <summary>Of a call that was not a mere GET or HEAD.</summary>
    public bool IsWrite { get; init; }

    /// <summary>Where Azure tells how an operation stands that goes on: its header Azure-AsyncOperation (azure §9.5).</summary>
    public string? AsyncOperation { get; init; }

    /// <summary>How long the service asks to wait before the next look.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>One upstream API: sends through its pipeline and turns every failure into a <see cref="CloudFault"/>.</summary>
internal sealed class Upstream(
    string api,
    Uri root,
    HttpPipeline pipeline,
    TimeProvider time,
    OddEntries odd,
    Func<Response, ReadOnlyMemory<byte>, string?, CloudFault>? refusal = null)
{
    /// <summary>Key of the message property that names the tenant a call acts in.</summary>
    public const string Tenant = "cspbot.tenant";

    /// <summary>Name in faults and receipts.</summary>
    public string Api { get; } = api;

    /// <summary>Sends one call.</summary>
    /// <exception cref="CloudFault">Any failure; a cancelled <paramref name="ct"/> surfaces as OperationCanceledException.</exception>
    public async Task<CloudAnswer> SendAsync(CloudCall call, CancellationToken ct)
    {
        var (method, tenant) = (call.Method, call.Tenant);
        if (!Uri.TryCreate(root, call.PathOrUrl, out var address))
            throw new CloudFault(CloudReason.ServiceFault, Api, null, "UnreadableAddress", null, $"{Api} named an address that is none.");
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        message.Request.Headers.Add("Accept", "application/json");
        if (call.Timeout is not null)
            message.NetworkTimeout = call.Timeout;
        if (tenant is not null)
            message.SetProperty(Tenant, tenant);
        foreach (var (name, value) in call.Headers ?? new Dictionary<string, string>())
            message.Request.Headers.SetValue(name, value);
        if (call.Body is { } content)
        {
            message.Request.Headers.Add("Content-Type", call.ContentType);
            message.Request.Content = RequestContent.Create(content);
        }
        else if (method != RequestMethod.Get && method != RequestMethod.Head)
        {
            // Without content SocketsHttpHandler itself repeats a DELETE or POST, up to three times,
            // when a pooled connection is cut (measured).
            message.Request.Content = RequestContent.Create(ReadOnlyMemory<byte>.Empty);
        }

        try
        {
            await pipeline.SendAsync(message, ct);
        }
        catch (Exception e) when (e is OperationCanceledException or RequestFailedException or AggregateException or IOException
            or HttpRequestException or TimeoutException || FaultReader.IsClosedInRead(e))
        {
            ct.ThrowIfCancellationRequested();
            throw Marked(FaultReader.FromException(Api, e, message.Request.ClientRequestId), method);
        }

        var bytes = CloudJson.WithoutMark(message.Response.Content.ToMemory());
        if (message.Response.IsError || message.Response.Status >= 300)
        {
            throw refusal?.Invoke(message.Response, bytes, tenant)
                ?? Marked(FaultReader.FromResponse(Api, message.Response, tenant, time, method == RequestMethod.Head), method);
        }

        message.Response.Headers.TryGetValue("Location", out var location);
        message.Response.Headers.TryGetValue("Azure-AsyncOperation", out var operation);
        return new CloudAnswer(message.Response.Status, bytes, FaultReader.Receipt(Api, message.Response), location)
        {
            IsWrite = IsWrite(method),
            AsyncOperation = operation,
            RetryAfter = RetryAfter.Read(message.Response, time),
        };
    }

    /// <summary>GET and read; <paramref name="headers"/> are sent as they are.</summary>
    public async Task<T> GetAsync<T>(
        string pathOrUrl,
        JsonTypeInfo<T> type,
        CancellationToken ct,
        string? tenant = null,
        IReadOnlyDictionary<string, string>? headers = null)
        where T : class =>
        Read(await SendAsync(new CloudCall(RequestMethod.Get, pathOrUrl) { Tenant = tenant, Headers = headers }, ct), type);

    /// <summary>GET of a list to its end: each page names the address of the next.</summary>
    /// <param name="pathOrUrl">The first page.</param>
    /// <param name="type">How a page is read.</param>
    /// <param name="items">What stands on a page; null is no page (<see cref="PageWalk.Listed"/>).</param>
    /// <param name="next">The next page's address; null or empty on the last.</param>
    /// <param name="tenant">The tenant that the call acts in.</param>
    /// <param name="ct">Ends it between or in calls.</param>
    public async Task<List<T>> AllAsync<TPage, T>(
        string pathOrUrl,
        JsonTypeInfo<TPage> type,
        Func<TPage, IEnumerable<T>?> items,
        Func<TPage, string?> next,
        string? tenant,
        CancellationToken ct)
        where TPage : class
    {
        var all = new List<T>();
        var walk = new PageWalk(Api);
        for (string? address = pathOrUrl; !string.IsNullOrEmpty(address);)
        {
            walk.Enter(address);
            var page = await GetAsync(address, type, ct, tenant);
            all.AddRange(PageWalk.Listed(Api, items(page)));
            address = next(page);
        }

        return all;
    }

    /// <summary>The answer's body as a value. An unreadable one is a ServiceFault: transient for a read, unknown for a write.</summary>
    public T Read<T>(CloudAnswer answer, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var value = LooseJson.Read(answer.Body.Span, type, out var places) ?? throw new JsonException("The body is null.");
            odd.Tell(Api, places);
            return value;
        }
        catch (JsonException e)
        {
            var text = $"{Api} answered {answer.Status} with a body that cannot be read.";
            throw new CloudFault(CloudReason.ServiceFault, Api, answer.Status, null, answer.Receipt.RequestId, text, inner: e)
            {
                IsWrite = answer.IsWrite,
            };
        }
    }

    private static bool IsWrite(RequestMethod method) => method != RequestMethod.Get && method != RequestMethod.Head;

    /// <summary>A sign-in that failed before the call wrote nothing.</summary>
    private CloudFault Marked(CloudFault fault, RequestMethod method)
    {
        fault.IsWrite = fault.Api == Api && IsWrite(method);
        return fault;
    }
}
