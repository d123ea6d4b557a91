using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <content>Local subscriptions: those that the operator of a stack makes for a tenant, and where their people sign in.</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// The subscription that the tenant has there for this account already: the one with this id, or else an enabled one of this owner in
    /// this directory; null when there is none.
    /// </summary>
    public async Task<StackUserSubscription?> FindStackUserSubscriptionAsync(
        StackDeployment stack, NewStackSubscription wanted, CancellationToken ct)
    {
        var all = await ListStackUserSubscriptionsAsync(stack, ct);
        return all.FirstOrDefault(one => CloudJson.SameId(one.Id, wanted.Id) && !one.IsGone)
            ?? all.FirstOrDefault(one => CloudJson.SameId(one.TenantId, wanted.TenantId)
                && CloudJson.SameWord(one.Owner, wanted.Owner)
                && one.IsEnabled);
    }

    /// <summary>
    /// Makes it under an id of ours, and reads it back: whatever the PUT answered, what stands is the truth. The same id again has no
    /// second effect.
    /// </summary>
    public async Task<StackSubscriptionChange> MakeStackUserSubscriptionAsync(
        StackDeployment stack, NewStackSubscription wanted, CancellationToken ct)
    {
        var provider = await stacks.GetProviderSubscriptionAsync(stack, ct);
        CloudReceipt receipt;
        try
        {
            receipt = (await stacks.PutUserSubscriptionAsync(stack, provider, wanted, ct)).Receipt;
        }
        catch (CloudFault fault) when (fault.IsUnknown || fault.Status == 409)
        {
            if (await FindOwnAsync() is not { } stands)
                throw;
            return new StackSubscriptionChange(stands, new CloudReceipt(fault.Api, fault.RequestId, fault.RequestId));
        }

        return await FindOwnAsync() is { } made
            ? new StackSubscriptionChange(made, receipt)
            : throw new CloudFault(
                CloudReason.ServiceFault,
                "stackadmin",
                null,
                "NotReadBack",
                receipt.RequestId,
                $"{stack.Name} accepted the subscription but does not show it.");

        async Task<StackUserSubscription?> FindOwnAsync() =>
            (await ListStackUserSubscriptionsAsync(stack, ct)).FirstOrDefault(
                one => CloudJson.SameId(one.Id, wanted.Id) && !one.IsGone);
    }

    /// <summary>
    /// Removes a subscription with all that is in it, and reads several times that it is gone; false when it was not there.
    /// </summary>
    public async Task<bool> RemoveStackUserSubscriptionAsync(StackDeployment stack, string subscription, CancellationToken ct)
    {
        if (await FindAsync() is null)
            return false;
        var provider = await stacks.GetProviderSubscriptionAsync(stack, ct);
        await stacks.DeleteUserSubscriptionAsync(stack, provider, subscription, ct);
        return await FindAsync() is null
            ? true
            : throw new CloudFault(
                CloudReason.ServiceFault,
                "stackadmin",
                null,
                "NotReadBack",
                null,
                $"{stack.Name} accepted the removal but still shows the subscription.");

        Task<StackUserSubscription?> FindAsync() => FindConfirmedAsync(
            async token => (await ListStackUserSubscriptionsAsync(stack, token)).FirstOrDefault(
                one => CloudJson.SameId(one.Id, subscription) && !one.IsGone),
            ct);
    }

    /// <summary>
    /// Where the tenant's people sign in: <c>https://portal.{region}.{fqdn}/{tenant}</c> (azure §4.7), by the stamp's address where that
    /// has the documented form, else by the portal that the stamp names; null when neither tells.
    /// </summary>
    public async Task<string?> FindStackPortalAsync(StackDeployment stack, string tenant, CancellationToken ct)
    {
        const string Management = "management.";
        var host = new Uri(stack.TenantResourceManager).Host;
        var portal = host.StartsWith(Management, StringComparison.OrdinalIgnoreCase) && host.Count(letter => letter == '.') > 1
            ? new Uri($"https://portal.{host[Management.Length..]}/")
            : await stacks.FindPortalAsync(stack, ct);
        return portal is null ? null : $"{portal.ToString().TrimEnd('/')}/{Uri.EscapeDataString(tenant)}";
    }
}
