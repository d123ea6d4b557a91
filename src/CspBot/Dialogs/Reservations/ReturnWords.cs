using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the review of a return says: each prerequisite, what hinders it, and what cannot be undone.</summary>
internal static class ReturnWords
{
    public static IEnumerable<ReviewLine> Lines(Texts texts, ReturnReview review, RefundRule rule)
    {
        yield return Relation(texts, review.Relation);
        foreach (var line in Reservation(texts, review))
            yield return line;
        if (review.Quote is null)
            yield break;
        foreach (var line in Quote(texts, review, rule))
            yield return line;
        yield return new ReviewLine(Mark.Caution, texts[ReservationReturnText.Line_Final], texts[ReservationReturnText.Line_Final_Help]);
    }

    public static ReviewLine Relation(Texts texts, Probe<CustomerRelation> relation) => relation switch
    {
        { Fault: { } fault } => ReviewLine.Of(texts, fault),
        { Value.IsReseller: false } => ReviewLine.Of(
            texts, new Refusal("ReservationReturn.NotReseller", relation.Value.Customer.Name)),
        _ => new ReviewLine(Mark.Done, texts[ReservationReturnText.Line_Customer, relation.Value!.Customer.Name]),
    };

    /// <summary>What is left of the ceiling; null where the service does not tell it in one currency.</summary>
    public static Money? RoomOf(RefundQuote quote) => quote is { Consumed: { } used, Limit: { } limit } && used.Currency == limit.Currency
        ? limit with { Amount = Math.Max(0, limit.Amount - used.Amount) }
        : null;

    public static string Room(Texts texts, RefundQuote? quote) => quote is null ? "" : PlanWords.Room(texts, quote) ?? "";

    /// <summary>Counted in commitment; another currency than the ceiling's is compared with nothing.</summary>
    public static string RoomAfter(Texts texts, Money? room, Money? cancelled) =>
        room is null || cancelled is null ? texts[ReservationReturnText.NotTold]
        : room.Currency != cancelled.Currency ? texts[ReservationReturnText.RoomOther, room.Currency]
        : room.Amount < cancelled.Amount
            ? texts[ReservationReturnText.RoomShort, UsageWords.Amount(texts, room with { Amount = cancelled.Amount - room.Amount })]
        : UsageWords.Amount(texts, room with { Amount = room.Amount - cancelled.Amount });

    private static IEnumerable<ReviewLine> Reservation(Texts texts, ReturnReview review)
    {
        if (review.Holdings.Fault is { } unread)
        {
            yield return ReviewLine.Of(texts, unread);
            yield break;
        }

        var (held, customer) = (review.Holdings.Value!, review.Relation.Value?.Customer.Name ?? review.Form.Customer);
        if (Hindrance(review.Holding, held, customer, review.Now) is { } refusal)
            yield return ReviewLine.Of(texts, refusal);
        else if (review.Quantity > review.Holding!.Quantity)
            yield return ReviewLine.Of(texts, new Refusal("ReservationReturn.TooMany", $"{review.Quantity}", $"{review.Holding.Quantity}"));
        else
            yield return new ReviewLine(Mark.Done, texts[
                ReservationReturnText.Line_Reservation, HoldingWords.Product(texts, review.Holding), HoldingWords.State(
                    texts, review.Holding, review.Now)]);
    }

    /// <summary>Why nothing can be asked about it; null where Azure can be asked.</summary>
    public static Refusal? Hindrance(Holding? holding, Holdings held, string customer, DateTimeOffset now) => holding switch
    {
        null when held.IsBlind => new Refusal("ReservationReturn.Blind", customer),
        null => ReservationsDialog.Missing(held, new Refusal("ReservationReturn.NotHeld", customer)),
        { InAzure: false } => new Refusal("ReservationReturn.Blind", customer),
        { Promise: HoldingPromise.Final } => new Refusal("ReservationReturn.FinalKind"),
        { Promise: HoldingPromise.Unknown } or { Kind: not HoldingKind.Reservation } => new Refusal("ReservationReturn.UnknownKind"),
        _ when !holding.IsQuotedAt(now) => new Refusal("ReservationReturn.NotRunning"),
        _ => null,
    };

    private static IEnumerable<ReviewLine> Quote(Texts texts, ReturnReview review, RefundRule rule)
    {
        if (review.Quote!.Fault is { } fault)
        {
            yield return PolicyWords.Of(fault) is { } said ? ReviewLine.Of(texts, said) : ReviewLine.Of(texts, fault);
            yield break;
        }

        var quote = review.Quote.Value!;
        foreach (var problem in quote.Problems)
            yield return ReviewLine.Of(texts, PolicyWords.Of(problem, quote));
        if (quote.Refund is not { } back)
            yield return ReviewLine.Of(texts, new Refusal("ReservationReturn.NoFigure"));
        else if (quote.Problems.Count == 0)
            yield return ReviewLine.Effect(
                texts[ReservationReturnText.Line_Quote, UsageWords.Amount(texts, back), texts.Time(review.Now)],
                texts[ReservationReturnText.Line_Quote_Help, rule.Told(texts)]);
    }
}
