using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Stacks;

/// <summary>
/// Looks at the mappings of every deployment, so that it is known since when a tenant is mapped: Azure keeps no dates, and usage before
/// it bills the registration's own subscription (azure §4.3). It tells nobody; the usage of a stamp is shown beside it.
/// </summary>
internal sealed class StackWatch(
    AzureOperations azure,
    StackDesk desk,
    Turns turns,
    Loops loops,
    StackWatchOptions options,
    TimeProvider time,
    ILogger<StackWatch> log) : BackgroundService
{
    /// <summary>Name of its turn and of its loop.</summary>
    public const string Topic = "stacks";

    /// <summary>One look at each deployment; one that cannot be read keeps nothing of the others back.</summary>
    /// <returns>How long a service asked to wait; null when none did.</returns>
    public async Task<TimeSpan?> LookAsync(CancellationToken ct)
    {
        TimeSpan? pause = null;
        foreach (var stack in azure.Stacks)
        {
            var at = time.GetUtcNow();
            await ReadAsync(async () => await desk.SawAsync(stack, await azure.ListStackMappingsAsync(stack, ct), at, ct));
            await ReadAsync(async () => await desk.SawAsync(stack, await azure.ListStackUserSubscriptionsAsync(stack, ct), ct));
        }

        return pause;

        async Task ReadAsync(Func<Task> read)
        {
            try
            {
                await read();
            }
            catch (CloudFault fault)
            {
                log.StackNotSeen(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
                pause = fault.RetryAfter > (pause ?? TimeSpan.Zero) ? fault.RetryAfter : pause;
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !options.Watch || azure.Stacks.Count == 0
        ? Task.CompletedTask
        : loops.RunAsync(
            Topic,
            async ct =>
            {
                await turns.EnsureAsync(Topic, time.GetUtcNow(), ct);
                return await turns.RunAsync(Topic, options.PollInterval, InTurnAsync, ct);
            },
            stoppingToken);

    private async Task InTurnAsync(Turn turn, CancellationToken ct)
    {
        if (await LookAsync(ct) is { } pause)
            await turns.PauseAsync(turn.Name, time.GetUtcNow() + pause, ct);
    }
}
