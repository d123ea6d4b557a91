using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// A moment that a phrase tells: “until Friday”, “jusqu’à 18 h”, “tomorrow”. Rights are given for a time: it
/// is never made into a duration: it is said back, for somebody to choose, with what it comes to where
/// <see cref="PhraseMoment"/> can reckon it.
/// </summary>
internal sealed partial record PhraseTime(int From, int To)
{
    private const int MostWords = 5;
    private const int ShortestMonth = 3;

    private static readonly FrozenSet<string> s_days = Named(format => format.DayNames, whole: true);
    private static readonly FrozenSet<string> s_months = Named(
        format => [.. format.MonthNames, .. format.MonthGenitiveNames, .. format.AbbreviatedMonthNames], whole: false);

    /// <summary>The first one; null where none is told.</summary>
    public static PhraseTime? Read(TypedWords words, PhraseMoney? money)
    {
        for (var at = 0; at < words.All.Count; at++)
        {
            if (money?.Covers(at) == true
                || words.Parts.Any(hit => hit.Covers(at) && hit.Faults == 0 && hit.Term.Is(Concepts.Span)))
                continue;
            if (Lead(words, at, Concepts.Until) is { } until && Behind(words, at + until) is { } end)
                return new PhraseTime(at, end) { IsEnd = true };
            if (Lead(words, at, Concepts.Moment) is { } lead && IsMoment(words, at + lead) && Extend(words, at + lead) is { } to)
                return new PhraseTime(at, to);
            if (IsDay(words, at))
                return new PhraseTime(at, Extend(words, at) ?? at);
        }

        return null;
    }

    /// <summary>“Until” stands before it.</summary>
    public bool IsEnd { get; init; }

    public bool Covers(int at) => at >= From && at <= To;

    /// <summary>In how many words it stands here; the longest.</summary>
    private static int? Lead(TypedWords words, int at, string concept) => words.Parts
        .Where(hit => hit.At == at && hit.Term.Is(concept) && hit.Faults == 0)
        .Select(hit => (int?)hit.Count)
        .Max();

    /// <summary>A day or a clock; where neither stands there, the words up to the next one that says where or whom.</summary>
    private static int? Behind(TypedWords words, int from)
    {
        if (from >= words.All.Count)
            return null;
        if (IsMoment(words, from) || IsTime(words, from) || IsNumber(words.All[from].Plain))
            return Extend(words, from) ?? from;
        var filler = from;
        while (filler < words.All.Count - 1 && words.Is(filler, Concepts.Filler) && !IsTime(words, filler))
            filler++;
        if (filler > from && IsTime(words, filler))
            return Extend(words, filler) ?? filler;
        var to = from - 1;
        while (to + 1 < words.All.Count && to + 1 < from + MostWords && !IsPlace(words, to + 1))
            to++;
        return to >= from ? to : null;
    }

    private static bool IsPlace(TypedWords words, int at) => words.All[at].IsId || words.Parts.Any(
        hit => hit.At == at && hit.Faults == 0
            && (hit.Term.Is(Concepts.AtPlace) || hit.Term.Is(Concepts.ToUser) || hit.Term.Is(Concepts.OfCustomer)));

    /// <summary>Up to which word it goes on; words that say nothing may stand between.</summary>
    private static int? Extend(TypedWords words, int from)
    {
        int? to = null;
        for (var at = from; at < words.All.Count; at++)
        {
            var isNumber = IsNumber(words.All[at].Plain) && (at == from || !IsUnit(words, at + 1));
            var isHour = at == from + 1 && IsNumber(words.All[from].Plain) && IsUnit(words, at);
            if (isNumber || isHour || IsTime(words, at) || IsMonth(words, at))
                to = at;
            else if (!IsBetween(words, at) || at + 1 >= words.All.Count || !(IsTime(words, at + 1) || IsClock(words, at + 1)))
                break;
        }

        return to;
    }

    private static bool IsBetween(TypedWords words, int at) =>
        words.Is(at, Concepts.Filler) || words.Is(at, Concepts.AtPlace) || words.Is(at, Concepts.ToUser);

    /// <summary>What is a moment behind a word that may mean anything: no plain number, which could count something.</summary>
    private static bool IsMoment(TypedWords words, int at) =>
        at < words.All.Count && (IsDay(words, at) || IsClock(words, at)
            || (IsNumber(words.All[at].Plain) && IsMonth(words, at + 1))
            || words.Parts.Any(hit => hit.At == at && hit.Faults == 0 && hit.Term.Is(Concepts.Calendar)
                && hit.Term.Concepts.All(concept => concept == Concepts.Calendar || Concepts.Reckoned.Contains(concept))));

    private static bool IsTime(TypedWords words, int at) =>
        at < words.All.Count && (IsDay(words, at) || IsClock(words, at)
            || words.Parts.Any(hit => hit.Covers(at) && hit.Faults == 0 && (hit.Term.Is(Concepts.Calendar) || hit.Term.Is(Concepts.Day))));

    private static bool IsDay(TypedWords words, int at) => s_days.Contains(words.All[at].Plain)
        || words.Parts.Any(hit => hit.At == at && hit.Faults == 0 && hit.Term.Is(Concepts.Day));

    private static bool IsMonth(TypedWords words, int at) => at < words.All.Count && s_months.Contains(words.All[at].Plain);

    private static bool IsUnit(TypedWords words, int at) => at < words.All.Count && words.Parts.Any(
        hit => hit.At == at && hit.Faults == 0 && Concepts.Units.Keys.Any(hit.Term.Is));

    private static bool IsNumber(string plain) => plain.Length is > 0 and <= 4 && plain.All(char.IsAsciiDigit);

    /// <summary>18:00, 18h, 18h30, 6pm, the 5th.</summary>
    private static bool IsClock(TypedWords words, int at) => at < words.All.Count
        && (Clock().IsMatch(words.All[at].Plain)
            || (IsNumber(words.All[at].Plain) && at + 1 < words.All.Count && IsNumber(words.All[at + 1].Plain)
                && words.Between(at, at + 1) is var both
                && both.IndexOfAny([':', '/', '-', '.']) > 0
                && !both.Contains(' ', StringComparison.Ordinal)));

    private static FrozenSet<string> Named(Func<DateTimeFormatInfo, IEnumerable<string>> names, bool whole) =>
        Texts.All.SelectMany(texts => names(texts.Culture.DateTimeFormat))
            .Select(name => CustomerSearch.Fold(name))
            .Where(name => name.Length > 0 && (whole || name.Length >= ShortestMonth))
            .ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\A\d{1,2}(h\d{0,2}|am|pm|th|st|nd|rd|er)\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clock();
}
