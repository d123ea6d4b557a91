namespace CspBot.Sandbox;

/// <summary>Groups of the token's directory and their members (facts, azure §6.1).</summary>
internal static class GraphGroupsApi
{
    public static void Map(Routes routes)
    {
        routes.Map("GET", "/v1.0/groups", List);
        routes.Map("GET", "/v1.0/groups/{group}", OfGroup((call, group) => Answer.Ok(GraphApi.Select(call, Json(group)))));
        foreach (string cast in new[] { "", "/microsoft.graph.user" })
        {
            bool usersOnly = cast.Length > 0;
            routes.Map("GET", $"/v1.0/groups/{{group}}/members{cast}", OfGroup((call, group) => Members(call, group.Members, usersOnly)));
            routes.Map(
                "GET",
                $"/v1.0/groups/{{group}}/transitiveMembers{cast}",
                OfGroup((call, group) => Members(call, call.World.People.MembersOf(group), usersOnly)));
        }
    }

    public static Dictionary<string, object?> Json(Group group) => new()
    {
        ["@odata.type"] = "#microsoft.graph.group",
        ["id"] = group.Id,
        ["displayName"] = group.DisplayName,
        ["securityEnabled"] = group.SecurityEnabled,
        ["mailEnabled"] = !group.SecurityEnabled,
        ["groupTypes"] = Array.Empty<string>(),
    };

    private static Func<Call, Answer> OfGroup(Func<Call, Group, Answer> handler) => call =>
        call.World.People.Group(call["group"]) is { } group && Ids.Same(group.Tenant, call.Token!.Tenant)
            ? handler(call, group)
            : GraphApi.NotFound(call, call["group"]);

    private static Answer List(Call call)
    {
        IEnumerable<Dictionary<string, object?>> found = call.World.People.GroupsOf(call.Token!.Tenant).Select(Json);
        if (call.Parameter("$filter") is { Length: > 0 } filter)
        {
            if (!GraphFilter.TryParse(filter, out Func<Dictionary<string, object?>, bool> matches))
                return GraphApi.Fault(call, 400, "Request_UnsupportedQuery", $"Unsupported Query: '{filter}'.");
            found = found.Where(matches);
        }

        return GraphApi.Page(call, found, "groups");
    }

    private static Answer Members(Call call, IEnumerable<string> ids, bool usersOnly)
    {
        People people = call.World.People;
        IEnumerable<Dictionary<string, object?>> found = ids.Order(StringComparer.Ordinal).Select(id =>
            people.User(id) is { } user ? GraphUsersApi.Json(user)
            : !usersOnly && people.Group(id) is { } group ? Json(group)
            : null).OfType<Dictionary<string, object?>>();
        return GraphApi.Page(call, found, usersOnly ? "users" : "directoryObjects");
    }
}
