using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>Prices of purchases and exchanges of reservations (azure §7): nothing is changed by asking.</content>
internal sealed partial class ResourceManagerClient
{
    /// <summary>
    /// <c>POST /calculateExchange</c>: 200 with the result, or 202 with Azure-AsyncOperation, Location and Retry-After. Not repeated.
    /// </summary>
    public Task<CloudAnswer> CalculateExchangeAsync(string tenant, ExchangeBody body, CancellationToken ct) => _api.SendAsync(
        new CloudCall(RequestMethod.Post, $"/providers/Microsoft.Capacity/calculateExchange?{CapacityVersion}")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, ExchangeJson.Default.ExchangeBody),
            Tenant = tenant,
        },
        ct);

    /// <summary>How an operation stands, at the address that the service named for it; another host is not asked.</summary>
    public Task<CloudAnswer> ReadOperationAsync(string tenant, string address, CancellationToken ct) =>
        _api.SendAsync(new CloudCall(RequestMethod.Get, address) { Tenant = tenant }, ct);

    /// <summary>The state of a calculation; null when the answer has no body.</summary>
    /// <exception cref="CloudFault">The body cannot be read.</exception>
    public ExchangeShape? ReadExchange(CloudAnswer answer) =>
        answer.Body.IsEmpty ? null : _api.Read(answer, ExchangeJson.Default.ExchangeShape);

    /// <summary><c>POST /calculatePrice</c>. Not repeated.</summary>
    public async Task<PriceShape> CalculatePriceAsync(string tenant, ReservationPurchaseBody body, CancellationToken ct)
    {
        var answer = await _api.SendAsync(
            new CloudCall(RequestMethod.Post, $"/providers/Microsoft.Capacity/calculatePrice?{CapacityVersion}")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body, ExchangeJson.Default.ReservationPurchaseBody),
                Tenant = tenant,
            },
            ct);
        return _api.Read(answer, ExchangeJson.Default.PriceShape);
    }
}
