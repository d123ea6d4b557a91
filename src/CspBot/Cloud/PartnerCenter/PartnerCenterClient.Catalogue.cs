using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.PartnerCenter;

/// <content>The catalogue of reserved machines, their stock, and the registration of subscriptions (partner-center §5.1, §5.2).</content>
internal sealed partial class PartnerCenterClient
{
    /// <summary>Products for reserved machines: <c>targetView=AzureReservationsVM</c>.</summary>
    public Task<List<ReservedProductShape>> ListReservedProductsAsync(CatalogueMarket market, CancellationToken ct) =>
        AllAsync(
            $"/v1/products?country={Segment(market.Country)}&targetView=AzureReservationsVM{Scope(market)}",
            CatalogueJson.Default.PageShapeReservedProductShape,
            ct);

    /// <summary>SKUs of a product.</summary>
    public Task<List<ReservedSkuShape>> ListReservedSkusAsync(CatalogueMarket market, string product, CancellationToken ct) =>
        AllAsync(
            $"/v1/products/{Segment(product)}/skus?country={Segment(market.Country)}{Scope(market)}",
            CatalogueJson.Default.PageShapeReservedSkuShape,
            ct);

    /// <summary>What of a SKU can be bought now; ids are short-lived: read right before the cart.</summary>
    public Task<List<ReservedAvailabilityShape>> ListReservedAvailabilitiesAsync(
        CatalogueMarket market, string product, string sku, CancellationToken ct) =>
        AllAsync(
            $"/v1/products/{Segment(product)}/skus/{Segment(sku)}/availabilities?country={Segment(market.Country)}{Scope(market)}",
            CatalogueJson.Default.PageShapeReservedAvailabilityShape,
            ct);

    /// <summary>
    /// <c>POST /v1/extensions/product/checkInventory</c>: a bare array; what it does not know is left out. Changes nothing.
    /// </summary>
    public async Task<List<InventoryShape>> CheckInventoryAsync(string country, InventoryBody body, CancellationToken ct)
    {
        var answer = await _api.SendAsync(
            new CloudCall(RequestMethod.Post, $"/v1/extensions/product/checkInventory?country={Segment(country)}")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body, CatalogueJson.Default.InventoryBody),
                Headers = Ids(),
            },
            ct);
        return _api.Read(answer, CatalogueJson.Default.ListInventoryShape);
    }

    /// <summary><c>GET …/registrationstatus</c>.</summary>
    public Task<RegistrationShape> GetRegistrationAsync(string customerId, string subscription, CancellationToken ct) =>
        GetAsync(
            $"/v1/customers/{Segment(customerId)}/subscriptions/{Segment(subscription)}/registrationstatus",
            CatalogueJson.Default.RegistrationShape,
            ct);

    /// <summary><c>POST …/registrations</c> without a body: 202, with the place of its status.</summary>
    public async Task<CloudReceipt> RegisterAsync(string customerId, string subscription, string requestId, CancellationToken ct) =>
        (await _api.SendAsync(
            new CloudCall(
                RequestMethod.Post, $"/v1/customers/{Segment(customerId)}/subscriptions/{Segment(subscription)}/registrations")
            {
                Body = ReadOnlyMemory<byte>.Empty,
                Headers = Ids(requestId),
            },
            ct)).Receipt;

    private static string Scope(CatalogueMarket market) => market.ForPlan ? "&reservationScope=AzurePlan" : "";
}
