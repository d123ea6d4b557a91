using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Requests;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>What public Azure says of a stack's registration at one moment, and what of it stands in a tenant's way.</summary>
/// <param name="Subscription">The subscription that the registration lives in; null when it is not shown to us.</param>
internal sealed record StackState(
    StackDeployment Stack, StackRegistration Registration, ArmSubscription? Subscription, IReadOnlyList<StackMapping> Mappings)
{
    /// <exception cref="CloudFault">With code RegistrationNotFound when one of the three parts of its id is wrong (azure §4.6).</exception>
    public static async Task<StackState> ReadAsync(AzureOperations azure, StackDeployment stack, CancellationToken ct)
    {
        var registration = azure.GetRegistrationAsync(stack, ct);
        var subscription = azure.FindRegistrationSubscriptionAsync(stack, ct);
        var mappings = azure.ListStackMappingsAsync(stack, ct);
        await Task.WhenAll(registration, subscription, mappings);
        return new StackState(stack, await registration, await subscription, await mappings);
    }

    /// <summary>Microsoft enabled multi-tenancy: not readable, but no mapping could stand otherwise (azure §4.3).</summary>
    public bool IsMultiTenant => Mappings.Count > 0;

    /// <summary>This very mapping stands already.</summary>
    public bool Stands(string tenantId, string subscriptionId) =>
        Mappings.Contains(new StackMapping(subscriptionId.ToLowerInvariant(), tenantId.ToLowerInvariant()));

    /// <summary>Why the tenant's use cannot be billed to the subscription here; null when nothing is in the way.</summary>
    /// <param name="tenantId">Empty for a customer that does not exist yet.</param>
    /// <param name="subscriptionId">Empty for one that is yet to be bought: any mapping of the tenant is another one then.</param>
    public Refusal? Blocks(string tenantId, string subscriptionId)
    {
        if (StackBilling.Wrong(Stack, Registration) is { } wrong)
            return wrong;
        if (Subscription is { IsClosed: true })
            return new Refusal("OnboardStackTenant.RegistrationDisabled", Stack.Name, Subscription.Name, Subscription.State);
        return Other(Stack, Mappings, tenantId, subscriptionId);
    }

    /// <summary>A mapping that the new one would silently replace, or share its subscription with (azure §4.3).</summary>
    public static Refusal? Other(StackDeployment stack, IEnumerable<StackMapping> mappings, string tenantId, string subscriptionId)
    {
        foreach (var mapping in mappings)
        {
            var sameTenant = tenantId.Length > 0 && CloudJson.SameId(mapping.TenantId, tenantId);
            var sameSubscription = subscriptionId.Length > 0 && CloudJson.SameId(mapping.SubscriptionId, subscriptionId);
            if (sameTenant && !sameSubscription)
                return new Refusal("OnboardStackTenant.OtherMapping", stack.Name, mapping.SubscriptionId);
            if (sameSubscription && !sameTenant)
                return new Refusal("OnboardStackTenant.SubscriptionOfOther", stack.Name, mapping.SubscriptionId, mapping.TenantId);
        }

        return null;
    }
}
