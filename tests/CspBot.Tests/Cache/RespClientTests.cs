using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CspBot.Cache;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>The Redis client against a real server: it answers, it fails fast, it comes back, and its stream stays in step.</summary>
public sealed class RespClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [RequiresFact("redis")]
    public async Task Two_thousand_gets_at_once_each_get_their_own_answer()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        var keys = Enumerable.Range(0, 2_000).Select(n => $"csp:{n}").ToArray();
        await Task.WhenAll(keys.Select(key => client.SendAsync(None, "SET", key, "value of " + key)));

        var answers = await Task.WhenAll(keys.Select(key => client.SendAsync(None, "GET", key)));

        Assert.Equal(keys.Select(key => "value of " + key), answers.Select(TextOf));
    }

    [RequiresFact("redis")]
    public async Task An_error_of_the_server_is_told_with_its_code_and_the_connection_stays()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        await client.SendAsync(None, "SET", "csp:text", "x");

        var wrongType = await Assert.ThrowsAsync<RespServerException>(() => client.SendAsync(None, "HGET", "csp:text", "data"));
        var unknown = await Assert.ThrowsAsync<RespServerException>(() => client.SendAsync(None, "NOSUCHCOMMAND"));

        Assert.Equal(("WRONGTYPE", "ERR"), (wrongType.Code, unknown.Code));
        Assert.Equal("x", TextOf(await client.SendAsync(None, "GET", "csp:text")));
    }

    [RequiresFact("redis")]
    public async Task Cancelled_commands_leave_the_stream_in_step()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        await client.SendAsync(None, "SET", "csp:k", "of the cancelled");
        var cancelled = 0;
        for (var round = 0; round < 300; round++)
        {
            using var cancel = new CancellationTokenSource();
            var read = client.SendAsync(cancel.Token, "GET", "csp:k");
            await cancel.CancelAsync();
            try
            {
                await read;
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            Assert.Equal($"echo {round}", TextOf(await client.SendAsync(None, "ECHO", $"echo {round}")));
        }

        Assert.True(cancelled > 0, "Every command was answered before it could be cancelled.");
    }

    [RequiresFact("redis")]
    public async Task A_killed_server_fails_fast_and_a_restarted_one_is_found_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        await client.SendAsync(None, "PING");

        await server.KillAsync();
        await Eventually.IsTrueAsync("the loss is seen", () => !client.IsConnected);
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<RespUnavailableException>(() => client.SendAsync(None, "PING"));
        Assert.True(watch.Elapsed < server.Options.CommandTimeout / 2, $"It took {watch.Elapsed}.");

        await server.RestartAsync();
        await Eventually.IsTrueAsync("the client is back", () => client.IsConnected);
        Assert.Equal(new RespValue.Status("PONG"), await client.SendAsync(None, "PING"));
    }

    [RequiresFact("redis")]
    public async Task Commands_on_their_way_when_the_server_dies_all_end()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options);
        await server.StallAsync();
        var pending = Enumerable.Range(0, 500).Select(n => client.SendAsync(None, "GET", $"csp:{n}")).ToArray();

        await server.KillAsync();

        foreach (var command in pending)
        {
            var lost = await Assert.ThrowsAsync<RespUnavailableException>(() => command);
            Assert.IsNotType<TimeoutException>(lost.InnerException);
        }
    }

    [RequiresFact("redis")]
    public async Task A_stalled_server_costs_one_time_out_then_fails_fast_and_the_connection_is_given_up()
    {
        await using var server = await RedisServer.StartAsync();
        var options = server.Options with
        {
            CommandTimeout = TimeSpan.FromSeconds(1),
            StallTimeout = TimeSpan.FromSeconds(3),
        };
        await using var client = await RedisServer.ConnectAsync(options);
        await client.SendAsync(None, "SET", "csp:k", "before");

        await server.StallAsync();
        var slow = await Assert.ThrowsAsync<RespUnavailableException>(() => client.SendAsync(None, "GET", "csp:k"));
        Assert.IsType<TimeoutException>(slow.InnerException);
        await Eventually.IsTrueAsync("a command is refused without waiting", async () =>
        {
            var refused = await Assert.ThrowsAsync<RespUnavailableException>(() => client.SendAsync(None, "GET", "csp:k"));
            return refused.Message.Contains("does not answer", StringComparison.Ordinal);
        });
        await Eventually.IsTrueAsync("the silent connection is given up", () => !client.IsConnected);

        await server.ResumeAsync();
        await Eventually.IsTrueAsync("the client is back", () => client.IsConnected);
        Assert.Equal("in step", TextOf(await client.SendAsync(None, "ECHO", "in step")));
    }

    [RequiresFact("redis")]
    public async Task A_time_out_leaves_the_stream_in_step_when_the_server_wakes_before_the_connection_is_given_up()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = await RedisServer.ConnectAsync(server.Options with { CommandTimeout = TimeSpan.FromMilliseconds(200) });

        await server.StallAsync();
        await Assert.ThrowsAsync<RespUnavailableException>(() => client.SendAsync(None, "ECHO", "late"));
        await server.ResumeAsync();

        RespValue? answer = null;
        await Eventually.IsTrueAsync("it answers again", async () =>
        {
            try
            {
                answer = await client.SendAsync(None, "ECHO", "next");
                return true;
            }
            catch (RespUnavailableException)
            {
                return false;
            }
        });
        Assert.Equal("next", TextOf(answer!));
    }

    [RequiresFact("redis")]
    public async Task Tls_with_a_private_authority_and_an_acl_user_works()
    {
        await using var server = await RedisServer.StartAsync();
        Assert.True(RedisOptions.TryParse(server.TlsSetting, server.Authority.Roots, out var options, out var problem), problem);
        await using var client = await RedisServer.ConnectAsync(options with { CommandTimeout = TimeSpan.FromSeconds(10) });

        Assert.Equal(new RespValue.Status("OK"), await client.SendAsync(None, "SET", "csp:mine", "1"));
        var forbidden = await Assert.ThrowsAsync<RespServerException>(() => client.SendAsync(None, "SET", "others", "1"));
        Assert.Equal("NOPERM", forbidden.Code);
        Assert.Equal("1", TextOf(await client.SendAsync(None, "GET", "csp:mine")));
    }

    [RequiresTheory("redis")]
    [InlineData("authority")]
    [InlineData("name")]
    [InlineData("password")]
    [InlineData("user")]
    [InlineData("no sign-in")]
    public async Task A_client_with_a_wrong_part_stays_outside(string what)
    {
        await using var server = await RedisServer.StartAsync();
        using var stranger = new TestAuthority();
        var options = what switch
        {
            "authority" => server.TlsOptions with { TrustedRoots = stranger.Roots },
            "name" => server.TlsOptions with { Host = "127.0.0.1" },
            "password" => server.TlsOptions with { Password = "wrong" },
            "user" => server.TlsOptions with { User = "nobody" },
            _ => server.TlsOptions with { Ssl = false },
        };
        await using var client = await RedisServer.ConnectAsync(options with { ConnectTimeout = TimeSpan.FromSeconds(2) });

        Assert.False(client.IsConnected);
        var refused = await Assert.ThrowsAsync<RespUnavailableException>(() => client.SendAsync(None, "PING"));
        if (what is "password" or "user")
            Assert.Equal("WRONGPASS", Assert.IsType<RespServerException>(refused.InnerException).Code);
        if (what is "authority" or "name")
            Assert.IsType<System.Security.Authentication.AuthenticationException>(refused.InnerException);
        Assert.DoesNotContain("wrong", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_does_not_speak_the_protocol_is_left()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var client = new RespClient(
            new RedisOptions("127.0.0.1", port), TimeProvider.System, NullLogger<RespClient>.Instance);
        using (var peer = await listener.AcceptTcpClientAsync())
        {
            await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
            await client.FirstAttempt.WaitAsync(TimeSpan.FromSeconds(20));
        }

        var refused = await Assert.ThrowsAsync<RespUnavailableException>(() => client.SendAsync(None, "PING"));
        Assert.IsType<RespProtocolException>(refused.InnerException?.InnerException);
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_ends_the_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var client = new RespClient(
            new RedisOptions("127.0.0.1", port), TimeProvider.System, NullLogger<RespClient>.Instance);
        using var peer = await listener.AcceptTcpClientAsync();
        var stream = peer.GetStream();
        var ping = new byte["*1\r\n$4\r\nPING\r\n".Length];
        await stream.ReadExactlyAsync(ping);
        await stream.WriteAsync("+PONG\r\n+PONG\r\n"u8.ToArray());

        // The peer sees its stream end, which it would not while the client still took its answers.
        var end = IsEndAsync(stream);
        Assert.Same(end, await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System)));
        Assert.True(await end);
    }

    private static async Task<bool> IsEndAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true; // a reset is an end as well
        }
    }

    private static string? TextOf(RespValue value) =>
        value is RespValue.Bulk { Data: { } data } ? Encoding.UTF8.GetString(data) : null;
}
