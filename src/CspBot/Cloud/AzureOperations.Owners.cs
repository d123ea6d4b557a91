using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <content>Owner rights on a customer's Azure subscription (azure §3).</content>
internal sealed partial class AzureOperations
{
    /// <summary>Fixed for ever: another value would give existing assignments a second name.</summary>
    private static readonly Guid AssignmentNames = new("6f0a3c1e-8a52-4f0e-9d6b-2c5b7e1d4a90");

    /// <summary>Who is Owner on the subscription, whether this user already is, and whether the partner may assign there.</summary>
    /// <remarks>
    /// One unfiltered list for owners, count and the partner's ForeignGroup; for the user <c>atScope() and assignedTo('{oid}')</c>, which
    /// follows groups (azure §3.3). Roles are compared by GUID. Count leaves out assignments above the subscription, as Azure's limit
    /// does (azure §3.5). NoRightOnSubscription when the partner may not even read.
    /// </remarks>
    public async Task<OwnerView> ViewOwnersAsync(string customerId, string subscriptionId, string? userId, CancellationToken ct)
    {
        var (tenant, subscription) = (Tenant(customerId), Subscription(subscriptionId));
        var allTask = arm.ListAssignmentsAsync(tenant, subscription, null, ct);
        var mineTask = Guid.TryParse(userId, out var user)
            ? arm.ListAssignmentsAsync(tenant, subscription, $"atScope() and assignedTo('{user}')", ct)
            : Task.FromResult(new List<RoleAssignmentShape>());
        await Task.WhenAll(allTask, mineTask);

        var all = (await allTask).Select(Read).ToList();
        var scope = "/subscriptions/" + subscription;
        var mine = (await mineTask).Select(Read).Where(a => IsAtOrAbove(a.Scope, scope)).ToList();
        return new OwnerView(
            [.. all.Where(a => a.RoleId == AzureRoles.Owner && CloudJson.SameId(a.Scope, scope))],
            mine.Any(a => a.RoleId == AzureRoles.Owner),
            all.Any(a => IsPartner(a) && IsAtOrAbove(a.Scope, scope)),
            all.Count(a => CloudJson.SameId(a.Scope, scope) || a.Scope.StartsWith(scope + "/", StringComparison.OrdinalIgnoreCase)),
            await HoldsNamesakeAsync(tenant, subscription, mine, ct));
    }

    /// <summary>The one name an Owner assignment of this principal on this subscription has (UUID v5, azure §10).</summary>
    public static Guid OwnerAssignmentName(string subscriptionId, string principalId) =>
        DeterministicGuid.Version5(AssignmentNames, $"/subscriptions/{subscriptionId}|{principalId}|{AzureRoles.Owner}".ToLowerInvariant());

    /// <summary>The assignment with this name; null when there is none.</summary>
    public async Task<RoleAssignment?> FindAssignmentAsync(string customerId, string subscriptionId, string name, CancellationToken ct)
    {
        var shape = await arm.FindAssignmentAsync(Tenant(customerId), Subscription(subscriptionId), name, ct);
        return shape is null ? null : Read(shape);
    }

    /// <summary>Makes the user Owner under the deterministic name; already Owner counts as done.</summary>
    /// <remarks>
    /// PUT with principalType User: 201 is new, 200 was so; 409 RoleAssignmentExists is looked up and counts as done under its own
    /// name; the name with other content is Conflict; a principal the directory does not know yet is the transient
    /// PrincipalNotFound (azure §3.5). When the fault is unknown, ask <see cref="FindAssignmentAsync"/> with
    /// <see cref="OwnerAssignmentName"/> before anything else.
    /// </remarks>
    public async Task<OwnerChange> GrantOwnerAsync(string customerId, string subscriptionId, string principalId, CancellationToken ct)
    {
        var (tenant, subscription) = (Tenant(customerId), Subscription(subscriptionId));
        var name = OwnerAssignmentName(subscription, principalId).ToString();
        var wanted = new RoleAssignmentPropertiesShape
        {
            RoleDefinitionId = $"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{AzureRoles.Owner}",
            PrincipalId = principalId,
            PrincipalType = "User",
        };
        try
        {
            var answer = await arm.PutAssignmentAsync(tenant, subscription, name, wanted, ct);
            return new OwnerChange(answer.Status == 201, name, answer.Receipt);
        }
        catch (CloudFault fault) when (fault.Code == "RoleAssignmentExists")
        {
            var existing = await FindOwnerAsync(tenant, subscription, principalId, ct);
            if (existing is null)
                throw;
            return new OwnerChange(false, existing.Name, new CloudReceipt(fault.Api, fault.RequestId, fault.RequestId));
        }
    }

    /// <summary>Removes the named assignment; nothing there counts as done.</summary>
    /// <remarks>DELETE: 200 removed, 204 or 404 was gone (azure §3.1). Locked and LastOwner are decisive (azure §3.5).</remarks>
    public async Task<OwnerChange> RevokeOwnerAsync(string customerId, string subscriptionId, string assignmentName, CancellationToken ct)
    {
        try
        {
            var answer = await arm.DeleteAssignmentAsync(Tenant(customerId), Subscription(subscriptionId), assignmentName, ct);
            return new OwnerChange(answer.Status == 200, assignmentName, answer.Receipt);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Code: "RoleAssignmentNotFound" })
        {
            return new OwnerChange(false, assignmentName, new CloudReceipt(fault.Api, fault.RequestId, fault.RequestId));
        }
    }

    private async Task<RoleAssignment?> FindOwnerAsync(string tenant, string subscription, string principalId, CancellationToken ct)
    {
        var assignments = await arm.ListAssignmentsAsync(tenant, subscription, $"principalId eq {principalId}", ct);
        return assignments.Select(Read).FirstOrDefault(a => a.RoleId == AzureRoles.Owner
            && CloudJson.SameId(a.PrincipalId, principalId)
            && CloudJson.SameId(a.Scope, "/subscriptions/" + subscription));
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

    /// <summary>The scope itself, the root, or a management group; a resource group or another subscription is neither.</summary>
    private static bool IsAtOrAbove(string scope, string subscription) =>
        CloudJson.SameId(scope.TrimEnd('/'), subscription)
        || scope == "/"
        || scope.StartsWith("/providers/Microsoft.Management/managementGroups/", StringComparison.OrdinalIgnoreCase);

    private static RoleAssignment Read(RoleAssignmentShape shape) => new(
        shape.Name ?? "",
        shape.Properties?.Scope ?? "",
        shape.Properties?.PrincipalId ?? "",
        shape.Properties?.PrincipalType ?? "",
        AzureRoles.Read(shape.Properties?.RoleDefinitionId));
}
