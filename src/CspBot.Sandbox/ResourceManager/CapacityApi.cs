using System.Globalization;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// Microsoft.Capacity: reading reservations, quoting and doing a refund (facts, azure §7). Assumed: a partner's user sees the
/// reservations billed to a subscription on which AdminAgents is Owner, unless the order was made unreadable; statuses of
/// refused refunds are 400.
/// </summary>
internal static class CapacityApi
{
    private const decimal RefundLimit = 50_000m;
    private static readonly string[] Versions = ["2022-11-01", "2022-03-01", "2021-07-01", "2020-06-01"];

    public static void Map(Routes routes)
    {
        const string Root = "/providers/Microsoft.Capacity";
        routes.Map("GET", $"{Root}/reservationOrders", call => Versioned(call) ?? ArmApi.Page(call, Readable(call).Select(OrderJson)));
        routes.Map("GET", $"{Root}/reservationOrders/{{order}}", OfOrder((_, item) => Answer.Ok(OrderJson(item))));
        routes.Map(
            "GET",
            $"{Root}/reservationOrders/{{order}}/reservations",
            OfOrder((call, item) => ArmApi.Page(call, [Json(call.World, item)])));
        routes.Map(
            "GET",
            $"{Root}/reservationOrders/{{order}}/reservations/{{reservation}}",
            OfReservation((call, item) => Answer.Ok(Json(call.World, item))));
        routes.Map("GET", $"{Root}/reservations", List);
        routes.Map("PATCH", $"{Root}/reservationOrders/{{order}}/reservations/{{reservation}}", OfReservation(Change));
        routes.Map("POST", $"{Root}/reservationOrders/{{order}}/calculateRefund", OfOrder(CalculateRefund));
        routes.Map("POST", $"{Root}/reservationOrders/{{order}}/return", OfOrder(Return));
    }

    private static Answer? Versioned(Call call) => ArmApi.WrongVersion(call, Versions);

    private static bool MayRead(Call call, Reservation item) =>
        item.Readable
        && call.World.AzureSubscription(item.Subscription) is { } subscription
        && call.World.RolesOf(call.Token!.ObjectId, subscription).Contains(Ids.Owner);

    private static IEnumerable<Reservation> Readable(Call call) =>
        call.World.Reservations.Where(item => Ids.Same(item.Customer, call.Token!.Tenant) && MayRead(call, item));

    private static Func<Call, Answer> OfOrder(Func<Call, Reservation, Answer> handler) => call =>
    {
        if (Versioned(call) is { } refused)
            return refused;
        Reservation? item = call.World.Reservations.Find(
            found => Ids.Same(found.ReservationOrder, call["order"]) && Ids.Same(found.Customer, call.Token!.Tenant));
        if (item is null)
            return ArmApi.Fault(404, "ReservationOrderNotFound", "The reservation order was not found.");
        return MayRead(call, item)
            ? handler(call, item)
            : ArmApi.NotAllowed(
                call,
                "Microsoft.Capacity/reservationOrders/read",
                $"/providers/Microsoft.Capacity/reservationOrders/{item.ReservationOrder}");
    };

    private static Func<Call, Answer> OfReservation(Func<Call, Reservation, Answer> handler) => OfOrder((call, item) =>
        Ids.Same(item.Id, call["reservation"])
            ? handler(call, item)
            : ArmApi.Fault(404, "ReservationIdNotInReservationOrder", "The reservation is not in this order."));

    private static Answer List(Call call)
    {
        if (Versioned(call) is { } refused)
            return refused;
        List<Reservation> found = [.. Readable(call)];
        return Answer.Ok(new
        {
            value = found.Select(item => Json(call.World, item)),
            summary = new
            {
                succeededCount = found.Count(item => State(call.World, item) == "Succeeded"),
                expiringCount = found.Count(item => State(call.World, item) == "Expiring"),
                expiredCount = found.Count(item => State(call.World, item) == "Expired"),
                cancelledCount = found.Count(item => State(call.World, item) == "Cancelled"),
            },
        });
    }

    private static string State(World world, Reservation item) =>
        item.State != "Succeeded" ? item.State
        : item.Expires <= world.Now ? "Expired"
        : item.Expires <= world.Now.AddDays(30) ? "Expiring"
        : "Succeeded";

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string OrderId(Reservation item) => $"/providers/microsoft.capacity/reservationOrders/{item.ReservationOrder}";

    private static object OrderJson(Reservation item) => new
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
            billingPlan = "Upfront",
            provisioningState = item.State,
            originalQuantity = item.Quantity,
            reservations = new[] { new { id = $"{OrderId(item)}/reservations/{item.Id}" } },
        },
    };

    private static object Json(World world, Reservation item) => new
    {
        sku = new { name = item.Product },
        id = $"{OrderId(item)}/reservations/{item.Id}",
        type = "Microsoft.Capacity/reservationOrders/reservations",
        name = $"{item.ReservationOrder}/{item.Id}",
        etag = 2,
        location = item.Location,
        properties = new
        {
            reservedResourceType = item.ResourceType,
            displayName = item.DisplayName,
            quantity = item.Quantity,
            term = item.Term,
            billingPlan = "Upfront",
            billingScopeId = $"/subscriptions/{item.Subscription}",
            appliedScopeType = item.Scope,
            appliedScopes = item.Scope == "Single" ? new[] { $"/subscriptions/{item.Subscription}" } : null,
            provisioningState = item.State,
            displayProvisioningState = State(world, item),
            effectiveDateTime = Text(item.Purchased),
            purchaseDateTime = Text(item.Purchased),
            expiryDateTime = Text(item.Expires),
            expiryDate = item.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            instanceFlexibility = "On",
            renew = false,
            archived = false,
            utilization = new
            {
                trend = "UP",
                aggregates = new[] { new { grain = 7.0, grainUnit = "days", value = 97.5, valueUnit = "percentage" } },
            },
        },
    };

    private static Answer Change(Call call, Reservation item)
    {
        JsonNode? properties = call.Json?["properties"];
        Replace(call.World, item with
        {
            DisplayName = properties?["name"]?.ToString() ?? item.DisplayName,
            Scope = properties?["appliedScopeType"]?.ToString() ?? item.Scope,
        });
        return Answer.Ok(Json(call.World, call.World.Reservations.Find(found => found.Id == item.Id)!));
    }

    private static void Replace(World world, Reservation item) =>
        world.Reservations[world.Reservations.FindIndex(found => found.Id == item.Id)] = item;

    private static object Money(decimal amount) => new { currencyCode = "USD", amount };

    private static decimal Prorated(World world, Reservation item, int quantity)
    {
        double whole = (item.Expires - item.Purchased).TotalDays;
        double left = Math.Max(0, (item.Expires - world.Now).TotalDays);
        return Math.Round(item.Amount * quantity / item.Quantity * (decimal)(left / whole), 2);
    }

    private static decimal RefundedThisYear(World world, Reservation item) => world.Refunds
        .Where(refund => Ids.Same(refund.Customer, item.Customer) && refund.At > world.Now.AddMonths(-12))
        .Sum(refund => refund.Amount);

    /// <summary>The quantity that the body asks to return; null when it names another reservation or too much.</summary>
    private static int? AskedQuantity(Call call, Reservation item)
    {
        JsonNode? asked = call.Json?["properties"]?["reservationToReturn"];
        bool same = Ids.Same(asked?["reservationId"]?.ToString().Split('/')[^1], item.Id);
        int quantity = int.TryParse(asked?["quantity"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int read)
            ? read
            : 0;
        return same && quantity >= 1 && quantity <= item.Quantity ? quantity : null;
    }

    private static Answer CalculateRefund(Call call, Reservation item)
    {
        if (item.State != "Succeeded")
            return ArmApi.Fault(400, "OperationCannotBePerformedInCurrentState", "The reservation cannot be returned in its state.");
        if (AskedQuantity(call, item) is not int quantity)
            return ArmApi.Fault(400, "InvalidRefundQuantity", "The reservation or its quantity is not valid.");
        World world = call.World;
        decimal amount = Prorated(world, item, quantity);
        decimal consumed = RefundedThisYear(world, item);
        string session = Guid.NewGuid().ToString();
        world.RefundSessions[session] = (item.Id, quantity, amount);
        bool tooMuch = consumed + amount > RefundLimit;
        decimal paid = item.Amount * quantity / item.Quantity;
        return Answer.Ok(new
        {
            id = OrderId(item),
            properties = new
            {
                sessionId = session,
                quantity,
                billingRefundAmount = Money(amount),
                pricingRefundAmount = Money(amount),
                policyResult = new
                {
                    properties = new
                    {
                        consumedRefundsTotal = Money(consumed),
                        maxRefundLimit = Money(RefundLimit),
                        policyErrors = tooMuch
                            ? new[]
                            {
                                new { code = "RefundLimitExceeded", message = "The refund would exceed the limit of twelve months." },
                            }
                            : [],
                    },
                },
                billingInformation = new
                {
                    billingPlan = "Upfront",
                    completedTransactions = 1,
                    totalTransactions = 1,
                    billingCurrencyTotalPaidAmount = Money(paid),
                    billingCurrencyProratedAmount = Money(amount),
                    billingCurrencyRemainingCommitmentAmount = Money(0),
                },
            },
        });
    }

    private static Answer Return(Call call, Reservation item)
    {
        World world = call.World;
        string session = call.Json?["properties"]?["sessionId"]?.ToString() ?? "";
        if (AskedQuantity(call, item) is not int quantity
            || !world.RefundSessions.TryGetValue(session, out (string Reservation, int Quantity, decimal Amount) quote)
            || quote.Reservation != item.Id || quote.Quantity != quantity)
            return ArmApi.Fault(400, "InvalidRefundQuantity", "The return does not fit the session of its quote.");
        if (RefundedThisYear(world, item) + quote.Amount > RefundLimit)
            return ArmApi.Fault(400, "RefundLimitExceeded", "The refund would exceed the limit of twelve months.");
        world.RefundSessions.Remove(session);
        world.Refunds.Add((item.Customer, world.Now, quote.Amount));
        decimal left = item.Amount * (item.Quantity - quantity) / item.Quantity;
        Replace(
            world,
            quantity == item.Quantity
                ? item with { State = "Cancelled" }
                : item with { Quantity = item.Quantity - quantity, Amount = left });
        return new Answer(202, OrderJson(item)).WithHeader("Location", $"{call.BaseUrl}{OrderId(item)}?api-version=2022-11-01");
    }
}
