using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;

namespace CspBot.Dialogs.Customers;

/// <content>The customer's card, and all that it is sold.</content>
internal sealed partial class CustomersDialog
{
    /// <summary>A click that names a customer of the list shows its card, also while its relation cannot be read.</summary>
    private Task<DialogReply> ShowAsync(DialogTurn turn, CancellationToken ct) => desk.Known(turn, turn.Input["customer"]) is { } known
        ? ShowAsync(turn, known, ct)
        : OpenAsync(turn, turn.Input["customer"], ct);

    private async Task<DialogReply> ShowAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var view = await desk.ReadAsync(turn, customer, ct);
        return view.Relation.Relation.Fault is { Reason: CloudReason.NotOurCustomer } fault
            ? new DialogReply.Refuse(Refusal.From(fault))
            : Show(CustomerCards.One(turn.Texts, view, turn.Caller, acts.OpenTo(turn.Caller, this)));
    }

    private Task<DialogReply> SubscriptionsAsync(DialogTurn turn, CancellationToken ct) =>
        WithCustomerAsync(turn, turn.Input["customer"], customer => SubscriptionsAsync(turn, customer, ct), ct);

    private async Task<DialogReply> SubscriptionsAsync(DialogTurn turn, Customer customer, CancellationToken ct) =>
        await desk.SoldAsync(turn, customer, ct) switch
        {
            { Fault: { } fault } => new DialogReply.Refuse(Refusal.From(fault)),
            var sold => Show(CustomerCards.All(turn.Texts, SoldPage.Of(customer, sold.Value!, turn.Input["page"]))),
        };
}
