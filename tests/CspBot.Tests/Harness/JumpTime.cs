namespace CspBot.Tests.Harness;

/// <summary>The real clock that can leap ahead: timers due by then fire at once, everything else goes on as always.</summary>
internal sealed class JumpTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<LeapTimer> _timers = [];
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return System.GetUtcNow() + _ahead;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return System.GetTimestamp() + (long)(_ahead.TotalSeconds * System.TimestampFrequency);
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
    public void Leap(TimeSpan by)
    {
        List<LeapTimer> timers;
        lock (_gate)
        {
            _ahead += by;
            timers = [.. _timers];
        }

        foreach (var timer in timers)
            timer.Adjust();
    }

    private sealed class LeapTimer : ITimer
    {
        private readonly JumpTime _owner;
        private readonly ITimer _inner;
        private readonly Lock _gate = new();
        private DateTimeOffset? _due;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public LeapTimer(JumpTime owner, TimerCallback callback, object? state)
        {
            _owner = owner;
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
                _owner._timers.Remove(this);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
