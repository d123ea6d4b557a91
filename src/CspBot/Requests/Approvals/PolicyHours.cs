using System.Globalization;
using CspBot.Resources;

namespace CspBot.Requests.Approvals;

/// <summary>When a rule lets something be asked for: <c>Mon-Fri 08:00-18:00 Europe/Paris</c>.</summary>
/// <param name="First">The first day of the week on which it is open.</param>
/// <param name="Last">The last one; the same for one day.</param>
internal sealed record PolicyHours(DayOfWeek First, DayOfWeek Last, TimeOnly From, TimeOnly To, string Zone)
{
    /// <summary>Reason of the refusal of what is asked for outside of them.</summary>
    public const string Closed = "Policy.Closed";

    private const int DaysInAWeek = 7;
    private const string DaysEnd = "24:00";

    /// <summary>The days as rules write them, Monday first.</summary>
    public static IReadOnlyList<string> DayNames { get; } = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>As it stands in a rule.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{NameOf(First)}{(First == Last ? "" : "-" + NameOf(Last))} {From:HH:mm}-{Closes} {Zone}");

    /// <summary>The three words of <see cref="Text"/> read; null where one of them is none.</summary>
    public static PolicyHours? Read(string days, string hours, string zone)
    {
        var (firstDay, lastDay) = days.Split('-') switch
        {
            [var one] => (Day(one), Day(one)),
            [var one, var other] => (Day(one), Day(other)),
            _ => (null, null),
        };
        return firstDay is { } first && lastDay is { } last && hours.Split('-') is [var from, var to]
            && Time(from) is { } opens && Time(to) is { } closes && opens < closes && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)
                ? new PolicyHours(first, last, opens, closes, zone)
                : null;
    }

    /// <summary>The day that a word means; null for none.</summary>
    public static DayOfWeek? Day(string word) =>
        DayNames.ToList().FindIndex(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at
            ? (DayOfWeek)((at + 1) % DaysInAWeek)
            : null;

    /// <summary>The time that <c>08:00</c> means, <c>24:00</c> the day's end; null for none.</summary>
    public static TimeOnly? Time(string word) =>
        word == DaysEnd ? TimeOnly.MaxValue
        : TimeOnly.TryParseExact(word, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    public bool IsOpen(DateTimeOffset at)
    {
        var there = TimeZoneInfo.ConvertTime(at, ZoneInfo);
        var time = TimeOnly.FromTimeSpan(there.TimeOfDay);
        return IsOn(there.DayOfWeek) && time >= From && time < To;
    }

    /// <summary>The day there on which it opens next, at midnight in UTC, as days are told.</summary>
    /// <param name="at">Outside the hours.</param>
    public DateTimeOffset OpensOn(DateTimeOffset at)
    {
        var there = TimeZoneInfo.ConvertTime(at, ZoneInfo);
        var day = DateOnly.FromDateTime(there.DateTime);
        if (TimeOnly.FromTimeSpan(there.TimeOfDay) >= From)
            day = day.AddDays(1);
        while (!IsOn(day.DayOfWeek))
            day = day.AddDays(1);
        return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
    }

    /// <summary>In the reader's words: the days by their short names, the zone as it is.</summary>
    public string Words(Texts texts)
    {
        var names = texts.Culture.DateTimeFormat.AbbreviatedDayNames;
        var days = First == Last ? names[(int)First] : $"{names[(int)First]}–{names[(int)Last]}";
        return string.Create(CultureInfo.InvariantCulture, $"{days} {From:HH:mm}–{Closes} ({Zone})");
    }

    private string Closes => To == TimeOnly.MaxValue ? DaysEnd : To.ToString("HH:mm", CultureInfo.InvariantCulture);

    private TimeZoneInfo ZoneInfo => TimeZoneInfo.FindSystemTimeZoneById(Zone);

    private static string NameOf(DayOfWeek day) => DayNames[((int)day + DaysInAWeek - 1) % DaysInAWeek];

    /// <summary>From the first day on through the week, over its end where the last one comes before.</summary>
    private bool IsOn(DayOfWeek day) =>
        (day - First + DaysInAWeek) % DaysInAWeek <= (Last - First + DaysInAWeek) % DaysInAWeek;
}
