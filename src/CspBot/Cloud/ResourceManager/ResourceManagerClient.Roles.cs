using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>Role definitions and resource groups: what a right can be, and where it can be given.</content>
internal sealed partial class ResourceManagerClient
{
    private const string Definitions = "providers/Microsoft.Authorization/roleDefinitions";

    /// <summary>Role definitions named exactly so at the subscription; built-in and custom ones (azure §3.1).</summary>
    public Task<List<RoleDefinitionShape>> ListRoleDefinitionsAsync(
        string tenant, string subscription, string roleName, CancellationToken ct) =>
        DefinitionsAsync(tenant, subscription, $"roleName eq '{roleName.Replace("'", "''", StringComparison.Ordinal)}'", ct);

    /// <summary>
    /// The custom roles that can be given at the subscription: <c>type eq 'CustomRole'</c> (Microsoft's "Create or update Azure custom
    /// roles using the REST API").
    /// </summary>
    public Task<List<RoleDefinitionShape>> ListCustomRolesAsync(string tenant, string subscription, CancellationToken ct) =>
        DefinitionsAsync(tenant, subscription, "type eq 'CustomRole'", ct);

    /// <summary><c>GET /subscriptions/{s}/resourceGroups</c>, api-version 2022-09-01 (azure §9.1).</summary>
    public Task<List<ResourceGroupShape>> ListResourceGroupsAsync(string tenant, string subscription, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"/subscriptions/{Segment(subscription)}/resourceGroups?api-version=2022-09-01",
            ResourceManagerJson.Default.ArmPageShapeResourceGroupShape,
            ct);

    /// <summary>One resource group by name; null when Azure says that there is none (azure §1.5).</summary>
    public async Task<ResourceGroupShape?> FindResourceGroupAsync(string tenant, AzureScope scope, CancellationToken ct)
    {
        try
        {
            return await _api.GetAsync(
                $"{Path(scope)}?api-version=2022-09-01", ResourceManagerJson.Default.ResourceGroupShape, ct, tenant);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Reason: CloudReason.NotFound, Code: "ResourceGroupNotFound" })
        {
            return null;
        }
    }

    private Task<List<RoleDefinitionShape>> DefinitionsAsync(string tenant, string subscription, string filter, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"/subscriptions/{Segment(subscription)}/{Definitions}?{RolesVersion}&$filter=" + Uri.EscapeDataString(filter),
            ResourceManagerJson.Default.ArmPageShapeRoleDefinitionShape,
            ct);
}
