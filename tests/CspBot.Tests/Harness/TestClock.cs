using System.Globalization;

namespace CspBot.Tests.Harness;

/// <summary>
/// The clock at which each test's world begins: the machine's, or the time (UTC) that <c>CSPBOT_TEST_CLOCK</c> names, such as
/// <c>23:59:40</c> of today or <c>2028-02-28T23:59:40</c>. Bot, cloud and bot processes of every test then begin at that time, so
/// that all of them live through midnight, or the end of a month.
/// </summary>
internal static class TestClock
{
    private static readonly string? Begin = Environment.GetEnvironmentVariable("CSPBOT_TEST_CLOCK") is { Length: > 0 } said ? said : null;

    /// <summary>How far a world that begins now is ahead of the machine.</summary>
    public static TimeSpan Ahead()
    {
        if (Begin is null)
            return TimeSpan.Zero;
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return DateTime.TryParseExact(
            Begin, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day - now
            : TimeOnly.ParseExact(Begin, "HH:mm:ss", CultureInfo.InvariantCulture) - TimeOnly.FromDateTime(now);
    }

    /// <summary>The clock of a cloud without a bot.</summary>
    public static TimeProvider World() => Begin is null ? TimeProvider.System : new JumpTime(Ahead());
}
