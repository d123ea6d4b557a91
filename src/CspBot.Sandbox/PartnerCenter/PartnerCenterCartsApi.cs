using System.Globalization;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>Carts and their checkout (facts, partner-center §5.3, §5.7).</summary>
internal static class PartnerCenterCartsApi
{
    public static void Map(Routes routes)
    {
        const string Root = "/v1/customers/{customer}/carts";
        routes.Map("POST", Root, PartnerCenterApi.OfCustomer(Create));
        routes.Map("GET", $"{Root}/{{cart}}", OfCart((call, _, cart) => Answer.Ok(Json(call, cart))));
        routes.Map("PUT", $"{Root}/{{cart}}", OfCart(Replace));
        routes.Map("POST", $"{Root}/{{cart}}/checkout", OfCart(Checkout));
    }

    private static Func<Call, Answer> OfCart(Func<Call, Customer, Cart, Answer> handler) => PartnerCenterApi.OfCustomer((call, customer) =>
        call.World.Carts.GetValueOrDefault(call["cart"]) is { } cart
        && Ids.Same(cart.Customer, customer.Id)
        && (cart.Ordered || cart.Expires > call.World.Now)
            ? handler(call, customer, cart)
            : PartnerCenterApi.Fault(404, "800008", "There is no such cart."));

    private static Answer Create(Call call, Customer customer)
    {
        if (Lines(call, customer) is not { } lines)
            return PartnerCenterApi.Fault(400, "800002", "The line items are not valid.");
        Cart cart = new()
        {
            Id = Guid.NewGuid().ToString(),
            Customer = customer.Id,
            Created = call.World.Now,
            Modified = call.World.Now,
            Expires = call.World.Now.AddMinutes(call.World.Knobs.CartMinutes),
            Lines = lines,
        };
        call.World.Carts.Add(cart.Id, cart);
        return new Answer(201, Json(call, cart));
    }

    private static Answer Replace(Call call, Customer customer, Cart cart)
    {
        if (cart.Ordered)
            return PartnerCenterApi.Fault(400, "800065", "The cart was submitted already.");
        if (Lines(call, customer) is not { } lines)
            return PartnerCenterApi.Fault(400, "800002", "The line items are not valid.");
        cart.Lines = lines;
        cart.Modified = call.World.Now;
        return Answer.Ok(Json(call, cart));
    }

    private static Answer Checkout(Call call, Customer customer, Cart cart)
    {
        if (cart.Ordered)
            return PartnerCenterApi.Fault(400, "800065", "The cart was submitted already.");
        if (cart.Lines.Any(line => IsPlan(line.CatalogItemId)) && !customer.AgreementAccepted)
            return PartnerCenterApi.Fault(403, "13605", "The acceptance of the Microsoft Customer Agreement is not confirmed.");
        // What has changed since the cart was made shows now, on its lines.
        cart.Lines = [.. cart.Lines.Select(
            line => line with { ErrorCode = Problem(call.World, customer, Catalogue.ByItem(line.CatalogItemId), line) })];
        cart.Ordered = true;
        List<object> orders = [];
        List<object> errors = [];
        foreach ((CartLine line, int group) in cart.Lines.Select((line, group) => (line, group)))
        {
            if (line.ErrorCode is not null)
            {
                errors.Add(new
                {
                    orderGroupId = group.ToString(CultureInfo.InvariantCulture),
                    code = 800009,
                    description = $"Some cart items have errors: {line.ErrorCode}.",
                });
                continue;
            }

            Buyer buyer = new(
                call.Token!.AppId == Ids.PartnerApp ? Order.ByBot : Order.ByPortal, call.Token.UserPrincipalName, call.Token.AppId);
            orders.Add(PartnerCenterOrdersApi.Json(call.World.Place(customer, buyer, line.BillingCycle,
            [
                new OrderLine
                {
                    OfferId = line.CatalogItemId,
                    FriendlyName = line.FriendlyName,
                    Quantity = line.Quantity,
                    TermDuration = line.TermDuration,
                    ProvisioningContext = line.ProvisioningContext,
                },
            ])));
        }

        cart.Ordered = orders.Count > 0;
        return new Answer(201, new { orders, orderErrors = errors.Count > 0 ? errors : null });
    }

    private static bool IsPlan(string item) => Catalogue.ByItem(item)?.Product == Catalogue.PlanProduct;

    private static List<CartLine>? Lines(Call call, Customer customer)
    {
        if (call.Json?["lineItems"] is not JsonArray { Count: > 0 } items)
            return null;
        List<CartLine> lines = [];
        foreach (JsonNode? item in items)
        {
            string catalogItem = item?["catalogItemId"]?.ToString() ?? "";
            int quantity = int.TryParse(item?["quantity"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int read)
                ? read
                : 0;
            if (quantity < 1)
                return null;
            Dictionary<string, string> context = item?["provisioningContext"] is JsonObject given
                ? given.ToDictionary(member => member.Key, member => member.Value?.ToString() ?? "", StringComparer.OrdinalIgnoreCase)
                : new(StringComparer.OrdinalIgnoreCase);
            CatalogueSku? sku = Catalogue.ByItem(catalogItem);
            string? term = item?["termDuration"]?.ToString() ?? (sku is { IsReservation: true } ? sku.Term : null);
            string name = item?["friendlyName"]?.ToString() ?? sku?.Title ?? catalogItem;
            string cycle = item?["billingCycle"]?.ToString() ?? "one_time";
            CartLine line = new(lines.Count, catalogItem, name, quantity, cycle, term, context, null);
            lines.Add(line with { ErrorCode = Problem(call.World, customer, sku, line) });
        }

        return lines;
    }

    /// <summary>
    /// The codes of CartErrorCode in the text form of the wire (facts, partner-center §1.8). Assumed: an item of the other agreement's
    /// catalogue (§5.2: the two have different availabilities) is no valid item for this subscription.
    /// </summary>
    private static string? Problem(World world, Customer customer, CatalogueSku? sku, CartLine line)
    {
        if (sku is null)
            return "catalog_item_id_is_not_valid";
        if (sku.Product == Catalogue.PlanProduct
            && customer.Subscriptions.Exists(item => item.Kind == Subscription.Legacy && item.Status == "active"))
            return "subscription_is_not_valid";
        if (!sku.IsReservation)
            return world.Knobs.CartError.Length > 0 ? world.Knobs.CartError : null;
        string id = line.ProvisioningContext.GetValueOrDefault("subscriptionId") ?? "";
        Subscription? subscription = customer.Subscriptions.Find(item =>
            Ids.Same(item.Id, id) || item.AzureSubscriptions.Exists(azure => Ids.Same(azure.Id, id)));
        if (subscription is null || subscription.Status != "active")
            return "subscription_is_not_valid";
        if (!Ids.Same(line.CatalogItemId, Catalogue.CatalogItem(sku, subscription.Kind == Subscription.Plan)))
            return "catalog_item_id_is_not_valid";
        if (line.BillingCycle != "one_time")
            return "billing_plan_not_supported";
        if (!Ids.Same(subscription.Registration, "registered"))
            return "subscription_not_registered";
        return Ids.Same(sku.Size, world.Knobs.RestrictedSize) ? "inventory_not_available"
            : world.Knobs.CartError.Length > 0 ? world.Knobs.CartError
            : null;
    }

    private static object Json(Call call, Cart cart) => new
    {
        id = cart.Id,
        creationTimestamp = cart.Created.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        lastModifiedTimestamp = cart.Modified.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        expirationTimestamp = cart.Expires.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        lastModifiedUser = call.Token!.ObjectId,
        status = cart.Ordered ? "Ordered" : "Active",
        lineItems = cart.Lines.Select(line => new
        {
            id = line.Id,
            catalogItemId = line.CatalogItemId,
            friendlyName = line.FriendlyName,
            quantity = line.Quantity,
            currencyCode = "USD",
            billingCycle = line.BillingCycle,
            termDuration = line.TermDuration,
            provisioningContext = line.ProvisioningContext,
            orderGroup = line.Id.ToString(CultureInfo.InvariantCulture),
            error = line.ErrorCode is null ? null : new { errorCode = line.ErrorCode, errorDescription = "The line cannot be ordered." },
        }),
        links = new { self = PartnerCenterApi.Link($"/customers/{cart.Customer}/carts/{cart.Id}") },
        attributes = new { objectType = "Cart" },
    };
}
