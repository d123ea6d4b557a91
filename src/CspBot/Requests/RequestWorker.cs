using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Proactive;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>Runs what is due: claims a request by lease, checks the role again, runs step by step, and stores each result before the next.</summary>
internal sealed class RequestWorker(
    Database database,
    RequestStore store,
    RequestCards cards,
    RequestEnds ends,
    CallerResolver callers,
    AzureOperations azure,
    ApprovalOptions approvals,
    Signals signals,
    FaultPoints faults,
    Lease lease,
    TimeProvider time,
    ILogger<RequestWorker> log) : BackgroundService
{
    public const string Topic = "request";
    private const int AtOnce = 4;
    private const int MostAttempts = 6;
    private const int StumblesUntilTold = 3;
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(4);
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => LoopAsync(stoppingToken)));

    /// <summary>Handles one due request; false when there was none.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var claimed = await database.WriteAsync(s => store.ClaimAsync(s, time.GetUtcNow(), lease.Length), ct).ConfigureAwait(false);
        if (claimed is null)
            return false;
        using var span = Trace.Continue("request run", claimed.Request.Trace, claimed.Request.Id);
        faults.Reach("run-claimed");
        var heldUntil = time.GetUtcNow();
        try
        {
            await lease.HoldAsync(
                until => database.WriteAsync(s => store.LeaseAsync(s, claimed.Request.Id, claimed.Fence, until), ct),
                () => AdvanceAsync(claimed, ct),
                time).ConfigureAwait(false);
        }
        catch (LostRequestException)
        {
            // Another worker took over, or a click changed it: whatever is true now is in the store.
        }
        catch (Exception e) when (e is not System.Data.Common.DbException && !ct.IsCancellationRequested)
        {
            // A fault of ours must neither stop the worker nor run in circles: the request is looked at again later.
            heldUntil += lease.Length;
            await OwnFaultAsync(claimed, e, ct).ConfigureAwait(false);
        }
        finally
        {
            // Also when stopping: what was not finished is handed back at once.
            await database.WriteAsync(
                async s =>
                {
                    await store.LeaseAsync(s, claimed.Request.Id, claimed.Fence, heldUntil).ConfigureAwait(false);
                    s.Raise(Topic);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }

    private async Task OwnFaultAsync(ClaimedRequest claimed, Exception e, CancellationToken ct)
    {
        var reference = System.Security.Cryptography.RandomNumberGenerator.GetHexString(8);
        log.WorkerFault(claimed.Request.Id, reference, e);
        if (await database.ReadAsync(s => store.FindAsync(s, claimed.Request.Id), ct).ConfigureAwait(false) is { State: RequestState.Approved or RequestState.Running } request)
            await FaultAsync(claimed, request, new Refusal("OwnFault", reference) { IsTransient = true }, null, ct).ConfigureAwait(false);
    }

    private async Task LoopAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!await RunOnceAsync(ct).ConfigureAwait(false))
                    await signals.WaitAsync(Topic, await UntilNextAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (System.Data.Common.DbException e)
            {
                log.WorkerStoreUnavailable(e);
                await Task.Delay(Poll, time, ct).ConfigureAwait(false);
            }
        }
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken ct)
    {
        if (await database.ReadAsync(store.NextDueAsync, ct).ConfigureAwait(false) is not { } due)
            return Poll;
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(due) - time.GetUtcNow();

        // Something due that was not claimed is in another's hands: no busy loop over it.
        return wait <= TimeSpan.Zero ? TimeSpan.FromSeconds(1) : wait < Poll ? wait : Poll;
    }

    private Task AdvanceAsync(ClaimedRequest claimed, CancellationToken ct) => claimed.Request.State switch
    {
        RequestState.PendingApproval => WaitForDecisionAsync(claimed, ct),
        RequestState.Approved or RequestState.Running => RunAsync(claimed, ct),
        _ => throw new InvalidOperationException($"{claimed.Request.Id} is over and still due."),
    };

    private async Task WaitForDecisionAsync(ClaimedRequest claimed, CancellationToken ct)
    {
        var (request, now) = (claimed.Request, time.GetUtcNow());
        if (request.DecideBy <= now)
        {
            await SaveAsync(claimed, request, request.Expire(now), "expired", null, ct).ConfigureAwait(false);
            return;
        }

        var reminded = request.Reminded(now, approvals.RemindAfter);
        await database.WriteAsync(
            async session =>
            {
                if (!await store.SaveAsync(session, request, reminded, claimed.Fence).ConfigureAwait(false))
                    throw new LostRequestException();
                await cards.RemindAsync(session, request, now).ConfigureAwait(false);
                await Audit.AppendAsync(session, RequestService.Event("reminded", request, null, null), now).ConfigureAwait(false);
                return true;
            },
            ct).ConfigureAwait(false);
    }

    private async Task RunAsync(ClaimedRequest claimed, CancellationToken ct)
    {
        var request = claimed.Request;
        if (await RoleLostAsync(request, ct).ConfigureAwait(false) is { } lost)
        {
            await FaultAsync(claimed, request, lost, null, ct).ConfigureAwait(false);
            return;
        }

        if (request.State == RequestState.Approved)
            request = await SaveAsync(claimed, request, request.Start(time.GetUtcNow()), "started", null, ct).ConfigureAwait(false);
        while (request.NextStep is { } step)
        {
            var (after, goOn) = await StepAsync(claimed, request, step.Name, ct).ConfigureAwait(false);
            if (!goOn)
                return;
            request = after;
        }

        await FinishAsync(claimed, request, ct).ConfigureAwait(false);
    }

    /// <summary>The requester's role is read again; a source that fails means: not now.</summary>
    private async Task<Refusal?> RoleLostAsync(Request request, CancellationToken ct)
    {
        if (request.ByClock)
            return null;
        try
        {
            var requester = await callers.ResolveAsync(request.Requester, ct).ConfigureAwait(false);
            return requester.Has(request.Operation.Role) ? null : new Refusal("RoleLost." + request.Operation.Role, request.Requester.Name);
        }
        catch (CloudFault fault)
        {
            return Refusal.From(fault);
        }
    }

    private async Task<(Request Request, bool GoOn)> StepAsync(ClaimedRequest claimed, Request request, string step, CancellationToken ct)
    {
        StepResult result;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            using var timer = time.CreateTimer(state => ((CancellationTokenSource)state!).Cancel(), limit, StepLimit, Timeout.InfiniteTimeSpan);
            faults.Reach("step-before-effect");
            result = await request.Operation.RunAsync(step, new OperationRun(azure, request, time) { Later = await database.ReadAsync(session => ends.LaterAsync(session, request), limit.Token).ConfigureAwait(false) }, limit.Token).ConfigureAwait(false);
            faults.Reach("step-after-effect");
        }
        catch (CloudFault fault)
        {
            log.StepFailed(request.Id, step, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return (await FaultAsync(claimed, request, Refusal.From(fault), fault.RetryAfter, ct).ConfigureAwait(false), false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (await FaultAsync(claimed, request, new Refusal("Cloud." + CloudReason.TimedOut, "60") { IsTransient = true }, null, ct).ConfigureAwait(false), false);
        }

        var now = time.GetUtcNow();
        switch (result)
        {
            case StepResult.Done done:
                var after = await SaveAsync(claimed, request, request.StepDone(step, done, now), "step", new Dictionary<string, string?>
                {
                    ["step"] = step,
                    ["api"] = done.Receipt?.Api,
                    ["requestId"] = done.Receipt?.RequestId,
                    ["correlation"] = done.Receipt?.CorrelationId,
                }, ct).ConfigureAwait(false);
                faults.Reach("step-after-commit");
                return (after, true);
            case StepResult.NotYet notYet:
                await SaveAsync(claimed, request, request.TryLater(null, now + notYet.After), null, null, ct).ConfigureAwait(false);
                return (request, false);
            case StepResult.Waits waits:
                var what = new Refusal(waits.Reason, waits.Args);
                await WaitAsync(claimed, request, step, what, now, ct).ConfigureAwait(false);
                return (request, false);
            case StepResult.Refused refused:
                await FaultAsync(claimed, request, refused.Refusal, null, ct).ConfigureAwait(false);
                return (request, false);
            default:
                throw new InvalidOperationException($"Unknown step result {result}.");
        }
    }

    /// <summary>Parks a request for somebody; when it waits for the same still, its requester is told again, ever more rarely, at most once a day.</summary>
    private async Task WaitAsync(ClaimedRequest claimed, Request request, string step, Refusal what, DateTimeOffset now, CancellationToken ct)
    {
        var isNew = request.Problem != what;
        var waited = now - (request.NextStep?.At ?? now);
        var after = isNew
            ? request.Park(step, what, now, now + LookAgain)
            : request.TryLater(null, now + TimeSpan.FromTicks(Math.Clamp(waited.Ticks, LookAgain.Ticks, LongestLook.Ticks)));
        var texts = Resources.Texts.For(request.Language);
        await database.WriteAsync(
            async session =>
            {
                await StoreAsync(session, claimed, request, after, isNew ? "parked" : "reminded", new Dictionary<string, string?> { ["step"] = step, ["reason"] = what.Reason }).ConfigureAwait(false);
                if (!isNew || RequestCards.HasMovedOn(request, now))
                    await cards.TellAsync(session, after, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"waits/{now.ToUnixTimeSeconds()}"), texts["Requests.WaitsReminder", request.Id, texts[what.TextKey, [.. what.Args]]], now).ConfigureAwait(false);
                return true;
            },
            ct).ConfigureAwait(false);
        Became(request, after);
    }

    private async Task<Request> FaultAsync(ClaimedRequest claimed, Request request, Refusal why, TimeSpan? retryAfter, CancellationToken ct)
    {
        // What takes an effect back is tried until it is gone: giving up would leave a right standing.
        if (!why.IsTransient || (request.Attempts + 1 >= MostAttempts && request.ParentId is null))
            return await StumbleAsync(claimed, request, request.Fail(why, time.GetUtcNow()), "failed", why, ct).ConfigureAwait(false);
        var backoff = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(3, request.Attempts)));
        var wait = retryAfter is { } asked && asked > backoff ? asked : backoff;
        return await StumbleAsync(claimed, request, request.TryLater(why, time.GetUtcNow() + wait), "later", why, ct).ConfigureAwait(false);
    }

    /// <summary>A failure is stored; when it keeps an effect standing, that effect's people learn of it in the same transaction.</summary>
    private async Task<Request> StumbleAsync(ClaimedRequest claimed, Request before, Request after, string kind, Refusal why, CancellationToken ct)
    {
        var detail = new Dictionary<string, string?> { ["reason"] = why.Reason, ["code"] = why.Code, ["correlation"] = why.CorrelationId };
        await database.WriteAsync(
            async session =>
            {
                await StoreAsync(session, claimed, before, after, kind, detail).ConfigureAwait(false);
                if (after.ParentId is not null && (after.State == RequestState.Failed || after.Attempts == StumblesUntilTold))
                    await ends.StumbledAsync(session, after, why, time.GetUtcNow()).ConfigureAwait(false);
                return true;
            },
            ct).ConfigureAwait(false);
        Became(before, after);
        return after;
    }

    /// <summary>Success, and what follows from it: a scheduled end, the notice before it, or the parent's end.</summary>
    private async Task FinishAsync(ClaimedRequest claimed, Request request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var done = request.Succeed(now);
        await database.WriteAsync(
            async session =>
            {
                await StoreAsync(session, claimed, request, done, "succeeded", null).ConfigureAwait(false);
                await ends.SucceededAsync(session, done, now).ConfigureAwait(false);
                faults.Reach("finish-before-commit");
                return true;
            },
            ct).ConfigureAwait(false);
        faults.Reach("finish-after-commit");
        Became(request, done);
    }

    /// <summary>A transition is committed: it is logged, and a new state counted.</summary>
    private void Became(Request before, Request after)
    {
        log.RequestIs(after.Id, after.State.Name(), after.Version);
        if (after.State != before.State)
            Trace.Requests.Add(1, new KeyValuePair<string, object?>("state", after.State.Name()));
    }

    private async Task<Request> SaveAsync(ClaimedRequest claimed, Request before, Request after, string? kind, IReadOnlyDictionary<string, string?>? detail, CancellationToken ct)
    {
        await database.WriteAsync(
            async session =>
            {
                await StoreAsync(session, claimed, before, after, kind, detail).ConfigureAwait(false);
                return true;
            },
            ct).ConfigureAwait(false);
        if (kind is not null)
            Became(before, after);
        return after;
    }

    private async Task StoreAsync(Session session, ClaimedRequest claimed, Request before, Request after, string? kind, IReadOnlyDictionary<string, string?>? detail)
    {
        if (!await store.SaveAsync(session, before, after, claimed.Fence).ConfigureAwait(false))
            throw new LostRequestException();
        if (kind is not null)
            await Audit.AppendAsync(session, RequestService.Event(kind, after, null, null, detail), time.GetUtcNow()).ConfigureAwait(false);
        if (after.Version != before.Version)
            await cards.ShowAllAsync(session, after, time.GetUtcNow()).ConfigureAwait(false);

        // Whoever watches what this dialog changes looks now.
        if (after.State.IsOver())
            session.Raise(after.Dialog);
    }
}
