using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Teams;

/// <summary>The members of an activity that the Connector is sent: text or one card, never both.</summary>
/// <remarks>Text beside a card is split by the channel and loses the id: facts teams-protocol §1.8.</remarks>
internal sealed record ActivityBody
{
    /// <summary><c>message</c> or <c>typing</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Plain or Markdown text.</summary>
    public string? Text { get; init; }

    /// <summary>Toast and feed text of a card message.</summary>
    public string? Summary { get; init; }

    /// <summary>At most one card.</summary>
    public IReadOnlyList<AttachmentBody>? Attachments { get; init; }

    /// <summary>What of the SDK's activity goes over the wire.</summary>
    public static ActivityBody Of(Activity activity) => new()
    {
        Type = activity.Type,
        Text = activity.Text,
        Summary = activity.Summary,
        Attachments = activity.Attachments is { Count: > 0 } attachments
            ? [.. attachments.Select(one => new AttachmentBody(one.ContentType, Json.Of(one.Content)))]
            : null,
    };
}

/// <summary>One card as attachment.</summary>
internal sealed record AttachmentBody(string ContentType, JsonElement? Content);

/// <summary>Source-generated JSON of the activities.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IncomingActivity))]
[JsonSerializable(typeof(ActivityBody))]
internal sealed partial class ActivityJson : JsonSerializerContext;
