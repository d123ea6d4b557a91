using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>How long a right in a customer's cloud may last: the contract's values.</summary>
internal static class RightDuration
{
    public const string Permanent = "permanent";

    public static IReadOnlyList<string> All { get; } = ["1h", "4h", "8h", "1d", "7d", "30d", Permanent];

    /// <summary>Null for permanent.</summary>
    public static TimeSpan? Length(string duration) => duration switch
    {
        "1h" => TimeSpan.FromHours(1),
        "4h" => TimeSpan.FromHours(4),
        "8h" => TimeSpan.FromHours(8),
        "1d" => TimeSpan.FromDays(1),
        "7d" => TimeSpan.FromDays(7),
        "30d" => TimeSpan.FromDays(30),
        _ => null,
    };

    /// <summary>In words.</summary>
    public static string Say(Texts texts, string duration) => Length(duration) is { } length
        ? Durations.Say(texts, length)
        : texts[GrantOwnerText.Duration_permanent];
}
