using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using CspBot.Cloud.Http;
using CspBot.Cloud.SignIn;

namespace CspBot.Cloud.ResourceManager;

/// <summary>Azure Resource Manager as the service account, in the tenant of each call (azure §2, §3).</summary>
/// <remarks>
/// Every method throws <see cref="CloudFault"/>. A PUT or DELETE whose fault is unknown has to be read back by the caller.
/// </remarks>
internal sealed partial class ResourceManagerClient(CloudOptions options, CloudHttp http, CloudTokens tokens)
{
    private const string Roles = "providers/Microsoft.Authorization/roleAssignments";
    private const string RolesVersion = "api-version=2022-04-01";

    private readonly Upstream _api = ArmPipeline.Connect(
        http,
        options.ResourceManager,
        options.ResourceManagerAudience,
        new TokenPolicy(tokens.Delegated(options.ResourceManagerAudience), options, "arm"));

    /// <summary><c>GET /subscriptions/{s}</c>, api-version 2022-12-01 (azure §2.1).</summary>
    public Task<ArmSubscriptionShape> GetSubscriptionAsync(string tenant, string subscription, CancellationToken ct) =>
        _api.GetAsync(
            $"/subscriptions/{Segment(subscription)}?api-version=2022-12-01", ResourceManagerJson.Default.ArmSubscriptionShape, ct, tenant);

    /// <summary><c>GET /subscriptions</c>: what the service account sees in this tenant (azure §2.1).</summary>
    public Task<List<ArmSubscriptionShape>> ListSubscriptionsAsync(string tenant, CancellationToken ct) =>
        AllAsync(tenant, "/subscriptions?api-version=2022-12-01", ResourceManagerJson.Default.ArmPageShapeArmSubscriptionShape, ct);

    /// <summary>
    /// Role assignments of a subscription or resource group with one of the four documented filters, or none: at, above and below it
    /// (azure §3.3).
    /// </summary>
    public Task<List<RoleAssignmentShape>> ListAssignmentsAsync(string tenant, AzureScope scope, string? filter, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"{Path(scope)}/{Roles}?{RolesVersion}" + (filter is null ? "" : "&$filter=" + Uri.EscapeDataString(filter)),
            ResourceManagerJson.Default.ArmPageShapeRoleAssignmentShape,
            ct);

    /// <summary>One assignment by name; null when the service says so (azure §3.1).</summary>
    public Task<RoleAssignmentShape?> FindAssignmentAsync(string tenant, AzureScope scope, string name, CancellationToken ct) =>
        FindAssignmentAtAsync(tenant, scope.Id, name, ct);

    /// <summary>Creates or re-puts an assignment: 201 created, 200 was there with the same content (azure §3.2, §3.5).</summary>
    /// <remarks>
    /// Both answer with the assignment: a success without one is nobody's word that it was written, and an unknown ServiceFault.
    /// </remarks>
    public async Task<CloudAnswer> PutAssignmentAsync(
        string tenant, AzureScope scope, string name, RoleAssignmentPropertiesShape properties, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new RoleAssignmentBody(properties), ResourceManagerJson.Default.RoleAssignmentBody);
        var answer = await _api.SendAsync(
            new CloudCall(RequestMethod.Put, AssignmentAt(scope.Id, name)) { Body = body, Tenant = tenant }, ct);
        return _api.Read(answer, ResourceManagerJson.Default.RoleAssignmentShape).Name is { Length: > 0 }
            ? answer
            : throw new CloudFault(
                CloudReason.ServiceFault,
                _api.Api,
                answer.Status,
                null,
                answer.Receipt.RequestId,
                "The answer to the write names no assignment.");
    }

    /// <summary>Deletes an assignment: 200 deleted, 204 nothing was there (azure §3.1).</summary>
    public Task<CloudAnswer> DeleteAssignmentAsync(string tenant, AzureScope scope, string name, CancellationToken ct) =>
        DeleteAssignmentAtAsync(tenant, scope.Id, name, ct);

    private static string Path(AzureScope scope) => scope.Group is { } group
        ? $"/subscriptions/{Segment(scope.Subscription)}/resourceGroups/{Segment(group)}"
        : $"/subscriptions/{Segment(scope.Subscription)}";

    private static string Segment(string id) => Uri.EscapeDataString(id);

    /// <summary>The next call in this tenant asks for a new token: rights given since then are in it.</summary>
    public void Forget(string tenant) => tokens.Forget(tenant, options.ResourceManagerAudience);

    private Task<List<T>> AllAsync<T>(string tenant, string path, JsonTypeInfo<ArmPageShape<T>> type, CancellationToken ct) =>
        _api.AllAsync(path, type, page => page.Value, page => page.NextLink, tenant, ct);
}
