using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Requests;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <content>Steps in the customer's directory: our person as guest, its Owner right, and its acceptance (azure §6.3, §3).</content>
internal sealed partial record OnboardStackTenantOperation
{
    private static readonly TimeSpan PropagationLimit = TimeSpan.FromMinutes(15);

    /// <summary>
    /// A guest who is there is not invited again, except for a link to accept with: the same user comes back (azure §6.3).
    /// </summary>
    private async Task<StepResult> InviteAsync(OperationRun run, CancellationToken ct)
    {
        var tenant = Tenant(run);
        var guest = await run.Azure.FindUserAsync(tenant, Guest, ct);
        if (guest is { IsEnabled: false, IsGuest: false })
            return Refused("OnboardStackTenant.GuestDisabled", Guest);
        CloudReceipt? receipt = null;
        var (id, link) = (guest?.Id ?? "", "–");
        if (guest is null || await run.Azure.GetGuestStateAsync(tenant, guest.Id, ct) == "PendingAcceptance")
        {
            try
            {
                var invitation = await run.Azure.InviteGuestAsync(tenant, Guest, "https://portal.azure.com/" + tenant, ct);
                (id, link, receipt) = (invitation.UserId, invitation.RedeemUrl ?? "–", invitation.Receipt);
            }
            catch (CloudFault fault) when (fault.Reason == CloudReason.DirectoryRoleMissing)
            {
                return new StepResult.Waits(Refusal.From(fault).Reason);
            }
            catch (CloudFault fault) when (RefusesInvitation(fault))
            {
                return new StepResult.Refused(new Refusal("OnboardStackTenant.GuestRefused", Guest, fault.Words ?? "–")
                {
                    Code = fault.Code,
                    CorrelationId = fault.RequestId,
                });
            }
        }

        var owners = await run.Azure.ViewOwnersAsync(tenant, PayingSubscription(run), id, ct);
        var stood = owners.UserIsOwner && !await EndsByItselfAsync(run, owners, id);
        return new StepResult.Done(receipt, Note(("guest", id), ("link", link), ("owner-stood", stood ? Yes : No)));
    }

    /// <summary>
    /// The right that stands is one that somebody was given for a time only: this onboarding
    /// holds it from here on, and it no longer ends.
    /// </summary>
    private async Task<bool> EndsByItselfAsync(OperationRun run, OwnerView owners, string guest)
    {
        var subscription = PayingSubscription(run);
        var name = AzureOperations.OwnerAssignmentName(subscription, guest).ToString();
        if (owners.Owners.Any(owner => CloudJson.SameId(owner.PrincipalId, guest) && !CloudJson.SameId(owner.Name, name)))
            return false;
        var holders = await run.HoldersAsync(HeldRight.Owner(subscription, guest, default));
        return holders.Any(holder => holder.Operation.EndsAt(run.Time.GetUtcNow()) is not null);
    }

    /// <summary>Owner of the guest; and meanwhile the purchase of the plan of a customer that others buy for too.</summary>
    public override IReadOnlyList<HeldRight> Rights(Request done) =>
        [.. new[] { Holds(done), BuysPlan && Company is null ? PlanSteps.Holds(done) : null }.OfType<HeldRight>()];

    public override HeldRight? Holds(Request done)
    {
        var guest = done.Steps.FirstOrDefault(step => step.Name == "guest");
        var owner = done.Steps.FirstOrDefault(step => step.Name == "owner");
        return guest is { State: StepState.Done, At: { } since }
            && done.Notes.GetValueOrDefault("owner-stood") == No
            && (owner?.State == StepState.Done || !done.State.IsOver())
                ? HeldRight.Owner(SubscriptionId.Length > 0 ? SubscriptionId : done.Notes["subscription"], done.Notes["guest"], since)
                : null;
    }

    /// <summary>
    /// The directory's own no to an invitation, not to our token: Graph says it as 401 Unauthorized, 403 or 400 (MicrosoftDocs/azure-docs
    /// issues 78054, 80892, 58360); a token that is not taken is InvalidAuthenticationToken.
    /// </summary>
    private static bool RefusesInvitation(CloudFault fault) => fault is { Api: "graph", Code: not null, Words.Length: > 0 } && fault switch
    {
        { Status: 400 or 403 } => true,
        { Status: 401, Code: "Unauthorized" } => true,
        _ => false,
    };

    /// <summary>The right is written under its one name and read back; Azure may take minutes to show it.</summary>
    private async Task<StepResult> OwnerAsync(OperationRun run, CancellationToken ct)
    {
        var (tenant, subscription, guest) = (Tenant(run), PayingSubscription(run), run.Note("guest")!);
        if (run.Note("owner-stood") == Yes)
            return new StepResult.Done(Remark: StepRemarks.Of("OwnerStood"));
        var name = AzureOperations.OwnerAssignmentName(subscription, guest).ToString();
        if (await run.Azure.FindAssignmentAsync(tenant, subscription, name, ct) is not null)
            return new StepResult.Done();
        OwnerChange change;
        try
        {
            change = await run.Azure.GrantOwnerAsync(tenant, subscription, guest, ct);
        }
        catch (CloudFault fault) when (fault.Code == "AuthorizationFailed" && run.Since("guest") < PropagationLimit)
        {
            if (!await run.Azure.MayAssignAfterAllAsync(tenant, subscription, ct))
                throw;
            return run.LookAgain("guest");
        }

        if (await run.Azure.FindAssignmentAsync(tenant, subscription, change.AssignmentName, ct) is not null)
            return new StepResult.Done(change.Receipt);
        return run.Since("guest") < PropagationLimit ? run.LookAgain("guest") : Waits("OnboardStackTenant.OwnerNotVisible", Guest);
    }

    /// <summary>
    /// Nothing before needs the acceptance, so it is waited for only here. A member of the directory has no
    /// state; a guest who is gone accepts nothing.
    /// </summary>
    private async Task<StepResult> AcceptanceAsync(OperationRun run, CancellationToken ct)
    {
        var (tenant, guest) = (Tenant(run), run.Note("guest")!);
        return await run.Azure.GetGuestStateAsync(tenant, guest, ct) switch
        {
            "PendingAcceptance" => Waits("OnboardStackTenant.GuestNotAccepted", Guest, run.Note("link")!),
            null when await run.Azure.FindConfirmedAsync(token => run.Azure.FindUserAsync(tenant, guest, token), ct) is null =>
                Refused("OnboardStackTenant.GuestGone", Guest),
            _ => new StepResult.Done(),
        };
    }
}
