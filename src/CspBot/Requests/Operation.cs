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

    /// <summary>The role its requester must hold, at submit and again at execution.</summary>
    public abstract PartnerRole Role { get; }

    /// <summary>It only takes a right away: no approval by default.</summary>
    public virtual bool TakesAway => false;

    /// <summary>Requests of one lane run one after the other.</summary>
    public virtual string Lane => CustomerId;

    /// <summary>Its steps in order.</summary>
    public abstract IReadOnlyList<string> Steps { get; }

    /// <summary>How long after its success the effect ends by itself; null for never.</summary>
    public virtual TimeSpan? EndsAfter => null;

    /// <summary>When an effect that began at this moment ends by itself; null for never. Overridden where the end is a date.</summary>
    public virtual DateTimeOffset? EndsAt(DateTimeOffset began) => EndsAfter is { } life ? began + life : null;

    /// <summary>How long before its end the requester is told.</summary>
    public virtual TimeSpan NoticeBeforeEnd => TimeSpan.FromHours(1);

    /// <summary>This operation, once done, leaves nothing for that scheduled end to do: the end then runs at once and says so.</summary>
    public virtual bool Overtakes(Operation end) => false;

    /// <summary>One line that names it.</summary>
    public abstract string Title(Texts texts);

    /// <summary>What requester and approvers see: name and value.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> Facts(Texts texts);

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
    /// The right that this request gave, or is about to give, and that others may give too, also in other dialogs; null for none (yet).
    /// The end of one holder leaves a right alone that another was given since.
    /// </summary>
    public virtual HeldRight? Holds(Request done) => null;
}

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
        new($"owner:{subscriptionId}:{principalId}".ToLowerInvariant(), "subscription:" + subscriptionId.ToLowerInvariant(), since);
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

    /// <summary>Which other requests hold a right now, or are about to.</summary>
    public Func<HeldRight, Task<IReadOnlyList<Request>>> HoldersAsync { get; init; } = _ => Task.FromResult<IReadOnlyList<Request>>([]);

    /// <summary>For an end: the newest other request that holds this right; null when nobody was given it since.</summary>
    public Request? NewerHolder(HeldRight right) => Later.LastOrDefault(other => other.Operation.Holds(other)?.Key == right.Key);

    /// <summary>What an earlier step wrote down, e.g. the name of an assignment.</summary>
    public string? Note(string name) => Request.Notes.GetValueOrDefault(name);

    /// <summary>An id that is the same at every try of this step: the idempotency key of calls that know one.</summary>
    public Guid IdFor(string step) => DeterministicGuid.Version5(Calls, $"{Request.Id}|{step}");

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
    }

    /// <summary>Refused for good, with the reason.</summary>
    internal sealed record Refused(Refusal Refusal) : StepResult;

    /// <summary>Not yet: look again after this time without counting it as a failure.</summary>
    internal sealed record NotYet(TimeSpan After) : StepResult;

    /// <summary>
    /// Somebody must act first; the request is parked, holds nothing, and is looked at again now and then or on Continue.
    /// </summary>
    internal sealed record Waits(string Reason, params string[] Args) : StepResult
    {
        /// <summary>It may pass by itself at any moment, so it is looked at again soon.</summary>
        public bool Passes { get; init; }
    }
}
