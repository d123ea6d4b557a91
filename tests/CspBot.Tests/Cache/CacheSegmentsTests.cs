using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CspBot.Cache;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>Values above the cache's cap: whole or not at all, on each of the shared caches.</summary>
public sealed partial class CacheSegmentsTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly JsonTypeInfo<string[]> Strings = TextsJson.Default.StringArray;

    private readonly StoreClock _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly InProcessCache _memory;

    public CacheSegmentsTests() => _memory = new InProcessCache(_clock);

    private DateTimeOffset Soon => _clock.GetUtcNow() + TimeSpan.FromMinutes(10);

    public void Dispose()
    {
        _memory.Dispose();
        _services.Dispose();
    }

    [Fact]
    public Task Memory_gives_back_what_it_got() => RoundTripAsync(_memory);

    [RequiresFact("redis")]
    public async Task Redis_gives_back_what_it_got_although_it_is_above_the_cap()
    {
        await using var link = await (await RedisServer.SharedAsync()).OpenAsync();
        await RoundTripAsync(new RedisCache(link, _clock, Guid.NewGuid().ToString("N") + ":"));
    }

    [RequiresFact("postgres")]
    public async Task PostgreSQL_gives_back_what_it_got()
    {
        await using var database = NpgsqlDataSource.Create(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());
        await using var schema = database.CreateCommand(Migrations.CacheSchema());
        await schema.ExecuteNonQueryAsync();
        await RoundTripAsync(new PostgresCache(database, _clock));
    }

    [Fact]
    public async Task A_value_is_over_at_its_end_on_whichever_instance()
    {
        Assert.True(await Over(_memory).WriteAsync("k", Value(1), Strings, Soon, None));
        Assert.Equal(Soon, (await Over(_memory).ReadAsync("k", Strings, None))!.Value.Ends);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await Over(_memory).ReadAsync("k", Strings, None));
        Assert.False(await Over(_memory).WriteAsync("k", Value(1), Strings, _clock.GetUtcNow(), None));
    }

    [Fact]
    public async Task A_newer_value_takes_the_place_of_the_older_one_and_shares_nothing_with_it()
    {
        await Over(_memory).WriteAsync("k", Value(2_000), Strings, Soon, None);
        await Over(_memory).WriteAsync("k", ["new"], Strings, Soon, None);
        Assert.Equal(["new"], (await Over(_memory).ReadAsync("k", Strings, None))!.Value.Value);
    }

    [Fact]
    public async Task A_value_that_lost_a_segment_is_a_miss()
    {
        var cache = new Spoiled(_memory);
        Assert.True(await Over(cache).WriteAsync("k", Value(20_000), Strings, Soon, None));
        Assert.True(cache.Keys.Count > 3);
        await _memory.RemoveAsync(cache.Keys[1]);
        Assert.Null(await Over(cache).ReadAsync("k", Strings, None));
    }

    [Fact]
    public async Task A_write_that_breaks_off_leaves_no_value_and_keeps_the_older_one()
    {
        var cache = new Spoiled(_memory);
        await Over(cache).WriteAsync("k", ["old"], Strings, Soon, None);
        cache.FailsAfter = 2;
        Assert.False(await Over(cache).WriteAsync("k", Value(20_000), Strings, Soon, None));
        Assert.Equal(["old"], (await Over(_memory).ReadAsync("k", Strings, None))!.Value.Value);
    }

    [Fact]
    public async Task What_somebody_else_wrote_is_a_counted_miss()
    {
        var cache = new Spoiled(_memory);
        using var failures = new MeterListener();
        var counted = 0;
        failures.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "cspbot.cache.failures"
                && ReferenceEquals(instrument.Meter.Scope, _services.GetRequiredService<IMeterFactory>()))
                listener.EnableMeasurementEvents(instrument);
        };
        failures.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref counted));
        failures.Start();

        // Another shape, another value under a segment's name, and an entry that promises far more than there is.
        await Over(_memory).WriteAsync("shape", Value(1), Strings, Soon, None);
        Assert.Null(await Over(_memory).ReadAsync("shape", TextsJson.Default.DictionaryStringInt32, None));
        Assert.Equal(1, counted);
        await Over(cache).WriteAsync("k", Value(20_000), Strings, Soon, None);
        await _memory.SetAsync(cache.Keys[0], new byte[100], new());
        Assert.Null(await Over(_memory).ReadAsync("k", Strings, None));
        Assert.Equal(2, counted);
        var tooLarge = $$"""{"Version":"v","Segments":0,"Bytes":2000000000,"Sha256":"","Ends":"{{Soon:O}}"}""";
        foreach (var entry in (string[])["nonsense", "{}", tooLarge])
        {
            await _memory.SetAsync("k", Encoding.UTF8.GetBytes(entry), new());
            Assert.Null(await Over(_memory).ReadAsync("k", Strings, None));
        }

        Assert.Equal(5, counted);
    }

    private async Task RoundTripAsync(ISharedCache cache)
    {
        Assert.Null(await Over(cache).ReadAsync("k", Strings, None));
        foreach (var count in (int[])[0, 1, 60_000])
        {
            // A cache waits for its server a moment only, and on a busy machine that may be too short.
            await Eventually.IsTrueAsync("it is written", async () => await Over(cache).WriteAsync("k", Value(count), Strings, Soon, None));
            string[]? read = null;
            await Eventually.IsTrueAsync(
                "it is read", async () => (read = (await Over(cache).ReadAsync("k", Strings, None))?.Value) is not null);
            Assert.Equal(Value(count), read);
        }
    }

    /// <summary>An instance of its own each time.</summary>
    private CacheSegments Over(ISharedCache cache) =>
        new(cache, new CacheUses(_services.GetRequiredService<IMeterFactory>(), _clock, NullLogger<CacheUses>.Instance), _clock);

    /// <summary>Texts that hardly compress.</summary>
    private static string[] Value(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64():x} é {n}"))];
    }

    [JsonSerializable(typeof(string[]))]
    [JsonSerializable(typeof(Dictionary<string, int>))]
    private sealed partial class TextsJson : JsonSerializerContext;

    /// <summary>Notes what is written, and fails when told to.</summary>
    private sealed class Spoiled(ISharedCache inner) : ISharedCache
    {
        public List<string> Keys { get; } = [];

        public int? FailsAfter { get; set; }

        public async Task SetAsync(
            string key,
            byte[] value,
            Microsoft.Extensions.Caching.Distributed.DistributedCacheEntryOptions options,
            CancellationToken token = default)
        {
            Assert.True(value.Length <= RedisCache.MaxValueBytes);
            if (FailsAfter-- == 0)
                throw new IOException("broken");
            Keys.Add(key);
            await inner.SetAsync(key, value, options, token);
        }

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => inner.GetAsync(key, token);

        public Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken) =>
            inner.ClaimAsync(key, life, cancellationToken);

        public byte[]? Get(string key) => inner.Get(key);

        public void Set(string key, byte[] value, Microsoft.Extensions.Caching.Distributed.DistributedCacheEntryOptions options) =>
            inner.Set(key, value, options);

        public void Refresh(string key) => inner.Refresh(key);

        public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

        public void Remove(string key) => inner.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => inner.RemoveAsync(key, token);
    }
}
