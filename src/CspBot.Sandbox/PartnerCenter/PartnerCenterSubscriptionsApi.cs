using System.Globalization;
using System.Text;

namespace CspBot.Sandbox;

/// <summary>
/// A customer's subscriptions and the Azure subscriptions below them (facts, partner-center §3, §5.1). No whole sample of an
/// Azure plan exists there; it is built from the legacy sample with the fields that tell the kinds apart (§3.2).
/// </summary>
internal static class PartnerCenterSubscriptionsApi
{
    public static void Map(Routes routes)
    {
        const string Root = "/v1/customers/{customer}/subscriptions";
        routes.Map("GET", Root, PartnerCenterApi.OfCustomer(List));
        routes.Map("GET", $"{Root}/{{subscription}}", OfSubscription((_, item) => Answer.Ok(Json(item))));
        routes.Map("PATCH", $"{Root}/{{subscription}}", OfSubscription(Change));
        routes.Map("GET", $"{Root}/{{subscription}}/azureEntitlements", OfSubscription(Entitlements));
        routes.Map("GET", $"{Root}/{{subscription}}/azureEntitlements/{{entitlement}}", OfSubscription(Entitlement));
        routes.Map("GET", $"{Root}/{{subscription}}/provisioningstatus", OfSubscription(Provisioning));
        routes.Map("POST", $"{Root}/{{subscription}}/registrations", OfSubscription(Register));
        routes.Map("GET", $"{Root}/{{subscription}}/registrationstatus", OfSubscription(RegistrationStatus));
    }

    private static Func<Call, Answer> OfSubscription(Func<Call, Subscription, Answer> handler) =>
        PartnerCenterApi.OfCustomer((call, customer) =>
            customer.Subscriptions.Find(item => Ids.Same(item.Id, call["subscription"])) is { } subscription
                ? handler(call, subscription)
                : PartnerCenterApi.Fault(404, "20003", "The subscription was not found."));

    private static Answer List(Call call, Customer customer)
    {
        string? order = call.Parameter("order_id");
        return PartnerCenterApi.Collection(
            [.. customer.Subscriptions.Where(item => order is null || Ids.Same(item.OrderId, order)).Select(Json)],
            $"/customers/{customer.Id}/subscriptions");
    }

    /// <summary>Ids of legacy subscriptions are written in upper case, as the samples have it.</summary>
    private static string WireId(Subscription subscription) =>
        subscription.Kind == Subscription.Legacy ? subscription.Id.ToUpperInvariant() : subscription.Id;

    private static object Json(Subscription subscription)
    {
        bool usage = subscription.Kind != Subscription.License;
        string id = WireId(subscription);
        return new
        {
            id,
            entitlementId = subscription.Kind == Subscription.Legacy
                ? subscription.AzureSubscriptions.FirstOrDefault()?.Id.ToUpperInvariant()
                : null,
            offerId = subscription.Kind switch
            {
                Subscription.Plan => "DZH318Z0BPS6:0001:DZH318Z0BMXJ",
                Subscription.Legacy => "MS-AZR-0145P",
                _ => "CFQ7TTC0LCHC:0002:CFQ7TTC0K18P",
            },
            offerName = subscription.Name,
            friendlyName = subscription.Name,
            productType = subscription.Kind == Subscription.Plan ? new { id = "Azure", displayName = "Azure" } : null,
            quantity = subscription.Quantity,
            unitType = usage ? "Usage-based" : "Licenses",
            creationDate = subscription.Created.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            effectiveStartDate = subscription.Created.UtcDateTime.Date.ToString("yyyy-MM-ddT00:00:00Z", CultureInfo.InvariantCulture),
            commitmentEndDate = subscription.Kind == Subscription.Legacy
                ? "9999-12-10T00:00:00Z"
                : subscription.CommitmentEnds?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            status = subscription.Status,
            autoRenewEnabled = !usage && subscription.AutoRenew,
            billingType = usage ? "usage" : "license",
            billingCycle = usage ? "one_time" : "monthly",
            contractType = "subscription",
            links = new { self = PartnerCenterApi.Link($"/customers/{subscription.Customer}/subscriptions/{id}") },
            orderId = subscription.OrderId,
            attributes = new { etag = ETag(subscription), objectType = "Subscription" },
        };
    }

    private static string ETag(Subscription subscription) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{subscription.Id}}","version":{{subscription.Version}}}""")));

    private static Answer Change(Call call, Subscription subscription)
    {
        if (call.Header("If-Match")?.Trim('"') != ETag(subscription))
            return PartnerCenterApi.Fault(400, "2055", "The ETag is no longer valid.");
        string? status = call.Json?["status"]?.ToString();
        bool hasLiveAzure = subscription.AzureSubscriptions.Exists(item => item.State == "Enabled");
        if (Ids.Same(status, "suspended") && subscription.Kind == Subscription.Plan && hasLiveAzure)
            return PartnerCenterApi.Fault(403, "900115", "The plan has active Azure subscriptions.");
        subscription.Status = status?.ToLowerInvariant() ?? subscription.Status;
        subscription.Quantity = (int?)call.Json?["quantity"] ?? subscription.Quantity;
        subscription.AutoRenew = (bool?)call.Json?["autoRenewEnabled"] ?? subscription.AutoRenew;
        subscription.Version++;
        return Answer.Ok(Json(subscription));
    }

    private static Answer Entitlements(Call call, Subscription subscription)
    {
        if (subscription.Kind != Subscription.Plan)
            return PartnerCenterApi.Fault(404, "800111", "The subscription has no Azure entitlements.");
        return PartnerCenterApi.Collection(
            [.. subscription.AzureSubscriptions.Select(item => EntitlementJson(subscription, item))],
            $"/customers/{subscription.Customer}/subscriptions/{subscription.Id}/azureEntitlements");
    }

    private static Answer Entitlement(Call call, Subscription subscription) =>
        subscription.AzureSubscriptions.Find(item => Ids.Same(item.Id, call["entitlement"])) is { } found
            ? Answer.Ok(EntitlementJson(subscription, found))
            : PartnerCenterApi.Fault(404, "800111", "The Azure entitlement was not found.");

    private static object EntitlementJson(Subscription plan, AzureSubscription subscription) => new
    {
        id = subscription.Id,
        friendlyName = subscription.Name,
        status = subscription.State switch { "Disabled" => "disabled", "Deleted" => "deleted", _ => "active" },
        subscriptionId = plan.Id,
    };

    private static Answer Provisioning(Call call, Subscription subscription) => Answer.Ok(new
    {
        skuId = subscription.Kind == Subscription.Plan ? "0001" : subscription.Kind,
        status = "success",
        quantity = subscription.Quantity,
    });

    private static Answer Register(Call call, Subscription subscription)
    {
        if (subscription.Kind == Subscription.License)
            return PartnerCenterApi.Fault(400, "800011", "Not a valid Azure subscription.");
        if (subscription.Status != "active")
            return PartnerCenterApi.Fault(400, "800012", "The Azure subscription is not active.");
        if (!Ids.Same(subscription.Registration, "registered"))
        {
            subscription.Registration = "registering";
            subscription.RegisteringPollsLeft = call.World.Knobs.RegisteringPolls;
        }

        string location = $"/customers/{subscription.Customer}/subscriptions/{subscription.Id}/registrationstatus";
        return new Answer(202).WithHeader("Location", location);
    }

    private static Answer RegistrationStatus(Call call, Subscription subscription)
    {
        if (subscription.Registration == "registering" && subscription.RegisteringPollsLeft-- <= 0)
            subscription.Registration = "registered";
        return Answer.Ok(new
        {
            subscriptionId = WireId(subscription),
            status = subscription.Registration,
            attributes = new { objectType = "SubscriptionRegistrationStatus" },
        });
    }
}
