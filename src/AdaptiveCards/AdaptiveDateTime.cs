using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace AdaptiveCards;

/// <summary>
/// A point in time that each reader of a shared card sees on the own clock: Teams fills <c>{{DATE(…)}} {{TIME(…)}}</c> in, and only in
/// text blocks (facts november-2026 §F 22).
/// </summary>
/// <remarks>
/// Until the card is written it stands in the texts as a mark that nobody else can write: what people type and services tell is shown as
/// it is, macros and marks too.
/// </remarks>
public static partial class AdaptiveDateTime
{
    private const char Begin = '\uE000';
    private const char End = '\uE001';
    private const string OnlyDay = "d";
    private static readonly string s_own = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>The mark of a point in time, for the text of a text block.</summary>
    /// <param name="at">To the second.</param>
    /// <param name="withTime">False for its day alone.</param>
    public static string Mark(DateTimeOffset at, bool withTime) => string.Create(
        CultureInfo.InvariantCulture, $"{Begin}{s_own}{(withTime ? "t" : OnlyDay)}{at.ToUnixTimeSeconds()}{End}");

    /// <summary>The text with each mark replaced by what is said in its place.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="say">Gets the point in time, and whether its time is wanted beside its day.</param>
    public static string Replace(string text, Func<DateTimeOffset, bool, string> say) => !text.Contains(Begin, StringComparison.Ordinal)
        ? text
        : Marks().Replace(text, mark => mark.Groups["own"].Value == s_own
            ? say(
                DateTimeOffset.FromUnixTimeSeconds(long.Parse(mark.Groups["at"].ValueSpan, CultureInfo.InvariantCulture)),
                mark.Groups["kind"].Value != OnlyDay)
            : "");

    /// <summary>The beginning of a text, which does not end within a mark.</summary>
    public static string Whole(string cut) =>
        cut.LastIndexOf(Begin) is >= 0 and var begin && cut.IndexOf(End, begin) < 0 ? cut[..begin] : cut;

    /// <summary>As Teams reads it.</summary>
    internal static string Macros(string text) => Replace(text, (at, withTime) =>
    {
        var iso = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"{{{{DATE({iso},SHORT)}}}}" + (withTime ? $" {{{{TIME({iso})}}}}" : "");
    });

    /// <summary>Where no macro is read: never a mark that shows.</summary>
    internal static string Plain(string text) => Replace(text, (at, withTime) =>
        at.ToString(withTime ? "yyyy-MM-dd HH:mm 'UTC'" : "yyyy-MM-dd", CultureInfo.InvariantCulture));

    [GeneratedRegex("\uE000(?<own>[0-9a-f]*)(?<kind>[dt])(?<at>-?[0-9]{1,12})\uE001", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();
}
