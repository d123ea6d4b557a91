using System.Data.Common;

namespace CspBot.Store;

/// <summary>
/// How long a worker holds what it claimed without a sign of life; while it works, a timer renews the lease,
/// whatever happens, until the work is over.
/// </summary>
/// <remarks>
/// A claim is a row's <c>lease_until</c> and <c>fence</c>: who takes a row raises the fence, and every write of the work names
/// it, so that one who lost the row can change nothing of it. Times are of the store's clock
/// (<see cref="Session.ClockAsync"/>), since those of instances differ.
/// </remarks>
internal sealed record Lease(TimeSpan Length)
{
    public static Lease Default { get; } = new(TimeSpan.FromSeconds(15));

    /// <summary>Milliseconds, as rows hold it.</summary>
    public long Milliseconds => (long)Length.TotalMilliseconds;

    /// <summary>By then it must be renewed, or the work ends: a little before another may take it over.</summary>
    private TimeSpan Limit => Length * 0.9;

    /// <summary>
    /// Runs the work and renews the lease until it is over. The work's token ends when the lease is lost: taken
    /// by another, or not to be renewed in time.
    /// </summary>
    /// <param name="renew">Prolongs it by <see cref="Length"/>; false when it is another's by now. What it throws is tried again.</param>
    /// <param name="work">The work; all that it does takes its token.</param>
    /// <param name="time">The clock of the timer.</param>
    /// <param name="ct">The bot stops.</param>
    /// <exception cref="LostLeaseException">The lease was lost, and the work ended over it.</exception>
    public async Task HoldAsync(
        Func<CancellationToken, Task<bool>> renew, Func<CancellationToken, Task> work, TimeProvider time, CancellationToken ct)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var over = new CancellationTokenSource();
        var renewing = RenewAsync(renew, held, time, over.Token);
        try
        {
            await work(held.Token);
        }
        catch (OperationCanceledException e) when (held.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new LostLeaseException(e);
        }
        finally
        {
            await over.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(
        Func<CancellationToken, Task<bool>> renew, CancellationTokenSource held, TimeProvider time, CancellationToken over)
    {
        var (last, pause) = (time.GetTimestamp(), Length / 3);
        while (await PassesAsync(pause, time, over))
        {
            var began = time.GetTimestamp();
            if (await TryAsync(renew, Limit - time.GetElapsedTime(last), time, over) is { } mine)
            {
                (last, pause) = (began, Length / 3);
                if (mine)
                    continue;
                await held.CancelAsync();
                return;
            }

            if (time.GetElapsedTime(last) >= Limit && !over.IsCancellationRequested)
            {
                // Nobody knows whose it is from here on.
                await held.CancelAsync();
                return;
            }

            pause = Length / 10;
        }
    }

    /// <summary>
    /// One try to renew; null when the store did not answer. It gets no longer than a third, so that there is time for another.
    /// </summary>
    private async Task<bool?> TryAsync(Func<CancellationToken, Task<bool>> renew, TimeSpan left, TimeProvider time, CancellationToken over)
    {
        var (shortest, longest) = (Length / 10, Length / 3);
        using var limit = new CancellationTokenSource(left < shortest ? shortest : left > longest ? longest : left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, over);
        try
        {
            return await renew(either.Token);
        }
        catch (Exception e) when (e is DbException or OperationCanceledException or InvalidOperationException or TimeoutException)
        {
            // Whatever the store or its driver said: it is tried again until the time is over, and then the work ends.
            return null;
        }
    }

    private static async Task<bool> PassesAsync(TimeSpan pause, TimeProvider time, CancellationToken over)
    {
        try
        {
            await Task.Delay(pause, time, over);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>What this worker held is no longer its own: another one goes on with it, on what is stored.</summary>
internal sealed class LostLeaseException : Exception
{
    public LostLeaseException()
        : base("The lease was lost.")
    {
    }

    public LostLeaseException(Exception inner)
        : base("The lease was lost.", inner)
    {
    }
}
