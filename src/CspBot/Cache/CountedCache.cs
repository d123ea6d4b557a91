using Microsoft.Extensions.Caching.Distributed;

namespace CspBot.Cache;

/// <summary>The shared cache as HybridCache asks it: for one second at most, and a failure is a miss that is counted.</summary>
internal sealed class CountedCache(ISharedCache shared, CacheUses uses) : IDistributedCache
{
    // Somebody waits in a chat: a shared cache slower than this is as good as none.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        byte[]? found = null;
        await uses.TryAsync("get", Patience, async cancel => found = await shared.GetAsync(key, cancel), token);
        return found;
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        uses.TryAsync("set", Patience, cancel => shared.SetAsync(key, value, options, cancel), token);

    public Task RefreshAsync(string key, CancellationToken token = default) =>
        uses.TryAsync("refresh", Patience, cancel => shared.RefreshAsync(key, cancel), token);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        uses.TryAsync("remove", Patience, cancel => shared.RemoveAsync(key, cancel), token);

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();
}
