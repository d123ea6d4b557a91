namespace CspBot.Cloud.PartnerCenter;

/// <content>Reading carts and the delivery of orders back (partner-center §5.3, §5.4).</content>
internal sealed partial class PartnerCenterClient
{
    /// <summary>The cart; null when the service says that there is none: 404/800008.</summary>
    public async Task<CartShape?> FindCartAsync(string customerId, string cartId, CancellationToken ct)
    {
        try
        {
            return await GetAsync($"/v1/customers/{Segment(customerId)}/carts/{Segment(cartId)}", OnboardingJson.Default.CartShape, ct);
        }
        catch (CloudFault fault) when (fault is { Api: "partnercenter", Code: "800008" })
        {
            return null;
        }
    }

    /// <summary>How far each line of an order is; none while the order is not readable: 404 (1000, 20000, 800007).</summary>
    public async Task<List<ProvisioningShape>> ListProvisioningAsync(string customerId, string orderId, CancellationToken ct)
    {
        try
        {
            return await AllAsync(
                $"/v1/customers/{Segment(customerId)}/orders/{Segment(orderId)}/provisioningstatus",
                CatalogueJson.Default.PageShapeProvisioningShape,
                ct);
        }
        catch (CloudFault fault) when (fault is { Api: "partnercenter", Reason: CloudReason.NotFound })
        {
            return [];
        }
    }
}
