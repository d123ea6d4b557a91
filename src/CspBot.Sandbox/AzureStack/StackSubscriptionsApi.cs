using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// Users' subscriptions that the operator makes, reads and removes one by one: Microsoft.Subscriptions.Admin 2015-11-01 (azsadmin,
/// Subscriptions.json). Members, their enumerations and the statuses are the specification's; no document has the codes of refusals: those
/// here are ours.
/// </summary>
internal static class StackSubscriptionsApi
{
    private static readonly string[] Versions = ["2015-11-01"];
    private static readonly string[] Kinds = ["Default", "Admin"];
    private static readonly string[] States =
        ["NotDefined", "Enabled", "Warned", "PastDue", "Disabled", "Deleted", "Deleting", "PartiallyDeleted"];

    public static void Map(Routes routes)
    {
        const string One = "/subscriptions/{subscription}/providers/Microsoft.Subscriptions.Admin/subscriptions/{target}";
        routes.Map("GET", One, StackAdminApi.OfProvider(Versions, Get));
        routes.Map("PUT", One, StackAdminApi.OfProvider(Versions, Put));
        routes.Map("DELETE", One, StackAdminApi.OfProvider(Versions, Delete));
    }

    private static Answer Get(Call call, Stack.Stamp stamp) => stamp.Subscriptions.TryGetValue(call["target"], out var item)
        ? Answer.Ok(StackAdminApi.Json(call, item))
        : ArmApi.Fault(404, "SubscriptionNotFound", $"The subscription '{call["target"]}' could not be found.");

    private static Answer Put(Call call, Stack.Stamp stamp)
    {
        JsonNode? body = call.Json;
        string Member(string name) => body?[name]?.ToString() ?? "";
        string target = call["target"];
        string? wrong =
            !Guid.TryParse(target, out _) ? "The subscription's id must be a GUID."
            : !Ids.Same(Member("subscriptionId"), target) ? "subscriptionId is not that of the path."
            : !Ids.Same(Member("delegatedProviderSubscriptionId"), stamp.Deployment.ProviderSubscription)
                ? "delegatedProviderSubscriptionId is not that of a provider of this stamp."
            : !Kinds.Contains(Member("routingResourceManagerType")) ? "routingResourceManagerType is Default or Admin."
            : !States.Contains(Member("state")) ? "state is not one of the enumeration."
            : Member("displayName").Length == 0 ? "displayName is required."
            : !Member("owner").Contains('@', StringComparison.Ordinal) ? "owner must be a sign-in name."
            : null;
        if (wrong is not null)
            return ArmApi.Fault(400, "InvalidRequestContent", wrong);
        if (!Ids.Same(Member("offerId"), stamp.Offer))
            return ArmApi.Fault(404, "OfferNotFound", $"The offer '{Member("offerId")}' could not be found.");
        string tenant = Member("tenantId").ToLowerInvariant();
        if (!stamp.DirectoryTenants.ContainsValue(tenant) && tenant != Ids.PartnerTenant)
            return ArmApi.Fault(400, "DirectoryTenantNotFound", $"The directory '{tenant}' is not registered with this stamp.");
        bool added = !stamp.Subscriptions.ContainsKey(target);
        Stack.UserSubscription item = new(
            target.ToLowerInvariant(), tenant, Member("displayName"), Member("owner"), stamp.Offer, Member("state"));
        stamp.Subscriptions[target] = item;
        return new Answer(added ? 201 : 200, StackAdminApi.Json(call, item));
    }

    private static Answer Delete(Call call, Stack.Stamp stamp)
    {
        if (!stamp.Subscriptions.Remove(call["target"]))
            return new Answer(204);
        stamp.ResourceGroups.RemoveWhere(group => group.StartsWith(call["target"] + "/", StringComparison.OrdinalIgnoreCase));
        return new Answer(200);
    }
}
