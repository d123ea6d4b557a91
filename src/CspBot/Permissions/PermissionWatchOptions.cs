namespace CspBot.Permissions;

/// <summary>Whether and how often the permission watch looks, and whom it tells.</summary>
internal sealed record PermissionWatchOptions
{
    /// <summary>Looks at all.</summary>
    public required bool Watch { get; init; }

    public required TimeSpan PollInterval { get; init; }

    /// <summary>The bot's own application: what it does in Partner Center is nobody's surprise.</summary>
    public required string AppId { get; init; }
}
