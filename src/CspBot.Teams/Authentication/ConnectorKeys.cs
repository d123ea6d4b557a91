using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>The issuer's signing keys: fetched with one flight, kept fresh, kept when a fetch fails.</summary>
/// <remarks>
/// OpenID metadata names the key set (<c>jwks_uri</c>); facts teams-protocol §4.1. The set is fetched again every 12 hours (the
/// documents ask for 24), and on an unknown key id at most every 10 seconds: Teams posts an activity once, so the one that brings a new
/// key waits for that read instead of being refused. Made-up ids wait likewise, and a crowd of them is asked to come again (503).
/// </remarks>
internal sealed class ConnectorKeys(string openIdMetadata, IHttpClientFactory http, TimeProvider time, ILogger<ConnectorKeys> logger)
{
    private const int LargestDocument = 1024 * 1024;
    private const int MostWaiting = 200;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(12);
    private static readonly TimeSpan Stale = TimeSpan.FromHours(24);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private FrozenDictionary<string, ConnectorKey> _keys = FrozenDictionary<string, ConnectorKey>.Empty;
    private DateTimeOffset _fetched = DateTimeOffset.MinValue;
    private DateTimeOffset _tried = DateTimeOffset.MinValue;
    private Task? _flight;
    private int _waiting;
    private int _reads;

    /// <summary>
    /// The key of that id; null when the issuer has none, or when its list could not be read since
    /// the question came (<c>IsRead</c> false).
    /// </summary>
    public async Task<(ConnectorKey? Key, bool IsRead)> FindAsync(string kid, CancellationToken ct)
    {
        var asked = Volatile.Read(ref _reads);
        if (Flight(kid, out var pause) is { } flight)
        {
            await flight.WaitAsync(ct);
        }
        else if (pause > TimeSpan.Zero && Interlocked.Increment(ref _waiting) <= MostWaiting)
        {
            try
            {
                await Task.Delay(pause, time, ct);
                if (Flight(kid, out _) is { } next)
                    await next.WaitAsync(ct);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
        else if (pause > TimeSpan.Zero)
        {
            Interlocked.Decrement(ref _waiting);
        }

        lock (_gate)
            return (_keys.GetValueOrDefault(kid), _reads > asked);
    }

    /// <summary>The fetch to wait for; null when what we have will do, or when the pause between two fetches has to end first.</summary>
    private Task? Flight(string kid, out TimeSpan pause)
    {
        pause = TimeSpan.Zero;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var age = now - _fetched;
            var known = _keys.ContainsKey(kid);
            if (known && age < Fresh)
                return null;
            // A known key serves while the new set is on its way, but no longer than the documents allow.
            var serves = known && age < Stale;
            if (_flight is { IsCompleted: false })
                return serves ? null : _flight;
            if (now - _tried < Pause)
            {
                pause = known ? TimeSpan.Zero : Pause - (now - _tried);
                return null;
            }

            _tried = now;
            _flight = RefreshAsync();
            return serves ? null : _flight;
        }
    }

    private async Task RefreshAsync()
    {
        await Task.Yield();
        try
        {
            using var limit = new CancellationTokenSource(FetchTimeout, time);
            var keys = await FetchAsync(limit.Token);
            lock (_gate)
            {
                _keys = keys;
                _fetched = time.GetUtcNow();
                _reads++;
            }

            Log.KeysFetched(logger, keys.Count);
        }
        catch (Exception e)
        {
            Log.KeysNotFetched(logger, _keys.Count, e);
        }
    }

    private async Task<FrozenDictionary<string, ConnectorKey>> FetchAsync(CancellationToken ct)
    {
        using var metadata = await ReadAsync(openIdMetadata, ct);
        using var set = await ReadAsync(Json.Text(metadata.RootElement, "jwks_uri"), ct);
        var keys = new Dictionary<string, ConnectorKey>(StringComparer.Ordinal);
        if (Json.Member(set.RootElement, "keys") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var key in list.EnumerateArray().Select(ConnectorKey.Read).OfType<ConnectorKey>())
                keys.TryAdd(key.Kid, key);
        }

        return keys.Count > 0
            ? keys.ToFrozenDictionary(StringComparer.Ordinal)
            : throw new InvalidOperationException("The key set holds no usable key.");
    }

    private async Task<JsonDocument> ReadAsync(string? url, CancellationToken ct)
    {
        if (!TeamsOptions.IsMetadataUrl(url))
            throw new InvalidOperationException("OpenID metadata and keys are read over https only.");
        using var client = http.CreateClient(TeamsSetup.HttpClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.Add(ConnectorTransport.Agent);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(LargestDocument, ct);
        var stream = await response.Content.ReadAsStreamAsync(ct);
        return await JsonDocument.ParseAsync(stream, cancellationToken: ct);
    }
}
