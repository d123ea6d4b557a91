using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;

namespace CspBot.Dialogs.Customers;

/// <content>Who has access: which subscription, then its list a page at a time.</content>
internal sealed partial class CustomersDialog
{
    /// <summary>Whom a phrase spoke of; a button names an id instead.</summary>
    private static string NamedIn(DialogTurn turn) =>
        turn.Input["user"] is { Length: <= Meant.LongestValue } user && AccessFound.People(user).All(HeardNames.IsWords) ? user : "";

    private Task<DialogReply> AccessAsync(DialogTurn turn, CancellationToken ct) =>
        WithCustomerAsync(turn, turn.Input["customer"], customer => AccessAsync(turn, customer, ct), ct, "access");

    private async Task<DialogReply> AccessAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var named = turn.Input["subscription"];
        if (!Guid.TryParse(named, out var subscription))
        {
            var sold = await access.SoldAsync(turn, customer.Id, ct);
            if (sold.Fault is { } unread)
                return new DialogReply.Refuse(Refusal.From(unread));
            var meant = sold.Value is [var only] ? only.Id : HeardNames.Meant(named, sold.Value!.Select(one => (one.Name, one.Id)));
            if (meant is null)
                return Show(AccessCards.Choose(turn.Texts, customer, sold.Value!, AccessPage.Read(turn.Input["page"]), NamedIn(turn)));
            subscription = Guid.Parse(meant);
        }

        var found = await access.ReadAsync(turn, customer.Id, subscription.ToString(), ct) with { Named = NamedIn(turn) };
        if (found.Sold.Fault is { } fault)
            return new DialogReply.Refuse(Refusal.From(fault));
        if (found.Subscription is not { } one)
            return new DialogReply.Refuse(new Refusal("CustomerAccess.SubscriptionNotOfCustomer", named, customer.Name));
        if (found.View.Fault is { } hidden)
            return ReviewLine.IsHidden(hidden)
                ? Show(AccessCards.Hidden(turn.Texts, customer, one, parts.AdminAgents))
                : new DialogReply.Refuse(Refusal.From(hidden));
        return Show(AccessCards.List(
            turn.Texts, new AccessPage(customer, found, AccessPage.Read(turn.Input["page"]), acts.OpenTo(turn.Caller, this))));
    }
}
