namespace CspBot.Teams;

/// <summary>Remembers which activities were taken, so that a redelivery has no second effect.</summary>
/// <remarks>
/// Facts teams-protocol §6.1. Several instances of the bot need a shared store; a store that fails counts as "first",
/// for an activity must not be lost to it.
/// </remarks>
public abstract class ActivityClaims
{
    /// <summary>True for the first caller with this key within the lifetime.</summary>
    /// <param name="key">Conversation and activity id.</param>
    /// <param name="lifetime">How long the claim holds.</param>
    /// <param name="ct">Ends the wait.</param>
    public abstract ValueTask<bool> TryClaimAsync(string key, TimeSpan lifetime, CancellationToken ct);
}

/// <summary>Claims of one process, in memory, the oldest forgotten first when there are too many.</summary>
internal sealed class MemoryClaims(TimeProvider time) : ActivityClaims
{
    internal const int Most = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    public override ValueTask<bool> TryClaimAsync(string key, TimeSpan lifetime, CancellationToken ct)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_until.TryGetValue(key, out var until))
            {
                if (until > now)
                    return ValueTask.FromResult(false);
                _until[key] = now + lifetime;
                return ValueTask.FromResult(true);
            }

            while (_order.TryPeek(out var oldest) && (_order.Count >= Most || _until[oldest] <= now))
                _until.Remove(_order.Dequeue());
            _until.Add(key, now + lifetime);
            _order.Enqueue(key);
            return ValueTask.FromResult(true);
        }
    }
}
