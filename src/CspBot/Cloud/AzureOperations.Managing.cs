using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <content>
/// What can be changed about a reservation that runs (azure §7.1). Whatever is answered, the caller reads back what stands: a PATCH may be
/// repeated, a split or merge takes its sources away, so that it cannot be done twice.
/// </content>
internal sealed partial class AzureOperations
{
    /// <summary>Renewal, scope or name; 200 or 202, and not all of the answers have a body.</summary>
    public async Task<CloudReceipt> ChangeReservationAsync(
        string customerId, BenefitId reservation, ReservationChange change, CancellationToken ct) =>
        (await arm.PatchReservationAsync(Tenant(customerId), reservation, Write(customerId, change), ct)).Receipt;

    /// <summary>
    /// All reservations of the order that this one stands in, with what only the order's list tells; empty where the customer has no such
    /// reservation.
    /// </summary>
    public async Task<IReadOnlyList<Reservation>> FindOrderOfReservationAsync(string customerId, string reservationId, CancellationToken ct)
    {
        var all = await ListReservationsAsync(customerId, ct);
        var one = all.FirstOrDefault(found => CloudJson.SameId(found.Id, reservationId));
        return one is null ? [] : await ListReservationsOfOrderAsync(customerId, one.OrderId, ct);
    }

    /// <summary>Whether the reservation may be for it; null where the service says nothing about this one.</summary>
    /// <remarks>The documents' sample names a subscription; that a resource group may be asked about too is assumed.</remarks>
    public async Task<bool?> IsScopeValidAsync(string customerId, BenefitId reservation, string scopeId, CancellationToken ct)
    {
        var said = await arm.CheckScopesAsync(Tenant(customerId), reservation, [scopeId], ct);
        return said.Properties?.Scopes?.Find(one => scopeId.Equals(one.Scope, StringComparison.OrdinalIgnoreCase))?.Valid;
    }

    /// <summary>Makes two of one; the quantities add up to that of the one, which is over then.</summary>
    public async Task<CloudReceipt> SplitReservationAsync(
        string customerId, BenefitId reservation, IReadOnlyList<int> quantities, CancellationToken ct) =>
        (await arm.SplitAsync(Tenant(customerId), reservation, quantities, ct)).Receipt;

    /// <summary>Makes one of two that stand in the same order and are alike; both are over then.</summary>
    public async Task<CloudReceipt> MergeReservationsAsync(
        string customerId, string orderId, IReadOnlyList<string> reservationIds, CancellationToken ct) =>
        (await arm.MergeAsync(Tenant(customerId), orderId, reservationIds, ct)).Receipt;

    /// <summary>
    /// A resource group is a single scope; a management group needs its directory. <c>appliedScopes</c> for the first two as in purchases.
    /// </summary>
    private static ReservationPatchBody Write(string customerId, ReservationChange change) => new(new ReservationPatchPropertiesBody
    {
        AppliedScopeType = change.Scope?.Type switch
        {
            "ResourceGroup" => "Single",
            var type => type,
        },
        AppliedScopes = change.Scope is { Type: "Single" or "ResourceGroup", Id: { } one } ? [one] : null,
        AppliedScopeProperties = change.Scope is { Type: "ManagementGroup", Id: { } group }
            ? new ManagementGroupBody(customerId, group)
            : null,
        Name = change.Name,
        Renew = change.Renews,
        RenewProperties = change.Successor is { } successor ? new RenewBody(Write(successor)) : null,
    });
}
