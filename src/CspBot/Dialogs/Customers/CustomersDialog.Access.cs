using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <content>Who has access: which subscription, then its list a page at a time.</content>
internal sealed partial class CustomersDialog
{
    private const int MostMeant = 3;

    /// <summary>Whoever speaks of somebody and of no customer means where that person has something that ends by itself.</summary>
    private async Task<DialogReply> AccessAsync(DialogTurn turn, CancellationToken ct)
    {
        var (words, where) = (turn.Input["customer"], turn.Input["subscription"]);
        if (words.Length == 0 && !turn.Input.IsLeftEmpty("customer") && AccessSaid.Read(turn.Input).Named is { Length: > 0 } named)
        {
            var timed = await access.ListTimedAsync(turn, named, ct);
            if (timed.DistinctBy(place => place.Customer).ToList() is not [var only])
                return Show(await customers.AskAsync(this, turn, About(turn, named, timed), ct));
            (words, where) = (only.Customer, where.Length == 0 && timed is [var one] ? one.Subscription : where);
        }

        return await WithCustomerAsync(turn, words, customer => AccessAsync(turn, customer, where, ct), ct, "access");
    }

    private static CustomerQuestion About(DialogTurn turn, string named, IReadOnlyList<TimedPlace> timed) => new(
        "access",
        [
            .. timed.DistinctBy(place => place.Customer)
                .Take(MostMeant)
                .Select(place => new Customer(place.Customer, place.CustomerName, "")),
        ],
        Look.Banner(
            Look.Calm,
            turn.Texts[timed.Count > 0 ? CustomerAccessText.WhereOfSeveral : CustomerAccessText.WhereUnknown, named]));

    private async Task<DialogReply> AccessAsync(DialogTurn turn, Customer customer, string named, CancellationToken ct)
    {
        var said = AccessSaid.Read(turn.Input);
        if (!Guid.TryParse(named, out var subscription))
        {
            var sold = await access.SoldAsync(turn, customer.Id, ct);
            if (sold.Fault is { } unread)
                return new DialogReply.Refuse(Refusal.From(unread));
            var meant = sold.Value is [var only] ? only.Id : HeardNames.Meant(named, sold.Value!.Select(one => (one.Name, one.Id)));
            if (meant is null)
                return Show(AccessCards.Choose(turn.Texts, customer, sold.Value!, AccessPage.Read(turn.Input["page"]), said));
            subscription = Guid.Parse(meant);
        }

        var found = await access.ReadAsync(turn, customer.Id, subscription.ToString(), ct) with { Said = said };
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
