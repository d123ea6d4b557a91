namespace CspBot.Tests.Common;

/// <summary>A clock that moves only when the test says so; timers fire at their due time.</summary>
/// <remarks>
/// Not FakeTimeProvider: that one shows each callback of a leap the leap's end instead of its own time, and cannot say that somebody
/// waits now.
/// </remarks>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(Func<TimeSpan, bool> Wanted, TaskCompletionSource Signal)> _watchers = [];
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _timers.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, timer by timer, so that every callback sees its own due time.</summary>
    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
                if (next is null)
                {
                    _now = target;
                    return;
                }

                if (next.Due > _now)
                    _now = next.Due;
                next.Rearm();
            }

            next.Fire();
        }
    }

    /// <summary>How far the next timer is; zero when there is none.</summary>
    public TimeSpan Next
    {
        get
        {
            lock (_gate)
                return _timers.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, _timers.Min(t => (t.Due - _now).Ticks)));
        }
    }

    /// <summary>Ends when somebody waits for a time span of that kind: the signal that advancing makes sense now.</summary>
    public Task Waited(Func<TimeSpan, bool> wanted)
    {
        lock (_gate)
        {
            if (_timers.Any(t => wanted(t.Span)))
                return Task.CompletedTask;
            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((wanted, signal));
            return signal.Task.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        /// <summary>The span that was asked for.</summary>
        public TimeSpan Span { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                (Due, Span) = (owner._now + dueTime, dueTime);
                owner._timers.Add(this);
                foreach (var watcher in owner._watchers.Where(w => w.Wanted(dueTime)).ToList())
                {
                    owner._watchers.Remove(watcher);
                    watcher.Signal.SetResult();
                }
            }

            return true;
        }

        /// <summary>The caller holds the gate.</summary>
        public void Rearm()
        {
            if (_period > TimeSpan.Zero)
                Due += _period;
            else
                owner._timers.Remove(this);
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner._gate)
                owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
