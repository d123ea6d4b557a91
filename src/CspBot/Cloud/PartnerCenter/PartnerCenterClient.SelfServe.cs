using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.PartnerCenter;

/// <content>
/// Self-serve policies: whether a customer may buy reservations by itself (partner-center §4.1). App+User and Admin agent only.
/// </content>
internal sealed partial class PartnerCenterClient
{
    private static readonly JsonNodeOptions Loose = new() { PropertyNameCaseInsensitive = true };

    /// <summary>
    /// The customer's policies, 0 or more: <c>GET /v1/SelfServePolicy?entity_id={customer}</c>. The receipt is the read's.
    /// </summary>
    /// <remarks>
    /// Only a collection says that there is no policy: a body of another form is a fault that passes, never "nothing is allowed".
    /// </remarks>
    public async Task<(JsonArray List, CloudReceipt Receipt)> ListPoliciesAsync(string customerId, CancellationToken ct)
    {
        var answer = await _api.SendAsync(
            new CloudCall(RequestMethod.Get, $"/v1/SelfServePolicy?entity_id={Segment(customerId)}") { Headers = Ids() }, ct);
        try
        {
            var items = (JsonNode.Parse(answer.Body.Span, Loose) as JsonObject)?["items"] as JsonArray;
            return (items ?? throw new JsonException("The body is no collection."), answer.Receipt);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CloudFault(
                CloudReason.ServiceFault,
                _api.Api,
                answer.Status,
                null,
                answer.Receipt.RequestId,
                "Partner Center answered with a body that cannot be read.",
                inner: e);
        }
    }

    /// <summary><c>POST</c>: 201; 409/600041 when one exists. The same <paramref name="requestId"/> never makes a second one.</summary>
    public Task<CloudAnswer> CreatePolicyAsync(SelfServePolicy policy, string requestId, CancellationToken ct) =>
        _api.SendAsync(
            new CloudCall(RequestMethod.Post, "/v1/SelfServePolicy") { Body = policy.ToBody(), Headers = Ids(requestId) }, ct);

    /// <summary>
    /// <c>PUT …/{id}</c> with the etag in the body: 200; 404/600039, 600040; a stale etag is
    /// probably 400/2055 (partner-center §4.1).
    /// </summary>
    public Task<CloudAnswer> UpdatePolicyAsync(SelfServePolicy policy, string requestId, CancellationToken ct) =>
        _api.SendAsync(
            new CloudCall(RequestMethod.Put, $"/v1/SelfServePolicy/{Segment(policy.Id)}")
            {
                Body = policy.ToBody(),
                Headers = Ids(requestId),
            },
            ct);

    /// <summary><c>DELETE …/{id}</c>: 204 or 200; 404/600039, 600040.</summary>
    public Task<CloudAnswer> DeletePolicyAsync(string policyId, string requestId, CancellationToken ct) =>
        _api.SendAsync(
            new CloudCall(RequestMethod.Delete, $"/v1/SelfServePolicy/{Segment(policyId)}") { Headers = Ids(requestId) }, ct);
}
