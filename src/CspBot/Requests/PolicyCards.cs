using AdaptiveCards;
using CspBot.Resources;

namespace CspBot.Requests;

/// <summary>What the rules add to a card: the warning about a sensitive customer, the ticket's field, and the way to it.</summary>
internal static class PolicyCards
{
    /// <summary>Null where there is nothing to warn of.</summary>
    public static AdaptiveContainer? Warning(StoredWarning? warning, Texts texts) =>
        warning is null ? null : Look.Banner(Look.Warning, texts[PolicyText.Sensitive], warning.In(texts.Language));

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
