using AdaptiveCards;
using CspBot.Resources;

namespace CspBot.Credit;

/// <summary>What a customer's card says of the credit.</summary>
internal static class CreditSection
{
    private const int MostLines = 3;

    /// <summary>One line for all that is well, and one for each subscription that is not; nothing where nothing was looked at.</summary>
    public static IEnumerable<AdaptiveElement> Lines(Texts texts, IReadOnlyList<KnownCredit> rows)
    {
        var missing = rows.Where(row => row.MissingAt is not null).ToList();
        var earned = rows.Where(row => row is { MissingAt: null, SeenAt: not null }).ToList();
        if (earned.Count > 0)
            yield return Look.Line(
                Mark.Done,
                texts[CreditText.Earned, earned.Count],
                texts[CreditText.LookedAt, texts.Time(KnownCredit.Time(earned.Min(row => row.LookedAt)))]);
        foreach (var row in missing.Take(MostLines))
            yield return Look.Line(Mark.Caution, texts[CreditText.Missing, row.Name], Since(texts, row));
        if (missing.Count > MostLines)
            yield return Look.Quiet(texts[CreditText.MoreMissing, missing.Count - MostLines]);
        if (rows.Count - earned.Count - missing.Count is > 0 and var unread)
            yield return Look.Line(Mark.Waiting, texts[CreditText.Unread, unread]);
    }

    /// <summary>Since when, as far as anybody saw it.</summary>
    public static string Since(Texts texts, KnownCredit row) => row.SeenAt is { } seen
        ? texts[CreditText.SinceSeen, texts.Time(KnownCredit.Time(row.MissingAt!.Value)), texts.Time(KnownCredit.Time(seen))]
        : texts[CreditText.SinceEver, texts.Time(KnownCredit.Time(row.MissingAt!.Value))];
}
