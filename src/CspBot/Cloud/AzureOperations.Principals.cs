using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;
using Microsoft.Graph.Models;

namespace CspBot.Cloud;

/// <content>What a right can be (roles), where it can be given (resource groups), and to whom besides users (groups).</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// The role that a GUID or an exact name means on this subscription; null when there is none. The offered ones need no call. Two roles
    /// of one name give Conflict with code AmbiguousRole: a right must not be a guess.
    /// </summary>
    public async Task<AzureRole?> FindRoleAsync(string customerId, string subscriptionId, string role, CancellationToken ct)
    {
        var wanted = role.Trim();
        var hasId = Guid.TryParse(wanted, out var id);
        if (AzureRoles.Offered.FirstOrDefault(known => hasId ? known.Id == id : CloudJson.SameWord(known.Name, wanted)) is { } offered)
            return offered;
        var (tenant, subscription) = (Tenant(customerId), Subscription(subscriptionId));
        if (hasId)
            return await arm.FindRoleDefinitionAsync(tenant, subscription, id.ToString(), ct) is { } one ? Read(one) : null;
        return (await arm.ListRoleDefinitionsAsync(tenant, subscription, wanted, ct)).Select(Read).OfType<AzureRole>().ToList() switch
        {
            [] => null,
            [var only] => only,
            _ => throw new CloudFault(
                CloudReason.Conflict, "arm", null, "AmbiguousRole", null, "Several roles have this name; give the role's id."),
        };
    }

    /// <summary>The customer's own roles that can be given on this subscription, in order of name.</summary>
    public async Task<IReadOnlyList<AzureRole>> ListCustomRolesAsync(string customerId, string subscriptionId, CancellationToken ct) =>
        [.. (await arm.ListCustomRolesAsync(Tenant(customerId), Subscription(subscriptionId), ct))
            .Select(Read)
            .OfType<AzureRole>()
            .OrderBy(role => role.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Names of the subscription's resource groups, in their order.</summary>
    public async Task<IReadOnlyList<string>> ListResourceGroupsAsync(string customerId, string subscriptionId, CancellationToken ct) =>
        [.. (await arm.ListResourceGroupsAsync(Tenant(customerId), Subscription(subscriptionId), ct))
            .Select(group => group.Name)
            .OfType<string>()
            .Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The scope with the name as Azure writes it; null when there is no such resource group.</summary>
    public async Task<AzureScope?> FindScopeAsync(string customerId, AzureScope scope, CancellationToken ct) =>
        scope.Group is null ? scope
        : await arm.FindResourceGroupAsync(Tenant(customerId), scope, ct) is { } group ? scope with { Group = group.Name ?? scope.Group }
        : null;

    /// <summary>
    /// The user, or the security group, that an object id, an address or a group's exact name means; null when there is none.
    /// </summary>
    /// <remarks>A name that two groups bear is Conflict with code AmbiguousGroup.</remarks>
    public async Task<Principal?> FindPrincipalAsync(string customerId, string who, CancellationToken ct)
    {
        var wanted = who.Trim();
        if (await FindUserAsync(customerId, wanted, ct) is { } user)
            return Principal.Of(user);
        if (wanted.Length == 0 || wanted.Contains('@', StringComparison.Ordinal))
            return null;
        if (Guid.TryParse(wanted, out _))
            return await FindGroupAsync(customerId, wanted, ct);
        var named = (await SearchGroupsAsync(customerId, wanted, 10, ct)).Where(group => CloudJson.SameWord(group.Name, wanted)).ToList();
        return named.Count <= 1 ? named.FirstOrDefault() : throw new CloudFault(
            CloudReason.Conflict, "graph", null, "AmbiguousGroup", null, "Several groups have this name; give the object id.");
    }

    /// <summary>The security group with this object id; null when there is none, or it is only for mail.</summary>
    public async Task<Principal?> FindGroupAsync(string customerId, string groupId, CancellationToken ct) =>
        await InDirectoryAsync(customerId, DirectoryStep.Read, () => graph.FindGroupAsync(Tenant(customerId), groupId, ct), ct)
            is { SecurityEnabled: true } group
            ? Read(group)
            : null;

    /// <summary>Security groups of the customer's directory whose name begins so.</summary>
    public async Task<IReadOnlyList<Principal>> SearchGroupsAsync(string customerId, string text, int max, CancellationToken ct)
    {
        var groups = await InDirectoryAsync(
            customerId, DirectoryStep.Read, () => graph.SearchGroupsAsync(Tenant(customerId), text.Trim(), max, ct), ct);
        return [.. groups.Select(Read)];
    }

    private static Principal Read(Group group) => new(group.Id ?? "", CloudJson.Named(group.DisplayName, group.Id), "", Principal.Group);

    private static AzureRole? Read(RoleDefinitionShape shape) =>
        Guid.TryParse(shape.Name, out var id) && shape.Properties is { RoleName.Length: > 0 } said
            ? new AzureRole(id, said.RoleName, !CloudJson.SameWord(said.Type, "BuiltInRole"))
            : null;
}
