using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>Takes a tenant off Azure Stacks: by off-boarding, or as the undo of what an onboarding did.</summary>
/// <remarks>
/// A directory is shut out before its mapping goes, so that nothing is used in between at the
/// partner's cost (facts azure §4.3, §5.2).
/// </remarks>
internal sealed record OffboardStackTenantOperation : Operation
{
    private static readonly TimeSpan StillThere = TimeSpan.FromSeconds(5);

    public required string Domain { get; init; }

    /// <summary>The subscription that pays.</summary>
    public required string SubscriptionId { get; init; }

    public required IReadOnlyList<StackSeat> Seats { get; init; }

    /// <summary>Our guest who loses Owner; empty to leave rights alone.</summary>
    public string OwnerId { get; init; } = "";

    public string OwnerName { get; init; } = "";

    public override PartnerPower Power => PartnerPower.OnboardStack;

    public override NextStep? Next => NextStep.StackTenants;

    public override IReadOnlyList<string> Steps =>
    [
        .. OwnerId.Length > 0 ? ["unown"] : Array.Empty<string>(),
        .. Seats.Where(seat => seat.Local.Length > 0).Select(seat => "unlocal:" + seat.Deployment),
        .. Seats.Where(seat => seat.ShutOut).Select(seat => "shut:" + seat.Deployment),
        .. Seats.Where(seat => seat.Unmap).Select(seat => "unmap:" + seat.Deployment),
    ];

    public override string StepText(string step) => "OnboardStackTenant.Step." + step.Split(':')[0];

    public override string StepLine(string step, Texts texts) => texts[StepText(step), step.Split(':', 2)[^1]];

    public override string? StepRemark(RequestStep step, Texts texts) => StepRemarks.Say(step.Remark, texts);

    public override string Title(Texts texts) =>
        texts[OnboardStackTenantText.OffboardTitle, CustomerName, texts.Names([.. Seats.Select(seat => seat.Deployment)])];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], $"{CustomerName} ({Domain})"),
        (texts[OnboardStackTenantText.Deployments], string.Join(", ", Seats.Select(seat => seat.Deployment))),
        (texts[OnboardStackTenantText.Subscription], SubscriptionId),
        (texts[OnboardStackTenantText.Directory],
            texts[Seats.Any(seat => seat.ShutOut) ? OnboardStackTenantText.ShutOut : OnboardStackTenantText.NotShutOut]),
        (texts[OnboardStackTenantText.Consequence],
            texts[Seats.All(seat => seat.ShutOut) ? OnboardStackTenantText.ConsequenceShut : OnboardStackTenantText.ConsequenceOpen]),
        (texts[OnboardStackTenantText.LocalSubscription],
            string.Join(", ", Seats.Where(seat => seat.Local.Length > 0).Select(seat =>
                texts[OnboardStackTenantText.LocalGoes, seat.Deployment, seat.Local]))),
        (texts[OnboardStackTenantText.Guest], OwnerName),
        (texts[OnboardStackTenantText.Reason], Reason),
    ];

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        if (step == "unown")
            return await UnownAsync(run, ct);
        var (name, deployment) = (step.Split(':', 2)[0], step.Split(':', 2)[1]);
        if (run.Azure.Stacks.FirstOrDefault(one => one.Name == deployment) is not { } stack)
            return new StepResult.Refused(new Refusal("OnboardStackTenant.UnknownDeployment", deployment));
        try
        {
            return name switch
            {
                "unlocal" => await RemoveLocalAsync(run, stack, ct),
                "shut" => await ShutOutAsync(run, stack, ct),
                _ => await UnmapAsync(run, stack, ct),
            };
        }
        catch (CloudFault fault) when (!fault.IsTransient && StackCodes.Explain(fault) is not null)
        {
            return new StepResult.Refused(StackCodes.Explain(fault)!);
        }
        catch (CloudFault fault) when (StackCodes.IsOurRight(fault))
        {
            var missing = StackCodes.Unread(stack, fault);
            return new StepResult.Waits(missing.Reason, missing.Args);
        }
    }

    /// <summary>Only the assignment under the name that the onboarding wrote; Azure itself keeps the last Owner.</summary>
    private async Task<StepResult> UnownAsync(OperationRun run, CancellationToken ct)
    {
        if (run.NewerHolder(HeldRight.Owner(SubscriptionId, OwnerId, default)) is { } newer)
            return new StepResult.Done(
                Notes: new Dictionary<string, string> { [HeldRight.NewerNote] = newer.Id },
                Remark: StepRemarks.Of("OwnerLeftTo", newer.Id));
        var name = AzureOperations.OwnerAssignmentName(SubscriptionId, OwnerId).ToString();
        var found = await FindOwnerAsync(ct);
        if (found is null || !CloudJson.SameId(found.PrincipalId, OwnerId))
            return new StepResult.Done();
        var change = await run.Azure.RevokeOwnerAsync(CustomerId, SubscriptionId, name, ct);
        return await FindOwnerAsync(ct) is null ? new StepResult.Done(change.Receipt) : new StepResult.NotYet(StillThere);

        Task<RoleAssignment?> FindOwnerAsync(CancellationToken limit) =>
            run.Azure.FindConfirmedAsync(token => run.Azure.FindAssignmentAsync(CustomerId, SubscriptionId, name, token), limit);
    }

    /// <summary>
    /// Only the subscription under the id of the onboarding's own PUT, and not when another onboarding took it, which may still run; it
    /// goes with all that is in it.
    /// </summary>
    private async Task<StepResult> RemoveLocalAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        var local = Seats.First(seat => seat.Deployment == stack.Name).Local;
        if (await FindNeedyAsync(run, other => CloudJson.SameId(OnboardStackTenantOperation.LocalOf(other, stack.Name), local)) is { } left)
            return left;
        try
        {
            var removed = await run.Azure.RemoveStackUserSubscriptionAsync(stack, local, ct);
            return new StepResult.Done { HasWritten = removed };
        }
        catch (CloudFault fault) when (ByHand.Asks(fault, run))
        {
            return ByHand.Result(
                run, fault, "OnboardStackTenant.LocalRemovalByHand", stack.Name, StackWords.RemoveSubscription(local));
        }
    }

    private async Task<StepResult> ShutOutAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        try
        {
            if (await FindNeedyAsync(run, other => OnboardStackTenantOperation.BuildsOn(other, "directory", stack.Name)) is { } left)
                return left;
            if (await FindDirectoryAsync(ct) is not { } directory)
                return new StepResult.Done();
            await run.Azure.UnregisterDirectoryTenantAsync(stack, directory.Name, ct);
            return await FindDirectoryAsync(ct) is not null
                ? throw new CloudFault(
                    CloudReason.ServiceFault,
                    "stackadmin",
                    null,
                    "NotReadBack",
                    null,
                    $"{stack.Name} accepted the removal but still shows the directory.")
                : new StepResult.Done();
        }
        catch (CloudFault fault) when (ByHand.Asks(fault, run))
        {
            return ByHand.Result(run, fault, "OnboardStackTenant.RemovalByHand", stack.Name, StackWords.OperatorRemoval(stack, Domain));
        }

        Task<DirectoryTenant?> FindDirectoryAsync(CancellationToken limit) => run.Azure.FindConfirmedAsync(
            async token =>
                (await run.Azure.ListDirectoryTenantsAsync(stack, token)).FirstOrDefault(one => CloudJson.SameId(one.TenantId, CustomerId)),
            limit);
    }

    /// <summary>
    /// The undo of one onboarding takes nothing from another that stands or still runs: without its mapping, what it hands over would be
    /// billed to us. Who off-boards a tenant means all of it.
    /// </summary>
    private static async Task<StepResult.Done?> FindNeedyAsync(OperationRun run, Func<Request, bool> needs)
    {
        if (run.Request.ParentId is null || (await run.OthersAsync()).LastOrDefault(needs) is not { } other)
            return null;
        return new StepResult.Done(
            Notes: new Dictionary<string, string> { [HeldRight.NewerNote] = other.Id }, Remark: StepRemarks.Of("NeededBy", other.Id));
    }

    /// <summary>Only this very mapping: one that somebody made since for another tenant stays.</summary>
    private async Task<StepResult> UnmapAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        if (await FindNeedyAsync(run, other => OnboardStackTenantOperation.BuildsOn(other, "map", stack.Name, SubscriptionId)) is { } left)
            return left;
        var ours = new StackMapping(SubscriptionId.ToLowerInvariant(), CustomerId.ToLowerInvariant());
        var standing = await run.Azure.FindConfirmedAsync(
            async token => (await run.Azure.ListStackMappingsAsync(stack, token)).FirstOrDefault(one => one == ours), ct);
        if (standing is null)
            return new StepResult.Done();
        try
        {
            var change = await run.Azure.UnmapStackTenantAsync(stack, SubscriptionId, ct);
            return new StepResult.Done(change.Receipt);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Reason: CloudReason.Locked })
        {
            return new StepResult.Refused(
                new Refusal("OnboardStackTenant.RegistrationLocked", stack.Name) { Code = fault.Code, CorrelationId = fault.RequestId });
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Reason: CloudReason.NoRightOnSubscription })
        {
            return new StepResult.Refused(
                new Refusal("OnboardStackTenant.NoRightOnRegistration", stack.Name) { Code = fault.Code, CorrelationId = fault.RequestId });
        }
    }
}

/// <summary>What is taken back on one deployment.</summary>
internal sealed record StackSeat(string Deployment, bool Unmap, bool ShutOut)
{
    /// <summary>Id of the local subscription that goes; empty for none.</summary>
    public string Local { get; init; } = "";
}
