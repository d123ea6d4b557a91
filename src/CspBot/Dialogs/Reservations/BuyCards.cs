using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The form of a purchase.</summary>
internal static class BuyCards
{
    public static AdaptiveCard Form(Texts texts, BuyForm form, BuyChoices choices, FormNotice notice)
    {
        var data = () => Look.Data(form.Form, ("act", BuyForm.Act), ("customer", form.Customer), ("resource", form.Resource));
        return Look.Card(
            texts,
            texts[ReservationBuyText.FormTitle, choices.CustomerName],
            [
                notice.Errors.Count > 0
                    ? Look.ToMend(texts, notice.Errors)
                    : notice.Banner,
                new AdaptiveTextInput { Id = "customer", Label = texts[CommonText.Customer], Value = form.Customer, IsVisible = false },
                Look.Error("product", notice.Errors, texts),
                Product(texts, form, choices.Products),
                Look.Error("term", notice.Errors, texts),
                Choice("term", texts[ReservationBuyText.Term], form.Term, Terms(texts), texts[ReservationBuyText.TermMissing]),
                Look.Error("quantity", notice.Errors, texts),
                Typed("quantity", texts[ReservationBuyText.Quantity], form.Quantity, 6, texts[ReservationBuyText.QuantityWrong]),
                Look.Error("subscription", notice.Errors, texts),
                Subscription(texts, form, choices.Subscriptions),
                Look.Error("scope", notice.Errors, texts),
                Choice(
                    "scope", texts[ReservationBuyText.Scope], form.Scope, Scopes(texts), texts[ReservationBuyText.ScopeMissing]),
                Look.Error("billing", notice.Errors, texts),
                Choice(
                    "billing",
                    texts[ReservationBuyText.Payment],
                    form.Billing,
                    Billings(texts),
                    texts[ReservationBuyText.BillingMissing]),
                Look.Error("reason", notice.Errors, texts),
                Typed(
                    "reason",
                    texts[ReservationBuyText.Reason],
                    form.Reason,
                    BuyForm.LongestReason,
                    texts[ReservationBuyText.ReasonMissing]),
                Look.Quiet(texts[ReservationBuyText.NothingYet]),
                Look.Words(
                [
                    choices.HasPlans
                        ? Look.Word(
                            texts[ReservationBuyText.PlanWord],
                            "reservations/commit",
                            new JsonObject { ["customer"] = form.Customer, ["subscription"] = form.Subscription })
                        : null,
                ]),
            ],
            [
                Look.Submit(texts[ReservationBuyText.PriceButton], "reservations/price", data()),
                Look.Go(texts[CommonText.BackButton], "reservations/list", data()),
                Look.Go(texts[CommonText.CancelButton], "reservations/cancel", data()),
            ]);
    }

    public static IReadOnlyList<AdaptiveChoice> Terms(Texts texts) => Choices("P1Y P3Y", value => ProductWords.Term(texts, value));

    public static IReadOnlyList<AdaptiveChoice> Scopes(Texts texts) =>
        Choices("Shared Single", value => texts["Reservations.Scope." + value]);

    public static IReadOnlyList<AdaptiveChoice> Billings(Texts texts) =>
        Choices("Upfront Monthly", value => texts["Reservations.Billing." + value]);

    private static AdaptiveInput Product(Texts texts, BuyForm form, IReadOnlyList<AdaptiveChoice> listed)
    {
        var chosen = form.Size.Length > 0 && listed.All(choice => choice.Value != form.Product)
            ? [new AdaptiveChoice { Title = BuyProducts.Title(texts, form), Value = form.Product }, .. listed]
            : listed;
        return Look.OrTyped(new AdaptiveChoiceSetInput
        {
            Id = "product",
            Label = texts[ReservationBuyText.Product],
            Choices = Searches.With(chosen, form.Product),
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Filtered,
            IsRequired = true,
            ErrorMessage = texts[ReservationBuyText.ProductMissing],
            Placeholder = texts[ReservationBuyText.ProductPlaceholder],
            Value = form.Product.Length > 0 ? form.Product : null,
            DataQuery = new AdaptiveDataQuery { Dataset = Searches.Products, AssociatedInputs = AdaptiveAssociatedInputs.Auto },
        });
    }

    private static AdaptiveInput Subscription(Texts texts, BuyForm form, IReadOnlyList<AdaptiveChoice> listed) =>
        Look.OrTyped(new AdaptiveChoiceSetInput
        {
            Id = "subscription",
            Label = texts[ReservationBuyText.Subscription],
            Choices = Searches.With(listed, form.Subscription),
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Filtered,
            IsRequired = true,
            ErrorMessage = texts[ReservationBuyText.SubscriptionMissing],
            Value = form.Subscription.Length > 0 ? form.Subscription : listed is [var only] ? only.Value : null,
            DataQuery = new AdaptiveDataQuery { Dataset = Searches.Subscriptions, AssociatedInputs = AdaptiveAssociatedInputs.Auto },
        });

    private static AdaptiveChoiceSetInput Choice(
        string id, string label, string value, IReadOnlyList<AdaptiveChoice> choices, string error) => new()
        {
            Id = id,
            Label = label,
            Choices = [.. choices],
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Compact,
            Value = choices.Any(choice => choice.Value == value) ? value : null,

            // What was told and is not on offer is chosen by somebody, and not by what is usual.
            IsRequired = choices.All(choice => choice.Value != value),
            ErrorMessage = choices.All(choice => choice.Value != value) ? error : null,
        };

    private static AdaptiveTextInput Typed(string id, string label, string value, int longest, string error) => new()
    {
        Id = id,
        Label = label,
        IsRequired = true,
        ErrorMessage = error,
        MaxLength = longest,
        Value = value.Length > 0 ? value : null,
    };

    private static IReadOnlyList<AdaptiveChoice> Choices(string values, Func<string, string> title) =>
        [.. values.Split(' ').Select(value => new AdaptiveChoice { Title = title(value), Value = value })];
}

/// <summary>What the form lets choose from.</summary>
internal sealed record BuyChoices(
    string CustomerName, IReadOnlyList<AdaptiveChoice> Subscriptions, IReadOnlyList<AdaptiveChoice> Products)
{
    /// <summary>Savings plans are sold in this cloud.</summary>
    public bool HasPlans { get; init; }
}
