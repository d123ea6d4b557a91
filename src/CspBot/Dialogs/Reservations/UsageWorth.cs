using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What a reservation is worth: each figure with how it is computed and from which answers, or why it is not known.</summary>
internal static class UsageWorth
{
    public static IEnumerable<AdaptiveElement> Lines(Texts texts, UsageLook look) =>
    [
        Look.Section(texts[ReservationUsageText.WorthTitle]),
        .. Hidden(look) is { } gap
            ? [Unknown(texts, texts[ReservationUsageText.WorthName], gap, look)]
            : new AdaptiveElement[] { Saved(texts, look), PerHour(texts, look), BreaksEven(texts, look) },
    ];

    /// <summary>The one thing that all three lack; null where something is known, or each lacks something else.</summary>
    private static FigureGap? Hidden(UsageLook look)
    {
        FigureGap[] gaps =
        [
            UsageFigures.Saved(look.Facts).Gap, UsageFigures.PerUsedHour(look.Facts).Gap, UsageFigures.BreakEven(look.Facts).Gap,
        ];
        return gaps[0] != FigureGap.None && gaps.Distinct().Count() == 1 ? gaps[0] : null;
    }

    /// <summary>What of a savings plan's commitment nothing used; null for everything else, and where it is not told.</summary>
    public static AdaptiveElement? Unused(Texts texts, Holding holding, IReadOnlyList<UsedTime> days)
    {
        if (holding.Hourly is not { } hourly || UsageFigures.Unused(hourly, days) is not { } unused)
            return null;
        var whole = hourly with { Amount = hourly.Amount * 24 * days.Count };
        return Look.Line(
            UsageWords.Mark(100 - 100 * unused.Amount / whole.Amount),
            texts[ReservationUsageText.PlanUnused, days.Count, UsageWords.Amount(texts, unused), UsageWords.Amount(texts, whole)],
            texts[ReservationUsageText.PlanUnused_Help, UsageWords.HourPrice(texts, hourly)]);
    }

    private static AdaptiveElement Saved(Texts texts, UsageLook look)
    {
        var (facts, saved) = (look.Facts, UsageFigures.Saved(look.Facts));
        if (saved.Value is not { } amount)
            return Unknown(texts, texts[ReservationUsageText.SavedName], saved.Gap, look);
        var (used, paid) = (UsageFigures.Hours(facts)!.Value.Used, UsageFigures.Paid(facts).Value!);
        return Look.Line(
            amount.Amount >= 0 ? Mark.Done : Mark.Failed,
            texts[
                amount.Amount >= 0 ? ReservationUsageText.Saved : ReservationUsageText.Lost,
                Days(facts),
                UsageWords.Amount(texts, amount with { Amount = Math.Abs(amount.Amount) })],
            texts[
                ReservationUsageText.Saved_Help,
                UsageWords.Hours(texts, used),
                UsageWords.HourPrice(texts, facts.OnDemand!),
                UsageWords.Amount(texts, paid)]);
    }

    private static AdaptiveElement PerHour(Texts texts, UsageLook look)
    {
        var (facts, price) = (look.Facts, UsageFigures.PerUsedHour(look.Facts));
        if (price.Value is not { } amount)
            return Unknown(texts, texts[ReservationUsageText.PerHourName], price.Gap, look);
        var hours = UsageFigures.Hours(facts)!.Value;
        return Look.Line(
            facts.OnDemand is not { } rate || rate.Currency != amount.Currency ? Mark.Waiting
            : amount.Amount <= rate.Amount ? Mark.Done : Mark.Failed,
            facts.OnDemand is { } known
                ? texts[ReservationUsageText.PerHourAgainst, UsageWords.HourPrice(texts, amount), UsageWords.HourPrice(texts, known)]
                : texts[ReservationUsageText.PerHour, UsageWords.HourPrice(texts, amount)],
            texts[
                ReservationUsageText.PerHour_Help,
                UsageWords.Amount(texts, facts.Commitment!),
                UsageWords.Hours(texts, hours.Reserved),
                UsageWords.Hours(texts, hours.Used)]);
    }

    private static AdaptiveElement BreaksEven(Texts texts, UsageLook look)
    {
        var (facts, found) = (look.Facts, UsageFigures.BreakEven(look.Facts));
        if (found.Value is not { } even)
            return Unknown(texts, texts[ReservationUsageText.BreakEvenName], found.Gap, look);
        var end = DateOnly.FromDateTime(facts.Until!.Value.UtcDateTime);
        return Look.Line(
            even.Kind is BreakEvenKind.Reached or BreakEvenKind.Expected ? Mark.Done : Mark.Failed,
            even.Kind switch
            {
                BreakEvenKind.Reached => texts[ReservationUsageText.BreakEven_Reached, UsageWords.DayAndYear(texts, even.Day!.Value)],
                BreakEvenKind.Expected =>
                    texts[ReservationUsageText.BreakEven_Expected, UsageWords.DayAndYear(texts, even.Day!.Value), Days(facts)],
                BreakEvenKind.NotBeforeEnd =>
                    texts[ReservationUsageText.BreakEven_NotBeforeEnd, UsageWords.DayAndYear(texts, end), Days(facts)],
                _ => texts[ReservationUsageText.BreakEven_NotAtThisUse, Days(facts)],
            },
            texts[
                ReservationUsageText.BreakEven_Help,
                UsageWords.Amount(texts, facts.Commitment!),
                UsageWords.HourPrice(texts, facts.OnDemand!),
                UsageWords.Hours(texts, even.HoursNeeded),
                UsageWords.Hours(texts, even.HoursUsed)]);
    }

    private static int Days(UsageFacts facts) => UsageFigures.Last(facts.Days, UsageFigures.Window).Count;

    /// <summary>No figure: what is missing, and what the service said where it refused.</summary>
    private static AdaptiveElement Unknown(Texts texts, string name, FigureGap gap, UsageLook look)
    {
        var fault = gap switch
        {
            FigureGap.NoCommitment => look.CommitmentFault,
            FigureGap.NoRate => look.RateFault,
            _ => null,
        };
        var why = gap == FigureGap.NoUse && look.DaysFault is not null
            ? texts[ReservationUsageText.DaysUnread]
            : texts["ReservationUsage.Gap." + gap];
        return Look.Line(
            Mark.Waiting,
            texts[ReservationUsageText.Unknown, name],
            fault is null ? why : $"{why} {Sentences.Say(UsageCards.Why(fault), texts)}");
    }
}
