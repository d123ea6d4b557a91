using CspBot.Cache;
using Microsoft.Extensions.Caching.Distributed;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>What the bot expects of a shared cache, the same whether it is memory, PostgreSQL or Redis.</summary>
internal sealed class CacheContract(ISharedCache cache, Func<TimeSpan, Task> passAsync, TimeProvider time)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Every promise by its name, so that each is a test of its own.</summary>
    public static IReadOnlyDictionary<string, Func<CacheContract, Task>> Promises { get; } =
        new Dictionary<string, Func<CacheContract, Task>>(StringComparer.Ordinal)
        {
            ["a missing key is null"] = c => c.MissingAsync(),
            ["bytes come back as they went in"] = c => c.BytesAsync(),
            ["any text is a key"] = c => c.KeysAsync(),
            ["a later value replaces the earlier and its end"] = c => c.ReplaceAsync(),
            ["a removed value is gone"] = c => c.RemoveAsync(),
            ["an absolute life ends, read or not"] = c => c.AbsoluteLifeAsync(),
            ["an absolute end at a moment"] = c => c.AbsoluteMomentAsync(),
            ["an end in the past is refused"] = c => c.PastAsync(),
            ["reading keeps a sliding value alive"] = c => c.SlidingAsync(),
            ["refreshing keeps a sliding value alive"] = c => c.RefreshAsync(),
            ["sliding does not outlive the absolute end"] = c => c.SlidingWithinAbsoluteAsync(),
            ["a value without an end stays"] = c => c.ForeverAsync(),
            ["the synchronous calls do the same"] = c => c.SynchronousAsync(),
            ["one of many claims wins"] = c => c.ClaimAsync(),
            ["a claim ends with its life"] = c => c.ClaimEndsAsync(),
            ["claims and values have separate names"] = c => c.ClaimNamesAsync(),
            ["a cancelled call says so"] = c => c.CancelledAsync(),
            ["many callers at once see whole values"] = c => c.ConcurrentAsync(),
        };

    private async Task MissingAsync()
    {
        Assert.Null(await cache.GetAsync("nothing"));
        await cache.RefreshAsync("nothing");
        await cache.RemoveAsync("nothing");
        Assert.Null(await cache.GetAsync("nothing"));
    }

    private async Task BytesAsync()
    {
        var random = new Random(7);
        foreach (var length in (int[])[0, 1, 255, 4_096, RedisCache.MaxValueBytes])
        {
            var value = new byte[length];
            random.NextBytes(value);
            await cache.SetAsync("bytes", value, Life(Minute));
            Assert.Equal(value, await cache.GetAsync("bytes"));
        }
    }

    private async Task KeysAsync()
    {
        string[] keys = ["a", "A", "a b", "é", "客户", "'; drop table cache_entry; --", "{slot}", "a\r\nGET b", new string('k', 1_000)];
        foreach (var key in keys)
            await cache.SetAsync(key, System.Text.Encoding.UTF8.GetBytes(key), Life(Minute));
        foreach (var key in keys)
            Assert.Equal(System.Text.Encoding.UTF8.GetBytes(key), await cache.GetAsync(key));
    }

    private async Task ReplaceAsync()
    {
        await cache.SetAsync("k", [1], new DistributedCacheEntryOptions { SlidingExpiration = Minute });
        await cache.SetAsync("k", [2], Life(Minute * 3));
        await passAsync(Minute * 2);
        Assert.Equal([2], await cache.GetAsync("k"));
        await passAsync(Minute * 2);
        Assert.Null(await cache.GetAsync("k"));

        await cache.SetAsync("k", [3], Life(Minute));
        await cache.SetAsync("k", [4], new DistributedCacheEntryOptions());
        await passAsync(Minute * 2);
        Assert.Equal([4], await cache.GetAsync("k"));
    }

    private async Task RemoveAsync()
    {
        await cache.SetAsync("k", [1], Life(Minute));
        await cache.RemoveAsync("k");
        Assert.Null(await cache.GetAsync("k"));
    }

    private async Task AbsoluteLifeAsync()
    {
        await cache.SetAsync("k", [1], Life(Minute));
        await passAsync(Minute / 2);
        Assert.NotNull(await cache.GetAsync("k"));
        await cache.RefreshAsync("k");
        await passAsync(Minute);
        Assert.Null(await cache.GetAsync("k"));
    }

    private async Task AbsoluteMomentAsync()
    {
        var end = (time.GetUtcNow() + Minute).ToOffset(TimeSpan.FromHours(2));
        await cache.SetAsync("k", [1], new DistributedCacheEntryOptions { AbsoluteExpiration = end });
        await passAsync(Minute / 2);
        Assert.NotNull(await cache.GetAsync("k"));
        await passAsync(Minute);
        Assert.Null(await cache.GetAsync("k"));
    }

    private async Task PastAsync() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cache.SetAsync(
        "k", [1], new DistributedCacheEntryOptions { AbsoluteExpiration = time.GetUtcNow() - Minute }));

    private async Task SlidingAsync()
    {
        await cache.SetAsync("k", [1], new DistributedCacheEntryOptions { SlidingExpiration = Minute });
        for (var i = 0; i < 4; i++)
        {
            await passAsync(Minute * 0.75);
            Assert.Equal([1], await cache.GetAsync("k"));
        }

        await passAsync(Minute * 1.25);
        Assert.Null(await cache.GetAsync("k"));
    }

    private async Task RefreshAsync()
    {
        await cache.SetAsync("k", [1], new DistributedCacheEntryOptions { SlidingExpiration = Minute });
        await passAsync(Minute * 0.75);
        await cache.RefreshAsync("k");
        await passAsync(Minute * 0.75);
        Assert.Equal([1], await cache.GetAsync("k"));
    }

    private async Task SlidingWithinAbsoluteAsync()
    {
        await cache.SetAsync("k", [1], new DistributedCacheEntryOptions
        {
            SlidingExpiration = Minute,
            AbsoluteExpirationRelativeToNow = Minute * 2,
        });
        await passAsync(Minute * 0.75);
        Assert.NotNull(await cache.GetAsync("k"));
        await passAsync(Minute * 0.75);
        Assert.NotNull(await cache.GetAsync("k"));
        await passAsync(Minute * 0.75);
        Assert.Null(await cache.GetAsync("k"));
    }

    private async Task ForeverAsync()
    {
        await cache.SetAsync("k", [1], new DistributedCacheEntryOptions());
        await passAsync(TimeSpan.FromDays(400));
        Assert.Equal([1], await cache.GetAsync("k"));
    }

    private Task SynchronousAsync()
    {
        cache.Set("k", [1], Life(Minute));
        cache.Refresh("k");
        Assert.Equal([1], cache.Get("k"));
        cache.Remove("k");
        Assert.Null(cache.Get("k"));
        return Task.CompletedTask;
    }

    private async Task ClaimAsync()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => cache.ClaimAsync("activity", Minute, None)));
        Assert.Single(claims, won => won);
        Assert.True(await cache.ClaimAsync("another", Minute, None));
    }

    private async Task ClaimEndsAsync()
    {
        Assert.True(await cache.ClaimAsync("k", Minute, None));
        await passAsync(Minute / 2);
        Assert.False(await cache.ClaimAsync("k", Minute, None));
        await passAsync(Minute);
        Assert.True(await cache.ClaimAsync("k", Minute, None));
        Assert.False(await cache.ClaimAsync("k", Minute, None));
    }

    private async Task ClaimNamesAsync()
    {
        await cache.SetAsync("k", [1], Life(Minute));
        Assert.True(await cache.ClaimAsync("k", Minute, None));
        await cache.RemoveAsync("k");
        Assert.False(await cache.ClaimAsync("k", Minute, None));
        Assert.Null(await cache.GetAsync("k"));
    }

    private async Task CancelledAsync()
    {
        var gone = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.GetAsync("k", gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.SetAsync("k", [1], Life(Minute), gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.ClaimAsync("k", Minute, gone));
        Assert.True(await cache.ClaimAsync("k", Minute, None));
    }

    private async Task ConcurrentAsync()
    {
        async Task UseAsync(int n)
        {
            var value = Enumerable.Repeat((byte)n, 512).ToArray();
            await cache.SetAsync($"k{n % 8}", value, Life(Minute));
            var read = await cache.GetAsync($"k{n % 8}");
            Assert.Equal(512, read!.Length);
            Assert.All(read, b => Assert.Equal(read[0], b));
        }

        await Task.WhenAll(Enumerable.Range(0, 200).Select(UseAsync));
    }

    private static DistributedCacheEntryOptions Life(TimeSpan life) => new() { AbsoluteExpirationRelativeToNow = life };
}
