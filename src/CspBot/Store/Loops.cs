using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;

namespace CspBot.Store;

/// <summary>
/// Runs the rounds of every background service: a loop ends when the bot stops and for no other reason, and
/// what ails it is logged, counted and told.
/// </summary>
internal sealed class Loops(TimeProvider time, ILogger<Loops> log)
{
    /// <summary>A round that works for so long without a sign of life hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>A store that is out of reach is asked again soon: everybody waits for it, and asking costs little.</summary>
    private static readonly TimeSpan LongestPauseForStore = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Loop> _loops = new(StringComparer.Ordinal);

    /// <summary>How each loop of this process is, by name.</summary>
    public IReadOnlyList<LoopHealth> Health() =>
        [.. _loops.Values.OrderBy(loop => loop.Name, StringComparer.Ordinal).Select(loop => loop.Health(time.GetUtcNow()))];

    /// <summary>
    /// Repeats the round until the bot stops. Whatever it throws is a fault of this round only: the
    /// next one comes after a pause that grows.
    /// </summary>
    /// <param name="name">Shown in <c>/readyz</c>, the log and the metrics: short and plain.</param>
    /// <param name="round">One piece of the work; returns how long until the next one, nothing or less for at once.</param>
    /// <param name="stopping">The bot stops.</param>
    /// <param name="wait">Waits between rounds, such as for a signal; without, the time is let pass.</param>
    public async Task RunAsync(
        string name,
        Func<CancellationToken, Task<TimeSpan>> round,
        CancellationToken stopping,
        Func<TimeSpan, CancellationToken, Task>? wait = null)
    {
        // A round may work for long before its first await: the start of the bot does not wait for it.
        await Task.Yield();
        var loop = _loops.GetOrAdd(name, _ => new Loop(name));
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                loop.Begin(time.GetUtcNow());
                var pause = await round(stopping);
                if (loop.End(time.GetUtcNow()) is var failures and > 0)
                    log.LoopIsWellAgain(name, failures);
                if (pause > TimeSpan.Zero)
                    await (wait is null ? Task.Delay(pause, time, stopping) : wait(pause, stopping));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // This is the place that catches everything.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // A fault that nobody foresaw must not end the loop, and with it the bot's work, in silence.
                await StumbleAsync(loop, e, stopping);
            }
        }
    }

    /// <summary>A long round is still at it: it does not hang.</summary>
    public void Alive(string name)
    {
        if (_loops.TryGetValue(name, out var loop))
            loop.Alive(time.GetUtcNow());
    }

    private async Task StumbleAsync(Loop loop, Exception e, CancellationToken stopping)
    {
        var reference = RandomNumberGenerator.GetHexString(8);
        var failures = loop.Stumble(time.GetUtcNow(), reference);
        var longest = e is DbException ? LongestPauseForStore : LongestPause;
        var pause = TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 10))));
        Trace.LoopFailures.Add(1, new KeyValuePair<string, object?>("loop", loop.Name));
        if (e is DbException)
            log.LoopWaitsForStore(loop.Name, reference, pause, e);
        else
            log.LoopStumbled(loop.Name, reference, pause, e);
        try
        {
            await Task.Delay(pause, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // The loop's own condition sees that the bot stops.
        }
    }

    /// <summary>What one loop went through; told from other threads than its own.</summary>
    private sealed class Loop(string name)
    {
        private readonly Lock _gate = new();
        private DateTimeOffset? _lastGood;
        private DateTimeOffset? _unwellSince;
        private DateTimeOffset? _working;
        private string? _reference;
        private int _failures;

        public string Name => name;

        public void Begin(DateTimeOffset now)
        {
            lock (_gate)
                _working = now;
        }

        public void Alive(DateTimeOffset now)
        {
            lock (_gate)
                _working = _working is null ? null : now;
        }

        /// <summary>A good round; how many had failed before it.</summary>
        public int End(DateTimeOffset now)
        {
            lock (_gate)
            {
                (_lastGood, _unwellSince, _working, _reference) = (now, null, null, null);
                (var failures, _failures) = (_failures, 0);
                return failures;
            }
        }

        /// <summary>A round that failed; how many in a row it makes.</summary>
        public int Stumble(DateTimeOffset now, string reference)
        {
            lock (_gate)
            {
                (_unwellSince, _working, _reference) = (_unwellSince ?? now, null, reference);
                return ++_failures;
            }
        }

        public LoopHealth Health(DateTimeOffset now)
        {
            lock (_gate)
            {
                var hangs = now - _working > Patience;
                return new LoopHealth(name, _lastGood, hangs ? _unwellSince ?? _working : _unwellSince, hangs, _failures, _reference);
            }
        }
    }
}

/// <summary>How a loop is.</summary>
/// <param name="Name">The loop.</param>
/// <param name="LastGood">End of its last round that did not fail; null before the first.</param>
/// <param name="UnwellSince">Its first failure after that, or the beginning of a round that hangs; null while it is well.</param>
/// <param name="Hangs">A round gives no sign of life.</param>
/// <param name="Failures">Failed rounds in a row.</param>
/// <param name="Reference">Where the log tells of the last failure.</param>
internal sealed record LoopHealth(
    string Name, DateTimeOffset? LastGood, DateTimeOffset? UnwellSince, bool Hangs, int Failures, string? Reference);
