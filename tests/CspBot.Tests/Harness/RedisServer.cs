using System.Security.Cryptography.X509Certificates;
using CspBot.Cache;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace CspBot.Tests.Harness;

/// <summary>
/// A real redis-server on free ports: one plain, one with TLS, and an ACL user that may only touch keys of the bot.
/// It can be killed, restarted, stalled and flushed.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    public const string AclUser = "csp";
    public const string AclPassword = "only-for-tests";
    private const string Password = "all-of-it";

    private static readonly Lazy<Task<RedisServer>> Shared = new(StartSharedAsync);

    private readonly TestAuthority _authority;
    private ServerProcess _process;

    private RedisServer(TestAuthority authority, ServerProcess process, int port, int tlsPort)
    {
        _authority = authority;
        _process = process;
        Port = port;
        TlsPort = tlsPort;
    }

    public int Port { get; }

    public int TlsPort { get; }

    /// <summary>The authority that signed its certificate, which is for the name localhost.</summary>
    public TestAuthority Authority => _authority;

    /// <summary>The setting Cache:Redis for the plain port.</summary>
    public string Setting => $"127.0.0.1:{Port},password={Password}";

    /// <summary>The setting Cache:Redis for the TLS port and the ACL user.</summary>
    public string TlsSetting => $"localhost:{TlsPort},user={AclUser},password={AclPassword},ssl=true";

    /// <summary>One server for tests that only use it, each with its own key prefix; gone with the test process.</summary>
    public static Task<RedisServer> SharedAsync() => Shared.Value;

    /// <summary>A server for one test that may do with it what it likes.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var authority = new TestAuthority();
        for (var attempt = 1; ; attempt++)
        {
            var (port, tlsPort) = (ServerProcess.FreePort(), ServerProcess.FreePort());
            try
            {
                return new RedisServer(authority, await LaunchAsync(authority, port, tlsPort), port, tlsPort);
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Somebody else took one of the ports in the moment between; other ports then.
            }
        }
    }

    /// <summary>A connection for looking into the server, with the rights of an administrator.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync($"{Setting},allowAdmin=true,asyncTimeout=20000,syncTimeout=20000");

    /// <summary>
    /// The bot's own connection, after its first attempt; a busy machine may be slow for a moment,
    /// so tests of slowness set their own times.
    /// </summary>
    public async Task<RedisLink> OpenAsync(string? setting = null, X509ChainPolicy? trust = null, ILogger<RedisLink>? logger = null)
    {
        var (options, problem) = RedisSetting.Parse(setting ?? Setting + ",asyncTimeout=10000");
        Assert.True(options is not null, problem);
        var link = CacheSetup.Connect(options, trust, TimeProvider.System, logger ?? NullLogger<RedisLink>.Instance);
        await link.Now;

        // On a busy machine the client's first attempts may end before the server has answered them.
        if (setting is null && logger is null)
            await Eventually.IsTrueAsync("Redis is connected", async () => (await link.Now).IsConnected);
        return link;
    }

    public Task KillAsync() => _process.SignalAsync("KILL");

    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = await LaunchAsync(_authority, Port, TlsPort);
    }

    /// <summary>SIGSTOP: connections stay, nothing answers.</summary>
    public Task StallAsync() => _process.SignalAsync("STOP");

    public Task ResumeAsync() => _process.SignalAsync("CONT");

    public async Task FlushAsync()
    {
        await using var client = await ConnectAsync();
        await client.GetDatabase().ExecuteAsync("FLUSHALL");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _authority.Dispose();
    }

    private static async Task<RedisServer> StartSharedAsync()
    {
        var server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server._process.Abandon();
        return server;
    }

    private static async Task<ServerProcess> LaunchAsync(TestAuthority authority, int port, int tlsPort)
    {
        var folder = TempFolder.Create("redis");
        var settings = Path.Combine(folder, "redis.conf");
        authority.WriteServerFiles(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "authority.crt"), authority.Certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(
            settings,
            $"""
            bind 127.0.0.1
            port {port}
            tls-port {tlsPort}
            tls-cert-file {folder}/server.crt
            tls-key-file {folder}/server.key
            tls-ca-cert-file {folder}/authority.crt
            tls-auth-clients no
            dir {folder}
            save ""
            requirepass {Password}
            user {AclUser} on >{AclPassword} ~csp:* +@all -@dangerous

            """);
        return await ServerProcess.StartAsync("KILL", folder, "Ready to accept connections", [Tools.Redis!, settings]);
    }
}
