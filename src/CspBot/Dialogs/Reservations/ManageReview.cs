using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>The reservation that is to be changed, read now, and what the act asked besides.</summary>
/// <param name="Found">The reservations of its order; empty where the customer has no such reservation.</param>
/// <param name="Approvers">Null where nobody has to approve.</param>
internal sealed record ManageReview<TForm>(
    TForm Form, Probe<CustomerRelation> Relation, Probe<IReadOnlyList<Reservation>> Found, Probe<IReadOnlyList<Person>>? Approvers)
    : ChangeReview<TForm>(Form)
    where TForm : ManageForm
{
    public Reservation? One => Found.Value?.FirstOrDefault(
        one => one.Id.Equals(Form.Reservation, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the successor would cost today; null where nobody asked.</summary>
    public Probe<PriceQuote>? Price { get; init; }

    /// <summary>Whether it may be for the wanted scope; null where nobody asked, its value where the service did not say.</summary>
    public Probe<bool?>? IsValid { get; init; }

    /// <summary>Name of the wanted subscription.</summary>
    public string ScopeName { get; init; } = "";

    public override Refusal? TryAgain =>
        Relation.Transient ?? Found.Transient ?? Price?.Transient ?? IsValid?.Transient ?? Approvers?.Transient;
}
