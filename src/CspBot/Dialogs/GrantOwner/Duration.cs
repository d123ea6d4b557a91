namespace CspBot.Dialogs.GrantOwner;

/// <summary>How long an Owner right may last: the contract's values.</summary>
internal static class Duration
{
    public const string Permanent = "permanent";
    public const string Suggested = "8h";

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
}
