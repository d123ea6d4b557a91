using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the review of an exchange says: each source, the rule of the day, the rule of commitment with its numbers.</summary>
internal static class ExchangeWords
{
    private const int Told = 6;

    /// <summary>Kinds that may be exchanged for each other; every other one for itself alone (partner-center §10).</summary>
    private static readonly string[] Machines = ["VirtualMachines", "DedicatedHost", "AVS"];

    /// <summary>What stands in the way whatever Azure would compute.</summary>
    public static IEnumerable<Refusal> Hindrances(ExchangeReview review)
    {
        if (review.Holdings.Value is not { } held)
        {
            if (review.Holdings.Fault is { } unread)
                yield return Refusal.From(unread);
            yield break;
        }

        var customer = review.Relation.Value?.Customer.Name ?? review.Form.Customer;
        foreach (var (_, holding) in review.Sources)
        {
            if (ReturnWords.Hindrance(holding, held, customer, review.Now) is { } refusal)
                yield return refusal;
        }

        var sources = review.Sources.Select(source => source.Holding).OfType<Holding>().ToList();
        foreach (var holding in sources.Where(one => review.Returned(one) > one.Quantity))
            yield return new Refusal("ReservationReturn.TooMany", $"{review.Returned(holding)}", $"{holding.Quantity}");
        if (sources.Select(Group).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
            yield return new Refusal("ReservationExchange.KindsMixed");
        foreach (var rule in sources.Select(one => OfDay(one, review)).OfType<Refusal>().Distinct())
            yield return rule;
    }

    public static IEnumerable<ReviewLine> Lines(Texts texts, ExchangeReview review)
    {
        yield return ReturnWords.Relation(texts, review.Relation);
        foreach (var hindrance in Hindrances(review))
            yield return ReviewLine.Of(texts, hindrance);
        if (!review.Form.IsTradeIn)
        {
            foreach (var line in Lasts(texts, review))
                yield return line;
        }

        foreach (var line in Quote(texts, review))
            yield return line;
        yield return new ReviewLine(
            Mark.Caution,
            texts[review.Form.IsTradeIn ? ReservationExchangeText.Line_PlanFinal : ReservationExchangeText.Line_Final],
            texts[ReservationExchangeText.Line_Final_Help]);
    }

    public static IReadOnlyList<(string Name, string Value)> Facts(Texts texts, ExchangeReview review) =>
    [
        (texts[CommonText.Customer], review.Relation.Value?.Customer.Name ?? ""),
        (texts[ReservationExchangeText.GivenBack], Listed(texts, review.Sources.Select(source => source.Holding).OfType<Holding>()
            .Select(one => HeldReservation.Of(one, review.Returned(one)).Times(texts)))),
        (texts[ReservationExchangeText.Bought], review.Asked is { } asked ? Bought(texts, asked.Wish.Reservations, asked.Wish.Plans) : ""),
        (texts[ReservationExchangeText.Refunds], Amount(texts, review.Quote?.Refunds)),
        (texts[ReservationExchangeText.Purchases], Amount(texts, review.Quote?.Purchases)),
        (texts[ReservationExchangeText.Net], Amount(texts, review.Quote?.NetPayable)),
        (texts[ReservationReturnText.QuotedAt], review.Asked?.Kept is { Quote: not null, At: var at } ? texts.Time(at) : ""),
        (texts[ReservationReturnText.Reason], review.Form["reason"]),
    ];

    public static string Bought(Texts texts, IReadOnlyList<ReservationPurchase> reservations, IReadOnlyList<SavingsPlanPurchase> plans) =>
        Listed(texts, reservations.Select(one => Bought(texts, one)).Concat(plans.Select(one => Bought(texts, one))));

    /// <summary>The first few, and how many more.</summary>
    public static string Listed(Texts texts, IEnumerable<string> all)
    {
        var lines = all.ToList();
        var shown = string.Join("; ", lines.Take(Told));
        return lines.Count > Told ? texts[ReservationExchangeText.AndMore, shown, lines.Count - Told] : shown;
    }

    private static string Bought(Texts texts, ReservationPurchase one) => texts[
        ReservationExchangeText.Reserved,
        ProductWords.Number(texts, one.Quantity),
        ProductWords.Reserved(texts, one.Resource, one.Sku, one.Location, one.Sku),
        ProductWords.Term(texts, one.Term),
        texts[one.BillingPlan == "Monthly" ? ReservationPlanText.Monthly : ReservationPlanText.Upfront]];

    private static string Bought(Texts texts, SavingsPlanPurchase one) => texts[
        ReservationExchangeText.Planned,
        ProductWords.Term(texts, one.Term),
        $"{one.Hourly.Amount.ToString("N3", texts.Culture)} {one.Hourly.Currency}"];

    private static string Amount(Texts texts, Money? money) => money is null ? "" : UsageWords.Amount(texts, money);

    private static string Group(Holding holding) => Machines.Contains(holding.Resource) ? Machines[0] : holding.Resource;

    /// <summary>Bought or renewed from the day on: no exchange, but a trade-in; only what compute plans cover has one to name.</summary>
    private static Refusal? OfDay(Holding holding, ExchangeReview review)
    {
        var rule = review.Rules.Rules.Exchange;
        if (review.Form.IsTradeIn)
            return ExchangePlan.Of(holding, review.Rules).Covered switch
            {
                CoveredBy.ComputePlans => null,
                CoveredBy.DatabasePlans => new Refusal("ReservationExchange.DatabasePlan"),
                _ => new Refusal("ReservationExchange.NotCovered"),
            };
        return review.Rules.SellsSavingsPlans && ExchangeWorth.Of(holding, rule, review.Now) == ExchangeChance.Never
            ? new Refusal("ReservationExchange.Never", rule.Until)
            : null;
    }

    /// <summary>How often they can still be exchanged, said once for each state.</summary>
    private static IEnumerable<ReviewLine> Lasts(Texts texts, ExchangeReview review)
    {
        var rule = review.Rules.Rules.Exchange;
        foreach (var chance in review.Sources.Select(source => source.Holding).OfType<Holding>()
            .Where(_ => review.Rules.SellsSavingsPlans)
            .Select(one => ExchangeWorth.Of(one, rule, review.Now)).Distinct().Where(chance => chance != ExchangeChance.Never))
            yield return new ReviewLine(
                chance is ExchangeChance.Last or ExchangeChance.Undated ? Mark.Caution : Mark.Done,
                texts["ReservationExchange.Chance." + chance, rule.UntilTold(texts)]);
    }

    private static IEnumerable<ReviewLine> Quote(Texts texts, ExchangeReview review)
    {
        if ((review.Scope?.Fault ?? review.WorthFault ?? review.Asked?.Fault) is { } fault)
        {
            yield return PolicyWords.Of(fault) is { } said ? ReviewLine.Of(texts, said) : ReviewLine.Of(texts, fault);
            yield break;
        }

        if (review.Scope is { Value.Billing: "" })
            yield return ReviewLine.Of(texts, new Refusal("ReservationExchange.NoPayer"));
        else if (review.Scope is not null && review.Asked is null)
            yield return ReviewLine.Of(texts, new Refusal("ReservationReturn.NoFigure"));
        if (review.Asked?.Kept?.Refused is { } refused)
            yield return ReviewLine.Of(texts, Of(refused));
        if (review.Quote is not { } quote)
            yield break;
        foreach (var problem in quote.Problems)
            yield return ReviewLine.Of(texts, PolicyWords.Of(problem));
        if (quote is not { Refunds: not null, Purchases: { } bought, NetPayable: { } net })
            yield return ReviewLine.Of(texts, new Refusal("ReservationReturn.NoFigure"));
        else if (quote.Returned is { } returned && returned.Currency == bought.Currency)
            yield return Rule(texts, returned, bought);
        else
            yield return ReviewLine.Effect(
                texts[ReservationExchangeText.Line_Quote, UsageWords.Amount(texts, net)], texts[ReservationExchangeText.Rule]);
    }

    /// <summary>The new total must reach what is returned of the old one: Azure says no by itself, and here stand the numbers.</summary>
    private static ReviewLine Rule(Texts texts, Money returned, Money bought) => new(
        bought.Amount < returned.Amount ? Mark.Caution : Mark.Done,
        texts[
            bought.Amount < returned.Amount ? ReservationExchangeText.Line_TooLittle : ReservationExchangeText.Line_Enough,
            UsageWords.Amount(texts, bought),
            UsageWords.Amount(texts, returned),
            UsageWords.Amount(texts, bought with { Amount = Math.Abs(returned.Amount - bought.Amount) })],
        texts[ReservationExchangeText.Rule])
    {
        IsEffect = true,
    };

    public static Refusal Of(ExchangeAnswer.Refused refused) => refused.Status == "Failed"
        ? PolicyWords.Of(new RefundProblem(refused.Code, refused.Message))
        : new Refusal("ReservationExchange.CalculationCancelled", refused.Message, refused.Code.Length > 0 ? refused.Code : refused.Status);
}
