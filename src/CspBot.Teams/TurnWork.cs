using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>The turns that run at this moment, answered or not: finished, or cancelled, before the process ends.</summary>
internal sealed class TurnWork(TeamsOptions options, TimeProvider time, ILogger<TurnWork> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Task, byte> _running = [];
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Cancelled when the process no longer waits.</summary>
    public CancellationToken Ending => _ending.Token;

    public Task<T> Track<T>(Task<T> work)
    {
        _ = Track((Task)work);
        return work;
    }

    public Task Track(Task work)
    {
        _running.TryAdd(work, 0);
        _ = work.ContinueWith(
            static (done, set) =>
            {
                _ = done.Exception; // seen here, told by whoever awaits it
                ((ConcurrentDictionary<Task, byte>)set!).TryRemove(done, out _);
            },
            _running,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return work;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.NeedsTokens)
            Log.Unauthenticated(logger);
        return Task.CompletedTask;
    }

    /// <summary>Waits for the turns that still run, then cancels what is left.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Faults were told where they happened; here only the end counts.
        var all = Task.WhenAll(_running.Keys);
        await all.WaitAsync(DrainLimit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (all.IsCompleted)
            return;
        Log.TurnsCancelled(logger, _running.Count);
        await _ending.CancelAsync();
    }

    public void Dispose() => _ending.Dispose();
}
