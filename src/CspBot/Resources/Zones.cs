namespace CspBot.Resources;

/// <summary>Time zones by their IANA names, as Teams tells them and people choose them.</summary>
internal static class Zones
{
    private const int LongestName = 60;

    /// <summary>The zone of that name; null for anything else. A short name of Windows is none.</summary>
    public static TimeZoneInfo? Find(string? name) =>
        name is { Length: > 0 and <= LongestName }
        && (name.Contains('/', StringComparison.Ordinal) || name == "UTC")
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
