using System.Security.Cryptography;
using CspBot.Partner;
using CspBot.Proactive;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>What people do to requests: each is load, decide (pure), and save with audit event and outgoing messages in one transaction.</summary>
internal sealed class RequestService(
    Database database,
    RequestStore store,
    CallerResolver callers,
    RequestCards cards,
    RequestEnds ends,
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
        var known = await database.ReadAsync(s => store.FindByFormAsync(s, submission.FormId), ct).ConfigureAwait(false);
        if (known is not null)
            return Known(known, caller);
        var needsApprovers = ApprovalPolicy.Rule(dialog, operation, approvals) == ApprovalOptions.FourEyes;
        var approvers = needsApprovers ? await callers.ListApproversAsync(ct).ConfigureAwait(false) : [];
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
            Policy = waits?.Reason ?? ((Verdict.RunNow)verdict).Reason,
            CreatedAt = now,
            Trace = Trace.Here,
            DecideBy = decideBy,
            RemindAt = remindAt,
            DueAt = waits is null ? now : Request.Earlier(decideBy, remindAt),
            Steps = [.. operation.Steps.Select(step => new RequestStep(step))],
        };

        var stored = await database.WriteAsync(
            async session =>
            {
                while (!await store.InsertAsync(session, request).ConfigureAwait(false))
                {
                    if (await store.FindByFormAsync(session, request.FormId).ConfigureAwait(false) is { } first)
                        return first;
                    request = request with { Id = NewId() };
                }

                await Audit.AppendAsync(session, Event("submitted", request, caller.Person, submission.Place.ConversationId, submission.Shown), now).ConfigureAwait(false);
                await cards.RecordOwnAsync(session, request, now).ConfigureAwait(false);
                if (waits is not null)
                    await cards.AskAsync(session, request, waits.From, now, await LanguagesAsync(waits.From, ct).ConfigureAwait(false)).ConfigureAwait(false);
                session.Raise(RequestWorker.Topic);
                faults.Reach("submit-before-commit");
                return request;
            },
            ct).ConfigureAwait(false);
        faults.Reach("submit-after-commit");
        log.RequestIs(stored.Id, stored.State.Name(), stored.Version);
        Trace.Requests.Add(1, new KeyValuePair<string, object?>("state", stored.State.Name()));
        return stored == request ? new SubmitResult.Stored(stored) : Known(stored, caller);
    }

    /// <summary>An approver's yes or no.</summary>
    public async Task<ClickResult> DecideAsync(string id, bool approve, string? comment, RequestClick click, CancellationToken ct)
    {
        var place = click.CardActivityId is null ? null : await database.ReadAsync(s => Outbox.FindByActivityAsync(s, click.ConversationId, click.CardActivityId), ct).ConfigureAwait(false);
        return await ChangeAsync(
            id,
            click,
            approve ? "approved" : "rejected",
            "decide",
            (session, request) => JudgeAsync(session, request, click, place),
            request => approve ? request.Approve(click.Caller.Person, Short(comment), time.GetUtcNow()) : request.Reject(click.Caller.Person, Short(comment), time.GetUtcNow()),
            ct).ConfigureAwait(false);
    }

    /// <summary>The requester takes it back before it is executed.</summary>
    public Task<ClickResult> CancelAsync(string id, RequestClick click, CancellationToken ct) => ChangeAsync(
        id,
        click,
        "cancelled",
        "decide",
        (_, request) => Task.FromResult(
            !request.Requester.IsSame(click.Caller.Person) ? new Refusal("NotYours", request.Id)
            : request.State is RequestState.PendingApproval || (request.State is RequestState.Approved && request.Steps.All(step => step.State == StepState.Waiting)) || request.Steps.Any(step => step.State == StepState.Waits) ? Stale(request, click)
            : new Refusal(request.State.IsOver() ? "AlreadyOver" : "AlreadyRunning", request.Id)),
        request => request.Cancel(click.Caller.Person, time.GetUtcNow()),
        ct);

    /// <summary>The same operation again after a transient failure, from the step it had reached; or a parked one is looked at now.</summary>
    public Task<ClickResult> RetryAsync(string id, RequestClick click, CancellationToken ct) => ChangeAsync(
        id,
        click,
        "retried",
        "decide",
        (_, request) => Task.FromResult(
            !click.Caller.Has(request.Operation.Role) ? new Refusal("RoleMissing." + request.Operation.Role)
            : request.State == RequestState.Failed && request.StoppedBy is null && request.Problem is { IsTransient: true } ? Stale(request, click)
            : request.State == RequestState.Running && request.Steps.Any(step => step.State == StepState.Waits) ? Stale(request, click)
            : new Refusal("NothingToRetry", request.Id)),
        request => request.Retry(click.Caller.Person, time.GetUtcNow()),
        ct);

    /// <summary>Takes the effect back, within the hour after it.</summary>
    public async Task<ClickResult> UndoAsync(string id, RequestClick click, CancellationToken ct) => await ChangeAsync(
        id,
        click,
        "undo",
        "decide",
        (_, request) => Task.FromResult(
            !click.Caller.Has(request.Operation.Role) ? new Refusal("RoleMissing." + request.Operation.Role)
            : !request.CanBeUndone ? new Refusal(request.State == RequestState.Succeeded && request.StoppedBy is null && request.EndedAt is null ? "UndoTooLate" : "NothingToUndo", request.Id)
            : request.UndoUntil < time.GetUtcNow() ? new Refusal("UndoTooLate", request.Id)
            : Stale(request, click)),
        request => request.UndoAsked(click.Caller.Person),
        ct,
        (session, request) => ends.BringForwardAsync(session, request, click.Caller.Person, time.GetUtcNow())).ConfigureAwait(false);

    public Task<Request?> FindAsync(string id, CancellationToken ct) => database.ReadAsync(s => store.FindAsync(s, id), ct);

    /// <summary>What this form has made already, so that a repeated click sees its request whatever the cloud says by now; null for nothing.</summary>
    public Task<Request?> FindByFormAsync(string formId, CancellationToken ct) => database.ReadAsync(s => store.FindByFormAsync(s, formId), ct);

    public Task<IReadOnlyList<Request>> ListOwnAsync(Person person, int most, CancellationToken ct) => database.ReadAsync(s => store.ListOwnAsync(s, person.ObjectId, most), ct);

    public Task<IReadOnlyList<Request>> ListPendingAsync(int most, CancellationToken ct) => database.ReadAsync(s => store.ListPendingAsync(s, most), ct);

    public Task<IReadOnlyList<Request>> ListSinceAsync(DateTimeOffset since, int most, CancellationToken ct) => database.ReadAsync(s => store.ListSinceAsync(s, since, most), ct);

    public Task<IReadOnlyList<Request>> ListForCustomerAsync(string dialog, string customerId, int most, CancellationToken ct) =>
        database.ReadAsync(s => store.ListForCustomerAsync(s, dialog, customerId, most), ct);

    /// <summary>Writes a refusal down: every attempt leaves a trace.</summary>
    public Task RecordRefusalAsync(string what, Refusal refusal, Person person, string? conversation, string? request, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            await RefusedAsync(session, what, refusal, person, conversation, request).ConfigureAwait(false);
            return true;
        },
        ct);

    /// <summary>A worker that moved on in the same moment makes the change start over on what is true then.</summary>
    private async Task<ClickResult> ChangeAsync(
        string id,
        RequestClick click,
        string kind,
        string point,
        Func<Session, Request, Task<Refusal?>> judge,
        Func<Request, Request> change,
        CancellationToken ct,
        Func<Session, Request, Task>? also = null)
    {
        const int most = 5;
        for (var again = 1; ; again++)
        {
            try
            {
                return await ChangeOnceAsync(id, click, kind, point, judge, change, also, ct).ConfigureAwait(false);
            }
            catch (LostRequestException) when (again < most)
            {
            }
        }
    }

    private async Task<ClickResult> ChangeOnceAsync(
        string id,
        RequestClick click,
        string kind,
        string point,
        Func<Session, Request, Task<Refusal?>> judge,
        Func<Request, Request> change,
        Func<Session, Request, Task>? also,
        CancellationToken ct)
    {
        var result = await database.WriteAsync(
            async session =>
            {
                while (true)
                {
                    var request = await store.FindAsync(session, id).ConfigureAwait(false);
                    if (request is null)
                    {
                        var unknown = new Refusal("UnknownRequest", id);
                        await RefusedAsync(session, kind, unknown, click.Caller.Person, click.ConversationId, null).ConfigureAwait(false);
                        return new ClickResult(null, unknown);
                    }

                    if (await judge(session, request).ConfigureAwait(false) is { } refusal)
                    {
                        // The same person's same decision again is no attempt to change anything: the present card answers it.
                        if (!IsRepeat(request, click, kind))
                            await RefusedAsync(session, kind, refusal, click.Caller.Person, click.ConversationId, id).ConfigureAwait(false);
                        return new ClickResult(request, refusal);
                    }

                    var after = change(request) with { Trace = Trace.Here };
                    if (!await store.SaveAsync(session, request, after).ConfigureAwait(false))
                        continue;
                    await Audit.AppendAsync(session, Event(kind, after, click.Caller.Person, click.ConversationId, Comment(after)), time.GetUtcNow()).ConfigureAwait(false);
                    if (also is not null)
                        await also(session, after).ConfigureAwait(false);
                    await cards.ShowAllAsync(session, after, time.GetUtcNow()).ConfigureAwait(false);
                    session.Raise(RequestWorker.Topic);
                    faults.Reach(point + "-before-commit");
                    return new ClickResult(after, null);
                }
            },
            ct).ConfigureAwait(false);
        if (result.Refusal is null)
        {
            faults.Reach(point + "-after-commit");
            log.RequestIs(result.Request!.Id, result.Request.State.Name(), result.Request.Version);
            Trace.Requests.Add(1, new KeyValuePair<string, object?>("state", result.Request.State.Name()));
        }
        else
        {
            log.Refused(result.Refusal.Reason, click.Caller.Person.ObjectId);
        }

        return result;
    }

    private static async Task<Refusal?> JudgeAsync(Session session, Request request, RequestClick click, OutboxPlace? card)
    {
        var places = await Outbox.PlacesAsync(session, request.Id).ConfigureAwait(false);
        var placeIsRight = click.IsPersonal || places.Any(place => string.Equals(place.Conversation, click.ConversationId, StringComparison.Ordinal));
        return ApprovalPolicy.MayDecide(request, new DecisionClick(click.Caller, click.Version, placeIsRight, card is not null && card.Subject.StartsWith("R-", StringComparison.Ordinal) && card.Subject != request.Id));
    }

    internal static AuditEvent Event(string kind, Request request, Person? actor, string? conversation, IReadOnlyDictionary<string, string?>? detail = null) =>
        new(kind, request.Id, actor, conversation, new Dictionary<string, string?>(detail ?? new Dictionary<string, string?>())
        {
            ["dialog"] = request.Dialog,
            ["state"] = request.State.Name(),
            ["version"] = request.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["customer"] = request.Operation.CustomerId,
            ["tenant"] = actor?.TenantId,
            ["policy"] = request.Policy,
        });

    private Task RefusedAsync(Session session, string what, Refusal refusal, Person person, string? conversation, string? request) => Audit.AppendAsync(
        session,
        new AuditEvent("refused", request, person, conversation, new Dictionary<string, string?>
        {
            ["what"] = what,
            ["reason"] = refusal.Reason,
            ["tenant"] = person.TenantId,
            ["code"] = refusal.Code,
            ["correlation"] = refusal.CorrelationId,
        }),
        time.GetUtcNow());

    /// <summary>The language each approver used last; those never heard of get the house's first language.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> LanguagesAsync(IReadOnlyList<Person> people, CancellationToken ct)
    {
        var languages = new Dictionary<string, string?>();
        foreach (var person in people)
            languages[person.ObjectId] = (await conversations.FindPersonalAsync(person.TenantId, person.ObjectId, ct).ConfigureAwait(false))?.Reference.Locale;
        return languages;
    }

    private static SubmitResult Known(Request known, Caller caller) =>
        known.Requester.IsSame(caller.Person) ? new SubmitResult.Stored(known) : new SubmitResult.Refused(new Refusal("FormOfAnother"));

    private static Refusal? Stale(Request request, RequestClick click) => click.Version == request.Version ? null : new Refusal("StaleVersion", request.Id);

    private static bool IsRepeat(Request request, RequestClick click, string kind) => kind switch
    {
        "approved" => request.Decision is { Approved: true } yes && yes.By.IsSame(click.Caller.Person),
        "rejected" => request.Decision is { Approved: false } no && no.By.IsSame(click.Caller.Person),
        "cancelled" or "undo" => request.StoppedBy?.IsSame(click.Caller.Person) == true,
        _ => false,
    };

    private static Dictionary<string, string?> Comment(Request request) => new() { ["comment"] = request.Decision?.Comment };

    private static string? Short(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim() is { Length: > 500 } longText ? longText[..500] : text.Trim();

    private static string NewId() => "R-" + RandomNumberGenerator.GetString(IdLetters, 5);
}

/// <summary>What a dialog hands in.</summary>
/// <param name="Shown">What the requester saw and agreed to, for the audit.</param>
internal sealed record Submission(string Dialog, Operation Operation, Caller Caller, string FormId, string Language, RequestPlace Place, IReadOnlyDictionary<string, string?> Shown);

/// <summary>What became of a submission.</summary>
internal abstract record SubmitResult
{
    private SubmitResult()
    {
    }

    internal sealed record Stored(Request Request) : SubmitResult;

    internal sealed record Refused(Refusal Refusal) : SubmitResult;
}

/// <summary>A click on a request's card as it came in.</summary>
internal sealed record RequestClick(Caller Caller, int Version, string ConversationId, bool IsPersonal, string? CardActivityId);

/// <summary>The request as it now stands, and why the click changed nothing, if so.</summary>
internal sealed record ClickResult(Request? Request, Refusal? Refusal);
