using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>Returns and exchanges of reservations (azure §7.1): each POST has an effect and is never repeated here.</content>
internal sealed partial class ResourceManagerClient
{
    /// <summary>
    /// <c>POST /reservationOrders/{o}/return</c>: 200 with the order, or 202 with Location, which is the order. What the body of a 202 is,
    /// the specification's text and its sample tell differently: nothing in it is relied on.
    /// </summary>
    public Task<CloudAnswer> ReturnAsync(string tenant, string orderId, ReturnPropertiesBody what, CancellationToken ct) => _api.SendAsync(
        new CloudCall(RequestMethod.Post, $"{Orders}/{Segment(orderId)}/return?{CapacityVersion}")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new ReturnBody(what), ReturnJson.Default.ReturnBody),
            Tenant = tenant,
        },
        ct);

    /// <summary><c>POST /exchange</c>: 200 with the result, or 202 with Azure-AsyncOperation, Location and Retry-After.</summary>
    public Task<CloudAnswer> ExchangeAsync(string tenant, string sessionId, CancellationToken ct) => _api.SendAsync(
        new CloudCall(RequestMethod.Post, $"/providers/Microsoft.Capacity/exchange?{CapacityVersion}")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new ExchangeWorkBody(new ExchangeWorkPropertiesBody(sessionId)), ReturnJson.Default.ExchangeWorkBody),
            Tenant = tenant,
        },
        ct);

    /// <summary>The state of an exchange; null when the answer has no body.</summary>
    /// <exception cref="CloudFault">The body cannot be read.</exception>
    public ExchangeWorkShape? ReadExchangeWork(CloudAnswer answer) =>
        answer.Body.IsEmpty ? null : _api.Read(answer, ReturnJson.Default.ExchangeWorkShape);
}
