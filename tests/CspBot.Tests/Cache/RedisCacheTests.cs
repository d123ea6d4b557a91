using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using CspBot.Cache;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>
/// The shared cache on a real Redis that is killed, stalled, refuses or takes no writes any more:
/// it fails fast, says why, and comes back.
/// </summary>
public sealed class RedisCacheTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [RequiresFact("redis")]
    public async Task Two_thousand_gets_at_once_each_get_their_own_answer()
    {
        await using var link = await (await RedisServer.SharedAsync()).OpenAsync();
        var cache = new RedisCache(link, TimeProvider.System, "many:");
        var values = Enumerable.Range(0, 2_000).Select(BitConverter.GetBytes).ToArray();
        await Task.WhenAll(values.Select((value, n) => cache.SetAsync($"{n}", value, new() { AbsoluteExpirationRelativeToNow = Minute })));

        Assert.Equal(values, await Task.WhenAll(values.Select((_, n) => cache.GetAsync($"{n}"))));
    }

    [RequiresFact("redis")]
    public async Task A_killed_server_ends_what_is_under_way_fails_fast_and_a_restarted_one_is_found_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var link = await server.OpenAsync();
        var cache = new RedisCache(link, TimeProvider.System);
        await server.StallAsync();
        var pending = Enumerable.Range(0, 500).Select(n => cache.GetAsync($"{n}")).ToArray();

        await server.KillAsync();

        foreach (var get in pending)
            await Assert.ThrowsAsync<IOException>(() => get);
        await Eventually.IsTrueAsync("the loss is seen", () => !link.IsConnected);
        await InTime.Async(TimeSpan.FromSeconds(5), () => Assert.ThrowsAsync<IOException>(() => cache.GetAsync("k")));

        await server.RestartAsync();
        await Eventually.IsTrueAsync("the cache is back", () => AnswersAsync(cache));
    }

    [RequiresFact("redis")]
    public async Task A_stalled_server_costs_short_waits_is_given_up_and_comes_back()
    {
        await using var server = await RedisServer.StartAsync();
        await using var link = await server.OpenAsync(server.Setting);
        var cache = new RedisCache(link, TimeProvider.System);

        await server.StallAsync();
        await InTime.Async(TimeSpan.FromSeconds(10), () => Assert.ThrowsAsync<IOException>(() => cache.GetAsync("k")));
        await Eventually.IsTrueAsync("the silent connection is given up", async () =>
        {
            await Assert.ThrowsAsync<IOException>(() => cache.GetAsync("k"));
            return !link.IsConnected;
        });

        await server.ResumeAsync();
        await Eventually.IsTrueAsync("the cache is back", () => AnswersAsync(cache));
    }

    [RequiresFact("redis")]
    public async Task Tls_with_an_authority_of_the_settings_and_an_acl_user_works()
    {
        await using var server = await RedisServer.StartAsync();
        await using var link = await server.OpenAsync(server.TlsSetting, Only(server.Authority));

        Assert.True(await new RedisCache(link, TimeProvider.System).AnswersAsync(None));
        var forbidden = await Assert.ThrowsAsync<IOException>(
            () => new RedisCache(link, TimeProvider.System, "others:").AnswersAsync(None));
        Assert.Contains("NOPERM", forbidden.Message, StringComparison.Ordinal);
        Assert.True(await new RedisCache(link, TimeProvider.System).ClaimAsync("k", Minute, None));
    }

    [RequiresTheory("redis")]
    [InlineData("authority", "Its certificate is refused: RemoteCertificateChainErrors")]
    [InlineData("name", "Its certificate is refused: RemoteCertificateNameMismatch")]
    [InlineData("password", "It refuses the user or the password")]
    [InlineData("user", "It refuses the user or the password")]
    [InlineData("no sign-in", null)]
    public async Task A_client_with_a_wrong_part_stays_outside_and_the_log_says_why(string what, string? reason)
    {
        await using var server = await RedisServer.StartAsync();
        using var stranger = new TestAuthority();
        var setting = what switch
        {
            "name" => server.TlsSetting.Replace("localhost", "127.0.0.1", StringComparison.Ordinal),
            "password" => server.TlsSetting.Replace(RedisServer.AclPassword, "wrong-secret", StringComparison.Ordinal),
            "user" => server.TlsSetting.Replace("user=" + RedisServer.AclUser, "user=nobody", StringComparison.Ordinal),
            "no sign-in" => server.TlsSetting.Replace("ssl=true", "ssl=false", StringComparison.Ordinal),
            _ => server.TlsSetting,
        };
        var log = new Lines();
        var patience = reason is null ? ",connectTimeout=1000" : ",connectTimeout=5000";
        await using var link = await server.OpenAsync(
            setting + patience, Only(what == "authority" ? stranger : server.Authority), log);
        var cache = new RedisCache(link, TimeProvider.System);

        Assert.False(link.IsConnected);
        await Assert.ThrowsAsync<IOException>(() => cache.GetAsync("k"));

        // The first attempt may end with the client's own word for it; the client goes on trying, and the server's word comes.
        if (reason is not null)
        {
            await Eventually.IsTrueAsync(
                $"the log says: {reason}",
                async () =>
                {
                    await Assert.ThrowsAsync<IOException>(() => cache.GetAsync("k"));
                    return log.Written.Any(line => line.Contains(reason, StringComparison.Ordinal));
                },
                seen: () => string.Join(" | ", log.Written));
        }

        Assert.DoesNotContain(log.Written, line =>
            line.Contains("secret", StringComparison.Ordinal) || line.Contains(RedisServer.AclPassword, StringComparison.Ordinal));
    }

    [RequiresFact("redis")]
    public async Task A_server_that_became_a_replica_is_left_once_told_once_and_taken_again_when_it_is_a_master()
    {
        await using var master = await RedisServer.StartAsync();
        await using var server = await RedisServer.StartAsync();
        await using var admin = await server.ConnectAsync();
        var log = new Lines();
        await using var link = await server.OpenAsync(logger: log);
        var cache = new RedisCache(link, TimeProvider.System);
        Assert.True(await cache.AnswersAsync(None));
        var before = await link.Now;

        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "replica-serve-stale-data", "yes");
        await admin.GetDatabase().ExecuteAsync("REPLICAOF", "127.0.0.1", $"{master.Port}");
        for (var n = 0; n < 20; n++)
            await Assert.ThrowsAsync<IOException>(() => cache.ClaimAsync("k", Minute, None));

        Assert.NotSame(before, await link.Now);
        Assert.Single(log.Written, line => line.Contains("It takes no writes", StringComparison.Ordinal));
        await Assert.ThrowsAsync<IOException>(() => cache.AnswersAsync(None));

        await admin.GetDatabase().ExecuteAsync("REPLICAOF", "NO", "ONE");
        await Eventually.IsTrueAsync("it takes writes again", () => AnswersAsync(cache));
    }

    private static async Task<bool> AnswersAsync(RedisCache cache)
    {
        try
        {
            return await cache.AnswersAsync(None);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static X509ChainPolicy Only(TestAuthority authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authority.Roots);
        return policy;
    }

    private sealed class Lines : ILogger<RedisLink>
    {
        public ConcurrentQueue<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(formatter(state, exception) + exception);
    }
}
