using System.Security.Cryptography;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>What people do to requests: submit, decide, withdraw, retry, undo; and what they may read of them.</summary>
internal sealed class RequestService(
    Database database,
    RequestStore store,
    CallerResolver callers,
    RequestCards cards,
    RequestEnds ends,
    RequestChanges changes,
    ApprovalOptions approvals,
    ConversationStore conversations,
    FaultPoints faults,
    TimeProvider time,
    ILogger<RequestService> log)
{
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
        var known = await database.ReadAsync(s => store.FindByFormAsync(s, submission.FormId), ct);
        if (known is not null)
            return Known(known, caller);
        var needsApprovers = ApprovalPolicy.Rule(dialog, operation, approvals) == ApprovalOptions.FourEyes;
        var approvers = needsApprovers ? await callers.ListApproversAsync(ct) : [];
        var verdict = ApprovalPolicy.Judge(dialog, operation, caller, approvers, approvals);
        if (verdict is Verdict.Refused refused)
            return new SubmitResult.Refused(refused.Refusal);

        var now = time.GetUtcNow();
        var waits = verdict as Verdict.NeedsApproval;
        var decideBy = waits is null ? (DateTimeOffset?)null : now + approvals.Expiry;
        var remindAt = waits is null ? (DateTimeOffset?)null : now + approvals.RemindAfter;
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
            ApprovalReason = waits?.Reason ?? ((Verdict.RunNow)verdict).Reason,
            CreatedAt = now,
            Trace = Trace.Here,
            DecideBy = decideBy,
            RemindAt = remindAt,
            DueAt = waits is null ? now : Request.Earlier(decideBy, remindAt),
            Steps = [.. operation.Steps.Select(step => new RequestStep(step))],
        };

        var languages = waits is null ? null : await LanguagesAsync(waits.From, ct);
        var stored = await Audit.WriteAsync(
            database,
            async session =>
            {
                while (!await store.InsertAsync(session, request))
                {
                    if (await store.FindByFormAsync(session, request.FormId) is { } first)
                        return first;
                    request = request with { Id = NewId() };
                }

                await Audit.AppendAsync(
                    session, AuditEvent.Of("submitted", request, caller.Person, submission.Place.ConversationId, submission.Shown), now);
                await cards.RecordOwnAsync(session, request, now);
                if (waits is not null)
                    await cards.AskAsync(session, request, waits.From, now, languages!);
                session.Raise(RequestWorker.Topic);
                faults.Reach("submit-before-commit");
                return request;
            },
            ct);
        faults.Reach("submit-after-commit");
        log.Became(stored);
        return stored == request ? new SubmitResult.Stored(stored) : Known(stored, caller);
    }

    /// <summary>An approver's yes or no.</summary>
    public Task<ClickResult> DecideAsync(string id, bool approve, string? comment, RequestClick click, CancellationToken ct) =>
        changes.MakeAsync(
            new RequestChange(
                id,
                approve ? "approved" : "rejected",
                click,
                (session, request) => MayDecideAsync(session, request, click),
                request => approve
                    ? request.Approve(click.Caller.Person, Short(comment), time.GetUtcNow())
                    : request.Reject(click.Caller.Person, Short(comment), time.GetUtcNow())),
            ct);

    /// <summary>The requester takes it back before it is executed.</summary>
    public Task<ClickResult> CancelAsync(string id, RequestClick click, CancellationToken ct) => changes.MakeAsync(
        new RequestChange(id, "cancelled", click, (session, request) => MayCancelAsync(session, request, click), request =>
            request.Cancel(click.Caller.Person, time.GetUtcNow())),
        ct);

    /// <summary>
    /// The same operation again after a failure, from the step it had reached; or a parked one is looked at now. An
    /// approval that is too old is asked for anew.
    /// </summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say who may approve: nothing was changed.</exception>
    public async Task<ClickResult> RetryAsync(string id, RequestClick click, CancellationToken ct)
    {
        var asked = await FindAsync(id, ct) is { } known && known.IsApprovalStale(time.GetUtcNow(), approvals.GoodFor)
            ? await AskedAnewAsync(known, ct)
            : null;
        return await changes.MakeAsync(
            new RequestChange(
                id,
                "retried",
                click,
                async (session, request) =>
                    !click.Caller.Has(request.Operation.Role) ? new Refusal("RoleMissing." + request.Operation.Role)
                    : !(request.CanGoOn && !await ends.HasEndAsync(session, request))
                        && !(request.State == RequestState.Running && request.IsParked)
                        ? new Refusal("NothingToRetry", request.Id)
                    : Stale(request, click) is { } stale ? stale
                    : request.IsApprovalStale(time.GetUtcNow(), approvals.GoodFor)
                        ? asked?.Refusal ?? (asked is null ? new Refusal("StaleVersion", request.Id) : null)
                    : null,
                request => asked is { Refusal: null }
                    ? request.AskAgain(
                        click.Caller.Person,
                        time.GetUtcNow(),
                        time.GetUtcNow() + approvals.Expiry,
                        time.GetUtcNow() + approvals.RemindAfter)
                    : request.Retry(click.Caller.Person, time.GetUtcNow()),
                async (session, request) =>
                {
                    if (request.State != RequestState.PendingApproval)
                        return;
                    await cards.AskAsync(session, request, asked!.From, time.GetUtcNow(), asked.Languages);
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
                !click.Caller.Has(request.Operation.Role) ? new Refusal("RoleMissing." + request.Operation.Role)
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

    public Task<Request?> FindAsync(string id, CancellationToken ct) => database.ReadAsync(s => store.FindAsync(s, id), ct);

    /// <summary>Ids of requests that this version cannot read: one's own, or everybody's for approvers.</summary>
    public Task<IReadOnlyList<string>> ListSetAsideAsync(Caller caller, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListSetAsideAsync(s, caller.IsApprover ? null : caller.Person.ObjectId, most), ct);

    /// <summary>
    /// What this form has made already, so that a repeated click sees its request whatever the cloud says by now; null for nothing.
    /// </summary>
    public Task<Request?> FindByFormAsync(string formId, CancellationToken ct) =>
        database.ReadAsync(s => store.FindByFormAsync(s, formId), ct);

    public Task<IReadOnlyList<Request>> ListOwnAsync(Person person, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListOwnAsync(s, person.ObjectId, most), ct);

    public Task<IReadOnlyList<Request>> ListPendingAsync(int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListPendingAsync(s, most), ct);

    public Task<IReadOnlyList<Request>> ListSinceAsync(DateTimeOffset since, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListSinceAsync(s, since, most), ct);

    public Task<IReadOnlyList<Request>> ListForCustomerAsync(string dialog, string customerId, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListForCustomerAsync(s, dialog, customerId, most), ct);

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

    private async Task<Refusal?> MayDecideAsync(Session session, Request request, RequestClick click)
    {
        var card = click.CardActivityId is { } activity ? await Outbox.FindByActivityAsync(session, click.ConversationId, activity) : null;
        var places = await Outbox.PlacesAsync(session, request.Id);
        var placeIsRight = click.IsPersonal
            || places.Any(place => string.Equals(place.Conversation, click.ConversationId, StringComparison.Ordinal));
        var isOther = card is not null && card.Subject.StartsWith("R-", StringComparison.Ordinal) && card.Subject != request.Id;
        return ApprovalPolicy.MayDecide(request, new DecisionClick(click.Caller, click.Version, placeIsRight, isOther, time.GetUtcNow()));
    }

    private async Task<Refusal?> MayCancelAsync(Session session, Request request, RequestClick click)
    {
        if (!request.Requester.IsSame(click.Caller.Person))
            return new Refusal("NotYours", request.Id);
        if (request.ParentId is not null)
            return new Refusal("EndStays", request.Id);

        // A parked step that a worker looks at in this moment may take effect now: what it did must not be lost.
        var isOpen = request.IsParked
            ? !await store.IsHeldAsync(session, request.Id, time)
            : request.State == RequestState.PendingApproval
                || (request.State == RequestState.Approved && request.Steps.All(step => step.State == StepState.Waiting));
        return isOpen ? Stale(request, click) : new Refusal(request.State.IsOver() ? "AlreadyOver" : "AlreadyRunning", request.Id);
    }

    /// <summary>The language each approver used last; those never heard of get the house's first language.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> LanguagesAsync(IReadOnlyList<Person> people, CancellationToken ct)
    {
        if (people.Count == 0)
            return new Dictionary<string, string?>();
        var (_, known) = await conversations.FindAllAsync(people[0].TenantId, [], [.. people.Select(person => person.ObjectId)], ct);
        return people
            .DistinctBy(person => person.ObjectId)
            .ToDictionary(person => person.ObjectId, person => known.GetValueOrDefault(person.ObjectId.ToLowerInvariant())?.Locale);
    }

    /// <summary>Who decides on a request whose approval is too old; or why nobody can.</summary>
    private async Task<AskedAnew> AskedAnewAsync(Request request, CancellationToken ct)
    {
        var approvers = await callers.ListApproversAsync(ct);
        var others = approvers.Where(approver => !approver.IsSame(request.Requester)).ToList();
        var refusal = approvers.Count == 0 ? new Refusal("NoApprovers") : others.Count == 0 ? new Refusal("OnlyYouApprove") : null;
        return new AskedAnew(refusal, others, await LanguagesAsync(others, ct));
    }

    private sealed record AskedAnew(Refusal? Refusal, IReadOnlyList<Person> From, IReadOnlyDictionary<string, string?> Languages);

    private static SubmitResult Known(Request known, Caller caller) =>
        known.Requester.IsSame(caller.Person) ? new SubmitResult.Stored(known) : new SubmitResult.Refused(new Refusal("FormOfAnother"));

    private static Refusal? Stale(Request request, RequestClick click) =>
        click.Version == request.Version ? null : new Refusal("StaleVersion", request.Id);

    private static string? Short(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim() is { Length: > 500 } longText ? longText[..500] : text.Trim();

    private static string NewId() => "R-" + RandomNumberGenerator.GetString(IdLetters, 5);
}
