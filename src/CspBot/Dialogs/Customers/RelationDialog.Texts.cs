using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <content>Texts for the customer: to become ours, and to approve a relationship.</content>
internal sealed partial class RelationDialog
{
    private const string InvitationVerb = CustomersDialog.Own + "/invitation";
    private const string ApprovalVerb = CustomersDialog.Own + "/approval";

    /// <summary>The reseller link from the service with a text around it; also for a company that is not our customer yet.</summary>
    private async Task<DialogReply> InvitationAsync(DialogTurn turn, CancellationToken ct)
    {
        var id = turn.Input["customer"];
        var known = Guid.TryParse(id, out _)
            ? await turn.ProbeAsync(token => azure.GetCustomerAsync(id, token), ct)
            : new Probe<CustomerRelation>(null, null);
        var customer = known.Value?.Customer;
        var language = await LanguageAsync(turn, customer, ct);
        var link = await turn.ReadAsync(azure.GetResellerLinkAsync, ct);
        return Show(RelationCards.Letter(turn.Texts, new RelationText(
            InvitationVerb,
            customer?.Id ?? "",
            turn.Texts[CustomerRelationText.InvitationTitle],
            turn.Texts[CustomerRelationText.InvitationIntro],
            language,
            RelationLetter.Reseller(
                language, turn.Caller.Person.Name, customer?.Name ?? language[CustomerRelationText.SomeCompany], link))));
    }

    /// <summary>What waits for the customer's approval, with the text that asks for it.</summary>
    private async Task<DialogReply> ApprovalAsync(DialogTurn turn, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, turn.Input["customer"], ct, FirstStep);
        if (customer is null)
            return Show(card!);
        var all = await turn.ReadAsync(token => azure.ListRelationsAsync(customer.Id, token), ct);
        if (all.Where(one => one.State == RelationState.ApprovalPending).MaxBy(one => one.ChangedAt) is not { } waiting)
            return new DialogReply.Refuse(new Refusal("CustomerRelation.NothingWaits", customer.Name));
        var language = await LanguageAsync(turn, customer, ct);
        return Show(RelationCards.Letter(turn.Texts, new RelationText(
            ApprovalVerb,
            customer.Id,
            turn.Texts[CustomerRelationText.ApprovalTitle, customer.Name],
            turn.Texts[CustomerRelationText.ApprovalIntro, waiting.ApproveBy is { } until ? turn.Texts.Day(until) : "?"],
            language,
            RelationLetter.Approval(language, turn.Caller.Person.Name, customer.Name, waiting))));
    }

    /// <summary>The one that was chosen, else the customer's; of who is unknown, the reader's.</summary>
    private async Task<Texts> LanguageAsync(DialogTurn turn, Customer? customer, CancellationToken ct)
    {
        if (Texts.All.FirstOrDefault(texts => texts.Language == turn.Input["language"]) is { } chosen)
            return chosen;
        if (customer is null)
            return turn.Texts;
        return RelationLetter.Speaks((await turn.ProbeAsync(token => azure.FindCultureAsync(customer.Id, token), ct)).Value);
    }
}
