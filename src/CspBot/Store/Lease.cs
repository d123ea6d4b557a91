namespace CspBot.Store;

/// <summary>How long a worker holds what it claimed without a sign of life; while it works, it renews the lease in time.</summary>
internal sealed record Lease(TimeSpan Length)
{
    public static Lease Default { get; } = new(TimeSpan.FromSeconds(15));

    /// <summary>Runs the work, and renews the lease until it ends.</summary>
    public async Task HoldAsync(Func<DateTimeOffset, Task> renew, Func<Task> work, TimeProvider time)
    {
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(renew, time, done.Token);
        try
        {
            await work();
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(Func<DateTimeOffset, Task> renew, TimeProvider time, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Length / 3, time, done);
                await renew(time.GetUtcNow() + Length);
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
        }
        catch (System.Data.Common.DbException)
        {
            // The store is out of reach: the lease runs out, and the fence keeps this worker from writing later.
        }
    }
}
