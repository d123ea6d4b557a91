using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>Makes a customer's user Owner of an Azure subscription, for a time or for good.</summary>
/// <remarks>Prerequisites and codes: facts azure §3, partner-center §9.</remarks>
internal sealed record GrantOwnerOperation : Operation
{
    /// <summary>Note that holds the assignment's name: what undo and the end take back.</summary>
    public const string AssignmentNote = "assignment";

    private static readonly TimeSpan PropagationLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RightPause = TimeSpan.FromSeconds(5);

    public required string SubscriptionId { get; init; }

    public required string SubscriptionName { get; init; }

    public required string UserId { get; init; }

    public required string UserName { get; init; }

    public required string UserPrincipalName { get; init; }

    public required bool IsGuest { get; init; }

    /// <summary>One of <see cref="Duration.All"/>.</summary>
    public required string Duration { get; init; }

    public string Ticket { get; init; } = "";

    public override PartnerRole Role => PartnerRole.AdminAgent;

    public override string Lane => "subscription:" + SubscriptionId.ToLowerInvariant();

    public override IReadOnlyList<string> Steps { get; } = ["check", "assign", "confirm"];

    public override TimeSpan? EndsAfter => GrantOwner.Duration.Length(Duration);

    public override string StepText(string step) => "GrantOwner.Step." + step;

    public override string Title(Texts texts) => texts[GrantOwnerText.Title, UserName, SubscriptionName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => GrantOwnerCards.Facts(this, texts);

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        "check" => await CheckAsync(run.Azure, ct),
        "assign" => await AssignAsync(run, ct),
        _ => await ConfirmAsync(run, ct),
    };

    public override Operation? Inverse(Request done) => done.Notes.TryGetValue(AssignmentNote, out var assignment)
        ? new RevokeOwnerOperation
        {
            CustomerId = CustomerId,
            CustomerName = CustomerName,
            Reason = Reason,
            SubscriptionId = SubscriptionId,
            SubscriptionName = SubscriptionName,
            UserId = UserId,
            UserName = UserName,
            AssignmentName = assignment,
        }
        : null;

    /// <summary>What the review showed is read again: much can happen before an approval.</summary>
    private async Task<StepResult> CheckAsync(AzureOperations azure, CancellationToken ct)
    {
        var relation = await azure.GetCustomerAsync(CustomerId, ct);
        if (!relation.IsReseller)
            return Refused("GrantOwner.NotReseller", CustomerName);
        if (await azure.FindConfirmedAsync(token => FindSoldAsync(azure, token), ct) is null)
            return Refused("GrantOwner.SubscriptionNotOfCustomer", SubscriptionName, CustomerName);
        var subscription = await azure.FindConfirmedAsync(
            async token => (ArmSubscription?)await azure.GetSubscriptionAsync(CustomerId, SubscriptionId, token), ct);
        if (subscription is { IsClosed: true })
            return Refused("GrantOwner.SubscriptionNotEnabled", SubscriptionName, subscription.State);
        var user = await azure.FindConfirmedAsync(token => azure.FindUserAsync(CustomerId, UserId, token), ct);
        if (user is null)
            return Refused("GrantOwner.UserNotFound", UserName, CustomerName);
        if (!user.IsEnabled)
            return Refused("GrantOwner.UserDisabled", UserName);
        var owners = await azure.ViewOwnersAsync(CustomerId, SubscriptionId, UserId, ct);
        if (owners.UserIsOwner)
            return Refused("GrantOwner.AlreadyOwner", UserName, SubscriptionName);
        return owners.PartnerMayAssign ? new StepResult.Done() : Refused("GrantOwner.PartnerMayNotAssign", SubscriptionName);
    }

    private async Task<AzureSubscription?> FindSoldAsync(AzureOperations azure, CancellationToken ct) =>
        (await azure.ListAzureSubscriptionsAsync(CustomerId, ct)).FirstOrDefault(
            sold => string.Equals(sold.Id, SubscriptionId, StringComparison.OrdinalIgnoreCase));

    private async Task<StepResult> AssignAsync(OperationRun run, CancellationToken ct)
    {
        var azure = run.Azure;
        var name = AzureOperations.OwnerAssignmentName(SubscriptionId, UserId).ToString();
        OwnerChange change;
        try
        {
            change = await azure.GrantOwnerAsync(CustomerId, SubscriptionId, UserId, ct);
        }
        catch (CloudFault fault)
        {
            // Whatever the answer said, what stands is the truth: it is read back before anything is repeated or given up.
            var standing = await azure.FindAssignmentAsync(CustomerId, SubscriptionId, name, ct);
            if (!string.Equals(standing?.PrincipalId, UserId, StringComparison.OrdinalIgnoreCase))
            {
                var since = run.Time.GetUtcNow() - (run.Request.Steps.Single(step => step.Name == "check").At ?? run.Request.CreatedAt);
                if (fault.Code == "AuthorizationFailed"
                    && since < PropagationLimit
                    && await azure.MayAssignAfterAllAsync(CustomerId, SubscriptionId, ct))
                    return new StepResult.NotYet(RightPause);
                throw;
            }

            change = new OwnerChange(true, name, new CloudReceipt(fault.Api, fault.RequestId, null));
        }

        // Under another name it is not ours: nothing of somebody else's may end with our grant.
        return string.Equals(change.AssignmentName, name, StringComparison.OrdinalIgnoreCase)
            ? new StepResult.Done(change.Receipt, new Dictionary<string, string> { [AssignmentNote] = name })
            : Refused("GrantOwner.AlreadyOwner", UserName, SubscriptionName);
    }

    /// <summary>Azure may take minutes to show a new assignment; it is waited for, never written under another name.</summary>
    private async Task<StepResult> ConfirmAsync(OperationRun run, CancellationToken ct)
    {
        var found = await run.Azure.FindAssignmentAsync(CustomerId, SubscriptionId, run.Note(AssignmentNote)!, ct);
        if (found is not null && string.Equals(found.PrincipalId, UserId, StringComparison.OrdinalIgnoreCase))
            return new StepResult.Done();
        var written = run.Request.Steps.Single(step => step.Name == "assign").At ?? run.Request.CreatedAt;
        return run.Time.GetUtcNow() - written < PropagationLimit
            ? new StepResult.NotYet(TimeSpan.FromSeconds(3))
            : new StepResult.Refused(new Refusal("GrantOwner.NotVisible", UserName, SubscriptionName) { CanBeMended = true });
    }

    /// <summary>Held from the check on, before the write: an older grant's end must not fall into the moment between.</summary>
    public override HeldRight? Holds(Request done)
    {
        var (check, assign) = (done.Steps[0], done.Steps[1]);
        return assign.State == StepState.Done || (check.State == StepState.Done && !done.State.IsOver())
            ? HeldRight.Owner(SubscriptionId, UserId, assign.At ?? check.At ?? done.CreatedAt)
            : null;
    }

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));
}
