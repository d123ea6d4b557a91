using System.Text.RegularExpressions;
using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;

namespace CspBot.Cloud;

/// <content>
/// Buying a reservation for a customer: Partner Center's catalogue, registration, stock and cart (partner-center §5), or Azure's
/// <c>PUT reservationOrders/{id}</c> (azure §7.1) where Partner Center cannot.
/// </content>
internal sealed partial class AzureOperations
{
    /// <summary>Products of which reserved machines are sold in a market.</summary>
    public async Task<IReadOnlyList<CatalogueProduct>> ListReservedProductsAsync(CatalogueMarket market, CancellationToken ct) =>
    [
        .. (await partner.ListReservedProductsAsync(market, ct))
            .Where(product => !string.IsNullOrEmpty(product.Id))
            .Select(product => new CatalogueProduct(product.Id!, product.Title ?? product.Id!)),
    ];

    /// <summary>What is sold of a product. One whose size, region or term nothing tells is left out.</summary>
    /// <remarks>
    /// Size, region and term stand in dynamicAttributes, whose keys may change without notice (partner-center §5.2); the title says size
    /// and term as well, and is read where they are gone.
    /// </remarks>
    public async Task<IReadOnlyList<CatalogueOffer>> ListOffersAsync(CatalogueMarket market, string productId, CancellationToken ct) =>
        [.. (await partner.ListReservedSkusAsync(market, productId, ct)).Select(sku => Read(sku, productId)).OfType<CatalogueOffer>()];

    /// <summary>What of an offer can be bought now: product:sku:availability; null where nothing can.</summary>
    public async Task<string?> FindCatalogueItemAsync(CatalogueMarket market, CatalogueOffer offer, CancellationToken ct) =>
        (await partner.ListReservedAvailabilitiesAsync(market, offer.ProductId, offer.SkuId, ct))
            .FirstOrDefault(one => one.IsPurchasable != false
                && !string.IsNullOrEmpty(one.CatalogItemId)
                && (one.Terms is not { Count: > 0 } terms || terms.Exists(term => CloudJson.SameId(term.Duration, offer.Term))))
            ?.CatalogItemId;

    /// <summary>Why the offer cannot be bought for this subscription; nothing where it can. Changes nothing.</summary>
    public async Task<IReadOnlyList<StockRestriction>> CheckStockAsync(
        string customerId, CatalogueMarket market, CatalogueOffer offer, string subscriptionId, CancellationToken ct)
    {
        var body = new InventoryBody(
            [new InventoryItemBody(offer.ProductId, offer.SkuId)],
            new InventoryContextBody(Tenant(customerId), Subscription(subscriptionId), offer.Location));
        var items = await partner.CheckInventoryAsync(market.Country, body, ct);
        return
        [
            .. items.Where(item => item.IsRestricted == true && CloudJson.SameId(item.SkuId, offer.SkuId)).SelectMany(item =>
                item.Restrictions is { Count: > 0 } told
                    ? told.Select(one => new StockRestriction(one.ReasonCode ?? "Restricted", one.Description ?? ""))
                    : [new StockRestriction("Restricted", "")]),
        ];
    }

    /// <summary>Whether reservations can be bought for a subscription of Partner Center; of an Azure plan the plan's own id.</summary>
    public async Task<RegistrationState> GetRegistrationAsync(string customerId, string partnerSubscription, CancellationToken ct)
    {
        var said = await partner.GetRegistrationAsync(Tenant(customerId), Subscription(partnerSubscription), ct);
        return CloudJson.SameWord(said.Status, "registered") ? RegistrationState.Registered
            : CloudJson.SameWord(said.Status, "registering") ? RegistrationState.Registering
            : RegistrationState.NotRegistered;
    }

    /// <summary>Begins a registration (202); doing it again changes nothing. POST, not repeated.</summary>
    public Task<CloudReceipt> RegisterAsync(string customerId, string partnerSubscription, string requestId, CancellationToken ct) =>
        partner.RegisterAsync(Tenant(customerId), Subscription(partnerSubscription), requestId, ct);

    /// <summary>Makes a cart. It binds to nothing; a line that cannot be bought carries its error. POST, not repeated.</summary>
    public async Task<(ShoppingCart Cart, CloudReceipt Receipt)> CreateCartAsync(
        string customerId, CartWish wish, string requestId, CancellationToken ct)
    {
        var line = new CartLineShape
        {
            Id = 0,
            CatalogItemId = wish.Item,
            FriendlyName = wish.Name,
            Quantity = wish.Quantity,
            BillingCycle = "one_time",
            TermDuration = wish.Term,
            ProvisioningContext = new CartContextShape
            {
                SubscriptionId = Subscription(wish.Subscription),
                Scope = wish.IsShared ? "shared" : "single",
            },
        };
        var (cart, receipt) = await partner.CreateCartAsync(Tenant(customerId), new CartShape { LineItems = [line] }, requestId, ct);
        return (Read(cart), receipt);
    }

    /// <summary>The cart as it stands; null when the service says that there is none (800008): it has expired.</summary>
    public async Task<ShoppingCart?> FindCartAsync(string customerId, string cartId, CancellationToken ct) =>
        await partner.FindCartAsync(Tenant(customerId), cartId, ct) is { } cart ? Read(cart) : null;

    /// <summary>
    /// Orders what is in the cart: the moment that costs money. POST, never repeated by itself. On an unknown fault the cart's status
    /// and the customer's orders tell more; 800064 and 800065 mean that it was sent already.
    /// </summary>
    public async Task<CheckoutResult> CheckoutAsync(string customerId, string cartId, string requestId, CancellationToken ct)
    {
        var (result, receipt) = await partner.CheckoutAsync(Tenant(customerId), cartId, requestId, ct);
        return new CheckoutResult(
            [.. (result.Orders ?? []).Select(order => order.Id).OfType<string>()],
            [.. (result.OrderErrors ?? []).Select(error => new CartProblem(error.Code ?? "", error.Description ?? ""))],
            receipt);
    }

    /// <summary>All lines of an order are delivered (<c>Fulfilled</c>); false also while it cannot be read yet.</summary>
    public async Task<bool> IsFulfilledAsync(string customerId, string orderId, CancellationToken ct)
    {
        var lines = await partner.ListProvisioningAsync(Tenant(customerId), orderId, ct);
        return lines.Count > 0 && lines.TrueForAll(line => CloudJson.SameWord(line.Status, "Fulfilled"));
    }

    /// <summary>
    /// Buys in Azure under the id that its price came with: the moment that costs money. PUT, repeated only where it surely was not
    /// received; a second one under the same id buys nothing (ReservationOrderIdAlreadyExists).
    /// </summary>
    public async Task<CloudReceipt> PurchaseReservationAsync(
        string customerId, string orderId, ReservationPurchase purchase, CancellationToken ct) =>
        (await arm.PurchaseReservationAsync(Tenant(customerId), orderId, Write(purchase), ct)).Receipt;

    private static CatalogueOffer? Read(ReservedSkuShape sku, string productId)
    {
        var said = sku.DynamicAttributes;
        var title = OfferTitle().Match(sku.Title ?? "");
        var size = said?.ArmSkuName is { Length: > 0 } name ? name : title.Groups["size"].Value;
        var term = Years(said?.Duration) ?? (title.Success ? $"P{title.Groups["years"].Value}Y" : null);
        return string.IsNullOrEmpty(sku.Id) || size.Length == 0 || term is null || said?.ArmRegionName is not { Length: > 0 } location
            ? null
            : new CatalogueOffer(productId, sku.Id, sku.Title ?? size, size, location.ToLowerInvariant(), term)
            {
                Least = sku.MinimumQuantity ?? 1,
                Most = sku.MaximumQuantity ?? int.MaxValue,
                IsOneTime = sku.SupportedBillingCycles is not { Count: > 0 } cycles
                    || cycles.Exists(cycle => CloudJson.SameWord(cycle, "one_time")),
                NeedsStock = sku.PurchasePrerequisites?.Exists(need => CloudJson.SameWord(need, "InventoryCheck")) == true,
            };
    }

    private static string? Years(string? duration) => duration?.TrimStart() is ['1' or '3', ..] known ? $"P{known[0]}Y" : null;

    private static ShoppingCart Read(CartShape cart) => new(
        cart.Id ?? "",
        CloudJson.SameWord(cart.Status, "Ordered"),
        CloudJson.Time(cart.ExpirationTimestamp),
        [
            .. (cart.LineItems ?? []).Select(line => line.Error).OfType<CartErrorShape>()
                .Where(error => error.ErrorCode is not (null or ""))
                .Select(error => new CartProblem(error.ErrorCode!, error.ErrorDescription ?? "")),
        ]);

    [GeneratedRegex(@"\b(?<size>Standard_\w+).*\b(?<years>[13]) Years?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OfferTitle();
}
