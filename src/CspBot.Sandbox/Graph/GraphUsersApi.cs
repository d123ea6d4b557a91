namespace CspBot.Sandbox;

/// <summary>Users, their memberships and invitations in the directory of the token's tenant (facts, azure §6.1, §6.3).</summary>
internal static class GraphUsersApi
{
    private static readonly string[] Usual =
    [
        "id", "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
        "preferredLanguage", "surname", "userPrincipalName",
    ];

    public static void Map(Routes routes)
    {
        routes.Map("GET", "/v1.0/users", List);
        routes.Map("GET", "/v1.0/users/{user}", OfUser((call, user) => Answer.Ok(GraphApi.Select(call, Json(user), Usual))));
        routes.Map("GET", "/v1.0/users/{user}/memberOf", OfUser((call, user) => Memberships(call, user, direct: true, groupsOnly: false)));
        routes.Map(
            "GET",
            "/v1.0/users/{user}/transitiveMemberOf",
            OfUser((call, user) => Memberships(call, user, direct: false, groupsOnly: false)));
        routes.Map("GET", "/v1.0/users/{user}/transitiveMemberOf/microsoft.graph.group", OfUser(GroupMemberships));
        routes.Map(
            "GET",
            "/v1.0/users/{user}/transitiveMemberOf/microsoft.graph.directoryRole",
            OfUser((call, _) => GraphApi.NotAdvanced(call) ?? GraphApi.Page(call, [], "directoryRoles")));
        foreach (string kind in new[] { "users", "directoryObjects" })
        {
            routes.Map("POST", $"/v1.0/{kind}/{{user}}/checkMemberGroups", OfUser((call, user) => Check(call, user, "groupIds")));
            routes.Map("POST", $"/v1.0/{kind}/{{user}}/checkMemberObjects", OfUser((call, user) => Check(call, user, "ids")));
        }

        routes.Map("POST", "/v1.0/invitations", Invite);
    }

    public static Dictionary<string, object?> Json(Person user)
    {
        string[] words = user.DisplayName.Split(' ');
        return new Dictionary<string, object?>
        {
            ["@odata.type"] = "#microsoft.graph.user",
            ["id"] = user.Id,
            ["businessPhones"] = Array.Empty<string>(),
            ["displayName"] = user.DisplayName,
            ["givenName"] = words[0],
            ["jobTitle"] = null,
            ["mail"] = user.Mail,
            ["mobilePhone"] = null,
            ["officeLocation"] = null,
            ["preferredLanguage"] = user.PreferredLanguage,
            ["surname"] = words.Length > 1 ? words[1] : null,
            ["userPrincipalName"] = user.UserPrincipalName,
            ["accountEnabled"] = user.Enabled,
            ["userType"] = user.UserType,
            ["otherMails"] = user.OtherMails,
            ["creationType"] = user.IsGuest ? "Invitation" : null,
            ["externalUserState"] = user.ExternalUserState,
        };
    }

    private static Func<Call, Answer> OfUser(Func<Call, Person, Answer> handler) => call =>
        call.World.People.Find(call.Token!.Tenant, call["user"]) is { } user
            ? handler(call, user)
            : GraphApi.NotFound(call, call["user"]);

    private static Answer List(Call call)
    {
        IEnumerable<Dictionary<string, object?>> found = call.World.People.UsersOf(call.Token!.Tenant).Select(Json);
        if (call.Parameter("$search") is { Length: > 0 } search)
        {
            if (GraphApi.NotAdvanced(call, needsCount: false) is { } refused)
                return refused;
            if (!GraphFilter.TryParseSearch(search, out Func<Dictionary<string, object?>, bool> matches))
                return GraphApi.Fault(call, 400, "Request_BadRequest", "Syntax error: the search must be a list of \"property:value\".");
            found = found.Where(matches);
        }

        if (call.Parameter("$filter") is { Length: > 0 } filter)
        {
            if (filter.Contains("endsWith", StringComparison.OrdinalIgnoreCase) && GraphApi.NotAdvanced(call) is { } refused)
                return refused;
            if (!GraphFilter.TryParse(filter, out Func<Dictionary<string, object?>, bool> matches))
                return GraphApi.Fault(call, 400, "Request_UnsupportedQuery", $"Unsupported Query: '{filter}'.");
            found = found.Where(matches);
        }

        if (string.IsNullOrEmpty(call.Parameter("$select")))
            found = found.Select(item => GraphApi.Select(call, item, Usual));
        if (call.Parameter("$orderby") is { } order && order.StartsWith("displayName", StringComparison.OrdinalIgnoreCase))
            found = found.OrderBy(item => (string?)item["displayName"], StringComparer.OrdinalIgnoreCase);
        return GraphApi.Page(call, found.Select(WithoutType), "users");
    }

    private static Dictionary<string, object?> WithoutType(Dictionary<string, object?> item)
    {
        item.Remove("@odata.type");
        return item;
    }

    private static Answer GroupMemberships(Call call, Person user) =>
        GraphApi.NotAdvanced(call) ?? Memberships(call, user, direct: false, groupsOnly: true);

    private static Answer Memberships(Call call, Person user, bool direct, bool groupsOnly)
    {
        IEnumerable<Group> groups = call.World.People.MembershipsOf(user.Id);
        if (direct)
            groups = groups.Where(group => group.Members.Contains(user.Id));
        if ((call.Parameter("$filter") ?? call.Parameter("$search")) is not null && GraphApi.NotAdvanced(call) is { } refused)
            return refused;
        IEnumerable<Dictionary<string, object?>> found = groups.Select(GraphGroupsApi.Json);
        if (call.Parameter("$filter") is { Length: > 0 } filter)
        {
            if (!GraphFilter.TryParse(filter, out Func<Dictionary<string, object?>, bool> matches))
                return GraphApi.Fault(call, 400, "Request_UnsupportedQuery", $"Unsupported Query: '{filter}'.");
            found = found.Where(matches);
        }

        return GraphApi.Page(call, found, groupsOnly ? "groups" : "directoryObjects");
    }

    private static Answer Check(Call call, Person user, string member)
    {
        if (call.Json?[member] is not System.Text.Json.Nodes.JsonArray { Count: > 0 and <= 20 } asked)
            return GraphApi.Fault(call, 400, "Request_BadRequest", $"The parameter '{member}' must hold 1 to 20 ids.");
        HashSet<string> held = call.World.People
            .MembershipsOf(user.Id)
            .Select(group => group.Id)
            .Concat(member == "ids" ? user.DirectoryRoles : [])
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Answer.Ok(new Dictionary<string, object>
        {
            ["@odata.context"] = $"{call.BaseUrl}/v1.0/$metadata#Collection(Edm.String)",
            ["value"] = asked.Select(id => id?.ToString() ?? "").Where(held.Contains),
        });
    }

    private static Answer Invite(Call call)
    {
        string? mail = call.Json?["invitedUserEmailAddress"]?.ToString();
        if (mail is null || !mail.Contains('@', StringComparison.Ordinal) || call.Json?["inviteRedirectUrl"] is null)
            return GraphApi.Fault(call, 400, "Request_BadRequest", "invitedUserEmailAddress and inviteRedirectUrl are required.");
        World world = call.World;
        string tenant = call.Token!.Tenant;
        Person user = world.People.UsersOf(tenant).FirstOrDefault(item => item.IsGuest && Ids.Same(item.Mail, mail))
            ?? world.AddGuest(tenant, mail, call.Json?["invitedUserDisplayName"]?.ToString());
        return new Answer(201, new
        {
            id = Guid.NewGuid().ToString(),
            inviteRedeemUrl = $"https://login.microsoftonline.com/redeem?rd={user.Id}",
            status = user.ExternalUserState == "Accepted" ? "Completed" : "PendingAcceptance",
            invitedUserEmailAddress = mail,
            invitedUserType = "Guest",
            invitedUser = new { id = user.Id },
        });
    }
}
