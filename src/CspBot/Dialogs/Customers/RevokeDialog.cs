using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>Takes one role assignment away: who, what, where, what it would leave behind → submitted as it stands.</summary>
internal sealed class RevokeDialog(AzureOperations azure, AccessDesk desk, CustomerChoice customers, FormSeal forms, AccessParts parts)
    : ChangeDialog<RevokeForm, AccessReview<RevokeForm>>(CustomersDialog.Entry with { Area = "CustomerAccess" }, customers, forms)
{
    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, "access");
        if (customer is null)
            return Show(card!);
        var form = Read(turn.Input) with { Form = await Seals.KeepOrNewAsync(turn.Input.Form, ct), Customer = customer.Id };
        if (!form.Key.Names)
            return new DialogReply.Refuse(AccessLines.None(customer.Name));
        var review = await ReviewAsync(turn, form, ct);
        return review.TryAgain is { } later
            ? new DialogReply.Refuse(later)
            : Show(await CardAsync(turn, review, ct), Say(turn, review).WhyNot(Area));
    }

    protected override Task<(RevokeForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct) => Task.FromResult((Read(turn.Input), Read(turn.Input).Errors()));

    /// <summary>With all that Azure says of the assignment: that is what the seal covers, and what must still be so at the click.</summary>
    protected override async Task<AccessReview<RevokeForm>> ReviewAsync(DialogTurn turn, RevokeForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var found = await desk.ReadAsync(turn, form.Customer, form.Key.Subscription, ct);
        var row = found.Find(form.Key);
        return new(row is null ? form : form with { Key = form.Key.Of(row) }, await relation, found, null);
    }

    protected override async Task<DialogReply?> InTheWayAsync(
        DialogTurn turn, AccessReview<RevokeForm> review, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var texts = turn.Texts;
        var (said, refused) = errors.Count > 0
            ? (Look.ToMend(texts, errors), null)
            : review.TryAgain is { } later ? (RefusalCards.Banner(later, texts), later)
            : Say(turn, review).WhyNot(Area) is { } changed
                ? (Look.Banner(Look.Attention, texts[CustomerAccessText.ChangedSinceReview]), changed)
                : (null, null);
        return said is null ? null : Show(WithBanner(await CardAsync(turn, review, ct), said, turn), refused);
    }

    protected override async Task<AdaptiveCard> CardAsync(DialogTurn turn, AccessReview<RevokeForm> review, CancellationToken ct) => Warned(
        AccessCards.Revoke(turn.Texts, review, Say(turn, review), await SealAsync(turn, review.Form, ct)),
        turn,
        review.Form.Customer,
        review.Relation.Value?.Customer.Name ?? "");

    protected override Operation Make(DialogTurn turn, AccessReview<RevokeForm> review)
    {
        var customer = review.Relation.Value!.Customer;
        return new RevokeAccessOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Target = AccessTarget.Of(review.Found.Subscription!, review.Row!.Entry),
        };
    }

    private ReviewText Say(DialogTurn turn, AccessReview<RevokeForm> review) =>
        AccessLines.Revoke(turn.Texts, review, parts.AdminAgents);

    private static RevokeForm Read(FormInput input) =>
        new(input.Form, input["customer"], AccessKey.Read(input), input["reason"]);
}
