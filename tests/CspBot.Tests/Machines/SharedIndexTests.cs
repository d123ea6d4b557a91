using System.Diagnostics;
using CspBot.Tests.Harness;
using Dapper;
using Npgsql;
using StackExchange.Redis;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Machines;

/// <summary>
/// All instances share one customer index: one of them reads Partner Center, and a cache that
/// loses it costs a reading and nothing else.
/// </summary>
public sealed class SharedIndexTests(ITestOutputHelper output)
{
    private const int Many = 50_000;

    [RequiresFact("postgres", "redis")]
    public async Task Through_Redis_the_second_bot_makes_no_list_call_and_a_flush_or_a_kill_costs_only_time()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var client = await redis.ConnectAsync();
        await using var first = await BotProcess.PrepareAsync(
            new Dictionary<string, string?>
            {
                ["Store__ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
                ["Cache__Redis"] = redis.Setting,
            },
            Many);
        await using var second = first.Another();
        var watch = Stopwatch.StartNew();
        await first.StartAsync();
        output.WriteLine($"the first bot is up after {watch.ElapsedMilliseconds} ms");
        await FindsAsync(first);
        output.WriteLine($"and has answered its first search after {watch.ElapsedMilliseconds} ms");
        await Eventually.IsTrueAsync("the index is in Redis", IsSharedAsync);
        output.WriteLine(
            $"all of it is in Redis after {watch.ElapsedMilliseconds} ms: {await SizeAsync()} bytes in {await CountAsync()} entries");

        var calls = await ListCallsAsync(first);

        // On a machine with too much to do a page may come too late, and the walk begins again.
        const int walk = (Many / 500) + 1;
        Assert.InRange(calls, walk, 3 * walk);
        watch.Restart();
        await second.StartAsync();
        output.WriteLine($"the second bot is up after {watch.ElapsedMilliseconds} ms");
        await FindsAsync(second);
        output.WriteLine($"and has answered its first search after {watch.ElapsedMilliseconds} ms");
        Assert.Equal(calls, await ListCallsAsync(first));

        // A restart takes it from there too; both go on without Redis, for they know it by then.
        await first.KillAsync();
        await first.StartAsync();
        await FindsAsync(first);
        Assert.Equal(calls, await ListCallsAsync(first));
        await redis.FlushAsync();
        await FindsAsync(first);
        await FindsAsync(second);
        Assert.Equal(calls, await ListCallsAsync(first));

        // Flushed, and half lost: whoever starts then reads for all again.
        await second.StopGracefullyAsync();
        await second.StartAsync();
        await FindsAsync(second);
        await Eventually.IsTrueAsync("the index is in Redis again", IsSharedAsync);
        Assert.InRange(await ListCallsAsync(first), calls + walk, calls + (3 * walk));
        await LoseOneSegmentAsync();
        await first.KillAsync();
        await first.StartAsync();
        await FindsAsync(first);

        // Killed: a bot that starts without it answers all the same.
        await redis.KillAsync();
        await FindsAsync(second);
        await second.KillAsync();
        watch.Restart();
        await second.StartAsync(probe: "/healthz");
        await FindsAsync(second);
        output.WriteLine($"without Redis a bot is up and has answered its first search after {watch.ElapsedMilliseconds} ms");

        async Task<bool> IsSharedAsync()
        {
            try
            {
                return await client.GetDatabase().KeyExistsAsync("csp:customers");
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // This client's own limit, on a machine that is busy; it is asked again.
                return false;
            }
        }

        async Task<IReadOnlyList<string>> KeysAsync() =>
            (string[])(await client.GetDatabase().ExecuteAsync("KEYS", "csp:customers*"))!;

        async Task<int> CountAsync() => (await KeysAsync()).Count;

        async Task<long> SizeAsync()
        {
            var size = 0L;
            foreach (var key in await KeysAsync())
                size += await client.GetDatabase().HashStringLengthAsync(key, "data");
            return size;
        }

        async Task LoseOneSegmentAsync() =>
            await client.GetDatabase().KeyDeleteAsync((await KeysAsync()).First(key => key.EndsWith(":1", StringComparison.Ordinal)));
    }

    [RequiresFact("postgres")]
    public async Task Through_PostgreSQL_the_second_bot_makes_no_list_call()
    {
        var connection = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using var first = await BotProcess.PrepareAsync(
            new Dictionary<string, string?> { ["Store__ConnectionString"] = connection, ["Cache__Redis"] = "" }, Many);
        await using var second = first.Another();
        await first.StartAsync();
        await FindsAsync(first);
        await using var database = NpgsqlDataSource.Create(connection);
        await Eventually.IsTrueAsync(
            "the index is in the table", async () => await AskAsync("select count(*) from cache_entry where key = 'entry:customers'") == 1);
        output.WriteLine($"{await AskAsync("select sum(length(value)) from cache_entry where key like 'entry:customers%'")} bytes");

        var calls = await ListCallsAsync(first);
        var watch = Stopwatch.StartNew();
        await second.StartAsync();
        await FindsAsync(second);
        output.WriteLine($"the second bot has answered its first search {watch.ElapsedMilliseconds} ms after its start");
        Assert.Equal(calls, await ListCallsAsync(first));

        async Task<long> AskAsync(string sql)
        {
            await using var open = await database.OpenConnectionAsync();
            return await open.QuerySingleAsync<long>(sql);
        }
    }

    /// <summary>
    /// Customers from all parts of the list, as Nora finds them while she types: a bot that is just starting may need a second key.
    /// </summary>
    private static async Task FindsAsync(BotProcess bot)
    {
        await Eventually.IsTrueAsync("Adatum is found", async () =>
            (await bot.Nora.SearchesAsync("customers", "adatum")).Any(hit => hit.Title.Contains("Adatum", StringComparison.Ordinal)));
        await Eventually.IsTrueAsync(
            "the last customers are found", async () => (await bot.Nora.SearchesAsync("customers", "customer5")).Count > 0);
    }

    private static async Task<int> ListCallsAsync(BotProcess bot) => (await bot.CallsAsync()).Count(call =>
        call.GetProperty("api").GetString() == "partnercenter"
        && call.GetProperty("path").GetString() == "/v1/customers"
        && call.GetProperty("query").GetString()?.Contains("filter", StringComparison.Ordinal) != true);
}
