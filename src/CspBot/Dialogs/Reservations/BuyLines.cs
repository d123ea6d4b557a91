using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The review of a purchase: a line for each prerequisite, and the figures.</summary>
internal static class BuyLines
{
    public static ReviewText Say(DialogTurn turn, BuyReview review)
    {
        var (texts, form) = (turn.Texts, review.Form);
        var what = $"{ProductWords.Number(texts, form.Count)} × {BuyProducts.Title(texts, form)}";
        return new ReviewText(
            texts[ReservationBuyText.Title, what, review.Relation.Value?.Customer.Name ?? form.Customer],
            [
                Relation(texts, review),
                .. Subscription(texts, review),
                .. Product(texts, review),
                .. Registration(texts, review),
                .. Stock(texts, review),
                .. Price(texts, review),
                ReviewLine.Approvers(texts, "ReservationBuy", review.Approvers, turn.Caller.Person),
            ],
            [
                (texts[ReservationBuyText.Product], what),
                (texts[ReservationBuyText.Term], ProductWords.Term(texts, form.Term)),
                (texts[ReservationBuyText.Scope], texts.Find("Reservations.Scope." + form.Scope) ?? ""),
                (texts[ReservationBuyText.Total], review.Price?.Value?.Total is { } total
                    ? texts[ReservationBuyText.TotalIs, UsageWords.Amount(texts, total), texts.Time(review.At)]
                    : ""),
                (texts[ReservationBuyText.InPricing], review.Price?.Value is { Pricing: { } pricing, Total: { } billed }
                    && pricing.Currency != billed.Currency
                        ? UsageWords.Amount(texts, pricing)
                        : ""),
                (texts[ReservationBuyText.Payment], review.Price?.Value is { Total: { } whole } priced
                    ? BuyWords.Payments(texts, priced.Payments.Count, whole)
                    : ""),
                (texts[ReservationBuyText.Reason], form.Reason),
            ]);
    }

    private static ReviewLine Relation(Texts texts, BuyReview review) =>
        review.Relation.Fault is { } fault ? ReviewLine.Of(texts, fault)
        : review.Relation.Value is { IsReseller: false } other
            ? ReviewLine.Of(texts, new Refusal("ReservationBuy.NotReseller", other.Customer.Name))
        : new ReviewLine(Mark.Done, texts[ReservationBuyText.Line_Customer, review.Relation.Value!.Customer.Name]);

    private static IEnumerable<ReviewLine> Subscription(Texts texts, BuyReview review)
    {
        var name = review.Relation.Value?.Customer.Name ?? review.Form.Customer;
        if (review.Sold.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.Subscription is not { } sold)
            yield return ReviewLine.Of(texts, new Refusal("ReservationBuy.SubscriptionNotOfCustomer", review.Form.Subscription, name));
        else if (!sold.IsActive)
            yield return ReviewLine.Of(texts, new Refusal("ReservationBuy.SubscriptionNotActive", sold.Name));
        else
            yield return ReviewLine.Effect(
                texts[ReservationBuyText.Line_Subscription, sold.Name, texts["Common.Kind." + sold.Kind]], sold.Id);
    }

    /// <summary>Sold, by whom, and why not by Partner Center.</summary>
    private static IEnumerable<ReviewLine> Product(Texts texts, BuyReview review)
    {
        var form = review.Form;
        if (review.OldFamily is { } family)
            yield return ReviewLine.Of(texts, new Refusal("ReservationBuy.OldFamily", family, ProductWords.Term(texts, form.Term)));
        if (review.Offer is not { } offer)
            yield break;
        if (offer.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (offer.Value is { IsOfOther: true, Market: { } market })
            yield return ReviewLine.Of(
                texts,
                new Refusal(
                    "ReservationBuy.OtherAgreement",
                    BuyProducts.Title(texts, form),
                    texts[market.ForPlan ? CommonText.Kind_AzurePlan : CommonText.Kind_Legacy],
                    texts[market.ForPlan ? CommonText.Kind_Legacy : CommonText.Kind_AzurePlan]));
        else if (review.Sells is { } sold && (form.Count < sold.Least || form.Count > sold.Most))
            yield return ReviewLine.Of(texts, new Refusal(
                "ReservationBuy.Quantity", ProductWords.Number(texts, sold.Least), ProductWords.Number(texts, sold.Most)));
        else if (review.Sells is not null)
            yield return ReviewLine.Effect(texts[ReservationBuyText.Line_Partner]);
        else
            yield return ReviewLine.Effect(texts[
                form.Billing == "Monthly" ? ReservationBuyText.Line_AzureMonthly : ReservationBuyText.Line_Azure]);
    }

    private static IEnumerable<ReviewLine> Registration(Texts texts, BuyReview review)
    {
        if (review.Registration?.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.Registration?.Value is { } said)
            yield return said.State == RegistrationState.Registered
                ? new ReviewLine(Mark.Done, texts[ReservationBuyText.Line_Registered])
                : new ReviewLine(Mark.Caution, texts[ReservationBuyText.Line_Registers]);
    }

    private static IEnumerable<ReviewLine> Stock(Texts texts, BuyReview review)
    {
        if (review.Stock?.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.Stock?.Value is [var first, ..])
            yield return ReviewLine.Of(texts, new Refusal(
                "ReservationBuy.Restricted", review.Form.Size, review.Form.Location, first.Words.Length > 0 ? first.Words : first.Code));
        else if (review.Stock is not null)
            yield return new ReviewLine(Mark.Done, texts[ReservationBuyText.Line_Stock]);
    }

    /// <summary>What it costs now; more than the card showed before is said with both figures.</summary>
    private static IEnumerable<ReviewLine> Price(Texts texts, BuyReview review)
    {
        if (review.Price is not { } price)
            yield break;
        if (price.Fault is { } fault)
            yield return ReviewLine.Of(texts, BuyWords.Of(fault) ?? Refusal.From(fault));
        else if (BuyWords.Judge(price.Value!, review.Form.Shown) is { } worse)
            yield return ReviewLine.Of(texts, worse) is var line && worse.TextKey == ReservationBuyText.Refusal_PriceRose
                ? line with { Help = texts[ReservationBuyText.Line_PriceRose_Help] }
                : line;
        else
        {
            yield return ReviewLine.Effect(
                texts[ReservationBuyText.Line_Price, UsageWords.Amount(texts, price.Value!.Total!)],
                texts[ReservationBuyText.Line_Price_Help]);
            yield return new ReviewLine(
                Mark.Caution,
                texts[ReservationBuyText.Line_Binds, ProductWords.Term(texts, review.Form.Term)],
                texts[ReservationBuyText.Line_Binds_Help]);
        }
    }
}
