using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>One of two that stand in the same order and have the same properties, as Microsoft's reference says.</summary>
internal sealed class MergeDialog(ManageParts parts) : ManageDialog<MergeForm>("merge", parts)
{
    protected override MergeForm Read(FormInput input) =>
        new(input.Form, input["customer"], input["reservation"], input["with"], input["reason"]);

    protected override IEnumerable<AdaptiveElement?> Fields(
        Texts texts, MergeForm form, IReadOnlyList<Reservation> running, IReadOnlyList<AzureSubscription> subscriptions)
    {
        var first = running.FirstOrDefault(one => one.Id.Equals(form.Reservation, StringComparison.OrdinalIgnoreCase));
        var others = running.Where(one => first is null || (one.OrderId == first.OrderId && one.Id != first.Id)).ToList();
        if (others.Count == 0)
            yield return Look.Banner(Look.Warning, texts[ReservationManageText.MergeAlone], texts[ReservationManageText.MergeAlone_Help]);
        yield return ManageCards.Pick(
            "with", texts[ReservationManageText.With], ManageCards.Choices(texts, others), form.With);
    }

    protected override bool NeedsApproval(MergeForm form) => true;

    protected override string Title(Texts texts, MergeForm form, string product) => texts[ReservationManageText.ReviewTitle_merge, product];

    protected override IEnumerable<ReviewLine> Lines(Texts texts, ManageReview<MergeForm> review, Reservation one)
    {
        if (Other(review) is not { } other || other.Id == one.Id)
            yield return ReviewLine.Of(texts, new Refusal("ReservationManage.MergeOtherOrder"));
        else if (!other.RunsAt(Now))
            yield return ReviewLine.Of(texts, new Refusal("ReservationManage.NotRunning", ManageCards.Product(texts, other)));
        else if (Unlike(one, other) is { } what)
            yield return ReviewLine.Of(
                texts, new Refusal("ReservationManage.MergeUnlike", texts["ReservationManage.Unlike." + what]));
        else
            yield return ReviewLine.Effect(texts[ReservationManageText.Line_Merge], texts[ReservationManageText.Line_Merge_Help]);
    }

    protected override IEnumerable<(string Name, string Value)> Changes(Texts texts, ManageReview<MergeForm> review, Reservation one) =>
        Other(review) is { } other
            ?
            [
                (texts[ReservationsText.Quantity],
                    ManageCards.Change(
                        texts,
                        SplitForm.Together([one.Quantity, other.Quantity]),
                        ProductWords.Number(texts, one.Quantity + other.Quantity))),
            ]
            : [];

    protected override Operation Make(ManageReview<MergeForm> review, Reservation one, Customer customer)
    {
        var other = Other(review)!;
        return new ReshapeReservationsOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Sources = [ReservationTarget.Of(one), ReservationTarget.Of(other)],
            Quantities = [one.Quantity + other.Quantity],
        };
    }

    /// <summary>What keeps two from being merged; null where they are alike.</summary>
    public static string? Unlike(Reservation one, Reservation other) =>
        one.Sku != other.Sku || one.Location != other.Location || one.Resource != other.Resource ? "product"
        : one.Term != other.Term || one.ExpiresAt != other.ExpiresAt ? "term"
        : one.BillingPlan != other.BillingPlan || one.BillingSubscription != other.BillingSubscription ? "billing"
        : one.Scope != other.Scope || !string.Equals(one.ScopeId, other.ScopeId, StringComparison.OrdinalIgnoreCase) ? "scope"
        : one.Renews != other.Renews ? "renewal"
        : null;

    private static Reservation? Other(ManageReview<MergeForm> review) => review.Found.Value?.FirstOrDefault(
        one => one.Id.Equals(review.Form.With, StringComparison.OrdinalIgnoreCase));
}

/// <param name="With">GUID of the other one.</param>
internal sealed record MergeForm(string Form, string Customer, string Reservation, string With, string Reason)
    : ManageForm("merge", Form, Customer, Reservation, Reason)
{
    protected override IEnumerable<(string Name, string Value)> Own => [("with", With)];

    protected override Dictionary<string, string> OwnErrors() =>
        Guid.TryParse(With, out _) && !With.Equals(Reservation, StringComparison.OrdinalIgnoreCase)
            ? []
            : new() { ["with"] = ReservationManageText.WithMissing };
}
