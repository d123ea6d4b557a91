using AdaptiveCards;
using CspBot.Resources;

namespace CspBot.Requests.Approvals;

/// <summary>What the rules add to a card: the warning about a sensitive customer, the ticket's field, and the way to it.</summary>
internal static class PolicyCards
{
    /// <summary>Null where there is nothing to warn of.</summary>
    public static AdaptiveContainer? Warning(StoredWarning? warning, Texts texts) =>
        warning is null ? null : Look.Banner(Look.Warning, texts[PolicyText.Sensitive], warning.In(texts.Language));

    /// <summary>The field for the ticket that a rule wants.</summary>
    public static AdaptiveTextInput TicketField(Texts texts, string rule, string example, string typed) => new()
    {
        Id = PolicyTicket.Input,
        Label = texts[PolicyText.TicketLabel, rule],
        Placeholder = example,
        IsRequired = true,
        ErrorMessage = texts[PolicyText.Refusal_TicketMissing, rule, example],
        MaxLength = PolicyTicket.Longest,
        Value = typed.Length > 0 ? typed : null,
    };

    /// <summary>The card with that field, where a ticket is what was refused and the card has no place for one.</summary>
    public static AdaptiveCard WithTicket(AdaptiveCard card, Refusal refusal, string typed, Texts texts)
    {
        var hasField = CardParts.All(card).Any(part => part is AdaptiveInput { Id: PolicyTicket.Input });
        var isOwn = CardParts.Buttons(card).OfType<AdaptiveExecuteAction>().Any(
            button => button.DataJson?.Contains($"\"{PolicyTicket.Input}\":", StringComparison.Ordinal) == true);
        if (refusal is { Reason: PolicyTicket.Missing or PolicyTicket.Wrong, Args: [var rule, var example, ..] } && !hasField && !isOwn)
            card.Body.Add(TicketField(texts, rule, example, typed));
        return card;
    }

    /// <summary>A word that opens the ticket; null where no rule says where.</summary>
    public static AdaptiveElement? TicketLink(Request request, Texts texts) => request.Rule is { Ticket: { } ticket, TicketLink: { } link }
        ? Look.Words(
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(texts[PolicyText.OpenTicket, ticket])
                    {
                        Wrap = true,
                        Color = AdaptiveTextColor.Accent,
                        Weight = AdaptiveTextWeight.Bolder,
                    },
                ],
                Width = "auto",
                SelectAction = new AdaptiveOpenUrlAction { Title = texts[PolicyText.OpenTicket, ticket], Url = new Uri(link) },
            },
        ])
        : null;
}
