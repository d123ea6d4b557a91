using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>The issuer's signing keys: fetched with one flight, kept fresh, kept when a fetch fails.</summary>
/// <remarks>
/// OpenID metadata names the key set (<c>jwks_uri</c>); facts teams-protocol §4.1. The set is fetched again every 12 hours (the
/// documents ask for 24), and on an unknown key id at most every 5 minutes. Without any key at all (the first fetch failed)
/// every 10 seconds.
/// </remarks>
internal sealed class ConnectorKeys(TeamsOptions options, IHttpClientFactory http, TimeProvider time, ILogger<ConnectorKeys> logger)
{
    private const int LargestDocument = 1024 * 1024;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(12);
    private static readonly TimeSpan Stale = TimeSpan.FromHours(24);
    private static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan EmptyInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private FrozenDictionary<string, ConnectorKey> _keys = FrozenDictionary<string, ConnectorKey>.Empty;
    private DateTimeOffset _fetched = DateTimeOffset.MinValue;
    private DateTimeOffset _tried = DateTimeOffset.MinValue;
    private Task? _flight;

    /// <summary>The key of that id; null when the issuer has none.</summary>
    public async Task<ConnectorKey?> FindAsync(string kid, CancellationToken ct)
    {
        if (Flight(kid) is { } flight)
            await flight.WaitAsync(ct);
        lock (_gate)
            return _keys.GetValueOrDefault(kid);
    }

    /// <summary>The fetch to wait for; null when what we have will do.</summary>
    private Task? Flight(string kid)
    {
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
            if (now - _tried < (_keys.Count == 0 ? EmptyInterval : UnknownKeyInterval))
                return null;

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
        using var metadata = await ReadAsync(options.OpenIdMetadata, ct);
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
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(LargestDocument, ct);
        var stream = await response.Content.ReadAsStreamAsync(ct);
        return await JsonDocument.ParseAsync(stream, cancellationToken: ct);
    }
}
