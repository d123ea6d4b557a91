namespace CspBot.Proactive;

/// <summary>How often the policy watch looks, and whom it tells (section Purchases: the same route as notices of purchases).</summary>
internal sealed record PolicyWatchOptions
{
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where notices go; null: to everybody who may approve, in their own chats.</summary>
    public string? Conversation { get; init; }

    /// <summary>The partner's Entra tenant.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The bot's own application: what it does in Partner Center is nobody's surprise.</summary>
    public string AppId { get; init; } = "";

    /// <summary>Object id of the approvers' group.</summary>
    public string ApproversGroupId { get; init; } = "";
}
