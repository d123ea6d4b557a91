using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What a reservation is called.</summary>
internal sealed class RenameDialog(ManageParts parts) : ManageDialog<RenameForm>("name", parts)
{
    protected override RenameForm Read(FormInput input) =>
        new(input.Form, input["customer"], input["reservation"], input["name"], input["reason"]);

    protected override IEnumerable<AdaptiveElement?> Fields(
        Texts texts, RenameForm form, IReadOnlyList<Reservation> running, IReadOnlyList<AzureSubscription> subscriptions) =>
    [
        new AdaptiveTextInput
        {
            Id = "name",
            Label = texts[ReservationManageText.NewName],
            MaxLength = RenameForm.Longest,
            Value = form.Name.Length > 0
                ? form.Name
                : running.FirstOrDefault(one => one.Id.Equals(form.Reservation, StringComparison.OrdinalIgnoreCase))?.Name ?? "",
        },
    ];

    protected override bool NeedsApproval(RenameForm form) => false;

    protected override string Title(Texts texts, RenameForm form, string product) => texts[ReservationManageText.ReviewTitle_name, product];

    protected override IEnumerable<ReviewLine> Lines(Texts texts, ManageReview<RenameForm> review, Reservation one)
    {
        if (review.Form.Name == one.Name)
            yield return ReviewLine.Of(texts, new Refusal("ReservationManage.NameSame", one.Name));
    }

    protected override IEnumerable<(string Name, string Value)> Changes(Texts texts, ManageReview<RenameForm> review, Reservation one) =>
        [(texts[ReservationManageText.NewName], ManageCards.Change(texts, ManageCards.Breakable(one.Name), review.Form.Name))];

    protected override Operation Make(ManageReview<RenameForm> review, Reservation one, Customer customer) => new ChangeReservationOperation
    {
        CustomerId = customer.Id,
        CustomerName = customer.Name,
        Reason = review.Form.Reason,
        Target = ReservationTarget.Of(one),
        Name = review.Form.Name,
        Before = one.Name,
    };
}

/// <param name="Name">The wanted one; no document says how long it may be, so that the bound is ours.</param>
internal sealed record RenameForm(string Form, string Customer, string Reservation, string Name, string Reason)
    : ManageForm("name", Form, Customer, Reservation, Reason)
{
    public const int Longest = 64;

    protected override IEnumerable<(string Name, string Value)> Own => [("name", Name)];

    protected override Dictionary<string, string> OwnErrors() => Name.Length is > 0 and <= Longest && !Name.Any(char.IsControl)
        ? []
        : new() { ["name"] = ReservationManageText.NameMissing };
}
