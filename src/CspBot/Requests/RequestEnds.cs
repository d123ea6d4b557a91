using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Audits;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>
/// What binds an effect to its end: the request that takes it back, the notice before, and what its people are told. All within the
/// caller's transaction, which has taken its turn at the audit first.
/// </summary>
internal sealed class RequestEnds(RequestStore store, RequestCards cards)
{
    private const int LookedThrough = 1000;

    /// <summary>The request that takes an effect back: made when the effect began, or by undo. Its parent has this one only.</summary>
    public static Request Of(Request done, Person by, DateTimeOffset dueAt, bool byClock)
    {
        var inverse = done.Operation.Inverse(done) ?? throw new InvalidOperationException($"{done.Id} cannot be taken back.");
        return new Request
        {
            Id = RequestIds.EndOf(done.Id),
            FormId = "end:" + done.Id,
            Dialog = done.Dialog,
            Operation = inverse,
            Requester = by,
            Language = done.Language,
            Place = done.Place with { CardActivityId = null },
            State = RequestState.Approved,
            ApprovalReason = byClock ? "end-of-time" : "undo",
            CreatedAt = dueAt,
            DueAt = dueAt,
            Trace = Trace.Here,
            Steps = [.. inverse.Steps.Select(step => new RequestStep(step))],
            ParentId = done.Id,
            ByClock = byClock,
        };
    }

    /// <summary>A success: its end is scheduled and announced, or, if it is itself an end, its parent's effect is over.</summary>
    public async Task SucceededAsync(Session session, Request done, DateTimeOffset now)
    {
        await ScheduleAsync(session, done, now);
        if (done.ParentId is { } parent)
            await OverAsync(session, parent, done, now);
        else
            await OvertakeAsync(session, done, now);
    }

    /// <summary>It did not come to its good end, and something stands: that ends at its time all the same.</summary>
    public Task PartlyAsync(Session session, Request failed, DateTimeOffset now) => ScheduleAsync(session, failed, now);

    /// <summary>An effect that could not be taken back is shown on its own request's cards, and its requester is told.</summary>
    public async Task StumbledAsync(Session session, Request end, Refusal why, DateTimeOffset now)
    {
        var stumbled = await ChangeParentAsync(
            session, end.ParentId!, new ParentChange("end-stumbled", parent => parent.EndStumbled(why), why), now);
        await cards.TellAsync(
            session,
            stumbled,
            "end-stumbled",
            texts => $"{RequestCards.Line(stumbled, texts)}. {Sentences.Say(why, texts, withHelp: !why.IsTransient)}",
            now);

        // Back to its own time: the notice before it was withdrawn when it was brought forward.
        if (end.ByClock)
            await cards.AnnounceEndAsync(session, stumbled, now);
    }

    /// <summary>A person asked for it: the scheduled end runs now; an effect without an end gets one.</summary>
    public async Task BringForwardAsync(Session session, Request done, Person by, DateTimeOffset now)
    {
        if (await store.FindEndAsync(session, done.Id) is { } end)
            await NowAsync(session, end, by, now);
        else
            await store.AddAsync(session, Of(done, by, now, byClock: false));
    }

    /// <summary>
    /// The clock's end of an effect comes now, or is made for one that had none; false when an end is under way or over already.
    /// </summary>
    public async Task<bool> ComesNowAsync(Session session, Request done, DateTimeOffset now)
    {
        if (await store.FindEndAsync(session, done.Id) is not { } end)
        {
            await store.AddAsync(session, Of(done, done.Requester, now, byClock: true));
            return true;
        }

        if (end is not { State: RequestState.Approved, ByClock: true } || end.DueAt <= now)
            return false;
        if (!await store.SaveAsync(session, end, end.ComesNow(now)))
            throw new LostRequestException();
        await Outbox.WithdrawAsync(session, RequestCards.EndingNotice(done.Id));
        return true;
    }

    /// <summary>
    /// The effect is taken back now by the clock, whatever became of an end before: none, one for its time, or one that failed.
    /// </summary>
    public async Task TakeBackAsync(Session session, Request done, DateTimeOffset now)
    {
        if (await store.FindEndAsync(session, done.Id) is { State: RequestState.Failed } failed)
        {
            if (!await store.SaveAsync(session, failed, failed.AgainByClock(now)))
                throw new LostRequestException();
        }
        else
        {
            await ComesNowAsync(session, done, now);
        }
    }

    /// <summary>The clock's end comes at the request's new moment, and its notice goes by that.</summary>
    public async Task ComesSoonerAsync(Session session, Request done, DateTimeOffset now)
    {
        if (await store.FindEndAsync(session, done.Id) is not { State: RequestState.Approved, ByClock: true } end
            || !await store.SaveAsync(session, end, end.ComesNow(done.EndsAt!.Value)))
            throw new LostRequestException();
        await Outbox.WithdrawAsync(session, RequestCards.EndingNotice(done.Id));
        await cards.AnnounceEndAsync(session, done, now);
    }

    /// <summary>No end of it has begun: there is none, or it waits for its time, and takes back by then all that was given.</summary>
    /// <param name="asksAnew">It would wait for a new approval first, and its end might come meanwhile.</param>
    public async Task<bool> MayGoOnAsync(Session session, Request request, bool asksAnew) =>
        await store.FindEndAsync(session, request.Id) is not { } end
        || (!asksAnew && end is { ByClock: true, State: RequestState.Approved });

    /// <summary>An end stands and has come to its own end: nothing can be brought forward any more.</summary>
    public async Task<bool> IsEndOverAsync(Session session, Request request) =>
        await store.FindEndAsync(session, request.Id) is { } end && end.State.IsOver();

    /// <summary>Who else holds this right now, or is about to.</summary>
    public async Task<IReadOnlyList<Request>> HoldersAsync(Session session, HeldRight right, Request but) =>
        [.. (await store.ListHoldersAsync(session, right, but.Operation.CustomerId)).Where(holder => holder.Id != but.Id)];

    /// <summary>
    /// For an end: what the dialog has done for the customer since the effect began, and who was
    /// given the same right since, in any dialog.
    /// </summary>
    public async Task<IReadOnlyList<Request>> LaterAsync(Session session, Request end)
    {
        if (end.ParentId is null)
            return [];
        var parent = await store.FindAsync(session, end.ParentId);
        var all = await store.ListForCustomerAsync(session, end.Dialog, end.Operation.CustomerId, LookedThrough);
        var later = all.Where(
            other => other.State == RequestState.Succeeded && other.FinishedAt > parent?.FinishedAt && other.EndedAt is null);
        var rights = parent?.Operation.Rights(parent) ?? [];

        // One that holds several may have come to its end later, and hold this one since before.
        later = later.Where(other => other.Operation.Rights(other) is not { Count: > 0 } held
            || !held.Any(one => rights.Any(right => right.Key == one.Key)));
        foreach (var right in rights)
        {
            var holders = await store.ListHoldersAsync(session, right, end.Operation.CustomerId);
            later = later.Concat(holders.Where(holder => HoldsAfter(holder, right)));
        }

        return [.. later
            .Where(other => other.Id != end.Id && other.Id != end.ParentId && other.ParentId is null)
            .DistinctBy(other => other.Id)];
    }

    /// <summary>
    /// For an end: the dialog's other requests for the customer whose effect stands, or that may still have one; the oldest first.
    /// </summary>
    public async Task<IReadOnlyList<Request>> OthersAsync(Session session, Request end)
    {
        var all = await store.ListForCustomerAsync(session, end.Dialog, end.Operation.CustomerId, LookedThrough);
        return [.. all
            .Where(other => other.Id != end.ParentId && other is { ParentId: null, EndedAt: null, StoppedBy: null })
            .Where(other => other.State == RequestState.Succeeded || !other.State.IsOver() || other.CanGoOn)
            .OrderBy(other => other.CreatedAt)];
    }

    /// <summary>Ends that this leaves nothing to do come now: they find it so, and their requests no longer promise an end.</summary>
    private async Task OvertakeAsync(Session session, Request done, DateTimeOffset now)
    {
        var others = await store.ListForCustomerAsync(session, done.Dialog, done.Operation.CustomerId, LookedThrough);
        foreach (var end in others.Where(other => other is { ByClock: true, State: RequestState.Approved }
            && other.ParentId != done.Id
            && done.Operation.Overtakes(other.Operation)))
            await NowAsync(session, end, done.Requester, now);
        foreach (var open in others.Where(other => other is { State: RequestState.Succeeded, EndedAt: null, ParentId: null }
            && other.Id != done.Id
            && other.Operation.EndsOnEvent
            && other.Operation.Inverse(other) is { } inverse
            && done.Operation.Overtakes(inverse)))
        {
            // It waited for something that can no longer happen under it: its end finds nothing to do, and it no longer promises one.
            if (await store.FindEndAsync(session, open.Id) is null)
                await store.AddAsync(session, Of(open, done.Requester, now, byClock: false));
        }

        if (done.Operation.Takes is { } taken)
            await TakenAsync(session, taken, done, now);
        var seen = new HashSet<string>();
        foreach (var right in done.Operation.Rights(done))
        {
            // One that holds other rights besides keeps its end, which leaves this one alone.
            foreach (var holder in (await HoldersAsync(session, right, done)).Where(holder => seen.Add(holder.Id)))
            {
                if (holder.Operation.Rights(holder).All(held => HoldsAfter(done, held))
                    && await store.FindEndAsync(session, holder.Id) is { ByClock: true, State: RequestState.Approved } end)
                    await NowAsync(session, end, done.Requester, now);
            }
        }
    }

    /// <summary>
    /// A right was taken away: the end of whoever gave it comes now, finds it gone, and their cards say so. Where an end would take back
    /// more than this right, it is left to its time.
    /// </summary>
    private async Task TakenAsync(Session session, HeldRight taken, Request done, DateTimeOffset now)
    {
        foreach (var holder in await HoldersAsync(session, taken, done))
        {
            // What was given since it was asked for is not what was taken.
            if (holder.Operation.Rights(holder).Any(held => held.Key == taken.Key && held.Since > done.CreatedAt))
                continue;
            if (holder.State != RequestState.Succeeded || holder.Operation.Inverse(holder)?.Takes?.Key != taken.Key)
                continue;
            if (await store.FindEndAsync(session, holder.Id) is not { } end)
                await store.AddAsync(session, Of(holder, done.Requester, now, byClock: false));
            else if (end is { ByClock: true, State: RequestState.Approved })
                await NowAsync(session, end, done.Requester, now);
        }
    }

    private static bool HoldsAfter(Request holder, HeldRight right) =>
        holder.Operation.Rights(holder).Any(held => held.Key == right.Key && held.Since > right.Since);

    private async Task ScheduleAsync(Session session, Request done, DateTimeOffset now)
    {
        if (done.EndsAt is not { } at)
            return;
        var end = Of(done, done.Requester, at, byClock: true);
        if (await store.FindEndAsync(session, done.Id) is { } standing)
        {
            // Made when only a part was done; from now on it takes back all of it.
            if (standing is not { ByClock: true, State: RequestState.Approved }
                || !await store.SaveAsync(session, standing, standing.Replanned(end.Operation)))
                throw new LostRequestException();
            return;
        }

        await store.AddAsync(session, end);
        await cards.AnnounceEndAsync(session, done, now);
    }

    private async Task NowAsync(Session session, Request end, Person by, DateTimeOffset now)
    {
        // What is under way already is not handed to somebody else.
        if (end.State == RequestState.Running)
            return;
        if (end.ParentId is null || end.State != RequestState.Approved)
            throw new InvalidOperationException($"{end.Id} is no end that waits for its time.");
        if (!await store.SaveAsync(session, end, end.BringForward(by, now)))
            throw new LostRequestException();
        await Outbox.WithdrawAsync(session, RequestCards.EndingNotice(end.ParentId!));
        session.Raise(RequestWorker.Topic);
    }

    private async Task OverAsync(Session session, string parent, Request end, DateTimeOffset now)
    {
        var newer = end.Notes.GetValueOrDefault(HeldRight.NewerNote);
        var ended = await ChangeParentAsync(
            session, parent, new ParentChange("ended", before => before.EffectEnded(now, newer), null), now);
        if (end.ByClock)
            await cards.TellAsync(session, ended, "ended", texts => RequestCards.Line(ended, texts), now);
    }

    private async Task<Request> ChangeParentAsync(Session session, string id, ParentChange change, DateTimeOffset now)
    {
        var before = await store.FindAsync(session, id) ?? throw new InvalidOperationException($"{id} is gone.");
        var after = change.Make(before);
        if (!await store.SaveAsync(session, before, after))
            throw new LostRequestException();
        var detail = new Dictionary<string, string?> { ["reason"] = change.Why?.Reason, ["code"] = change.Why?.Code };
        await Audit.AppendAsync(session, AuditEvent.Of(change.Kind, after, null, null, detail), now);
        await cards.ShowAllAsync(session, after, now);
        return after;
    }
}

/// <summary>What an end changes on its parent: the kind of the audit's event, how, and what stood in its way, if anything.</summary>
internal sealed record ParentChange(string Kind, Func<Request, Request> Make, Refusal? Why);

/// <summary>The request is no longer this worker's, or changed under it: its transaction is undone.</summary>
internal sealed class LostRequestException : Exception;
