using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// When “until Friday 18:00” or “jusqu’à demain” is, on the reader’s clock: only where every word of it is understood, and the clocks show
/// that time once. A day without a time ends with its last minute.
/// </summary>
internal static partial class PhraseMoment
{
    private static readonly TimeOnly s_lastMinute = new(23, 59);

    /// <summary>Null where it cannot be reckoned exactly, or is over.</summary>
    public static DateTimeOffset? Read(string said, DateTimeOffset now, TimeZoneInfo zone)
    {
        var words = Split(said);
        return Longest(words, 0, Concepts.Until) is > 0 and var behind ? Read(words, behind, now, zone) : null;
    }

    private static DateTimeOffset? Read(List<string> words, int at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (told, today) = (new Told(null, null), Today(now, zone));
        while (at < words.Count)
        {
            var (next, count) = One(words, at, told, today);
            if (count == 0)
                return null;
            (told, at) = (next, at + count);
        }

        return told is (null, null) ? null : At(told, now, zone);
    }

    /// <summary>“Until friday”, or “from tomorrow to friday” with both its ends; null where either cannot be reckoned.</summary>
    public static (DateTimeOffset? From, DateTimeOffset Until)? ReadSpan(string said, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Read(said, now, zone) is { } end)
            return (null, end);
        var (words, today) = (Split(said), Today(now, zone));
        var at = Longest(words, 0, Concepts.Moment);
        var told = new Told(null, null);
        while (at < words.Count && !IsLast(words, at, told) && One(words, at, told, today) is { Count: > 0 } next)
            (told, at) = (next.Told, at + next.Count);
        if (told.Day is not { } first || !IsLast(words, at, told) || On(first, told.Clock ?? TimeOnly.MinValue, zone) is not { } from)
            return null;
        return Read(words, at + Between(words, at), from, zone) is { } until && until > now ? (from > now ? from : now, until) : null;
    }

    /// <summary>The first day is told, and here is what parts it from the last one.</summary>
    private static bool IsLast(List<string> words, int at, Told told) => told.Day is { } first && Between(words, at) is > 0 and var between
        && at + between < words.Count && Day(words, at + between, first) is not null;

    private static int Between(List<string> words, int at) =>
        Math.Max(Longest(words, at, Concepts.Until), Longest(words, at, Concepts.ToUser));

    private static DateTimeOffset? At(Told told, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (day, clock) = (told.Day ?? Today(now, zone), told.Clock ?? s_lastMinute);
        var at = On(day, clock, zone);
        if (at <= now && told.Step > 0)
            at = On(day.AddDays(told.Step), clock, zone);
        return at > now ? at : null;
    }

    private static DateTimeOffset? On(DateOnly day, TimeOnly clock, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(clock);
        return zone.IsInvalidTime(local) || zone.IsAmbiguousTime(local) ? null : new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    private static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    private static List<string> Split(string said) => [.. Word().Matches(Plain(said)).Select(match => match.Value)];

    /// <summary>What the words from here on tell, and how many they are; 0 where nobody knows.</summary>
    private static (Told Told, int Count) One(List<string> words, int at, Told told, DateOnly today)
    {
        if (told.Clock is null && Clock(words, at) is var (clock, clockWords))
            return (told with { Clock = clock }, clockWords);
        if (told.Day is null && Day(words, at, today) is var (day, step, dayWords))
            return (told with { Day = day, Step = step }, dayWords);
        return (told, Longest(words, at, Concepts.Filler));
    }

    private static (TimeOnly Clock, int Count)? Clock(List<string> words, int at)
    {
        if (Longest(words, at, Concepts.Noon) is > 0 and var noon)
            return (new TimeOnly(12, 0), noon);
        if (Longest(words, at, Concepts.Midnight) is > 0 and var midnight)
            return (s_lastMinute, midnight);
        var match = Hour().Match(words[at]);
        if (!match.Success)
            return null;
        var (hour, minute) = (int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture), match.Groups["minute"]);
        var count = 1;
        var half = match.Groups["half"].Value;
        if (half.Length == 0 && at + 1 < words.Count && words[at + 1] is "am" or "pm")
            half = words[at + count++];
        else if (half.Length == 0 && !minute.Success && !words[at].EndsWith('h'))
        {
            var sign = Longest(words, at + 1, Concepts.OClock);
            if (sign == 0)
                return null;
            count += sign;
        }

        if (half.Length > 0)
            hour = hour is < 1 or > 12 ? 99 : (hour % 12) + (half == "pm" ? 12 : 0);
        var minutes = minute.Success ? int.Parse(minute.Value, CultureInfo.InvariantCulture) : 0;
        return hour > 23 || minutes > 59 ? null : (new TimeOnly(hour, minutes), count);
    }

    /// <summary>With how many days later the next such day is: a weekday comes again, a date does not.</summary>
    private static (DateOnly Day, int Step, int Count)? Day(List<string> words, int at, DateOnly today)
    {
        if (Longest(words, at, Concepts.Tomorrow) is > 0 and var tomorrow)
            return (today.AddDays(1), 0, tomorrow);
        if (Longest(words, at, Concepts.Today) is > 0 and var now)
            return (today, 0, now);
        if (Texts.All.Select(texts => Index(texts.Culture.DateTimeFormat.DayNames, words[at])).Max() is >= 0 and var weekday)
            return (today.AddDays((weekday - (int)today.DayOfWeek + 7) % 7), 7, 1);
        if (at + 1 >= words.Count)
            return null;
        var (day, month) = (Number().Match(words[at]), Month(words[at + 1]));
        if (month == 0)
            (day, month) = (Number().Match(words[at + 1]), Month(words[at]));
        if (!day.Success || month == 0)
            return null;
        var (year, count) = at + 2 < words.Count && Year().IsMatch(words[at + 2])
            ? (int.Parse(words[at + 2], CultureInfo.InvariantCulture), 3)
            : (today.Year, 2);
        var number = int.Parse(day.Groups["day"].Value, CultureInfo.InvariantCulture);
        if (number < 1 || number > DateTime.DaysInMonth(year, month))
            return null;
        var date = new DateOnly(year, month, number);
        return (count == 2 && date < today && number <= DateTime.DaysInMonth(year + 1, month) ? date.AddYears(1) : date, 0, count);
    }

    private static int Month(string word) => word.Length < 3 ? 0 : 1 + Texts.All.Max(texts => Math.Max(
        Index(texts.Culture.DateTimeFormat.MonthNames, word), Index(texts.Culture.DateTimeFormat.AbbreviatedMonthNames, word)));

    private static int Index(string[] names, string word) =>
        Array.FindIndex(names, name => name.Length > 0 && CustomerSearch.Fold(name) == word);

    /// <summary>How many words from here on are one of the concept's, in any language; 0 for none.</summary>
    private static int Longest(List<string> words, int at, string concept) => Texts.All
        .SelectMany(texts => Concepts.Words(texts, concept))
        .Select(word => word.Split(' '))
        .Where(word => word.Length <= words.Count - at && word.SequenceEqual(words.Skip(at).Take(word.Length)))
        .Select(word => word.Length)
        .DefaultIfEmpty(0)
        .Max();

    /// <summary>Letters without case and accents; what parts a clock’s hours and minutes stays.</summary>
    private static string Plain(string said) => string.Join(':', said.Split(':').Select(CustomerSearch.Fold));

    [GeneratedRegex(@"\d{1,2}:\d{2}|[\p{L}\d]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\A(?<hour>\d{1,2})(:(?<minute>\d{2})|h(?<minute>\d{2})?|(?<half>am|pm))?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hour();

    [GeneratedRegex(@"\A(?<day>\d{1,2})(st|nd|rd|th|er)?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\A20\d{2}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Year();

    /// <param name="Day">Null where only a time is told: the next one.</param>
    /// <param name="Clock">Null for all of the day.</param>
    private sealed record Told(DateOnly? Day, TimeOnly? Clock)
    {
        public int Step { get; init; } = 1;
    }
}
