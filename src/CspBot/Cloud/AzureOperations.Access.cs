using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;
using Microsoft.Graph.Models;

namespace CspBot.Cloud;

/// <content>Who has access to a customer's Azure subscription, and how one of them loses it (azure §3).</content>
internal sealed partial class AzureOperations
{
    private const int IdsAtATime = 1000;
    private const int MostRolesAsked = 20;
    private const int RolesAtATime = 5;

    /// <summary>It is the partner's own group through which the bot acts, and no assignment of it is taken away here.</summary>
    public bool IsAdminAgents(string principalId) => CloudJson.SameId(principalId, options.Partner.AdminAgentsGroupId);

    /// <summary>Every role assignment at, above and below the subscription, with the names of principals and roles.</summary>
    /// <remarks>
    /// One list without a filter, in pages (azure §3.3); then one question to the directory per thousand principals, and one to
    /// Azure for each role that is not among the offered ones, at most 20. What those do not answer is said in the view,
    /// and the list is there.
    /// </remarks>
    /// <exception cref="CloudFault">The list itself: NoRightOnSubscription or NotFound where our own right was removed.</exception>
    public async Task<AccessView> ViewAccessAsync(string customerId, string subscriptionId, CancellationToken ct)
    {
        var (tenant, subscription) = (Tenant(customerId), Subscription(subscriptionId));
        var listed = await arm.ListAssignmentsAsync(tenant, new AzureScope(subscription), null, ct);
        var all = listed.Select(Read).Where(a => a.Name.Length > 0 && a.PrincipalId.Length > 0 && a.Scope.Length > 0).ToList();
        var naming = NameRolesAsync(tenant, subscription, all, ct);
        var resolving = NamePrincipalsAsync(tenant, all, ct);
        var (roles, unnamed) = await naming;
        var (principals, unresolved) = await resolving;
        var scope = "/subscriptions/" + subscription;
        return new AccessView(
            [.. all.Select(a => new AccessEntry(
                a,
                CloudJson.SameId(a.Scope.TrimEnd('/'), scope) ? AccessPlace.Here
                    : IsAtOrAbove(a.Scope, new AzureScope(subscription)) ? AccessPlace.Above
                    : AccessPlace.Below,
                roles.GetValueOrDefault(a.RoleId) ?? new AccessRole(a.RoleId, null),
                principals.GetValueOrDefault(a.PrincipalId) ?? Unknown(a, unresolved)))],
            unresolved,
            unnamed);
    }

    /// <summary>The assignment with this name at this scope; null when there is none.</summary>
    public async Task<RoleAssignment?> FindAssignmentAtAsync(string customerId, string scope, string name, CancellationToken ct)
    {
        var shape = await arm.FindAssignmentAtAsync(Tenant(customerId), scope, name, ct);
        return shape is null ? null : Read(shape);
    }

    /// <summary>Removes the named assignment at its scope; nothing there counts as done.</summary>
    /// <remarks>DELETE: 200 removed, 204 or 404 was gone (azure §3.1). Locked, LastOwner and a deny assignment are decisive.</remarks>
    public async Task<OwnerChange> RemoveAssignmentAsync(string customerId, string scope, string name, CancellationToken ct)
    {
        try
        {
            var answer = await arm.DeleteAssignmentAtAsync(Tenant(customerId), scope, name, ct);
            return new OwnerChange(answer.Status == 200, name, answer.Receipt);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Code: "RoleAssignmentNotFound" })
        {
            return new OwnerChange(false, name, new CloudReceipt(fault.Api, fault.RequestId, fault.RequestId));
        }
    }

    /// <summary>Puts an assignment at the subscription back exactly as it was, under its own name.</summary>
    public async Task<OwnerChange> PutBackAsync(string customerId, string subscriptionId, RoleAssignment was, CancellationToken ct)
    {
        var wanted = new RoleAssignmentPropertiesShape
        {
            RoleDefinitionId = $"/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/{was.RoleId}",
            PrincipalId = was.PrincipalId,
            PrincipalType = was.PrincipalType,
            Condition = was.Condition,
            ConditionVersion = was.ConditionVersion,
        };
        var answer = await arm.PutAssignmentAsync(
            Tenant(customerId), new AzureScope(Subscription(subscriptionId)), was.Name, wanted, ct);
        return new OwnerChange(answer.Status == 201, was.Name, answer.Receipt);
    }

    /// <summary>
    /// Somebody who exists is Owner of the subscription itself by another assignment than this one. The directory is asked only where the
    /// partner's own group is not among them.
    /// </summary>
    public async Task<bool> HasOtherOwnerAsync(string customerId, string subscriptionId, string but, CancellationToken ct)
    {
        var view = await ViewOwnersAsync(customerId, subscriptionId, null, ct);
        var others = view.Owners.Where(owner => !CloudJson.SameId(owner.Name, but)).ToList();
        if (others.Any(owner => CloudJson.SameWord(owner.PrincipalType, "ForeignGroup")))
            return true;
        if (others.Count == 0)
            return false;
        var (found, fault) = await NamePrincipalsAsync(Tenant(customerId), others, ct);
        return fault is null ? found.Count > 0 : throw fault;
    }

    private async Task<(IReadOnlyDictionary<Guid, AccessRole> Roles, CloudFault? Fault)> NameRolesAsync(
        string tenant, string subscription, IReadOnlyList<RoleAssignment> all, CancellationToken ct)
    {
        var roles = AzureRoles.Offered.ToDictionary(role => role.Id, role => new AccessRole(role.Id, role.Name));
        var asked = all.Select(a => a.RoleId).Distinct().Where(role => role != Guid.Empty && !roles.ContainsKey(role)).Take(MostRolesAsked);
        try
        {
            foreach (var some in asked.Chunk(RolesAtATime))
            {
                foreach (var role in await Task.WhenAll(some.Select(AskAsync)))
                    roles[role.Id] = role;
            }

            return (roles, null);
        }
        catch (CloudFault fault)
        {
            return (roles, fault);
        }

        async Task<AccessRole> AskAsync(Guid id)
        {
            var found = (await arm.FindRoleDefinitionAsync(tenant, subscription, id.ToString(), ct))?.Properties;
            return new AccessRole(id, found?.RoleName, CloudJson.SameWord(found?.Type, "CustomRole"));
        }
    }

    private async Task<(IReadOnlyDictionary<string, AccessPrincipal> Found, CloudFault? Fault)> NamePrincipalsAsync(
        string tenant, IReadOnlyList<RoleAssignment> all, CancellationToken ct)
    {
        var found = new Dictionary<string, AccessPrincipal>(StringComparer.OrdinalIgnoreCase);
        var asked = all
            .Where(a => !CloudJson.SameWord(a.PrincipalType, "ForeignGroup") && Guid.TryParse(a.PrincipalId, out _))
            .Select(a => a.PrincipalId.ToLowerInvariant())
            .Distinct();
        try
        {
            foreach (var some in asked.Chunk(IdsAtATime))
            {
                var answer = await InDirectoryAsync(tenant, DirectoryStep.Read, () => graph.ListByIdsAsync(tenant, some, ct), ct);
                foreach (var principal in answer.Where(one => !string.IsNullOrEmpty(one.Id)))
                    found[principal.Id!] = Named(principal);
            }

            return (found, null);
        }
        catch (CloudFault fault)
        {
            return (found, fault);
        }
    }

    /// <summary>A guest is told by its sign-in name (azure §6.1); its type is not among what this call answers.</summary>
    private static AccessPrincipal Named(DirectoryObject one) => one switch
    {
        User user => new AccessPrincipal(
            user.Id!,
            user.UserPrincipalName?.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) == true
                ? PrincipalKind.Guest
                : PrincipalKind.User,
            user.DisplayName,
            user.UserPrincipalName),
        Group group => new AccessPrincipal(group.Id!, PrincipalKind.Group, group.DisplayName),
        ServicePrincipal app => new AccessPrincipal(app.Id!, PrincipalKind.Application, app.DisplayName),
        _ => new AccessPrincipal(one.Id!, PrincipalKind.Unread),
    };

    private AccessPrincipal Unknown(RoleAssignment a, CloudFault? unresolved) => new(
        a.PrincipalId,
        CloudJson.SameWord(a.PrincipalType, "ForeignGroup")
            ? IsAdminAgents(a.PrincipalId) ? PrincipalKind.AdminAgents : PrincipalKind.ForeignGroup
            : unresolved is null ? PrincipalKind.Gone : PrincipalKind.Unread);
}
