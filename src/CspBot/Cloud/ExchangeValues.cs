namespace CspBot.Cloud;

/// <summary>What would be given back and what would be bought for it. Asking for its price does nothing.</summary>
/// <param name="Returns">At most <see cref="MostReturns"/>.</param>
/// <param name="Reservations">To be bought; of the same kind as what is given back.</param>
/// <param name="Plans">Savings plans to be bought: a trade-in.</param>
internal sealed record ExchangeWish(
    IReadOnlyList<ReservationReturn> Returns, IReadOnlyList<ReservationPurchase> Reservations, IReadOnlyList<SavingsPlanPurchase> Plans)
{
    /// <summary>So many reservations can be traded in at once (november-2026 §B 2).</summary>
    public const int MostReturns = 100;
}

/// <summary>So many of a reservation, to be given back; ids are GUIDs.</summary>
internal sealed record ReservationReturn(string OrderId, string Id, int Quantity);

/// <summary>A reservation to be bought (PurchaseRequest, azure §7.2).</summary>
/// <param name="Sku">Such as Standard_D2s_v5.</param>
/// <param name="Location">Azure region such as <c>westeurope</c>.</param>
/// <param name="Resource">reservedResourceType, such as VirtualMachines.</param>
/// <param name="Term">ISO 8601: P1Y, P3Y, P5Y.</param>
/// <param name="Quantity">Units.</param>
internal sealed record ReservationPurchase(string Sku, string Location, string Resource, string Term, int Quantity)
{
    public required BenefitScope Scope { get; init; }

    /// <summary>Upfront or Monthly.</summary>
    public string BillingPlan { get; init; } = "Upfront";

    public string Name { get; init; } = "";
}

/// <summary>A savings plan to be bought (SavingsPlanPurchaseRequest of Microsoft.Capacity's specification 2022-11-01).</summary>
/// <param name="Sku">
/// <see cref="Compute"/>; how the plan for databases is called here stands in no document that was found.
/// </param>
/// <param name="Term">P1Y or P3Y.</param>
/// <param name="Hourly">The commitment for each hour.</param>
internal sealed record SavingsPlanPurchase(string Sku, string Term, Money Hourly)
{
    /// <summary>Of the specification's sample Exchange.json.</summary>
    public const string Compute = "Compute_Savings_Plan";

    public required BenefitScope Scope { get; init; }

    /// <summary>Paid each month; otherwise upfront, which costs the same.</summary>
    public bool IsMonthly { get; init; }

    public string Name { get; init; } = "";
}

/// <summary>Who pays, and what it is for.</summary>
/// <param name="Billing">GUID of the Azure subscription that pays.</param>
/// <param name="Single">The one subscription or resource group, as a full id; null: shared.</param>
internal sealed record BenefitScope(string Billing, string? Single);

/// <summary>What the service said to a wish: a closed set.</summary>
internal abstract record ExchangeAnswer
{
    private ExchangeAnswer()
    {
    }

    /// <summary>Computed; it may still name problems, and is then no permission to exchange.</summary>
    internal sealed record Quoted(ExchangeQuote Quote) : ExchangeAnswer;

    /// <summary>The computation failed or was cancelled.</summary>
    /// <param name="Status">Failed, Cancelled or Canceled: the service's word.</param>
    /// <param name="Code">The service's own; empty when it said none.</param>
    internal sealed record Refused(string Status, string Code, string Message) : ExchangeAnswer;

    /// <summary>Still being computed.</summary>
    /// <param name="Address">Where to look; on the service's own host, or the look is refused.</param>
    /// <param name="Wait">The service asks not to look earlier.</param>
    internal sealed record Computing(string Address, TimeSpan Wait) : ExchangeAnswer;
}

/// <summary>What an exchange or trade-in would come to, in the service's own figures.</summary>
/// <param name="SessionId">Names the quote for the exchange; its life is not documented.</param>
/// <param name="Refunds">Given back for what is returned.</param>
/// <param name="Purchases">The price of what is bought, over its whole term.</param>
/// <param name="NetPayable">What is left to be paid.</param>
/// <param name="Problems">Why it could not be done.</param>
internal sealed record ExchangeQuote(
    string SessionId, Money? Refunds, Money? Purchases, Money? NetPayable, IReadOnlyList<RefundProblem> Problems)
{
    /// <summary>
    /// The remaining value that is returned, which the purchases must reach: what is given back, and the payments that fall away. Null
    /// where the service does not tell all of it in one currency.
    /// </summary>
    public Money? Returned { get; init; }
}

/// <summary>What a reservation would cost (CalculatePriceResponse, azure §7.2). The order can be placed under its id.</summary>
/// <param name="OrderId">GUID that the purchase is put under.</param>
/// <param name="Title">Of the product, in English.</param>
/// <param name="Total">In billing currency, without tax.</param>
/// <param name="Pricing">In the currency that Microsoft counts refunds in.</param>
/// <param name="IsPartners">The partner is billed: true for a customer of a CSP; null: not said.</param>
/// <param name="Payments">When how much is due; empty when the service told none.</param>
internal sealed record PriceQuote(
    string OrderId, string Title, Money? Total, Money? Pricing, bool? IsPartners, IReadOnlyList<DuePayment> Payments);

/// <summary>One payment of a schedule.</summary>
internal sealed record DuePayment(DateOnly? Due, Money? Amount);
