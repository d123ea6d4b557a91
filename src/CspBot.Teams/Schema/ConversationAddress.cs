using Microsoft.Bot.Connector;
using Microsoft.Bot.Schema;

namespace CspBot.Teams;

/// <summary>
/// What is kept of a conversation to speak there later: the SDK's <see cref="ConversationReference"/> as plain strings, fit
/// for a store, with the reader's time zone.
/// </summary>
/// <remarks>Facts teams-protocol §5.1. The service URL belongs to the conversation, never to the bot.</remarks>
public sealed record ConversationAddress
{
    /// <summary>Where this conversation's Connector answers.</summary>
    public required Uri ServiceUrl { get; init; }

    /// <summary>Id of the conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>personal, groupChat, channel.</summary>
    public required string ConversationType { get; init; }

    /// <summary>What people call the conversation: the topic of a group chat, team and channel; null when no activity said it.</summary>
    public string? ConversationName { get; init; }

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

    /// <summary>
    /// Where an activity came from, with the person who acted. A thread's <c>;messageid=</c> stays in the conversation's id.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The activity names no conversation, service URL or tenant; the endpoint lets none such in.
    /// </exception>
    public static ConversationAddress From(Activity activity) => new()
    {
        ServiceUrl = activity.ServiceUrl is { } url
            ? new Uri(url)
            : throw new ArgumentException("The activity names no service URL.", nameof(activity)),
        ConversationId = activity.Conversation?.Id ?? throw new ArgumentException("The activity names no conversation.", nameof(activity)),
        ConversationType = activity.Conversation.ConversationType ?? (activity.Conversation.IsGroup == true ? "groupChat" : "personal"),
        ConversationName = NameOf(activity),
        TenantId = activity.TenantId() ?? throw new ArgumentException("The activity names no tenant.", nameof(activity)),
        AadObjectId = activity.From?.AadObjectId,
        UserId = activity.From?.Id,
        UserName = activity.From?.Name,
        BotId = activity.Recipient?.Id,
        Locale = activity.Language(),
        TimeZone = activity.TimeZone(),
    };

    /// <summary>The channel itself instead of one thread in it: the bare id, and no person. Sending there starts a new thread.</summary>
    /// <remarks>Facts teams-protocol §1.3 and §3.2. Personal and group conversations only lose the person.</remarks>
    public ConversationAddress ChannelRoot() => this with
    {
        ConversationId = ConversationId.Split(";messageid=", 2)[0],
        AadObjectId = null,
        UserId = null,
        UserName = null,
        Locale = null,
        TimeZone = null,
    };

    /// <summary>Where the SDK's reference leads.</summary>
    /// <exception cref="ArgumentException">It names no conversation or service URL.</exception>
    public static ConversationAddress From(ConversationReference reference) => From(reference.GetContinuationActivity());

    /// <summary>
    /// The General channel has no name of its own (facts teams-protocol §3.1), and most events name neither team nor channel.
    /// </summary>
    private static string? NameOf(Activity activity)
    {
        var teams = activity.TeamsData();
        string?[] parts = [teams?.Team?.Name, teams?.Channel?.Name];
        var named = string.Join(" › ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
        return named.Length > 0 ? named : string.IsNullOrWhiteSpace(activity.Conversation?.Name) ? null : activity.Conversation.Name;
    }
}
