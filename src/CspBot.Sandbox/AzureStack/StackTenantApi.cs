namespace CspBot.Sandbox;

/// <summary>
/// The tenants' side of a stamp: their subscriptions there, and resource groups to prove that they work (facts, azure §5.4).
/// </summary>
internal static class StackTenantApi
{
    private static readonly string[] SubscriptionVersions = ["2016-06-01", "2015-11-01"];
    private static readonly string[] GroupVersions = ["2019-10-01", "2018-05-01"];

    public static void Map(Routes routes)
    {
        const string Root = "/subscriptions/{subscription}";
        const string Group = $"{Root}/resourceGroups/{{group}}";
        routes.Map("GET", "/subscriptions", List);
        routes.Map(
            "GET",
            Root,
            OfSubscription(SubscriptionVersions, (call, stamp) => Answer.Ok(Json(stamp, stamp.Subscriptions[call["subscription"]]))));
        routes.Map("GET", Group, OfSubscription(GroupVersions, One));
        routes.Map("HEAD", Group, OfSubscription(GroupVersions, One));
        routes.Map("PUT", Group, OfSubscription(GroupVersions, Put));
        routes.Map("DELETE", Group, OfSubscription(GroupVersions, Delete));
        routes.Map("GET", $"{Root}/operationresults/{{operation}}", OfSubscription(GroupVersions, Result));
    }

    private static Func<Call, Answer> OfSubscription(string[] versions, Func<Call, Stack.Stamp, Answer> handler) => call =>
    {
        Stack.Stamp stamp = StackApi.StampOf(call);
        if (ArmApi.WrongVersion(call, versions) is { } refused)
            return refused;
        return stamp.Subscriptions.TryGetValue(call["subscription"], out Stack.UserSubscription? found)
            && Ids.Same(found.Tenant, call.Token!.Tenant)
            ? handler(call, stamp)
            : ArmApi.Fault(404, "SubscriptionNotFound", $"The subscription '{call["subscription"]}' could not be found.");
    };

    private static Answer List(Call call)
    {
        Stack.Stamp stamp = StackApi.StampOf(call);
        return ArmApi.WrongVersion(call, SubscriptionVersions) ?? ArmApi.Page(
            call,
            stamp.Subscriptions.Values.Where(item => Ids.Same(item.Tenant, call.Token!.Tenant)).Select(item => Json(stamp, item)));
    }

    private static object Json(Stack.Stamp stamp, Stack.UserSubscription item) => new
    {
        id = $"/subscriptions/{item.Id}",
        subscriptionId = item.Id,
        tenantId = item.Tenant,
        displayName = item.Name,
        state = item.State,
        offerId = $"/delegatedProviders/default/offers/{stamp.Deployment.Location}",
        subscriptionPolicies = new { locationPlacementId = stamp.Deployment.Location, quotaId = "default" },
    };

    private static string Key(Call call) => $"{call["subscription"]}/{call["group"]}";

    private static Answer NotFound(Call call) =>
        ArmApi.Fault(404, "ResourceGroupNotFound", $"Resource group '{call["group"]}' could not be found.");

    private static Answer One(Call call, Stack.Stamp stamp) => stamp.ResourceGroups.Contains(Key(call))
        ? Answer.Ok(ArmGroupsApi.Json(call["subscription"], call["group"], stamp.Deployment.Location))
        : NotFound(call);

    private static Answer Put(Call call, Stack.Stamp stamp)
    {
        if (!Ids.Same(call.Json?["location"]?.ToString(), stamp.Deployment.Location))
            return ArmApi.Fault(400, "LocationNotAvailableForResourceGroup", "The location is not that of this stamp.");
        bool added = stamp.ResourceGroups.Add(Key(call));
        return new Answer(added ? 201 : 200, ArmGroupsApi.Json(call["subscription"], call["group"], stamp.Deployment.Location));
    }

    /// <summary>Takes one poll of the Location that it answers; the group is gone at once.</summary>
    private static Answer Delete(Call call, Stack.Stamp stamp)
    {
        if (!stamp.ResourceGroups.Remove(Key(call)))
            return NotFound(call);
        string operation = Guid.NewGuid().ToString("N");
        stamp.Operations[operation] = 1;
        return Running(call, operation);
    }

    private static Answer Running(Call call, string operation) => new Answer(202)
        .WithHeader("Location", $"{call.BaseUrl}/subscriptions/{call["subscription"]}/operationresults/{operation}?api-version=2019-10-01")
        .WithHeader("Retry-After", "1");

    private static Answer Result(Call call, Stack.Stamp stamp)
    {
        if (!stamp.Operations.TryGetValue(call["operation"], out int left))
            return ArmApi.Fault(404, "ResourceNotFound", "The operation was not found.");
        stamp.Operations[call["operation"]] = left - 1;
        return left > 0 ? Running(call, call["operation"]) : new Answer(200);
    }
}
