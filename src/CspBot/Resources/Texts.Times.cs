using System.Globalization;
using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>Points in time, on the reader's clock and as the reader writes them.</summary>
internal sealed partial class Texts
{
    /// <summary>
    /// A point in time on the reader's clock. Its zone is named where it is not the reader's: where nobody told the reader's, UTC.
    /// </summary>
    public string Time(DateTimeOffset at) => IsShared ? AdaptiveDateTime.Mark(at, withTime: true) : Time(at, Zone);

    /// <summary>A point in time on the clock of that zone, which is named unless it is the reader's; null: UTC.</summary>
    public string Time(DateTimeOffset at, TimeZoneInfo? zone) => Moment(at, zone ?? TimeZoneInfo.Utc, named: !IsReaders(zone));

    /// <summary>The same with the zone's name in any case: for who reads it is not known.</summary>
    public string TimeNamed(DateTimeOffset at) => Moment(at, Zone ?? TimeZoneInfo.Utc, named: true);

    /// <summary>The same never with it: where the card names the zone once.</summary>
    public string TimeUnnamed(DateTimeOffset at, TimeZoneInfo? zone) => Moment(at, zone ?? TimeZoneInfo.Utc, named: false);

    /// <summary>
    /// The point in time with how far it is from now: “in 25 minutes, 20:59”. Only in an answer to something said or clicked: a card that
    /// stands grows old, and its words would not.
    /// </summary>
    public string Near(DateTimeOffset at, DateTimeOffset now)
    {
        var away = (at - now).Duration();
        if (IsShared || away >= TimeSpan.FromDays(1))
            return Time(at);
        var zone = Zone ?? TimeZoneInfo.Utc;
        var isToday = TimeZoneInfo.ConvertTime(at, zone).Date == TimeZoneInfo.ConvertTime(now, zone).Date;
        var when = isToday && Zone is not null && !IsTwofold(at, zone) ? Clock(at, zone) : Time(at);
        return this[at > now ? CommonText.In : CommonText.Ago, Durations.Say(this, away), when];
    }

    /// <summary>
    /// The day of a point in time, where the reader is; the month as a word, so that nobody takes it for the day. What services tell as
    /// a day comes as its midnight in UTC, and is that day everywhere.
    /// </summary>
    public string Day(DateTimeOffset at)
    {
        if (at.UtcDateTime.TimeOfDay == TimeSpan.Zero)
            return Day(DateOnly.FromDateTime(at.UtcDateTime));
        return IsShared ? AdaptiveDateTime.Mark(at, withTime: false) : DayThere(at);
    }

    /// <summary>The day of a point in time in the reader's zone, whoever else reads it.</summary>
    public string DayThere(DateTimeOffset at) =>
        Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone ?? TimeZoneInfo.Utc).DateTime));

    /// <summary>A day of the calendar.</summary>
    public string Day(DateOnly day) => Written(day, IsMonthFirst ? "MMM d, yyyy" : "d MMM yyyy");

    /// <summary>The same where the year is plain.</summary>
    public string ShortDay(DateOnly day) => Written(day, IsMonthFirst ? "MMM d" : "d MMM");

    /// <summary>A time of day; 11:27 pm where people write p.m., which at a sentence's end would have two dots.</summary>
    public string Clock(TimeOnly time)
    {
        var format = Culture.DateTimeFormat;
        var (said, half) = (time.ToString(format.ShortTimePattern, Culture), time.Hour < 12 ? format.AMDesignator : format.PMDesignator);
        return half.EndsWith('.') ? said.Replace(half, half.Replace(".", "", StringComparison.Ordinal), StringComparison.Ordinal) : said;
    }

    /// <summary>The zone in brackets behind a time, where it is not the reader's; else nothing.</summary>
    public string ZoneBehind(string zone) => IsReaders(Zones.Find(zone)) ? "" : $" ({zone})";

    private bool IsMonthFirst => Culture.DateTimeFormat.MonthDayPattern.StartsWith('M');

    private bool IsReaders(TimeZoneInfo? zone) => !IsShared && zone is not null && zone.Id == Zone?.Id;

    private string Moment(DateTimeOffset at, TimeZoneInfo zone, bool named)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var said = $"{Day(DateOnly.FromDateTime(local.DateTime))} {Clock(at, zone)}";
        if (IsTwofold(at, zone))
            return $"{said} ({(named ? zone.Id + ", " : "")}UTC{local.Offset.TotalHours:+0.##;-0.##})";
        return !named ? said : zone.Id == TimeZoneInfo.Utc.Id ? said + " UTC" : $"{said} ({zone.Id})";
    }

    private string Clock(DateTimeOffset at, TimeZoneInfo zone) => Clock(TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));

    /// <summary>The clocks show it twice that night: which of them is meant tells the distance to UTC.</summary>
    private static bool IsTwofold(DateTimeOffset at, TimeZoneInfo zone) => zone.IsAmbiguousTime(at);

    /// <summary>French counts the first of a month (1er févr.).</summary>
    private string Written(DateOnly day, string format) => day.Day == 1 && Language == "fr" && format[0] == 'd'
        ? "1er" + day.ToString(format, Culture)[1..]
        : day.ToString(format, Culture);
}
