using System.Text.RegularExpressions;

namespace CspBot.Sandbox;

/// <summary>
/// Granular delegated administration and contracts, seen from the partner's directory (facts, partner-center §9.1, azure §6.4).
/// </summary>
internal static partial class GraphRelationsApi
{
    public static void Map(Routes routes)
    {
        const string Root = "/v1.0/tenantRelationships";
        routes.Map("GET", $"{Root}/delegatedAdminRelationships", List);
        routes.Map(
            "GET",
            $"{Root}/delegatedAdminRelationships/{{relation}}",
            OfRelation((call, customer) => Answer.Ok(Json(call.World, customer))));
        routes.Map("GET", $"{Root}/delegatedAdminRelationships/{{relation}}/accessAssignments", OfRelation(AccessAssignments));
        routes.Map("POST", $"{Root}/delegatedAdminRelationships", Create);
        routes.Map("POST", $"{Root}/delegatedAdminRelationships/{{relation}}/requests", OfRelation(Lock));
        routes.Map("GET", $"{Root}/delegatedAdminCustomers", Customers);
        routes.Map("GET", "/v1.0/contracts", Contracts);
    }

    public static string RelationId(Customer customer) => $"{Ids.Named($"gdap|{customer.Id}")}-{Ids.Named($"gdap2|{customer.Id}")}";

    private static Answer? NotThePartner(Call call) =>
        call.Token!.Tenant == Ids.PartnerTenant
            ? null
            : GraphApi.Fault(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    private static IEnumerable<Customer> Related(World world) => world.Customers.Where(item => item.Delegation != Delegation.None);

    private static Func<Call, Answer> OfRelation(Func<Call, Customer, Answer> handler) => call =>
        NotThePartner(call)
        ?? (Related(call.World).FirstOrDefault(item => Ids.Same(RelationId(item), call["relation"])) is { } customer
            ? handler(call, customer)
            : GraphApi.NotFound(call, call["relation"]));

    private static Answer List(Call call)
    {
        if (NotThePartner(call) is { } refused)
            return refused;
        string filter = call.Parameter("$filter") ?? "";
        IEnumerable<Customer> found = Related(call.World);
        foreach (string term in filter.Split(" and ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (TenantFilter().Match(term) is { Success: true } tenant)
                found = found.Where(item => Ids.Same(item.Id, tenant.Groups["id"].Value));
            else if (StatusFilter().Match(term) is { Success: true } status)
                found = found.Where(item => Ids.Same(Status(item), status.Groups["status"].Value));
            else
                return GraphApi.Fault(call, 400, "Request_UnsupportedQuery", $"Unsupported Query: '{filter}'.");
        }

        return GraphApi.Page(call, found, item => Json(call.World, item), "tenantRelationships/delegatedAdminRelationships");
    }

    private static string Status(Customer customer) => customer.Delegation switch
    {
        Delegation.Active => "active",
        Delegation.ApprovalPending => "approvalPending",
        _ => "expired",
    };

    private static Dictionary<string, object?> Json(World world, Customer customer)
    {
        DateTimeOffset ends = customer.RelationEnds ?? world.Now.AddDays(300);
        bool active = customer.Delegation == Delegation.Active;
        return new Dictionary<string, object?>
        {
            ["@odata.etag"] = $"W/\"{Ids.Named(customer.Id + customer.Delegation)}\"",
            ["id"] = RelationId(customer),
            ["displayName"] = $"{Seed.PartnerName} for {customer.Name}",
            ["duration"] = "P730D",
            ["customer"] = new { tenantId = customer.Id, displayName = customer.Name },
            ["accessDetails"] = Roles(customer),
            ["status"] = Status(customer),
            ["autoExtendDuration"] = "P180D",
            ["createdDateTime"] = ends.AddDays(-731).UtcDateTime,
            ["lastModifiedDateTime"] = ends.AddDays(-730).UtcDateTime,
            ["activatedDateTime"] = active ? ends.AddDays(-730).UtcDateTime : null,
            ["endDateTime"] = customer.Delegation == Delegation.ApprovalPending ? null
                : active ? ends.UtcDateTime
                : world.Now.AddDays(-3).UtcDateTime,
        };
    }

    private static object Roles(Customer customer) =>
        new { unifiedRoles = customer.DelegatedRoles.Select(role => new { roleDefinitionId = role }).ToArray() };

    private static Answer AccessAssignments(Call call, Customer customer) => GraphApi.Page(
        call,
        customer.Delegation == Delegation.Active
            ?
            [
                new Dictionary<string, object?>
                {
                    ["id"] = Ids.Named($"access|{customer.Id}"),
                    ["status"] = "active",
                    ["accessContainer"] = new { accessContainerId = Ids.AdminAgents, accessContainerType = "securityGroup" },
                    ["accessDetails"] = Roles(customer),
                },
            ]
            : [],
        "accessAssignments");

    private static Answer Create(Call call)
    {
        if (NotThePartner(call) is { } refused)
            return refused;
        string? tenant = call.Json?["customer"]?["tenantId"]?.ToString();
        if (tenant is null || call.World.Customer(tenant) is not { Foreign: false } customer)
            return GraphApi.Fault(call, 400, "Request_BadRequest", "The sandbox makes relations for its own customers only.");
        if (customer.Delegation != Delegation.Active)
            customer.Delegation = Delegation.ApprovalPending;
        return new Answer(201, Json(call.World, customer));
    }

    private static Answer Lock(Call call, Customer customer)
    {
        string? action = call.Json?["action"]?.ToString();
        if (action is not ("lockForApproval" or "terminate"))
            return GraphApi.Fault(call, 400, "Request_BadRequest", $"The action '{action}' is not known.");
        if (action == "terminate")
            customer.Delegation = Delegation.Expired;
        return new Answer(201, new { id = Guid.NewGuid().ToString(), action, status = "created" });
    }

    private static Answer Customers(Call call) => NotThePartner(call) ?? GraphApi.Page(
        call,
        Related(call.World).Where(item => item.Delegation == Delegation.Active),
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
}
