using CspBot.Partner;

namespace CspBot.Requests;

/// <content>The pure transitions between the states.</content>
internal sealed partial record Request
{
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
    public Request Cancel(Person by, DateTimeOffset at) =>
        Over(RequestState.Cancelled, at) with { StoppedBy = by, UndoUntil = UndoEnd(at), Problem = null };

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
        var notes = done.Notes is null
            ? Notes
            : Notes.Concat(done.Notes).GroupBy(note => note.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        return Next() with
        {
            Steps = [.. Steps.Select(line =>
                line.Name == step ? line with { State = StepState.Done, At = at, Remark = done.Remark, Wrote = done.HasWritten } : line)],
            Notes = notes,
            Attempts = 0,
            PutOff = TimeSpan.Zero,
            Problem = null,
            DueAt = at,
        };
    }

    /// <summary>
    /// A step is about to be tried; this try is on record from here on. The version stays: nothing that people see has changed.
    /// </summary>
    public Request Trying(string step) =>
        this with { Steps = [.. Steps.Select(line => line.Name == step ? line with { Tries = Attempts + 1 } : line)] };

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
        Steps = [.. Steps.Select(
            line => line.State != StepState.Done && line == NextStep ? line with { State = StepState.Failed, At = at } : line)],
    };

    /// <summary>
    /// After a transient failure, or when somebody says that what a step waits for has been done: on from the step it had reached.
    /// </summary>
    public Request Retry(Person by, DateTimeOffset at) => Next() with
    {
        State = RequestState.Approved,
        Continued = NextStep is { State: StepState.Waits } parked && Problem is { } what
            ? new Continuation(parked.Name, what.Reason, by)
            : Continued,
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
    public Request EffectEnded(DateTimeOffset at, string? newer) =>
        Next() with { EndedAt = at, UndoUntil = null, Problem = null, LeftTo = newer };

    /// <summary>The effect could not be taken back (yet): its people must know.</summary>
    public Request EndStumbled(Refusal why) =>
        Next() with { Problem = why, StoppedBy = State == RequestState.Cancelled ? StoppedBy : null, UndoUntil = null };

    /// <summary>A scheduled request is brought forward to now.</summary>
    public Request BringForward(Person by, DateTimeOffset at) => Next() with { Requester = by, ByClock = false, DueAt = at };

    /// <summary>Who brought it forward may not any more: it comes when it would have come.</summary>
    public Request BackToTheClock(DateTimeOffset planned) => Next() with
    {
        State = RequestState.Approved,
        ByClock = true,
        DueAt = planned,
        Problem = null,
        Attempts = 0,
        PutOff = TimeSpan.Zero,
    };

    private DateTimeOffset? UndoEnd(DateTimeOffset at) => Operation.Inverse(this) is null ? null : at + UndoFor;

    private Request Over(RequestState state, DateTimeOffset at) =>
        Next() with { State = state, FinishedAt = at, DueAt = null, DecideBy = null, RemindAt = null };

    private Request Next() => this with { Version = Version + 1 };

    internal static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null ? one : one < other ? one : other;
}
