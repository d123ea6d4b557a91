using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>The sentences of a customer's card; what could not be read says so, with the reason.</summary>
internal static class CustomerLines
{
    private const int MostOwners = 3;

    /// <summary>Relation, agreement, budget, permission.</summary>
    public static IEnumerable<ReviewLine> Standing(Texts texts, CustomerView view)
    {
        foreach (var line in Relation(texts, view))
            yield return line;
        yield return view.Agreement switch
        {
            { Fault: { } fault } => Unread(texts, CustomersText.AgreementUnread, fault),
            { Value: { IsDirectlySigned: true } } => new ReviewLine(Mark.Done, texts[CustomersText.AgreementSigned]),
            { Value: { IsConfirmed: true, AgreedAt: { } at } } =>
                new ReviewLine(Mark.Done, texts[CustomersText.AgreementConfirmed, texts.Day(at)]),
            { Value: { IsConfirmed: true } } => new ReviewLine(Mark.Done, texts[CustomersText.AgreementStands]),
            _ => new ReviewLine(Mark.Caution, texts[CustomersText.AgreementMissing], texts[CustomersText.AgreementMissing_Help]),
        };
        if (BudgetLine.Of(texts, view.Budget) is { } budget)
            yield return budget with { Help = null };
        yield return view.Permissions switch
        {
            { Fault: { } fault } => Unread(texts, CustomersText.PermissionUnread, fault),
            { Value: { ReservedInstances: true, SavingsPlan: true } } => ReviewLine.Effect(texts[CustomersText.PermissionBoth]),
            { Value: { ReservedInstances: true } } => ReviewLine.Effect(texts[CustomersText.PermissionReserved]),
            { Value: { SavingsPlan: true } } => ReviewLine.Effect(texts[CustomersText.PermissionSavings]),
            _ => new ReviewLine(Mark.Waiting, texts[CustomersText.PermissionOff]),
        };
    }

    /// <summary>Quantity, state and renewal of a subscription.</summary>
    public static string Details(Texts texts, SoldSubscription one)
    {
        var parts = new List<string>();
        if (one is { Kind: SoldKind.Licence, Quantity: { } quantity })
            parts.Add(texts[quantity == 1 ? CustomersText.LicencesOne : CustomersText.Licences, quantity.ToString("N0", texts.Culture)]);
        if (KindOf(one) is { } kind && !Texts.All.Any(any => any[kind].Equals(one.Name, StringComparison.OrdinalIgnoreCase)))
            parts.Add(texts[kind]);
        parts.Add(StateWords.Say(texts, one.Status));
        if (one is { IsActive: true, EndsAt: { } end })
            parts.Add(texts[
                one.Renews switch
                {
                    true => CustomersText.RenewsOn,
                    false => CustomersText.EndsOn,
                    null => CustomersText.RunsUntil,
                },
                texts.Day(end)]);
        return string.Join(" · ", parts);
    }

    private static string? KindOf(SoldSubscription one) => one.Kind switch
    {
        SoldKind.Legacy => CommonText.Kind_Legacy,
        SoldKind.AzurePlan => CommonText.Kind_AzurePlan,
        _ => null,
    };

    public static string State(Texts texts, AzureSubscription one) =>
        texts[one.IsActive ? CustomersText.AzureActive : CustomersText.AzureNotActive];

    /// <summary>Who is Owner of it, or that nobody asked, or could.</summary>
    public static string Owners(Texts texts, CustomerView view, AzureSubscription one)
    {
        if (view.Owners.Fault is not null || !view.OwnersOf.Contains(one.Id))
            return texts[CustomersText.OwnersNotRead];
        var names = view.Owners.Value!
            .Where(owner => owner.Subscriptions.Any(on => on.Id == one.Id)).Select(owner => owner.User.DisplayName).ToList();
        return names.Count == 0 ? texts[CustomersText.OwnersNone]
            : names.Count <= MostOwners ? texts[CustomersText.Owners, string.Join(", ", names)]
            : texts[CustomersText.OwnersMore, string.Join(", ", names.Take(MostOwners)), names.Count - MostOwners];
    }

    /// <summary>The last orders, newest first.</summary>
    public static IEnumerable<AdaptiveElement> Purchases(Texts texts, CustomerView view)
    {
        if (view.Orders.Fault is { } fault)
        {
            var line = Unread(texts, CustomersText.OrdersUnread, fault);
            yield return Look.Line(line.Mark, line.Text);
            yield break;
        }

        if (view.Orders.Value is not { Count: > 0 } orders)
        {
            yield return Look.Quiet(texts[CustomersText.OrdersNone]);
            yield break;
        }

        foreach (var order in orders.Take(CustomerView.MostOrders))
        {
            var what = string.Join(", ", order.Lines.Take(2).Select(line => texts[
                CustomersText.OrderLine, ProductWords.Number(texts, line.Quantity), ProductWords.Named(texts, line.Name)]));
            var who = view.Origins.FirstOrDefault(origin => origin.Key.Equals(order.Id, StringComparison.OrdinalIgnoreCase)).Value;
            yield return Look.Text(what.Length > 0 ? what : order.Id);
            yield return Look.Small(string.Join(" · ", new[]
            {
                order.CreatedAt is { } at ? texts.Day(at) : "",
                who switch
                {
                    { IsOwn: true, Request: { } request } => texts[CustomersText.OrderByRequest, request],
                    { By: { Length: > 0 } by } => texts[CustomersText.OrderBy, by],
                    _ => "",
                },
            }.Where(part => part.Length > 0).DefaultIfEmpty(StateWords.Say(texts, order.Status))));
        }
    }

    /// <summary>A part that could not be read: the rest of the card holds all the same.</summary>
    /// <param name="key">A sentence with a place for the reason.</param>
    public static ReviewLine Unread(Texts texts, string key, CloudFault fault) =>
        new(Mark.Caution, texts[key, Sentences.What(Refusal.From(fault), texts)]);

    /// <summary>What is well in a line each; what is missing with its advice.</summary>
    private static IEnumerable<ReviewLine> Relation(Texts texts, CustomerView view) => view.Relation switch
    {
        { Relation.Fault: { } fault } => [Unread(texts, CustomersText.RelationUnread, fault)],
        { Relation.Value: { } relation, Access: var access } => RelationSection.Lines(texts, relation, access, view.Places)
            .Select(line => line.Mark == Mark.Done ? line with { Help = null } : line),
        _ => [],
    };
}
