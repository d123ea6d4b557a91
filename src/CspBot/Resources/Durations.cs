namespace CspBot.Resources;

/// <summary>Lengths of time as people say them: one day is not “1 days”.</summary>
/// <remarks>
/// A library for it was tried (Humanizer 3.0.10) and left out: 30 days become “one month” and “4 semaines”, 1,234 days lose the
/// reader's separator, an hour to come is “an hour from now”; and what it says would stand in no resource file, so that a
/// third language had two sources. This is five pairs.
/// </remarks>
internal static class Durations
{
    /// <summary>In whole days, none of which is less than a day; what has passed is none.</summary>
    public static string Days(Texts texts, TimeSpan length) => Math.Max(0, (long)Math.Floor(length.TotalDays)) switch
    {
        0 => texts[CommonText.Days_None],
        var days => Count(texts, days, CommonText.Days_One, CommonText.Days_Many),
    };

    /// <summary>In the largest unit that fits: 8 hours, 7 days, 25 minutes.</summary>
    public static string Say(Texts texts, TimeSpan length) => length switch
    {
        { TotalMinutes: < 59.5 } => Count(
            texts, Math.Max(1, (long)Math.Round(length.TotalMinutes)), CommonText.Minutes_One, CommonText.Minutes_Many),
        { TotalHours: < 23.5 } => Count(texts, (long)Math.Round(length.TotalHours), CommonText.Hours_One, CommonText.Hours_Many),
        _ => Count(texts, (long)Math.Round(length.TotalDays), CommonText.Days_One, CommonText.Days_Many),
    };

    /// <summary>In hours and minutes, however many: 51 hours, 9 hours 20 minutes.</summary>
    public static string Whole(Texts texts, TimeSpan length)
    {
        var (hours, minutes) = Math.DivRem((long)Math.Round(length.TotalMinutes), 60);
        return string.Join(' ', new[]
        {
            hours > 0 ? Count(texts, hours, CommonText.Hours_One, CommonText.Hours_Many) : "",
            minutes > 0 || hours == 0 ? Count(texts, minutes, CommonText.Minutes_One, CommonText.Minutes_Many) : "",
        }.Where(part => part.Length > 0));
    }

    private static string Count(Texts texts, long count, string one, string many) =>
        count == 1 ? texts[one] : texts[many, count.ToString("N0", texts.Culture)];
}
