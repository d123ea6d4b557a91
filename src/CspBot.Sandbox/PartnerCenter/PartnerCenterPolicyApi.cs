using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>What a customer may buy by itself: at most one policy for each customer.</summary>
internal sealed record SelfServePolicy(string Customer, IReadOnlyList<string> Permissions, string ETag)
{
    public const string ReservedInstances = "AzureReservedInstances";
    public const string SavingsPlan = "AzureSavingsPlan";

    public string Id => $"{Ids.PartnerTenant}_{Customer}";
}

/// <summary>
/// The self-serve policies (facts, partner-center §4). Assumed, since the facts leave it open: a stale etag is 400/2055, and
/// unknown resources, an empty permission list or a foreign grantor are 400/3000.
/// </summary>
internal static class PartnerCenterPolicyApi
{
    public const string PortalApplication = "4990cffe-04e8-4e8b-808a-1175604b879f";

    public static void Map(Routes routes)
    {
        routes.Map("GET", "/v1/SelfServePolicy", PartnerCenterApi.UserOnly(List));
        routes.Map("POST", "/v1/SelfServePolicy", PartnerCenterApi.AdminOnly(Create));
        routes.Map("PUT", "/v1/SelfServePolicy", PartnerCenterApi.AdminOnly(call => Update(call, call.Json?["id"]?.ToString() ?? "")));
        routes.Map(
            "GET",
            "/v1/SelfServePolicy/{policy}",
            PartnerCenterApi.UserOnly(call => Find(call.World, call["policy"], out SelfServePolicy policy) ?? Answer.Ok(Json(policy))));
        routes.Map("PUT", "/v1/SelfServePolicy/{policy}", PartnerCenterApi.AdminOnly(call => Update(call, call["policy"])));
        routes.Map("DELETE", "/v1/SelfServePolicy/{policy}", PartnerCenterApi.AdminOnly(Delete));
    }

    /// <summary>
    /// Sets a customer's policy as somebody does in the portal; an empty list deletes it. Without an actor the activity log
    /// has no line of it.
    /// </summary>
    public static void Set(World world, Customer customer, IReadOnlyList<string> permissions, Actor? actor, DateTimeOffset? at = null)
    {
        SelfServePolicy? before = world.Policies.GetValueOrDefault(customer.Id);
        SelfServePolicy? after = permissions.Count == 0 ? null : new SelfServePolicy(customer.Id, permissions, Guid.NewGuid().ToString());
        if (after is null)
            world.Policies.Remove(customer.Id);
        else
            world.Policies[customer.Id] = after;
        if (actor is null || (before is null && after is null))
            return;
        string type = before is null ? "create_self_serve_policy"
            : after is null ? "delete_self_serve_policy"
            : "update_self_serve_policy";
        AuditedOperation operation = new("self_serve_policy", type, Value(before), Value(after));
        PartnerCenterAuditApi.Record(world, customer, operation, actor, at);
    }

    private static Answer List(Call call)
    {
        string entity = call.Parameter("entity_id") ?? "";
        if (!Guid.TryParse(entity, out _))
            return PartnerCenterApi.Fault(400, "3000", "entity_id must be a customer's tenant id.");
        if (call.World.Customer(entity) is not { } customer)
            return PartnerCenterApi.Fault(404, "60003", "The tenant was not found.");
        if (customer.Foreign)
            return PartnerCenterApi.Fault(403, "20002", "The partner has no commerce relation with the customer.");
        object[] items = call.World.Policies.TryGetValue(customer.Id, out SelfServePolicy? policy) ? [Json(policy)] : [];
        return PartnerCenterApi.Collection(items, $"/SelfServePolicy?entity_id={customer.Id}");
    }

    private static Answer Create(Call call)
    {
        string tenant = call.Json?["selfServeEntity"]?["tenantID"]?.ToString() ?? "";
        if (call.Header("MS-RequestId") is null || call.Header("MS-CorrelationId") is null)
            return PartnerCenterApi.Fault(400, "800002", "MS-RequestId and MS-CorrelationId are required.");
        if (call.World.Customer(tenant) is not { } customer)
            return PartnerCenterApi.Fault(404, "60003", "The tenant was not found.");
        if (customer.Foreign || customer.Relationship != "reseller")
            return PartnerCenterApi.Fault(403, "20002", "The partner has no commerce relation with the customer.");
        if (Permissions(call) is not { } permissions)
            return PartnerCenterApi.Fault(400, "3000", "Entity, grantor or permissions are not valid.");
        if (call.World.Policies.ContainsKey(customer.Id))
            return PartnerCenterApi.Fault(409, "600041", "A self-serve policy exists already.");
        Set(call.World, customer, permissions, Actor.Of(call));
        return new Answer(201, Json(call.World.Policies[customer.Id]));
    }

    private static Answer Update(Call call, string id)
    {
        if (Find(call.World, id, out SelfServePolicy policy) is { } refused)
            return refused;
        if (call.Json?["attributes"]?["etag"]?.ToString() != Quoted(policy))
            return PartnerCenterApi.Fault(400, "2055", "The ETag is no longer valid.");
        if (Permissions(call) is not { } permissions || !Ids.Same(call.Json["selfServeEntity"]?["tenantID"]?.ToString(), policy.Customer))
            return PartnerCenterApi.Fault(400, "3000", "Entity, grantor or permissions are not valid.");
        Set(call.World, call.World.Customer(policy.Customer)!, permissions, Actor.Of(call));
        return Answer.Ok(Json(call.World.Policies[policy.Customer]));
    }

    private static Answer Delete(Call call)
    {
        if (Find(call.World, call["policy"], out SelfServePolicy policy) is { } refused)
            return refused;
        Set(call.World, call.World.Customer(policy.Customer)!, [], Actor.Of(call));
        return new Answer(204);
    }

    private static Answer? Find(World world, string id, out SelfServePolicy policy)
    {
        policy = null!;
        string[] parts = id.Split('_');
        if (parts.Length != 2 || !Guid.TryParse(parts[0], out _) || !Guid.TryParse(parts[1], out _))
            return PartnerCenterApi.Fault(404, "600040", "The self-serve policy id is not correct.");
        return Ids.Same(parts[0], Ids.PartnerTenant) && world.Policies.TryGetValue(parts[1], out policy!)
            ? null
            : PartnerCenterApi.Fault(404, "600039", "The self-serve policy was not found.");
    }

    /// <summary>The resources of the body's permissions, each once; null when something in the body is not as it must be.</summary>
    private static List<string>? Permissions(Call call)
    {
        JsonObject? body = call.Json;
        bool parties = body?["selfServeEntity"]?["selfServeEntityType"]?.ToString() == "customer"
            && body["grantor"]?["grantorType"]?.ToString() == "billToPartner"
            && Ids.Same(body["grantor"]?["tenantID"]?.ToString(), Ids.PartnerTenant);
        if (!parties || body!["permissions"] is not JsonArray { Count: > 0 } listed)
            return null;
        List<string> resources = [.. listed.Select(item => item?["resource"]?.ToString() ?? "").Distinct()];
        bool known = resources.TrueForAll(item => item is SelfServePolicy.ReservedInstances or SelfServePolicy.SavingsPlan)
            && listed.All(item => item?["action"]?.ToString() == "Purchase");
        return known ? resources : null;
    }

    private static string Quoted(SelfServePolicy policy) => $"\"{policy.ETag}\"";

    private static object Json(SelfServePolicy policy) => new
    {
        id = policy.Id,
        selfServeEntity = new { selfServeEntityType = "customer", tenantID = policy.Customer },
        grantor = new { grantorType = "billToPartner", tenantID = Ids.PartnerTenant },
        permissions = policy.Permissions.Select(resource => new { resource, action = "Purchase" }),
        attributes = new { etag = Quoted(policy), objectType = "SelfServePolicy" },
    };

    private static object? Value(SelfServePolicy? policy) => policy is null
        ? null
        : new
        {
            policy.Id,
            SelfServeEntity = new { SelfServeEntityType = "customer", TenantID = policy.Customer },
            Grantor = new { GrantorType = "billToPartner", TenantID = Ids.PartnerTenant },
            Permissions = policy.Permissions.Select(resource => new { Resource = resource, Action = "Purchase" }),
            Attributes = new { Etag = Quoted(policy), ObjectType = "SelfServePolicy" },
        };
}
