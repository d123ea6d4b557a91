using System.Security.Cryptography;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Absences;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.Preapprovals;
using CspBot.Requests.SignIns;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>What people do to requests: submit, decide, withdraw, retry, undo; and what they may read of them.</summary>
internal sealed partial class RequestService(
    Database database,
    RequestStore store,
    CallerResolver callers,
    RequestCards cards,
    RequestEnds ends,
    RequestChanges changes,
    ApprovalDesk desk,
    YesWatch yeses,
    PreapprovalDesk preapprovals,
    ApprovalOptions approvals,
    FaultPoints faults,
    TimeProvider time,
    ILogger<RequestService> log)
{
    private const int MostTries = 5;
    private const int MostTimed = 500;

    /// <summary>A right that ends by itself ends within the longest duration, after the time to decide.</summary>
    private static readonly TimeSpan LongestTimed = TimeSpan.FromDays(62);
    private const string IdLetters = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

    /// <summary>Submits an operation: it runs now, waits for approval, or is refused. The same form twice is the same request.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say who may approve: nothing was stored.</exception>
    public async Task<SubmitResult> SubmitAsync(Submission submission, CancellationToken ct)
    {
        var (dialog, operation, caller) = (submission.Dialog, submission.Operation, submission.Caller);

        // Made by the server for this dialog and this person: nothing else names a row.
        if (!RequestIds.IsForm(submission.FormId)
            || !submission.FormId.StartsWith(CardIds.FormIdOf(dialog, caller.Person, ""), StringComparison.Ordinal))
            return new SubmitResult.Refused(new Refusal("OldForm"));
        if (!caller.Sees(operation.CustomerId))
            return new SubmitResult.Refused(Refusal.From(Cloud.AzureOperations.NoCustomer(operation.CustomerId)));
        var known = await database.ReadAsync(s => store.FindByFormAsync(s, submission.FormId), ct);
        if (known is not null)
            return Known(known, caller);
        var now = time.GetUtcNow();
        var asked = PolicyCase.Of(dialog, operation, submission.Ticket, now);
        var glass = submission.GlassReason is { } why ? new BrokenGlass(why, now, now + approvals.BreakGlass.ConfirmWithin) : null;
        var (found, verdict) = await desk.JudgeAsync(asked, caller, ct, glass is null ? PolicyMoment.First : PolicyMoment.BreaksGlass);
        if (glass is not null && GlassPolicy.WhyNot(asked, caller, found, verdict, approvals) is { } closed)
            return new SubmitResult.Refused(closed);
        if (verdict is Verdict.Refused refused)
            return new SubmitResult.Refused(refused.Refusal);
        if (found.Missing is { } missing)
            return new SubmitResult.Refused(missing);

        var needs = verdict as Verdict.NeedsApproval;
        var waits = glass is null ? needs : null;
        foreach (var lost in needs?.Lost ?? [])
            await EndByClockAsync(lost.Id, PreapprovalEnds.Lost(lost), ct);
        var told = await desk.ListToldAsync(operation.CustomerId, ct);
        var decideBy = waits is null ? (DateTimeOffset?)null : now + approvals.Expiry;
        var remindAt = waits is null ? (DateTimeOffset?)null : now + approvals.RemindAfter;
        var escalateAt = waits is null ? null : approvals.Escalate.At(now);
        var request = new Request
        {
            Id = NewId(),
            FormId = submission.FormId,
            Dialog = dialog,
            Operation = operation,
            Requester = caller.Person,
            Language = submission.Language,
            Place = submission.Place,
            State = waits is null ? RequestState.Approved : RequestState.PendingApproval,
            ApprovalReason = glass is not null ? BrokenGlass.Policy : waits?.Reason ?? ((Verdict.RunNow)verdict).Reason,
            Needs = needs?.Need == ApprovalNeed.OnePerson ? null : needs?.Need,
            Glass = glass,
            Rule = AppliedRule.Of(found.Rule, asked),
            Preapproval = (verdict as Verdict.RunNow)?.Preapproval,
            Asked = waits?.All,
            SignInWithin = waits is null ? null : FreshSignIn.MaxAge(asked, found.Rule, approvals),
            Warning = StoredWarning.Of(approvals.SensitiveOf(asked.CustomerId, asked.CustomerName)),
            CreatedAt = now,
            Trace = Trace.Here,
            DecideBy = decideBy,
            RemindAt = remindAt,
            EscalateAt = escalateAt,
            DueAt = waits is null ? now : Request.Earlier(Request.Earlier(decideBy, remindAt), escalateAt),
            Steps = [.. operation.Steps.Select(step => new RequestStep(step))],
        };

        var stored = await Audit.WriteAsync<Request?>(
            database,
            async session =>
            {
                if (!await preapprovals.StillLetsAsync(session, request))
                    return null;
                while (!await store.InsertAsync(session, request))
                {
                    if (await store.FindByFormAsync(session, request.FormId) is { } first)
                        return first;
                    request = request with { Id = NewId() };
                }

                var shown = new Dictionary<string, string?>(submission.Shown)
                {
                    ["needs"] = ApprovalWords.Told(request.Needs),
                    ["rule"] = request.Rule?.Name,
                    ["ruleText"] = request.Rule?.Text,
                    ["preapproval"] = PreapprovalWords.Told(request.Preapproval),
                    ["deciders"] = ApprovalWords.Told(request.Rule),
                    ["warning"] = request.Warning?.In(request.Language),
                };
                if (request.Rule?.Ticket is { Length: > 0 } ticket)
                    shown["ticket"] = ticket;
                await Audit.AppendAsync(
                    session, AuditEvent.Of("submitted", request, caller.Person, submission.Place.ConversationId, shown), now);
                if (glass is not null)
                    await BrokenAsync(session, request, needs!, now);
                await cards.RecordOwnAsync(session, request, now);
                await cards.TellOthersAsync(
                    session, request, told.Where(person => waits?.From.Any(person.IsSame) != true), now);
                await PreapprovalNotices.UsedAsync(session, request, approvals, now);
                if (waits is not null)
                {
                    await cards.AskAsync(session, request, waits.From, now);
                    await cards.AskStandInsAsync(session, request, waits.StandIns, now);
                }

                session.Raise(RequestWorker.Topic);
                faults.Reach("submit-before-commit");
                return request;
            },
            ct);
        if (stored is null)
            return await SubmitAsync(submission, ct);
        faults.Reach("submit-after-commit");
        log.Became(stored);
        return stored == request ? new SubmitResult.Stored(stored) : Known(stored, caller);
    }

    /// <summary>An approver's yes or no.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say whether the rule's people are meant: nothing was changed.</exception>
    public async Task<ClickResult> DecideAsync(string id, bool approve, string? comment, RequestClick click, CancellationToken ct)
    {
        var rights = await RightsAsync(id, click.Caller, ct);
        var (checkedYes, lapsed) = approve ? await LapsedAsync(id, ct) : ([], []);
        Person? forWhom = null;
        return await changes.MakeAsync(
            new RequestChange(
                id,
                approve ? "approved" : "rejected",
                click,
                async (session, request) =>
                {
                    var clicked = await ClickedAsync(session, request, click, new DecisionSaid(approve, rights));
                    request = request.Without(lapsed);
                    forWhom = ApprovalPolicy.InWhoseRight(request, clicked).For;
                    return ApprovalPolicy.MayDecide(request, clicked)
                        ?? (approve && request.EarlyYes.Except(checkedYes).Any() ? new Refusal("StaleVersion", request.Id) : null)
                        ?? (approve ? await MaySignAsync(session, request, click) : null);
                },
                request => approve
                    ? Signed(request, request.Without(lapsed).Approve(click.Caller.Person, Short(comment), time.GetUtcNow(), forWhom))
                    : request.Reject(click.Caller.Person, Short(comment), time.GetUtcNow(), forWhom),
                approve ? (session, request) => SignedInAsync(session, request, click) : StoppedAsync)
            {
                SignIn = request => approve ? FreshSignIn.Told(request, click, approvals) : null,
            },
            ct);
    }

    /// <summary>
    /// Before a yes: each one that stands already, and those of them whose people may no longer decide. What is said meanwhile changes the
    /// version.
    /// </summary>
    private async Task<(IReadOnlyList<Decision> Checked, IReadOnlyList<Decision> Lapsed)> LapsedAsync(string id, CancellationToken ct)
    {
        try
        {
            return await FindAsync(id, ct) is { State: RequestState.PendingApproval, EarlyYes: { Count: > 0 } said } request
                ? (said, await yeses.LapsedAsync(request, said, ct))
                : ([], []);
        }
        catch (UnreadableRequestException)
        {
            // What makes the change says so, with its own trace.
            return ([], []);
        }
    }

    /// <summary>
    /// Which groups of its rule the clicker is in now, and those in whose place they decide. A rule that changes meanwhile changes the
    /// version too, so that the click is stale.
    /// </summary>
    private async Task<DecidingRights> RightsAsync(string id, Caller caller, CancellationToken ct)
    {
        try
        {
            return await RightsAsync(caller, (await FindAsync(id, ct))?.Rule?.Decided?.GroupIds ?? [], ct);
        }
        catch (UnreadableRequestException)
        {
            // What makes the change says so, with its own trace.
            return await RightsAsync(caller, [], ct);
        }
    }

    private async Task<DecidingRights> RightsAsync(Caller caller, IReadOnlyCollection<string> groups, CancellationToken ct)
    {
        var inPlaceOf = new List<StandInRight>();
        foreach (var one in caller.StandsIn)
            inPlaceOf.Add(new StandInRight(one, await callers.InWhichAsync(one.For.Person, groups, ct)));
        return new DecidingRights(await callers.InWhichAsync(caller.Person, groups, ct), inPlaceOf);
    }

    /// <summary>The requester takes it back before it is executed.</summary>
    public Task<ClickResult> CancelAsync(string id, RequestClick click, CancellationToken ct) => changes.MakeAsync(
        new RequestChange(id, "cancelled", click, (session, request) => MayCancelAsync(session, request, click), request =>
            request.Cancel(click.Caller.Person, time.GetUtcNow()),
            StoppedAsync),
        ct);

    /// <summary>
    /// The same operation again after a failure, from the step it had reached; or a parked one is looked at now. An
    /// approval that is too old is asked for anew.
    /// </summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say who may approve: nothing was changed.</exception>
    public async Task<ClickResult> RetryAsync(string id, RequestClick click, CancellationToken ct)
    {
        var known = await FindAsync(id, ct);
        var isOver = known is not null && await preapprovals.IsOverForAsync(known, ct);
        bool AsksAnew(Request request) =>
            request.IsApprovalStale(time.GetUtcNow(), approvals.GoodFor) || (isOver && request.Preapproval is not null);
        var asked = known is not null && AsksAnew(known) ? await AskedAnewAsync(known, PolicyMoment.ApprovalTooOld, ct) : null;
        return await changes.MakeAsync(
            new RequestChange(
                id,
                "retried",
                click,
                async (session, request) =>
                    !click.Caller.May(request.Operation.Power) ? Refusal.Lacks(request.Operation.Power)
                    : !(request.CanGoOn
                            && await ends.MayGoOnAsync(session, request, asksAnew: AsksAnew(request)))
                        && !(request.State == RequestState.Running && request.IsParked)
                        ? new Refusal("NothingToRetry", request.Id)
                    : Stale(request, click) is { } stale ? stale
                    : AsksAnew(request)
                        ? asked?.Refusal ?? (asked is null ? new Refusal("StaleVersion", request.Id) : null)
                    : null,
                request => asked is { Refusal: null }
                    ? (request with { Rule = asked.Rule, SignInWithin = asked.SignIn, Asked = asked.All }).AskAgain(
                        click.Caller.Person, asked.Need, Anew(time.GetUtcNow(), time.GetUtcNow() + approvals.Expiry))
                    : request.Retry(click.Caller.Person, time.GetUtcNow()),
                async (session, request) =>
                {
                    if (request.State != RequestState.PendingApproval)
                        return;
                    await cards.AskAsync(session, request, asked!.From, time.GetUtcNow());
                    await cards.AskStandInsAsync(session, request, asked.StandIns, time.GetUtcNow());
                    await cards.RemindAsync(session, request, time.GetUtcNow());
                }),
            ct);
    }

    /// <summary>
    /// Takes the effect back, within the hour after it; or later, when it was asked for in time and nobody could weigh it then.
    /// </summary>
    public Task<ClickResult> UndoAsync(string id, RequestClick click, CancellationToken ct) => changes.MakeAsync(
        new RequestChange(
            id,
            "undo",
            click,
            async (session, request) =>
                !click.Caller.May(request.Operation.RunPower) ? Refusal.Lacks(request.Operation.RunPower)
                : request is { StoppedBy: not null, EndedAt: null, State: RequestState.Succeeded } ? new Refusal("UndoUnderWay", request.Id)
                : request.CanBeUndone && await ends.IsEndOverAsync(session, request) ? new Refusal("NothingToUndo", request.Id)
                : !request.CanBeUndone ? new Refusal(
                    request.State == RequestState.Succeeded && request.StoppedBy is null && request.EndedAt is null
                        ? "UndoTooLate"
                        : "NothingToUndo",
                    request.Id)
                : await UndoWishes.IsTooLateAsync(session, request, click.Caller.Person, time.GetUtcNow())
                    ? new Refusal("UndoTooLate", request.Id)
                : Stale(request, click),
            request => request.UndoAsked(click.Caller.Person),
            (session, request) => ends.BringForwardAsync(session, request, click.Caller.Person, time.GetUtcNow())),
        ct);

    /// <summary>
    /// What was to end an effect has happened: the clock ends it now, once, whoever saw it first and however often; its requester is told.
    /// Null when nothing is left to end or to tell.
    /// </summary>
    /// <param name="id">The request whose effect it is.</param>
    /// <param name="ending">What happened.</param>
    public async Task<Request?> EndByClockAsync(string id, EffectEnding ending, CancellationToken ct)
    {
        for (var again = 1; ; again++)
        {
            try
            {
                var ended = await Audit.WriteAsync(database, session => EndByClockAsync(session, id, ending), ct);
                faults.Reach("close-after-commit");
                return ended;
            }
            catch (LostRequestException) when (again < MostTries)
            {
            }
        }
    }

    private async Task<Request?> EndByClockAsync(Session session, string id, EffectEnding ending)
    {
        var now = time.GetUtcNow();
        if (await store.FindAsync(session, id) is not { State: RequestState.Succeeded, IsTakenBack: false } done
            || done.Operation.Inverse(done) is null)
            return null;
        var told = ending.Tell(done.Operation);
        var begins = done.EndedAt is null && await ends.ComesNowAsync(session, done, now);
        if (!begins && ReferenceEquals(told, done.Operation))
            return null;
        var after = done.EndsNow(told);
        if (!await store.SaveAsync(session, done, after))
            throw new LostRequestException();
        await Audit.AppendAsync(
            session, AuditEvent.Of(begins ? "closing" : "slipped-through", after, null, null, ending.Detail), now);
        await cards.ShowAllAsync(session, after, now);
        var what = begins ? "closing" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"slipped/{after.Version}");
        await cards.TellAsync(session, after, new RequestNews(what, ending.Title, texts => ending.Text(after.Operation, texts)), now);
        session.Raise(RequestWorker.Topic);
        faults.Reach("close-before-commit");
        return after;
    }

    public Task<Request?> FindAsync(string id, CancellationToken ct) => database.ReadAsync(s => store.FindAsync(s, id), ct);

    /// <summary>Ids of requests that this version cannot read: one's own, or everybody's for approvers.</summary>
    public Task<IReadOnlyList<string>> ListSetAsideAsync(Caller caller, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListSetAsideAsync(s, caller.IsApprover ? null : caller.Person.ObjectId, caller, most), ct);

    /// <summary>What is said of a request that this version cannot read.</summary>
    public Task<Refusal> UnreadAsync(string id, Caller reader, CancellationToken ct) =>
        database.ReadAsync(s => store.UnreadAsync(s, id, reader), ct);

    /// <summary>
    /// What this form has made already, so that a repeated click sees its request whatever the cloud says by now; null for nothing.
    /// </summary>
    public Task<Request?> FindByFormAsync(string formId, CancellationToken ct) =>
        database.ReadAsync(s => store.FindByFormAsync(s, formId), ct);

    public async Task<IReadOnlyList<Request>> ListOwnAsync(Caller caller, int most, CancellationToken ct) =>
        Seen(caller, await database.ReadAsync(s => store.ListOwnAsync(s, caller.Person.ObjectId, Read(caller, most)), ct), most);

    /// <summary>What waits for somebody's decision, but what a rule gives to others.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say whom the rules mean.</exception>
    public async Task<IReadOnlyList<Request>> ListPendingAsync(Caller caller, int most, CancellationToken ct)
    {
        var all = Seen(caller, await database.ReadAsync(s => store.ListPendingAsync(s, Read(caller, most)), ct), most);
        var named = all.Select(request => request.Rule?.Decided).OfType<PolicyWho>().SelectMany(who => who.GroupIds);
        var rights = await RightsAsync(caller, [.. named.Distinct(StringComparer.OrdinalIgnoreCase)], ct);
        var click = new DecisionClick(caller, 0, true, false, time.GetUtcNow()) { Groups = rights.Own, InPlaceOf = rights.InPlaceOf };
        return [.. all.Where(request => ApprovalPolicy.InWhoseRight(request, click).Refusal is null)];
    }

    public async Task<IReadOnlyList<Request>> ListSinceAsync(Caller caller, DateTimeOffset since, int most, CancellationToken ct) =>
        Seen(caller, await database.ReadAsync(s => store.ListSinceAsync(s, since, Read(caller, most)), ct), most);

    public Task<IReadOnlyList<Request>> ListForCustomerAsync(string dialog, string customerId, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListForCustomerAsync(s, dialog, customerId, most), ct);

    /// <summary>A dialog's requests of all customers that went as far as doing something, newest first.</summary>
    public Task<IReadOnlyList<Request>> ListDoneAsync(string dialog, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListDoneAsync(s, dialog, most), ct);

    /// <summary>A customer's requests that hold a right on a subscription now, or are about to.</summary>
    public Task<IReadOnlyList<Request>> ListHoldingAsync(string customerId, CancellationToken ct) =>
        database.ReadAsync(s => store.ListHoldingAsync(s, customerId), ct);

    /// <summary>What this caller may see of the rights on subscriptions that stand and end by themselves, newest first.</summary>
    public async Task<IReadOnlyList<Request>> ListTimedAsync(Caller caller, CancellationToken ct)
    {
        var since = time.GetUtcNow() - LongestTimed;
        var given = await database.ReadAsync(s => store.ListGivenAsync(s, since, Read(caller, MostTimed)), ct);
        return Seen(caller, [.. given.Where(request => request.EndsByItself)], MostTimed);
    }

    /// <summary>What is asked for and not over for one customer, in any dialog, newest first.</summary>
    public Task<IReadOnlyList<Request>> ListOpenAsync(string customerId, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListOpenAsync(s, customerId, most), ct);

    /// <summary>Writes a refusal down: every attempt leaves a trace.</summary>
    public Task RecordRefusalAsync(
        string what, Refusal refusal, Person person, string? conversation, string? request, CancellationToken ct) =>
        Audit.WriteAsync(
            database,
            async session =>
            {
                await Audit.AppendAsync(session, AuditEvent.Refused(what, refusal, person, conversation, request), time.GetUtcNow());
                return true;
            },
            ct);

    /// <summary>Stopped half-way, it may have given something for a time: that ends at its time.</summary>
    private Task StoppedAsync(Session session, Request request) =>
        request is { State: RequestState.Cancelled or RequestState.Rejected, EndsAt: not null }
            ? ends.PartlyAsync(session, request, time.GetUtcNow())
            : Task.CompletedTask;

    private async Task<DecisionClick> ClickedAsync(Session session, Request request, RequestClick click, DecisionSaid said)
    {
        // An absence may have ended since the clicker's roles were read.
        var absences = await AbsenceTable.ListOfDelegateAsync(session, click.Caller.Person, time.GetUtcNow());
        var card = click.CardActivityId is not { } activity ? null
            : await Outbox.FindByActivityAsync(session, click.ConversationId, activity)
                ?? await Outbox.FindByActivityAsync(session, ConversationStore.Key(click.ConversationId), activity);
        var places = await Outbox.PlacesAsync(session, request.Id);
        var placeIsRight = click.IsPersonal
            || places.Any(place => ConversationStore.IsSame(place.Conversation, click.ConversationId));
        var isOther = card is not null && card.Subject.StartsWith("R-", StringComparison.Ordinal) && card.Subject != request.Id;
        return new DecisionClick(click.Caller, click.Version, placeIsRight, isOther, time.GetUtcNow())
        {
            Approves = said.Approves,
            Groups = said.Rights.Own,
            InPlaceOf = [.. said.Rights.InPlaceOf.Where(one => absences.Any(absence => absence.Id == one.StandIn.Absence))],
        };
    }

    /// <summary>A yes to what is risky counts with a fresh sign-in alone, which has decided nothing else.</summary>
    private async Task<Refusal?> MaySignAsync(Session session, Request request, RequestClick click) =>
        FreshSignIn.Judge(request, click, approvals, time.GetUtcNow())
        ?? (FreshSignIn.IsWanted(request, approvals) && await FreshSignIns.UsedForAsync(session, click.SignIn!.Proof!) is { } other
            ? new Refusal("SignInUsed", request.Id, other)
            : null);

    /// <summary>What runs under a pre-approval may take a yes that was said with one.</summary>
    private Request Signed(Request before, Request after) =>
        before.Operation is PreapprovalOperation && FreshSignIn.IsWanted(before, approvals) ? after.SignedIn() : after;

    private Task SignedInAsync(Session session, Request request, RequestClick click) => FreshSignIn.IsWanted(request, approvals)
        ? FreshSignIns.UseAsync(session, click.SignIn!.Proof!, request.Id, time.GetUtcNow())
        : Task.CompletedTask;

    private async Task<Refusal?> MayCancelAsync(Session session, Request request, RequestClick click)
    {
        if (!request.Requester.IsSame(click.Caller.Person))
            return new Refusal("NotYours", request.Id);
        if (request.ParentId is not null)
            return new Refusal("EndStays", request.Id);

        // A parked step that a worker looks at in this moment may take effect now: what it did must not be lost.
        var isOpen = !request.Operation.IsUnderWay(request) && (request.IsParked
            ? !await store.IsHeldAsync(session, request.Id, time)
            : request.State == RequestState.PendingApproval
                || (request.State == RequestState.Approved && request.Steps.All(step => step.State == StepState.Waiting)));
        return isOpen ? Stale(request, click) : new Refusal(request.State.IsOver() ? "AlreadyOver" : "AlreadyRunning", request.Id);
    }

    /// <summary>Who decides on a request whose approval is too old, or that asks for more; or why nobody can.</summary>
    private async Task<AskedAnew> AskedAnewAsync(Request request, PolicyMoment moment, CancellationToken ct)
    {
        var requester = await callers.ResolveAsync(request.Requester, ct);
        var asked = PolicyCase.Of(request.Dialog, request.Operation, request.Rule?.Ticket ?? "", request.CreatedAt);
        var (found, verdict) = await desk.JudgeAsync(asked, requester, ct, moment);
        return verdict switch
        {
            Verdict.NeedsApproval needs => new AskedAnew(found.Missing, needs.Need, needs.From, AppliedRule.Of(found.Rule, asked))
            {
                StandIns = needs.StandIns,
                SignIn = FreshSignIn.MaxAge(asked, found.Rule, approvals),
            },
            Verdict.Refused refused => new AskedAnew(refused.Refusal, ApprovalNeed.OnePerson, [], null),
            _ => throw new InvalidOperationException("What is asked for anew always needs somebody's yes."),
        };
    }

    private sealed record AskedAnew(Refusal? Refusal, ApprovalNeed Need, IReadOnlyList<Person> From, AppliedRule? Rule)
    {
        public IReadOnlyList<Person> StandIns { get; init; } = [];

        public IReadOnlyList<Person> All => [.. From, .. StandIns];

        public TimeSpan? SignIn { get; init; }
    }

    private sealed record DecisionSaid(bool Approves, DecidingRights Rights);

    private sealed record DecidingRights(IReadOnlySet<string> Own, IReadOnlyList<StandInRight> InPlaceOf);

    /// <summary>Some of what is read does not exist for who sees some customers alone.</summary>
    private static int Read(Caller caller, int most) => caller.Only is null ? most : int.MaxValue;

    private static IReadOnlyList<Request> Seen(Caller caller, IReadOnlyList<Request> all, int most) =>
        caller.Only is null ? all : [.. all.Where(request => caller.Sees(request.Operation.CustomerId)).Take(most)];

    private static SubmitResult Known(Request known, Caller caller) =>
        known.Requester.IsSame(caller.Person) ? new SubmitResult.Stored(known) : new SubmitResult.Refused(new Refusal("FormOfAnother"));

    private static Refusal? Stale(Request request, RequestClick click) =>
        click.Version == request.Version ? null : new Refusal("StaleVersion", request.Id);

    private static string? Short(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim() is { Length: > 500 } longText ? longText[..500] : text.Trim();

    private static string NewId() => "R-" + RandomNumberGenerator.GetString(IdLetters, 5);
}
