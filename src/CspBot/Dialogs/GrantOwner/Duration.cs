using CspBot.Conversation;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>How long a right that is given may last.</summary>
internal static class Duration
{
    public const string Permanent = RightDuration.Permanent;
    public const string Suggested = "8h";

    public static IReadOnlyList<string> All => RightDuration.All;

    /// <inheritdoc cref="RightDuration.Length"/>
    public static TimeSpan? Length(string duration) => RightDuration.Length(duration);
}
