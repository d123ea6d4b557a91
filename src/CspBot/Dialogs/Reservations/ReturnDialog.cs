using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Returns a reservation: form, a review on a live quote, and the request.</summary>
internal sealed class ReturnDialog(
    AzureOperations azure,
    CallerResolver callers,
    CustomerChoice customers,
    HoldingSearch search,
    FormSeal forms,
    PurchaseOptions options,
    TimeProvider time)
    : ReviewDialog<ReturnForm, ReturnReview>(ReservationsDialog.Entry with { Area = "ReservationReturn" }, customers, forms)
{
    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.AskReservations);

    protected override string FirstStep => ReturnForm.Act;

    protected override ReturnForm Blank(string form, string customer) => new(form, customer, "", "", "", "");

    /// <summary>With the key where a client sent a choice's title.</summary>
    protected override async Task<(ReturnForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var form = ReturnForm.Read(turn.Input);
        if (form.Reservation.Length > 0 && !Guid.TryParse(form.Reservation, out _) && Guid.TryParse(form.Customer, out _))
        {
            var relation = await turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
            var held = await turn.ProbeAsync(token => azure.ListHoldingsAsync(form.Customer, token), ct);
            if (relation.Value is { } known && held.Value is { } holdings)
                form = form with { Reservation = search.Named(turn, known.Customer, holdings, form.Reservation) };
        }

        return (form, form.Errors());
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, ReturnForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        if (form.Reservation.Length == 0)
            form = form with { Reservation = turn.Input["reservation"], Quantity = turn.Input["quantity"] };
        var reading = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(token => azure.ListHoldingsAsync(form.Customer, token), ct);
        var (relation, holdings) = (await reading, await listing);
        if (relation.Value is null && relation.Fault is { IsTransient: false } gone)
            return new DialogReply.Refuse(Refusal.From(gone));
        if (relation.Value is { } known && holdings.Value is { } held)
            search.Remember(turn, known.Customer, held);
        return Show(
            ReturnCards.Form(turn.Texts, form, new ReturnChoices(
                relation.Value?.Customer ?? azure.FindKnownCustomer(form.Customer) ?? new Customer(form.Customer, form.Customer, ""),
                holdings.Value,
                notice,
                relation.Fault ?? holdings.Fault)
            {
                Now = time.GetUtcNow(),
            }),
            notice.Refused);
    }

    protected override async Task<ReturnReview> ReviewAsync(DialogTurn turn, ReturnForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(token => azure.ListHoldingsAsync(form.Customer, token), ct);
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        var (holdings, now) = (await listing, time.GetUtcNow());
        var holding = holdings.Value?.All.FirstOrDefault(
            one => string.Equals(one.Key, form.Reservation, StringComparison.OrdinalIgnoreCase));
        var quantity = form.Number ?? holding?.Quantity ?? 0;
        Probe<RefundQuote>? quote = null;
        if (holding?.IsQuotedAt(now) == true && quantity <= holding.Quantity)
            quote = await turn.ProbeAsync(
                token => azure.CalculateRefundAsync(form.Customer, holding.OrderId, holding.Id, quantity, token), ct);
        var review = new ReturnReview(form, await relation, holdings, quote, await approvers)
        {
            Now = now,
            Holding = holding,
            Quantity = quantity,
        };

        // The first review says what later ones are compared with.
        return form.Shown.Length == 0 && review.Figure is { } figure
            ? review with { Form = form with { Shown = figure.Write() } }
            : review;
    }

    protected override async Task<DialogReply?> InTheWayAsync(
        DialogTurn turn, ReturnReview review, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        if (await base.InTheWayAsync(turn, review, errors, ct) is { } answer)
            return answer;
        if (!review.IsWorseThanShown)
            return null;
        var shown = ShownFigure.Read(review.Form.Shown)!;
        var texts = turn.Texts;
        var fresh = review with { Form = review.Form with { Shown = review.Figure!.Write() } };
        var banner = Look.Banner(
            Look.Attention,
            texts[
                ReservationReturnText.WorseThanShown,
                UsageWords.Amount(texts, shown.Amount),
                UsageWords.Amount(texts, review.Figure.Amount)]);
        return Show(
            WithBanner(await CardAsync(turn, fresh, ct), banner, turn),
            new Refusal("ReservationReturn.Worse", Quotes.Plain(shown.Amount), Quotes.Plain(review.Figure.Amount)));
    }

    protected override ReviewText Say(DialogTurn turn, ReturnReview review)
    {
        var texts = turn.Texts;
        var (quote, holding) = (review.Quote?.Value, review.Holding);
        return new ReviewText(
            texts[
                ReservationReturnText.ReviewTitle,
                holding is null ? "?" : HeldReservation.Of(holding, review.Quantity).Times(texts)],
            [.. ReturnWords.Lines(texts, review, options.Rules.Refund), ReviewLine.Approvers(
                texts, Area, review.Approvers, turn.Caller.Person)],
            [
                (texts[CommonText.Customer], review.Relation.Value?.Customer.Name ?? ""),
                (texts[ReservationReturnText.Quantity],
                    holding is null ? "" : texts[ReservationReturnText.QuantityOf, review.Quantity, holding.Quantity]),
                (texts[ReservationReturnText.GivesBack], quote?.Refund is { } back ? UsageWords.Amount(texts, back) : ""),
                (texts[ReservationReturnText.Cancels], quote?.Cancelled is { } sum ? UsageWords.Amount(texts, sum) : ""),
                (texts[ReservationReturnText.RoomBefore], ReturnWords.Room(texts, quote)),
                (texts[ReservationReturnText.RoomAfter],
                    quote is null ? "" : ReturnWords.RoomAfter(texts, ReturnWords.RoomOf(quote), quote.Cancelled)),
                (texts[ReservationReturnText.Reason], review.Form.Reason),
            ]);
    }

    protected override Operation Make(DialogTurn turn, ReturnReview review)
    {
        var (customer, holding, quote) = (review.Relation.Value!.Customer, review.Holding!, review.Quote!.Value!);
        return new ReturnOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Held = HeldReservation.Of(holding, review.Quantity),
            Refund = quote.Refund!,
            Cancelled = quote.Cancelled,
            Room = ReturnWords.RoomOf(quote),
            QuotedAt = review.Now,
        };
    }
}
