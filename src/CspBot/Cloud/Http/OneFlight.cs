using System.Collections.Concurrent;

namespace CspBot.Cloud.Http;

/// <summary>Runs a piece of work once per key however many ask for it at the same time.</summary>
/// <remarks>
/// The work does not belong to any caller: one that gives up leaves it running for the others, so it needs its own time-out.
/// </remarks>
internal sealed class OneFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TResult>>> _flights = new();

    /// <summary>The result of the work that runs for this key, begun now if none does.</summary>
    public Task<TResult> RunAsync(TKey key, Func<Task<TResult>> work, CancellationToken ct) =>
        _flights.GetOrAdd(key, k => new Lazy<Task<TResult>>(() => FlyAsync(k, work))).Value.WaitAsync(ct);

    private Task<TResult> FlyAsync(TKey key, Func<Task<TResult>> work)
    {
        var flight = Task.Run(async () =>
        {
            try
            {
                return await work();
            }
            finally
            {
                _flights.TryRemove(key, out _);
            }
        });

        // When every caller has left, nobody would look at a failure: look here, so that it is not reported as unobserved.
        _ = flight.ContinueWith(
            done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return flight;
    }
}
