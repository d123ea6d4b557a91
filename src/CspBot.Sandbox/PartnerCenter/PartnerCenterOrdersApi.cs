using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>Orders, entitlements and their artifacts (facts, partner-center §5.4 to §5.6).</summary>
internal static class PartnerCenterOrdersApi
{
    private static readonly TimeSpan Cancellable = TimeSpan.FromDays(60);

    public static void Map(Routes routes)
    {
        const string Root = "/v1/customers/{customer}";
        routes.Map("GET", $"{Root}/orders", PartnerCenterApi.OfCustomer(List));
        routes.Map("GET", $"{Root}/orders/{{order}}", OfOrder((_, order) => Answer.Ok(Json(order))));
        routes.Map("GET", $"{Root}/orders/{{order}}/provisioningstatus", OfOrder(Provisioning));
        routes.Map("PATCH", $"{Root}/orders/{{order}}", OfOrder(Cancel));
        routes.Map("GET", $"{Root}/entitlements", PartnerCenterApi.UserOnly(PartnerCenterApi.OfCustomer(Entitlements)));
        routes.Map(
            "GET",
            $"{Root}/artifacts/reservedinstance/groups/{{group}}/lineitems/{{line}}/resource/{{resource}}",
            PartnerCenterApi.UserOnly(PartnerCenterApi.OfCustomer(Artifact)));
    }

    public static object Json(Order order) => new
    {
        id = order.Id,
        alternateId = order.AlternateId,
        referenceCustomerId = order.Customer,
        billingCycle = order.BillingCycle,
        currencyCode = "USD",
        currencySymbol = "$",
        lineItems = order.Lines.Select((line, number) => new
        {
            lineItemNumber = number,
            offerId = line.OfferId,
            subscriptionId = line.SubscriptionId,
            termDuration = line.TermDuration,
            transactionType = "New",
            friendlyName = line.FriendlyName,
            quantity = line.Quantity,
            provisioningContext = line.ProvisioningContext,
            links = new
            {
                sku = PartnerCenterApi.Link(
                    $"/products/{line.OfferId.Split(':')[0]}/skus/{line.OfferId.Split(':').ElementAtOrDefault(1)}?country=US"),
                provisioningStatus = PartnerCenterApi.Link($"/customers/{order.Customer}/orders/{order.Id}/provisioningstatus"),
            },
        }),
        creationDate = order.Created.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        status = order.Status,
        transactionType = "UserPurchase",
        links = new { self = PartnerCenterApi.Link($"/customers/{order.Customer}/orders/{order.Id}") },
        attributes = new { objectType = "Order" },
    };

    private static IEnumerable<Order> Visible(World world, Customer customer) =>
        world.Orders.Where(order => Ids.Same(order.Customer, customer.Id) && order.VisibleFrom <= world.Now);

    private static Func<Call, Answer> OfOrder(Func<Call, Order, Answer> handler) => PartnerCenterApi.OfCustomer((call, customer) =>
        Visible(call.World, customer).FirstOrDefault(
            order => Ids.Same(order.Id, call["order"]) || Ids.Same(order.AlternateId, call["order"])) is { } found
            ? handler(call, found)
            : PartnerCenterApi.Fault(404, "20000", "The order was not found."));

    private static Answer List(Call call, Customer customer)
    {
        // The filter's value is spelt without the underscore that the data has.
        string? cycle = call.Parameter("billingType")?.Replace("_", "", StringComparison.Ordinal);
        IEnumerable<Order> found = Visible(call.World, customer)
            .Where(order => cycle is null || Ids.Same(order.BillingCycle.Replace("_", "", StringComparison.Ordinal), cycle));
        return PartnerCenterApi.Collection([.. found.Select(Json)], $"/customers/{customer.Id}/orders");
    }

    private static Answer Provisioning(Call call, Order order)
    {
        string status = order.LooksLeft-- > 0 ? "PrefulfillmentPending" : "Fulfilled";
        return PartnerCenterApi.Collection(
            [
                .. order.Lines.Select((line, number) => new
                {
                    lineItemNumber = number,
                    status,
                    quantityProvisioningInformation = new[] { new { quantity = line.Quantity, status } },
                }),
            ],
            $"/customers/{order.Customer}/orders/{order.Id}/provisioningstatus");
    }

    private static Answer Cancel(Call call, Order order)
    {
        World world = call.World;
        if (!Ids.Same(call.Json?["status"]?.ToString(), "cancelled"))
            return PartnerCenterApi.Fault(400, "800002", "Only the status cancelled can be set.");
        if (!world.Knobs.IntegrationSandbox)
            return PartnerCenterApi.Fault(403, "800019", "Outside the sandbox only software purchases can be cancelled.");
        if (order.Created + Cancellable < world.Now)
            return PartnerCenterApi.Fault(400, "800061", "The order cannot be cancelled.");
        Order cancelled = order with { Status = "cancelled" };
        world.Orders[world.Orders.IndexOf(order)] = cancelled;
        for (int i = 0; i < world.Reservations.Count; i++)
        {
            if (world.Reservations[i].Order == order.Id)
                world.Reservations[i] = world.Reservations[i] with { State = "Cancelled" };
        }

        return Answer.Ok(Json(cancelled));
    }

    /// <summary>
    /// Savings plans do not show here (facts, november-2026 §B 6); that pre-purchase plans do, and that a split or merge in Azure is not
    /// seen here, is assumed.
    /// </summary>
    private static IEnumerable<Reservation> Entitled(World world, Customer customer)
    {
        HashSet<string> orders = [.. Visible(world, customer).Where(order => order.LooksLeft <= 0).Select(order => order.Id)];
        return world.Reservations.Where(item => orders.Contains(item.Order) && item.Sources.Count == 0);
    }

    private static Answer Entitlements(Call call, Customer customer)
    {
        string? type = call.Parameter("entitlementType");
        IEnumerable<Reservation> found = type is null
            || Ids.Same(type, "reservedinstance")
            || Ids.Same(type, "virtualmachinereservedinstance")
            ? Entitled(call.World, customer)
            : [];
        bool expiry = Ids.Same(call.Parameter("showExpiry"), "true");
        return PartnerCenterApi.Collection(
            [.. found.Select(item => Entitlement(call.World, item, expiry))], $"/customers/{customer.Id}/entitlements");
    }

    /// <summary>Half of them carry <c>dynamicAttributes</c> on the entitlement, half on the artifact: both are documented.</summary>
    private static object Entitlement(World world, Reservation item, bool expiry)
    {
        Order order = world.Orders.First(candidate => candidate.Id == item.Order);
        string[] offer = item.OfferId.Split(':');
        object attributes = new { reservationType = item.ResourceType.ToLowerInvariant() };
        bool outside = IsOdd(item);
        return new
        {
            includedEntitlements = Array.Empty<object>(),
            referenceOrder = new { id = order.Id, lineItemId = "0", alternateId = order.AlternateId },
            productId = offer[0],
            skuId = offer.ElementAtOrDefault(1),
            quantity = item.Quantity,
            quantityDetails = new[] { new { quantity = item.Quantity, status = "Fulfilled" } },
            entitledArtifacts = new[]
            {
                new
                {
                    link = PartnerCenterApi.Link(ArtifactPath(item)),
                    resourceId = item.ReservationOrder,
                    artifactType = "reservedinstance",
                    dynamicAttributes = outside ? null : attributes,
                },
            },
            dynamicAttributes = outside ? attributes : null,
            entitlementType = "reservedinstance",
            expiryDate = expiry ? item.Expires.UtcDateTime.ToString("yyyy-MM-ddT00:00:00Z", CultureInfo.InvariantCulture) : null,
        };
    }

    private static bool IsOdd(Reservation item) => item.Id[0] % 2 == 1;

    private static string ArtifactPath(Reservation item) =>
        $"/customers/{item.Customer}/artifacts/reservedinstance/groups/{item.ReservationOrder.Replace("-", "", StringComparison.Ordinal)}"
        + $"/lineitems/{Ids.Named(item.Order)}/resource/{item.ReservationOrder}";

    /// <summary>The list has two documented names; the expiry has no zone, as in the sample.</summary>
    private static Answer Artifact(Call call, Customer customer)
    {
        Reservation? item = Entitled(call.World, customer).FirstOrDefault(found => Ids.Same(found.ReservationOrder, call["resource"]));
        if (item is null)
            return PartnerCenterApi.Fault(404, "1000", "The artifact was not found.");
        object[] list =
        [
            new
            {
                reservationId = item.Id,
                displayName = item.DisplayName,
                scopeType = item.Scope,
                appliedScopes = item.Scope == "Single" ? new[] { item.Subscription } : [],
                quantity = item.Quantity,
                expiryDateTime = item.Expires.UtcDateTime.ToString("yyyy-MM-ddT00:00:00", CultureInfo.InvariantCulture),
                effectiveDateTime = item.Purchased.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                provisioningState = item.State == "Succeeded" ? "Created" : item.State,
            },
        ];
        return Answer.Ok(new Dictionary<string, object>
        {
            ["type"] = IsOdd(item) ? "virtual_machine_reserved_instance" : "reservedinstance",
            [IsOdd(item) ? "virtualMachineReservations" : "reservations"] = list,
        });
    }
}
