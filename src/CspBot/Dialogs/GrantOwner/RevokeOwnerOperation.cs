using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>
/// Takes back assignments that the bot made: at their end, or by undo. Never the last Owner, never the partner's own.
/// </summary>
internal sealed record RevokeOwnerOperation : Operation
{
    private static readonly string[] Taking = ["guard", "remove", "gone"];
    private static readonly TimeSpan PropagationLimit = TimeSpan.FromMinutes(15);

    public required string SubscriptionId { get; init; }

    public required string SubscriptionName { get; init; }

    public required string UserId { get; init; }

    public required string UserName { get; init; }

    public required string AssignmentName { get; init; }

    /// <summary>
    /// What is taken back, where it is not just Owner of the one subscription; the members above then tell of the first.
    /// </summary>
    public IReadOnlyList<RevokeLine>? Lines { get; init; }

    /// <summary>All that it takes back.</summary>
    internal IReadOnlyList<RevokeLine> All => Lines ??
    [
        new RevokeLine
        {
            SubscriptionId = SubscriptionId,
            SubscriptionName = SubscriptionName,
            RoleId = AzureRoles.Owner,
            RoleName = "Owner",
            PrincipalId = UserId,
            PrincipalName = UserName,
            PrincipalType = Principal.User,
            AssignmentName = AssignmentName,
        },
    ];

    public override PartnerPower Power => PartnerPower.GiveOwner;

    public override bool TakesAway => true;

    public override string Lane => HeldRight.LaneOf(SubscriptionId);

    public override string LaneOf(string? step) => Lines is null || step is null ? Lane : HeldRight.LaneOf(LineOf(step).SubscriptionId);

    public override NextStep? Next => NextStep.Access;

    public override IReadOnlyList<string> Steps =>
        [.. All.SelectMany((_, i) => Taking.Select(step => LineSteps.Of(step, i, All.Count)))];

    public override string? PartOf(string step) => LineSteps.Part(step);

    public override string PartLine(string part, Texts texts) => LineOf(":" + part).Say(texts);

    public override string StepText(string step) => "GrantOwner.Step." + LineSteps.Name(step);

    public override string StepLine(string step, Texts texts) => LineSteps.Name(step) switch
    {
        "remove" when !LineOf(step).IsOwner => texts[GrantOwnerText.Step_removeRole, LineOf(step).Role(texts)],
        "guard" when !LineOf(step).IsOwner => texts[GrantOwnerText.Step_guardRole],
        _ => texts[StepText(step)],
    };

    public override string Title(Texts texts) => All switch
    {
        [{ IsOwner: true }] => texts[GrantOwnerText.RevokeTitle, UserName, SubscriptionName],
        [var only] => texts[GrantOwnerText.RevokeRoleTitle, only.PrincipalName, only.Place, only.Role(texts)],
        _ => texts[GrantOwnerText.RevokeSeveralTitle, All.Count, CustomerName],
    };

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => All.Count == 1
        ?
        [
            (texts[CommonText.Customer], CustomerName),
            (texts[GrantOwnerText.Subscription], All[0].Place),
            (texts[GrantOwnerText.User], UserName),
        ]
        : [(texts[CommonText.Customer], CustomerName)];

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        var line = LineOf(step);
        if (run.NewerHolder(line.Right) is { } newer)
            return LeftTo(newer);
        return LineSteps.Name(step) switch
        {
            "guard" => await GuardAsync(run.Azure, line, ct),
            "remove" => await RemoveAsync(run.Azure, line, ct),
            _ => await GoneAsync(run, step, line, ct),
        };
    }

    public override string? StepRemark(RequestStep step, Texts texts) =>
        step.Remark is { } newer ? texts[GrantOwnerText.LeftTo, newer] : null;

    /// <summary>What would take back more than one right is left to its time.</summary>
    public override HeldRight? Takes => All is [var only] ? only.Right : null;

    private RevokeLine LineOf(string step) => All[LineSteps.Line(step)];

    /// <summary>
    /// Somebody was given the same right since, here or in another dialog: it has one name in Azure, so it is theirs now. The request says
    /// whose only where that is all of it.
    /// </summary>
    private StepResult.Done LeftTo(Request newer) => new(
        Notes: All.Count == 1 ? new Dictionary<string, string> { [HeldRight.NewerNote] = newer.Id } : null, Remark: newer.Id);

    private async Task<StepResult> GuardAsync(AzureOperations azure, RevokeLine line, CancellationToken ct)
    {
        if (await FindAsync(azure, line, ct) is not { } assignment)
            return new StepResult.Done();
        if (!string.Equals(assignment.PrincipalType, line.PrincipalType, StringComparison.OrdinalIgnoreCase)
            || !string.Equals(assignment.PrincipalId, line.PrincipalId, StringComparison.OrdinalIgnoreCase))
            return new StepResult.Refused(new Refusal("GrantOwner.NotOurAssignment", line.SubscriptionName));
        if (!line.IsOwner)
            return new StepResult.Done();
        return await azure.HasOtherOwnerAsync(CustomerId, line.SubscriptionId, line.AssignmentName, ct)
            ? new StepResult.Done()
            : new StepResult.Refused(new Refusal("GrantOwner.LastOwner", line.PrincipalName, line.SubscriptionName));
    }

    private async Task<StepResult> RemoveAsync(AzureOperations azure, RevokeLine line, CancellationToken ct)
    {
        try
        {
            var change = await azure.RevokeRoleAsync(CustomerId, line.Scope, line.AssignmentName, ct);
            return new StepResult.Done(change.Receipt);
        }
        catch (CloudFault fault)
        {
            // Whatever the answer said, what stands is the truth: read back before it is repeated or given up.
            if (await FindAsync(azure, line, ct) is not null)
                throw;
            return new StepResult.Done(new CloudReceipt(fault.Api, fault.RequestId, null));
        }
    }

    private async Task<StepResult> GoneAsync(OperationRun run, string step, RevokeLine line, CancellationToken ct)
    {
        if (await FindAsync(run.Azure, line, ct) is null)
            return new StepResult.Done();
        var remove = LineSteps.Of("remove", LineSteps.Line(step), All.Count);
        var removed = run.Request.Steps.Single(one => one.Name == remove).At ?? run.Request.CreatedAt;
        if (run.Time.GetUtcNow() - removed >= PropagationLimit)
            return new StepResult.Refused(new Refusal("GrantOwner.StillThere", line.PrincipalName, line.Place));

        // A 204 says only that nothing was found to remove: what stands is removed again.
        await run.Azure.RevokeRoleAsync(CustomerId, line.Scope, line.AssignmentName, ct);
        return new StepResult.NotYet(TimeSpan.FromSeconds(3));
    }

    /// <summary>The bot had confirmed it: it is gone only when several reads say so.</summary>
    private Task<RoleAssignment?> FindAsync(AzureOperations azure, RevokeLine line, CancellationToken ct) =>
        azure.FindConfirmedAsync(token => azure.FindAssignmentAsync(CustomerId, line.Scope, line.AssignmentName, token), ct);
}
