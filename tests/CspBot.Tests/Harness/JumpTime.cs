namespace CspBot.Tests.Harness;

/// <summary>
/// The real clock that can leap ahead, or stand: timers due by then fire at once, everything else goes on as always.
/// </summary>
/// <param name="ahead">How far it is ahead from the beginning.</param>
internal sealed class JumpTime(TimeSpan ahead = default) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<LeapTimer> _timers = [];
    private readonly List<Action> _disposed = [];
    private TimeSpan _ahead = ahead;
    private (DateTimeOffset At, long Stamp)? _stands;

    /// <summary>Whether disposed timers are kept for <see cref="FireDisposed"/>.</summary>
    public bool KeepsDisposed { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _stands?.At ?? System.GetUtcNow() + _ahead;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _stands?.Stamp ?? System.GetTimestamp() + Stamps(_ahead);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LeapTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate)
            _timers.Add(timer);
        return timer;
    }

    /// <summary>It is so much later now.</summary>
    public void Leap(TimeSpan by) => Move(now => now + by, stands: false);

    /// <summary>It is this moment, and stays so until the next leap.</summary>
    public void Stand(DateTimeOffset at) => Move(_ => at, stands: true);

    private static long Stamps(TimeSpan time) => (long)(time.TotalSeconds * System.TimestampFrequency);

    private void Move(Func<DateTimeOffset, DateTimeOffset> to, bool stands)
    {
        List<LeapTimer> timers;
        lock (_gate)
        {
            var now = GetUtcNow();
            var at = to(now);
            var stamp = GetTimestamp() + Stamps(at - now);
            _ahead = at - System.GetUtcNow();
            _stands = stands ? (at, stamp) : null;
            timers = [.. _timers];
        }

        foreach (var timer in timers)
            timer.Adjust();
    }

    /// <summary>
    /// A timer's callback may run although the timer was disposed by then: it was under way already. Here all that were disposed
    /// so far run once more; what they throw would have ended the process.
    /// </summary>
    public void FireDisposed()
    {
        List<Action> late;
        lock (_gate)
        {
            late = [.. _disposed];
            _disposed.Clear();
        }

        foreach (var callback in late)
            callback();
    }

    private sealed class LeapTimer : ITimer
    {
        private readonly JumpTime _owner;
        private readonly ITimer _inner;
        private readonly Action _callback;
        private readonly Lock _gate = new();
        private DateTimeOffset? _due;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public LeapTimer(JumpTime owner, TimerCallback callback, object? state)
        {
            (_owner, _callback) = (owner, () => callback(state));
            _inner = System.CreateTimer(
                _ =>
                {
                    lock (_gate)
                        _due = _period > TimeSpan.Zero ? owner.GetUtcNow() + _period : null;
                    callback(state);
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _owner.GetUtcNow() + dueTime;
                return _inner.Change(dueTime, period);
            }
        }

        public void Adjust()
        {
            lock (_gate)
            {
                if (_due is not { } due)
                    return;
                var left = due - _owner.GetUtcNow();
                _inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
            }
        }

        public void Dispose()
        {
            lock (_owner._gate)
            {
                if (_owner._timers.Remove(this) && _owner.KeepsDisposed)
                    _owner._disposed.Add(_callback);
            }

            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
