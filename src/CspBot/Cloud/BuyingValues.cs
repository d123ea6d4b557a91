namespace CspBot.Cloud;

/// <summary>Where the catalogue is asked: the customer's market, and under which agreement.</summary>
/// <param name="Country">Two letters.</param>
/// <param name="ForPlan">
/// Offers for an Azure plan (<c>reservationScope=AzurePlan</c>); otherwise those for MS-AZR-0145P, which are others (partner-center §5.2).
/// </param>
internal sealed record CatalogueMarket(string Country, bool ForPlan);

/// <summary>A product of the catalogue, such as <c>Virtual Machines Dsv5 Series</c>.</summary>
internal sealed record CatalogueProduct(string Id, string Title);

/// <summary>
/// A reservation that the catalogue sells: one machine size in one region for one term.
/// </summary>
/// <param name="Size">Such as Standard_D4s_v5.</param>
/// <param name="Location">Azure region such as <c>westeurope</c>.</param>
/// <param name="Term">P1Y or P3Y.</param>
internal sealed record CatalogueOffer(string ProductId, string SkuId, string Title, string Size, string Location, string Term)
{
    public int Least { get; init; } = 1;

    public int Most { get; init; } = int.MaxValue;

    /// <summary>Can be paid at once through Partner Center.</summary>
    public bool IsOneTime { get; init; } = true;

    /// <summary>Its stock has to be asked for first (prerequisite <c>InventoryCheck</c>).</summary>
    public bool NeedsStock { get; init; }
}

/// <summary>Why a SKU cannot be bought for a subscription (checkInventory, partner-center §5.2).</summary>
/// <param name="Code">Such as NotAvailableForSubscription.</param>
/// <param name="Words">The service's own.</param>
internal sealed record StockRestriction(string Code, string Words);

/// <summary>How a subscription stands for the purchase of reservations (partner-center §5.1).</summary>
internal enum RegistrationState
{
    NotRegistered,
    Registering,
    Registered,
}

/// <summary>A reservation to be put into a cart.</summary>
/// <param name="Item">product:sku:availability; short-lived.</param>
/// <param name="Subscription">GUID of the Azure subscription that it is for.</param>
/// <param name="IsShared">For all subscriptions of the agreement.</param>
internal sealed record CartWish(string Item, string Name, int Quantity, string Term, string Subscription, bool IsShared);

/// <summary>A cart of Partner Center (partner-center §5.3).</summary>
/// <param name="Expires">UTC; from then on it cannot be sent.</param>
/// <param name="Errors">Lines that cannot be bought, by CartErrorCode.</param>
internal sealed record ShoppingCart(string Id, bool IsOrdered, DateTimeOffset? Expires, IReadOnlyList<CartProblem> Errors);

/// <summary>Why something in a cart cannot be bought.</summary>
/// <param name="Code">A CartErrorCode in any spelling, or the code of a checkout such as 800009.</param>
/// <param name="Words">The service's own.</param>
internal sealed record CartProblem(string Code, string Words);

/// <summary>What a checkout came to: orders and errors side by side.</summary>
internal sealed record CheckoutResult(IReadOnlyList<string> Orders, IReadOnlyList<CartProblem> Errors, CloudReceipt Receipt);
