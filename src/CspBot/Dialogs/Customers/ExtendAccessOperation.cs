using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>
/// Holds a right that was given for a time for longer, or for good: nothing is written in the cloud, the older end leaves it alone from
/// now on, and an end of its own takes it away.
/// </summary>
internal sealed record ExtendAccessOperation : Operation
{
    public required AccessTarget Target { get; init; }

    /// <summary>One of <see cref="RightDuration.All"/>, counted from its success on.</summary>
    public required string Duration { get; init; }

    /// <summary>When it would have ended, as the review showed it.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public override IReadOnlyList<Receiver> Receivers => [new(Target.PrincipalName, "", Target.SubscriptionId)];

    public override PartnerPower Power => PartnerPower.GiveOwner;

    public override string RuledLike => GivesRights;

    public override IReadOnlyList<string> GivenRoles => [.. AzureRoles.Called(Target.RoleId, Target.RoleName, Target.IsOwnRole)];

    public override TimeSpan? LastsFor(DateTimeOffset now) => EndsAfter ?? TimeSpan.MaxValue;

    public override string Lane => HeldRight.LaneOf(Target.SubscriptionId);

    public override NextStep? Next => NextStep.Access;

    public override string PreapprovedAs => PreapprovalKind.ExtendAccess;

    public override IReadOnlyList<string> Steps { get; } = ["check", "hold"];

    public override TimeSpan? EndsAfter => RightDuration.Length(Duration);

    public override string StepText(string step) => "CustomerAccess.Step." + step;

    public override string Title(Texts texts) =>
        texts[CustomerAccessText.ExtendOperation, Target.Role(texts), Target.Who(texts), Target.Place];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        .. AccessCards.Facts(this, Target, texts),
        (texts[CustomerAccessText.EndedAtFact], EndedAt is { } end ? texts.Time(end) : ""),
        (texts[GrantOwnerText.Duration], RightDuration.Say(texts, Duration)),
    ];

    /// <summary>
    /// Both steps look at the same: what stands in the moment of holding is what is held, and by whom the review said. Much can happen
    /// before an approval: what was given anew meanwhile is not bound to the end of an extension of something older.
    /// </summary>
    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        var azure = run.Azure;
        if (step == "check" && await azure.FindConfirmedAsync(token => FindSoldAsync(azure, token), ct) is null)
            return new StepResult.Refused(
                new Refusal("CustomerAccess.SubscriptionNotOfCustomer", Target.SubscriptionName, CustomerName));
        var standing = await azure.FindConfirmedAsync(
            token => azure.FindAssignmentAtAsync(CustomerId, Target.Scope, Target.AssignmentName, token), ct);
        return standing is not null && await WhyNotHeldAsync(run) is { } held
            ? new StepResult.Refused(held)
            : standing is null ? new StepResult.Refused(new Refusal("CustomerAccess.GoneMeanwhile", Target.PrincipalName))
            : Target.Fits(standing) ? new StepResult.Done()
            : new StepResult.Refused(new Refusal("CustomerAccess.Changed", Target.PrincipalName));
    }

    public override Operation? Inverse(Request done) => done.Steps[1].State == StepState.Done
        ? new RevokeAccessOperation
        {
            CustomerId = CustomerId,
            CustomerName = CustomerName,
            Reason = Reason,
            Target = Target,
        }
        : null;

    /// <summary>
    /// Held from the hold on and not before: an older end that comes in between takes the right, and the hold says so. If it left the right
    /// to an extension that then failed, nobody would end it.
    /// </summary>
    public override HeldRight? Holds(Request done) =>
        done.Steps[1] is { State: StepState.Done } hold ? Target.Right(hold.At ?? done.CreatedAt) : null;

    /// <summary>
    /// What ran without approval is held no longer before somebody confirmed it: its taking back would leave the right to this one.
    /// </summary>
    public static Refusal? WhyUnconfirmed(Request? holder, string principal) =>
        holder is { Glass: { ConfirmedAt: null } } ? new Refusal("CustomerAccess.Unconfirmed", principal, holder.Id) : null;

    private async Task<Refusal?> WhyNotHeldAsync(OperationRun run)
    {
        var right = Target.Right(default);
        var holders = await run.HoldersAsync(right);
        var newest = holders.MaxBy(holder => holder.Operation.Rights(holder).Where(held => held.Key == right.Key).Max(held => held.Since));
        return WhyUnconfirmed(newest, Target.PrincipalName)
            ?? (newest is { IsTakenBack: false } && newest.EndsAt == EndedAt
                ? null
                : new Refusal("CustomerAccess.HeldOtherwise", Target.PrincipalName));
    }

    private async Task<AzureSubscription?> FindSoldAsync(AzureOperations azure, CancellationToken ct) =>
        (await azure.ListAzureSubscriptionsAsync(CustomerId, ct)).FirstOrDefault(
            sold => string.Equals(sold.Id, Target.SubscriptionId, StringComparison.OrdinalIgnoreCase));
}
