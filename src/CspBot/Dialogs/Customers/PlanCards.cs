using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>The card that sells the Azure plan: what stands for and against it, what it costs, and the reason.</summary>
internal static class PlanCards
{
    public static AdaptiveCard Form(DialogTurn turn, PlanReview review, string name, PlanCardView view)
    {
        var (texts, form) = (turn.Texts, review.Form);
        var lines = Lines(texts, review, turn.Caller.Person).ToList();
        var later = review.TryAgain is not null;
        var ready = review.Plan is null && lines.TrueForAll(line => line.Mark != Mark.Failed);
        return Look.Card(
            texts,
            texts[CustomerPlanText.FormTitle, name],
            [
                view.Banner
                    ?? (review.Plan is not null ? Look.Banner(Look.Good, texts[CustomerPlanText.NothingToBuy])
                    : ready ? null
                    : Look.Banner(Look.Attention, texts[CustomerPlanText.NotReady])),
                .. ReviewLine.Show(texts, lines.Where(line => !line.IsApprovers || view.Decides.Count == 0).Concat(view.Decides)),
                .. ready || later ? Fields(texts, form, view) : [],
            ],
            [
                ready
                    ? Look.Submit(
                        texts[CustomerPlanText.SubmitButton],
                        CustomersDialog.Own + "/submit",
                        Look.Data(form.Form, [.. form.Data, ("seal", view.Seal)]))
                    : null,
                review.Plan is not null
                    ? Look.Go(texts[RequestsText.Next_Permission], "reservation-permission/customer", About(form))
                    : later ? Look.Submit(texts[CommonText.AgainButton], $"{CustomersDialog.Own}/{PlanForm.Act}", About(form))
                    : ready ? null
                    : Look.Go(texts[CommonText.AgainButton], $"{CustomersDialog.Own}/{PlanForm.Act}", About(form)),
                Look.Go(texts[CommonText.BackButton], CustomersDialog.Own + "/back", About(form)),
                Look.Go(texts[CommonText.CancelButton], CustomersDialog.Own + "/cancel", Look.Data(form.Form)),
            ]);
    }

    /// <summary>In a sentence, whether there is one; null where that could not be read.</summary>
    public static AdaptiveElement? Answer(Texts texts, PlanReview review) => review is { Sold.Fault: null, Relation.Value: { } relation }
        ? Look.Banner(
            Look.Calm,
            texts[review.Plan is null ? CustomerPlanText.Answer_None : CustomerPlanText.Answer_Has, relation.Customer.Name])
        : null;

    /// <summary>A line for each prerequisite, and for what follows from it.</summary>
    public static IEnumerable<ReviewLine> Lines(Texts texts, PlanReview review, Person requester)
    {
        if (review.Relation.Fault is { } unrelated)
        {
            yield return ReviewLine.Of(texts, unrelated);
            yield break;
        }

        var (name, isReseller) = (review.Relation.Value!.Customer.Name, review.Relation.Value.IsReseller);
        yield return isReseller
            ? new ReviewLine(Mark.Done, texts[CustomerPlanText.Line_Reseller, name])
            : ReviewLine.Of(texts, new Refusal("CustomerPlan.NotReseller", name));
        yield return Sold(texts, review, name);
        if (review.Plan is not null || review.Legacy is not null || review.Asleep is not null)
            yield break;
        yield return review switch
        {
            { Where.Fault: { } fault } => ReviewLine.Of(texts, fault),
            { Market.Length: 2 } => new ReviewLine(Mark.Done, texts[CustomerPlanText.Line_Market, review.Market]),
            _ => ReviewLine.Of(texts, new Refusal("CustomerPlan.NoCountry", name)),
        };
        yield return review.Agreement switch
        {
            { Fault: { } fault } => ReviewLine.Of(texts, fault),
            { Value.Allows: true } => new ReviewLine(Mark.Done, texts[CustomerPlanText.Line_Agreement]),
            _ => new ReviewLine(
                Mark.Caution,
                texts[CustomerPlanText.Line_AgreementMissing, name],
                texts[CustomerPlanText.Line_AgreementMissing_Help]),
        };
        yield return new ReviewLine(Mark.Caution, texts[CustomerPlanText.Line_Cost], texts[CustomerPlanText.Line_Cost_Help]);
        if (BudgetLine.Of(texts, review.Budget) is { } budget)
            yield return budget;
        yield return new ReviewLine(Mark.Caution, texts[CustomerPlanText.Line_Final], texts[CustomerPlanText.Line_Final_Help]);
        yield return ReviewLine.Approvers(texts, "CustomerPlan", review.Approvers, requester);
    }

    private static ReviewLine Sold(Texts texts, PlanReview review, string name) => review switch
    {
        { Sold.Fault: { } fault } => ReviewLine.Of(texts, fault),
        { Plan: { } plan } => new ReviewLine(
            Mark.Done,
            texts[CustomerPlanText.Line_Plan, name, plan.Name],
            plan.Azure is [_, ..] some
                ? texts[CustomerPlanText.Line_Plan_Azure, string.Join(", ", some.Take(MostNamed).Select(one => one.Name)), some.Count]
                : plan.Id),
        { Legacy: { } legacy } => ReviewLine.Of(texts, new Refusal("CustomerPlan.HasLegacy", name, legacy.Name)),
        { Asleep: { } asleep } => ReviewLine.Of(
            texts,
            new Refusal(
                "CustomerPlan.Asleep",
                name,
                asleep.Name,
                StateWords.Say(texts, asleep.Status))),
        _ => new ReviewLine(Mark.Done, texts[CustomerPlanText.Line_NoPlan, name]),
    };

    private const int MostNamed = 3;

    private static IEnumerable<AdaptiveElement?> Fields(Texts texts, PlanForm form, PlanCardView view) =>
    [
        Look.Error("reason", view.Errors, texts),
        new AdaptiveTextInput
        {
            Id = "reason",
            Label = texts[CustomerPlanText.ReasonField],
            IsMultiline = true,
            IsRequired = true,
            ErrorMessage = texts[CustomerPlanText.ReasonMissing],
            MaxLength = PlanForm.LongestReason,
            Value = form.Reason.Length > 0 ? form.Reason : null,
        },
    ];

    private static JsonObject About(PlanForm form) => Look.Data(form.Form, ("customer", form.Customer));
}

/// <summary>What a card shows besides the facts.</summary>
internal sealed record PlanCardView(string Seal, AdaptiveElement? Banner, IReadOnlyDictionary<string, string> Errors)
{
    /// <summary>Who would have to approve it, by its rule; empty where something else is in the way.</summary>
    public IReadOnlyList<ReviewLine> Decides { get; init; } = [];
}
