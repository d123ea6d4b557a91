using System.Diagnostics.Metrics;
using CspBot.Cache;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>The bot's cache: one load per key, no value beyond its life on any instance, and a failing shared level is only a miss.</summary>
public sealed class TwoLevelCacheTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly StoreClock _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly InProcessCache _shared;

    public TwoLevelCacheTests() => _shared = new InProcessCache(_clock);

    public void Dispose()
    {
        _services.Dispose();
        _shared.Dispose();
    }

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
    public async Task The_life_counts_from_the_moment_the_load_began()
    {
        using var cache = Instance(_shared);
        await cache.GetOrAddAsync("k", Minute, _ =>
        {
            _clock.Advance(Minute * 0.75);
            return Task.FromResult("slow");
        }, None);

        _clock.Advance(Minute * 0.5);
        Assert.Equal("next", await cache.GetOrAddAsync("k", Minute, Returns("next"), None));
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
    public async Task A_removed_value_is_loaded_again_here_and_on_an_instance_that_had_not_read_it()
    {
        using var one = Instance(_shared);
        using var two = Instance(_shared);
        await one.GetOrAddAsync("k", Minute, Returns("old"), None);
        await one.RemoveAsync("k", None);

        Assert.Equal("new", await two.GetOrAddAsync("k", Minute, Returns("new"), None));
        Assert.Equal("new", await one.GetOrAddAsync("k", Minute, Returns("newer"), None));
    }

    [Fact]
    public async Task A_load_under_way_when_its_key_is_removed_is_not_kept()
    {
        using var cache = Instance(_shared);
        var gate = new TaskCompletionSource<string>();
        var started = new TaskCompletionSource();
        var asking = cache.GetOrAddAsync("k", Minute, _ =>
        {
            started.SetResult();
            return gate.Task;
        }, None);
        await started.Task;
        await cache.RemoveAsync("k", None);
        gate.SetResult("of before");

        Assert.Equal("of before", await asking);
        Assert.Equal("of after", await cache.GetOrAddAsync("k", Minute, Returns("of after"), None));
        using var other = Instance(_shared);
        Assert.Equal("of after", await other.GetOrAddAsync("k", Minute, Returns("wrong"), None));
    }

    [Fact]
    public async Task A_shared_level_that_fails_is_a_counted_miss()
    {
        using var failures = new FailureCount(_services);
        using var cache = Instance(new BrokenCache());

        Assert.Equal("v", await cache.GetOrAddAsync("k", Minute, Returns("v"), None));
        Assert.Equal("v", await cache.GetOrAddAsync("k", Minute, Returns("other"), None));
        await cache.RemoveAsync("k", None);
        Assert.True(await cache.ClaimAsync("k", Minute, None));

        Assert.Equal(["get", "set", "remove", "claim"], failures.Uses);
    }

    [Fact]
    public async Task A_shared_level_that_hangs_is_a_counted_miss()
    {
        using var failures = new FailureCount(_services);
        using var cache = Instance(new BrokenCache(cancel => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel)));

        Assert.True(await cache.ClaimAsync("k", Minute, None));
        Assert.Equal(["claim"], failures.Uses);
    }

    [Fact]
    public async Task A_stored_value_that_cannot_be_read_is_a_counted_miss()
    {
        using var failures = new FailureCount(_services);
        using var cache = Instance(_shared);
        var end = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder((_clock.GetUtcNow() + Minute).ToUnixTimeMilliseconds()));
        await _shared.SetAsync("k", [.. end, .. "{\"not\": the shape"u8], new());

        Assert.Equal(new Role("agent", 1), await cache.GetOrAddAsync("k", Minute, _ => Task.FromResult(new Role("agent", 1)), None));
        Assert.Equal(["get"], failures.Uses);
    }

    [Fact]
    public async Task A_caller_who_cancels_is_not_a_failure_of_the_cache()
    {
        using var failures = new FailureCount(_services);
        using var cache = Instance(new BrokenCache());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cache.ClaimAsync("k", Minute, new CancellationToken(canceled: true)));
        Assert.Empty(failures.Uses);
    }

    [RequiresFact("redis")]
    public async Task Redis_killed_restarted_and_flushed_costs_loads_and_nothing_else()
    {
        using var failures = new FailureCount(_services);
        await using var server = await RedisServer.StartAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        using var cache = Instance(new RedisCache(client, TimeProvider.System), TimeProvider.System);
        var n = 0;
        Task<string> AskAsync() => cache.GetOrAddAsync($"k{n++}", Minute, Returns("v"), None);

        Assert.Equal("v", await AskAsync());
        Assert.Empty(failures.Uses);
        await server.KillAsync();
        Assert.Equal("v", await AskAsync());
        Assert.NotEmpty(failures.Uses);

        await server.RestartAsync();
        await Eventually.IsTrueAsync("the client is back", () => client.IsConnected);
        await server.FlushAsync();
        Assert.Equal("v", await AskAsync());
        using var other = Instance(new RedisCache(client, TimeProvider.System), TimeProvider.System);
        Assert.Equal("v", await other.GetOrAddAsync($"k{n - 1}", Minute, Returns("not from Redis"), None));
    }

    private TwoLevelCache Instance(ISharedCache shared, TimeProvider? time = null) => new(
        shared, new CacheUses(_services.GetRequiredService<IMeterFactory>(), time ?? _clock, NullLogger<CacheUses>.Instance), time ?? _clock);

    private static Func<CancellationToken, Task<string>> Returns(string value) => _ => Task.FromResult(value);

    private sealed record Role(string Name, int Load);

    /// <summary>Counts what the cache's meter says.</summary>
    private sealed class FailureCount : IDisposable
    {
        private readonly MeterListener _listener = new();

        public FailureCount(ServiceProvider services)
        {
            var scope = services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "cspbot.cache.failures" && ReferenceEquals(instrument.Meter.Scope, scope))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                lock (Uses)
                    Uses.Add(tags.ToArray().First(tag => tag.Key == "use").Value!.ToString()!);
            });
            _listener.Start();
        }

        public List<string> Uses { get; } = [];

        public void Dispose() => _listener.Dispose();
    }

    private sealed class BrokenCache(Func<CancellationToken, Task>? claim = null) : ISharedCache
    {
        public byte[]? Get(string key) => throw new IOException("broken");

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => throw new IOException("broken");

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new IOException("broken");

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
            throw new IOException("broken");

        public void Refresh(string key) => throw new IOException("broken");

        public Task RefreshAsync(string key, CancellationToken token = default) => throw new IOException("broken");

        public void Remove(string key) => throw new IOException("broken");

        public Task RemoveAsync(string key, CancellationToken token = default) => throw new IOException("broken");

        public async Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken)
        {
            await (claim?.Invoke(cancellationToken) ?? throw new IOException("broken"));
            return false;
        }
    }
}
