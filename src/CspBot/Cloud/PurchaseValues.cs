using System.Globalization;
using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <summary>An amount in a currency (ISO 4217).</summary>
internal sealed record Money(decimal Amount, string Currency);

/// <summary>An order of a customer (partner-center §5.4).</summary>
/// <param name="Id">Not a GUID; compare without case.</param>
/// <param name="AlternateId">12 hex characters for new commerce.</param>
/// <param name="CustomerId">Customer's tenant.</param>
/// <param name="BillingCycle">snake_case, e.g. <c>one_time</c>, <c>monthly</c>.</param>
/// <param name="Currency">Of the order; prices are mostly absent.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Status"><c>completed</c>, <c>pending</c>, <c>cancelled</c>; reservations may stay pending in the list for long.</param>
/// <param name="Total">When the service tells it.</param>
/// <param name="Lines">One for each thing bought.</param>
internal sealed record Order(
    string Id,
    string? AlternateId,
    string CustomerId,
    string BillingCycle,
    string? Currency,
    DateTimeOffset? CreatedAt,
    string Status,
    Money? Total,
    IReadOnlyList<OrderLine> Lines)
{
    /// <summary>Paid once: reservations and other one-time goods.</summary>
    public bool IsOneTime => CloudJson.SameWord(BillingCycle, "one_time");
}

/// <summary>One line of an order. The subscription is absent for reservations.</summary>
/// <param name="Number">From 0.</param>
/// <param name="OfferId">product:sku:availability, or a legacy offer.</param>
/// <param name="Name">Friendly name.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Term">ISO 8601 duration such as P1Y, when there is one.</param>
/// <param name="SubscriptionId">Partner Center subscription, when there is one.</param>
internal sealed record OrderLine(int Number, string OfferId, string Name, int Quantity, string? Term, string? SubscriptionId);

/// <summary>What an order entitles to (partner-center §5.5).</summary>
/// <param name="OrderId">The order it came from.</param>
/// <param name="AlternateId">The order's other id.</param>
/// <param name="ProductId">Catalogue product.</param>
/// <param name="SkuId">Catalogue SKU.</param>
/// <param name="Quantity">Units.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="ReservationOrderId">GUID of Azure's reservation order: the bridge to Microsoft.Capacity.</param>
/// <param name="ReservationType">Such as <c>virtualmachines</c>; newer words are passed on.</param>
/// <param name="DetailsPath">Relative link to the details; pass it back to read them.</param>
internal sealed record Entitlement(
    string OrderId,
    string? AlternateId,
    string ProductId,
    string SkuId,
    int Quantity,
    DateTimeOffset? ExpiresAt,
    string? ReservationOrderId,
    string? ReservationType,
    string? DetailsPath);

/// <summary>A reservation as Partner Center's artifact shows it (partner-center §5.5).</summary>
internal sealed record ReservationDetails(
    string ReservationId,
    string Name,
    string Scope,
    IReadOnlyList<string> AppliedScopes,
    int Quantity,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    string State);

/// <summary>A reservation order as Azure sees it (azure §7.2).</summary>
internal sealed record ReservationOrder(
    string Id,
    string Name,
    DateTimeOffset? RequestedAt,
    DateTimeOffset? ExpiresAt,
    string? Term,
    string? BillingPlan,
    string State,
    int Quantity,
    IReadOnlyList<string> ReservationIds);

/// <summary>
/// A reservation as Azure sees it (azure §7.2). Ids are GUIDs; Resource is e.g. VirtualMachines, Sku e.g. Standard_D2s_v3.
/// </summary>
internal sealed record Reservation(
    string OrderId,
    string Id,
    string Name,
    string Sku,
    string? Location,
    string Resource,
    int Quantity,
    string? Term,
    string? BillingPlan,
    string Scope,
    DateTimeOffset? PurchasedAt,
    DateTimeOffset? ExpiresAt,
    string State,
    bool Renews)
{
    /// <summary>GUID of the Azure subscription that pays for it; empty where Azure does not tell.</summary>
    public string BillingSubscription { get; init; } = "";

    /// <summary>Subscriptions or resource groups that it is for, as full ids; none for a shared one.</summary>
    public IReadOnlyList<string> AppliedScopes { get; init; } = [];

    /// <summary>Name of what a scope that is not shared covers; null where Azure does not tell.</summary>
    public string? ScopeName { get; init; }

    /// <summary>
    /// Full id of the subscription, resource group or management group that it is for; null for a shared one, and where Azure does not
    /// tell.
    /// </summary>
    public string? ScopeId { get; init; }

    /// <summary>GUIDs of those in the same order that it came from by a split or a merge; none for one that was bought as it is.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>It gives its discount at that time, and can be changed.</summary>
    public bool RunsAt(DateTimeOffset now) => State is "Succeeded" or "Created" && !(ExpiresAt <= now);

    /// <summary>Somebody put it away in the portal.</summary>
    public bool IsArchived { get; init; }

    /// <summary>It was bought by the renewal of another one.</summary>
    public bool IsRenewal { get; init; }

    /// <summary>It came from another one by a swap.</summary>
    public bool IsSwap { get; init; }

    /// <summary>How much of it was used lately; the list over all tells it, and a young one has no such days.</summary>
    public IReadOnlyList<UsedShare> Used { get; init; } = [];
}

/// <summary>The mean share that was used over the last so many days, in percent, as the service counts it.</summary>
internal sealed record UsedShare(int Days, decimal Percent);

/// <summary>A savings plan as Azure's billing benefits list it (november-2026 §B 6): final, and known to Azure alone.</summary>
/// <param name="OrderId">GUID of the savings plan order.</param>
/// <param name="Id">GUID of the plan.</param>
/// <param name="Name">Display name.</param>
/// <param name="Term">ISO 8601 duration such as P1Y.</param>
/// <param name="Hourly">What is committed to for each hour.</param>
/// <param name="Scope">Shared, Single, ManagementGroup.</param>
/// <param name="PurchasedAt">UTC; of its effect where the purchase is not dated.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="State">provisioningState, such as <c>Created</c>, <c>Cancelled</c>.</param>
/// <param name="Renews">A new one is bought by itself at its end; null: not said.</param>
internal sealed record SavingsPlan(
    string OrderId,
    string Id,
    string Name,
    string? Term,
    Money? Hourly,
    string Scope,
    DateTimeOffset? PurchasedAt,
    DateTimeOffset? ExpiresAt,
    string State,
    bool? Renews)
{
    private const int HoursOfYear = 24 * 365;

    /// <summary>P1M where it is paid by the month; null where it is paid at once, or not told.</summary>
    public string? BillingPlan { get; init; }

    /// <summary>Name of what a scope that is not shared covers; null where Azure does not tell.</summary>
    public string? ScopeName { get; init; }

    /// <summary>How much of the commitment was used lately; empty where the service does not tell.</summary>
    public IReadOnlyList<UsedShare> Used { get; init; } = [];

    /// <summary>Somebody pays for it, or will.</summary>
    public bool IsBought => State is not ("Failed" or "Cancelled");

    /// <summary>The commitment over the whole term, in years of 365 days; null for terms that are no years.</summary>
    public Money? OverTerm => Over(Hourly, Term);

    /// <inheritdoc cref="OverTerm"/>
    public static Money? Over(Money? hourly, string? term) =>
        hourly is not null && term is ['P', .. var years, 'Y'] && int.TryParse(years, CultureInfo.InvariantCulture, out var count)
        ? hourly with { Amount = hourly.Amount * count * HoursOfYear }
        : null;
}

/// <summary>What returning a reservation would give back; a quote with problems is no permission to return (azure §7.2).</summary>
/// <param name="SessionId">Names the quote for the return; its life is not documented.</param>
/// <param name="Quantity">Units quoted.</param>
/// <param name="Refund">In billing currency.</param>
/// <param name="Consumed">Refunds of this customer in the rolling 12 months.</param>
/// <param name="Limit">Azure's ceiling for them.</param>
/// <param name="Problems">Policy errors: why it could not be returned.</param>
internal sealed record RefundQuote(
    string SessionId, int Quantity, Money? Refund, Money? Consumed, Money? Limit, IReadOnlyList<RefundProblem> Problems)
{
    /// <summary>Payments to come that would fall away; zero for one that was paid upfront.</summary>
    public Money? Remaining { get; init; }

    /// <summary>What was paid for it so far (billingCurrencyTotalPaidAmount).</summary>
    public Money? Paid { get; init; }

    /// <summary>All that is paid for it over its term: paid, and still to pay.</summary>
    public Money? Commitment => Sum(Paid, Remaining);

    /// <summary>
    /// The commitment that a return cancels, which is what counts against the ceiling (november-2026 §B 3): what is given back of what
    /// was paid, and the payments that fall away. That the two make the sum is read from Microsoft's example (100 a month over three
    /// years, refunded in the twelfth month: 2,400) and from its sample, where an upfront one has no remaining commitment.
    /// </summary>
    public Money? Cancelled => Sum(Refund, Remaining);

    /// <summary>So much no reservation costs, in any currency: a number beyond it is a mistake.</summary>
    public const decimal Beyond = 1_000_000_000_000m;

    /// <summary>Null where the two are of different currencies, or the rest is no amount.</summary>
    private static Money? Sum(Money? one, Money? rest) => one is null ? null
        : rest is null or { Amount: 0 } ? one
        : rest.Currency == one.Currency && rest.Amount is > 0 and < Beyond && one.Amount < Beyond
            ? one with { Amount = one.Amount + rest.Amount }
            : null;
}

/// <summary>Why a return would be refused (codes: azure §7.3).</summary>
internal sealed record RefundProblem(string Code, string Message);
