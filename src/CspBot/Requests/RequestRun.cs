using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>
/// Carries a claimed request on: reminds and expires while it waits; once approved checks the role again, runs step by
/// step, and stores each result before the next.
/// </summary>
internal sealed class RequestRun(
    Database database,
    RequestStore store,
    RequestCards cards,
    RequestEnds ends,
    CallerResolver callers,
    YesWatch yeses,
    PreapprovalDesk preapprovals,
    AzureOperations azure,
    ApprovalOptions approvals,
    FaultPoints faults,
    PlacedOrders orders,
    TimeProvider time,
    ILogger<RequestRun> log)
{
    private const int StumblesUntilTold = 3;
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(4);
    private static readonly TimeSpan LookSoon = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Does what is due on a claimed request, as far as it goes now.</summary>
    /// <exception cref="LostRequestException">It is no longer this worker's, or a click changed it.</exception>
    public Task AdvanceAsync(ClaimedRequest claimed, CancellationToken ct) => claimed.Request.State switch
    {
        RequestState.PendingApproval => WaitForDecisionAsync(claimed, ct),
        RequestState.Approved or RequestState.Running => RunAsync(claimed, ct),
        _ => throw new InvalidOperationException($"{claimed.Request.Id} is over and still due."),
    };

    /// <summary>A fault of ours: with its reference in the log and on the card, the request is tried again like after any other.</summary>
    public async Task OwnFaultAsync(ClaimedRequest claimed, Exception e, CancellationToken ct)
    {
        var reference = System.Security.Cryptography.RandomNumberGenerator.GetHexString(8);
        log.WorkerFault(claimed.Request.Id, reference, e);
        if (await database.ReadAsync(
            s => store.FindAsync(s, claimed.Request.Id), ct) is { State: RequestState.Approved or RequestState.Running } request)
            await FaultAsync(claimed, request, null, new StepFault(new Refusal("OwnFault", reference) { IsTransient = true }), ct);
    }

    private async Task WaitForDecisionAsync(ClaimedRequest claimed, CancellationToken ct)
    {
        var (request, now) = (claimed.Request, time.GetUtcNow());
        if (request.DecideBy <= now)
        {
            // What was done already is not forgotten with an approval that nobody renewed: it can be asked for once more.
            var isHalfDone = request.Steps.Any(step => step.State == StepState.Done);
            var over = isHalfDone ? request.Fail(StaleApproval() with { CanBeMended = true }, now) : request.Expire(now);
            await SaveAsync(claimed, request, over, "expired", null, ct);
            return;
        }

        var isEscalated = request.EscalateAt <= now;
        var secondLine = isEscalated ? await callers.ListSecondLineAsync(request.Operation.CustomerId, ct) : [];
        await Audit.WriteAsync(
            database,
            async session =>
            {
                // Somebody may have said meanwhile that they look at it, which is no other version.
                var before = await store.FindAsync(session, request.Id);
                if (before is null || before.Version != request.Version)
                    throw new LostRequestException();
                var isReminded = before.RemindAt <= now;
                var looked = before.LookedEnough(now);
                if (isEscalated)
                    looked = looked.Escalated(now);
                var after = isReminded ? looked.Reminded(now, approvals.RemindAfter) : looked.Waiting();
                if (!await store.SaveAsync(session, before, after, claimed.Fence))
                    throw new LostRequestException();
                if (isEscalated)
                {
                    await cards.EscalateAsync(session, after, secondLine, now);
                    await Audit.AppendAsync(
                        session, AuditEvent.Of("escalated", after, null, null, approvals.Escalate.Told(secondLine)), now);
                }
                else if (before.Looking != after.Looking)
                {
                    await cards.ShowAllAsync(session, after, now);
                }

                if (isReminded)
                {
                    await cards.RemindAsync(session, after, now);
                    await Audit.AppendAsync(session, AuditEvent.Of("reminded", after, null, null), now);
                }

                return true;
            },
            ct);
    }

    private async Task RunAsync(ClaimedRequest claimed, CancellationToken ct)
    {
        var request = claimed.Request;
        if (request is { ByClock: true, ParentId: { } given, NextStep: { } first }
            && await database.ReadAsync(session => store.FindAsync(session, given), ct)
                is { State: RequestState.Approved or RequestState.Running })
        {
            // What it is to take back is still being given: its request was continued after a part had failed.
            await SaveAsync(claimed, request, request.NotYet(first.Name, time.GetUtcNow() + LongPause), null, null, ct);
            return;
        }

        if (request.IsStopped(time.GetUtcNow()))
        {
            await StopAsync(claimed, request, ct);
            return;
        }

        if (await RoleLostAsync(request, ct) is { } lost)
        {
            // An end that was brought forward by somebody who may not any more still comes at its own time.
            if (!lost.IsTransient && await PlannedEndAsync(request, ct) is { } planned)
                await StumbleAsync(claimed, request, request.BackToTheClock(planned), "rescheduled", lost, ct);
            else
                await FaultAsync(claimed, request, null, new StepFault(lost), ct);
            return;
        }

        if (request.NextStep is { } next && request.IsApprovalStale(time.GetUtcNow(), approvals.GoodFor))
        {
            await WaitAsync(claimed, request, next.Name, StaleApproval(), ct);
            return;
        }

        if (request.State == RequestState.Approved)
            request = await SaveAsync(claimed, request, request.Start(time.GetUtcNow()), "started", null, ct);
        var lane = request.Operation.LaneOf(request.NextStep?.Name);
        while (request.NextStep is { } step)
        {
            // In another lane it waits for its turn like anything else there.
            if (request.Operation.LaneOf(step.Name) != lane)
                return;
            if (request.IsStopped(time.GetUtcNow()))
            {
                await StopAsync(claimed, request, ct);
                return;
            }

            var (after, goOn) = await StepAsync(claimed, request, step.Name, ct);
            if (!goOn)
                return;
            request = after;
        }

        if (request.Steps.Any(step => step.State == StepState.Failed) && request.Operation.WhyPartly(request) is var why)
            await StumbleAsync(claimed, request, request.FailPartly(why, time.GetUtcNow()), "failed", why, ct);
        else
            await FinishAsync(claimed, request, ct);
    }

    /// <summary>It ran without approval, and nobody confirmed it: nothing more of it is done.</summary>
    private Task<Request> StopAsync(ClaimedRequest claimed, Request request, CancellationToken ct)
    {
        var why = new Refusal(BrokenGlass.Unconfirmed);
        return StumbleAsync(claimed, request, request.Fail(why, time.GetUtcNow()), "failed", why, ct);
    }

    private Refusal StaleApproval() =>
        new("ApprovalStale", Math.Max(1, (int)approvals.GoodFor.TotalDays).ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>
    /// The requester's role is read again, and where that is to ask only, those of who said yes; before anything was written also
    /// whether these may still decide. A source that fails means: not now.
    /// </summary>
    private async Task<Refusal?> RoleLostAsync(Request request, CancellationToken ct)
    {
        if (request.ByClock)
            return null;
        try
        {
            var requester = await callers.ResolveAsync(request.Requester, ct);
            if (!requester.Sees(request.Operation.CustomerId))
                return new Refusal("ScopeLost", request.Requester.Name);
            if (!requester.May(request.Operation.Power))
                return new Refusal("RoleLost." + PartnerPowers.First(request.Operation.Power), request.Requester.Name);
            if (request.Rule?.Asked is { } who && !who.Has(requester, await callers.InWhichAsync(request.Requester, who.GroupIds, ct)))
                return new Refusal("Policy.AskerLost", request.Rule.Name, request.Requester.Name, who.Names);
            if (request.HasDoneNothing
                && await yeses.LapsedAsync(request, [.. request.Said.Where(said => said.Approved)], ct) is [var lapsed, ..])
                return new Refusal("Policy.ApproverLost", lapsed.By.Name);
            if (request.HasDoneNothing && await preapprovals.WhyNotAsync(request, ct) is { } gone)
                return gone;
            if (requester.May(request.Operation.RunPower))
                return null;
            foreach (var approver in request.ApprovedBy.Concat(request.Preapproval?.By ?? []))
            {
                if ((await callers.ResolveAsync(approver, ct)).May(request.Operation.RunPower))
                    return null;
            }

            var behind = request.ApprovedBy is [.., var last] ? last : request.Requester;
            return new Refusal("RoleLost." + PartnerPowers.First(request.Operation.RunPower), behind.Name);
        }
        catch (CloudFault fault)
        {
            return Refusal.From(fault);
        }
    }

    /// <summary>For an end: when the effect was to end by itself; null for never.</summary>
    private async Task<DateTimeOffset?> PlannedEndAsync(Request end, CancellationToken ct) =>
        end.ParentId is { } parent ? (await database.ReadAsync(session => store.FindAsync(session, parent), ct))?.EndsAt : null;

    private async Task<(Request Request, bool GoOn)> StepAsync(ClaimedRequest claimed, Request request, string step, CancellationToken ct)
    {
        request = await TryingAsync(claimed, request, step, ct);
        StepResult result;
        try
        {
            // The source's own timer: one made by hand may still fire once its source is disposed, which would end the process.
            using var late = new CancellationTokenSource(StepLimit, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
            faults.Reach("step-before-effect");
            var later = await database.ReadAsync(session => ends.LaterAsync(session, request), limit.Token);
            var run = new OperationRun(azure, request, time)
            {
                Later = later,
                OthersAsync = () => database.ReadAsync(session => ends.OthersAsync(session, request), limit.Token),
                HoldersAsync = right => database.ReadAsync(session => ends.HoldersAsync(session, right, request), limit.Token),
                LookAsync = look => database.ReadAsync(look.ReadAsync, limit.Token),
                StoreAsync = async notes =>
                {
                    request = await SaveAsync(claimed, request, request.Keep(notes), null, null, ct);
                    faults.Reach("note-after-commit");
                    return request;
                },
            };
            result = await request.Operation.RunAsync(step, run, limit.Token);
            faults.Reach("step-after-effect");
        }
        catch (CloudFault fault)
        {
            log.StepFailed(request.Id, step, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return await FaultAsync(claimed, request, step, new StepFault(Refusal.OfStep(fault)) { RetryAfter = fault.RetryAfter }, ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return await FaultAsync(claimed, request, step, new StepFault(Refusal.OfStep(StepLimit)), ct);
        }

        var now = time.GetUtcNow();
        switch (result)
        {
            case StepResult.Done done:
                var detail = new Dictionary<string, string?>
                {
                    ["step"] = step,
                    ["api"] = done.Receipt?.Api,
                    ["requestId"] = done.Receipt?.RequestId,
                    ["correlation"] = done.Receipt?.CorrelationId,
                };
                var move = new RequestMove(request, request.StepDone(step, done, now), "step", detail)
                {
                    Orders = done.Orders,
                    Keeps = done.Keeps,
                };
                var after = await SaveAsync(claimed, move, ct);
                faults.Reach("step-after-commit");
                return (after, true);
            case StepResult.NotYet notYet:
                await SaveAsync(claimed, request, request.NotYet(step, now + notYet.After, notYet.Notes), null, null, ct);
                return (request, false);
            case StepResult.Waits waits:
                await WaitAsync(claimed, request.Unsaid(), step, new Refusal(waits.Reason, waits.Args), ct, waits.Passes);
                return (request, false);
            case StepResult.Refused refused:
                return await FaultAsync(claimed, request, step, new StepFault(refused.Refusal), ct);
            default:
                throw new InvalidOperationException($"Unknown step result {result}.");
        }
    }

    /// <summary>
    /// No audit, no effect: each try is on record before it may change anything. Looking again at what is not there yet
    /// is no new try; but it is written too, under this worker's fence, so that nobody acts on a request that was
    /// withdrawn, or is another's, since it was claimed.
    /// </summary>
    private async Task<Request> TryingAsync(ClaimedRequest claimed, Request request, string step, CancellationToken ct)
    {
        if (request.NextStep!.Tries > request.Attempts)
        {
            if (!await database.WriteAsync(session => store.SaveAsync(session, request, request, claimed.Fence), ct))
                throw new LostRequestException();
            return request;
        }

        return await SaveAsync(claimed, request, request.Trying(step), "attempt", new Dictionary<string, string?> { ["step"] = step }, ct);
    }

    /// <summary>
    /// Parks a request for somebody; when it waits for the same still, its requester is told
    /// again, ever more rarely, at most once a day.
    /// </summary>
    private async Task WaitAsync(
        ClaimedRequest claimed, Request request, string step, Refusal what, CancellationToken ct, bool passes = false)
    {
        var (now, isNew) = (time.GetUtcNow(), request.Problem != what);
        var waited = now - (request.NextStep?.At ?? now);

        // A sign-in that the operator mends is often mended soon; what a customer must do takes longer.
        var soonest = passes || what.IsOperators ? LookSoon : LookAgain;
        var after = isNew
            ? request.Park(step, what, now, now + soonest)
            : request.StillWaits(now + TimeSpan.FromTicks(Math.Clamp(waited.Ticks, soonest.Ticks, LongestLook.Ticks)));
        var tells = isNew ? RequestCards.HasMovedOn(request, now) : waited >= LookAgain;
        var detail = new Dictionary<string, string?> { ["step"] = step, ["reason"] = what.Reason };
        var move = new RequestMove(request, after, isNew ? "parked" : tells ? "reminded" : null, detail);
        await Audit.WriteAsync(
            database,
            async session =>
            {
                await StoreAsync(session, claimed, move);
                if (tells)
                    await cards.TellAsync(
                        session,
                        after,
                        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"waits/{now.ToUnixTimeSeconds()}"),
                        texts => texts[RequestsText.WaitsReminder, request.Id, Sentences.What(what, texts)],
                        now);
                return true;
            },
            ct);
        log.Became(after, request);
    }

    /// <param name="failed">The step that it happened in; null: all of the request.</param>
    private async Task<(Request Request, bool GoOn)> FaultAsync(
        ClaimedRequest claimed, Request request, string? failed, StepFault fault, CancellationToken ct)
    {
        // What takes an effect back is tried until it is gone, also where somebody must mend something
        // first: giving up would leave a right standing.
        var why = fault.Why;
        var (isEnd, isThrottled, now) = (request.ParentId is not null, why.IsThrottled, time.GetUtcNow());
        if (!isEnd && why.IsOperators && request.NextStep is { } step)
        {
            await WaitAsync(claimed, request, step.Name, why, ct);
            return (request, false);
        }

        var goesOn = isEnd
            ? why.IsTransient || why.Reason.StartsWith("Cloud.", StringComparison.Ordinal)
            : why.IsTransient && (isThrottled || request.PutOff < GivesUpAfter);
        var part = failed is null ? null : request.Operation.PartOf(failed);
        if (part is not null && (!goesOn || (!isThrottled && request.HasFreshPart(part))))
        {
            var rest = goesOn ? request.PartLater(failed!, why, now) : request.PartFailed(failed!, why, now);
            var detail = new Dictionary<string, string?> { ["step"] = failed, ["reason"] = why.Reason, ["code"] = why.Code };
            return (await SaveAsync(claimed, request, rest, goesOn ? "part-later" : "part-failed", detail, ct), true);
        }

        if (!goesOn)
            return (await StumbleAsync(claimed, request, request.Fail(why, now), "failed", why, ct), false);
        var longest = why.IsTransient ? LongestWait : LookAgain;
        var backoff = TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, Math.Pow(3, request.Attempts)));
        var wait = fault.RetryAfter is { } asked && (isThrottled || asked > backoff) ? asked : backoff;
        var due = now + wait;
        var said = why.AskedAgain(due);
        var later = request.TryLater(said, due, isThrottled ? TimeSpan.Zero : wait);
        return (await StumbleAsync(claimed, request, part is null ? later : later.PartMet(failed!, why, now), "later", said, ct), false);
    }

    /// <summary>A failure is stored; when it keeps an effect standing, that effect's people learn of it in the same transaction.</summary>
    private async Task<Request> StumbleAsync(
        ClaimedRequest claimed, Request before, Request after, string kind, Refusal why, CancellationToken ct)
    {
        var detail = new Dictionary<string, string?> { ["reason"] = why.Reason, ["code"] = why.Code, ["correlation"] = why.CorrelationId };
        await Audit.WriteAsync(
            database,
            async session =>
            {
                await StoreAsync(session, claimed, new RequestMove(before, after, kind, detail));
                if (after.ParentId is not null && IsTold(before, after, why))
                    await ends.StumbledAsync(session, after, why, time.GetUtcNow());
                return true;
            },
            ct);
        log.Became(after, before);
        return after;
    }

    /// <summary>
    /// Of an end: for good, often enough, back to its own time, or for so long that who looks at the effect's card wants to know.
    /// </summary>
    private bool IsTold(Request before, Request after, Refusal why) =>
        after.State == RequestState.Failed || after.Attempts == StumblesUntilTold || after.ByClock != before.ByClock
        || why.Until - time.GetUtcNow() >= LongPause;

    /// <summary>Success, and what follows from it: a scheduled end, the notice before it, or the parent's end.</summary>
    private async Task FinishAsync(ClaimedRequest claimed, Request request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var done = request.Succeed(now);
        await Audit.WriteAsync(
            database,
            async session =>
            {
                await StoreAsync(session, claimed, new RequestMove(request, done, "succeeded", null));
                await ends.SucceededAsync(session, done, now);
                faults.Reach("finish-before-commit");
                return true;
            },
            ct);
        faults.Reach("finish-after-commit");
        log.Became(done, request);
    }

    private Task<Request> SaveAsync(
        ClaimedRequest claimed,
        Request before,
        Request after,
        string? kind,
        IReadOnlyDictionary<string, string?>? detail,
        CancellationToken ct) => SaveAsync(claimed, new RequestMove(before, after, kind, detail), ct);

    private async Task<Request> SaveAsync(ClaimedRequest claimed, RequestMove move, CancellationToken ct)
    {
        await Audit.WriteAsync(
            database,
            async session =>
            {
                await StoreAsync(session, claimed, move);
                return true;
            },
            ct);
        if (move.Kind is not null)
            log.Became(move.After, move.Before);
        return move.After;
    }

    private async Task StoreAsync(Session session, ClaimedRequest claimed, RequestMove move)
    {
        var (before, after, kind, detail) = move;
        if (!await store.SaveAsync(session, before, after, claimed.Fence))
            throw new LostRequestException();
        foreach (var order in move.Orders)
            await orders.RecordAsync(session, order, after.Id, time.GetUtcNow());
        if (move.Keeps is { } own)
            await own.KeepAsync(session, after, time.GetUtcNow());
        if (kind is not null)
            await Audit.AppendAsync(session, AuditEvent.Of(kind, after, null, null, detail), time.GetUtcNow());
        if (after is { State: RequestState.Failed, EndsAt: not null })
            await ends.PartlyAsync(session, after, time.GetUtcNow());
        if (after.Version != before.Version)
            await cards.ShowAllAsync(session, after, time.GetUtcNow());
        if (after.Glass is not null && after.State.IsOver())
            await GlassTable.LookNowAsync(session, after.Id, time.GetUtcNow());

        // Whoever watches what this dialog changes looks now.
        if (after.State.IsOver())
            session.Raise(after.Dialog);
    }
}

/// <summary>What kept a step from being done, and when the service wants to be asked again.</summary>
internal sealed record StepFault(Refusal Why)
{
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A request's way from one state to the next; without a kind the audit holds no event of it.</summary>
internal sealed record RequestMove(Request Before, Request After, string? Kind, IReadOnlyDictionary<string, string?>? Detail)
{
    /// <summary>Orders that were placed with it.</summary>
    public IReadOnlyList<string> Orders { get; init; } = [];

    /// <summary>What is kept with it.</summary>
    public OwnRows? Keeps { get; init; }
}

/// <summary>
/// Records an order that a request placed as the bot's own, in the transaction that stores the step; the watch over purchases reads it.
/// </summary>
/// <param name="RecordAsync">Session, id of the order, id of the request, time.</param>
internal sealed record PlacedOrders(Func<Session, string, string, DateTimeOffset, Task> RecordAsync);

/// <summary>Rows that a step keeps in the bot's own store: the folder that they belong to makes it.</summary>
/// <param name="KeepAsync">Session, the request as it is now, time.</param>
internal sealed record OwnRows(Func<Session, Request, DateTimeOffset, Task> KeepAsync);

/// <summary>A look at such rows.</summary>
internal sealed record OwnLook(Func<Session, Task<string?>> ReadAsync);
