using System.Text.Json.Serialization;
using CspBot.Partner;

namespace CspBot.Requests;

/// <summary>A stored operation with its life: an immutable record and the pure transitions between its states.</summary>
internal sealed record Request
{
    /// <summary>How long an effect can be undone with one click.</summary>
    public static readonly TimeSpan UndoFor = TimeSpan.FromHours(1);

    /// <summary>Short and readable: <c>R-7K3QD</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The form that made it; the same form twice is the same request.</summary>
    public required string FormId { get; init; }

    public required string Dialog { get; init; }

    /// <summary>The form of the stored document: see <see cref="RequestJson.Format"/>. One that says none is of the first.</summary>
    public int Format { get; init; } = 1;

    public required Operation Operation { get; init; }

    public required Person Requester { get; init; }

    /// <summary>Language the requester used: <c>fr</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Where it was asked for: the conversation and the card's message there.</summary>
    public required RequestPlace Place { get; init; }

    public required RequestState State { get; init; }

    /// <summary>Rises with every transition; a click names the version it saw.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Why it needed approval or did not: the approval policy's named reason.</summary>
    [JsonPropertyName("policy")]
    public required string ApprovalReason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was asked for again, because its approval had become too old; null for never.</summary>
    public DateTimeOffset? AskedAgainAt { get; init; }

    /// <summary>End of the time to decide.</summary>
    public DateTimeOffset? DecideBy { get; init; }

    /// <summary>When approvers are reminded next.</summary>
    public DateTimeOffset? RemindAt { get; init; }

    public Decision? Decision { get; init; }

    public required IReadOnlyList<RequestStep> Steps { get; init; }

    /// <summary>What steps wrote down for later ones.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>Why it failed, or what it waits for.</summary>
    public Refusal? Problem { get; init; }

    /// <summary>Failed tries of the present step since it last had an answer.</summary>
    public int Attempts { get; init; }

    /// <summary>How long the present step was put off for failures since it last had an answer; what a throttle asked for does not count.</summary>
    public TimeSpan PutOff { get; init; }

    /// <summary>When the worker looks at it next; null when nobody needs to.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it came to its end.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the effect ends by itself.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Until when it can be undone with one click.</summary>
    public DateTimeOffset? UndoUntil { get; init; }

    /// <summary>Who cancelled it or asked to undo it.</summary>
    public Person? StoppedBy { get; init; }

    /// <summary>The request whose effect this one takes back.</summary>
    public string? ParentId { get; init; }

    /// <summary>When the effect was proved to be gone.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The request that was given the same right since, so that the end of this one left it standing.</summary>
    public string? LeftTo { get; init; }

    /// <summary>The span of the click that set it going.</summary>
    public string? Trace { get; init; }

    /// <summary>The clock made it, not a person: no role to check again.</summary>
    public bool ByClock { get; init; }

    /// <summary>Somebody asked to take its effect back: it does not go on any more.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>Who last clicked Continue, at which step, and what it waited for.</summary>
    public Continuation? Continued { get; init; }

    /// <summary>One click takes back what it did, also when it ended half-way.</summary>
    public bool CanBeUndone => UndoUntil is not null && EndedAt is null
        && (State == RequestState.Succeeded ? StoppedBy is null : State is RequestState.Cancelled or RequestState.Failed or RequestState.Rejected);

    /// <summary>It failed for something that passes or that somebody can mend: one click, and it goes on from the step it had reached.</summary>
    public bool CanGoOn => State == RequestState.Failed && StoppedBy is null && !IsTakenBack && EndedAt is null && (ParentId is not null || Problem is { CanGoOn: true });

    /// <summary>Something of it stands: a step that wrote, or whatever undo would take back.</summary>
    public bool HasWritten => CanBeUndone || Steps.Any(step => step is { State: StepState.Done, Wrote: true });

    /// <summary>Its approval was given so long ago that nobody can be held to it.</summary>
    public bool IsApprovalStale(DateTimeOffset at, TimeSpan goodFor) => ParentId is null && Decision is { Approved: true } yes && at - yes.At > goodFor;

    /// <summary>Its next step waits for somebody to act.</summary>
    public bool IsParked => State is RequestState.Approved or RequestState.Running && NextStep is { State: StepState.Waits };

    /// <summary>The step to run next; null when all are done.</summary>
    public RequestStep? NextStep => Steps.FirstOrDefault(step => step.State != StepState.Done);

    public Request Approve(Person by, string? comment, DateTimeOffset at) => Next() with
    {
        State = RequestState.Approved,
        Decision = new Decision(by, true, comment, at),
        DecideBy = null,
        RemindAt = null,
        DueAt = at,
    };

    public Request Reject(Person by, string? comment, DateTimeOffset at) => Over(RequestState.Rejected, at) with
    {
        Decision = new Decision(by, false, comment, at),
        UndoUntil = UndoEnd(at),
    };

    /// <summary>Nobody waits for anything any more.</summary>
    public Request Cancel(Person by, DateTimeOffset at) => Over(RequestState.Cancelled, at) with { StoppedBy = by, UndoUntil = UndoEnd(at), Problem = null };

    public Request Expire(DateTimeOffset at) => Over(RequestState.Expired, at);

    /// <summary>The next reminder comes after twice the wait. The version stays: the buttons out there are still good.</summary>
    public Request Reminded(DateTimeOffset at, TimeSpan first)
    {
        var next = at + (at - (AskedAgainAt ?? CreatedAt)) + first;
        return this with { RemindAt = next, DueAt = Earlier(next, DecideBy) };
    }

    public Request Start(DateTimeOffset at) => Next() with { State = RequestState.Running, DueAt = at, Problem = null };

    public Request StepDone(string step, StepResult.Done done, DateTimeOffset at)
    {
        var notes = done.Notes is null ? Notes : Notes.Concat(done.Notes).GroupBy(note => note.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        return Next() with
        {
            Steps = [.. Steps.Select(line => line.Name == step ? line with { State = StepState.Done, At = at, Remark = done.Remark, Wrote = done.HasWritten } : line)],
            Notes = notes,
            Attempts = 0,
            PutOff = TimeSpan.Zero,
            Problem = null,
            DueAt = at,
        };
    }

    /// <summary>A step is about to be tried; this try is on record from here on. The version stays: nothing that people see has changed.</summary>
    public Request Trying(string step) => this with { Steps = [.. Steps.Select(line => line.Name == step ? line with { Tries = Attempts + 1 } : line)] };

    /// <summary>A transient failure: the same step again at <paramref name="due"/>.</summary>
    /// <param name="counts">How much of the wait counts against it.</param>
    public Request TryLater(Refusal why, DateTimeOffset due, TimeSpan counts) => Next() with
    {
        Problem = why,
        Attempts = Attempts + 1,
        PutOff = PutOff + counts,
        DueAt = due,
    };

    /// <summary>There was an answer, and what is waited for is not there yet: failures before it no longer count.</summary>
    public Request NotYet(string step, DateTimeOffset due) => (Problem is null ? this : Next()) with
    {
        Problem = null,
        Attempts = 0,
        PutOff = TimeSpan.Zero,
        DueAt = due,
        Steps = [.. Steps.Select(line => line.Name == step && line.Tries > 1 ? line with { Tries = 1 } : line)],
    };

    /// <summary>Parked, and still for the same.</summary>
    public Request StillWaits(DateTimeOffset due) => this with { DueAt = due };

    /// <summary>Somebody must act first: parked until <paramref name="lookAgain"/> or a click.</summary>
    public Request Park(string step, Refusal what, DateTimeOffset at, DateTimeOffset lookAgain) => Next() with
    {
        Steps = [.. Steps.Select(line => line.Name == step ? line with { State = StepState.Waits, At = at } : line)],
        State = RequestState.Running,
        Problem = what,
        Attempts = 0,
        PutOff = TimeSpan.Zero,
        DueAt = lookAgain,
    };

    public Request Succeed(DateTimeOffset at) => Over(RequestState.Succeeded, at) with
    {
        Problem = null,
        EndsAt = Operation.Inverse(this) is null ? null : Operation.EndsAt(at),
        UndoUntil = UndoEnd(at),
    };

    public Request Fail(Refusal why, DateTimeOffset at) => Over(RequestState.Failed, at) with
    {
        Problem = why,
        UndoUntil = UndoEnd(at),
        Steps = [.. Steps.Select(line => line.State != StepState.Done && line == NextStep ? line with { State = StepState.Failed, At = at } : line)],
    };

    /// <summary>After a transient failure, or when somebody says that what a step waits for has been done: on from the step it had reached.</summary>
    public Request Retry(Person by, DateTimeOffset at) => Next() with
    {
        State = RequestState.Approved,
        Continued = NextStep is { State: StepState.Waits } parked && Problem is { } what ? new Continuation(parked.Name, what.Reason, by) : Continued,
        UndoUntil = null,
        Problem = null,
        Attempts = 0,
        PutOff = TimeSpan.Zero,
        FinishedAt = null,
        DueAt = at,
        Steps = [.. Steps.Select(line => line.State switch
        {
            StepState.Failed => line with { State = StepState.Waiting, At = null, Tries = 0 },
            StepState.Done => line,
            _ => line with { Tries = 0 },
        })],
    };

    /// <summary>To go on it needs a new approval: the last one is too old. Everything that was done stays done.</summary>
    public Request AskAgain(Person by, DateTimeOffset at, DateTimeOffset decideBy, DateTimeOffset remindAt) => Retry(by, at) with
    {
        State = RequestState.PendingApproval,
        Decision = null,
        AskedAgainAt = at,
        DecideBy = decideBy,
        RemindAt = remindAt,
        DueAt = Earlier(decideBy, remindAt),
    };

    /// <summary>A person asked to take the effect back.</summary>
    public Request UndoAsked(Person by) => Next() with { StoppedBy = by, UndoUntil = null, IsTakenBack = true };

    /// <summary>The effect is proved to be gone.</summary>
    /// <param name="newer">The request that holds the right now, if one was given it since.</param>
    public Request EffectEnded(DateTimeOffset at, string? newer) => Next() with { EndedAt = at, UndoUntil = null, Problem = null, LeftTo = newer };

    /// <summary>The effect could not be taken back (yet): its people must know.</summary>
    public Request EndStumbled(Refusal why) => Next() with { Problem = why, StoppedBy = State == RequestState.Cancelled ? StoppedBy : null, UndoUntil = null };

    /// <summary>A scheduled request is brought forward to now.</summary>
    public Request BringForward(Person by, DateTimeOffset at) => Next() with { Requester = by, ByClock = false, DueAt = at };

    /// <summary>Who brought it forward may not any more: it comes when it would have come.</summary>
    public Request BackToTheClock(DateTimeOffset planned) => Next() with { State = RequestState.Approved, ByClock = true, DueAt = planned, Problem = null, Attempts = 0, PutOff = TimeSpan.Zero };

    private DateTimeOffset? UndoEnd(DateTimeOffset at) => Operation.Inverse(this) is null ? null : at + UndoFor;

    private Request Over(RequestState state, DateTimeOffset at) => Next() with { State = state, FinishedAt = at, DueAt = null, DecideBy = null, RemindAt = null };

    private Request Next() => this with { Version = Version + 1 };

    internal static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null ? one : one < other ? one : other;
}

/// <summary>Who decided what, when, with which words.</summary>
internal sealed record Decision(Person By, bool Approved, string? Comment, DateTimeOffset At);

/// <summary>A click on Continue: the step that was parked, the reason it gave, and who says that it may go on.</summary>
internal sealed record Continuation(string Step, string Reason, Person By);

/// <summary>The conversation in which a request was made, and the message of its card.</summary>
internal sealed record RequestPlace(string ConversationId, string ConversationType, string? CardActivityId);

/// <summary>How far one step is.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<StepState>))]
internal enum StepState
{
    Waiting,
    Waits,
    Done,
    Failed,
}

/// <summary>One step's line on the progress card.</summary>
/// <param name="At">When it was done, failed, or began to wait for somebody.</param>
/// <param name="Tries">How many tries of it the audit knows of, since it last had an answer.</param>
/// <param name="Wrote">It wrote something in the cloud.</param>
internal sealed record RequestStep(string Name, StepState State = StepState.Waiting, DateTimeOffset? At = null, string? Remark = null, int Tries = 0, bool Wrote = false);
