using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Resources;

namespace CspBot.Requests;

/// <summary>What a dialog will do in the cloud, as a value: it can be stored, shown, approved, retried and undone.</summary>
internal abstract record Operation
{
    /// <summary>The customer's tenant id.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The customer's name as Partner Center gave it when the request was made.</summary>
    public required string CustomerName { get; init; }

    /// <summary>Why, in the requester's words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What its requester must be allowed, at submit and again at execution.</summary>
    public abstract PartnerPower Power { get; }

    /// <summary>
    /// What somebody who stands behind it must be allowed: its requester, or else each person who says yes to it. Differs from
    /// <see cref="Power"/> where some may ask only.
    /// </summary>
    public virtual PartnerPower RunPower => Power;

    /// <summary>It only takes a right away: it never waits for approval.</summary>
    public virtual bool TakesAway => false;

    /// <summary>It waits for nobody's approval unless a rule says so.</summary>
    public virtual bool NeedsNobody => TakesAway;

    /// <summary>Name of the dialog that gives rights in a customer's cloud: see <see cref="RuledLike"/>.</summary>
    protected const string GivesRights = "grant-owner";

    /// <summary>The dialog whose rule it keeps too, whichever dialog it is asked for in; null for none.</summary>
    public virtual string? RuledLike => null;

    /// <summary>The money that the customer is bound to by it, or the commitment that it ends for good; else null.</summary>
    public virtual CommittedAmount? Commits => null;

    /// <summary>Azure roles that it gives, by id and, where they are Azure's own, by name; none where it gives none.</summary>
    public virtual IReadOnlyList<string> GivenRoles => [];

    /// <summary>How long what it gives lasts; the longest there is: for good. Null where that is no question.</summary>
    public virtual TimeSpan? LastsFor(DateTimeOffset now) => EndsAt(now) - now;

    /// <summary>Its kind to those who pre-approve; null where it is asked for one by one.</summary>
    public virtual string? PreapprovedAs => null;

    /// <summary>Who gains by it beside its requester, and has no yes to it either; null for nobody.</summary>
    public virtual Person? Beneficiary => null;

    /// <summary>One click takes back what it did, for an hour; false where its end has a word of its own.</summary>
    public virtual bool HasUndo => true;

    /// <summary>The ticket that its own form asked for; empty for none.</summary>
    public virtual string OwnTicket => "";

    /// <summary>Requests of one lane run one after the other.</summary>
    public virtual string Lane => CustomerId;

    /// <summary>The lane of a step, where an operation works in several; a request stands in that of its next step.</summary>
    /// <param name="step">Null: it has no next one.</param>
    public virtual string LaneOf(string? step) => Lane;

    /// <summary>Its steps in order.</summary>
    public abstract IReadOnlyList<string> Steps { get; }

    /// <summary>
    /// The part that a step belongs to: a part stands or falls by itself, and one that fails does not stop the others. Null: all hangs on
    /// this step.
    /// </summary>
    public virtual string? PartOf(string step) => null;

    /// <summary>A part's line on the progress card, in the place of its steps.</summary>
    public virtual string PartLine(string part, Texts texts) => part;

    /// <summary>Why a request failed of which some parts did.</summary>
    public virtual Refusal WhyPartly(Request request) => request.Steps.First(step => step.State == StepState.Failed).Problem!;

    /// <summary>How long after its success the effect ends by itself; null for never.</summary>
    public virtual TimeSpan? EndsAfter => null;

    /// <summary>When an effect that began at this moment ends by itself; null for never. Overridden where the end is a date.</summary>
    public virtual DateTimeOffset? EndsAt(DateTimeOffset began) => EndsAfter is { } life ? began + life : null;

    /// <summary>The same for another of the contract's durations; null where it has no such end, and for any other word.</summary>
    public virtual Operation? Lasting(string duration) => null;

    /// <summary>Something that happens may end the effect before its time, or at all.</summary>
    public virtual bool EndsOnEvent => false;

    /// <summary>How long before its end the requester is told.</summary>
    public virtual TimeSpan NoticeBeforeEnd => TimeSpan.FromHours(1);

    /// <summary>This operation, once done, leaves nothing for that scheduled end to do: the end then runs at once and says so.</summary>
    public virtual bool Overtakes(Operation end) => false;

    /// <summary>One line that names it.</summary>
    public abstract string Title(Texts texts);

    /// <summary>What a yes to it lets happen beside what its title names, in a sentence; null for nothing.</summary>
    public virtual string? Means(Texts texts) => null;

    /// <summary>What requester and approvers see: name and value.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> Facts(Texts texts);

    /// <summary>What approvers alone see besides: what helps them to decide.</summary>
    public virtual IReadOnlyList<(string Name, string Value)> FactsForApprover(Texts texts) => [];

    /// <summary>Key of what its card says once it succeeded, unless it ends by itself.</summary>
    public virtual string DoneText => RequestsText.Line_succeeded;

    /// <summary>Once it succeeded the work itself is still a person's, in a portal.</summary>
    public virtual bool LeavesSteps => false;

    /// <summary>Key of what its card says once it was taken back but for something that another request holds: that one's id.</summary>
    public virtual string LeftToText => RequestsText.Line_leftTo;

    /// <summary>Key of the text that names a step on the progress card.</summary>
    public abstract string StepText(string step);

    /// <summary>The step's line on the progress card.</summary>
    public virtual string StepLine(string step, Texts texts) => texts[StepText(step)];

    /// <summary>What is said below a step's line, from the remark that the step left; null for nothing.</summary>
    public virtual string? StepRemark(RequestStep step, Texts texts) => step.Remark;

    /// <summary>Runs one step. It is asked "already done?" first by reading the cloud, so that it may be repeated at any time.</summary>
    /// <exception cref="CloudFault">Transient ones are tried again later, decisive ones end the request.</exception>
    public abstract Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct);

    /// <summary>
    /// The operation that takes the effect back, also that of a request which ended half-way; null when there
    /// is nothing to take back, or it cannot be.
    /// </summary>
    public virtual Operation? Inverse(Request done) => null;

    /// <summary>
    /// A call was sent whose effect nobody has read back yet: the request is not taken back meanwhile, and its card says that it is open.
    /// </summary>
    public virtual bool IsUnderWay(Request request) => false;

    /// <summary>
    /// The right that this request gave, or is about to give, and that others may give too, also in other dialogs; null for none (yet).
    /// The end of one holder leaves a right alone that another was given since.
    /// </summary>
    public virtual HeldRight? Holds(Request done) => null;

    /// <summary>
    /// The right that this took away from whoever gave it: what was to end it finds it gone, and the requests that hold it say so. Null for
    /// none.
    /// </summary>
    public virtual HeldRight? Takes => null;

    /// <summary>What its requester most likely does next, once it is done; null for nothing.</summary>
    public virtual NextStep? Next => null;

    /// <summary>Buttons that lead on from its request's card once that is over.</summary>
    public virtual IEnumerable<AdaptiveAction> Doors(Request done, Texts texts) => done.State == RequestState.Succeeded && Next is { } next
        ? [Look.Go(texts[next.Text], next.Verb, new() { ["customer"] = CustomerId, [NextStep.Beside] = done.Id })]
        : [];

    /// <summary>The same on the cards of those who decided.</summary>
    public virtual IEnumerable<AdaptiveAction> DoorsForApprover(Request done, Texts texts) => [];

    /// <summary>Whom it gives a right on a subscription, by name; none where it gives none.</summary>
    public virtual IReadOnlyList<Receiver> Receivers => [];

    /// <summary>The same of an operation that gives several rights, each with its own moment.</summary>
    public virtual IReadOnlyList<HeldRight> Rights(Request done) => Holds(done) is { } one ? [one] : [];
}

/// <summary>An amount in the currencies in which a service told it; without any it is unknown, and counts as too much.</summary>
/// <param name="Billing">As the customer's partner is billed.</param>
/// <param name="Pricing">As Microsoft counts it, mostly US dollars.</param>
internal sealed record CommittedAmount(Money? Billing, Money? Pricing);

/// <summary>Somebody to whom a right on a subscription is given.</summary>
/// <param name="Address">Sign-in name; empty where none is known.</param>
internal sealed record Receiver(string Name, string Address, string SubscriptionId);

/// <summary>A right in a customer's cloud that a request holds.</summary>
/// <param name="Key">The same for everybody who holds it.</param>
/// <param name="Lane">Lane of the requests that give it alone.</param>
/// <param name="Since">When it was written, or was about to be.</param>
internal sealed record HeldRight(string Key, string Lane, DateTimeOffset Since)
{
    /// <summary>Note of an end that left the right to a newer holder: that request's id.</summary>
    public const string NewerNote = "newer";

    /// <summary>Owner of an Azure subscription.</summary>
    public static HeldRight Owner(string subscriptionId, string principalId, DateTimeOffset since) =>
        new($"owner:{subscriptionId}:{principalId}".ToLowerInvariant(), LaneOf(subscriptionId), since);

    /// <summary>A role on a subscription, or below it; Owner of the subscription itself is <see cref="Owner"/>.</summary>
    /// <param name="scope"><c>/subscriptions/{s}</c> or <c>/subscriptions/{s}/resourceGroups/{rg}</c>.</param>
    public static HeldRight Role(string scope, Guid roleId, string principalId, DateTimeOffset since)
    {
        var parts = scope.Trim('/').Split('/');
        return parts.Length == 2 && roleId == AzureRoles.Owner
            ? Owner(parts[1], principalId, since)
            : new HeldRight($"role:{scope.TrimEnd('/')}:{roleId}:{principalId}".ToLowerInvariant(), LaneOf(parts[1]), since);
    }

    /// <summary>Everything that gives or takes rights on one subscription runs one after the other.</summary>
    public static string LaneOf(string subscriptionId) => "subscription:" + subscriptionId.ToLowerInvariant();
}

/// <summary>What a running step has at hand.</summary>
/// <param name="Azure">The shared Azure operations service.</param>
/// <param name="Request">The request, with the notes of earlier steps.</param>
/// <param name="Time">The clock.</param>
internal sealed record OperationRun(AzureOperations Azure, Request Request, TimeProvider Time)
{
    /// <summary>
    /// For an end: what the dialog did for the same customer since the effect began, and who was given the same right since.
    /// What somebody did anew is not taken back.
    /// </summary>
    public IReadOnlyList<Request> Later { get; init; } = [];

    /// <summary>For an end: what the same dialog does for the same customer besides, done, running or yet to be tried again.</summary>
    public Func<Task<IReadOnlyList<Request>>> OthersAsync { get; init; } = () => Task.FromResult<IReadOnlyList<Request>>([]);

    /// <summary>Which other requests hold a right now, or are about to.</summary>
    public Func<HeldRight, Task<IReadOnlyList<Request>>> HoldersAsync { get; init; } = _ => Task.FromResult<IReadOnlyList<Request>>([]);

    /// <summary>
    /// For an end: the newest other request that was given this right after <see cref="HeldRight.Since"/>; null when nobody was.
    /// </summary>
    public Request? NewerHolder(HeldRight right) => Later.LastOrDefault(
        other => other.Operation.Rights(other).Any(held => held.Key == right.Key && held.Since > right.Since));

    /// <summary>Looks at rows of the bot's own store that another folder keeps.</summary>
    public Func<OwnLook, Task<string?>> LookAsync { get; init; } = _ => Task.FromResult<string?>(null);

    /// <summary>Stores notes at once, under the worker's fence: see <see cref="KeepAsync"/>.</summary>
    public Func<IReadOnlyDictionary<string, string>, Task<Request>> StoreAsync { get; init; } =
        _ => throw new InvalidOperationException("This run keeps nothing.");

    /// <summary>How long ago a step was done; since the request was made, where it was not.</summary>
    public TimeSpan Since(string step) =>
        Time.GetUtcNow() - (Request.Steps.First(line => line.Name == step).At ?? Request.CreatedAt);

    /// <summary>Looks again soon, and less often the longer the step before is done: many requests may wait for the same service.</summary>
    public StepResult.NotYet LookAgain(string since)
    {
        var waited = Since(since) / 4;
        return new StepResult.NotYet(waited < SoonestLook ? SoonestLook : waited > LatestLook ? LatestLook : waited);
    }

    private static readonly TimeSpan SoonestLook = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LatestLook = TimeSpan.FromMinutes(1);

    /// <summary>What an earlier step wrote down, e.g. the name of an assignment.</summary>
    public string? Note(string name) => Request.Notes.GetValueOrDefault(name);

    /// <summary>
    /// Writes notes down in the middle of a step: what must be known after a crash, such as that a call which cannot be repeated is
    /// about to be sent, or where to look for its result.
    /// </summary>
    public async Task<OperationRun> KeepAsync(params (string Name, string Value)[] notes) =>
        this with { Request = await StoreAsync(notes.ToDictionary(note => note.Name, note => note.Value)) };

    /// <summary>An id that is the same at every try of this step: the idempotency key of calls that know one.</summary>
    public Guid IdFor(string step) => IdOf(Request, step);

    /// <summary>The same without a run, to say afterwards under which id something was made.</summary>
    public static Guid IdOf(Request request, string step) => DeterministicGuid.Version5(Calls, $"{request.Id}|{step}");

    private static readonly Guid Calls = new("6f0cbb0e-5d0f-4b3c-9a52-7d1a3f1e2c41");
}

/// <summary>What became of a step.</summary>
internal abstract record StepResult
{
    private StepResult()
    {
    }

    /// <summary>Done; the notes are kept for later steps, the receipt goes into the audit.</summary>
    internal sealed record Done(CloudReceipt? Receipt = null, IReadOnlyDictionary<string, string>? Notes = null, string? Remark = null)
        : StepResult
    {
        /// <summary>Something was written: true with a receipt; said where a service gives none.</summary>
        public bool HasWritten { get; init; } = Receipt is not null;

        /// <summary>
        /// Orders that the step placed, of Partner Center or Azure: they are recorded as the bot's own in the transaction that stores the
        /// step, so that the watch over purchases tells nobody of them.
        /// </summary>
        public IReadOnlyList<string> Orders { get; init; } = [];

        /// <summary>What the step keeps in the bot's own store, in the transaction that stores the step; null for nothing.</summary>
        public OwnRows? Keeps { get; init; }
    }

    /// <summary>Refused for good, with the reason.</summary>
    internal sealed record Refused(Refusal Refusal) : StepResult;

    /// <summary>Not yet: look again after this time without counting it as a failure.</summary>
    internal sealed record NotYet(TimeSpan After) : StepResult
    {
        /// <summary>What the next look needs, such as the address where an operation is polled: it survives a restart.</summary>
        public IReadOnlyDictionary<string, string>? Notes { get; init; }
    }

    /// <summary>
    /// Somebody must act first; the request is parked, holds nothing, and is looked at again now and then or on Continue.
    /// </summary>
    internal sealed record Waits(string Reason, params string[] Args) : StepResult
    {
        /// <summary>It may pass by itself at any moment, so it is looked at again soon.</summary>
        public bool Passes { get; init; }
    }
}
