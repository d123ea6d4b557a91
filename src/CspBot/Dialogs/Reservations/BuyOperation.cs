using System.Globalization;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Buys a reservation for a customer: through Partner Center's cart, or through Azure where Partner Center cannot.</summary>
/// <remarks>
/// Bought once whatever is cut or killed. A cart is ordered at most once, and its line is named after the request, so that an order tells
/// whose it is; Azure's order has the id that its price came with, under which it can be bought once. Each step looks at what stands
/// before it does anything.
/// </remarks>
internal sealed partial record BuyOperation : ReservationOperation
{
    private const string PartnerOrderNote = "partner-order";
    private const string AzureOrderNote = "order";
    private const string PricedNote = "priced";

    /// <summary>End of the remark of an order whose first cart had expired.</summary>
    private const string Anew = " *";

    /// <summary>A price that is older is asked again before money is spent.</summary>
    private static readonly TimeSpan PriceIsFresh = TimeSpan.FromMinutes(2);

    public required string SubscriptionId { get; init; }

    public required string SubscriptionName { get; init; }

    /// <summary>Partner Center's subscription that is registered: the Azure plan, or the legacy one.</summary>
    public required string PartnerSubscription { get; init; }

    /// <summary>Under an Azure plan; otherwise under MS-AZR-0145P.</summary>
    public required bool ForPlan { get; init; }

    /// <summary>Of the catalogue; empty where it is bought through Azure.</summary>
    public string Country { get; init; } = "";

    /// <summary>Product and SKU of the catalogue; null: bought through Azure.</summary>
    public string? CatalogueProduct { get; init; }

    public string? CatalogueSku { get; init; }

    public required string Size { get; init; }

    public required string Location { get; init; }

    /// <summary>reservedResourceType of Microsoft.Capacity.</summary>
    public required string Resource { get; init; }

    public required string Term { get; init; }

    /// <summary>Single or Shared.</summary>
    public required string Scope { get; init; }

    /// <summary>Upfront or Monthly.</summary>
    public required string Billing { get; init; }

    public required int Quantity { get; init; }

    /// <summary>The price that was shown and is approved, over the whole term, without tax.</summary>
    public required Money Price { get; init; }

    /// <summary>The same in the currency that Microsoft counts in.</summary>
    public Money? Pricing { get; init; }

    /// <summary>How many payments it is paid in.</summary>
    public int Payments { get; init; } = 1;

    public required DateTimeOffset PricedAt { get; init; }

    public override PartnerPower Power => PartnerPower.BuyReservations;

    public override CommittedAmount? Commits => new(Price, Pricing);

    public override string PreapprovedAs => PreapprovalKind.ReservationBuy;

    public override IReadOnlyList<string> Steps => CatalogueSku is null
        ? ["check", "price", "order", "confirm", "claim"]
        : ["check", "register", "cart", "price", "checkout", "confirm"];

    public override string StepText(string step) => "ReservationBuy.Step." + step;

    /// <summary>A price that fell, and the ids of what was bought, in the reader's words.</summary>
    public override string? StepRemark(RequestStep step, Texts texts) => step is not { Remark: { Length: > 0 } said } ? null
        : step.Name == "price" ? texts[ReservationBuyText.PaidLess, Quotes.Told(texts, said), UsageWords.Amount(texts, Price)]
        : step.Name == "confirm" ? texts[said == Unseen ? ReservationBuyText.ConfirmedUnseen : ReservationBuyText.Confirmed, said]
        : said.EndsWith(Anew, StringComparison.Ordinal) ? texts[ReservationBuyText.OrderIsAnew, said[..^Anew.Length]]
        : texts[ReservationBuyText.OrderIs, said];

    public override string Title(Texts texts) => texts[ReservationBuyText.Title, What(texts), CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[ReservationBuyText.Product], What(texts)),
        (texts[ReservationBuyText.Term], ProductWords.Term(texts, Term)),
        (texts[ReservationBuyText.Scope], texts["Reservations.Scope." + Scope]),
        (texts[ReservationBuyText.Subscription], $"{SubscriptionName} ({SubscriptionId})"),
        (texts[ReservationBuyText.Agreement], texts[ForPlan ? CommonText.Kind_AzurePlan : CommonText.Kind_Legacy]),
        (texts[ReservationBuyText.Total], texts[ReservationBuyText.TotalIs, UsageWords.Amount(texts, Price), texts.Time(PricedAt)]),
        (texts[ReservationBuyText.InPricing], Pricing is { } pricing && pricing.Currency != Price.Currency
            ? UsageWords.Amount(texts, pricing)
            : ""),
        (texts[ReservationBuyText.Payment], BuyWords.Payments(texts, Payments, Price)),
        (texts[ReservationBuyText.Through],
            texts[CatalogueSku is null ? ReservationBuyText.ThroughAzure : ReservationBuyText.ThroughPartner]),
        (texts[ReservationBuyText.Reason], Reason),
    ];

    /// <summary>While a person is asked whether an order is this one's, that person may also say so by withdrawing.</summary>
    public override bool IsUnderWay(Request request) =>
        request.Problem?.Reason is not (LooksBought or OrderMissing)
        && (SentOnce.IsOpen(request, "checkout") || SentOnce.IsOpen(request, "order"));

    public override Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        "check" => CheckAsync(run.Azure, ct),
        "register" => RegisterAsync(run, ct),
        "cart" => CartAsync(run, ct),
        "price" => PriceAsync(run, ct),
        "checkout" => CheckoutAsync(run, ct),
        "order" => OrderAsync(run, ct),
        "claim" => ClaimAsync(run, ct),
        _ => ConfirmAsync(run, ct),
    };

    private ReservationPurchase Wish => new(Size, Location, Resource, Term, Quantity)
    {
        Scope = new BenefitScope(SubscriptionId, Scope == "Single" ? "/subscriptions/" + SubscriptionId : null),
        BillingPlan = Billing,
        Name = $"{Size}_{Location}_{Term}",
    };

    private CatalogueMarket Market => new(Country, ForPlan);

    private CatalogueOffer Offer => new(CatalogueProduct ?? "", CatalogueSku ?? "", Size, Size, Location, Term);

    private string What(Texts texts) =>
        $"{ProductWords.Number(texts, Quantity)} × {ProductWords.Reserved(texts, Resource, Size, Location, Size)}";

    /// <summary>What the review showed is read again: much can happen before an approval.</summary>
    private async Task<StepResult> CheckAsync(AzureOperations azure, CancellationToken ct)
    {
        var relation = await azure.GetCustomerAsync(CustomerId, ct);
        if (!relation.IsReseller)
            return Refused("ReservationBuy.NotReseller", CustomerName);
        var sold = await azure.FindConfirmedAsync(
            async token => (await azure.ListAzureSubscriptionsAsync(CustomerId, token)).FirstOrDefault(
                one => one.Id.Equals(SubscriptionId, StringComparison.OrdinalIgnoreCase)),
            ct);
        if (sold is null)
            return Refused("ReservationBuy.SubscriptionNotOfCustomer", SubscriptionName, CustomerName);
        if (!sold.IsActive)
            return Refused("ReservationBuy.SubscriptionNotActive", SubscriptionName);
        if (sold.Kind == SubscriptionKind.AzurePlan != ForPlan)
            return Refused("ReservationBuy.AgreementChanged", CustomerName);
        if (CatalogueSku is null)
            return new StepResult.Done();
        var restrictions = await azure.CheckStockAsync(CustomerId, Market, Offer, SubscriptionId, ct);
        return restrictions is [var first, ..]
            ? Refused("ReservationBuy.Restricted", Size, Location, first.Words.Length > 0 ? first.Words : first.Code)
            : new StepResult.Done();
    }

    /// <summary>The price of now: a higher one than was approved is refused with both figures, a lower one is said.</summary>
    private async Task<StepResult> PriceAsync(OperationRun run, CancellationToken ct)
    {
        var (refused, notes, quote) = await QuoteAsync(run, ct);
        if (refused is not null)
            return new StepResult.Refused(refused);
        var fell = quote!.Total!.Amount < Price.Amount ? Quotes.Plain(quote.Total) : null;
        return new StepResult.Done(Notes: notes, Remark: fell);
    }

    private async Task<(Refusal? Refused, Dictionary<string, string> Notes, PriceQuote? Quote)> QuoteAsync(
        OperationRun run, CancellationToken ct)
    {
        var notes = new Dictionary<string, string>();
        PriceQuote quote;
        try
        {
            quote = await run.Azure.CalculatePriceAsync(CustomerId, Wish, ct);
        }
        catch (CloudFault fault) when (BuyWords.Of(fault) is { } known)
        {
            return (known, notes, null);
        }

        if (BuyWords.Judge(quote, Price) is { } worse)
            return (worse with { CanBeMended = true }, notes, quote);
        if (CatalogueSku is null && !Guid.TryParse(quote.OrderId, out _))
            return (new Refusal("ReservationBuy.NoPrice", ""), notes, quote);
        notes[AzureOrderNote] = CatalogueSku is null ? quote.OrderId : "";
        notes[PricedNote] = Written(run.Time.GetUtcNow());
        return (null, notes, quote);
    }

    private static Texts Words(OperationRun run) => Texts.For(run.Request.Language);

    private static string Written(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Noted(OperationRun run, string note) => DateTimeOffset.TryParse(
        run.Note(note), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
            ? at
            : run.Request.CreatedAt;

    private static DateTimeOffset DoneAt(OperationRun run, string step) =>
        run.Request.Steps.FirstOrDefault(one => one.Name == step)?.At ?? run.Request.CreatedAt;

    private static StepResult.Refused Refused(string reason, params string[] args) =>
        new(new Refusal(reason, args) { CanBeMended = true });
}
