using System.Globalization;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>The days whose usage is shown, both counted, in UTC.</summary>
/// <param name="Key">What a card sends: 7, 30, 40 or a month such as 2026-11.</param>
internal sealed record StackUsageSpan(string Key, DateOnly From, DateOnly To)
{
    private const string Default = "30";

    /// <summary>As many months as are offered before the one that runs.</summary>
    private const int Months = 3;

    private static readonly string[] Lengths = ["7", Default, "40"];

    public UsageDates Dates => new(From, To);

    /// <summary>What a card sent; anything that is not offered means the last 30 days.</summary>
    /// <param name="last">The last day that can be told.</param>
    public static StackUsageSpan Read(string key, DateOnly last) =>
        Offered(last).FirstOrDefault(span => span.Key == key) ?? Last30(last);

    public static StackUsageSpan Last30(DateOnly last) => Of(Default, last);

    /// <summary>What can be chosen, the months that have a day to tell.</summary>
    public static IEnumerable<StackUsageSpan> Offered(DateOnly last)
    {
        foreach (var length in Lengths)
            yield return Of(length, last);
        for (var back = 0; back <= Months; back++)
        {
            var first = new DateOnly(last.Year, last.Month, 1).AddMonths(-back);
            var end = first.AddMonths(1).AddDays(-1);
            yield return new StackUsageSpan(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), first, end < last ? end : last);
        }
    }

    public string Say(Texts texts) => Lengths.Contains(Key)
        ? texts[StackUsageText.LastDays, Key]
        : From.ToString("MMMM yyyy", texts.Culture);

    private static StackUsageSpan Of(string length, DateOnly last) =>
        new(length, last.AddDays(1 - int.Parse(length, CultureInfo.InvariantCulture)), last);
}
