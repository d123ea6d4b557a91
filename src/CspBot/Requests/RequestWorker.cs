using System.Data.Common;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>
/// Takes what is due, one request at a time and lane: claims it by lease, keeps the lease
/// while it is carried on, and hands it back.
/// </summary>
internal sealed class RequestWorker(
    Database database, RequestStore store, RequestRun run, Signals signals, FaultPoints faults, Lease lease, Loops loops, TimeProvider time)
    : BackgroundService
{
    public const string Topic = "request";
    private const int AtOnce = 4;
    private static readonly TimeSpan WaitForUnread = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(1, AtOnce).Select(number => loops.RunAsync(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"requests {number}"),
            async ct => await RunOnceAsync(ct) ? TimeSpan.Zero : await UntilNextAsync(ct),
            stoppingToken,
            (pause, ct) => signals.WaitAsync(Topic, pause, ct))));

    /// <summary>Handles one due request; false when there was none.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var claimed = await database.WriteAsync(s => store.ClaimAsync(s, lease, time), ct);
        if (claimed is null)
            return false;
        using var span = Trace.Continue("request run", claimed.Request.Trace, claimed.Request.Id);
        faults.Reach("run-claimed");
        var keep = TimeSpan.Zero;
        try
        {
            await lease.HoldAsync(
                token => database.WriteAsync(s => store.RenewAsync(s, claimed, lease.Length, time), token),
                token => run.AdvanceAsync(claimed, token),
                time,
                ct);
        }
        catch (Exception e) when (e is LostRequestException or LostLeaseException)
        {
            // Another worker took over, or a click changed it: whatever is true now is in the store.
        }
        catch (UnreadableRequestException)
        {
            // It hangs on another request that this version does not understand: nothing is done about it until that can be read.
            keep = WaitForUnread;
        }
        catch (Exception e) when (e is not DbException && !ct.IsCancellationRequested)
        {
            // A fault of ours must neither stop the worker nor run in circles: the request is looked at again later.
            keep = lease.Length;
            await run.OwnFaultAsync(claimed, e, ct);
        }
        finally
        {
            // Also when stopping: what was not finished is handed back at once.
            await database.WriteAsync(
                async s =>
                {
                    await store.RenewAsync(s, claimed, keep, time);
                    s.Raise(Topic);
                    return true;
                },
                CancellationToken.None);
        }

        return true;
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken ct)
    {
        if (await database.ReadAsync(store.NextDueAsync, ct) is not { } due)
            return Poll;
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(due) - time.GetUtcNow();

        // Something due that was not claimed is in another's hands: no busy loop over it.
        return wait <= TimeSpan.Zero ? TimeSpan.FromSeconds(1) : wait < Poll ? wait : Poll;
    }
}
