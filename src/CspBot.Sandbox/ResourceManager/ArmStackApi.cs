namespace CspBot.Sandbox;

/// <summary>
/// Microsoft.AzureStack in public Azure: registrations and the customer subscriptions that a stamp's usage is billed to
/// (facts, azure §4). The HTTP statuses of the eight codes are those that §4.6 proposes.
/// </summary>
internal static class ArmStackApi
{
    private const string Provider = "Microsoft.AzureStack";
    private static readonly string[] Versions = ["2022-06-01", "2020-06-01-preview", "2017-06-01", "2016-01-01"];

    public static void Map(Routes routes)
    {
        const string Group = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.AzureStack/registrations";
        const string Customers = $"{Group}/{{registration}}/customerSubscriptions";
        routes.Map(
            "GET", "/subscriptions/{subscription}/providers/Microsoft.AzureStack/registrations", Allowed("registrations/read", List));
        routes.Map("GET", Group, Allowed("registrations/read", List));
        routes.Map("GET", $"{Group}/{{registration}}", OfRegistration("registrations/read", (_, item) => Answer.Ok(Json(item))));
        routes.Map("GET", Customers, OfRegistration("registrations/customerSubscriptions/read", ListCustomers));
        routes.Map("GET", $"{Customers}/{{customer}}", OfRegistration("registrations/customerSubscriptions/read", OneCustomer));
        routes.Map("PUT", $"{Customers}/{{customer}}", OfRegistration("registrations/customerSubscriptions/write", Put));
        routes.Map("DELETE", $"{Customers}/{{customer}}", OfRegistration("registrations/customerSubscriptions/delete", Delete));
    }

    private static Func<Call, Answer> Allowed(string action, Func<Call, AzureSubscription, Answer> handler) =>
        ArmApi.OfSubscription($"{Provider}/{action}", Versions, (call, subscription) => subscription.RegisteredProviders.Contains(Provider)
            ? handler(call, subscription)
            : ArmApi.Fault(409, "MissingSubscriptionRegistration", $"The subscription is not registered to use namespace '{Provider}'."));

    private static Func<Call, Answer> OfRegistration(string action, Func<Call, Stack.Registration, Answer> handler) =>
        Allowed(action, (call, subscription) =>
            call.World.Stack.Registrations.Find(
                item => Ids.Same(item.Subscription, subscription.Id) && Ids.Same(item.Name, call["registration"])) is { } found
                && Ids.Same(call["group"], "azurestack")
                ? handler(call, found)
                : ArmApi.Fault(404, "RegistrationNotFound", $"The registration '{call["registration"]}' was not found."));

    private static Answer List(Call call, AzureSubscription subscription) =>
        ArmApi.Page(call, call.World.Stack.Registrations.Where(item => Ids.Same(item.Subscription, subscription.Id)).Select(Json));

    private static string Id(Stack.Registration item) =>
        $"/subscriptions/{item.Subscription}/resourceGroups/azurestack/providers/Microsoft.AzureStack/registrations/{item.Name}";

    private static object Json(Stack.Registration item) => new
    {
        id = Id(item),
        name = item.Name,
        type = "Microsoft.AzureStack/registrations",
        location = "global",
        etag = Ids.Named(item.Name + item.BillingModel),
        tags = new { },
        properties = new { objectId = Ids.Named($"registration|{item.CloudId}"), cloudId = item.CloudId, billingModel = item.BillingModel },
    };

    private static bool LikeTheDocuments(Call call) => call.World.Knobs.StackMode == "docs";

    private static object Json(Call call, Stack.Registration registration, string subscription) => new
    {
        id = $"{Id(registration)}/customerSubscriptions/{subscription}",
        name = subscription,
        type = LikeTheDocuments(call)
            ? "Microsoft.AzureStack\\customerSubscriptions"
            : "Microsoft.AzureStack/registrations/customerSubscriptions",
        properties = new { tenantId = registration.Customers[subscription] },
    };

    /// <summary>As documented an empty list is an empty answer, and the last page still has a next link, with an empty token.</summary>
    private static Answer ListCustomers(Call call, Stack.Registration registration)
    {
        if (!LikeTheDocuments(call))
            return ArmApi.Page(call, registration.Customers.Keys.Order(StringComparer.Ordinal).Select(id => Json(call, registration, id)));
        if (registration.Customers.Count == 0)
            return new Answer(200);
        bool more = call.Parameter("$skipToken") is null;
        return Answer.Ok(new
        {
            value = more ? registration.Customers.Keys.Order(StringComparer.Ordinal).Select(id => Json(call, registration, id)) : [],
            nextLink = more ? $"{call.BaseUrl}{call.Path}?api-version={call.Parameter("api-version")}&$skipToken=" : null,
        });
    }

    private static Answer OneCustomer(Call call, Stack.Registration registration) => registration.Customers.ContainsKey(call["customer"])
        ? Answer.Ok(Json(call, registration, call["customer"]))
        : ArmApi.Fault(404, "CustomerSubscriptionNotFound", $"The customer subscription '{call["customer"]}' was not found.");

    private static Answer Put(Call call, Stack.Registration registration)
    {
        if (registration.BillingModel != "PayAsYouUse")
            return ArmApi.Fault(
                403, "CustomerSubscriptionsNotAllowed", "Customer subscriptions cannot be added to a registration on the capacity model.");
        if (!registration.MultiTenancy)
            return ArmApi.Fault(403, "UnauthorizedCspRegistration", "The registration is not approved for multi-tenancy.");
        string id = call["customer"];
        string? tenant = call.Json?["properties"]?["tenantId"]?.ToString();
        if (WrongSubscription(call.World, id, tenant, out AzureSubscription? subscription) is { } refused)
            return refused;
        if (tenant is null && !LikeTheDocuments(call))
            return ArmApi.Fault(400, "InvalidRequestContent", "The property 'tenantId' is required.");

        // One subscription for each tenant: the earlier one goes without a word.
        tenant = subscription!.Tenant;
        foreach (string earlier in registration.Customers.Where(item => Ids.Same(item.Value, tenant)).Select(item => item.Key).ToList())
            registration.Customers.Remove(earlier);
        registration.Customers[id] = tenant;
        return LikeTheDocuments(call) ? new Answer(201) : Answer.Ok(Json(call, registration, id));
    }

    private static Answer? WrongSubscription(World world, string id, string? tenant, out AzureSubscription? subscription)
    {
        subscription = Guid.TryParse(id, out _) ? world.AzureSubscription(id) : null;
        if (subscription is null)
            return ArmApi.Fault(400, "InvalidCustomerSubscriptionId", $"The customer subscription id '{id}' is not valid.");
        if (subscription.HasBrokenMetadata)
            return ArmApi.Fault(502, "MetadataResolverBadGatewayError", "An upstream service could not be reached.");
        bool ours = world.Customer(subscription.Tenant) is { Foreign: false };
        if (subscription.Id != id || !ours)
            return ArmApi.Fault(
                400, "BadCustomerSubscriptionId", $"The customer subscription '{id}' does not roll up to the CSP of the registration.");
        if (!subscription.QuotaId.StartsWith("CSP_", StringComparison.Ordinal)
            || (tenant is not null && !Ids.Same(tenant, subscription.Tenant)))
            return ArmApi.Fault(400, "InvalidCSPSubscription", $"The subscription '{id}' is not a CSP subscription of this tenant.");
        return null;
    }

    private static Answer Delete(Call call, Stack.Registration registration)
    {
        if (call.World.Knobs.ScopeLocked)
            return ArmApi.Fault(409, "ScopeLocked", "The scope cannot perform delete operation because following scope(s) are locked.");
        bool found = registration.Customers.Remove(call["customer"]);
        return new Answer(found && !LikeTheDocuments(call) ? 200 : 204);
    }
}
