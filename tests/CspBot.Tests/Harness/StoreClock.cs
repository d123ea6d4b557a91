namespace CspBot.Tests.Harness;

/// <summary>A wall clock that moves only when told; timers stay real.</summary>
internal sealed class StoreClock(DateTimeOffset? start = null) : TimeProvider
{
    private DateTimeOffset _now = start ?? new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
