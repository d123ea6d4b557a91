using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the form of a return lists.</summary>
/// <param name="Holdings">Null where they could not be read.</param>
internal sealed record ReturnChoices(Customer Customer, Holdings? Holdings, FormNotice Notice, CloudFault? Fault)
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>A box on top; what the notice says comes first.</summary>
    public AdaptiveElement? Banner(Texts texts) => Notice.Errors.Count > 0
        ? Look.Banner(Look.Attention, Look.HowMany(texts, Notice.Errors.Count))
        : Notice.Banner ?? (Fault is null ? null : RefusalCards.Banner(Refusal.From(Fault), texts));

    /// <summary>What Azure can be asked about, by key.</summary>
    public IReadOnlyList<AdaptiveChoice> Choices(Texts texts)
    {
        if (Holdings is null)
            return [];
        var page = new HoldingsPage(Customer, Holdings, new Dictionary<string, Purchases.PurchaseOrigin>(), Now);
        var open = Holdings.All.Where(one => one.IsQuotedAt(Now)).Select(one => one.Key).ToHashSet();
        return Searches.Fit(HoldingSearch.Choices(texts, page).Where(choice => open.Contains(choice.Value)));
    }
}

/// <summary>The form of a return.</summary>
internal static class ReturnCards
{
    public static AdaptiveCard Form(Texts texts, ReturnForm form, ReturnChoices about)
    {
        var choices = Searches.With(about.Choices(texts), form.Reservation);
        var errors = about.Notice.Errors;
        var data = () => Look.Data(form.Form, ("act", ReturnForm.Act), ("customer", form.Customer));
        return Look.Card(
            texts,
            texts[ReservationReturnText.FormTitle, about.Customer.Name],
            [
                about.Banner(texts),
                Look.Text(texts[ReservationReturnText.Intro]),
                Look.Error("reservation", errors, texts),
                Look.OrTyped(new AdaptiveChoiceSetInput
                {
                    Id = "reservation",
                    Label = texts[ReservationReturnText.Reservation],
                    Choices = choices,
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Filtered,
                    IsRequired = true,
                    ErrorMessage = texts[ReservationReturnText.ReservationMissing],
                    Placeholder = texts[ReservationReturnText.ReservationPlaceholder],
                    Value = form.Reservation.Length > 0 ? form.Reservation : choices is [var only] ? only.Value : null,
                    DataQuery = new AdaptiveDataQuery { Dataset = Searches.Reservations },
                }),
                Look.Error("quantity", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "quantity",
                    Label = texts[ReservationReturnText.QuantityLabel],
                    Placeholder = texts[ReservationReturnText.QuantityAll],
                    MaxLength = 6,
                    Value = form.Quantity.Length > 0 ? form.Quantity : null,
                },
                Look.Error("reason", errors, texts),
                ReasonField(texts, form.Reason),
            ],
            [
                Look.Submit(texts[ReservationReturnText.QuoteButton], "reservations/quote", data()),
                BackTo(texts, form.Customer, form.Reservation),
                Look.Go(texts[CommonText.CancelButton], "reservations/cancel", Look.Data(form.Form)),
            ]);
    }

    public static AdaptiveTextInput ReasonField(Texts texts, string reason) => new()
    {
        Id = "reason",
        Label = texts[ReservationReturnText.Reason],
        IsMultiline = true,
        IsRequired = true,
        ErrorMessage = texts[ReservationReturnText.ReasonMissing],
        MaxLength = ReturnForm.LongestReason,
        Placeholder = texts[ReservationReturnText.ReasonPlaceholder],
        Value = reason.Length > 0 ? reason : null,
    };

    /// <summary>To the card that it was opened from, as far as that is known.</summary>
    public static AdaptiveAction BackTo(Texts texts, string customer, string reservation) => Look.Go(
        texts[CommonText.BackButton],
        Guid.TryParse(reservation, out _) ? "reservations/show" : "reservations/list",
        Guid.TryParse(reservation, out _)
            ? Look.Data("", ("customer", customer), ("reservation", reservation))
            : Look.Data("", ("customer", customer)));
}
