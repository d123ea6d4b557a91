using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>Buying a reservation (azure §7.1).</content>
internal sealed partial class ResourceManagerClient
{
    /// <summary>
    /// <c>PUT /reservationOrders/{o}</c> with the body that was priced: 200, or 202 while it goes on; both with the order. The order
    /// itself tells how it stands, so that no address has to be kept.
    /// </summary>
    public Task<CloudAnswer> PurchaseReservationAsync(
        string tenant, string orderId, ReservationPurchaseBody body, CancellationToken ct) => _api.SendAsync(
        new CloudCall(RequestMethod.Put, $"{Orders}/{Segment(orderId)}?{CapacityVersion}")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, ExchangeJson.Default.ReservationPurchaseBody),
            Tenant = tenant,
        },
        ct);
}
