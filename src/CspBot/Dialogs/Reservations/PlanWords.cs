using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the cards of the plan say: advice, reasons, and the figures of quotes.</summary>
internal static class PlanWords
{
    public static string Advice(Texts texts, PlanAdvice advice) => texts["ReservationPlan.Advice." + advice];

    public static string Reason(Texts texts, PlanLine line, PlanRules rules) => texts[
        "ReservationPlan.Reason." + line.Reason,
        Used(texts, line),
        line.Holding.ExpiresAt is { } end ? texts.Day(end) : "",
        line.OldFamily,
        rules.Rules.Exchange.UntilTold(texts)];

    public static string Used(Texts texts, PlanLine line) => line.Used is { } used
        ? texts[ReservationPlanText.Used, used.Percent, used.Days]
        : texts[ReservationPlanText.UsedUnknown];

    public static string Product(Texts texts, PlanLine line) =>
        $"{ProductWords.Number(texts, line.Holding.Quantity)} × {HoldingWords.Product(texts, line.Holding)}";

    /// <summary>What is left of the ceiling of returns, counted in cancelled commitment; null where no quote told it.</summary>
    public static string? Room(Texts texts, RefundQuote? quote) => quote switch
    {
        { Consumed: { } used, Limit: { } limit } when used.Currency == limit.Currency =>
            texts[
                ReservationPlanText.RoomIs,
                Amount(texts, limit with { Amount = Math.Max(0, limit.Amount - used.Amount) }),
                Amount(texts, limit)],
        { Consumed: { } used, Limit: { } limit } => texts[ReservationPlanText.RoomOther, Amount(texts, used), Amount(texts, limit)],
        _ => null,
    };

    private static string Amount(Texts texts, Money money) => UsageWords.Amount(texts, money);

    /// <summary>A quote's figures below each other, or why there are none; what hinders two questions is said once.</summary>
    public static IEnumerable<string> Told(Texts texts, PlanQuote quote) => Worth(texts, quote)
        .Concat(quote.ScopeFault is { } unread ? [Fault(texts, unread)] : [])
        .Concat(quote.Trades.SelectMany(trade => Trade(texts, trade)))
        .Distinct();

    public static IEnumerable<string> Hindrances(Texts texts, PlanQuote quote) =>
        new[] { quote.RefundFault, quote.ScopeFault }.OfType<CloudFault>().Select(fault => Fault(texts, fault));

    /// <summary>What a return would give back and cancel.</summary>
    public static IEnumerable<string> Worth(Texts texts, PlanQuote quote)
    {
        if (quote.RefundFault is { } fault)
            yield return Fault(texts, fault);
        if (quote.Refund is not { } refund)
            yield break;
        yield return refund.Refund is not { } back ? texts[ReservationPlanText.WorthUnknown]
            : refund.Cancelled is { } cancelled ? texts[ReservationPlanText.Worth, Amount(texts, back), Amount(texts, cancelled)]
            : texts[ReservationPlanText.WorthPart, Amount(texts, back)];
        foreach (var problem in refund.Problems)
            yield return texts[ReservationPlanText.Objects, problem.Message, problem.Code];
    }

    /// <summary>One trade-in in words.</summary>
    public static IEnumerable<string> Trade(Texts texts, AskedQuote trade)
    {
        var plan = trade.Wish.Plans[0];
        var hourly = $"{plan.Hourly.Amount.ToString("N3", texts.Culture)} {plan.Hourly.Currency}";
        var name = texts[ReservationPlanText.Plan, ProductWords.Term(texts, plan.Term), hourly];
        return Asked(texts, trade).Select((line, at) => at == 0 ? texts[ReservationPlanText.TradeLine, name, line] : line);
    }

    /// <summary>What a calculation came to, how it stands, or why there is none.</summary>
    public static IEnumerable<string> Asked(Texts texts, AskedQuote asked)
    {
        if (asked.IsComputing)
        {
            yield return texts[ReservationPlanText.Computing];
        }
        else if (asked.Fault is { } fault)
        {
            yield return Fault(texts, fault);
        }
        else if (asked.Kept?.Refused is { } refused)
        {
            yield return texts[
                refused.Status == "Failed" ? ReservationPlanText.CalculationFailed : ReservationPlanText.CalculationCancelled,
                refused.Message,
                refused.Code.Length > 0 ? refused.Code : refused.Status];
        }
        else if (asked.Kept?.Quote is { } quote)
        {
            yield return texts[
                ReservationPlanText.Figures, Known(texts, quote.Purchases), Known(texts, quote.Refunds), Known(texts, quote.NetPayable)];
            foreach (var problem in quote.Problems)
                yield return texts[ReservationPlanText.Objects, problem.Message, problem.Code];
        }
    }

    /// <summary>What hinders; a right that is missing here is missing on the order, not on a subscription.</summary>
    private static string Fault(Texts texts, CloudFault fault)
    {
        if (fault.Reason == CloudReason.TimedOut)
            return texts[ReservationPlanText.Computing];
        var refusal = Refusal.From(fault);
        return fault.Reason == CloudReason.NoRightOnSubscription
            ? texts[ReservationPlanText.NoRight, fault.Code]
            : texts[refusal.TextKey, [.. refusal.Args]];
    }

    private static string Known(Texts texts, Money? money) => money is null ? texts[ReservationPlanText.NotTold] : Amount(texts, money);

    /// <summary>How many have which advice.</summary>
    public static string Counted(Texts texts, IReadOnlyDictionary<PlanAdvice, int> counts) => string.Join(" · ", counts
        .OrderBy(count => count.Key)
        .Select(count => texts[ReservationPlanText.Count, Advice(texts, count.Key), count.Value.ToString("N0", texts.Culture)]));
}
