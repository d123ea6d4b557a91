using System.Diagnostics.Metrics;

namespace CspBot.Cache;

/// <summary>
/// How the bot uses the shared cache: for a short time each, and a use that fails is a miss that
/// is counted, never an error of the caller.
/// </summary>
internal sealed partial class CacheUses(IMeterFactory meters, TimeProvider time, ILogger<CacheUses> logger)
{
    /// <summary>Name of the meter that holds the cache's counters.</summary>
    public const string MeterName = "CspBot.Cache";

    private readonly Counter<long> _failures = meters.Create(MeterName).CreateCounter<long>(
        "cspbot.cache.failures", "{failure}", "Uses of the shared cache that failed and were taken as a miss.");

    /// <summary>False when the use failed or took longer than <paramref name="patience"/>.</summary>
    /// <param name="use">Its name in the counter: get, set, remove, claim.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled, which is no failure of the cache.</exception>
    public async Task<bool> TryAsync(
        string use, TimeSpan patience, Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var over = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await action(either.Token);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _failures.Add(1, new("use", use), new("error.type", e.GetType().Name));
            LogFailure(use, e.GetType().Name, e.Message);
            return false;
        }
    }

    [LoggerMessage(7010, LogLevel.Debug, "The shared cache failed at a {Use} ({Error}: {Reason}); it counts as a miss.")]
    private partial void LogFailure(string use, string error, string reason);
}
