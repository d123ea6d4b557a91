using CspBot.Store;

namespace CspBot.Requests;

/// <summary>Takes what is due, one request at a time and lane: claims it by lease, keeps the lease while it is carried on, and hands it back.</summary>
internal sealed class RequestWorker(Database database, RequestStore store, RequestRun run, Signals signals, FaultPoints faults, Lease lease, TimeProvider time, ILogger<RequestWorker> log) : BackgroundService
{
    public const string Topic = "request";
    private const int AtOnce = 4;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => LoopAsync(stoppingToken)));

    /// <summary>Handles one due request; false when there was none.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var claimed = await database.WriteAsync(s => store.ClaimAsync(s, time.GetUtcNow(), lease.Length), ct);
        if (claimed is null)
            return false;
        using var span = Trace.Continue("request run", claimed.Request.Trace, claimed.Request.Id);
        faults.Reach("run-claimed");
        var heldUntil = time.GetUtcNow();
        try
        {
            await lease.HoldAsync(
                until => database.WriteAsync(s => store.LeaseAsync(s, claimed.Request.Id, claimed.Fence, until), ct),
                () => run.AdvanceAsync(claimed, ct),
                time);
        }
        catch (LostRequestException)
        {
            // Another worker took over, or a click changed it: whatever is true now is in the store.
        }
        catch (Exception e) when (e is not System.Data.Common.DbException && !ct.IsCancellationRequested)
        {
            // A fault of ours must neither stop the worker nor run in circles: the request is looked at again later.
            heldUntil += lease.Length;
            await run.OwnFaultAsync(claimed, e, ct);
        }
        finally
        {
            // Also when stopping: what was not finished is handed back at once.
            await database.WriteAsync(
                async s =>
                {
                    await store.LeaseAsync(s, claimed.Request.Id, claimed.Fence, heldUntil);
                    s.Raise(Topic);
                    return true;
                },
                CancellationToken.None);
        }

        return true;
    }

    private async Task LoopAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!await RunOnceAsync(ct))
                    await signals.WaitAsync(Topic, await UntilNextAsync(ct), ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (System.Data.Common.DbException e)
            {
                log.WorkerStoreUnavailable(e);
                await Task.Delay(Poll, time, ct);
            }
        }
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
