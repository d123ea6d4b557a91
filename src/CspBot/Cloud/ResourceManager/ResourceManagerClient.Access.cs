using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>Role assignments at any scope of a subscription, and what a role is called (azure §3.1).</content>
internal sealed partial class ResourceManagerClient
{
    /// <summary>A role definition by its GUID; null when the service says that there is none (azure §3.1).</summary>
    public async Task<RoleDefinitionShape?> FindRoleDefinitionAsync(string tenant, string subscription, string role, CancellationToken ct)
    {
        try
        {
            return await _api.GetAsync(
                $"/subscriptions/{Segment(subscription)}/providers/Microsoft.Authorization/roleDefinitions/{Segment(role)}?{RolesVersion}",
                ResourceManagerJson.Default.RoleDefinitionShape,
                ct,
                tenant);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Reason: CloudReason.NotFound })
        {
            return null;
        }
    }

    /// <summary>One assignment at its scope; null when the service says so (azure §3.1).</summary>
    /// <param name="scope">As Azure told it: a subscription, a resource group or a resource, with the leading slash.</param>
    public async Task<RoleAssignmentShape?> FindAssignmentAtAsync(string tenant, string scope, string name, CancellationToken ct)
    {
        try
        {
            return await _api.GetAsync(AssignmentAt(scope, name), ResourceManagerJson.Default.RoleAssignmentShape, ct, tenant);
        }
        catch (CloudFault fault)
            when (fault is
            {
                Api: "arm", Reason: CloudReason.NotFound, Code: "RoleAssignmentNotFound" or "ResourceNotFound" or "ResourceGroupNotFound",
            })
        {
            // With a resource group all that stood on it is gone.
            return null;
        }
    }

    /// <summary>Deletes an assignment at its scope: 200 deleted, 204 nothing was there (azure §3.1).</summary>
    public Task<CloudAnswer> DeleteAssignmentAtAsync(string tenant, string scope, string name, CancellationToken ct) =>
        _api.SendAsync(new CloudCall(RequestMethod.Delete, AssignmentAt(scope, name)) { Tenant = tenant }, ct);

    private static string AssignmentAt(string scope, string name) =>
        $"{string.Join('/', scope.TrimEnd('/').Split('/').Select(Segment))}/{Roles}/{Segment(name)}?{RolesVersion}";
}
