using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace CspBot.Teams.Tests;

/// <summary>One request that reached the played Connector.</summary>
public sealed record ConnectorRequest(
    string Method, string Path, string? Authorization, string? UserAgent, string? ContentType, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);
}

/// <summary>What the played Connector does with its next request.</summary>
public sealed record ConnectorFate(int Status, string? Body = null, string? RetryAfter = null)
{
    /// <summary>Cuts the connection instead of answering.</summary>
    public bool Drops { get; init; }

    /// <summary>Never answers.</summary>
    public bool Hangs { get; init; }

    /// <summary>Promises a longer body than it sends, then cuts the connection.</summary>
    public bool BreaksOff { get; init; }

    /// <summary>Where a 3xx points to.</summary>
    public string? Location { get; init; }

    public static ConnectorFate Drop { get; } = new(0) { Drops = true };

    public static ConnectorFate Hang { get; } = new(0) { Hangs = true };

    public static ConnectorFate Error(int status, string code, string? retryAfter = null) =>
        new(status, $$$"""{"error":{"code":"{{{code}}}","message":"said so"}}""", retryAfter);
}

/// <summary>Plays Teams' Connector: records every request, answers as scripted, else as Teams does.</summary>
public sealed class FakeConnector
{
    public const string Host = "smba.trafficmanager.net";

    private readonly ConcurrentQueue<ConnectorFate> _fates = [];
    private readonly Channel<ConnectorRequest> _arrivals = Channel.CreateUnbounded<ConnectorRequest>();
    private int _ids;

    public ConcurrentQueue<ConnectorRequest> Requests { get; } = [];

    public void Next(params ConnectorFate[] fates)
    {
        foreach (var fate in fates)
            _fates.Enqueue(fate);
    }

    /// <summary>The next request that arrives (or arrived unseen).</summary>
    public async Task<ConnectorRequest> ArrivalAsync() =>
        await _arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    public async Task HandleAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var request = new ConnectorRequest(
            http.Request.Method,
            http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget,
            http.Request.Headers.Authorization,
            http.Request.Headers.UserAgent,
            http.Request.ContentType,
            await reader.ReadToEndAsync());
        Requests.Enqueue(request);
        _arrivals.Writer.TryWrite(request);

        if (!_fates.TryDequeue(out var fate))
            fate = Usual(request);
        if (fate.Drops)
        {
            http.Abort();
            return;
        }

        if (fate.Hangs)
        {
            var gone = new TaskCompletionSource();
            await using var registration = http.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return;
        }

        http.Response.StatusCode = fate.Status;
        if (fate.RetryAfter is not null)
            http.Response.Headers.RetryAfter = fate.RetryAfter;
        if (fate.Location is not null)
            http.Response.Headers.Location = fate.Location;
        if (fate.BreaksOff)
            http.Response.ContentLength = fate.Body!.Length + 100;
        if (fate.Body is not null)
            await http.Response.WriteAsync(fate.Body);
        // Kestrel closes the connection over the missing bytes; an abort would take back those that were sent.
        if (fate.BreaksOff)
            await http.Response.Body.FlushAsync();
    }

    private ConnectorFate Usual(ConnectorRequest request)
    {
        var id = Interlocked.Increment(ref _ids);
        return request switch
        {
            { Method: "POST", Path: var path } when path.EndsWith("/v3/conversations", StringComparison.Ordinal) =>
                new(201, """{"id":"a:1new"}"""),
            { Method: "POST", Body: var body } when body.Contains("\"typing\"", StringComparison.Ordinal) => new(202),
            { Method: "POST" } => new(201, $$"""{"id":"17900000{{id:D5}}"}"""),
            _ => new(200, $$"""{"id":"{{id}}"}"""),
        };
    }
}
