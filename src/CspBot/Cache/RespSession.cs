using System.IO.Pipelines;
using System.Threading.Channels;

namespace CspBot.Cache;

/// <summary>One command on its way to the server, and the answer to come; a null answer means the connection was lost.</summary>
internal sealed class RespCommand(ReadOnlyMemory<byte>[] arguments)
{
    public ReadOnlyMemory<byte>[] Arguments { get; } = arguments;

    public TaskCompletionSource<RespValue?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The life of one connection: commands are written in order, answers are read in order and matched by that order.</summary>
internal sealed class RespSession(Stream stream, RedisOptions options, TimeProvider time)
{
    private const int FlushAtBytes = 64 * 1024;

    private readonly Channel<RespCommand> _outbox = Channel.CreateBounded<RespCommand>(
        new BoundedChannelOptions(options.MaxPending) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    // Written and not yet answered; guarded by itself. A time-out or a cancellation never takes a command out of it,
    // because the answer still comes and would be handed to the next one.
    private readonly Queue<RespCommand> _owed = new();
    private long _lastSign = time.GetTimestamp();

    /// <summary>False when the backlog is full or the connection has ended.</summary>
    public bool TrySend(RespCommand command) => _outbox.Writer.TryWrite(command);

    /// <summary>True when answers are owed and nothing has arrived for that long.</summary>
    public bool IsSilentFor(TimeSpan limit)
    {
        lock (_owed)
            return _owed.Count > 0 && time.GetElapsedTime(_lastSign) > limit;
    }

    /// <summary>Reads and writes until the connection ends or <paramref name="stop"/> is set; returns why it ended.</summary>
    public async Task<Exception> RunAsync(CancellationToken stop)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<Exception>[] loops =
        [
            EndOfAsync(ReadAsync(life.Token)),
            EndOfAsync(WriteAsync(life.Token)),
            EndOfAsync(WatchAsync(life.Token)),
        ];
        var first = await Task.WhenAny(loops);
        _outbox.Writer.TryComplete();
        await life.CancelAsync();
        await stream.DisposeAsync();
        await Task.WhenAll(loops);

        // Only now, with all loops ended, can no command slip into a queue after it was emptied.
        lock (_owed)
        {
            while (_owed.TryDequeue(out var command))
                command.Answer.TrySetResult(null);
        }

        while (_outbox.Reader.TryRead(out var command))
            command.Answer.TrySetResult(null);
        return await first;
    }

    private static async Task<Exception> EndOfAsync(Task loop)
    {
        try
        {
            await loop;
            return new IOException("The connection was closed.");
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        while (await _outbox.Reader.WaitToReadAsync(cancellationToken))
        {
            while (output.UnflushedBytes < FlushAtBytes && _outbox.Reader.TryRead(out var command))
            {
                lock (_owed)
                {
                    if (_owed.Count == 0)
                        _lastSign = time.GetTimestamp();
                    _owed.Enqueue(command);
                }

                RespProtocol.Write(output, command.Arguments);
            }

            await output.FlushAsync(cancellationToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            lock (_owed)
                _lastSign = time.GetTimestamp();
            var buffer = read.Buffer;
            while (RespProtocol.TryRead(ref buffer, out var value))
                NextOwed().Answer.TrySetResult(value);
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                throw new IOException("The server closed the connection.");
        }
    }

    private RespCommand NextOwed()
    {
        lock (_owed)
        {
            return _owed.TryDequeue(out var command)
                ? command
                : throw new RespProtocolException("The server sent an answer that nobody asked for.");
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!IsSilentFor(options.StallTimeout))
            await Task.Delay(options.StallTimeout / 4, time, cancellationToken);
        throw new IOException("The server stopped answering.");
    }
}
