using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <content>Rights on a customer's Azure subscription or a resource group of it (azure §3).</content>
internal sealed partial class AzureOperations
{
    /// <summary>Fixed for ever: another value would give existing assignments a second name.</summary>
    private static readonly Guid AssignmentNames = new("6f0a3c1e-8a52-4f0e-9d6b-2c5b7e1d4a90");

    /// <summary>Who is Owner on the subscription, whether this user already is, and whether the partner may assign there.</summary>
    /// <remarks>NoRightOnSubscription when the partner may not even read. See <see cref="ViewRoleAsync"/>.</remarks>
    public async Task<OwnerView> ViewOwnersAsync(string customerId, string subscriptionId, string? userId, CancellationToken ct)
    {
        var scope = new AzureScope(Subscription(subscriptionId));
        var all = ListAssignmentsAsync(customerId, scope.Subscription, ct);
        var view = await ViewRoleAsync(customerId, new RoleTarget(scope, AzureRoles.Owner, userId ?? ""), all, ct);
        return new OwnerView(
            [.. (await all).Where(a => a.RoleId == AzureRoles.Owner && CloudJson.SameId(a.Scope, scope.Id))],
            view.IsHeld,
            view.PartnerMayAssign,
            view.Count,
            view.HoldsNamesake);
    }

    /// <summary>Every role assignment at, above and below the subscription, unfiltered (azure §3.3).</summary>
    public async Task<IReadOnlyList<RoleAssignment>> ListAssignmentsAsync(string customerId, string subscriptionId, CancellationToken ct) =>
        [.. (await arm.ListAssignmentsAsync(Tenant(customerId), new AzureScope(Subscription(subscriptionId)), null, ct)).Select(Read)];

    /// <summary>Whether the principal holds the role there already, and whether the partner may give it.</summary>
    /// <remarks>
    /// The unfiltered list tells the count and the partner's ForeignGroup; a user is asked for with <c>atScope() and
    /// assignedTo('{oid}')</c>, which follows groups, a group with <c>principalId eq</c> (azure §3.3). Roles are compared by GUID. Count
    /// leaves out assignments above the subscription, as Azure's limit does (azure §3.5).
    /// </remarks>
    /// <param name="all">What <see cref="ListAssignmentsAsync"/> gives, so that several rights share one list.</param>
    public async Task<RoleView> ViewRoleAsync(
        string customerId, RoleTarget target, Task<IReadOnlyList<RoleAssignment>> all, CancellationToken ct)
    {
        var (tenant, scope) = (Tenant(customerId), target.Scope);
        var mineTask = Guid.TryParse(target.PrincipalId, out var principal)
            ? arm.ListAssignmentsAsync(
                tenant,
                scope,
                target.PrincipalType == Principal.Group ? $"principalId eq {principal}" : $"atScope() and assignedTo('{principal}')",
                ct)
            : Task.FromResult(new List<RoleAssignmentShape>());
        await Task.WhenAll(all, mineTask);

        var subscription = new AzureScope(scope.Subscription).Id;
        var mine = (await mineTask).Select(Read).Where(a => IsAtOrAbove(a.Scope, scope)).ToList();
        return new RoleView(
            [.. mine.Where(a => a.RoleId == target.RoleId)],
            (await all).Any(a => IsPartner(a) && IsAtOrAbove(a.Scope, scope)),
            (await all).Count(
                a => CloudJson.SameId(a.Scope, subscription) || a.Scope.StartsWith(subscription + "/", StringComparison.OrdinalIgnoreCase)),
            target.RoleId == AzureRoles.Owner && await HoldsNamesakeAsync(tenant, scope.Subscription, mine, ct));
    }

    /// <summary>The one name an Owner assignment of this principal on this subscription has (UUID v5, azure §10).</summary>
    public static Guid OwnerAssignmentName(string subscriptionId, string principalId) =>
        AssignmentName(new AzureScope(subscriptionId), AzureRoles.Owner, principalId);

    /// <summary>The one name that the assignment of this role for this principal there has.</summary>
    public static Guid AssignmentName(AzureScope scope, Guid roleId, string principalId) =>
        DeterministicGuid.Version5(AssignmentNames, $"{scope.Id}|{principalId}|{roleId}".ToLowerInvariant());

    /// <summary>The assignment with this name; null when there is none.</summary>
    public Task<RoleAssignment?> FindAssignmentAsync(string customerId, string subscriptionId, string name, CancellationToken ct) =>
        FindAssignmentAsync(customerId, new AzureScope(Subscription(subscriptionId)), name, ct);

    /// <summary>The same on a subscription or resource group.</summary>
    public async Task<RoleAssignment?> FindAssignmentAsync(string customerId, AzureScope scope, string name, CancellationToken ct)
    {
        var shape = await arm.FindAssignmentAsync(Tenant(customerId), scope, name, ct);
        return shape is null ? null : Read(shape);
    }

    /// <summary>Makes the user Owner of the subscription: see <see cref="GrantRoleAsync"/>.</summary>
    public Task<OwnerChange> GrantOwnerAsync(string customerId, string subscriptionId, string principalId, CancellationToken ct) =>
        GrantRoleAsync(customerId, new RoleTarget(new AzureScope(Subscription(subscriptionId)), AzureRoles.Owner, principalId), ct);

    /// <summary>Gives the role under the deterministic name; a role that stands already counts as done.</summary>
    /// <remarks>
    /// PUT with the principal's type: 201 is new, 200 was so; 409 RoleAssignmentExists is looked up and counts as done under its own
    /// name; the name with other content is Conflict; a principal the directory does not know yet is the transient
    /// PrincipalNotFound (azure §3.5). When the fault is unknown, ask <see cref="FindAssignmentAsync(string, AzureScope, string,
    /// CancellationToken)"/> with <see cref="RoleTarget.Name"/> before anything else.
    /// </remarks>
    public async Task<OwnerChange> GrantRoleAsync(string customerId, RoleTarget target, CancellationToken ct)
    {
        var (tenant, scope) = (Tenant(customerId), target.Scope);
        var wanted = new RoleAssignmentPropertiesShape
        {
            RoleDefinitionId = $"/subscriptions/{scope.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{target.RoleId}",
            PrincipalId = target.PrincipalId,
            PrincipalType = target.PrincipalType,
        };
        try
        {
            var answer = await arm.PutAssignmentAsync(tenant, scope, target.Name, wanted, ct);
            return new OwnerChange(answer.Status == 201, target.Name, answer.Receipt);
        }
        catch (CloudFault fault) when (fault.Code == "RoleAssignmentExists")
        {
            var existing = await FindSameAsync(tenant, target, ct);
            if (existing is null)
                throw;
            return new OwnerChange(false, existing.Name, new CloudReceipt(fault.Api, fault.RequestId, fault.RequestId));
        }
    }

    /// <summary>Removes the named assignment of a subscription: see <see cref="RevokeRoleAsync"/>.</summary>
    public Task<OwnerChange> RevokeOwnerAsync(string customerId, string subscriptionId, string assignmentName, CancellationToken ct) =>
        RevokeRoleAsync(customerId, new AzureScope(Subscription(subscriptionId)), assignmentName, ct);

    /// <summary>Removes the named assignment; nothing there counts as done.</summary>
    /// <remarks>DELETE: 200 removed, 204 or 404 was gone (azure §3.1). Locked and LastOwner are decisive (azure §3.5).</remarks>
    public async Task<OwnerChange> RevokeRoleAsync(string customerId, AzureScope scope, string assignmentName, CancellationToken ct)
    {
        try
        {
            var answer = await arm.DeleteAssignmentAsync(Tenant(customerId), scope, assignmentName, ct);
            return new OwnerChange(answer.Status == 200, assignmentName, answer.Receipt);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Code: "RoleAssignmentNotFound" })
        {
            return new OwnerChange(false, assignmentName, new CloudReceipt(fault.Api, fault.RequestId, fault.RequestId));
        }
    }

    private async Task<RoleAssignment?> FindSameAsync(string tenant, RoleTarget target, CancellationToken ct)
    {
        var assignments = await arm.ListAssignmentsAsync(tenant, target.Scope, $"principalId eq {target.PrincipalId}", ct);
        return assignments.Select(Read).FirstOrDefault(a => a.RoleId == target.RoleId
            && CloudJson.SameId(a.PrincipalId, target.PrincipalId)
            && CloudJson.SameId(a.Scope, target.Scope.Id));
    }

    /// <summary>
    /// A role with another GUID, but named Owner. Asked only when the user holds a role that is not among the known built-in ones.
    /// </summary>
    private async Task<bool> HoldsNamesakeAsync(string tenant, string subscription, List<RoleAssignment> mine, CancellationToken ct)
    {
        var unknown = mine.Select(a => a.RoleId).Where(role => !AzureRoles.BuiltIn.Contains(role)).ToHashSet();
        if (unknown.Count == 0)
            return false;
        var namesakes = await arm.ListRoleDefinitionsAsync(tenant, subscription, "Owner", ct);
        return namesakes.Any(n => unknown.Contains(AzureRoles.Read(n.Name)));
    }

    private bool IsPartner(RoleAssignment a) =>
        CloudJson.SameWord(a.PrincipalType, "ForeignGroup")
        && CloudJson.SameId(a.PrincipalId, options.Partner.AdminAgentsGroupId)
        && (a.RoleId == AzureRoles.Owner || a.RoleId == AzureRoles.UserAccessAdministrator);

    /// <summary>The scope itself, its subscription, the root, or a management group; another subscription or group is none.</summary>
    private static bool IsAtOrAbove(string scope, AzureScope place) =>
        CloudJson.SameId(scope.TrimEnd('/'), place.Id)
        || CloudJson.SameId(scope.TrimEnd('/'), new AzureScope(place.Subscription).Id)
        || scope == "/"
        || scope.StartsWith("/providers/Microsoft.Management/managementGroups/", StringComparison.OrdinalIgnoreCase);

    private static RoleAssignment Read(RoleAssignmentShape shape) => new(
        shape.Name ?? "",
        shape.Properties?.Scope ?? "",
        shape.Properties?.PrincipalId ?? "",
        shape.Properties?.PrincipalType ?? "",
        AzureRoles.Read(shape.Properties?.RoleDefinitionId))
    {
        Condition = shape.Properties?.Condition,
        ConditionVersion = shape.Properties?.ConditionVersion,
    };
}
