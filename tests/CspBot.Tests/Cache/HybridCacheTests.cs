using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CspBot.Cache;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>What the bot expects of HybridCache before its shared cache, and of the claims beside it.</summary>
public sealed class HybridCacheTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly StoreClock _clock = new();
    private readonly InProcessCache _shared;

    public HybridCacheTests() => _shared = new InProcessCache(_clock);

    public void Dispose() => _shared.Dispose();

    [Fact]
    public async Task A_value_is_loaded_once_and_then_known_on_every_instance()
    {
        using var one = Instance(_shared);
        using var two = Instance(_shared);
        var loads = 0;
        Task<Role> LoadAsync(CancellationToken cancel) => Task.FromResult(new Role("agent", ++loads));

        Assert.Equal(new Role("agent", 1), await one.GetOrAddAsync("nora", Minute, LoadAsync, None));
        Assert.Equal(new Role("agent", 1), await one.GetOrAddAsync("nora", Minute, LoadAsync, None));
        Assert.Equal(new Role("agent", 1), await two.GetOrAddAsync("nora", Minute, LoadAsync, None));
    }

    [Fact]
    public async Task Null_is_a_value_too()
    {
        using var cache = Instance(_shared);
        var loads = 0;
        Task<Role?> LoadAsync(CancellationToken cancel) => Task.FromResult(++loads > 0 ? null : new Role("", 0));

        Assert.Null(await cache.GetOrAddAsync("k", Minute, LoadAsync, None));
        Assert.Null(await cache.GetOrAddAsync("k", Minute, LoadAsync, None));
        using var other = Instance(_shared);
        Assert.Null(await other.GetOrAddAsync("k", Minute, LoadAsync, None));
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task A_value_read_late_from_the_shared_level_does_not_start_a_new_life()
    {
        using var one = Instance(_shared);
        using var two = Instance(_shared);
        await one.GetOrAddAsync("k", Minute, Returns("old"), None);

        _clock.Advance(Minute * 0.75);
        Assert.Equal("old", await two.GetOrAddAsync("k", Minute, Returns("new"), None));
        _clock.Advance(Minute * 0.5);
        Assert.Equal("new", await two.GetOrAddAsync("k", Minute, Returns("new"), None));
        Assert.Equal("new", await one.GetOrAddAsync("k", Minute, Returns("newer"), None));
    }

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one_load()
    {
        using var cache = Instance(_shared);
        var gate = new TaskCompletionSource<string>();
        var loads = 0;
        var asking = Enumerable.Range(0, 200)
            .Select(_ => cache.GetOrAddAsync(
                "k",
                Minute,
                _ =>
                {
                    Interlocked.Increment(ref loads);
                    return gate.Task;
                },
                None))
            .ToArray();
        gate.SetResult("v");

        Assert.All(await Task.WhenAll(asking), value => Assert.Equal("v", value));
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task One_who_leaves_does_not_end_the_load_for_the_others_and_the_last_who_leaves_does()
    {
        using var cache = Instance(_shared);
        var started = new TaskCompletionSource<CancellationToken>();
        var gate = new TaskCompletionSource<string>();
        Task<string> LoadAsync(CancellationToken cancel)
        {
            started.TrySetResult(cancel);
            return gate.Task.WaitAsync(cancel);
        }

        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var one = cache.GetOrAddAsync("k", Minute, LoadAsync, first.Token);
        var two = cache.GetOrAddAsync("k", Minute, LoadAsync, second.Token);
        var load = await started.Task;

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(load.IsCancellationRequested);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        await Eventually.IsTrueAsync("the load is cancelled", () => load.IsCancellationRequested);
        Assert.Equal("fresh", await cache.GetOrAddAsync("k", Minute, Returns("fresh"), None));
    }

    [Fact]
    public async Task A_load_that_fails_tells_all_who_wait_and_is_not_kept()
    {
        using var cache = Instance(_shared);
        var gate = new TaskCompletionSource<string>();
        var asking = Enumerable.Range(0, 5).Select(_ => cache.GetOrAddAsync("k", Minute, _ => gate.Task, None)).ToArray();
        gate.SetException(new InvalidOperationException("no role source"));

        foreach (var asked in asking)
            await Assert.ThrowsAsync<InvalidOperationException>(() => asked);
        Assert.Equal("v", await cache.GetOrAddAsync("k", Minute, Returns("v"), None));
    }

    [Fact]
    public async Task A_shared_level_that_fails_is_a_counted_miss_and_claims_are_kept_here()
    {
        using var one = Instance(new BrokenCache());
        using var failures = new FailureCount(one);

        Assert.Equal("v", await one.GetOrAddAsync("k", Minute, Returns("v"), None));
        Assert.Equal("v", await one.GetOrAddAsync("k", Minute, Returns("other"), None));
        await Eventually.IsTrueAsync("reading and writing are counted", () => failures.Uses.Contains("set"));
        Assert.Equal(["get", "set"], failures.Uses.Distinct());

        Assert.True(await one.ClaimAsync("c", Minute, None));
        Assert.False(await one.ClaimAsync("c", Minute, None));
        _clock.Advance(Minute * 1.1);
        Assert.True(await one.ClaimAsync("c", Minute, None));
        Assert.Equal(2, failures.Uses.Count(use => use == "claim"));
    }

    [Fact]
    public async Task A_shared_level_that_hangs_is_a_counted_miss_after_a_second()
    {
        using var one = Instance(new BrokenCache(cancel => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel)));
        using var failures = new FailureCount(one);

        Assert.True(await one.ClaimAsync("k", Minute, None));
        Assert.Equal("v", await one.GetOrAddAsync("k", Minute, Returns("v"), None));
        await Eventually.IsTrueAsync("writing is counted too", () => failures.Uses.Contains("set"));
        Assert.Equal(["claim", "get", "set"], failures.Uses.Distinct());
    }

    [Fact]
    public async Task A_stored_value_that_cannot_be_read_is_a_miss()
    {
        using var one = Instance(_shared);
        await _shared.SetAsync("k", [0, 0, 1, 2, .. "{\"not\": the shape"u8], new());

        Assert.Equal(new Role("agent", 1), await one.GetOrAddAsync("k", Minute, _ => Task.FromResult(new Role("agent", 1)), None));
    }

    [Fact]
    public async Task A_caller_who_cancels_is_not_a_failure_of_the_cache()
    {
        using var one = Instance(new BrokenCache());
        using var failures = new FailureCount(one);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.ClaimAsync("k", Minute, new CancellationToken(canceled: true)));
        Assert.Empty(failures.Uses);
    }

    [RequiresFact("redis")]
    public async Task Redis_killed_restarted_and_flushed_costs_loads_and_nothing_else()
    {
        await using var server = await RedisServer.StartAsync();
        await using var link = await server.OpenAsync();
        using var one = Instance(new RedisCache(link, TimeProvider.System), TimeProvider.System);
        using var failures = new FailureCount(one);
        var n = 0;
        Task<string> AskAsync() => one.GetOrAddAsync($"k{n++}", Minute, Returns("v"), None);

        Assert.Equal("v", await AskAsync());
        Assert.Empty(failures.Uses);
        await server.KillAsync();
        Assert.Equal("v", await AskAsync());
        Assert.NotEmpty(failures.Uses);

        await server.RestartAsync();
        await Eventually.IsTrueAsync("the connection is back", () => link.IsConnected);
        await server.FlushAsync();
        Assert.Equal("v", await AskAsync());
        using var other = Instance(new RedisCache(link, TimeProvider.System), TimeProvider.System);
        await Eventually.IsTrueAsync("the other reads it from Redis", async () =>
            await other.GetOrAddAsync($"k{n - 1}", TimeSpan.FromMilliseconds(1), Returns("not from Redis"), None) == "v");
    }

    private CacheInstance Instance(ISharedCache shared, TimeProvider? time = null) => new(shared, time ?? _clock);

    private static Func<CancellationToken, Task<string>> Returns(string value) => _ => Task.FromResult(value);

    private sealed record Role(string Name, int Load);

    /// <summary>Counts what the cache's meter says.</summary>
    private sealed class FailureCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _uses = [];

        public FailureCount(CacheInstance instance)
        {
            var scope = instance.Meters;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "cspbot.cache.failures" && ReferenceEquals(instrument.Meter.Scope, scope))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>(
                (_, _, tags, _) => _uses.Enqueue(tags.ToArray().First(tag => tag.Key == "use").Value!.ToString()!));
            _listener.Start();
        }

        public IReadOnlyList<string> Uses => [.. _uses];

        public void Dispose() => _listener.Dispose();
    }

    /// <summary>The cache of one instance of the bot, registered as the bot registers it.</summary>
    private sealed class CacheInstance : IDisposable
    {
        private readonly ServiceProvider _services;

        public CacheInstance(ISharedCache shared, TimeProvider time) => _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time)
            .AddCache(new StoreOptions(), null, null)
            .AddSingleton(shared)
            .BuildServiceProvider();

        public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

        public Task<T> GetOrAddAsync<T>(string key, TimeSpan life, Func<CancellationToken, Task<T>> load, CancellationToken ct) =>
            _services
                .GetRequiredService<HybridCache>()
                .GetOrCreateAsync(
                    key, cancel => new ValueTask<T>(load(cancel)), new HybridCacheEntryOptions { Expiration = life }, cancellationToken: ct)
                .AsTask();

        public Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken ct) =>
            _services.GetRequiredService<CacheClaims>().ClaimAsync(key, life, ct);

        public void Dispose() => _services.Dispose();
    }

    private sealed class BrokenCache(Func<CancellationToken, Task>? hang = null) : ISharedCache
    {
        public byte[]? Get(string key) => throw new IOException("broken");

        public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
        {
            await (hang?.Invoke(token) ?? throw new IOException("broken"));
            return null;
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new IOException("broken");

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
            hang?.Invoke(token) ?? throw new IOException("broken");

        public void Refresh(string key) => throw new IOException("broken");

        public Task RefreshAsync(string key, CancellationToken token = default) => throw new IOException("broken");

        public void Remove(string key) => throw new IOException("broken");

        public Task RemoveAsync(string key, CancellationToken token = default) => throw new IOException("broken");

        public async Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken)
        {
            await (hang?.Invoke(cancellationToken) ?? throw new IOException("broken"));
            return false;
        }
    }
}
