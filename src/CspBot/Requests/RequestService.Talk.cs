using System.Globalization;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>What a requester says and changes after asking.</content>
internal sealed partial class RequestService
{
    /// <summary>A comment for those who decide: it stands on every copy of the card.</summary>
    public Task<ClickResult> CommentAsync(string id, string? comment, RequestClick click, CancellationToken ct)
    {
        var text = Short(comment);
        return changes.MakeAsync(
            new RequestChange(
                id,
                "commented",
                click,
                (_, request) => Task.FromResult(
                    MayTalk(request, click)
                    ?? (text is null ? new Refusal("CommentMissing") : null)
                    ?? (request.Comments?.Count >= Request.MostComments ? new Refusal("CommentsFull", request.Id) : null)
                    ?? Stale(request, click)),
                request => request.Comment(click.Caller.Person, text!, time.GetUtcNow()))
            {
                More = new Dictionary<string, string?> { ["comment"] = text },
            },
            ct);
    }

    /// <summary>Says again to those who decide that it waits; not more often than once in a quarter of an hour.</summary>
    public Task<ClickResult> RemindAsync(string id, RequestClick click, CancellationToken ct) => changes.MakeAsync(
        new RequestChange(
            id,
            "reminded-by-hand",
            click,
            (_, request) => Task.FromResult(
                MayTalk(request, click)
                ?? (request.UntilReminder(time.GetUtcNow()) is { Ticks: > 0 } wait
                    ? new Refusal("RemindTooSoon", Minutes(wait))
                    : null)),
            request => request.RemindedByHand(time.GetUtcNow()),
            (session, request) => cards.RemindAsync(session, request, time.GetUtcNow(), byHand: true)),
        ct);

    /// <summary>
    /// Another end: sooner is done at once; later, while it waits, voids every yes and asks again. What stands is not made longer here:
    /// that is a request of its own.
    /// </summary>
    /// <param name="duration">One of the contract's values: from the yes on, or for what stands from now on.</param>
    /// <exception cref="Cloud.CloudFault">The directory did not say who may approve: nothing was changed.</exception>
    public async Task<ClickResult> ChangeEndAsync(string id, string duration, RequestClick click, CancellationToken ct)
    {
        Operation? before = null;
        var asked = await FindAsync(id, ct) is { State: RequestState.PendingApproval } known
            && click.Caller.Sees(known.Operation.CustomerId)
            && known.Requester.IsSame(click.Caller.Person)
            && known.Operation.Lasting(duration) is { } wanted
            && IsLater(known.Operation, wanted)
                ? await AskedAnewAsync(known with { Operation = wanted }, PolicyMoment.AsksForMore, ct)
                : null;
        return await changes.MakeAsync(
            new RequestChange(
                id,
                "end-changed",
                click,
                (_, request) => Task.FromResult(MayChangeEnd(request, duration, click, asked)),
                request =>
                {
                    before = request.Operation;
                    return WithEnd(request, duration, asked);
                },
                (session, request) => EndChangedAsync(session, request, before!, asked))
            {
                More = new Dictionary<string, string?> { ["duration"] = duration },
            },
            ct);
    }

    private Refusal? MayChangeEnd(Request request, string duration, RequestClick click, AskedAnew? asked)
    {
        if (!request.Requester.IsSame(click.Caller.Person))
            return new Refusal("NotYours", request.Id);
        if (!click.Caller.May(request.Operation.Power))
            return Refusal.Lacks(request.Operation.Power);
        if (request.Operation.Lasting(duration) is not { } wanted)
            return new Refusal("EndUnknown");
        if (request.State != RequestState.PendingApproval && !request.EndsByItself)
            return new Refusal("EndFixed", request.Id);
        if (Stale(request, click) is { } stale)
            return stale;
        if (request.EndsByItself)
            return wanted.EndsAfter is { } life && time.GetUtcNow() + life < request.EndsAt ? null : new Refusal("EndLater", request.Id);
        return !IsLater(request.Operation, wanted) ? null
            : request.UntilLonger(time.GetUtcNow()) is { Ticks: > 0 } wait ? new Refusal("LongerTooSoon", Minutes(wait))
            : asked is null ? new Refusal("StaleVersion", request.Id)
            : asked.Refusal;
    }

    private Request WithEnd(Request request, string duration, AskedAnew? asked)
    {
        var (wanted, now) = (request.Operation.Lasting(duration)!, time.GetUtcNow());
        return request.EndsByItself ? request.EndsSooner(now + wanted.EndsAfter!.Value)
            : IsLater(request.Operation, wanted)
                ? (request with { Rule = asked!.Rule, SignInWithin = asked.SignIn, Asked = asked.All }).AskMore(
                    wanted, asked.Need, Anew(now, LongerBy(request, now)))
            : request.AskLess(wanted);
    }

    private async Task EndChangedAsync(Session session, Request request, Operation before, AskedAnew? asked)
    {
        var now = time.GetUtcNow();
        if (request.EndsByItself)
        {
            await ends.ComesSoonerAsync(session, request, now);
        }
        else if (asked is { Refusal: null })
        {
            await cards.AskAsync(session, request, asked.From, now);
            await cards.AskStandInsAsync(session, request, asked.StandIns, now);
            await cards.AskedLaterAsync(session, request, before, now);
        }
    }

    /// <summary>The times of what is asked for again are those of what is asked for.</summary>
    private AskingTimes Anew(DateTimeOffset now, DateTimeOffset decideBy) =>
        new(now, decideBy, now + approvals.RemindAfter, approvals.Escalate.At(now));

    /// <summary>The time to decide begins again, but not without end: twice the time is the most, unless it has more already.</summary>
    private DateTimeOffset LongerBy(Request request, DateTimeOffset now)
    {
        var most = request.CreatedAt + (2 * approvals.Expiry);
        if (request.DecideBy > most)
            most = request.DecideBy.Value;
        return now + approvals.Expiry < most ? now + approvals.Expiry : most;
    }

    private static string Minutes(TimeSpan wait) => ((int)Math.Ceiling(wait.TotalMinutes)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Ends later than the other, or never.</summary>
    private static bool IsLater(Operation now, Operation wanted) =>
        now.EndsAfter is { } life && !(wanted.EndsAfter <= life);

    private static Refusal? MayTalk(Request request, RequestClick click) =>
        !request.Requester.IsSame(click.Caller.Person) ? new Refusal("NotYours", request.Id)
        : request.State != RequestState.PendingApproval ? new Refusal("NoLongerWaits", request.Id)
        : null;
}
