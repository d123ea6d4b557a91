using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The cards of a savings plan's purchase.</summary>
internal static class CommitCards
{
    public static AdaptiveCard Form(
        Texts texts, CommitForm form, string customer, IReadOnlyList<AzureSubscription> sold, FormNotice notice) => Look.Card(
        texts,
        texts[ReservationCommitText.FormTitle, customer],
        [
            notice.Banner,
            Look.Line(Mark.Caution, texts[ReservationCommitText.Final], texts[ReservationCommitText.Final_Help]),
            Look.Error("subscription", notice.Errors, texts),
            ManageCards.Pick("subscription", texts[ReservationCommitText.Subscription], Subscriptions(sold), form.Subscription),
            Look.Error("term", notice.Errors, texts),
            ManageCards.Pick(
                "term", texts[ReservationsText.Term], Choices(["P1Y", "P3Y"], term => ProductWords.Term(texts, term)), form.Term),
            Look.Error("hourly", notice.Errors, texts),
            new AdaptiveTextInput { Id = "hourly", Label = texts[ReservationCommitText.HourlyField], Value = form.Hourly },
            Look.Error("currency", notice.Errors, texts),
            new AdaptiveTextInput { Id = "currency", Label = texts[ReservationCommitText.Currency], MaxLength = 3, Value = form.Currency },
            Look.Error("scope", notice.Errors, texts),
            ManageCards.Pick(
                "scope",
                texts[ReservationsText.Scope],
                Choices(["Shared", "Single"], scope => texts["Reservations.Scope." + scope]),
                form.Scope),
            Look.Error("billing", notice.Errors, texts),
            ManageCards.Pick(
                "billing",
                texts[ReservationsText.Billing],
                Choices(["Monthly", "Upfront"], billing => texts["Reservations.Billing." + billing]),
                form.Billing),
            Look.Error("reason", notice.Errors, texts),
            new AdaptiveTextInput
            {
                Id = "reason",
                Label = texts[ReservationCommitText.Reason],
                IsMultiline = true,
                MaxLength = 500,
                Value = form.Reason,
            },
        ],
        [
            Look.Submit(
                texts[ReservationCommitText.ReviewButton],
                "reservations/details",
                Look.Data(form.Form, ("act", "commit"), ("customer", form.Customer))),
            Look.Go(texts[CommonText.BackButton], "reservations/list", Look.Data(form.Form, ("customer", form.Customer))),
            Look.Go(texts[CommonText.CancelButton], "reservations/cancel", Look.Data(form.Form)),
        ]);

    public static IReadOnlyList<AdaptiveChoice> Subscriptions(IReadOnlyList<AzureSubscription> sold) =>
        [.. sold.Where(one => one.IsActive).Select(one => new AdaptiveChoice { Title = one.Name, Value = one.Id })];

    /// <summary>What is bought, and what it binds to.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(Texts texts, SavingsPlanPurchase plan, string subscription) =>
    [
        (texts[ReservationsText.Commitment], Hourly(texts, plan.Hourly)),
        (texts[ReservationsText.Term], ProductWords.Term(texts, plan.Term)),
        (texts[ReservationCommitText.Total],
            SavingsPlan.Over(plan.Hourly, plan.Term) is { } total ? PurchaseCards.Amount(texts, total) : ""),
        (texts[ReservationsText.Billing], texts["Reservations.Billing." + (plan.IsMonthly ? "Monthly" : "Upfront")]),
        (texts[ReservationsText.Scope], texts["Reservations.Scope." + (plan.Scope.Single is null ? "Shared" : "Single")]),
        (texts[ReservationCommitText.Subscription], subscription),
    ];

    public static string Hourly(Texts texts, Money hourly) => texts[ReservationsText.Hourly, UsageWords.HourPrice(texts, hourly)];

    private static IReadOnlyList<AdaptiveChoice> Choices(IReadOnlyList<string> values, Func<string, string> title) =>
        [.. values.Select(value => new AdaptiveChoice { Title = title(value), Value = value })];
}
