using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;

namespace CspBot.Cloud;

/// <content>Everything that a customer is sold by subscription: licences, plans, legacy Azure (partner-center §3).</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// All subscriptions of a customer with the Azure subscriptions below them, active ones first, then by name. An Azure plan whose
    /// entitlements cannot be read is listed with the reason.
    /// </summary>
    /// <remarks>
    /// <c>GET /v1/customers/{c}/subscriptions</c> and one read for each Azure plan (partner-center §3.1). What renews and when it ends
    /// stands in <c>autoRenewEnabled</c> and <c>commitmentEndDate</c>; the year 9999 of legacy offers is no end.
    /// </remarks>
    public async Task<IReadOnlyList<SoldSubscription>> ListSoldAsync(string customerId, CancellationToken ct)
    {
        var sold = await partner.ListSubscriptionsAsync(Tenant(customerId), ct);
        var read = await Task.WhenAll(sold.Where(one => !string.IsNullOrEmpty(one.Id)).Select(one => ReadSoldAsync(customerId, one, ct)));
        return [.. read
            .OrderByDescending(one => one.IsActive)
            .ThenBy(one => one.Kind)
            .ThenBy(one => one.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    private async Task<SoldSubscription> ReadSoldAsync(string customerId, SubscriptionShape one, CancellationToken ct)
    {
        var isLegacy = CloudJson.SameId(one.OfferId, LegacyOffer);
        var ends = CloudJson.Time(one.CommitmentEndDate);
        var sold = new SoldSubscription(
            one.Id!,
            CloudJson.Named(one.FriendlyName, one.OfferName, one.Id),
            IsPlan(one) ? SoldKind.AzurePlan
                : isLegacy ? SoldKind.Legacy
                : CloudJson.SameWord(one.BillingType, "license") ? SoldKind.Licence
                : SoldKind.Other,
            one.Status ?? "unknown")
        {
            Quantity = one.Quantity,
            EndsAt = ends?.Year < 9000 ? ends : null,
            Renews = one.AutoRenewEnabled,
        };
        try
        {
            return sold.Kind switch
            {
                SoldKind.AzurePlan => sold with { Azure = [.. await ListPlanAsync(customerId, one, ct)] },
                SoldKind.Legacy when !string.IsNullOrEmpty(one.EntitlementId) => sold with
                {
                    Azure = [new AzureSubscription(
                        one.EntitlementId.ToLowerInvariant(), sold.Name, SubscriptionKind.Legacy, sold.Id, sold.IsActive)],
                },
                _ => sold,
            };
        }
        catch (CloudFault fault)
        {
            return sold with { Unread = fault };
        }
    }
}

/// <summary>What a subscription of Partner Center is.</summary>
internal enum SoldKind
{
    AzurePlan,
    Legacy,
    Licence,

    /// <summary>Neither Azure nor licences, as far as Partner Center tells.</summary>
    Other,
}

/// <summary>A subscription as Partner Center has it.</summary>
/// <param name="Id">Partner Center's.</param>
/// <param name="Status">As the service writes it: active, suspended, deleted, expired, pending, disabled.</param>
internal sealed record SoldSubscription(string Id, string Name, SoldKind Kind, string Status)
{
    /// <summary>Licences; null where nothing tells.</summary>
    public int? Quantity { get; init; }

    /// <summary>End of the commitment, UTC; null for none.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Null: not said.</summary>
    public bool? Renews { get; init; }

    /// <summary>Azure subscriptions below it.</summary>
    public IReadOnlyList<AzureSubscription> Azure { get; init; } = [];

    /// <summary>Why those could not be read.</summary>
    public CloudFault? Unread { get; init; }

    public bool IsActive => CloudJson.SameWord(Status, "active");
}
