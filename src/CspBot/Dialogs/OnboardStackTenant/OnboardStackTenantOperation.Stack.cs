using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Requests;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <content>Steps of each deployment: its registration in public Azure, the mapping, and the stamp itself (azure §4, §5).</content>
internal sealed partial record OnboardStackTenantOperation
{
    private async Task<StepResult> OnStackAsync(string step, OperationRun run, StackDeployment stack, CancellationToken ct) => step switch
    {
        "registration" => await RegistrationAsync(run, stack, ct),
        "map" => await MapAsync(run, stack, ct),
        "directory" => await DirectoryAsync(run, stack, ct),
        "consent" => await ConsentAsync(run, stack, ct),
        "local" => await LocalAsync(run, stack, ct),
        _ => await ProveAsync(run, stack, ct),
    };

    /// <summary>
    /// Before anything is changed: the registration can take the tenant. What stands there already is noted down: a
    /// step that is repeated cannot tell any more.
    /// </summary>
    private async Task<StepResult> RegistrationAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        var state = await StackState.ReadAsync(run.Azure, stack, ct);
        if (state.Blocks(CustomerId, SubscriptionId) is { } blocked)
            return new StepResult.Refused(blocked);
        var stood = CustomerId.Length > 0 && state.Stands(CustomerId, SubscriptionId) ? Yes : No;
        return new StepResult.Done(
            null,
            Note(("stood:" + stack.Name, stood), ("let-in:" + stack.Name, await LetInBeforeAsync(run, stack, ct))),
            StepRemarks.Of(state.IsMultiTenant ? "MultiTenant" : "MultiTenantUnknown"));
    }

    /// <summary>
    /// Not known when the stamp is out of reach: undo leaves the directory alone then. What passes is waited for as in every step, else a
    /// moment's page would leave a directory let in for good.
    /// </summary>
    private async Task<string> LetInBeforeAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        if (CustomerId.Length == 0)
            return No;
        try
        {
            return (await run.Azure.ListDirectoryTenantsAsync(stack, ct)).Any(directory => CloudJson.SameId(directory.TenantId, CustomerId))
                ? Yes
                : No;
        }
        catch (CloudFault fault) when (ByHand.Asks(fault, run) || !(fault.IsTransient || fault.IsOperators))
        {
            // Only undo needs it, and undo leaves alone what it does not know; the stamp's own steps say what is wrong.
            return Unknown;
        }
    }

    /// <summary>
    /// Whether Microsoft enabled multi-tenancy cannot be read: the write tells, and then waits with the mail that asks for it. A right
    /// that is missing refuses the whole as long as nothing was done; later it is waited for, so that nobody starts over.
    /// </summary>
    private async Task<StepResult> MapAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        var (tenant, subscription) = (Tenant(run), PayingSubscription(run));
        try
        {
            var change = await run.Azure.MapStackTenantAsync(stack, subscription, tenant, replace: false, ct);
            return new StepResult.Done(
                change.Receipt,
                Remark: StepRemarks.Of(Before(run, "stood:" + stack.Name) == Yes ? "MappingStood" : "Mapped", subscription));
        }
        catch (CloudFault fault) when (fault.Code == "TenantAlreadyMapped")
        {
            var mappings = await run.Azure.ListStackMappingsAsync(stack, ct);
            return StackState.Other(stack, mappings, tenant, subscription) is { } other
                ? new StepResult.Refused(other)
                : run.LookAgain("registration:" + stack.Name);
        }
        catch (CloudFault fault) when (fault.Code == StackCodes.NotEnabled)
        {
            var (group, name, owner) = StackWords.Parts(stack);
            return Waits("OnboardStackTenant.MultiTenancyNotEnabled", stack.Name, owner, group, name);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Reason: CloudReason.NoRightOnSubscription })
        {
            return HasChangedAnything(run)
                ? Waits("OnboardStackTenant.RegistrationRightMissing", stack.Name)
                : new StepResult.Refused(new Refusal("OnboardStackTenant.NoRightOnRegistration", stack.Name)
                {
                    Code = fault.Code,
                    CorrelationId = fault.RequestId,
                });
        }
    }

    private async Task<StepResult> DirectoryAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        try
        {
            var added = await run.Azure.RegisterDirectoryTenantAsync(stack, Domain, Tenant(run), ct);
            var stood = Before(run, "let-in:" + stack.Name);
            return new StepResult.Done(Remark: stood == Yes || (stood != No && !added) ? StepRemarks.Of("DirectoryStood") : null)
            {
                HasWritten = added,
            };
        }
        catch (CloudFault fault) when (ByHand.Asks(fault, run))
        {
            return ByHand.Result(run, fault, "OnboardStackTenant.OperatorByHand", stack.Name, StackWords.OperatorCommand(stack, Domain));
        }
    }

    /// <summary>
    /// The customer's administrator lets the stamp into the directory; the stamp's health report tells when that is done (azure
    /// §5.2, §5.3). Only the customer can let our guest into its subscription there (azure §4.7).
    /// </summary>
    private async Task<StepResult> ConsentAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        try
        {
            var health = await run.Azure.CheckStackHealthAsync(stack, ct);
            var mine = health.FirstOrDefault(directory => CloudJson.SameId(directory.TenantId, Tenant(run)));
            if (mine is { IsHealthy: true })
                return new StepResult.Done();
            var command = StackWords.CustomerCommand(stack, Domain);
            if (Account.Length > 0)
                return Waits("OnboardStackTenant.CustomerMustConsentFirst", CustomerName, stack.Name, command);
            return Guest.Length > 0
                ? Waits("OnboardStackTenant.CustomerMustConsentAndShare", CustomerName, stack.Name, command, Guest)
                : Waits("OnboardStackTenant.CustomerMustConsent", CustomerName, stack.Name, command);
        }
        catch (CloudFault fault) when (ByHand.Asks(fault, run))
        {
            var command = StackWords.CustomerCommand(stack, Domain);
            return ByHand.Result(run, fault, "OnboardStackTenant.ConsentByHand", CustomerName, stack.Name, command);
        }
    }

    /// <summary>
    /// A group is made and removed in the tenant's subscription on the stamp: the cheapest thing that proves it works (azure §5.4).
    /// </summary>
    private async Task<StepResult> ProveAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        var tenant = Tenant(run);
        try
        {
            var all = await run.Azure.ListStackSubscriptionsAsync(stack, tenant, ct);
            var enabled = all.Where(one => CloudJson.SameWord(one.State, "Enabled"));
            if (run.Note(LocalNote + stack.Name) is { } local)
                enabled = enabled.Where(one => CloudJson.SameId(one.Id, local));
            if (enabled.FirstOrDefault() is not { } subscription)
                return Account.Length > 0
                    ? ByHand.Result(run, null, "OnboardStackTenant.LocalNotVisible", CustomerName, stack.Name, Account)
                    : ByHand.Result(run, null, "OnboardStackTenant.NoStackSubscription", CustomerName, stack.Name);
            var proof = await run.Azure.ProveStackTenantAsync(
                stack, tenant, subscription.Id, "cspbot-proof-" + run.Request.Id.ToLowerInvariant(), ct);
            return new StepResult.Done(
                proof.Receipt, Remark: StepRemarks.Of(proof.Removed ? "Proven" : "ProvenNotRemoved", proof.Group, subscription.Name));
        }
        catch (CloudFault fault) when (ByHand.Asks(fault, run))
        {
            return ByHand.Result(run, fault, "OnboardStackTenant.ProofByHand", CustomerName, stack.Name);
        }
    }
}
