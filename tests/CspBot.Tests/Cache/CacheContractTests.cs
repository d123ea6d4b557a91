using System.Globalization;
using System.Text;
using CspBot.Cache;
using CspBot.Store;
using CspBot.Tests.Harness;
using Dapper;
using Npgsql;
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
        await using var client = await RedisServer.ConnectAsync(server.Options);
        var prefix = Guid.NewGuid().ToString("N") + ":";
        var cache = new RedisCache(client, clock, prefix);
        await CacheContract.Promises[promise](new CacheContract(cache, PassAsync, clock));

        // The server's clock cannot be moved, but the end of every key can be brought nearer, which is the same to it.
        async Task PassAsync(TimeSpan by)
        {
            clock.Advance(by);
            var keys = (RespValue.Items)await client.SendAsync(CancellationToken.None, "KEYS", prefix + "*");
            foreach (var key in keys.Values!.Cast<RespValue.Bulk>().Select(key => Encoding.UTF8.GetString(key.Data!)))
            {
                var left = (RespValue.Number)await client.SendAsync(CancellationToken.None, "PTTL", key);
                var less = (left.Value - (long)by.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
                if (left.Value > 0)
                    await client.SendAsync(CancellationToken.None, "PEXPIRE", key, less);
            }
        }
    }

    [RequiresFact("redis")]
    public async Task Redis_ends_entries_and_claims_by_its_own_clock()
    {
        var server = await RedisServer.SharedAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        var cache = new RedisCache(client, TimeProvider.System, "own-clock:");
        var soon = TimeSpan.FromMilliseconds(100);

        await cache.SetAsync("k", [1], new() { AbsoluteExpirationRelativeToNow = soon });
        Assert.True(await cache.ClaimAsync("k", soon, CancellationToken.None));

        await Eventually.IsTrueAsync("the entry has ended", async () => await cache.GetAsync("k") is null);
        await Eventually.IsTrueAsync("the claim has ended", () => cache.ClaimAsync("k", soon, CancellationToken.None));
    }

    [RequiresFact("redis")]
    public async Task Redis_entries_have_the_layout_of_the_official_package()
    {
        var server = await RedisServer.SharedAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        var clock = new StoreClock();
        var cache = new RedisCache(client, clock, "bot:");
        await cache.SetAsync("k", [7], new()
        {
            AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1),
            SlidingExpiration = TimeSpan.FromMinutes(1),
        });

        var fields = (RespValue.Items)await client.SendAsync(CancellationToken.None, "HMGET", "bot:k", "absexp", "sldexp", "data");
        var texts = fields.Values!.Select(field => Encoding.UTF8.GetString(((RespValue.Bulk)field).Data!)).ToArray();

        var end = clock.GetUtcNow() + TimeSpan.FromHours(1);
        Assert.Equal(end.Ticks.ToString(CultureInfo.InvariantCulture), texts[0]);
        Assert.Equal(TimeSpan.FromMinutes(1).Ticks.ToString(CultureInfo.InvariantCulture), texts[1]);
        Assert.Equal("\a", texts[2]);
        var left = (RespValue.Number)await client.SendAsync(CancellationToken.None, "PTTL", "bot:k");
        Assert.InRange(left.Value, 1, 60_000);
    }

    [RequiresFact("redis")]
    public async Task Redis_takes_no_value_above_the_cap_and_reads_none()
    {
        var server = await RedisServer.SharedAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        var cache = new RedisCache(client, TimeProvider.System, "cap:");

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => cache.SetAsync("k", new byte[RedisCache.MaxValueBytes + 1], new()));
        await client.SendAsync(CancellationToken.None, "HSET", "cap:k", "data", new string('x', RedisCache.MaxValueBytes + 1));
        Assert.Null(await cache.GetAsync("k"));
        Assert.True(client.IsConnected);
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
