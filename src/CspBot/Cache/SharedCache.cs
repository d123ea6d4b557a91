using System.Runtime.InteropServices;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Options;

namespace CspBot.Cache;

/// <summary>A cache that all instances of the bot share, and in which one of them can claim a key before the others.</summary>
internal interface ISharedCache : IDistributedCache
{
    /// <summary>
    /// True for the first caller of a key, false for all others until <paramref name="life"/> is over. Claims and cached
    /// values have separate names.
    /// </summary>
    Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken);
}

/// <summary>Asks a shared cache whether it works.</summary>
internal static class SharedCacheAnswer
{
    private static readonly string Key = "ready:" + Guid.NewGuid().ToString("N");

    /// <summary>Writes this process's own key and reads it again: a cache that only reads would pass a read alone.</summary>
    /// <exception cref="IOException">Redis is out of reach or takes no writes.</exception>
    /// <exception cref="System.Data.Common.DbException">PostgreSQL is out of reach or takes no writes.</exception>
    public static async Task<bool> AnswersAsync(this ISharedCache cache, CancellationToken ct)
    {
        var mark = Guid.NewGuid().ToByteArray();
        await cache.SetAsync(Key, mark, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) }, ct);
        return await cache.GetAsync(Key, ct) is { } read && read.AsSpan().SequenceEqual(mark);
    }
}

/// <summary>When an entry ends: by the clock, and by not being read for a while.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CacheExpiry(DateTimeOffset? Absolute, TimeSpan? Sliding)
{
    /// <summary>Reads the caller's options; an end that is not in the future is a mistake of the caller.</summary>
    public static CacheExpiry From(DistributedCacheEntryOptions options, DateTimeOffset now)
    {
        var absolute = options.AbsoluteExpirationRelativeToNow is { } life ? now + life : options.AbsoluteExpiration;
        if (absolute <= now)
            throw new ArgumentOutOfRangeException(nameof(options), "The absolute expiration must lie in the future.");
        return new CacheExpiry(absolute?.ToUniversalTime(), options.SlidingExpiration);
    }

    /// <summary>Time that an entry has when it was touched just now; null is for ever.</summary>
    public TimeSpan? LifeFrom(DateTimeOffset now) => (Absolute - now, Sliding) switch
    {
        ({ } absolute, { } sliding) => absolute < sliding ? absolute : sliding,
        var (absolute, sliding) => absolute ?? sliding,
    };
}

/// <summary>The shared cache of a bot that runs alone: this process's memory.</summary>
internal sealed class InProcessCache(TimeProvider time) : ISharedCache, IDisposable
{
    private readonly MemoryDistributedCache _entries = new(Options.Create(
        new MemoryDistributedCacheOptions { Clock = new CacheClock(time) }));

    private readonly MemoryCache _claims = new(new MemoryCacheOptions { Clock = new CacheClock(time) });
    private readonly Lock _claiming = new();

    public Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_claiming)
        {
            if (_claims.TryGetValue(key, out _))
                return Task.FromResult(false);
            _claims.Set(key, true, life);
            return Task.FromResult(true);
        }
    }

    public byte[]? Get(string key) => _entries.Get(key);

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        token.IsCancellationRequested ? Task.FromCanceled<byte[]?>(token) : _entries.GetAsync(key, token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        CacheExpiry.From(options, time.GetUtcNow());
        _entries.Set(key, value, options);
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        CacheExpiry.From(options, time.GetUtcNow());
        return token.IsCancellationRequested ? Task.FromCanceled(token) : _entries.SetAsync(key, value, options, token);
    }

    public void Refresh(string key) => _entries.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => _entries.RefreshAsync(key, token);

    public void Remove(string key) => _entries.Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) => _entries.RemoveAsync(key, token);

    public void Dispose() => _claims.Dispose();
}

/// <summary>Gives the framework's memory cache the injected time.</summary>
internal sealed class CacheClock(TimeProvider time) : ISystemClock
{
    public DateTimeOffset UtcNow => time.GetUtcNow();
}
