using System.Collections.Concurrent;

namespace CspBot.Teams.Tests;

/// <summary>A bot that only remembers what it was given.</summary>
public sealed class Seen(InvokeResponse? answer = null)
{
    public ConcurrentQueue<Activity> Activities { get; } = [];

    public ConcurrentQueue<bool> Redelivered { get; } = [];

    public Task<InvokeResponse?> HandleAsync(TurnContext turn, CancellationToken ct)
    {
        Activities.Enqueue(turn.Activity);
        Redelivered.Enqueue(turn.IsRedelivery);
        return Task.FromResult(answer);
    }
}
