using System.Collections.Concurrent;
using System.Globalization;
using CspBot.Cache;
using Microsoft.Extensions.Caching.Distributed;

namespace CspBot.Cloud.Http;

/// <summary>
/// Remembers until when each upstream asked to leave somebody alone, for every caller here
/// and, through the cache, in other processes.
/// </summary>
/// <remarks>
/// The cache is asked at most once a second per host whether anything is closed there, and only then for the scope: a walk over all
/// customers must not ask it for each. Its failure costs one more 429, so it is counted and passed over.
/// </remarks>
internal sealed class ThrottleGate(TimeProvider time, CacheUses uses, IDistributedCache cache)
{
    private const int MostRemembered = 4096;
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CachePatience = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _closedUntil = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _askedAt = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long the scope is still closed; zero when it is open.</summary>
    public async ValueTask<TimeSpan> RemainingAsync(ThrottleScope scope, CancellationToken ct)
    {
        var (any, own) = Keys(scope);
        var here = Remaining(own);
        if (here > TimeSpan.Zero)
            return here;
        if (MayAsk(any))
            await ReadAsync(any, ct);
        if (Remaining(any) > TimeSpan.Zero && MayAsk(own))
            await ReadAsync(own, ct);
        return Remaining(own);
    }

    /// <summary>Closes the scope for this long; a later end that is already set stays.</summary>
    public async ValueTask CloseAsync(ThrottleScope scope, TimeSpan wait, CancellationToken ct)
    {
        var (any, own) = Keys(scope);
        var until = time.GetUtcNow() + wait;
        foreach (var key in new[] { own, any })
            await WriteAsync(key, Note(key, until), ct);
    }

    private static (string Any, string Own) Keys(ThrottleScope scope) =>
        ("cloud:throttle:" + scope.Host, $"cloud:throttle:{scope.Host}|{scope.Whom}");

    private async Task ReadAsync(string key, CancellationToken ct)
    {
        string? text = null;
        await uses.TryAsync("get", CachePatience, async over => text = await cache.GetStringAsync(key, over), ct);
        if (long.TryParse(text, CultureInfo.InvariantCulture, out var until))
            Note(key, DateTimeOffset.FromUnixTimeMilliseconds(until));
    }

    private async Task WriteAsync(string key, DateTimeOffset until, CancellationToken ct)
    {
        var life = until - time.GetUtcNow();
        if (life <= TimeSpan.Zero)
            return;
        var text = until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        await uses.TryAsync(
            "set", CachePatience, over => cache.SetStringAsync(key, text, new() { AbsoluteExpirationRelativeToNow = life }, over), ct);
    }

    private TimeSpan Remaining(string key)
    {
        if (!_closedUntil.TryGetValue(key, out var until))
            return TimeSpan.Zero;
        var left = until - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private DateTimeOffset Note(string key, DateTimeOffset until)
    {
        Drop(_closedUntil, time.GetUtcNow());
        return _closedUntil.AddOrUpdate(key, until, (_, old) => old > until ? old : until);
    }

    private bool MayAsk(string key)
    {
        var now = time.GetUtcNow();
        if (_askedAt.TryGetValue(key, out var asked) && now - asked < AskEvery)
            return false;
        Drop(_askedAt, now - AskEvery);
        _askedAt[key] = now;
        return true;
    }

    /// <summary>What is over is let go of when there is much.</summary>
    private static void Drop(ConcurrentDictionary<string, DateTimeOffset> kept, DateTimeOffset before)
    {
        if (kept.Count < MostRemembered)
            return;
        foreach (var entry in kept.Where(entry => entry.Value <= before))
            kept.TryRemove(entry);
    }
}
