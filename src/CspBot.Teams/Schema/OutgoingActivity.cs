using System.Text.Json;
using System.Text.Json.Serialization;
using CspBot.Teams.Cards;

namespace CspBot.Teams;

/// <summary>An activity that the bot sends: text or one card, never both.</summary>
/// <remarks>Text beside a card is split by the channel and loses the id: facts teams-protocol §1.8.</remarks>
public sealed record OutgoingActivity
{
    private OutgoingActivity()
    {
    }

    /// <summary><c>message</c> or <c>typing</c>.</summary>
    public string Type { get; private init; } = "message";

    /// <summary>Plain or Markdown text.</summary>
    public string? Text { get; private init; }

    /// <summary>Toast and feed text of a card message.</summary>
    public string? Summary { get; private init; }

    /// <summary>At most one card.</summary>
    public IReadOnlyList<OutgoingAttachment>? Attachments { get; private init; }

    /// <summary>A text message.</summary>
    public static OutgoingActivity Say(string text) => new() { Text = text };

    /// <summary>A message that holds one card; its fallback text becomes the summary.</summary>
    public static OutgoingActivity Show(AdaptiveCard card) => ShowJson(card.ToJson(), card.FallbackText);

    /// <summary>A message that holds one card given as JSON.</summary>
    public static OutgoingActivity ShowJson(JsonElement card, string summary) =>
        new() { Summary = summary, Attachments = [new OutgoingAttachment(card)] };

    /// <summary>The dots that say the bot is at work.</summary>
    public static OutgoingActivity Typing { get; } = new() { Type = "typing" };
}

/// <summary>One card as attachment.</summary>
public sealed record OutgoingAttachment(JsonElement Content)
{
    /// <summary>Content type of an Adaptive Card.</summary>
    public string ContentType => "application/vnd.microsoft.card.adaptive";
}

/// <summary>Source-generated JSON of the activities.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(OutgoingActivity))]
internal sealed partial class ActivityJson : JsonSerializerContext;
