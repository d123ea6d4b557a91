using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The form of an exchange, and that of a trade-in.</summary>
internal static class ExchangeCards
{
    public static AdaptiveCard Form(Texts texts, ExchangeForm form, ReturnChoices about, OldFamiliesRule old)
    {
        var errors = about.Notice.Errors;
        var data = () => Look.Data(form.Form, ("act", ExchangeForm.Act), ("customer", form.Customer), ("into", form["into"]));
        var other = Look.Data(
            form.Form,
            ("customer", form.Customer),
            ("reservation", form["reservation"]),
            ("into", form.IsTradeIn ? "Reservation" : ExchangeForm.SavingsPlan));
        return Look.Card(
            texts,
            texts[form.IsTradeIn ? ReservationExchangeText.TradeInTitle : ReservationExchangeText.FormTitle, about.Customer.Name],
            [
                about.Banner(texts),
                Look.Text(texts[form.IsTradeIn ? ReservationExchangeText.TradeInIntro : ReservationExchangeText.Intro]),
                .. Field(texts, errors, old, form, Sources(texts, form, about)),
                .. Field(texts, errors, old, form, Text("returned", texts[ReservationExchangeText.ReturnedLabel], form)),
                .. form.IsTradeIn ? [] : Products(texts, errors, old, form),
                .. Field(texts, errors, old, form, Choice("term", texts[ReservationPlanText.TermLabel], form, [
                    ("P1Y", ProductWords.Term(texts, "P1Y")), ("P3Y", ProductWords.Term(texts, "P3Y"))])),
                .. Field(texts, errors, old, form, Choice("billing", texts[ReservationPlanText.BillingLabel], form, [
                    ("Upfront", texts[ReservationPlanText.Upfront]), ("Monthly", texts[ReservationPlanText.Monthly])])),
                .. form.IsTradeIn
                    ? Field(texts, errors, old, form, Text("hourly", texts[ReservationExchangeText.HourlyLabel], form))
                    : [],
                .. Field(texts, errors, old, form, ReturnCards.ReasonField(texts, form["reason"])),
                Look.Words([Look.Word(
                    texts[form.IsTradeIn ? ReservationExchangeText.ToExchange : ReservationExchangeText.ToTradeIn],
                    "reservations/" + ExchangeForm.Act,
                    other)]),
            ],
            [
                Look.Submit(texts[ReservationReturnText.QuoteButton], "reservations/quote", data()),
                ReturnCards.BackTo(texts, form.Customer, form.Keys is [var only] ? only : ""),
                Look.Go(texts[CommonText.CancelButton], "reservations/cancel", Look.Data(form.Form)),
            ]);
    }

    private static IEnumerable<AdaptiveElement> Products(
        Texts texts, IReadOnlyDictionary<string, string> errors, OldFamiliesRule old, ExchangeForm form)
    {
        for (var row = 1; row <= ExchangeForm.Rows; row++)
        {
            var (product, quantity) = (ExchangeForm.Row("product", row), ExchangeForm.Row("quantity", row));
            var name = texts[row == 1 ? ReservationExchangeText.ProductLabel : ReservationExchangeText.MoreLabel];
            foreach (var element in Field(texts, errors, old, form, Text(product, name, form, "Standard_D4s_v5")))
                yield return element;
            foreach (var element in Field(texts, errors, old, form, Text(quantity, texts[ReservationPlanText.QuantityLabel], form)))
                yield return element;
        }
    }

    private static AdaptiveInput Sources(Texts texts, ExchangeForm form, ReturnChoices about)
    {
        var choices = form.Keys.Aggregate(about.Choices(texts).ToList(), Searches.With);
        return Look.OrTyped(new AdaptiveChoiceSetInput
        {
            Id = "reservation",
            Label = texts[ReservationExchangeText.Sources],
            Choices = choices,
            Wrap = true,
            IsMultiSelect = true,
            Style = AdaptiveChoiceInputStyle.Compact,
            IsRequired = true,
            ErrorMessage = texts[ReservationExchangeText.ReservationMissing],
            Value = form.Keys.Count > 0 ? string.Join(',', form.Keys) : null,
        });
    }

    /// <summary>A field, below what is wrong with it; a sentence about an old family names it.</summary>
    private static IEnumerable<AdaptiveElement> Field(
        Texts texts, IReadOnlyDictionary<string, string> errors, OldFamiliesRule old, ExchangeForm form, AdaptiveInput input)
    {
        if (errors.TryGetValue(input.Id!, out var key))
            yield return new AdaptiveTextBlock(texts[key, old.Find(form[input.Id!])?.Family, old.FromTold(texts)])
            {
                Wrap = true,
                Color = AdaptiveTextColor.Attention,
            };
        yield return input;
    }

    private static AdaptiveTextInput Text(string id, string label, ExchangeForm form, string? example = null) => new()
    {
        Id = id,
        Label = label,
        Placeholder = example,
        MaxLength = 100,
        Value = form[id].Length > 0 ? form[id] : null,
    };

    private static AdaptiveChoiceSetInput Choice(
        string id, string label, ExchangeForm form, (string Value, string Title)[] choices) => new()
        {
            Id = id,
            Label = label,
            Choices = [.. choices.Select(choice => new AdaptiveChoice { Title = choice.Title, Value = choice.Value })],
            Value = choices.Any(choice => choice.Value == form[id]) ? form[id] : null,
        };
}
