using StackExchange.Redis;

namespace CspBot.Cache;

/// <summary>
/// The connection to Redis, made anew when the server has become one that takes no writes; its ups and downs are logged once each.
/// </summary>
internal sealed partial class RedisLink : IAsyncDisposable
{
    private const string Replica = "It takes no writes: it has become a replica.";
    private const string Refused = "It refuses the user or the password";
    private static readonly TimeSpan AskingTakes = TimeSpan.FromSeconds(15);
    private static readonly string[] Refusals = ["WRONGPASS", "NOAUTH", "NOPERM"];

    private readonly ConfigurationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisLink> _logger;
    private readonly string _server;
    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer> _current;
    private ConnectionMultiplexer? _reached;
    private DateTimeOffset _nextLeave = DateTimeOffset.MinValue;
    private DateTimeOffset _nextAsk = DateTimeOffset.MinValue;
    private readonly List<string> _told = [];
    private Task _asking = Task.CompletedTask;

    public RedisLink(ConfigurationOptions options, TimeProvider time, ILogger<RedisLink> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _server = string.Join(' ', options.EndPoints);
        _current = ConnectAsync();
    }

    /// <summary>How long a new connection is kept at least, so that a replica is not knocked at with every command.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    public bool IsConnected
    {
        get
        {
            lock (_lock)
                return _reached is { IsConnected: true };
        }
    }

    /// <summary>The connection, which may have lost its server; it ends with the first attempt to reach it.</summary>
    public Task<ConnectionMultiplexer> Now
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    /// <summary>Why there is no connection, as it was first seen; empty while there is one.</summary>
    public string Told
    {
        get
        {
            lock (_lock)
                return _told.FirstOrDefault() ?? "";
        }
    }

    /// <summary>
    /// Leaves the connection and makes a new one: a failover behind one address keeps the old one open to what is a replica now.
    /// </summary>
    public async Task LeaveAsync(ConnectionMultiplexer connection)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_reached, connection) || _time.GetUtcNow() < _nextLeave)
                return;
            _nextLeave = _time.GetUtcNow() + Patience;
            _reached = null;
            _current = ConnectAsync();
        }

        Tell(Replica);
        await connection.DisposeAsync();
    }

    /// <summary>
    /// Asks why the connection has no server, at most once in <see cref="Patience"/>: on a busy machine the first attempts end with the
    /// client's own word, and no event tells of what the server said to the later ones.
    /// </summary>
    public async Task AskAsync(ConnectionMultiplexer connection)
    {
        lock (_lock)
        {
            if (_time.GetUtcNow() < _nextAsk || !_asking.IsCompleted)
                return;
            _nextAsk = _time.GetUtcNow() + Patience;
        }

        if (await WhyAsync(connection) is not { } reason)
            return;
        Tell(reason);
        if (reason.StartsWith(Refused, StringComparison.Ordinal))
            return;

        // Nobody who only wants an entry waits for this.
        lock (_lock)
            _asking = AskAnewAsync();
    }

    /// <summary>A command's no that is one to the whole connection, which may stand without a sign-in.</summary>
    public void TellRefused(Exception failure)
    {
        if (ReasonOf(failure, ConnectionFailureType.None) is { } reason && reason.StartsWith(Refused, StringComparison.Ordinal))
            Tell(reason);
    }

    /// <summary>Notes why there is no connection; the same reason again is not logged again.</summary>
    public void Tell(string reason)
    {
        lock (_lock)
        {
            if (_told.Contains(reason))
                return;
            _told.Add(reason);
        }

        LogLost(_server, reason);
    }

    public async ValueTask DisposeAsync()
    {
        await _asking;
        if (await Now is { } connection)
            await connection.DisposeAsync();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        await Task.Yield(); // not under the lock, and not in the constructor
        var connection = await ConnectionMultiplexer.ConnectAsync(_options);
        connection.ConnectionFailed += (_, lost) => Tell(ReasonOf(lost.Exception, lost.FailureType));
        connection.ConnectionRestored += (_, _) => TellConnected(connection);
        lock (_lock)
            _reached = connection;
        if (connection.IsConnected)
            TellConnected(connection);
        else
            Tell(await WhyAsync(connection) ?? "It was slow to take the connection.");
        return connection;
    }

    private void TellConnected(ConnectionMultiplexer connection)
    {
        // Still a replica: the same trouble, told already.
        if (connection.GetServers().All(server => server.IsReplica))
        {
            Tell(Replica);
            return;
        }

        lock (_lock)
            _told.Clear();
        LogConnected(_server);
    }

    // What the first attempt met with raises no event, but the next command tells it.
    private static async Task<string?> WhyAsync(ConnectionMultiplexer connection)
    {
        try
        {
            await connection.GetDatabase().PingAsync();
            return null;
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            return ReasonOf(e, ConnectionFailureType.UnableToConnect);
        }
    }

    /// <summary>
    /// A connection that lasts keeps to itself what the server said to it; the first attempt of another one tells.
    /// </summary>
    private async Task AskAnewAsync()
    {
        await Task.Yield(); // not under the lock
        var options = _options.Clone();
        (options.AbortOnConnectFail, options.ConnectRetry, options.ConnectTimeout) = (true, 1, (int)AskingTakes.TotalMilliseconds);
        try
        {
            await using var other = await ConnectionMultiplexer.ConnectAsync(options);
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            Tell(ReasonOf(e, ConnectionFailureType.UnableToConnect));
        }
    }

    private static string ReasonOf(Exception? failure, ConnectionFailureType type)
    {
        var text = failure?.ToString() ?? "";
        if (Refusals.FirstOrDefault(code => text.Contains(code, StringComparison.Ordinal)) is { } refusal)
            return $"{Refused} ({refusal}).";
        if (type == ConnectionFailureType.AuthenticationFailure)
            return Refused + ".";
        while (failure?.InnerException is { } inner)
            failure = inner;
        return failure is null or RedisException ? type + "." : $"{type}: {failure.Message}";
    }

    [LoggerMessage(7001, LogLevel.Information, "Connected to Redis at {Server}.")]
    private partial void LogConnected(string server);

    [LoggerMessage(
        7002, LogLevel.Warning, "No connection to Redis at {Server}: {Reason} Trying again; until then each cache read is a miss.")]
    private partial void LogLost(string server, string reason);
}
