using CspBot.Cache;
using CspBot.Store;
using CspBot.Tests.Harness;
using Dapper;
using Npgsql;
using StackExchange.Redis;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>The one contract over the three shared caches.</summary>
public sealed class CacheContractTests
{
    public static TheoryData<string> Promises { get; } = new(CacheContract.Promises.Keys);

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task Memory_keeps_the_promise(string promise)
    {
        var clock = new StoreClock();
        using var cache = new InProcessCache(clock);
        await CacheContract.Promises[promise](new CacheContract(cache, Advance(clock), clock));
    }

    [RequiresTheory("postgres")]
    [MemberData(nameof(Promises))]
    public async Task PostgreSQL_keeps_the_promise(string promise)
    {
        var clock = new StoreClock();
        await using var database = await NewCacheDatabaseAsync();
        var cache = new PostgresCache(database, clock);
        await CacheContract.Promises[promise](new CacheContract(cache, Advance(clock), clock));
    }

    [RequiresTheory("redis")]
    [MemberData(nameof(Promises))]
    public async Task Redis_keeps_the_promise(string promise)
    {
        var clock = new StoreClock();
        var server = await RedisServer.SharedAsync();
        await using var link = await server.OpenAsync();
        await using var client = await server.ConnectAsync();
        var prefix = Guid.NewGuid().ToString("N") + ":";
        await CacheContract.Promises[promise](new CacheContract(new RedisCache(link, clock, prefix), PassAsync, clock));

        // The server's clock cannot be moved, nor the library's, but every end can be brought nearer, which is the same to both.
        async Task PassAsync(TimeSpan by)
        {
            clock.Advance(by);
            var database = client.GetDatabase();
            foreach (var key in (RedisKey[])(await database.ExecuteAsync("KEYS", prefix + "*"))!)
            {
                if (await database.KeyTypeAsync(key) == RedisType.Hash
                    && (long)await database.HashGetAsync(key, "absexp") is var end and > 0)
                    await database.HashSetAsync(key, "absexp", end - by.Ticks);
                if (await database.KeyTimeToLiveAsync(key) is { } left)
                    await database.KeyExpireAsync(key, left - by);
            }
        }
    }

    [RequiresFact("redis")]
    public async Task Redis_ends_entries_and_claims_by_its_own_clock()
    {
        var server = await RedisServer.SharedAsync();
        await using var link = await server.OpenAsync();
        var cache = new RedisCache(link, TimeProvider.System, "own-clock:");
        var soon = TimeSpan.FromMilliseconds(100);

        await cache.SetAsync("k", [1], new() { AbsoluteExpirationRelativeToNow = soon });
        Assert.True(await cache.ClaimAsync("k", soon, CancellationToken.None));

        await Eventually.IsTrueAsync("the entry has ended", async () => await cache.GetAsync("k") is null);
        await Eventually.IsTrueAsync("the claim has ended", () => cache.ClaimAsync("k", soon, CancellationToken.None));
    }

    [RequiresFact("redis")]
    public async Task Redis_entries_of_the_bot_before_the_library_are_still_read()
    {
        var server = await RedisServer.SharedAsync();
        await using var link = await server.OpenAsync();
        await using var client = await server.ConnectAsync();
        var cache = new RedisCache(link, TimeProvider.System, "bot:");
        var database = client.GetDatabase();

        // As bots wrote them until November 2026, and still may beside this one while they are replaced.
        await database.HashSetAsync(
            "bot:old", [new("absexp", -1), new("sldexp", TimeSpan.FromMinutes(1).Ticks), new("data", new byte[] { 7 })]);
        Assert.Equal([7], await cache.GetAsync("old"));
        Assert.InRange((await database.KeyTimeToLiveAsync("bot:old"))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

        await cache.SetAsync("new", [8], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
        Assert.Equal(
            ["absexp", "data", "sldexp"],
            (await database.HashKeysAsync("bot:new")).Select(field => field.ToString()).Order(StringComparer.Ordinal));
        Assert.InRange((await database.KeyTimeToLiveAsync("bot:new"))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [RequiresFact("redis")]
    public async Task Redis_takes_no_value_above_the_cap_and_reads_none()
    {
        var server = await RedisServer.SharedAsync();
        await using var link = await server.OpenAsync();
        await using var client = await server.ConnectAsync();
        var cache = new RedisCache(link, TimeProvider.System, "cap:");

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => cache.SetAsync("k", new byte[RedisCache.MaxValueBytes + 1], new()));
        await client.GetDatabase().HashSetAsync("cap:k", "data", new string('x', RedisCache.MaxValueBytes + 1));
        Assert.Null(await cache.GetAsync("k"));
        Assert.True(link.IsConnected);
    }

    [RequiresFact("postgres")]
    public async Task PostgreSQL_clears_away_what_has_ended()
    {
        var clock = new StoreClock();
        await using var database = await NewCacheDatabaseAsync();
        var cache = new PostgresCache(database, clock);
        for (var n = 0; n < 20; n++)
            await cache.SetAsync($"k{n}", [1], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(n + 1) });

        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, await cache.RemoveExpiredAsync(CancellationToken.None));

        // And by itself, with the first write after the interval.
        clock.Advance(TimeSpan.FromMinutes(5));
        await cache.ClaimAsync("c", TimeSpan.FromMinutes(1), CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        Assert.Equal(["claim:c"], await connection.QueryAsync<string>("select key from cache_entry"));
    }

    private static async Task<NpgsqlDataSource> NewCacheDatabaseAsync()
    {
        var server = await PostgresServer.SharedAsync();
        var database = NpgsqlDataSource.Create(await server.NewDatabaseAsync());
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(Migrations.CacheSchema());
        await connection.ExecuteAsync(Migrations.CacheSchema()); // may be run again
        return database;
    }

    private static Func<TimeSpan, Task> Advance(StoreClock clock) => by =>
    {
        clock.Advance(by);
        return Task.CompletedTask;
    };
}
