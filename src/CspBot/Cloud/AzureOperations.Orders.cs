using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;

namespace CspBot.Cloud;

/// <content>What a customer has bought, as Partner Center tells it (partner-center §5.4, §5.5).</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// Orders of a customer, newest first; up to 15 minutes late. A savings plan is not among them (partner-center §4.3).
    /// </summary>
    public async Task<IReadOnlyList<Order>> ListOrdersAsync(string customerId, bool onlyOneTime, CancellationToken ct)
    {
        var orders = await partner.ListOrdersAsync(Tenant(customerId), onlyOneTime, ct);
        return [.. orders.Select(o => Read(o, customerId)).OrderByDescending(o => o.CreatedAt)];
    }

    /// <summary>One order; null while it is not readable yet (up to 15 minutes).</summary>
    public async Task<Order?> FindOrderAsync(string customerId, string orderId, CancellationToken ct)
    {
        var shape = await partner.FindOrderAsync(Tenant(customerId), orderId, ct);
        return shape is null ? null : Read(shape, customerId);
    }

    /// <summary>The customer's reservations as entitlements; one for each reservation order.</summary>
    public async Task<IReadOnlyList<Entitlement>> ListEntitlementsAsync(string customerId, CancellationToken ct)
    {
        var entitlements = await partner.ListEntitlementsAsync(Tenant(customerId), ct);
        return [.. entitlements.Select(Read)];
    }

    /// <summary>The reservations behind an entitlement; empty when it has no details.</summary>
    public async Task<IReadOnlyList<ReservationDetails>> ReadEntitlementAsync(
        string customerId, Entitlement entitlement, CancellationToken ct)
    {
        if (entitlement.DetailsPath is null)
            return [];
        var artifact = await partner.GetArtifactAsync(Tenant(customerId), entitlement.DetailsPath, ct);
        return [.. (artifact.Reservations ?? artifact.VirtualMachineReservations ?? []).Select(Read)];
    }

    /// <summary>Entitlements of a customer that end before <paramref name="before"/> and have not ended yet, soonest first.</summary>
    public async Task<IReadOnlyList<Entitlement>> ListExpiringAsync(string customerId, DateTimeOffset before, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var all = await ListEntitlementsAsync(customerId, ct);
        return [.. all.Where(e => e.ExpiresAt >= now && e.ExpiresAt < before).OrderBy(e => e.ExpiresAt)];
    }

    private static Order Read(OrderShape shape, string customerId) => new(
        shape.Id ?? "",
        shape.AlternateId,
        shape.ReferenceCustomerId ?? customerId,
        shape.BillingCycle ?? "unknown",
        shape.CurrencyCode,
        CloudJson.Time(shape.CreationDate),
        shape.Status ?? "unknown",
        shape is { TotalPrice: { } total, CurrencyCode: { } currency } ? new Money(total, currency) : null,
        [.. (shape.LineItems ?? []).Select(line => new OrderLine(
            line.LineItemNumber ?? 0,
            line.OfferId ?? "",
            CloudJson.Named(line.FriendlyName, line.OfferId),
            line.Quantity ?? 0,
            line.TermDuration,
            line.SubscriptionId))]);

    private static Entitlement Read(EntitlementShape shape)
    {
        var artifacts = shape.EntitledArtifacts ?? [];
        var artifact = artifacts.FirstOrDefault(one => !string.IsNullOrEmpty(one.ResourceId)) ?? artifacts.FirstOrDefault();
        return new Entitlement(
            shape.ReferenceOrder?.Id ?? "",
            shape.ReferenceOrder?.AlternateId,
            shape.ProductId ?? "",
            shape.SkuId ?? "",
            shape.Quantity ?? 0,
            CloudJson.Time(shape.ExpiryDate),
            artifact?.ResourceId?.ToLowerInvariant(),
            artifact?.DynamicAttributes?.ReservationType ?? shape.DynamicAttributes?.ReservationType,
            artifact?.Link?.Uri);
    }

    private static ReservationDetails Read(ArtifactReservationShape shape) => new(
        shape.ReservationId ?? "",
        shape.DisplayName ?? "",
        shape.ScopeType ?? "",
        shape.AppliedScopes ?? [],
        shape.Quantity ?? 0,
        CloudJson.Time(shape.EffectiveDateTime),
        CloudJson.Time(shape.ExpiryDateTime),
        shape.ProvisioningState ?? "");
}
