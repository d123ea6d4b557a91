using CspBot.Cloud;
using CspBot.Requests;

namespace CspBot.Dialogs.GrantOwner;

/// <content>The steps of one line: invite, check, assign, confirm.</content>
internal sealed partial record GrantOwnerOperation
{
    /// <summary>Note of a line that stood already when its turn came, by somebody else's doing: it is never taken back.</summary>
    private const string StoodNote = "stood";
    private const string StoodRemark = "stood";
    private const string LinkRemark = "link ";
    private static readonly TimeSpan PropagationLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RightPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(3);

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        var at = new LineRun(LineSteps.Line(step), LineOf(step), run);
        if (Noted(run.Request, StoodNote, at.Number) is not null)
            return new StepResult.Done();
        return LineSteps.Name(step) switch
        {
            "invite" => await InviteAsync(at, ct),
            "check" => await CheckAsync(at, ct),
            "assign" => await AssignAsync(at, ct),
            _ => await ConfirmAsync(at, ct),
        };
    }

    /// <summary>
    /// Somebody who is there meanwhile, also by another line or a call whose answer was lost, is not invited again; if a replica did not
    /// know yet, the same user comes back (azure §6.3).
    /// </summary>
    private async Task<StepResult> InviteAsync(LineRun at, CancellationToken ct)
    {
        if (PrincipalOf(at.Line, at.Run.Request.Notes) is not null)
            return new StepResult.Done();
        if (await at.Azure.FindUserAsync(CustomerId, at.Line.Address, ct) is { } user)
            return new StepResult.Done(Notes: Note(GuestNote(at.Line), user.Id));
        try
        {
            var invited = await at.Azure.InviteGuestAsync(CustomerId, at.Line.Address, "https://portal.azure.com/" + CustomerId, ct);
            return new StepResult.Done(
                invited.Receipt,
                Note(GuestNote(at.Line), invited.UserId),
                invited.RedeemUrl is { } link ? LinkRemark + link : null);
        }
        catch (CloudFault fault) when (fault is { Api: "graph", Reason: not CloudReason.DirectoryRoleMissing, Words.Length: > 0 }
            && (fault.Status is 400 or 403 || fault is { Status: 401, Code: "Unauthorized" }))
        {
            // The directory's own no to an invitation (MicrosoftDocs/azure-docs issues 78054, 80892, 58360).
            return new StepResult.Refused(new Refusal("GrantOwner.GuestRefused", at.Line.Address, fault.Words)
            {
                Code = fault.Code,
                CorrelationId = fault.RequestId,
            });
        }
    }

    /// <summary>What the review showed is read again: much can happen before an approval.</summary>
    private async Task<StepResult> CheckAsync(LineRun at, CancellationToken ct)
    {
        var (azure, line) = (at.Azure, at.Line);
        var relation = await azure.GetCustomerAsync(CustomerId, ct);
        if (!relation.IsReseller)
            return Refused("GrantOwner.NotReseller", CustomerName);
        if (await azure.FindConfirmedAsync(token => FindSoldAsync(azure, line, token), ct) is null)
            return Refused("GrantOwner.SubscriptionNotOfCustomer", line.SubscriptionName, CustomerName);
        var subscription = await azure.FindConfirmedAsync(
            async token => (ArmSubscription?)await azure.GetSubscriptionAsync(CustomerId, line.SubscriptionId, token), ct);
        if (subscription is { IsClosed: true })
            return Refused("GrantOwner.SubscriptionNotEnabled", line.SubscriptionName, subscription.State);
        if (await azure.FindConfirmedAsync(token => azure.FindScopeAsync(CustomerId, line.Scope, token), ct) is null)
            return Refused("GrantOwner.GroupGone", line.Group!, line.SubscriptionName);
        if (await azure.FindConfirmedAsync(
            token => azure.FindRoleAsync(CustomerId, line.SubscriptionId, line.RoleId.ToString(), token), ct) is null)
            return Refused("GrantOwner.RoleNotFound", line.RoleName, line.SubscriptionName);
        var id = PrincipalOf(line, at.Run.Request.Notes)!;
        var principal = await azure.FindConfirmedAsync(token => FindAsync(azure, line, id, token), ct);
        if (principal is null)
        {
            // A guest takes seconds to minutes to be known everywhere (azure §6.5).
            return line.IsInvited && Since(at, "invite") < PropagationLimit
                ? new StepResult.NotYet(SoonAgain)
                : Refused("GrantOwner.UserNotFound", line.PrincipalName, CustomerName);
        }

        if (!principal.IsEnabled)
            return Refused("GrantOwner.UserDisabled", line.PrincipalName);
        var all = azure.ListAssignmentsAsync(CustomerId, line.SubscriptionId, ct);
        var view = await azure.ViewRoleAsync(CustomerId, line.Target(id), all, ct);

        // What a group was given by another line of this request ends with it, and is nobody else's doing.
        var ours = at.Run.Request.Notes.Where(note => note.Key.StartsWith(AssignmentNote + ":", StringComparison.Ordinal)).Select(
            note => note.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (view.Held.Any(held => !ours.Contains(held.Name)))
            return Lines is { Count: > 1 }
                ? new StepResult.Done(Notes: Note(LineSteps.Of(StoodNote, at.Number, All.Count), "yes"), Remark: StoodRemark)
                : AlreadyHeld(line);
        return view.PartnerMayAssign ? new StepResult.Done() : Refused("GrantOwner.PartnerMayNotAssign", line.SubscriptionName);
    }

    private async Task<Principal?> FindAsync(AzureOperations azure, GrantLine line, string id, CancellationToken ct) =>
        line.PrincipalType == Principal.Group ? await azure.FindGroupAsync(CustomerId, id, ct)
        : await azure.FindUserAsync(CustomerId, id, ct) is { } user ? Principal.Of(user)
        : null;

    private async Task<AzureSubscription?> FindSoldAsync(AzureOperations azure, GrantLine line, CancellationToken ct) =>
        (await azure.ListAzureSubscriptionsAsync(CustomerId, ct)).FirstOrDefault(
            sold => string.Equals(sold.Id, line.SubscriptionId, StringComparison.OrdinalIgnoreCase));

    private async Task<StepResult> AssignAsync(LineRun at, CancellationToken ct)
    {
        var (azure, line) = (at.Azure, at.Line);
        var target = line.Target(PrincipalOf(line, at.Run.Request.Notes)!);
        OwnerChange change;
        try
        {
            change = await azure.GrantRoleAsync(CustomerId, target, ct);
        }
        catch (CloudFault fault)
        {
            // Whatever the answer said, what stands is the truth: it is read back before anything is repeated or given up.
            var standing = await azure.FindAssignmentAsync(CustomerId, line.Scope, target.Name, ct);
            if (!string.Equals(standing?.PrincipalId, target.PrincipalId, StringComparison.OrdinalIgnoreCase))
            {
                if (fault.Code == "AuthorizationFailed"
                    && Since(at, "check") < PropagationLimit
                    && await azure.MayAssignAfterAllAsync(CustomerId, line.SubscriptionId, ct))
                    return new StepResult.NotYet(RightPause);
                throw;
            }

            change = new OwnerChange(true, target.Name, new CloudReceipt(fault.Api, fault.RequestId, null));
        }

        // Under another name it is not ours: nothing of somebody else's may end with our grant.
        return string.Equals(change.AssignmentName, target.Name, StringComparison.OrdinalIgnoreCase)
            ? new StepResult.Done(change.Receipt, Note(LineSteps.Of(AssignmentNote, at.Number, All.Count), target.Name))
            : AlreadyHeld(line);
    }

    /// <summary>Azure may take minutes to show a new assignment; it is waited for, never written under another name.</summary>
    private async Task<StepResult> ConfirmAsync(LineRun at, CancellationToken ct)
    {
        var line = at.Line;
        var found = await at.Azure.FindAssignmentAsync(CustomerId, line.Scope, Noted(at.Run.Request, AssignmentNote, at.Number)!, ct);
        if (found is not null
            && string.Equals(found.PrincipalId, PrincipalOf(line, at.Run.Request.Notes), StringComparison.OrdinalIgnoreCase))
            return new StepResult.Done();
        return Since(at, "assign") < PropagationLimit
            ? new StepResult.NotYet(SoonAgain)
            : new StepResult.Refused(new Refusal("GrantOwner.NotVisible", line.PrincipalName, line.Place) { CanBeMended = true });
    }

    /// <summary>How long ago a step of the line was done.</summary>
    private TimeSpan Since(LineRun at, string step) =>
        at.Run.Time.GetUtcNow() - (Step(at.Run.Request, step, at.Number).At ?? at.Run.Request.CreatedAt);

    private static StepResult.Refused AlreadyHeld(GrantLine line) => line.IsOwner
        ? Refused("GrantOwner.AlreadyOwner", line.PrincipalName, line.SubscriptionName)
        : Refused("GrantOwner.AlreadyHeld", line.PrincipalName, line.RoleName, line.Place);

    private static Dictionary<string, string> Note(string name, string value) => new() { [name] = value };

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));

    /// <summary>A line in the run of one of its steps.</summary>
    private sealed record LineRun(int Number, GrantLine Line, OperationRun Run)
    {
        public AzureOperations Azure => Run.Azure;
    }
}
