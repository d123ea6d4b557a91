namespace CspBot.Resources;

/// <summary>Lengths in days as people say them: one day is not “1 days”, and none is less than a day.</summary>
internal static class DayWords
{
    /// <param name="length">Whole days count; what has passed is none.</param>
    public static string Say(Texts texts, TimeSpan length) => Math.Max(0, (long)Math.Floor(length.TotalDays)) switch
    {
        0 => texts[CommonText.Days_None],
        1 => texts[CommonText.Days_One],
        var days => texts[CommonText.Days_Many, days.ToString("N0", texts.Culture)],
    };
}
