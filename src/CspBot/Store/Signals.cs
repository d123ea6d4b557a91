using System.Collections.Concurrent;

namespace CspBot.Store;

/// <summary>Wakes the workers of this process when there is something for them; polling stays the safety net.</summary>
internal sealed class Signals(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _topics = new();

    /// <summary>Wakes whoever waits on the topic, or the next one to wait.</summary>
    public void Raise(string topic)
    {
        var gate = Topic(topic);
        lock (gate)
        {
            if (gate.CurrentCount == 0)
                gate.Release();
        }
    }

    /// <summary>Returns when the topic was raised or the time is over.</summary>
    public async Task WaitAsync(string topic, TimeSpan atMost, CancellationToken ct)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var raised = Topic(topic).WaitAsync(until.Token);
        var over = Task.Delay(atMost, time, until.Token);
        await Task.WhenAny(raised, over);
        await until.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private SemaphoreSlim Topic(string topic) => _topics.GetOrAdd(topic, _ => new SemaphoreSlim(0, 1));
}
