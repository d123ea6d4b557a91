using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Renewal on or off. On binds the customer to the successor's price; Microsoft does not renew old families.</summary>
/// <remarks>
/// What is to be bought is told with it (<c>renewProperties.purchaseProperties</c>, azure §7.1): the same again, which does not renew by
/// itself, so that one approval binds to one term. Azure fixes the price 30 days before the end; until then it is today's that is shown.
/// </remarks>
internal sealed class RenewDialog(ManageParts parts) : ManageDialog<RenewForm>("renew", parts)
{
    protected override bool IsShownAtOnce => true;

    protected override RenewForm Read(FormInput input) =>
        new(input.Form, input["customer"], input["reservation"], input["renew"], input["reason"]);

    protected override IEnumerable<AdaptiveElement?> Fields(
        Texts texts, RenewForm form, IReadOnlyList<Reservation> running, IReadOnlyList<AzureSubscription> subscriptions) =>
    [
        new AdaptiveChoiceSetInput
        {
            Id = "renew",
            Label = texts[ReservationManageText.Renew],
            Style = AdaptiveChoiceInputStyle.Expanded,
            Choices =
            [
                new AdaptiveChoice { Title = texts[ReservationManageText.RenewOn], Value = "true" },
                new AdaptiveChoice { Title = texts[ReservationManageText.RenewOff], Value = "false" },
            ],
            Value = form.Renew is "true" or "false" ? form.Renew : "false",
        },
    ];

    protected override bool NeedsApproval(RenewForm form) => form.Renew == "true";

    /// <summary>Opened for one reservation it is to be the other way round.</summary>
    protected override async Task<(RenewForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var (form, errors) = await base.ReadAsync(turn, ct);
        if (form.Renew.Length > 0 || errors.Count > 0)
            return (form, errors);
        var found = await turn.ProbeAsync(token => Azure.FindOrderOfReservationAsync(form.Customer, form.Reservation, token), ct);
        var renews = found.Value?.FirstOrDefault(one => one.Id.Equals(form.Reservation, StringComparison.OrdinalIgnoreCase))?.Renews;
        return (form with { Renew = renews == true ? "false" : "true" }, errors);
    }

    protected override async Task<ManageReview<RenewForm>> LookAsync(
        DialogTurn turn, ManageReview<RenewForm> review, Reservation one, CancellationToken ct) =>
        !review.Form.IsOn || one.Renews || Gone(one) is not null
            ? review
            : review with
            {
                Price = await turn.ProbeAsync(token => Azure.CalculatePriceAsync(review.Form.Customer, Successors.Of(one), token), ct),
            };

    protected override string Title(Texts texts, RenewForm form, string product) =>
        texts[form.IsOn ? ReservationManageText.ReviewTitle_renewOn : ReservationManageText.ReviewTitle_renewOff, product];

    protected override IEnumerable<ReviewLine> Lines(Texts texts, ManageReview<RenewForm> review, Reservation one)
    {
        if (review.Form.IsOn == one.Renews)
            yield return ReviewLine.Of(
                texts, new Refusal(one.Renews ? "ReservationManage.RenewsAlready" : "ReservationManage.RenewsNotAlready"));
        else if (!review.Form.IsOn)
            yield return new ReviewLine(
                Mark.Done, texts[ReservationManageText.Line_RenewOff], texts[ReservationManageText.Line_RenewOff_Help]);
        else if (Gone(one) is { } family)
            yield return ReviewLine.Of(
                texts,
                new Refusal("ReservationManage.OldFamily", family, Rules.OldFamilies.FromTold(texts), Rules.OldFamilies.Told(texts)));
        else if (review.Price!.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.Price.Value!.Total is not { } price)
            yield return ReviewLine.Of(texts, new Refusal("ReservationManage.NoPrice"));
        else
            yield return new ReviewLine(
                Mark.Caution,
                texts[ReservationManageText.Line_RenewOn, PurchaseCards.Amount(texts, price)],
                texts[ReservationManageText.Line_RenewOn_Help]);
    }

    protected override IEnumerable<(string Name, string Value)> Changes(Texts texts, ManageReview<RenewForm> review, Reservation one) =>
    [
        (texts[ReservationManageText.Renew],
            ManageCards.Change(
                texts,
                texts[one.Renews ? ReservationManageText.RenewOn : ReservationManageText.RenewOff],
                texts[review.Form.IsOn ? ReservationManageText.RenewOn : ReservationManageText.RenewOff])),
        .. review.Price?.Value?.Total is { } price ? Successors.Facts(texts, Successors.Of(one), price) : [],
    ];

    protected override Operation Make(ManageReview<RenewForm> review, Reservation one, Customer customer) => new ChangeReservationOperation
    {
        CustomerId = customer.Id,
        CustomerName = customer.Name,
        Reason = review.Form.Reason,
        Target = ReservationTarget.Of(one),
        Renews = review.Form.IsOn,
        Before = one.Renews ? "true" : "false",
        Price = review.Price?.Value?.Total,
        Pricing = review.Price?.Value?.Pricing,
    };

    private string? Gone(Reservation one) => Rules.OldFamilies.Gone(one.Sku, one.Term, one.ExpiresAt ?? Now);
}

/// <param name="Renew"><c>true</c> or <c>false</c>; empty: the other way round.</param>
internal sealed record RenewForm(string Form, string Customer, string Reservation, string Renew, string Reason)
    : ManageForm("renew", Form, Customer, Reservation, Reason)
{
    public bool IsOn => Renew == "true";

    protected override IEnumerable<(string Name, string Value)> Own => [("renew", Renew)];

    protected override Dictionary<string, string> OwnErrors() =>
        Renew is "" or "true" or "false" ? [] : new() { ["renew"] = ReservationManageText.RenewMissing };
}

/// <summary>What a renewal buys: the same again.</summary>
internal static class Successors
{
    public static ReservationPurchase Of(Reservation one) =>
        new(one.Sku, one.Location ?? "", one.Resource, one.Term ?? "P1Y", one.Quantity)
        {
            Scope = new BenefitScope(
                one.BillingSubscription, one is { Scope: "Single" or "ResourceGroup", ScopeId: { } single } ? single : null),
            BillingPlan = one.BillingPlan ?? "Upfront",
            Name = one.Name,
        };

    public static IEnumerable<(string Name, string Value)> Facts(Texts texts, ReservationPurchase purchase, Money price) =>
    [
        (texts[ReservationManageText.Successor],
            texts[
                ReservationManageText.SuccessorIs,
                ProductWords.Number(texts, purchase.Quantity),
                ProductWords.Reserved(texts, purchase.Resource, purchase.Sku, purchase.Location, purchase.Sku),
                ProductWords.Term(texts, purchase.Term)]),
        (texts[ReservationManageText.Price], PurchaseCards.Amount(texts, price)),
        (texts[ReservationsText.Billing], texts.Find("Reservations.Billing." + purchase.BillingPlan) ?? purchase.BillingPlan),
    ];
}
