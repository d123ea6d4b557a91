using System.Text.Json;
using AdaptiveCards;
using Microsoft.Bot.Builder;

namespace CspBot.Teams;

/// <summary>Messages that hold one card and nothing beside it.</summary>
public static class CardMessage
{
    /// <summary>Content type of an Adaptive Card.</summary>
    public const string ContentType = AdaptiveCard.ContentType;

    /// <summary>A message that shows the card; its fallback text becomes the summary, which toast and feed show.</summary>
    public static Activity Of(AdaptiveCard card) => Of(JsonElement.Parse(card.ToJson()), card.FallbackText);

    /// <summary>A message that shows a card given as JSON.</summary>
    public static Activity Of(JsonElement card, string? summary)
    {
        var message = (Activity)MessageFactory.Attachment(new Attachment(ContentType, content: card));
        message.Summary = summary;
        return message;
    }
}
