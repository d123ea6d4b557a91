using CspBot.Cloud.AzureStack;
using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <content>Azure Stack tenants: who pays for their use, and whether they may come in (azure §4, §5).</content>
internal sealed partial class AzureOperations
{
    private const int ProofLooks = 10;
    private static readonly TimeSpan ProofPause = TimeSpan.FromSeconds(2);

    /// <summary>The stacks that the partner runs, as configured.</summary>
    public IReadOnlyList<StackDeployment> Stacks => options.Stacks;

    /// <summary>
    /// A stack's registration; NotFound with code RegistrationNotFound when one of the three parts of its id is wrong (azure §4.6).
    /// </summary>
    public async Task<StackRegistration> GetRegistrationAsync(StackDeployment stack, CancellationToken ct)
    {
        var shape = await arm.GetRegistrationAsync(stack.RegistrationId, ct);
        return new StackRegistration(
            shape.Id ?? stack.RegistrationId, shape.Name ?? "", shape.Properties?.CloudId, shape.Properties?.BillingModel);
    }

    /// <summary>The customer with this tenant id as the index knows it, without a call; null when it does not (yet).</summary>
    public Customer? FindKnownCustomer(string tenantId) => index.Find(tenantId);

    /// <summary>
    /// The subscription that a registration lives in, and that pays for whoever is not mapped; null when it is not shown to us.
    /// </summary>
    public async Task<ArmSubscription?> FindRegistrationSubscriptionAsync(StackDeployment stack, CancellationToken ct)
    {
        if (stack.RegistrationId.Split('/', StringSplitOptions.RemoveEmptyEntries) is not ["subscriptions", var id, ..])
            return null;
        try
        {
            return await GetSubscriptionAsync(options.Partner.TenantId, id, ct);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Reason: CloudReason.NotFound or CloudReason.NoRightOnSubscription })
        {
            return null;
        }
    }

    /// <summary>The directory (tenant id) that has this domain; a tenant id is itself; null when there is none.</summary>
    public Task<string?> ResolveDirectoryAsync(string domainOrTenant, CancellationToken ct) =>
        Guid.TryParse(domainOrTenant, out var tenant)
            ? Task.FromResult<string?>(tenant.ToString())
            : stacks.ResolveDirectoryAsync(domainOrTenant, ct);

    /// <summary>
    /// Every tenant that has a paying subscription on this registration. A tenant that is missing
    /// bills the default subscription (azure §4.3).
    /// </summary>
    public async Task<IReadOnlyList<StackMapping>> ListStackMappingsAsync(StackDeployment stack, CancellationToken ct)
    {
        var shapes = await arm.ListCustomerSubscriptionsAsync(stack.RegistrationId, ct);
        return [.. shapes.Select(s => ReadMapping(s, s.Name ?? ""))];
    }

    /// <summary>Lets the subscription pay for the tenant's use of this stack, and reads it back.</summary>
    /// <param name="stack">Whose registration.</param>
    /// <param name="subscriptionId">
    /// The customer's Azure subscription, sold by this partner in the tenant its users sign
    /// in with; sent in lower case (azure §4.4).
    /// </param>
    /// <param name="tenantId">That tenant.</param>
    /// <param name="replace">false: a tenant that another subscription pays for is left alone: Conflict, code TenantAlreadyMapped.</param>
    /// <param name="ct">Cancels.</param>
    /// <remarks>
    /// PUT answers 200, 201 with or without a body, or 204 (azure §4.2): only the GET counts. The service replaces a
    /// tenant's other mapping without a word (azure §4.3), hence <paramref name="replace"/>. The codes of azure §4.6 come as
    /// they are in <see cref="CloudFault.Code"/>.
    /// </remarks>
    public async Task<StackMappingChange> MapStackTenantAsync(
        StackDeployment stack, string subscriptionId, string tenantId, bool replace, CancellationToken ct)
    {
        var (subscription, tenant) = (Subscription(subscriptionId), Tenant(tenantId));
        var wanted = new StackMapping(subscription, tenant);
        var standing = await ListStackMappingsAsync(stack, ct);
        if (standing.Contains(wanted))
            return new StackMappingChange(false, wanted, null);
        if (!replace && standing.FirstOrDefault(m => m.TenantId == tenant || m.SubscriptionId == subscription) is { } other)
            throw new CloudFault(
                CloudReason.Conflict,
                "arm",
                null,
                "TenantAlreadyMapped",
                null,
                $"On {stack.Name} subscription {other.SubscriptionId} pays for tenant {other.TenantId} already.");

        CloudAnswer answer;
        try
        {
            answer = await arm.PutCustomerSubscriptionAsync(stack.RegistrationId, subscription, tenant, ct);
        }
        catch (CloudFault fault) when (fault.IsUnknown || fault.Status == 409)
        {
            // Whatever the answer said, what stands is the truth.
            var stands = await arm.FindCustomerSubscriptionAsync(stack.RegistrationId, subscription, ct);
            if (!CloudJson.SameId(stands?.Properties?.TenantId, tenant))
                throw;
            return new StackMappingChange(true, wanted, new CloudReceipt(fault.Api, fault.RequestId, fault.RequestId));
        }

        var found = await arm.FindCustomerSubscriptionAsync(stack.RegistrationId, subscription, ct);
        return found is not null && CloudJson.SameId(found.Properties?.TenantId, tenant)
            ? new StackMappingChange(true, wanted, answer.Receipt)
            : throw new CloudFault(
                CloudReason.ServiceFault,
                "arm",
                answer.Status,
                "NotReadBack",
                answer.Receipt.RequestId,
                $"{stack.Name} accepted the mapping but does not show it.");
    }

    /// <summary>
    /// Removes a mapping, and reads several times that it is gone; from then on the tenant's use bills the default subscription.
    /// </summary>
    public async Task<StackMappingChange> UnmapStackTenantAsync(StackDeployment stack, string subscriptionId, CancellationToken ct)
    {
        var subscription = Subscription(subscriptionId);
        if (await FindMappingAsync(ct) is not { } standing)
            return new StackMappingChange(false, null, null);
        var answer = await arm.DeleteCustomerSubscriptionAsync(stack.RegistrationId, subscription, ct);
        return await FindMappingAsync(ct) is null
            ? new StackMappingChange(true, ReadMapping(standing, subscription), answer.Receipt)
            : throw new CloudFault(
                CloudReason.ServiceFault,
                "arm",
                answer.Status,
                "NotReadBack",
                answer.Receipt.RequestId,
                $"{stack.Name} accepted the removal but still shows the mapping.");

        // Whoever removes a mapping has seen it in the list.
        Task<NamedTenantShape?> FindMappingAsync(CancellationToken limit) =>
            FindConfirmedAsync(token => arm.FindCustomerSubscriptionAsync(stack.RegistrationId, subscription, token), limit);
    }

    /// <summary>Directories that a stack lets in.</summary>
    public async Task<IReadOnlyList<DirectoryTenant>> ListDirectoryTenantsAsync(StackDeployment stack, CancellationToken ct)
    {
        var provider = await stacks.GetProviderSubscriptionAsync(stack, ct);
        var shapes = await stacks.ListDirectoryTenantsAsync(stack, provider, ct);
        return [.. shapes.Select(s => new DirectoryTenant(s.Name ?? "", s.Properties?.TenantId?.ToLowerInvariant() ?? ""))];
    }

    /// <summary>Lets a directory in under its domain; already in counts as done (azure §5.1). True: it was not in before.</summary>
    public async Task<bool> RegisterDirectoryTenantAsync(StackDeployment stack, string domain, string tenantId, CancellationToken ct)
    {
        var provider = await stacks.GetProviderSubscriptionAsync(stack, ct);
        if (await IsRegisteredAsync(stack, provider, Tenant(tenantId), ct))
            return false;
        try
        {
            await stacks.PutDirectoryTenantAsync(stack, provider, domain, Tenant(tenantId), ct);
        }
        catch (CloudFault fault) when (fault.IsUnknown || fault.Status == 409)
        {
            // Whatever the answer said, what stands is the truth.
            if (!await IsRegisteredAsync(stack, provider, Tenant(tenantId), ct))
                throw;
        }

        return await IsRegisteredAsync(stack, provider, Tenant(tenantId), ct)
            ? true
            : throw new CloudFault(
                CloudReason.ServiceFault,
                "stackadmin",
                null,
                "NotReadBack",
                null,
                $"{stack.Name} accepted the directory but does not show it.");
    }

    /// <summary>Shuts a directory out again; its own administrator has to unregister first (azure §5.2).</summary>
    public async Task UnregisterDirectoryTenantAsync(StackDeployment stack, string domain, CancellationToken ct)
    {
        var provider = await stacks.GetProviderSubscriptionAsync(stack, ct);
        await stacks.DeleteDirectoryTenantAsync(stack, provider, domain, ct);
    }

    /// <summary>Health of every directory on a stack; takes up to 40 s, so never inside a turn (azure §5.3).</summary>
    public async Task<IReadOnlyList<DirectoryHealth>> CheckStackHealthAsync(StackDeployment stack, CancellationToken ct)
    {
        var provider = await stacks.GetProviderSubscriptionAsync(stack, ct);
        var report = await stacks.CheckHealthAsync(stack, provider, ct);
        return [.. (report.DirectoryTenants ?? []).Select(d => new DirectoryHealth(
            d.TenantId?.ToLowerInvariant() ?? "",
            d.TenantName ?? "",
            CloudJson.SameWord(d.Status, "Healthy"),
            [.. (d.Applications ?? []).Where(a => !CloudJson.SameWord(a.Status, "Healthy")).Select(a => a.AppId ?? "")]))];
    }

    /// <summary>The tenant's subscriptions on a stack, as the service account sees them in that tenant.</summary>
    public async Task<IReadOnlyList<StackSubscription>> ListStackSubscriptionsAsync(
        StackDeployment stack, string tenantId, CancellationToken ct)
    {
        var shapes = await stacks.ListSubscriptionsAsync(stack, Tenant(tenantId), ct);
        return [.. shapes.Select(
            s => new StackSubscription(
                s.SubscriptionId?.ToLowerInvariant() ?? "", CloudJson.Named(s.DisplayName, s.SubscriptionId), s.State ?? "", s.OfferId))];
    }

    /// <summary>Subscriptions of all tenants on a stack, as its operator sees them: whose use a subscription's usage is.</summary>
    public async Task<IReadOnlyList<StackUserSubscription>> ListStackUserSubscriptionsAsync(StackDeployment stack, CancellationToken ct)
    {
        var provider = await stacks.GetProviderSubscriptionAsync(stack, ct);
        var shapes = await stacks.ListUserSubscriptionsAsync(stack, provider, ct);
        return [.. shapes
            .Where(s => !string.IsNullOrEmpty(s.SubscriptionId))
            .Select(s => new StackUserSubscription(
                s.SubscriptionId!.ToLowerInvariant(),
                CloudJson.Named(s.DisplayName, s.SubscriptionId),
                s.TenantId?.ToLowerInvariant() ?? "",
                s.Owner ?? "",
                s.OfferId ?? "",
                s.State ?? ""))];
    }

    /// <summary>
    /// Proves that the tenant can create a resource: a group is made and removed (azure §5.4). The same name may be tried again.
    /// </summary>
    /// <remarks>Removal may go on after 20 s of looking: Removed is then false, and the proof stands all the same.</remarks>
    public async Task<StackProof> ProveStackTenantAsync(
        StackDeployment stack, string tenantId, string stackSubscriptionId, string group, CancellationToken ct)
    {
        var (tenant, subscription) = (Tenant(tenantId), Subscription(stackSubscriptionId));
        var made = await stacks.PutGroupAsync(stack, tenant, subscription, group, ct);
        await stacks.DeleteGroupAsync(stack, tenant, subscription, group, ct);
        for (var look = 0; look < ProofLooks; look++)
        {
            if (!await stacks.GroupExistsAsync(stack, tenant, subscription, group, ct))
                return new StackProof(group, true, made.Receipt);
            await Task.Delay(ProofPause, time, ct);
        }

        return new StackProof(group, false, made.Receipt);
    }

    private async Task<bool> IsRegisteredAsync(StackDeployment stack, string provider, string tenant, CancellationToken ct)
    {
        var standing = await stacks.ListDirectoryTenantsAsync(stack, provider, ct);
        return standing.Any(s => CloudJson.SameId(s.Properties?.TenantId, tenant));
    }

    /// <summary>The specification's own samples leave the name empty (azure §4.2): the asked-for id stands in.</summary>
    private static StackMapping ReadMapping(NamedTenantShape shape, string asked) =>
        new(
            (string.IsNullOrEmpty(shape.Name) ? asked : shape.Name.Split('/')[^1]).ToLowerInvariant(),
            shape.Properties?.TenantId?.ToLowerInvariant() ?? "");
}
