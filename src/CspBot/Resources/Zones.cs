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

    /// <summary>
    /// When the clock on the wall shows this, in order: once; twice where the clocks are set back over it; where summer time skips it, as
    /// soon as they go on.
    /// </summary>
    public static IEnumerable<DateTimeOffset> Moments(TimeZoneInfo zone, DateTime wall)
    {
        while (zone.IsInvalidTime(wall))
            wall = wall.AddMinutes(15);
        return zone.IsAmbiguousTime(wall)
            ? zone.GetAmbiguousTimeOffsets(wall).Select(offset => new DateTimeOffset(wall, offset).ToUniversalTime()).Order()
            : [new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime()];
    }
}
