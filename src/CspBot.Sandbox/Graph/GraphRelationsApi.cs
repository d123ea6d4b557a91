using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;

namespace CspBot.Sandbox;

/// <summary>
/// Granular delegated administration and contracts, seen from the partner's directory (facts, partner-center §9.1, azure §6.4).
/// </summary>
internal static partial class GraphRelationsApi
{
    public static void Map(Routes routes)
    {
        const string Root = "/v1.0/tenantRelationships";
        const string One = $"{Root}/delegatedAdminRelationships/{{relation}}";
        routes.Map("GET", $"{Root}/delegatedAdminRelationships", List);
        routes.Map("GET", One, OfRelation((call, found) => Answer.Ok(Json(call.World, found))));
        routes.Map("GET", $"{One}/accessAssignments", OfRelation(AccessAssignments));
        routes.Map("POST", $"{One}/accessAssignments", OfRelation(Assign));
        routes.Map("POST", $"{Root}/delegatedAdminRelationships", Create);
        routes.Map("POST", $"{One}/requests", OfRelation(Ask));
        routes.Map("GET", $"{Root}/delegatedAdminCustomers", Customers);
        routes.Map("GET", "/v1.0/contracts", Contracts);
    }

    public static string RelationId(Customer customer) => $"{Ids.Named($"gdap|{customer.Id}")}-{Ids.Named($"gdap2|{customer.Id}")}";

    private static Answer? NotThePartner(Call call) =>
        call.Token!.Tenant == Ids.PartnerTenant
            ? null
            : GraphApi.Fault(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    /// <summary>All relations: the seeded one of each customer, and those that the partner asked for.</summary>
    private static IEnumerable<Found> All(World world) => world.Customers.SelectMany(customer => Of(world, customer));

    private static IEnumerable<Found> Of(World world, Customer customer) =>
        (customer.Delegation == Delegation.None ? [] : new[] { new Found(customer, Seeded(world, customer), IsSeeded: true) })
        .Concat(customer.Relations.Select(relation => new Found(customer, relation.At(world.Now), IsSeeded: false)));

    private static Relation Seeded(World world, Customer customer)
    {
        Delegation state = customer.SeededAt(world.Now);
        DateTimeOffset ends = customer.RelationEnds ?? world.Now.AddDays(300);
        bool active = state == Delegation.Active;
        Relation relation = new()
        {
            Id = RelationId(customer),
            DisplayName = $"{Seed.PartnerName} for {customer.Name}",
            Duration = TimeSpan.FromDays(730),
            Extends = customer.RelationExtends,
            Roles = customer.DelegatedRoles,
            Status = state == Delegation.Active ? "active"
                : state == Delegation.ApprovalPending ? "approvalPending"
                : customer.RelationTerminated ? "terminated"
                : "expired",
            Created = state == Delegation.ApprovalPending ? world.Now.AddDays(-5) : ends.AddDays(-731),
            Modified = state == Delegation.ApprovalPending ? world.Now.AddDays(-5) : ends.AddDays(-730),
            Activated = active ? ends.AddDays(-730) : null,
            Ends = state == Delegation.ApprovalPending ? null : active || ends < world.Now ? ends : world.Now.AddDays(-3),
        };
        if (active)
            relation.Access.Add(new RelationAccess
            {
                Id = Ids.Named($"access|{customer.Id}"),
                Group = Ids.AdminAgents,
                Roles = customer.DelegatedRoles,
                Status = "active",
                Created = ends.AddDays(-730),
            });
        return relation;
    }

    private static Func<Call, Answer> OfRelation(Func<Call, Found, Answer> handler) => call =>
        NotThePartner(call)
        ?? (All(call.World).FirstOrDefault(item => Ids.Same(item.Relation.Id, call["relation"])) is { } found
            ? handler(call, found)
            : GraphApi.NotFound(call, call["relation"]));

    private static Answer List(Call call)
    {
        if (NotThePartner(call) is { } refused)
            return refused;
        string filter = call.Parameter("$filter") ?? "";
        IEnumerable<Found> found = All(call.World);
        foreach (string term in filter.Split(" and ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (TenantFilter().Match(term) is { Success: true } tenant)
                found = found.Where(item => Ids.Same(item.Customer.Id, tenant.Groups["id"].Value));
            else if (StatusFilter().Match(term) is { Success: true } status)
                found = found.Where(item => Ids.Same(item.Relation.Status, status.Groups["status"].Value));
            else
                return GraphApi.Fault(call, 400, "Request_UnsupportedQuery", $"Unsupported Query: '{filter}'.");
        }

        return GraphApi.Page(call, found, item => Json(call.World, item), "tenantRelationships/delegatedAdminRelationships");
    }

    private static Dictionary<string, object?> Json(World world, Found found)
    {
        (Customer customer, Relation relation, _) = found;
        return new Dictionary<string, object?>
        {
            ["@odata.etag"] = $"W/\"{Ids.Named(relation.Id + relation.Status)}\"",
            ["id"] = relation.Id,
            ["displayName"] = relation.DisplayName,
            ["duration"] = XmlConvert.ToString(relation.Duration),
            ["customer"] = new { tenantId = customer.Id, displayName = customer.Name },
            ["accessDetails"] = Roles(relation.Roles),
            ["status"] = relation.Status,
            ["autoExtendDuration"] = relation.Extends ? "P180D" : "PT0S",
            ["createdDateTime"] = relation.Created.UtcDateTime,
            ["lastModifiedDateTime"] = relation.Modified.UtcDateTime,
            ["activatedDateTime"] = relation.Activated?.UtcDateTime,
            ["endDateTime"] = relation.Ends?.UtcDateTime,
        };
    }

    private static object Roles(IReadOnlyList<string> roles) =>
        new { unifiedRoles = roles.Select(role => new { roleDefinitionId = role }).ToArray() };

    private static List<string> Roles(JsonNode? body) =>
        [.. (body?["accessDetails"]?["unifiedRoles"] as JsonArray ?? []).Select(role => role?["roleDefinitionId"]?.ToString() ?? "")];

    private static Answer AccessAssignments(Call call, Found found)
    {
        Answer answer = GraphApi.Page(call, found.Relation.Access, Json, "accessAssignments");

        // What was asked for takes until the next look.
        found.Relation.Access.ForEach(access => access.Status = "active");
        return answer;
    }

    private static Dictionary<string, object?> Json(RelationAccess access) => new()
    {
        ["id"] = access.Id,
        ["status"] = access.Status,
        ["createdDateTime"] = access.Created.UtcDateTime,
        ["accessContainer"] = new { accessContainerId = access.Group, accessContainerType = "securityGroup" },
        ["accessDetails"] = Roles(access.Roles),
    };

    private static Answer Assign(Call call, Found found)
    {
        string? group = call.Json?["accessContainer"]?["accessContainerId"]?.ToString();
        List<string> roles = Roles(call.Json);
        if (found.IsSeeded || found.Relation.Status != "active")
            return GraphApi.Fault(call, 400, "Request_BadRequest", "Roles are assigned while the relationship is active.");
        if (group is null || call.World.People.Group(group) is not { } known || known.Tenant != Ids.PartnerTenant)
            return GraphApi.Fault(call, 400, "Request_BadRequest", "The access container is no security group of the partner.");
        if (roles.Count == 0 || roles.Exists(role => !found.Relation.Roles.Contains(role, StringComparer.OrdinalIgnoreCase)))
            return GraphApi.Fault(call, 400, "Request_BadRequest", "The roles must be among those of the relationship.");
        if (found.Relation.Access.Exists(access => Ids.Same(access.Group, group)))
            return GraphApi.Fault(call, 409, "Request_BadRequest", "The access container has an assignment in this relationship.");
        RelationAccess made = new() { Id = Guid.NewGuid().ToString(), Group = group, Roles = roles, Created = call.World.Now };
        found.Relation.Access.Add(made);
        return new Answer(201, Json(made)).WithHeader("Location", $"{call.BaseUrl}{call.Path}/{made.Id}");
    }

    /// <summary>
    /// Display name required, at most 50 letters, unique over all; duration P1D to P2Y (page "Create delegatedAdminRelationship"). How a
    /// taken name is refused is not documented: 400 with a sentence.
    /// </summary>
    private static Answer Create(Call call)
    {
        if (NotThePartner(call) is { } refused)
            return refused;
        Answer Bad(string sentence) => GraphApi.Fault(call, 400, "Request_BadRequest", sentence);
        string name = call.Json?["displayName"]?.ToString() ?? "";
        string? tenant = call.Json?["customer"]?["tenantId"]?.ToString();
        List<string> roles = Roles(call.Json);
        bool extends = call.Json?["autoExtendDuration"]?.ToString() == "P180D";
        if (name.Length is 0 or > 50)
            return Bad("The displayName must have between 1 and 50 characters.");
        if (All(call.World).Any(item => Ids.Same(item.Relation.DisplayName, name)))
            return Bad($"A relationship named '{name}' exists already.");
        if (Duration(call.Json?["duration"]?.ToString()) is not { } duration)
            return Bad("The duration must be between P1D and P2Y.");
        if (roles.Count == 0 || roles.Exists(role => !Guid.TryParse(role, out _)))
            return Bad("accessDetails must name roles.");
        if (extends && roles.Contains(DelegatedRoles.GlobalAdministrator, StringComparer.OrdinalIgnoreCase))
            return Bad("A relationship with Global Administrator cannot be extended automatically.");
        if (tenant is null || call.World.Customer(tenant) is not { Foreign: false } customer)
            return Bad("The sandbox makes relations for its own customers only.");
        Relation made = new()
        {
            Id = $"{Guid.NewGuid()}-{Guid.NewGuid()}",
            DisplayName = name,
            Duration = duration,
            Extends = extends,
            Roles = roles,
            Created = call.World.Now,
            Modified = call.World.Now,
        };
        customer.Relations.Add(made);
        return new Answer(201, Json(call.World, new Found(customer, made, IsSeeded: false)))
            .WithHeader("Location", $"{call.BaseUrl}{call.Path}/{made.Id}");
    }

    private static TimeSpan? Duration(string? text)
    {
        try
        {
            TimeSpan duration = XmlConvert.ToTimeSpan(text ?? "");
            return duration >= TimeSpan.FromDays(1) && duration <= TimeSpan.FromDays(730) ? duration : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The partner may lock what it created, and terminate what is active (page "Create requests").</summary>
    private static Answer Ask(Call call, Found found)
    {
        (Customer customer, Relation relation, bool isSeeded) = found;
        string? action = call.Json?["action"]?.ToString();
        switch (action, relation.Status)
        {
            case ("lockForApproval", "created"):
                (relation.Status, relation.Locked, relation.Modified) = ("approvalPending", call.World.Now, call.World.Now);
                break;
            case ("terminate", "active") when isSeeded:
                (customer.Delegation, customer.RelationTerminated, customer.RelationEnds) =
                    (Delegation.Expired, true, call.World.Now);
                break;
            case ("terminate", "active"):
                relation.End("terminated", call.World.Now);
                break;
            default:
                return GraphApi.Fault(
                    call, 400, "Request_BadRequest", $"The action '{action}' is not possible while the status is '{relation.Status}'.");
        }

        return new Answer(201, new { id = Guid.NewGuid().ToString(), action, status = "created" });
    }

    private static Answer Customers(Call call) => NotThePartner(call) ?? GraphApi.Page(
        call,
        call.World.Customers.Where(item => item.LetsIn(call.World.Now)),
        item => new Dictionary<string, object?>
        {
            ["id"] = item.Id,
            ["tenantId"] = item.Id,
            ["displayName"] = item.Name,
        },
        "tenantRelationships/delegatedAdminCustomers");

    private static Answer Contracts(Call call) => NotThePartner(call) ?? GraphApi.Page(
        call,
        call.World.Customers,
        item => new Dictionary<string, object?>
        {
            ["id"] = Ids.Named($"contract|{item.Id}"),
            ["contractType"] = "ResellerPartnerContract",
            ["customerId"] = item.Id,
            ["defaultDomainName"] = item.Domain,
            ["displayName"] = item.Name,
        },
        "contracts");

    [GeneratedRegex(@"^customer/tenantId\s+eq\s+'(?<id>[^']+)'$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TenantFilter();

    [GeneratedRegex(@"^status\s+eq\s+'(?<status>\w+)'$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusFilter();

    /// <summary>A relation and whose it is.</summary>
    private sealed record Found(Customer Customer, Relation Relation, bool IsSeeded);
}
