using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>
/// Takes one role assignment away, whoever gave it: never the last Owner's, never the partner's own. Also the end of a right that was
/// extended.
/// </summary>
internal sealed record RevokeAccessOperation : Operation
{
    private const string StoodNote = "stood";
    private const string PutBackNote = "put-back";
    private const string ConditionNote = "condition";
    private const string ConditionVersionNote = "condition-version";
    private const string Yes = "true";
    private static readonly TimeSpan PropagationLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    public required AccessTarget Target { get; init; }

    public override PartnerPower Power => PartnerPower.GiveOwner;

    public override bool TakesAway => true;

    public override string Lane => HeldRight.LaneOf(Target.SubscriptionId);

    public override HeldRight? Takes => Target.Right(default);

    public override NextStep? Next => NextStep.Access;

    public override IReadOnlyList<string> Steps { get; } = ["guard", "remove", "gone"];

    public override string StepText(string step) => "CustomerAccess.Step." + step;

    public override string Title(Texts texts) =>
        texts[CustomerAccessText.RevokeOperation, Target.Role(texts), Target.Who(texts), Target.Place];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => AccessCards.Facts(this, Target, texts);

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        _ when run.NewerHolder(Target.Right(default)) is { } newer => new StepResult.Done(
            Notes: new Dictionary<string, string> { [HeldRight.NewerNote] = newer.Id }, Remark: newer.Id),
        _ when await GivenSinceAsync(run) is { } anew => step == "gone"
            ? new StepResult.Done(Remark: anew.Id)
            : Refused("CustomerAccess.GivenAnew", Target.PrincipalName, anew.Id),
        "guard" => await GuardAsync(run.Azure, ct),
        "remove" => await RemoveAsync(run.Azure, ct),
        _ => await GoneAsync(run, ct),
    };

    public override string? StepRemark(RequestStep step, Texts texts) =>
        step.Remark is { } newer ? texts[GrantOwnerText.LeftTo, newer] : null;

    /// <summary>
    /// Asked for by a person, it takes what stood then: what a request gave since is not what they looked at. Between two tries others may
    /// have had their turn.
    /// </summary>
    private async Task<Request?> GivenSinceAsync(OperationRun run)
    {
        if (run.Request.ParentId is not null)
            return null;
        var right = Target.Right(default);
        return (await run.HoldersAsync(right)).FirstOrDefault(holder => holder.Operation.Rights(holder).Any(
            held => held.Key == right.Key && held.Since > run.Request.CreatedAt));
    }

    /// <summary>What the card showed is read again, right before the removal.</summary>
    private async Task<StepResult> GuardAsync(AzureOperations azure, CancellationToken ct)
    {
        if (await FindAsync(azure, ct) is not { } standing)
            return new StepResult.Done();
        if (!Target.Fits(standing))
            return Refused("CustomerAccess.Changed", Target.PrincipalName);
        if (azure.IsAdminAgents(standing.PrincipalId))
            return Refused("CustomerAccess.OwnPrincipal");
        if (Target.IsOwner && !await azure.HasOtherOwnerAsync(CustomerId, Target.SubscriptionId, Target.AssignmentName, ct))
            return Refused("CustomerAccess.LastOwner", Target.PrincipalName, Target.SubscriptionName);
        var notes = new Dictionary<string, string> { [StoodNote] = Yes };
        if (standing.Condition is { } condition)
            (notes[ConditionNote], notes[ConditionVersionNote]) = (condition, standing.ConditionVersion ?? "");
        return new StepResult.Done(Notes: notes);
    }

    private async Task<StepResult> RemoveAsync(AzureOperations azure, CancellationToken ct)
    {
        try
        {
            var change = await azure.RemoveAssignmentAsync(CustomerId, Target.Scope, Target.AssignmentName, ct);
            return new StepResult.Done(change.Receipt) { HasWritten = change.Changed };
        }
        catch (CloudFault fault)
        {
            // Whatever the answer said, what stands is the truth: read back before it is repeated or given up.
            if (await FindAsync(azure, ct) is not null)
                throw;
            return new StepResult.Done(new CloudReceipt(fault.Api, fault.RequestId, null));
        }
    }

    /// <summary>
    /// Gone, and somebody is Owner still. If the other Owner was taken away elsewhere in the same moment, this one is put back: of the last
    /// two, one revoke goes through.
    /// </summary>
    private async Task<StepResult> GoneAsync(OperationRun run, CancellationToken ct)
    {
        if (run.Note(PutBackNote) is null)
        {
            if (await FindAsync(run.Azure, ct) is not null)
                return await AgainAsync(run, ct);

            // What was gone before this request looked is not put back by it; what it removed, it did also when nobody heard the answer.
            if (!Target.IsOwner
                || run.Note(StoodNote) is null
                || await run.Azure.HasOtherOwnerAsync(CustomerId, Target.SubscriptionId, Target.AssignmentName, ct))
                return new StepResult.Done();
            run = await run.KeepAsync((PutBackNote, Yes));
        }

        var was = new RoleAssignment(
            Target.AssignmentName, Target.Scope, Target.PrincipalId, Target.PrincipalType, Guid.Parse(Target.RoleId))
        {
            Condition = run.Note(ConditionNote),
            ConditionVersion = run.Note(ConditionVersionNote),
        };
        await run.Azure.PutBackAsync(CustomerId, Target.SubscriptionId, was, ct);
        return Refused("CustomerAccess.LastOwnerPutBack", Target.PrincipalName, Target.SubscriptionName);
    }

    /// <summary>A 204 says only that nothing was found to remove: what stands is removed again.</summary>
    private async Task<StepResult> AgainAsync(OperationRun run, CancellationToken ct)
    {
        var removed = run.Request.Steps.Single(step => step.Name == "remove").At ?? run.Request.CreatedAt;
        if (run.Time.GetUtcNow() - removed >= PropagationLimit)
            return Refused("CustomerAccess.StillThere", Target.PrincipalName, Target.SubscriptionName);
        await run.Azure.RemoveAssignmentAsync(CustomerId, Target.Scope, Target.AssignmentName, ct);
        return new StepResult.NotYet(Pause);
    }

    /// <summary>It was seen before: it is gone only when several reads say so.</summary>
    private Task<RoleAssignment?> FindAsync(AzureOperations azure, CancellationToken ct) => azure.FindConfirmedAsync(
        token => azure.FindAssignmentAtAsync(CustomerId, Target.Scope, Target.AssignmentName, token), ct);

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));
}
