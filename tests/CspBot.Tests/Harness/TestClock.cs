using System.Globalization;

namespace CspBot.Tests.Harness;

/// <summary>
/// The clock at which each test's world begins: the machine's, or the time of day (UTC) that <c>CSPBOT_TEST_CLOCK</c> names, such as
/// <c>23:59:40</c>. Bot, cloud and bot processes of every test then begin at that time, so that all of them live through midnight.
/// </summary>
internal static class TestClock
{
    private static readonly TimeOnly? Begin = Environment.GetEnvironmentVariable("CSPBOT_TEST_CLOCK") is { Length: > 0 } said
        ? TimeOnly.ParseExact(said, "HH:mm:ss", CultureInfo.InvariantCulture)
        : null;

    /// <summary>How far a world that begins now is ahead of the machine: less than a day.</summary>
    public static TimeSpan Ahead() =>
        Begin is { } begin ? begin - TimeOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime) : TimeSpan.Zero;

    /// <summary>The clock of a cloud without a bot.</summary>
    public static TimeProvider World() => Begin is null ? TimeProvider.System : new JumpTime(Ahead());
}
