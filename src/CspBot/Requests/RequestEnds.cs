using CspBot.Messages;
using CspBot.Partner;
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
        if (done.EndsAt is { } end)
        {
            await store.AddAsync(session, Of(done, done.Requester, end, byClock: true));
            await cards.AnnounceEndAsync(session, done, now);
        }

        if (done.ParentId is { } parent)
            await OverAsync(session, parent, done, now);
        else
            await OvertakeAsync(session, done, now);
    }

    /// <summary>An effect that could not be taken back is shown on its own request's cards, and its requester is told.</summary>
    public async Task StumbledAsync(Session session, Request end, Refusal why, DateTimeOffset now)
    {
        var stumbled = await ChangeParentAsync(
            session, end.ParentId!, new ParentChange("end-stumbled", parent => parent.EndStumbled(why), why), now);
        var texts = Texts.For(stumbled.Language);
        await cards.TellAsync(
            session,
            stumbled,
            "end-stumbled",
            $"{RequestCards.Line(stumbled, texts)}. {Sentences.Say(why, texts, withHelp: !why.IsTransient)}",
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

    /// <summary>An end stands, whatever became of it.</summary>
    public async Task<bool> HasEndAsync(Session session, Request request) => await store.FindEndAsync(session, request.Id) is not null;

    /// <summary>An end stands and has come to its own end: nothing can be brought forward any more.</summary>
    public async Task<bool> IsEndOverAsync(Session session, Request request) =>
        await store.FindEndAsync(session, request.Id) is { } end && end.State.IsOver();

    /// <summary>Who else holds this right now, or is about to.</summary>
    public async Task<IReadOnlyList<Request>> HoldersAsync(Session session, HeldRight right, Request but) =>
        [.. (await store.ListHoldersAsync(session, right)).Where(holder => holder.Id != but.Id)];

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
        if (parent?.Operation.Holds(parent) is { } right)
        {
            var holders = await store.ListHoldersAsync(session, right);
            later = later.Concat(holders.Where(holder => holder.Operation.Holds(holder)!.Since > right.Since));
        }

        return [.. later
            .Where(other => other.Id != end.Id && other.Id != end.ParentId && other.ParentId is null)
            .DistinctBy(other => other.Id)];
    }

    /// <summary>Ends that this leaves nothing to do come now: they find it so, and their requests no longer promise an end.</summary>
    private async Task OvertakeAsync(Session session, Request done, DateTimeOffset now)
    {
        var others = await store.ListForCustomerAsync(session, done.Dialog, done.Operation.CustomerId, LookedThrough);
        foreach (var end in others.Where(other => other is { ByClock: true, State: RequestState.Approved }
            && other.ParentId != done.Id
            && done.Operation.Overtakes(other.Operation)))
            await NowAsync(session, end, done.Requester, now);
        if (done.Operation.Holds(done) is not { } right)
            return;
        foreach (var holder in await HoldersAsync(session, right, done))
        {
            if (holder.Operation.Holds(holder)!.Since < right.Since
                && await store.FindEndAsync(session, holder.Id) is { ByClock: true, State: RequestState.Approved } end)
                await NowAsync(session, end, done.Requester, now);
        }
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
            await cards.TellAsync(session, ended, "ended", RequestCards.Line(ended, Texts.For(ended.Language)), now);
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
