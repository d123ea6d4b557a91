using CspBot.Cloud.AzureStack;
using CspBot.Cloud.Graph;
using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <summary>The shared Azure operations service: every verb the bot has in Microsoft's cloud.</summary>
/// <remarks>
/// All methods throw <see cref="CloudFault"/> and nothing else but cancellation. Ids are GUIDs in any case; one that is no GUID is
/// answered without a call. Reads are repeated quickly by the pipeline; a write whose fault is unknown has to be read back first.
/// </remarks>
internal sealed partial class AzureOperations(
    CloudOptions options,
    CustomerIndex index,
    PartnerCenterClient partner,
    ResourceManagerClient arm,
    GraphClient graph,
    StackClient stacks,
    TimeProvider time)
{
    private const string LegacyOffer = "MS-AZR-0145P";
    private const string PlanProduct = "DZH318Z0BPS6:";

    /// <summary>
    /// Customers whose name or domain holds the words, best first, or where nobody's does comes near them
    /// (<see cref="CustomerSearch.Holds"/>); case and accents do not matter. Served from the index without a call.
    /// </summary>
    /// <remarks>Empty text gives the first by name. Until the index has been read once, see <see cref="CustomerIndex"/>.</remarks>
    /// <param name="text">Words, or a tenant id.</param>
    /// <param name="max">How many.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="only">Tenant ids of the only customers to look among; null for all.</param>
    public async Task<IReadOnlyList<Customer>> SearchCustomersAsync(
        string text, int max, CancellationToken ct, IReadOnlySet<string>? only = null)
    {
        if (only is null)
            return await index.SearchAsync(text, max, ct);
        return index.IsComplete
            ? CustomerSearch.Of(only.Select(index.Find).OfType<Customer>()).Find(text, max)
            : [.. (await index.SearchAsync(text, int.MaxValue, ct)).Where(found => only.Contains(found.Id)).Take(max)];
    }

    /// <summary>What is answered for a customer that is none of ours, or that does not exist for who asks: without a call.</summary>
    public static CloudFault NoCustomer(string customerId) => NotOurs(customerId);

    /// <summary>One customer and what ties it to us, read now. NotOurCustomer when there is no relation.</summary>
    /// <remarks>
    /// <c>GET /v1/customers/{id}</c> and Graph's GDAP relationships (partner-center §9.3): <c>allowDelegatedAccess</c> tells of DAP,
    /// which is gone, and says nothing any more (november-2026 §C). PendingApprovalUrl is the customer's approval page of a relationship
    /// that waits (partner-center §9). EndsAt is UTC.
    /// </remarks>
    public async Task<CustomerRelation> GetCustomerAsync(string customerId, CancellationToken ct)
    {
        var shape = await partner.GetCustomerAsync(Tenant(customerId), ct);
        var customer = CustomerIndex.Read(shape) ?? throw NotOurs(customerId);
        var isReseller = CloudJson.SameWord(shape.RelationshipToPartner, "reseller");
        var delegated = ReadDelegation(await ListRelationsAsync(customerId, ct));
        return new CustomerRelation(customer, isReseller, shape.RelationshipToPartner ?? "unknown", delegated)
        {
            HasFewDetails = shape.CompanyProfile?.Address is null,
        };
    }

    /// <summary>
    /// The culture of the customer's billing profile, such as <c>fr-FR</c>, else its language, such as <c>fr</c> (partner-center §2.3);
    /// null where Partner Center tells neither.
    /// </summary>
    public async Task<string?> FindCultureAsync(string customerId, CancellationToken ct)
    {
        var profile = (await partner.GetCustomerAsync(Tenant(customerId), ct)).BillingProfile;
        return profile?.Culture is { Length: > 0 } culture ? culture : profile?.Language is { Length: > 0 } language ? language : null;
    }

    /// <summary>The customer's Azure subscriptions that this partner sold.</summary>
    /// <remarks>
    /// Legacy ones (offer MS-AZR-0145P) by their entitlement id, and all entitlements of every Azure plan (partner-center §3.2).
    /// Suspended and deleted ones are listed with IsActive false.
    /// </remarks>
    public async Task<IReadOnlyList<AzureSubscription>> ListAzureSubscriptionsAsync(string customerId, CancellationToken ct)
    {
        var sold = await partner.ListSubscriptionsAsync(Tenant(customerId), ct);
        var legacy = sold
            .Where(s => CloudJson.SameId(s.OfferId, LegacyOffer) && !string.IsNullOrEmpty(s.EntitlementId))
            .Select(s => new AzureSubscription(
                s.EntitlementId!.ToLowerInvariant(),
                CloudJson.Named(s.FriendlyName, s.EntitlementId),
                SubscriptionKind.Legacy,
                s.Id ?? "",
                IsActive(s.Status)));
        var plans = sold.Where(IsPlan);
        var underPlans = await Task.WhenAll(plans.Select(plan => ListPlanAsync(customerId, plan, ct)));
        return [.. legacy
            .Concat(underPlans.SelectMany(s => s))
            .OrderByDescending(s => s.IsActive)
            .ThenBy(s => s.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    /// <summary>The subscription as Resource Manager sees it.</summary>
    /// <remarks>
    /// azure §2.1. NotFound when it is invisible or of another tenant; NoDelegatedAdministration
    /// and NoConsent come from the sign-in there.
    /// </remarks>
    public async Task<ArmSubscription> GetSubscriptionAsync(string customerId, string subscriptionId, CancellationToken ct)
    {
        var shape = await arm.GetSubscriptionAsync(Tenant(customerId), Subscription(subscriptionId), ct);
        return new ArmSubscription(
            (shape.SubscriptionId ?? subscriptionId).ToLowerInvariant(),
            CloudJson.Named(shape.DisplayName, shape.SubscriptionId, subscriptionId),
            shape.State ?? "",
            shape.SubscriptionPolicies?.QuotaId);
    }

    private async Task<IEnumerable<AzureSubscription>> ListPlanAsync(string customerId, SubscriptionShape plan, CancellationToken ct)
    {
        var entitlements = await partner.ListAzureEntitlementsAsync(Tenant(customerId), plan.Id!, ct);
        return entitlements
            .Where(e => !string.IsNullOrEmpty(e.Id))
            .Select(e => new AzureSubscription(
                e.Id!.ToLowerInvariant(),
                CloudJson.Named(e.FriendlyName, e.Id),
                SubscriptionKind.AzurePlan,
                plan.Id!,
                IsActive(plan.Status) && IsActive(e.Status)));
    }

    private static DelegatedAdministration ReadDelegation(IReadOnlyList<DelegatedRelation> relations)
    {
        var active = relations.Where(relation => relation.IsActive).ToList();
        return new DelegatedAdministration(
            active.Count > 0,
            active.Count > 0 ? null : relations.FirstOrDefault(one => one.State == RelationState.ApprovalPending)?.ApprovalUrl,
            active.Max(relation => relation.EndsAt))
        {
            Roles = active.SelectMany(relation => relation.Roles).ToHashSet(StringComparer.OrdinalIgnoreCase),
            Relations = relations,
        };
    }

    private static bool IsActive(string? status) => CloudJson.SameWord(status, "active");

    private static string Tenant(string customerId) => Guid.TryParse(customerId, out var id) ? id.ToString() : throw NotOurs(customerId);

    private static string Subscription(string subscriptionId) => Guid.TryParse(subscriptionId, out var id)
        ? id.ToString()
        : throw new CloudFault(CloudReason.NotFound, "arm", null, null, null, "That is no subscription id.");

    private static CloudFault NotOurs(string customerId) =>
        new(CloudReason.NotOurCustomer, "partnercenter", null, null, null, $"'{customerId}' is no customer of this partner.");
}
