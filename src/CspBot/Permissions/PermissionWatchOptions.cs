namespace CspBot.Permissions;

/// <summary>Whether and how often the permission watch looks, and whom it tells.</summary>
internal sealed record PermissionWatchOptions
{
    /// <summary>Looks at all.</summary>
    public required bool Watch { get; init; }

    public required TimeSpan PollInterval { get; init; }

    /// <summary>Who is told; without one everybody who may approve is told in their own chat.</summary>
    public string? Conversation { get; init; }

    /// <summary>The partner's Entra tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The bot's own application: what it does in Partner Center is nobody's surprise.</summary>
    public required string AppId { get; init; }

    /// <summary>Object id of the approvers' group.</summary>
    public required string ApproversGroupId { get; init; }
}
