using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Teams;

/// <summary>An activity as Teams posts it; <see cref="ActivityReader"/> makes the SDK's of it.</summary>
/// <remarks>Fields and forms: facts teams-protocol §1. Ids are opaque; never validate their format.</remarks>
internal sealed record IncomingActivity
{
    /// <summary>message, invoke, conversationUpdate, installationUpdate, …</summary>
    public string Type { get; init; } = "";

    /// <summary>Unique inside one conversation; absent on some event types.</summary>
    public string? Id { get; init; }

    /// <summary>Name of an invoke: <c>adaptiveCard/action</c>, <c>application/search</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What was typed; absent on a card submit.</summary>
    public string? Text { get; init; }

    /// <summary>Reader's language, e.g. <c>fr-FR</c>.</summary>
    [JsonConverter(typeof(TextOrNothing))]
    public string? Locale { get; init; }

    /// <summary>IANA name of the person's time zone.</summary>
    [JsonConverter(typeof(TextOrNothing))]
    public string? LocalTimezone { get; init; }

    /// <summary><c>msteams</c>.</summary>
    public string? ChannelId { get; init; }

    /// <summary>Where the Connector for this conversation answers.</summary>
    public Uri? ServiceUrl { get; init; }

    /// <summary>Who acted.</summary>
    public IncomingAccount? From { get; init; }

    /// <summary>The bot.</summary>
    public IncomingAccount? Recipient { get; init; }

    /// <summary>Where.</summary>
    public IncomingConversation? Conversation { get; init; }

    /// <summary>For a card action the id of the message that holds the card.</summary>
    public string? ReplyToId { get; init; }

    /// <summary><c>add</c>, <c>remove</c>, and their <c>-upgrade</c> forms on installationUpdate.</summary>
    public string? Action { get; init; }

    /// <summary>Accounts that joined.</summary>
    public IReadOnlyList<IncomingAccount>? MembersAdded { get; init; }

    /// <summary>Accounts that left.</summary>
    public IReadOnlyList<IncomingAccount>? MembersRemoved { get; init; }

    /// <summary>When it was sent, in UTC.</summary>
    [JsonConverter(typeof(TextOrNothing))]
    public string? Timestamp { get; init; }

    /// <summary>When it was sent, by the person's clock.</summary>
    [JsonConverter(typeof(TextOrNothing))]
    public string? LocalTimestamp { get; init; }

    /// <summary><c>plain</c>, <c>markdown</c>, <c>xml</c>.</summary>
    [JsonConverter(typeof(TextOrNothing))]
    public string? TextFormat { get; init; }

    /// <summary>Files, cards, and the HTML form of what was typed.</summary>
    [JsonConverter(typeof(ListOrNothing))]
    public IReadOnlyList<JsonElement>? Attachments { get; init; }

    /// <summary>Mentions and client information.</summary>
    [JsonConverter(typeof(ListOrNothing))]
    public IReadOnlyList<JsonElement>? Entities { get; init; }

    /// <summary>An invoke's or submit's payload.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Teams' own part.</summary>
    public IncomingChannelData? ChannelData { get; init; }

    /// <summary>All members that have no property here, as they came.</summary>
    /// <remarks>A setter, not init: the source generator would make it a constructor parameter, which extension data cannot be.</remarks>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}

/// <summary>A person or bot in a conversation.</summary>
internal sealed record IncomingAccount(string? Id, string? Name = null, string? AadObjectId = null)
{
    /// <summary>The older spelling of the Entra object id in member lists.</summary>
    public string? ObjectId { get; init; }

}

/// <summary>A conversation as activities name it.</summary>
internal sealed record IncomingConversation(string? Id)
{
    /// <summary>personal, groupChat, channel.</summary>
    public string? ConversationType { get; init; }

    /// <summary>The Entra tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>True in group chats and channels.</summary>
    public bool? IsGroup { get; init; }

    /// <summary>Topic, when known.</summary>
    public string? Name { get; init; }
}

/// <summary>Teams' own part of an activity; every member optional.</summary>
internal sealed record IncomingChannelData
{
    /// <summary>The Entra tenant.</summary>
    public IncomingEntity? Tenant { get; init; }

    /// <summary>The team, in channels.</summary>
    public IncomingEntity? Team { get; init; }

    /// <summary>The channel.</summary>
    public IncomingEntity? Channel { get; init; }

    /// <summary>What happened, on conversationUpdate.</summary>
    public string? EventType { get; init; }
}

/// <summary>An id with an optional name.</summary>
internal sealed record IncomingEntity(string? Id, string? Name = null);
