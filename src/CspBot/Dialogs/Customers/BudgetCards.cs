using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>The card of a customer's spending budget: what is set and used, and the field that sets it.</summary>
internal static class BudgetCards
{
    public static AdaptiveCard Form(Texts texts, BudgetReview review, string name, BudgetCardView view)
    {
        var form = review.Form;
        var ready = review.IsReady;
        return Look.Card(
            texts,
            texts[CustomerBudgetText.FormTitle, name],
            [
                view.Banner ?? (ready ? null : Look.Banner(Look.Attention, texts[CustomerBudgetText.NotReady])),
                .. ReviewLine.Show(texts, Lines(texts, review).Concat(view.Decides)),
                .. ready ? Fields(texts, review, view) : [],
            ],
            [
                ready
                    ? Look.Submit(
                        texts[CustomerBudgetText.SubmitButton],
                        CustomersDialog.Own + "/submit",
                        Look.Data(form.Form, [.. form.Data, ("seal", view.Seal)]))
                    : Look.Go(texts[CommonText.AgainButton], $"{CustomersDialog.Own}/{BudgetForm.Act}", About(form)),
                Look.Go(texts[CommonText.BackButton], CustomersDialog.Own + "/back", About(form)),
                Look.Go(texts[CommonText.CancelButton], CustomersDialog.Own + "/cancel", Look.Data(form.Form)),
            ]);
    }

    /// <summary>In a sentence, whether there is one; null where that could not be read.</summary>
    public static AdaptiveElement? Answer(Texts texts, BudgetReview review) =>
        review is { Budget.Value: { } read, Relation.Value: { } relation }
            ? Look.Banner(
                Look.Calm,
                read.Budget is { } budget
                    ? texts[CustomerBudgetText.Answer_Set, relation.Customer.Name, BudgetLine.Amount(texts, budget)]
                    : texts[CustomerBudgetText.Answer_None, relation.Customer.Name])
            : null;

    private static JsonObject About(BudgetForm form) => Look.Data(form.Form, ("customer", form.Customer));

    /// <summary>What stands in the way, or what is set and used.</summary>
    public static IEnumerable<ReviewLine> Lines(Texts texts, BudgetReview review)
    {
        if (review.Relation.Fault is { } unrelated)
            yield return ReviewLine.Of(texts, unrelated);
        if (review.Budget.Fault is { } fault)
            yield return BudgetLine.HasNoUsage(fault)
                ? ReviewLine.Of(texts, new Refusal("CustomerBudget.NoUsage"))
                : ReviewLine.Of(texts, fault);
        else if (BudgetLine.Of(texts, review.Budget) is { } line)
            yield return line with { Help = null };
    }

    /// <summary>Where no rule says otherwise.</summary>
    public static ReviewLine Nobody(Texts texts) =>
        new(Mark.Done, texts[CustomerBudgetText.Line_Nobody], texts[CustomerBudgetText.Line_Nobody_Help]);

    private static IEnumerable<AdaptiveElement?> Fields(Texts texts, BudgetReview review, BudgetCardView view) =>
    [
        Look.Error("budget", view.Errors, texts),
        new AdaptiveTextInput
        {
            Id = "budget",
            Label = review.Currency.Length > 0
                ? texts[CustomerBudgetText.BudgetField, review.Currency]
                : texts[CustomerBudgetText.BudgetFieldPlain],
            IsRequired = true,
            ErrorMessage = texts[CustomerBudgetText.AmountWrong],
            Placeholder = texts[CustomerBudgetText.BudgetPlaceholder],
            MaxLength = 20,
            Value = review.Form.Budget.Length > 0 ? review.Form.Budget : null,
        },
        Look.Error("reason", view.Errors, texts),
        new AdaptiveTextInput
        {
            Id = "reason",
            Label = texts[CustomerBudgetText.ReasonField],
            IsMultiline = true,
            MaxLength = BudgetForm.LongestReason,
            Value = review.Form.Reason.Length > 0 ? review.Form.Reason : null,
        },
    ];
}

/// <summary>What a card shows besides the facts.</summary>
internal sealed record BudgetCardView(string Seal, AdaptiveElement? Banner, IReadOnlyDictionary<string, string> Errors)
{
    /// <summary>Who would have to approve it.</summary>
    public IReadOnlyList<ReviewLine> Decides { get; init; } = [];
}
