using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.AzureStack;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>
/// Registrations of Azure Stacks in public Azure and their customer subscriptions, api-version 2022-06-01 (azure §4.1, §4.2).
/// </content>
/// <remarks>
/// The registration is taken to live in the partner's own tenant: the one whose service account registered it (azure §4.3).
/// </remarks>
internal sealed partial class ResourceManagerClient
{
    private const string StackVersion = "api-version=2022-06-01";

    /// <summary><c>GET {registration}</c>; 404 RegistrationNotFound.</summary>
    public Task<RegistrationShape> GetRegistrationAsync(string registrationId, CancellationToken ct) =>
        _api.GetAsync($"{Resource(registrationId)}?{StackVersion}", StackJson.Default.RegistrationShape, ct);

    /// <summary>All customer subscriptions; an empty answer is an empty list, and an empty skip token ends it (azure §4.2).</summary>
    public async Task<List<NamedTenantShape>> ListCustomerSubscriptionsAsync(string registrationId, CancellationToken ct)
    {
        var all = new List<NamedTenantShape>();
        var walk = new PageWalk("arm");
        for (string? next = $"{Resource(registrationId)}/customerSubscriptions?{StackVersion}"; next is not null;)
        {
            walk.Enter(next);
            var answer = await _api.SendAsync(new CloudCall(RequestMethod.Get, next), ct);
            if (answer.Body.IsEmpty)
                break;
            var page = _api.Read(answer, StackJson.Default.ArmPageShapeNamedTenantShape);
            all.AddRange(PageWalk.Listed("arm", page.Value));
            next = string.IsNullOrEmpty(page.NextLink) || page.NextLink.EndsWith("$skipToken=", StringComparison.OrdinalIgnoreCase)
                ? null
                : page.NextLink;
        }

        return all;
    }

    /// <summary>One customer subscription; null when it was never added.</summary>
    public async Task<NamedTenantShape?> FindCustomerSubscriptionAsync(string registrationId, string subscription, CancellationToken ct)
    {
        try
        {
            return await _api.GetAsync(CustomerPath(registrationId, subscription), StackJson.Default.NamedTenantShape, ct);
        }
        catch (CloudFault fault)
            when (fault is { Api: "arm", Reason: CloudReason.NotFound, Code: "CustomerSubscriptionNotFound" or "ResourceNotFound" })
        {
            return null;
        }
    }

    /// <summary><c>PUT</c>: 200 with a body, 201 with or without one, or 204; read back by the caller.</summary>
    public Task<CloudAnswer> PutCustomerSubscriptionAsync(string registrationId, string subscription, string tenantId, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new CustomerSubscriptionBody(new TenantIdShape(tenantId)), StackJson.Default.CustomerSubscriptionBody);
        return _api.SendAsync(new CloudCall(RequestMethod.Put, CustomerPath(registrationId, subscription)) { Body = body }, ct);
    }

    /// <summary><c>DELETE</c>: 200 removed, 204 removed or not there.</summary>
    public Task<CloudAnswer> DeleteCustomerSubscriptionAsync(string registrationId, string subscription, CancellationToken ct) =>
        _api.SendAsync(new CloudCall(RequestMethod.Delete, CustomerPath(registrationId, subscription)), ct);

    /// <summary>Lower case, since Azure compares this name by case (azure §4.4).</summary>
    private static string CustomerPath(string registrationId, string subscription) =>
        $"{Resource(registrationId)}/customerSubscriptions/{Segment(subscription.ToLowerInvariant())}?{StackVersion}";

    private static string Resource(string registrationId) => "/" + registrationId.Trim('/');
}
