using CspBot.Partner;
using CspBot.Requests.Approvals;

namespace CspBot.Requests;

/// <content>The pure transitions between the states.</content>
internal sealed partial record Request
{
    /// <summary>The yes that decides; or an earlier one, after which it waits on for another person's.</summary>
    /// <exception cref="InvalidOperationException">It is the same person's second yes.</exception>
    public Request Approve(Person by, string? comment, DateTimeOffset at, Person? forWhom = null)
    {
        if (EarlyYes.Any(yes => yes.By.IsSame(by)))
            throw new InvalidOperationException($"{Id} cannot be approved twice by one person.");
        if (EarlyYes.Count + 1 >= (Needs?.People ?? 1))
            return Approved(by, comment, at, forWhom);
        var said = new Decision(by, true, comment, at) { For = forWhom };
        var after = Next() with { Looking = Looking?.By.IsSame(by) == true ? null : Looking, Lapsed = LapsedBut(by) };
        return FirstYes is null ? after with { FirstYes = said } : after with { MoreYes = [.. MoreYes ?? [], said] };
    }

    /// <summary>
    /// Without those yeses, whose people lost the right to decide. The version stays: it goes before the click that found it out.
    /// </summary>
    public Request Without(IReadOnlyList<Decision> lapsed)
    {
        var (kept, gone) = (EarlyYes.Where(yes => !lapsed.Contains(yes)).ToList(), EarlyYes.Where(lapsed.Contains).ToList());
        return gone.Count == 0 ? this : this with
        {
            FirstYes = kept.FirstOrDefault(),
            MoreYes = kept.Count > 1 ? kept[1..] : null,
            Lapsed = [.. Lapsed ?? [], .. gone.Select(yes => yes.By)],
        };
    }

    /// <summary>Who says yes anew counts again.</summary>
    private IReadOnlyList<Person>? LapsedBut(Person by) =>
        Lapsed?.Where(person => !person.IsSame(by)).ToList() is { Count: > 0 } rest ? rest : null;

    /// <summary>The yes that was said last came with a fresh sign-in.</summary>
    public Request SignedIn() =>
        Decision is { } last ? this with { Decision = last with { SignedIn = true } }
        : MoreYes is [.., var more] ? this with { MoreYes = [.. MoreYes.SkipLast(1), more with { SignedIn = true }] }
        : this with { FirstYes = FirstYes! with { SignedIn = true } };

    private Request Approved(Person by, string? comment, DateTimeOffset at, Person? forWhom) => Next() with
    {
        State = RequestState.Approved,
        Decision = new Decision(by, true, comment, at) { For = forWhom },
        Lapsed = null,
        DecideBy = null,
        RemindAt = null,
        Looking = null,
        Drafts = null,
        EscalateAt = null,
        DueAt = at,
    };

    public Request Reject(Person by, string? comment, DateTimeOffset at, Person? forWhom = null) => Over(RequestState.Rejected, at) with
    {
        Decision = new Decision(by, false, comment, at) { For = forWhom },
        EndsAt = EndOfGiven(at),
        UndoUntil = UndoEnd(at),
    };

    /// <summary>Nobody waits for anything any more.</summary>
    public Request Cancel(Person by, DateTimeOffset at) =>
        Over(RequestState.Cancelled, at) with { StoppedBy = by, EndsAt = EndOfGiven(at), UndoUntil = UndoEnd(at), Problem = null };

    public Request Expire(DateTimeOffset at) => Over(RequestState.Expired, at);

    /// <summary>The next reminder comes after twice the wait. The version stays: the buttons out there are still good.</summary>
    public Request Reminded(DateTimeOffset at, TimeSpan first)
    {
        var next = at + (at - (AskedAgainAt ?? CreatedAt)) + first;
        return (this with { RemindAt = next }).Waiting();
    }

    public Request Start(DateTimeOffset at) => Next() with { State = RequestState.Running, DueAt = at, Problem = null };

    /// <summary>A running step wrote something down. The version stays: nothing that people see has changed.</summary>
    public Request Keep(IReadOnlyDictionary<string, string> notes) => this with { Notes = With(notes) };

    public Request StepDone(string step, StepResult.Done done, DateTimeOffset at)
    {
        return Next() with
        {
            Steps = [.. Steps.Select(line =>
                line.Name == step
                    ? line with { State = StepState.Done, At = at, Remark = done.Remark, Wrote = done.HasWritten, Problem = null }
                    : line)],
            Notes = With(done.Notes),
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
        MayHaveWritten = After(why),
        Problem = why,
        Attempts = Attempts + 1,
        PutOff = PutOff + counts,
        DueAt = due,
    };

    /// <summary>The same in a part: it is tried after the others, and its next try is a new one.</summary>
    public Request PartMet(string step, Refusal why, DateTimeOffset at) =>
        this with
        {
            MayHaveWritten = After(why),
            Steps = [.. Steps.Select(line => line.Name == step ? line with { At = at, Problem = why, Tries = 0 } : line)],
        };

    /// <summary>A part met trouble, and another is taken up at once.</summary>
    public Request PartLater(string step, Refusal why, DateTimeOffset at) => Next().PartMet(step, why, at) with { DueAt = at };

    /// <summary>A part has failed for good; the others go on.</summary>
    public Request PartFailed(string step, Refusal why, DateTimeOffset at) => Next() with
    {
        MayHaveWritten = After(why),
        Steps = [.. Steps.Select(line => line.Name == step ? line with { State = StepState.Failed, At = at, Problem = why } : line)],
        Problem = null,
        Attempts = 0,
        PutOff = TimeSpan.Zero,
        DueAt = at,
    };

    /// <summary>There was an answer, and what is waited for is not there yet: failures before it no longer count.</summary>
    public Request NotYet(string step, DateTimeOffset due, IReadOnlyDictionary<string, string>? notes = null) =>
        (Problem is null ? this : Next()) with
        {
            MayHaveWritten = Unsaid().MayHaveWritten,
            Notes = With(notes),
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
        MayHaveWritten = After(what),
        Problem = what,
        Attempts = 0,
        PutOff = TimeSpan.Zero,
        DueAt = lookAgain,
    };

    public Request Succeed(DateTimeOffset at) => Over(RequestState.Succeeded, at) with
    {
        Problem = null,
        EndsAt = EndOfEffect(at),
        UndoUntil = UndoEnd(at),
    };

    /// <summary>Some of its parts failed: what the others gave ends at its time.</summary>
    public Request FailPartly(Refusal why, DateTimeOffset at) => Fail(why, at) with { EndsAt = EndOfEffect(at) };

    public Request Fail(Refusal why, DateTimeOffset at) => Over(RequestState.Failed, at) with
    {
        MayHaveWritten = After(why),
        Problem = why,
        EndsAt = EndOfGiven(at),
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
            StepState.Failed => line with { State = StepState.Waiting, At = null, Tries = 0, Problem = null },
            StepState.Done => line,
            _ => line with { Tries = 0, Problem = null },
        })],
    };

    /// <summary>To go on it needs a new approval: the last one is too old. Everything that was done stays done.</summary>
    /// <param name="needs">What an approval of it takes now; the rule it keeps from now on stands beside it already.</param>
    public Request AskAgain(Person by, ApprovalNeed needs, AskingTimes times) =>
        (Retry(by, times.At) with
        {
            State = RequestState.PendingApproval,
            Decision = null,
            FirstYes = null,
            MoreYes = null,
            Lapsed = null,
            Preapproval = null,
            Needs = needs == ApprovalNeed.OnePerson ? null : needs,
        }).AskedAnew(times);

    /// <summary>Its times begin again. Who heard of it when nobody had decided may decide still, and is told with the others.</summary>
    private Request AskedAnew(AskingTimes times) => (this with
    {
        AskedAgainAt = times.At,
        DecideBy = times.DecideBy,
        RemindAt = times.RemindAt,
        EscalateAt = EscalatedAt is not null ? null : times.EscalateAt < times.DecideBy ? times.EscalateAt : EscalateAt,
    }).Waiting();

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

    /// <summary>What was to end the effect has happened: its end comes now, and the operation tells of it.</summary>
    public Request EndsNow(Operation told) => Next() with { Operation = told, UndoUntil = null };

    /// <summary>A scheduled end, once more was done that it has to take back.</summary>
    public Request Replanned(Operation operation) =>
        Next() with { Operation = operation, Steps = [.. operation.Steps.Select(step => new RequestStep(step))] };

    /// <summary>A scheduled end comes now, and still by the clock.</summary>
    public Request ComesNow(DateTimeOffset at) => Next() with { DueAt = at };

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

    /// <summary>A step answered that it waits on, after one that is done: who knows what it wrote before.</summary>
    public Request Unsaid() => HasWritten || Steps.All(step => step.State != StepState.Done) ? this : this with { MayHaveWritten = true };

    private bool? After(Refusal why) =>
        (why.IsOutcomeUnknown || why.Reason == "OwnFault") && !HasWritten ? true : MayHaveWritten;

    /// <summary>What is noted anew stands in the place of what stood there.</summary>
    private IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string>? notes) => notes is null
        ? Notes
        : Notes.Concat(notes).GroupBy(note => note.Key).ToDictionary(group => group.Key, group => group.Last().Value);

    /// <summary>When it ends is settled once, however often it was taken up again.</summary>
    private DateTimeOffset? EndOfEffect(DateTimeOffset at) => Operation.Inverse(this) is null ? null : EndsAt ?? Operation.EndsAt(at);

    /// <summary>What was given for a time before it came to no good end must not stand for ever.</summary>
    private DateTimeOffset? EndOfGiven(DateTimeOffset at) => Operation.EndsAfter is null ? EndsAt : EndOfEffect(at);

    private DateTimeOffset? UndoEnd(DateTimeOffset at) => !Operation.HasUndo || Operation.Inverse(this) is null ? null : at + UndoFor;

    private Request Over(RequestState state, DateTimeOffset at) =>
        Next() with
        {
            State = state,
            FinishedAt = at,
            DueAt = null,
            DecideBy = null,
            RemindAt = null,
            Looking = null,
            Drafts = null,
            EscalateAt = null,
        };

    private Request Next() => this with { Version = Version + 1 };

    internal static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null ? one : one < other ? one : other;
}
