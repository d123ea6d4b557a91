namespace CspBot.Cloud.PartnerCenter;

/// <content>Orders and what they entitle to (partner-center §5.4, §5.5).</content>
internal sealed partial class PartnerCenterClient
{
    /// <summary>
    /// All orders of a customer; up to 15 minutes late. <paramref name="onlyOneTime"/> asks for reservations and the like only.
    /// </summary>
    public Task<List<OrderShape>> ListOrdersAsync(string customerId, bool onlyOneTime, CancellationToken ct) =>
        AllAsync(
            $"/v1/customers/{Segment(customerId)}/orders" + (onlyOneTime ? "?billingType=onetime" : ""),
            OrderJson.Default.PageShapeOrderShape,
            ct);

    /// <summary>One order; null while it is not readable: 404 (1000, 20000).</summary>
    public async Task<OrderShape?> FindOrderAsync(string customerId, string orderId, CancellationToken ct)
    {
        try
        {
            return await GetAsync($"/v1/customers/{Segment(customerId)}/orders/{Segment(orderId)}", OrderJson.Default.OrderShape, ct);
        }
        catch (CloudFault fault) when (fault is { Api: "partnercenter", Reason: CloudReason.NotFound })
        {
            return null;
        }
    }

    /// <summary>Reservations a customer is entitled to, with their expiry.</summary>
    public Task<List<EntitlementShape>> ListEntitlementsAsync(string customerId, CancellationToken ct) =>
        AllAsync(
            $"/v1/customers/{Segment(customerId)}/entitlements?entitlementType=reservedinstance&showExpiry=true",
            OrderJson.Default.PageShapeEntitlementShape,
            ct);

    /// <summary>The catalogue's type and sub-type of a product, as it is sold to this customer (partner-center §5.2).</summary>
    public async Task<(string? Type, string? SubType)> GetProductTypeAsync(string customerId, string product, CancellationToken ct)
    {
        var shape = await GetAsync(
            $"/v1/customers/{Segment(customerId)}/products/{Segment(product)}", OrderJson.Default.ProductShape, ct);
        return (shape.ProductType?.Id, shape.ProductType?.SubType?.Id);
    }

    /// <summary>Details behind an entitlement's link. A link that leaves the customer's artifacts is not followed.</summary>
    public Task<ArtifactShape> GetArtifactAsync(string customerId, string link, CancellationToken ct)
    {
        var path = FullPath(link);
        return path.StartsWith($"/v1/customers/{customerId}/artifacts/", StringComparison.OrdinalIgnoreCase)
            && !path.Contains("..", StringComparison.Ordinal)
            ? GetAsync(path, OrderJson.Default.ArtifactShape, ct)
            : throw new CloudFault(
                CloudReason.Refused, _api.Api, null, "ForeignLink", null, "The link does not lead to this customer's artifacts.");
    }
}
