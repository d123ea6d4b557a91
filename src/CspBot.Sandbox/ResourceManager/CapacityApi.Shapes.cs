using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <content>How Microsoft.Capacity writes orders and reservations: as the samples of its specification 2022-11-01 do.</content>
internal static partial class CapacityApi
{
    private static string State(World world, Reservation item) =>
        item.State != "Succeeded" ? Provisioning(item)
        : item.Expires <= world.Now ? "Expired"
        : item.Expires <= world.Now.AddDays(30) ? "Expiring"
        : "Succeeded";

    /// <summary>As the samples of split and merge have it: what is the past of others is cancelled.</summary>
    private static string Provisioning(Reservation item) => item.IsPast ? "Cancelled" : item.State;

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string OrderId(Reservation item) => $"/providers/microsoft.capacity/reservationOrders/{item.ReservationOrder}";

    private static object OrderJson(Reservation item) => OrderJson(item, [item]);

    private static object OrderJson(Reservation item, IEnumerable<Reservation> all) => new
    {
        id = OrderId(item),
        type = "Microsoft.Capacity/reservationOrders",
        name = item.ReservationOrder,
        etag = 7,
        properties = new
        {
            displayName = item.DisplayName,
            requestDateTime = Text(item.Purchased),
            createdDateTime = Text(item.Purchased),
            expiryDateTime = Text(item.Expires),
            expiryDate = item.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            benefitStartTime = Text(item.Purchased),
            term = item.Term,
            billingPlan = item.BillingPlan,
            provisioningState = item.IsPast ? "Succeeded" : item.State,
            originalQuantity = all.First().Quantity,
            reservations = all.Select(one => new { id = FullId(one) }),
        },
    };

    private static string FullId(Reservation item) => $"{OrderId(item)}/reservations/{item.Id}";

    private static JsonObject Resource(Reservation item, JsonObject properties) => new()
    {
        ["sku"] = new JsonObject { ["name"] = item.Product },
        ["id"] = FullId(item),
        ["type"] = "Microsoft.Capacity/reservationOrders/reservations",
        ["name"] = $"{item.ReservationOrder}/{item.Id}",
        ["etag"] = 2,
        ["location"] = item.Location,
        ["properties"] = properties,
    };

    /// <summary>What both the list over all and one reservation say.</summary>
    private static JsonObject Common(World world, Reservation item) => new()
    {
        ["reservedResourceType"] = item.ResourceType,
        ["displayName"] = item.DisplayName,
        ["quantity"] = item.Quantity,
        ["term"] = item.Term,
        ["appliedScopeType"] = item.Scope == "ResourceGroup" ? "Single" : item.Scope,
        ["appliedScopes"] = item.Scope is "Single" or "ResourceGroup" ? new JsonArray(ScopeOf(item)) : null,
        ["appliedScopeProperties"] = item.Scope switch
        {
            "Single" => new JsonObject
            {
                ["subscriptionId"] = ScopeOf(item),
                ["displayName"] = world.AzureSubscription(ScopeOf(item).Split('/')[2])?.Name,
            },
            "ResourceGroup" => new JsonObject { ["resourceGroupId"] = ScopeOf(item), ["displayName"] = ScopeOf(item).Split('/')[^1] },
            "ManagementGroup" => new JsonObject
            {
                ["tenantId"] = item.Customer,
                ["managementGroupId"] = ScopeOf(item),
                ["displayName"] = ScopeOf(item).Split('/')[^1],
            },
            _ => null,
        },
        ["userFriendlyAppliedScopeType"] = item.Scope,
        ["userFriendlyRenewState"] = item.Renew ? "On" : "Off",
        ["provisioningState"] = Provisioning(item),
        ["extendedStatusInfo"] = item.IsPast
            ? new JsonObject
            {
                ["statusCode"] = item.State,
                ["message"] = $"This reservation was {(item.State == "Split" ? "split" : "merged")} and is no longer active.",
            }
            : null,
        ["splitProperties"] = item.Sources is [var source]
            ? new JsonObject { ["splitSource"] = $"{OrderId(item)}/reservations/{source}" }
            : null,
        ["mergeProperties"] = item.Sources.Count > 1
            ? new JsonObject
            {
                ["mergeSources"] = new JsonArray([.. item.Sources.Select(one => (JsonNode)$"{OrderId(item)}/reservations/{one}")]),
            }
            : null,
        ["displayProvisioningState"] = State(world, item),
        ["effectiveDateTime"] = Text(item.Purchased),
        ["purchaseDate"] = item.Purchased.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["purchaseDateTime"] = Text(item.Purchased),
        ["expiryDateTime"] = Text(item.Expires),
        ["expiryDate"] = item.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["renew"] = item.Renew,
        ["archived"] = item.Archived,
        ["billingScopeId"] = $"/subscriptions/{item.Subscription}",
    };

    /// <summary>As the sample of Reservation_ListAll has it: with the utilization, without the billing plan and the flexibility.</summary>
    private static JsonObject Listed(World world, Reservation item)
    {
        JsonObject properties = Common(world, item);
        properties["utilization"] = JsonSerializer.SerializeToNode(Usage.Json(days => item.UsedOver(days, world.Now)));
        return Resource(item, properties);
    }

    /// <summary>As the sample of Reservation_Get has it: no utilization; renewProperties when they are asked for.</summary>
    private static JsonObject Single(World world, Reservation item, bool expand)
    {
        JsonObject properties = Common(world, item);
        properties["billingPlan"] = item.BillingPlan;
        properties["instanceFlexibility"] = item.Flexibility;
        properties["renewProperties"] = expand && item.Renew ? Renewal(item) : null;
        return Resource(item, properties);
    }

    private static string ScopeOf(Reservation item) => item.AppliedScope ?? $"/subscriptions/{item.Subscription}";

    /// <summary>
    /// What a change of it said, or the same again; its price is locked 30 days before the end, and shown from then on.
    /// </summary>
    private static JsonObject Renewal(Reservation item) => new()
    {
        ["purchaseProperties"] = item.Successor is { } said ? JsonNode.Parse(said) : new JsonObject
        {
            ["sku"] = new JsonObject { ["name"] = item.Product },
            ["location"] = item.Location,
            ["properties"] = new JsonObject
            {
                ["reservedResourceType"] = item.ResourceType,
                ["billingScopeId"] = $"/subscriptions/{item.Subscription}",
                ["term"] = item.Term,
                ["quantity"] = item.Quantity,
                ["displayName"] = item.DisplayName,
                ["appliedScopeType"] = item.Scope,
                ["renew"] = true,
            },
        },
        ["pricingCurrencyTotal"] = new JsonObject { ["currencyCode"] = "USD", ["amount"] = item.Amount },
        ["billingCurrencyTotal"] = new JsonObject { ["currencyCode"] = "USD", ["amount"] = item.Amount },
    };
}
