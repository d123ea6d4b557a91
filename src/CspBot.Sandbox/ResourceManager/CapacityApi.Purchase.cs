using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <content>
/// Buying a reservation in Resource Manager: <c>PUT /reservationOrders/{id}</c> with the id of its price (facts, azure §7.1; the example
/// PurchaseReservationOrder of Microsoft's specification: 200 or 202 with the order).
/// </content>
/// <remarks>
/// Assumed, since no document says it: the body is the one that was priced; a second purchase under an id is 400
/// ReservationOrderIdAlreadyExists, an id without a price 400 InvalidReservationOrderId, an old price 400 ActivateQuoteFailed; and Partner
/// Center shows an order for it, as it does for what customers buy in the portal.
/// </remarks>
internal static partial class CapacityApi
{
    private static Answer Purchase(Call call)
    {
        if (Versioned(call) is { } refused)
            return refused;
        World world = call.World;
        string id = call["order"];
        if (world.Reservations.Exists(item => Ids.Same(item.ReservationOrder, id)))
            return ArmApi.Fault(400, "ReservationOrderIdAlreadyExists", "There is a reservation order with this id.");
        if (!world.PriceQuotes.TryGetValue(id, out PriceQuote? quote) || !Ids.Same(quote.Customer, call.Token!.Tenant))
            return ArmApi.Fault(400, "InvalidReservationOrderId", "The id is not that of a calculated price.");
        if (quote.At.AddMinutes(world.Knobs.QuoteMinutes) < world.Now)
            return ArmApi.Fault(400, "ActivateQuoteFailed", "The price is no longer valid.");
        if (!JsonNode.DeepEquals(JsonNode.Parse(quote.Request), call.Json))
            return ArmApi.Fault(400, "InvalidRequestContent", "The purchase is not the one that was priced.");
        ExchangeApi.Bought? bought = null;
        return ExchangeApi.Reserved(call, call.Json, item => bought = item) ?? Place(call, quote, bought!);
    }

    private static Answer Place(Call call, PriceQuote quote, ExchangeApi.Bought bought)
    {
        World world = call.World;
        JsonNode said = call.Json!["properties"]!;
        Customer customer = world.Customer(call.Token!.Tenant)!;
        string subscription = said["billingScopeId"]!.ToString().Split('/')[^1];
        CatalogueSku sku = Catalogue.Skus.First(item =>
            Ids.Same(item.Size, bought.Sku) && Ids.Same(item.Location, call.Json["location"]!.ToString()) && item.Term == bought.Term);
        bool forPlan = customer.Subscriptions.Exists(
            item => item.Kind == Subscription.Plan && item.AzureSubscriptions.Exists(azure => Ids.Same(azure.Id, subscription)));
        Buyer buyer = new(
            call.Token.AppId == Ids.PartnerApp ? Order.ByBot : Order.ByPortal, call.Token.UserPrincipalName, call.Token.AppId);
        Order order = world.Place(customer, buyer, "one_time",
        [
            new OrderLine
            {
                OfferId = Catalogue.CatalogItem(sku, forPlan),
                FriendlyName = said["displayName"]!.ToString(),
                Quantity = (int)said["quantity"]!,
                TermDuration = bought.Term,
                ProvisioningContext = new Dictionary<string, string>
                {
                    ["subscriptionId"] = subscription,
                    ["scope"] = said["appliedScopeType"]!.ToString(),
                },
            },
        ]);
        Reservation placed = world.Reservations.Last(item => item.Order == order.Id) with
        {
            ReservationOrder = quote.Order,
            BillingPlan = said["billingPlan"]?.ToString() ?? "Upfront",
            Renew = (bool?)said["renew"] ?? false,
            Amount = quote.Total,
            State = order.LooksLeft > 0 ? "Creating" : world.Knobs.PurchaseEnds,
        };
        Replace(world, placed);
        Answer answer = new(order.LooksLeft > 0 ? 202 : 200, OrderJson(placed));
        return order.LooksLeft > 0 ? answer.WithHeader("Location", $"{call.BaseUrl}{OrderId(placed)}?api-version=2022-11-01") : answer;
    }

    /// <summary>A look at an order that is being provisioned brings it on.</summary>
    private static Answer Look(Call call, Reservation item)
    {
        World world = call.World;
        if (item.State == "Creating" && world.Orders.Find(order => order.Id == item.Order) is { } order && --order.LooksLeft <= 0)
        {
            item = item with { State = world.Knobs.PurchaseEnds };
            Replace(world, item);
        }

        return Answer.Ok(OrderJson(item, InOrder(call, item)));
    }
}
