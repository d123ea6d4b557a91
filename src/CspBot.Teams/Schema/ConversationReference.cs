namespace CspBot.Teams;

/// <summary>All that is needed to speak in a conversation later: plain strings, fit for a store.</summary>
/// <remarks>Facts teams-protocol §5.1. The service URL belongs to the conversation, never to the bot.</remarks>
public sealed record ConversationReference
{
    /// <summary>Where this conversation's Connector answers.</summary>
    public required Uri ServiceUrl { get; init; }

    /// <summary>Id of the conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>personal, groupChat, channel.</summary>
    public required string ConversationType { get; init; }

    /// <summary>The Entra tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The person's Entra object id; null for the channel itself.</summary>
    public string? AadObjectId { get; init; }

    /// <summary>The person's bot-scoped address (<c>29:…</c>).</summary>
    public string? UserId { get; init; }

    /// <summary>The person's name as Teams gave it.</summary>
    public string? UserName { get; init; }

    /// <summary>The bot's address (<c>28:…</c>).</summary>
    public string? BotId { get; init; }

    /// <summary>The person's language.</summary>
    public string? Locale { get; init; }

    /// <summary>The person's IANA time zone.</summary>
    public string? TimeZone { get; init; }
}
