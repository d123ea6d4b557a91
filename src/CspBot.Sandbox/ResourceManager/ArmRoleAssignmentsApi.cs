using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Sandbox;

/// <summary>
/// Role assignments of a subscription and its resource groups (facts, azure §3). Assumed, since the facts leave it open: an unknown
/// $filter is 400 BadRequestFormat, a role that cannot be given there 400 RoleAssignmentScopeNotAssignableToRoleDefinition, the limit is
/// 400, a locked delete 409, the last administrator 400 without a code of its own; a principal that the directory does not have is
/// refused even with a principalType.
/// </summary>
internal static partial class ArmRoleAssignmentsApi
{
    private const string Write = "Microsoft.Authorization/roleAssignments/write";
    private const string Delete = "Microsoft.Authorization/roleAssignments/delete";
    private const string Read = "Microsoft.Authorization/roleAssignments/read";
    private static readonly string[] Versions =
        ["2022-04-01", "2020-10-01-preview", "2020-08-01-preview", "2020-04-01-preview", "2018-09-01-preview", "2015-07-01"];

    private static readonly string[] OtherVersions =
    [
        "2022-04-01", "2022-05-01-preview", "2018-01-01-preview", "2018-07-01-preview", "2015-07-01",
    ];

    private static readonly Dictionary<string, string> BuiltInRoles = new(StringComparer.OrdinalIgnoreCase)
    {
        [Ids.Owner] = "Owner",
        [Ids.Contributor] = "Contributor",
        [Ids.Reader] = "Reader",
        [Ids.UserAccessAdministrator] = "User Access Administrator",
        [Ids.RbacAdministrator] = "Role Based Access Control Administrator",
        [Ids.ReservationPurchaser] = "Reservation Purchaser",
        [Ids.ReservationsAdministrator] = "Reservations Administrator",
        [Ids.ReservationsReader] = "Reservations Reader",
        [Ids.CostManagementReader] = "Cost Management Reader",
    };

    /// <summary>Roles that can be given at <c>/providers/Microsoft.Capacity</c> alone (facts, azure §3.4).</summary>
    private static readonly string[] OfCapacity = [Ids.ReservationsAdministrator, Ids.ReservationsReader];

    public static void Map(Routes routes)
    {
        const string Root = "/subscriptions/{subscription}/providers/Microsoft.Authorization";
        const string Below = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Authorization";
        foreach (string place in new[] { Root, Below })
        {
            routes.Map("GET", $"{place}/roleAssignments", ArmApi.OfSubscription(Read, Versions, InGroup(List)));
            routes.Map("GET", $"{place}/roleAssignments/{{name}}", ArmApi.OfSubscription(Read, Versions, InGroup(One)));
            routes.Map("PUT", $"{place}/roleAssignments/{{name}}", ArmApi.OfSubscription(Write, Versions, InGroup(Put)));
            routes.Map("DELETE", $"{place}/roleAssignments/{{name}}", ArmApi.OfSubscription(Delete, Versions, InGroup(Remove)));
        }

        routes.Map("GET", $"{Root}/denyAssignments", ArmApi.OfSubscription(Read, OtherVersions, DenyAssignments));
        routes.Map("GET", $"{Root}/roleDefinitions", ArmApi.OfSubscription(Read, OtherVersions, RoleDefinitions));
        routes.Map("GET", $"{Root}/roleDefinitions/{{role}}", ArmApi.OfSubscription(Read, OtherVersions, RoleDefinition));
    }

    public static object Json(RoleAssignment item, bool justWritten = false) => new
    {
        id = $"{item.Scope}/providers/Microsoft.Authorization/roleAssignments/{item.Name}",
        name = item.Name,
        type = "Microsoft.Authorization/roleAssignments",
        properties = new
        {
            roleDefinitionId = RoleId(item.Subscription, item.Role),
            principalId = item.PrincipalId,
            principalType = item.PrincipalType,
            scope = item.Scope,
            condition = item.Condition,
            conditionVersion = item.ConditionVersion,
            createdOn = Text(item.Created),
            updatedOn = Text(item.Updated),
            createdBy = justWritten ? null : item.CreatedBy ?? "",
            updatedBy = item.CreatedBy ?? "",
            delegatedManagedIdentityResourceId = (string?)null,
            description = item.Description,
        },
    };

    private static string RoleId(string subscription, string role) =>
        $"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}";

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The name in the address of a resource group as Azure writes it; null at the subscription.</summary>
    private static string? GroupOf(Call call, AzureSubscription subscription) =>
        call.Values.TryGetValue("group", out string? name) && subscription.ResourceGroups.TryGetValue(name, out string? written)
            ? written
            : null;

    private static Func<Call, AzureSubscription, Answer> InGroup(Func<Call, AzureSubscription, Answer> handler) => (call, subscription) =>
        call.Values.TryGetValue("group", out string? name) && !subscription.ResourceGroups.Contains(name)
            ? ArmApi.Fault(404, "ResourceGroupNotFound", $"Resource group '{name}' could not be found.")
            : handler(call, subscription);

    /// <summary>What reads show by now; of a resource group: what stands on it and above it.</summary>
    private static IEnumerable<RoleAssignment> Visible(Call call, AzureSubscription subscription)
    {
        (DateTimeOffset now, string? group) = (call.World.Now, GroupOf(call, subscription));
        return subscription.Assignments.Where(
            item => item.VisibleFrom <= now && (group is null || item.ResourceGroup is null || Ids.Same(item.ResourceGroup, group)));
    }

    private static bool IsHere(RoleAssignment item, string? group) => Ids.Same(item.ResourceGroup ?? "", group ?? "");

    private static Answer List(Call call, AzureSubscription subscription)
    {
        string filter = (call.Parameter("$filter") ?? "").Trim();
        string? group = GroupOf(call, subscription);
        IEnumerable<RoleAssignment> found = Visible(call, subscription);
        if (filter.Length == 0)
            found = group is null ? found.Concat(Below(subscription)) : found;
        else if (Ids.Same(filter, "atScope()"))
            found = found.Where(item => item.ResourceGroup is null || IsHere(item, group));
        else if (PrincipalFilter().Match(filter) is { Success: true } principal)
            found = found.Where(item => Ids.Same(item.PrincipalId, principal.Groups["id"].Value));
        else if (AssignedToFilter().Match(filter) is { Success: true } assigned)
            found = AssignedTo(call.World, found, assigned.Groups["id"].Value).Where(
                item => !assigned.Groups["scope"].Success || item.ResourceGroup is null || IsHere(item, group));
        else
            return ArmApi.Fault(
                400,
                "BadRequestFormat",
                $"The filter '{filter}' is not supported. Supported filters are 'atScope()', 'principalId eq', 'assignedTo()' and "
                + "'atScope() and assignedTo()'.");
        return ArmApi.Page(call, found.Select(item => Json(item)));
    }

    private static IEnumerable<RoleAssignment> AssignedTo(World world, IEnumerable<RoleAssignment> found, string principal)
    {
        HashSet<string> groups = world.People
            .MembershipsOf(principal)
            .Select(group => group.Id)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return found.Where(item => Ids.Same(item.PrincipalId, principal) || groups.Contains(item.PrincipalId));
    }

    /// <summary>The many assignments on resource groups of a nearly full subscription.</summary>
    private static IEnumerable<RoleAssignment> Below(AzureSubscription subscription)
    {
        for (int i = 1; i <= subscription.AssignmentsBelow; i++)
        {
            yield return new RoleAssignment
            {
                Name = Ids.Named($"{subscription.Id}|below|{i}"),
                Subscription = subscription.Id,
                ResourceGroup = $"rg-{i % 50:D2}",
                Role = Ids.Reader,
                PrincipalId = Ids.Named($"{subscription.Tenant}|app|{i}"),
                PrincipalType = "ServicePrincipal",
                Created = DateTimeOffset.UnixEpoch,
                Updated = DateTimeOffset.UnixEpoch,
            };
        }
    }

    private static Answer One(Call call, AzureSubscription subscription) =>
        Visible(call, subscription).FirstOrDefault(
            item => Ids.Same(item.Name, call["name"]) && IsHere(item, GroupOf(call, subscription))) is { } found
            ? Answer.Ok(Json(found))
            : ArmApi.Fault(404, "RoleAssignmentNotFound", $"The role assignment '{call["name"]}' is not found.");

    private static Answer Put(Call call, AzureSubscription subscription)
    {
        World world = call.World;
        if (!Guid.TryParse(call["name"], out _) || call.Json?["properties"] is not { } properties)
            return ArmApi.Fault(400, "InvalidCreateRoleAssignmentRequest", "The request to create role assignment is not valid.");
        string role = properties["roleDefinitionId"]?.ToString().Split('/')[^1] ?? "";
        string principal = properties["principalId"]?.ToString() ?? "";
        string? type = properties["principalType"]?.ToString();
        if (!Guid.TryParse(role, out _) || !Guid.TryParse(principal, out _))
            return ArmApi.Fault(400, "InvalidCreateRoleAssignmentRequest", "The request to create role assignment is not valid.");
        if (!BuiltInRoles.ContainsKey(role) && !subscription.CustomRoles.ContainsKey(role))
            return ArmApi.Fault(400, "RoleDefinitionDoesNotExist", $"The specified role definition with ID '{role}' does not exist.");
        if (OfCapacity.Contains(role, StringComparer.OrdinalIgnoreCase))
            return ArmApi.Fault(
                400,
                "RoleAssignmentScopeNotAssignableToRoleDefinition",
                $"The assignment scope '/subscriptions/{subscription.Id}' is not assignable to role definition '{role}'.");
        if (subscription.DenyAssignments.Count > 0)
            return ArmApi.Fault(
                403,
                "DenyAssignmentAuthorizationFailed",
                $"The client has permission to perform action '{Write}'; however, the access is denied because of the deny assignment with "
                + $"name '{subscription.DenyAssignments[0]}'.");
        if (WrongPrincipal(call, subscription, principal, type) is { } refused)
            return refused;
        RoleAssignment wanted = new()
        {
            Name = call["name"],
            Subscription = subscription.Id,
            ResourceGroup = GroupOf(call, subscription),
            Role = role,
            PrincipalId = principal,
            PrincipalType = type ?? ActualType(world, subscription, principal) ?? "User",
            Description = properties["description"]?.ToString(),
            Condition = properties["condition"]?.ToString(),
            ConditionVersion = properties["conditionVersion"]?.ToString(),
            CreatedBy = call.Token!.ObjectId,
            Created = world.Now,
            Updated = world.Now,
            VisibleFrom = world.Now.AddMilliseconds(world.Knobs.PropagationDelayMs),
        };
        return Store(world, subscription, wanted);
    }

    private static Answer Store(World world, AzureSubscription subscription, RoleAssignment wanted)
    {
        RoleAssignment? sameName = world.AzureSubscriptionsOf(subscription.Tenant).SelectMany(item => item.Assignments)
            .FirstOrDefault(item => Ids.Same(item.Name, wanted.Name));
        if (sameName is not null)
        {
            if (!IsSame(sameName, wanted))
                return ArmApi.Fault(
                    400,
                    "RoleAssignmentUpdateNotPermitted",
                    "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
            RoleAssignment updated = sameName with
            {
                Description = wanted.Description,
                Condition = wanted.Condition,
                ConditionVersion = wanted.ConditionVersion,
                Updated = wanted.Updated,
            };
            subscription.Assignments[subscription.Assignments.IndexOf(sameName)] = updated;
            return Answer.Ok(Json(updated));
        }

        if (subscription.Assignments.Exists(item => IsSame(item, wanted)))
            return ArmApi.Fault(409, "RoleAssignmentExists", "The role assignment already exists.");
        if (subscription.Assignments.Count + subscription.AssignmentsBelow >= subscription.AssignmentLimit)
            return ArmApi.Fault(400, "RoleAssignmentLimitExceeded", "No more role assignments can be created.");
        subscription.Assignments.Add(wanted);
        return new Answer(201, Json(wanted, justWritten: true));
    }

    private static bool IsSame(RoleAssignment left, RoleAssignment right) =>
        Ids.Same(left.Scope, right.Scope) && Ids.Same(left.Role, right.Role) && Ids.Same(left.PrincipalId, right.PrincipalId);

    private static Answer? WrongPrincipal(Call call, AzureSubscription subscription, string principal, string? type)
    {
        World world = call.World;
        string? actual = ActualType(world, subscription, principal);
        bool replicated = world.People.User(principal) is not { } user || user.ReplicatedAt <= world.Now;
        if (actual is null || (type is null && !replicated))
            return ArmApi.Fault(
                400,
                "PrincipalNotFound",
                $"Principal {principal.Replace("-", "", StringComparison.Ordinal)} does not exist in the directory {subscription.Tenant}. "
                + "Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a "
                + "role, this error might be related to a replication delay. In this case, set the role assignment principalType property "
                + "to a value, such as ServicePrincipal, User, or Group.");
        return type is null || Ids.Same(type, actual)
            ? null
            : ArmApi.Fault(
                400,
                "UnmatchedPrincipalType",
                $"The PrincipalId '{principal}' has type '{actual}', which is different from specified PrincipalType '{type}'.");
    }

    private static string? ActualType(World world, AzureSubscription subscription, string principal)
    {
        if (world.People.User(principal) is { } user && Ids.Same(user.Tenant, subscription.Tenant))
            return "User";
        if (world.People.Group(principal) is { SecurityEnabled: true } group)
            return Ids.Same(group.Tenant, subscription.Tenant) ? "Group" : group.Tenant == Ids.PartnerTenant ? "ForeignGroup" : null;
        return null;
    }

    private static Answer Remove(Call call, AzureSubscription subscription)
    {
        string? group = GroupOf(call, subscription);
        RoleAssignment? found = subscription.Assignments.Find(item => Ids.Same(item.Name, call["name"]) && IsHere(item, group));
        if (found is null)
            return new Answer(204);
        if (call.World.Knobs.ScopeLocked)
            return ArmApi.Fault(
                409,
                "ScopeLocked",
                $"The scope '/subscriptions/{subscription.Id}' cannot perform delete operation because following scope(s) are locked.");
        if (IsAdministrator(found) && subscription.Assignments.Count(IsAdministrator) == 1)
            return ArmApi.Fault(400, "BadRequest", "Cannot delete the last RBAC admin assignment.");
        subscription.Assignments.Remove(found);
        return Answer.Ok(Json(found));
    }

    private static bool IsAdministrator(RoleAssignment item) =>
        item.ResourceGroup is null && (Ids.Same(item.Role, Ids.Owner) || Ids.Same(item.Role, Ids.UserAccessAdministrator));

    private static Answer DenyAssignments(Call call, AzureSubscription subscription) => ArmApi.Page(
        call,
        subscription.DenyAssignments.Select(name => new
        {
            id = $"/subscriptions/{subscription.Id}/providers/Microsoft.Authorization/denyAssignments/{Ids.Named(subscription.Id + name)}",
            name = Ids.Named(subscription.Id + name),
            type = "Microsoft.Authorization/denyAssignments",
            properties = new
            {
                denyAssignmentName = name,
                scope = $"/subscriptions/{subscription.Id}",
                permissions = new[] { new { actions = new[] { Write } } },
                principals = new[] { new { id = "00000000-0000-0000-0000-000000000000", type = "SystemDefined" } },
                excludePrincipals = Array.Empty<object>(),
                isSystemProtected = true,
            },
        }));

    private static Answer RoleDefinitions(Call call, AzureSubscription subscription)
    {
        IEnumerable<KeyValuePair<string, string>> all = BuiltInRoles.Concat(subscription.CustomRoles);
        string filter = call.Parameter("$filter") ?? "";
        if (RoleNameFilter().Match(filter) is { Success: true } match)
            all = all.Where(item => Ids.Same(item.Value, match.Groups["name"].Value.Replace("''", "'", StringComparison.Ordinal)));
        else if (filter is "type eq 'CustomRole'" or "type eq 'BuiltInRole'")
            all = filter.Contains("Custom", StringComparison.Ordinal) ? subscription.CustomRoles : BuiltInRoles;
        else if (filter.Length > 0)
            return ArmApi.Fault(400, "BadRequestFormat", $"The filter '{filter}' is not supported.");
        return ArmApi.Page(call, all.Select(item => RoleJson(subscription, item.Key, item.Value)));
    }

    private static Answer RoleDefinition(Call call, AzureSubscription subscription)
    {
        string role = call["role"];
        if (BuiltInRoles.TryGetValue(role, out string? name) || subscription.CustomRoles.TryGetValue(role, out name))
            return Answer.Ok(RoleJson(subscription, role, name));
        return ArmApi.Fault(404, "RoleDefinitionDoesNotExist", $"The specified role definition with ID '{role}' does not exist.");
    }

    private static object RoleJson(AzureSubscription subscription, string role, string name) => new
    {
        id = RoleId(subscription.Id, role),
        name = role,
        type = "Microsoft.Authorization/roleDefinitions",
        properties = new { roleName = name, type = BuiltInRoles.ContainsKey(role) ? "BuiltInRole" : "CustomRole" },
    };

    [GeneratedRegex(@"^principalId\s+eq\s+'?(?<id>[0-9a-f-]{36})'?$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrincipalFilter();

    [GeneratedRegex(
        @"^(?<scope>atScope\(\)\s+and\s+)?assignedTo\('(?<id>[0-9a-f-]{36})'\)$",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AssignedToFilter();

    [GeneratedRegex(@"^roleName\s+eq\s+'(?<name>([^']|'')+)'$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleNameFilter();
}
