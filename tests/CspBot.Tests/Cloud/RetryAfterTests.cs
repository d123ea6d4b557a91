using System.Diagnostics.Metrics;
using CspBot.Cache;
using CspBot.Cloud.Http;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>Every way a service says how long to wait.</summary>
public sealed class RetryAfterTests
{
    private static readonly ManualTime Time = new(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("57", 57)]
    [InlineData("2.128", 2.128)]
    [InlineData("Sat, 21 Nov 2026 08:00:30 GMT", 30)]
    [InlineData("Sat, 21 Nov 2026 07:00:00 GMT", 0)]
    [InlineData("Wed, 21 Nov 2029 07:00:00 GMT", 86400)]
    [InlineData("94608000", 86400)]
    [InlineData("1e300", 86400)]
    [InlineData("1e400", 86400)]
    public void It_is_read(string value, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Time));

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("NaN")]
    public void Nonsense_is_no_pause(string value) => Assert.Null(RetryAfter.Parse(value, Time));

    [Fact]
    public async Task A_gate_keeps_the_later_end()
    {
        var gate = Gate(Time, new CountingCache());
        await gate.CloseAsync(new("arm", "a"), TimeSpan.FromSeconds(60), default);
        await gate.CloseAsync(new("ARM", "A"), TimeSpan.FromSeconds(5), default);
        Assert.Equal(TimeSpan.FromSeconds(60), await gate.RemainingAsync(new("arm", "a"), default));
        Assert.Equal(TimeSpan.Zero, await gate.RemainingAsync(new("graph", "a"), default));
    }

    [Fact]
    public async Task Another_process_learns_of_the_pause_through_the_cache_and_asks_it_at_most_once_a_second()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        var cache = new CountingCache();
        var one = Gate(time, cache);
        var other = Gate(time, cache);
        Assert.Equal(TimeSpan.Zero, await other.RemainingAsync(new("arm", "a"), default));
        await one.CloseAsync(new("arm", "a"), TimeSpan.FromSeconds(60), default);
        Assert.Equal(TimeSpan.Zero, await other.RemainingAsync(new("arm", "a"), default));
        Assert.Equal(1, cache.Reads);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(await other.RemainingAsync(new("arm", "a"), default), TimeSpan.FromSeconds(58.9), TimeSpan.FromSeconds(59));
        Assert.Equal(3, cache.Reads);
        Assert.Equal(TimeSpan.Zero, await other.RemainingAsync(new("arm", "b"), default));
    }

    [Fact]
    public async Task A_broken_cache_stops_nobody()
    {
        var gate = Gate(Time, new CountingCache { Broken = true });
        await gate.CloseAsync(new("arm", "a"), TimeSpan.FromSeconds(10), default);
        Assert.Equal(TimeSpan.FromSeconds(10), await gate.RemainingAsync(new("arm", "a"), default));
        Assert.Equal(TimeSpan.Zero, await gate.RemainingAsync(new("graph", "a"), default));
    }

    private static ThrottleGate Gate(ManualTime time, CountingCache cache)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new ThrottleGate(time, new CacheUses(meters, time, NullLogger<CacheUses>.Instance), cache);
    }

    private sealed class CountingCache : IDistributedCache
    {
        private readonly Dictionary<string, byte[]> _held = [];

        public int Reads { get; private set; }

        public bool Broken { get; init; }

        public byte[]? Get(string key) => throw new NotSupportedException();

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default)
        {
            Reads++;
            return Broken ? throw new IOException("The cache is away.") : Task.FromResult(_held.GetValueOrDefault(key));
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            if (Broken)
                throw new IOException("The cache is away.");
            _held[key] = value;
            return Task.CompletedTask;
        }

        public void Refresh(string key) => throw new NotSupportedException();

        public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

        public void Remove(string key) => throw new NotSupportedException();

        public Task RemoveAsync(string key, CancellationToken token = default) => throw new NotSupportedException();
    }
}
