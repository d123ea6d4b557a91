using System.Globalization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Two of one: into two, as Microsoft's reference says, with quantities that add up.</summary>
internal sealed class SplitDialog(ManageParts parts) : ManageDialog<SplitForm>("split", parts)
{
    protected override SplitForm Read(FormInput input) =>
        new(input.Form, input["customer"], input["reservation"], input["quantity"], input["reason"]);

    protected override IEnumerable<AdaptiveElement?> Fields(
        Texts texts, SplitForm form, IReadOnlyList<Reservation> running, IReadOnlyList<AzureSubscription> subscriptions) =>
    [
        new AdaptiveTextInput
        {
            Id = "quantity",
            Label = texts[ReservationManageText.Quantities],
            Placeholder = texts[ReservationManageText.QuantitiesPlaceholder],
            Value = form.Quantity,
        },
    ];

    protected override bool NeedsApproval(SplitForm form) => true;

    protected override string Title(Texts texts, SplitForm form, string product) =>
        texts[ReservationManageText.ReviewTitle_split, product];

    protected override IEnumerable<ReviewLine> Lines(Texts texts, ManageReview<SplitForm> review, Reservation one)
    {
        var quantities = review.Form.Quantities;
        if (quantities.Sum() == one.Quantity)
            yield return ReviewLine.Effect(texts[ReservationManageText.Line_Split], texts[ReservationManageText.Line_Split_Help]);
        else
            yield return ReviewLine.Of(
                texts,
                new Refusal(
                    "ReservationManage.SplitSum",
                    SplitForm.Together(quantities),
                    quantities.Sum().ToString(CultureInfo.InvariantCulture),
                    one.Quantity.ToString(CultureInfo.InvariantCulture)));
    }

    protected override IEnumerable<(string Name, string Value)> Changes(Texts texts, ManageReview<SplitForm> review, Reservation one) =>
    [
        (texts[ReservationsText.Quantity],
            ManageCards.Change(texts, ProductWords.Number(texts, one.Quantity), SplitForm.Together(review.Form.Quantities))),
    ];

    protected override Operation Make(ManageReview<SplitForm> review, Reservation one, Customer customer) =>
        new ReshapeReservationsOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Sources = [ReservationTarget.Of(one)],
            Quantities = review.Form.Quantities,
        };
}

/// <param name="Quantity">Two numbers, such as <c>2 + 4</c>.</param>
internal sealed record SplitForm(string Form, string Customer, string Reservation, string Quantity, string Reason)
    : ManageForm("split", Form, Customer, Reservation, Reason)
{
    private const int Most = 1_000_000;

    /// <summary>Two of at least one; none where what was typed is something else.</summary>
    public IReadOnlyList<int> Quantities
    {
        get
        {
            var numbers = Quantity.Split(['+', ',', ';', '/'], StringSplitOptions.TrimEntries)
                .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .ToList();
            return numbers.Count == 2 && numbers.TrueForAll(number => number is >= 1 and <= Most) ? numbers : [];
        }
    }

    public static string Together(IReadOnlyList<int> quantities) => string.Join(" + ", quantities);

    protected override IEnumerable<(string Name, string Value)> Own => [("quantity", Quantity)];

    protected override Dictionary<string, string> OwnErrors() =>
        Quantities.Count == 2 ? [] : new() { ["quantity"] = ReservationManageText.QuantitiesMissing };
}
