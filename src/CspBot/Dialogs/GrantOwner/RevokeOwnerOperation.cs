using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>
/// Takes back an Owner assignment that the bot made: at its end, or by undo. Never the last Owner, never the partner's own.
/// </summary>
internal sealed record RevokeOwnerOperation : Operation
{
    private static readonly TimeSpan PropagationLimit = TimeSpan.FromMinutes(15);

    public required string SubscriptionId { get; init; }

    public required string SubscriptionName { get; init; }

    public required string UserId { get; init; }

    public required string UserName { get; init; }

    public required string AssignmentName { get; init; }

    public override PartnerRole Role => PartnerRole.AdminAgent;

    public override bool TakesAway => true;

    public override string Lane => "subscription:" + SubscriptionId.ToLowerInvariant();

    public override IReadOnlyList<string> Steps { get; } = ["guard", "remove", "gone"];

    public override string StepText(string step) => "GrantOwner.Step." + step;

    public override string Title(Texts texts) => texts[GrantOwnerText.RevokeTitle, UserName, SubscriptionName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[GrantOwnerText.Subscription], SubscriptionName),
        (texts[GrantOwnerText.User], UserName),
    ];

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        _ when run.NewerHolder(Right) is { } newer => LeftTo(newer),
        "guard" => await GuardAsync(run.Azure, ct),
        "remove" => await RemoveAsync(run.Azure, ct),
        _ => await GoneAsync(run, ct),
    };

    public override string? StepRemark(RequestStep step, Texts texts) =>
        step.Remark is { } newer ? texts[GrantOwnerText.LeftTo, newer] : null;

    private HeldRight Right => HeldRight.Owner(SubscriptionId, UserId, default);

    /// <summary>
    /// Somebody was given the same right since, here or in another dialog: it has one name in Azure, so it is theirs now.
    /// </summary>
    private static StepResult.Done LeftTo(Request newer) =>
        new(Notes: new Dictionary<string, string> { [HeldRight.NewerNote] = newer.Id }, Remark: newer.Id);

    private async Task<StepResult> GuardAsync(AzureOperations azure, CancellationToken ct)
    {
        if (await FindAsync(azure, ct) is not { } assignment)
            return new StepResult.Done();
        if (!string.Equals(assignment.PrincipalType, "User", StringComparison.OrdinalIgnoreCase)
            || !string.Equals(assignment.PrincipalId, UserId, StringComparison.OrdinalIgnoreCase))
            return new StepResult.Refused(new Refusal("GrantOwner.NotOurAssignment", SubscriptionName));
        var view = await azure.ViewOwnersAsync(CustomerId, SubscriptionId, null, ct);
        return view.Owners.Any(owner => !string.Equals(owner.Name, AssignmentName, StringComparison.OrdinalIgnoreCase))
            ? new StepResult.Done()
            : new StepResult.Refused(new Refusal("GrantOwner.LastOwner", UserName, SubscriptionName));
    }

    private async Task<StepResult> RemoveAsync(AzureOperations azure, CancellationToken ct)
    {
        try
        {
            var change = await azure.RevokeOwnerAsync(CustomerId, SubscriptionId, AssignmentName, ct);
            return new StepResult.Done(change.Receipt);
        }
        catch (CloudFault fault)
        {
            // Whatever the answer said, what stands is the truth: read back before it is repeated or given up.
            if (await FindAsync(azure, ct) is not null)
                throw;
            return new StepResult.Done(new CloudReceipt(fault.Api, fault.RequestId, null));
        }
    }

    private async Task<StepResult> GoneAsync(OperationRun run, CancellationToken ct)
    {
        if (await FindAsync(run.Azure, ct) is null)
            return new StepResult.Done();
        var removed = run.Request.Steps.Single(step => step.Name == "remove").At ?? run.Request.CreatedAt;
        if (run.Time.GetUtcNow() - removed >= PropagationLimit)
            return new StepResult.Refused(new Refusal("GrantOwner.StillThere", UserName, SubscriptionName));

        // A 204 says only that nothing was found to remove: what stands is removed again.
        await run.Azure.RevokeOwnerAsync(CustomerId, SubscriptionId, AssignmentName, ct);
        return new StepResult.NotYet(TimeSpan.FromSeconds(3));
    }

    /// <summary>The bot had confirmed it: it is gone only when several reads say so.</summary>
    private Task<RoleAssignment?> FindAsync(AzureOperations azure, CancellationToken ct) =>
        azure.FindConfirmedAsync(token => azure.FindAssignmentAsync(CustomerId, SubscriptionId, AssignmentName, token), ct);
}
