using CspBot.Cloud;
using CspBot.Conversation;

namespace CspBot.Dialogs.Reservations;

/// <summary>What Azure said about a reservation of the plan just now; what could not be told in time is a fault.</summary>
internal sealed record PlanQuote(PlanLine Line)
{
    public RefundQuote? Refund { get; init; }

    public CloudFault? RefundFault { get; init; }

    /// <summary>Trade-ins, one for each term; empty where none can be quoted.</summary>
    public IReadOnlyList<AskedQuote> Trades { get; init; } = [];

    /// <summary>The exchange that was asked for on the card.</summary>
    public AskedQuote? Exchange { get; init; }

    /// <summary>Who pays and what it is for; null where that could not be read.</summary>
    public BenefitScope? Scope { get; init; }

    public CloudFault? ScopeFault { get; init; }

    /// <summary>Some of it is still being computed: another look may show it.</summary>
    public bool IsComputing =>
        RefundFault is { Reason: CloudReason.TimedOut }
        || ScopeFault is { Reason: CloudReason.TimedOut }
        || Trades.Append(Exchange).Any(asked => asked?.IsComputing == true);

    /// <summary>The line as the quotes leave it.</summary>
    public PlanLine Weighed => ExchangePlan.Weigh(Line, Refund, [.. Trades.SelectMany(asked => asked.Kept?.Quote?.Problems ?? [])]);
}

/// <summary>One calculation: what would be bought, and what came of it.</summary>
internal sealed record AskedQuote(ExchangeWish Wish, KeptQuote? Kept, CloudFault? Fault)
{
    public bool IsComputing => Kept is { Quote: null, Refused: null } || Fault is { Reason: CloudReason.TimedOut };
}

/// <summary>Asks Azure what the reservations of a plan are worth: a bounded number of calls, and nothing is changed by them.</summary>
internal sealed class PlanQuotes(AzureOperations azure, ExchangeQuotes exchanges)
{
    private const int HoursOfYear = 8_760;

    /// <summary>What a return would give back, and for a reservation to be traded in the savings plan of the same value.</summary>
    /// <remarks>At most three calls and one for each term.</remarks>
    public async Task<PlanQuote> AskAsync(DialogTurn turn, PlanAsk ask, CancellationToken ct)
    {
        var (holding, customer) = (ask.Line.Holding, ask.Customer.Id);
        var refunding = turn.ProbeAsync(
            token => azure.CalculateRefundAsync(customer, holding.OrderId, holding.Id, holding.Quantity, token), ct);
        var scoping = ask.Terms.Count > 0 || ask.Purchase is not null
            ? turn.ProbeAsync(token => ScopeAsync(customer, holding, token), ct)
            : Task.FromResult(new Probe<BenefitScope>(null, null));
        var (refund, scope) = (await refunding, await scoping);
        var quote = new PlanQuote(ask.Line)
        {
            Refund = refund.Value,
            RefundFault = refund.Fault,
            Scope = scope.Value,
            ScopeFault = scope.Fault,
        };
        if (scope.Value is not { Billing.Length: > 0 } payer)
            return quote;
        var exchanging = ask.Purchase is { } purchase
            ? AskedAsync(turn, customer, new ExchangeWish([Back(holding)], [purchase with { Scope = payer }], []), ct)
            : Task.FromResult<AskedQuote?>(null);
        var trading = quote.Refund?.Cancelled is { Amount: > 0 } value
            ? ask.Terms.Select(term => AskedAsync(turn, customer, new ExchangeWish([Back(holding)], [], [Plan(term, value, payer)]), ct))
            : [];
        return quote with { Trades = [.. (await Task.WhenAll(trading)).OfType<AskedQuote>()], Exchange = await exchanging };
    }

    /// <summary>
    /// A savings plan whose hourly commitment makes up what is given back and no longer to be paid, over the hours of its term; so does
    /// the portal (Microsoft's page of trade-ins), which divides by 8,760 and 26,280.
    /// </summary>
    internal static SavingsPlanPurchase Plan(string term, Money value, BenefitScope scope)
    {
        var hours = term == "P3Y" ? 3 * HoursOfYear : HoursOfYear;
        var hourly = value with { Amount = Math.Ceiling(value.Amount / hours * 1000) / 1000 };
        return new SavingsPlanPurchase(SavingsPlanPurchase.Compute, term, hourly)
        {
            Scope = scope,
            Name = "Compute_SavingsPlan",
        };
    }

    private static ReservationReturn Back(Holding holding) => new(holding.OrderId, holding.Id, holding.Quantity);

    private async Task<AskedQuote?> AskedAsync(DialogTurn turn, string customer, ExchangeWish wish, CancellationToken ct)
    {
        var asked = await turn.ProbeAsync(token => exchanges.QuoteAsync(customer, wish, token), ct);
        return new AskedQuote(wish, asked.Value, asked.Fault);
    }

    /// <summary>
    /// The list over all does not name who pays; the reservation itself does. A benefit of a management group is priced as a shared one:
    /// the price does not depend on it.
    /// </summary>
    public async Task<BenefitScope> ScopeAsync(string customer, Holding holding, CancellationToken ct)
    {
        var all = await azure.ListReservationsOfOrderAsync(customer, holding.OrderId, ct);
        var own = all.FirstOrDefault(one => string.Equals(one.Id, holding.Id, StringComparison.OrdinalIgnoreCase));
        return new BenefitScope(
            own?.BillingSubscription ?? "",
            own is { Scope: "Single", AppliedScopes: [var single] } ? single : null);
    }
}

/// <summary>What to ask about a line.</summary>
/// <param name="Terms">Of savings plans; none where it cannot be traded in for one whose name is known.</param>
internal sealed record PlanAsk(Customer Customer, PlanLine Line, IReadOnlyList<string> Terms)
{
    /// <summary>An exchange to price beside it; its scope is filled in.</summary>
    public ReservationPurchase? Purchase { get; init; }
}
