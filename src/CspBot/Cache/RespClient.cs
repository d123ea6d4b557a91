using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CspBot.Cache;

/// <summary>The Redis server cannot be asked now: not connected, too slow, or lost on the way.</summary>
internal sealed class RespUnavailableException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The Redis server answered with an error; <see cref="Code"/> is its first word, such as NOPERM.</summary>
internal sealed class RespServerException(string text) : Exception(text)
{
    public string Code { get; } = text.Split(' ', 2)[0];
}

/// <summary>
/// Sends commands to one Redis server over one shared connection that it opens, watches and opens again by itself.
/// Not made for clusters: a MOVED answer comes back as an error.
/// </summary>
internal sealed partial class RespClient : IAsyncDisposable
{
    private readonly RedisOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RespClient> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private volatile RespSession? _session;
    private volatile Exception? _lastFailure;

    public RespClient(RedisOptions options, TimeProvider time, ILogger<RespClient> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _loop = Task.Run(KeepConnectedAsync);
    }

    public bool IsConnected => _session is not null;

    /// <summary>Ends when the first attempt to connect has succeeded or failed.</summary>
    public Task FirstAttempt => _firstAttempt.Task;

    /// <summary>Sends one command and waits for its answer, which is never an error value.</summary>
    /// <exception cref="RespUnavailableException">No answer within the command's time; whether it took effect is not known.</exception>
    /// <exception cref="RespServerException">The server refused the command.</exception>
    public async Task<RespValue> SendAsync(CancellationToken cancellationToken, params ReadOnlyMemory<byte>[] arguments)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A bot that has just started asks before it can be connected: that is no reason yet to go without.
        await _firstAttempt.Task.WaitAsync(cancellationToken);
        var session = _session ?? throw new RespUnavailableException("Redis is not connected.", _lastFailure);
        if (session.IsSilentFor(_options.CommandTimeout))
            throw new RespUnavailableException("Redis is connected but does not answer.");
        var command = new RespCommand(arguments);
        if (!session.TrySend(command))
            throw new RespUnavailableException("Redis takes no more commands: the backlog is full or the connection was lost.");

        RespValue? answer;
        try
        {
            answer = await command.Answer.Task.WaitAsync(_options.CommandTimeout, _time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new RespUnavailableException("Redis did not answer in time.", e);
        }

        return Accept(answer, _lastFailure);
    }

    /// <summary>The same for arguments that are text.</summary>
    public Task<RespValue> SendAsync(CancellationToken cancellationToken, params string[] arguments) =>
        SendAsync(cancellationToken, Array.ConvertAll(arguments, Utf8));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _firstAttempt.TrySetResult();
        _stop.Dispose();
    }

    private async Task KeepConnectedAsync()
    {
        var backoff = _options.FirstBackoff;
        var told = "";
        while (!_stop.IsCancellationRequested)
        {
            var (wasConnected, failure) = await ConnectOnceAsync();
            _session = null;
            _lastFailure = failure;
            _firstAttempt.TrySetResult();
            if (_stop.IsCancellationRequested)
                return;

            if (wasConnected)
                backoff = _options.FirstBackoff;
            if (wasConnected || failure.Message != told)
                LogLost(_options.ToString(), told = failure.Message);
            try
            {
                // Jitter keeps the instances from knocking at a restarted server all at once.
                await Task.Delay(backoff * (0.5 + Random.Shared.NextDouble()), _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, _options.LongestBackoff.Ticks));
        }
    }

    private async Task<(bool WasConnected, Exception Failure)> ConnectOnceAsync()
    {
        RespSession session;
        try
        {
            session = new RespSession(await OpenAsync(), _options, _time);
        }
        catch (Exception e)
        {
            return (false, e);
        }

        using var life = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var run = session.RunAsync(life.Token);
        try
        {
            await HandshakeAsync(session);
        }
        catch (Exception e)
        {
            await life.CancelAsync();
            var ended = await run;
            return (false, e is RespUnavailableException ? new RespUnavailableException(e.Message, ended) : e);
        }

        _session = session;
        _lastFailure = null;
        LogConnected(_options.ToString());
        _firstAttempt.TrySetResult();
        return (true, await run);
    }

    private async Task<Stream> OpenAsync()
    {
        using var limit = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(_options.Host, _options.Port, either.Token);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (!_options.Ssl)
                return stream;
            var tls = new SslStream(stream);
            stream = tls;
            await tls.AuthenticateAsClientAsync(TlsOptions(), either.Token);
            return tls;
        }
        catch (Exception e)
        {
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            if (e is OperationCanceledException && limit.IsCancellationRequested)
                throw new RespUnavailableException("Redis did not take the connection in time.", e);
            throw;
        }
    }

    private SslClientAuthenticationOptions TlsOptions()
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = _options.Host };
        if (_options.TrustedRoots is { } roots)
        {
            // Private authorities rarely publish revocation lists; the chain and the name are still checked in full.
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return tls;
    }

    private async Task HandshakeAsync(RespSession session)
    {
        if (_options.Password is { } password)
            await AskAsync(session, _options.User is { } user ? ["AUTH", user, password] : ["AUTH", password]);
        await AskAsync(session, "PING");
    }

    private async Task AskAsync(RespSession session, params string[] arguments)
    {
        var command = new RespCommand(Array.ConvertAll(arguments, Utf8));
        RespValue? answer = null;
        if (session.TrySend(command))
            answer = await command.Answer.Task.WaitAsync(_options.ConnectTimeout, _time, _stop.Token);
        Accept(answer, null);
    }

    private static RespValue Accept(RespValue? answer, Exception? lastFailure) => answer switch
    {
        null => throw new RespUnavailableException("The connection to Redis was lost.", lastFailure),
        RespValue.Error error => throw new RespServerException(error.Text),
        _ => answer,
    };

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [LoggerMessage(7001, LogLevel.Information, "Connected to Redis at {Server}.")]
    private partial void LogConnected(string server);

    [LoggerMessage(7002, LogLevel.Warning, "No connection to Redis at {Server}: {Reason} Trying again; until then each cache read is a miss.")]
    private partial void LogLost(string server, string reason);
}
