using System.Collections.Concurrent;

namespace CspBot.Cloud;

/// <summary>Remembers for each upstream host until when it asked to be left alone, for every caller of this process.</summary>
internal sealed class ThrottleGate(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _closedUntil = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long the host is still closed; zero when it is open.</summary>
    public TimeSpan Remaining(string host)
    {
        if (!_closedUntil.TryGetValue(host, out var until))
            return TimeSpan.Zero;
        var left = until - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Closes the host for this long; a later end that is already set stays.</summary>
    public void Close(string host, TimeSpan wait)
    {
        var until = time.GetUtcNow() + wait;
        _closedUntil.AddOrUpdate(host, until, (_, old) => old > until ? old : until);
    }
}
