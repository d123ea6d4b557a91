using Microsoft.Extensions.Caching.Memory;

namespace CspBot.Cache;

/// <summary>Claims that all instances share, and that this process keeps by itself while the shared cache is away.</summary>
internal sealed class CacheClaims(ISharedCache shared, CacheUses uses, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _own = new(new MemoryCacheOptions { Clock = new CacheClock(time) });
    private readonly Lock _claiming = new();

    /// <summary>
    /// True for the first who claims the key within its life time, on whichever instance. While the shared cache fails it is the first
    /// on this one: a claim saves work, it does not guard an effect.
    /// </summary>
    public async Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_claiming)
        {
            if (_own.TryGetValue(key, out _))
                return false;
            _own.Set(key, true, life);
        }

        var first = true;
        await uses.TryAsync("claim", Patience, async cancel => first = await shared.ClaimAsync(key, life, cancel), cancellationToken);
        return first;
    }

    public void Dispose() => _own.Dispose();
}
