using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Teams;

/// <summary>An activity as it came in: the needed fields typed, everything else kept in <see cref="Rest"/>.</summary>
/// <remarks>Fields and forms: facts teams-protocol §1. Ids are opaque; never validate their format.</remarks>
public sealed partial record Activity
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
    public string? Locale { get; init; }

    /// <summary>IANA name of the person's time zone.</summary>
    public string? LocalTimezone { get; init; }

    /// <summary><c>msteams</c>.</summary>
    public string? ChannelId { get; init; }

    /// <summary>Where the Connector for this conversation answers.</summary>
    public Uri? ServiceUrl { get; init; }

    /// <summary>Who acted.</summary>
    public ChannelAccount? From { get; init; }

    /// <summary>The bot.</summary>
    public ChannelAccount? Recipient { get; init; }

    /// <summary>Where.</summary>
    public ConversationAccount? Conversation { get; init; }

    /// <summary>For a card action the id of the message that holds the card.</summary>
    public string? ReplyToId { get; init; }

    /// <summary><c>add</c>, <c>remove</c>, and their <c>-upgrade</c> forms on installationUpdate.</summary>
    public string? Action { get; init; }

    /// <summary>Accounts that joined.</summary>
    public IReadOnlyList<ChannelAccount>? MembersAdded { get; init; }

    /// <summary>Accounts that left.</summary>
    public IReadOnlyList<ChannelAccount>? MembersRemoved { get; init; }

    /// <summary>Mentions and client information.</summary>
    public IReadOnlyList<JsonElement>? Entities { get; init; }

    /// <summary>An invoke's or submit's payload.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Teams' own part.</summary>
    public TeamsChannelData? ChannelData { get; init; }

    /// <summary>All members that have no property here, as they came.</summary>
    /// <remarks>A setter, not init: the source generator would make it a constructor parameter, which extension data cannot be.</remarks>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }

    /// <summary>The Entra tenant: from the conversation, else from the channel data.</summary>
    [JsonIgnore]
    public string? TenantId => Conversation?.TenantId ?? ChannelData?.Tenant?.Id;

    /// <summary>The person's Entra object id; the identity that counts (facts teams-protocol §1.2).</summary>
    [JsonIgnore]
    public string? AadObjectId => From?.AadObjectId;
}

/// <summary>A person or bot in a conversation.</summary>
public sealed record ChannelAccount(string Id, string? Name = null, string? AadObjectId = null)
{
    /// <summary>The older spelling of the Entra object id in member lists.</summary>
    public string? ObjectId { get; init; }

    /// <summary>User principal name, in member lists.</summary>
    public string? UserPrincipalName { get; init; }
}

/// <summary>A conversation as activities name it.</summary>
public sealed record ConversationAccount(string Id)
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
public sealed record TeamsChannelData
{
    /// <summary>The Entra tenant.</summary>
    public TeamsEntity? Tenant { get; init; }

    /// <summary>The team, in channels.</summary>
    public TeamsEntity? Team { get; init; }

    /// <summary>The channel.</summary>
    public TeamsEntity? Channel { get; init; }

    /// <summary>What happened, on conversationUpdate.</summary>
    public string? EventType { get; init; }
}

/// <summary>An id with an optional name.</summary>
public sealed record TeamsEntity(string? Id, string? Name = null);
