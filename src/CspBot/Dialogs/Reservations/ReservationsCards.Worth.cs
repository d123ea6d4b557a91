using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <content>What one in the list is worth today, in a line.</content>
internal static partial class ReservationsCards
{
    /// <summary>
    /// What a return gives today, and how long it can be exchanged. A figure only where Azure names one and would take it back; empty for
    /// what is final, unknown, over or does not run yet.
    /// </summary>
    private static string WorthToday(Texts texts, HoldingsPage view, Holding holding, Rules rules)
    {
        if (holding.Promise != HoldingPromise.Returnable || holding.PhaseAt(view.Now) != HoldingPhase.Active)
            return "";
        return Joined(Returned(texts, view, holding, rules.Refund), Exchanged(texts, holding, rules.Exchange, view.Now));
    }

    private static string Returned(Texts texts, HoldingsPage view, Holding holding, RefundRule rule) =>
        !holding.IsQuotedAt(view.Now) ? ""
        : view.Quotes.GetValueOrDefault(holding.Key) is { Refund: { } refund, Problems.Count: 0 } quote && !IsTooMuch(quote, rule)
            ? texts[ReservationsText.RowReturned, Amount(texts, refund)]
        : texts[ReservationsText.RowReturnedAsk];

    private static string Exchanged(Texts texts, Holding holding, ExchangeRule rule, DateTimeOffset now) =>
        ExchangeWorth.Of(holding, rule, now) switch
        {
            ExchangeChance.Free => texts[ReservationsText.RowExchangeNow, rule.UntilTold(texts)],
            ExchangeChance.Last => texts[ReservationsText.RowExchangeLast],
            ExchangeChance.Never => texts[ReservationsText.RowExchangeNever],
            _ => "",
        };

    /// <summary>The commitment that a return would cancel is more than the ceiling leaves.</summary>
    private static bool IsTooMuch(RefundQuote quote, RefundRule rule) =>
        After(RoomOf(quote, new Money(rule.Limit, "USD")), quote.Cancelled) is { Amount: < 0 };
}
