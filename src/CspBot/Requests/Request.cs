using System.Text.Json.Serialization;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;

namespace CspBot.Requests;

/// <summary>A stored operation with its life: an immutable record; its transitions, which are pure, stand in a file of their own.</summary>
internal sealed partial record Request
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

    /// <summary>What its approval takes; null: one person of the approvers, or nobody.</summary>
    public ApprovalNeed? Needs { get; init; }

    /// <summary>How old the sign-in of who approves may be, as its cards say; null where none was wanted when it was asked for.</summary>
    public TimeSpan? SignInWithin { get; init; }

    /// <summary>The rule of <c>Approvals:Policy</c> that it keeps; null for none.</summary>
    public AppliedRule? Rule { get; init; }

    /// <summary>The pre-approval under which it ran without another yes; null for none.</summary>
    public PreapprovalUse? Preapproval { get; init; }

    /// <summary>What who asks and who decides read about a sensitive customer.</summary>
    public StoredWarning? Warning { get; init; }

    /// <summary>The first of several people who must say yes; the last one's is the <see cref="Decision"/>.</summary>
    public Decision? FirstYes { get; init; }

    /// <summary>Those between the first and the last, in their order; null for none.</summary>
    public IReadOnlyList<Decision>? MoreYes { get; init; }

    /// <summary>Whose yes no longer counts, as they lost the right to decide while it waited; null for nobody's.</summary>
    public IReadOnlyList<Person>? Lapsed { get; init; }

    /// <summary>Of whom a yes was asked, last time that it was asked for; null where nobody had to be, and in older documents.</summary>
    public IReadOnlyList<Person>? Asked { get; init; }

    /// <summary>Everybody's yes that does not decide yet.</summary>
    public IReadOnlyList<Decision> EarlyYes => FirstYes is null ? [] : [FirstYes, .. MoreYes ?? []];

    public required IReadOnlyList<RequestStep> Steps { get; init; }

    /// <summary>What steps wrote down for later ones.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>Why it failed, or what it waits for.</summary>
    public Refusal? Problem { get; init; }

    /// <summary>Failed tries of the present step since it last had an answer.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// How long the present step was put off for failures since it last had an answer; what a throttle asked for does not count.
    /// </summary>
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

    /// <summary>
    /// When somebody asked for it; null where nobody knows. An end is made for its own moment, and one that was brought forward was asked
    /// for when it was over, at the latest.
    /// </summary>
    public DateTimeOffset? AskedAt => ByClock ? null
        : ParentId is null ? CreatedAt
        : FinishedAt is { } over ? (over < CreatedAt ? over : CreatedAt) : null;

    /// <summary>Somebody asked to take its effect back: it does not go on any more.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>Who last clicked Continue, at which step, and what it waited for.</summary>
    public Continuation? Continued { get; init; }

    /// <summary>One click takes back what it did, also when it ended half-way.</summary>
    public bool CanBeUndone => UndoUntil is not null && EndedAt is null
        && (State == RequestState.Succeeded
            ? StoppedBy is null
            : State is RequestState.Cancelled or RequestState.Failed or RequestState.Rejected);

    /// <summary>
    /// It failed for something that passes or that somebody can mend: one click, and it goes on from the step it had reached.
    /// </summary>
    public bool CanGoOn => State == RequestState.Failed
        && StoppedBy is null
        && Glass is null or { ConfirmedAt: not null }
        && !IsTakenBack
        && EndedAt is null
        && (ParentId is not null || Problem is { CanGoOn: true });

    /// <summary>Something of it stands: a step that wrote, or whatever undo would take back.</summary>
    public bool HasWritten => CanBeUndone || Steps.Any(step => step is { State: StepState.Done, Wrote: true });

    /// <summary>
    /// A try of it ended without saying whether it wrote, whatever came after; null for none. Steps that only read leave it alone.
    /// </summary>
    public bool? MayHaveWritten { get; init; }

    /// <summary>Nothing was written, and that is certain: no step is done but such as read, and what was tried was refused.</summary>
    public bool HasDoneNothing => !Operation.IsUnderWay(this)
        && (Steps.All(step => step.State != StepState.Done)
            || (MayHaveWritten != true && !HasWritten && Operation.Inverse(this) is null && NextStep?.Tries <= Attempts));

    /// <summary>Its approval was given so long ago that nobody can be held to it.</summary>
    public bool IsApprovalStale(DateTimeOffset at, TimeSpan goodFor) =>
        ParentId is null
        && ((Decision ?? (Glass is { Yes: [var first, ..] } ? first : null)) is { Approved: true } yes
            ? at - (FirstYes ?? yes).At > goodFor
            : Preapproval is not null && at - CreatedAt > goodFor);

    /// <summary>Who said yes, in their order.</summary>
    public IReadOnlyList<Person> ApprovedBy =>
        [.. Said.Where(decision => decision.Approved).Select(decision => decision.By)];

    /// <summary>What was decided, by everybody, in their order.</summary>
    public IReadOnlyList<Decision> Said => [.. EarlyYes, .. Decision is null ? Array.Empty<Decision>() : [Decision]];

    /// <summary>This person's yes stands, said by them or in their place, and others are waited for; null is nobody.</summary>
    public bool HasSaidYes(string? objectId) =>
        EarlyYes.Any(yes => yes.IsOf(objectId)) || (AwaitsConfirmation && Glass!.HasSaidYes(objectId));

    /// <summary>One of the yeses that wait for others was said by this person themselves; null is nobody.</summary>
    public bool HasOwnYes(string? objectId) => EarlyYes.Any(yes => yes.IsBy(objectId));

    /// <summary>Its next step waits for somebody to act.</summary>
    public bool IsParked => State is RequestState.Approved or RequestState.Running && NextStep is { State: StepState.Waits };

    /// <summary>
    /// The step to run next; null when there is none left. A part that met trouble comes after those that did not, the one that was tried
    /// longest ago first; one that failed is left.
    /// </summary>
    public RequestStep? NextStep
    {
        get
        {
            var open = OpenSteps();
            return open.FirstOrDefault(step => step.Problem is null) ?? open.OrderBy(step => step.At).FirstOrDefault();
        }
    }

    /// <summary>Another part has a step to run that met no trouble yet.</summary>
    public bool HasFreshPart(string but) => OpenSteps().Any(step => step.Problem is null && Operation.PartOf(step.Name) != but);

    /// <summary>The first step to run of each part, and of what is no part.</summary>
    private List<RequestStep> OpenSteps()
    {
        var open = new List<RequestStep>();
        var passed = new HashSet<string>();
        foreach (var step in Steps.Where(step => step.State != StepState.Done))
        {
            var part = Operation.PartOf(step.Name);
            if (part is null)
            {
                open.Add(step);
                break;
            }

            if (passed.Add(part) && step.State != StepState.Failed)
                open.Add(step);
        }

        return open;
    }
}

/// <summary>Who decided what, when, with which words.</summary>
internal sealed record Decision(Person By, bool Approved, string? Comment, DateTimeOffset At)
{
    /// <summary>The absent approver in whose place it was said; null for an own right.</summary>
    public Person? For { get; init; }

    /// <summary>It came with a fresh sign-in, where that matters later; null for not, or for nobody to ask.</summary>
    public bool? SignedIn { get; init; }

    /// <summary>This person said it.</summary>
    public bool IsBy(string? objectId) => By.ObjectId.Equals(objectId, StringComparison.OrdinalIgnoreCase);

    /// <summary>It is this person's: said by them, or in their place.</summary>
    public bool IsOf(string? objectId) =>
        IsBy(objectId)
        || For?.ObjectId.Equals(objectId, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>A click on Continue: the step that was parked, the reason it gave, and who says that it may go on.</summary>
internal sealed record Continuation(string Step, string Reason, Person By);

/// <summary>The conversation in which a request was made, and the message of its card.</summary>
internal sealed record RequestPlace(string ConversationId, string ConversationType, string? CardActivityId)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsPersonal => string.Equals(ConversationType, "personal", StringComparison.OrdinalIgnoreCase);
}

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
internal sealed record RequestStep(
    string Name, StepState State = StepState.Waiting, DateTimeOffset? At = null, string? Remark = null, int Tries = 0, bool Wrote = false)
{
    /// <summary>Of a part: what stood in its way when it was last tried (then, at <see cref="At"/>), or why it failed.</summary>
    public Refusal? Problem { get; init; }
}
