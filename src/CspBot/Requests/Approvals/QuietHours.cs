using System.Globalization;
using CspBot.Resources;

namespace CspBot.Requests.Approvals;

/// <summary>When nobody is reminded, on each approver's own clock: <c>20:00-07:00</c>.</summary>
internal sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>The two times read; null where it is no such span.</summary>
    public static QuietHours? Read(string? text) =>
        text?.Split('-', StringSplitOptions.TrimEntries) is [var from, var to] && Time(from) is { } begin && Time(to) is { } end
        && begin != end
            ? new QuietHours(begin, end)
            : null;

    /// <summary>When a reminder of this moment comes: at the end of the quiet hours that it falls into, else now.</summary>
    /// <param name="zone">The reader's; UTC where it is not known.</param>
    public DateTimeOffset After(DateTimeOffset now, TimeZoneInfo? zone) =>
        Zones.QuietUntil(zone ?? TimeZoneInfo.Utc, From, To, now) ?? now;

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
