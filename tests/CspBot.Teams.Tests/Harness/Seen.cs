using System.Collections.Concurrent;

namespace CspBot.Teams.Tests;

/// <summary>A bot that only remembers what it was given.</summary>
public sealed class Seen(AdaptiveCardInvokeResponse? answer = null)
{
    public ConcurrentQueue<Activity> Activities { get; } = [];

    public Task<AdaptiveCardInvokeResponse?> HandleAsync(ITurnContext turn, CancellationToken ct)
    {
        Activities.Enqueue(turn.Activity);
        return Task.FromResult(answer);
    }
}
