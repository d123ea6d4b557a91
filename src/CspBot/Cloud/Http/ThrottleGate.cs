using System.Collections.Concurrent;
using System.Globalization;
using CspBot.Cache;
using Microsoft.Extensions.Caching.Distributed;

namespace CspBot.Cloud.Http;

/// <summary>Remembers for each upstream host until when it asked to be left alone, for every caller here and, through the cache, in other processes.</summary>
/// <remarks>The cache is asked at most once a second per host. Its failure costs one more 429, so it is counted and passed over.</remarks>
internal sealed class ThrottleGate(TimeProvider time, CacheUses uses, IDistributedCache cache)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CachePatience = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _closedUntil = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _askedAt = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long the host is still closed; zero when it is open.</summary>
    public async ValueTask<TimeSpan> RemainingAsync(string host, CancellationToken ct)
    {
        var here = Remaining(host);
        if (here > TimeSpan.Zero || !MayAsk(host))
            return here;

        string? text = null;
        await uses.TryAsync("get", CachePatience, async over => text = await cache.GetStringAsync(Key(host), over), ct);
        if (long.TryParse(text, CultureInfo.InvariantCulture, out var until))
            Note(host, DateTimeOffset.FromUnixTimeMilliseconds(until));
        return Remaining(host);
    }

    /// <summary>Closes the host for this long; a later end that is already set stays.</summary>
    public async ValueTask CloseAsync(string host, TimeSpan wait, CancellationToken ct)
    {
        var until = Note(host, time.GetUtcNow() + wait);
        if (wait <= TimeSpan.Zero)
            return;
        var text = until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var life = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = until - time.GetUtcNow() };
        await uses.TryAsync("set", CachePatience, over => cache.SetStringAsync(Key(host), text, life, over), ct);
    }

    private static string Key(string host) => "cloud:throttle:" + host;

    private TimeSpan Remaining(string host)
    {
        if (!_closedUntil.TryGetValue(host, out var until))
            return TimeSpan.Zero;
        var left = until - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private DateTimeOffset Note(string host, DateTimeOffset until) => _closedUntil.AddOrUpdate(host, until, (_, old) => old > until ? old : until);

    private bool MayAsk(string host)
    {
        var now = time.GetUtcNow();
        if (_askedAt.TryGetValue(host, out var asked) && now - asked < AskEvery)
            return false;
        _askedAt[host] = now;
        return true;
    }
}
