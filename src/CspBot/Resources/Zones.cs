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

    /// <summary>The next time the clock on the wall shows this.</summary>
    public static DateTimeOffset Next(TimeZoneInfo zone, TimeOnly time, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        for (var day = today; ; day = day.AddDays(1))
        {
            // Default is no moment of any wall: the day has none that is still to come.
            if (Moments(zone, day.ToDateTime(time)).FirstOrDefault(at => at > now) is var next && next != default)
                return next;
        }
    }

    /// <summary>The end of the quiet hours that it is in there; null outside of them. The first minute is quiet, the last is not.</summary>
    public static DateTimeOffset? QuietUntil(TimeZoneInfo zone, TimeOnly from, TimeOnly to, DateTimeOffset now) =>
        from != to && TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).IsBetween(from, to)
            ? Next(zone, to, now)
            : null;
}
