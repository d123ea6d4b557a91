using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// Objects of the token's directory by their ids (Microsoft's page "directoryObject: getByIds"): at most 1,000; what the directory does not
/// know is left out.
/// </summary>
internal static class GraphObjectsApi
{
    private const int Most = 1000;

    /// <summary>What the documents say of a user by default in v1.0: whether it may sign in is not among it.</summary>
    private static readonly string[] Usual =
    [
        "id", "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
        "preferredLanguage", "surname", "userPrincipalName",
    ];

    public static void Map(Routes routes) => routes.Map("POST", "/v1.0/directoryObjects/getByIds", ByIds);

    private static Answer ByIds(Call call)
    {
        if (call.Json?["ids"] is not JsonArray { Count: > 0 and <= Most } ids)
            return GraphApi.Fault(call, 400, "Request_BadRequest", $"The parameter 'ids' must hold 1 to {Most} ids.");
        string[] types = call.Json["types"] is JsonArray { Count: > 0 } named
            ? [.. named.Select(type => type?.ToString() ?? "")]
            : ["user", "group", "servicePrincipal"];
        Dictionary<string, string> apps = Apps(call.World, call.Token!.Tenant);
        return Answer.Ok(new Dictionary<string, object>
        {
            ["@odata.context"] = $"{call.BaseUrl}/v1.0/$metadata#directoryObjects",
            ["value"] = ids.Select(id => Find(call, id?.ToString() ?? "", types, apps)).OfType<Dictionary<string, object?>>().ToList(),
        });
    }

    private static Dictionary<string, object?>? Find(Call call, string id, string[] types, Dictionary<string, string> apps)
    {
        (People people, string tenant) = (call.World.People, call.Token!.Tenant);
        if (types.Contains("user") && people.User(id) is { } user && Ids.Same(user.Tenant, tenant))
            return GraphApi.Select(call, GraphUsersApi.Json(user), Usual);
        if (types.Contains("group") && people.Group(id) is { } group && Ids.Same(group.Tenant, tenant))
            return GraphGroupsApi.Json(group);
        return types.Contains("servicePrincipal") && apps.TryGetValue(id, out string? name)
            ? new() { ["@odata.type"] = "#microsoft.graph.servicePrincipal", ["id"] = id, ["displayName"] = name }
            : null;
    }

    /// <summary>Applications of a directory: those that hold the many assignments on resource groups, and what was added by name.</summary>
    private static Dictionary<string, string> Apps(World world, string tenant)
    {
        Dictionary<string, string> apps = new(StringComparer.OrdinalIgnoreCase);
        int most = world.AzureSubscriptionsOf(tenant).Select(item => item.AssignmentsBelow).DefaultIfEmpty().Max();
        for (int i = 1; i <= most; i++)
            apps[Ids.Named($"{tenant}|app|{i}")] = $"Workload {i}";
        foreach ((string id, string name) in world.People.ApplicationsOf(tenant))
            apps[id] = name;
        return apps;
    }
}
