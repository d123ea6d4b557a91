using CspBot.Cloud;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the services told of one reservation; null or empty where they did not.</summary>
internal sealed record UsageFacts
{
    /// <summary>Day by day, oldest first (reservationSummaries, daily).</summary>
    public IReadOnlyList<UsedTime> Days { get; init; } = [];

    /// <summary>Month by month (reservationSummaries, monthly).</summary>
    public IReadOnlyList<UsedTime> Months { get; init; } = [];

    /// <summary>All that is paid for it over its term: paid and still to pay (calculateRefund, whose asking returns nothing).</summary>
    public Money? Commitment { get; init; }

    /// <summary>One hour of one unit as you go (reservationRecommendationDetails).</summary>
    public Money? OnDemand { get; init; }

    public int Quantity { get; init; } = 1;

    /// <summary>UTC.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? Until { get; init; }

    public DateOnly Today { get; init; }
}

/// <summary>Why a figure is not known.</summary>
internal enum FigureGap
{
    /// <summary>It is known.</summary>
    None,

    /// <summary>No hours of use are told.</summary>
    NoUse,

    /// <summary>What it costs, or for how long, is not told.</summary>
    NoCommitment,

    /// <summary>The price as you go is not told.</summary>
    NoRate,

    /// <summary>Its cost and the price as you go come in two currencies.</summary>
    TwoCurrencies,

    /// <summary>There is no price for each hour of none.</summary>
    NothingUsed,

    /// <summary>The months since it was bought are not all told.</summary>
    NoHistory,
}

/// <summary>A figure, or why there is none.</summary>
internal sealed record Figure<T>(T? Value, FigureGap Gap = FigureGap.None)
    where T : class;

/// <summary>When a reservation has paid for itself.</summary>
internal enum BreakEvenKind
{
    Reached,
    Expected,
    NotBeforeEnd,
    NotAtThisUse,
}

/// <summary>When, and on which day where there is one.</summary>
/// <param name="HoursNeeded">Used hours that cost as much as you go as the reservation does.</param>
/// <param name="HoursUsed">Used since it was bought.</param>
internal sealed record BreakEven(BreakEvenKind Kind, DateOnly? Day, decimal HoursNeeded, decimal HoursUsed);

/// <summary>What follows from the facts by arithmetic alone.</summary>
internal static class UsageFigures
{
    /// <summary>The days that the figures are for, counted from the last one that is told.</summary>
    public const int Window = 30;

    /// <summary>Percent that was used over the last days, hours by hours where they are told; null where no day is.</summary>
    public static decimal? Percent(IReadOnlyList<UsedTime> days, int last)
    {
        var told = Last(days, last);
        if (told.Count == 0)
            return null;
        if (told.All(day => day is { Reserved: > 0, Used: not null }))
            return 100 * told.Sum(day => day.Used!.Value) / told.Sum(day => day.Reserved!.Value);
        var percents = told.Select(day => day.Percent).OfType<decimal>().ToList();
        return percents.Count == 0 ? null : percents.Average();
    }

    /// <summary>The last so many days up to the last one that is told.</summary>
    public static IReadOnlyList<UsedTime> Last(IReadOnlyList<UsedTime> days, int count) =>
        days.Count == 0 ? [] : [.. days.Where(day => day.From > days[^1].From.AddDays(-count))];

    /// <summary>Hours that were paid for and hours that were used within the window; null where they are not told.</summary>
    public static (decimal Reserved, decimal Used)? Hours(UsageFacts facts)
    {
        var told = Last(facts.Days, Window);
        return told.Count > 0 && told.All(day => day is { Reserved: > 0, Used: not null })
            ? (told.Sum(day => day.Reserved!.Value), told.Sum(day => day.Used!.Value))
            : null;
    }

    /// <summary>
    /// What of an hourly commitment nothing used on these days; a day's percentage is the mean of its hours, each of the same commitment.
    /// Null where a day's is not told.
    /// </summary>
    public static Money? Unused(Money hourly, IReadOnlyList<UsedTime> days) =>
        hourly.Amount > 0 && days.Count > 0 && days.All(day => day.Percent is not null)
            ? hourly with { Amount = days.Sum(day => hourly.Amount * 24 * (100 - Math.Min(100, day.Percent!.Value)) / 100) }
            : null;

    /// <summary>What the window's reserved hours cost: their part of all hours of the term.</summary>
    public static Figure<Money> Paid(UsageFacts facts) =>
        Hours(facts) is not { } hours ? new(null, FigureGap.NoUse)
        : HoursOfTerm(facts) is not { } all || facts.Commitment is not { } commitment ? new(null, FigureGap.NoCommitment)
        : new(commitment with { Amount = commitment.Amount * hours.Reserved / all });

    /// <summary>What each used hour of the window cost.</summary>
    public static Figure<Money> PerUsedHour(UsageFacts facts)
    {
        var paid = Paid(facts);
        return paid.Value is not { } amount ? paid
            : Hours(facts)!.Value.Used == 0 ? new(null, FigureGap.NothingUsed)
            : new(amount with { Amount = amount.Amount / Hours(facts)!.Value.Used });
    }

    /// <summary>What the window's used hours would have cost as you go, less what the reservation cost; below zero it cost more.</summary>
    public static Figure<Money> Saved(UsageFacts facts)
    {
        var paid = Paid(facts);
        return paid.Value is not { } amount ? paid
            : facts.OnDemand is not { } rate ? new(null, FigureGap.NoRate)
            : rate.Currency != amount.Currency ? new(null, FigureGap.TwoCurrencies)
            : new(amount with { Amount = Hours(facts)!.Value.Used * rate.Amount - amount.Amount });
    }

    /// <summary>
    /// The day on which the hours used since it was bought would have cost as much as you go: looked up in its months where it is past,
    /// otherwise at the pace of the window.
    /// </summary>
    public static Figure<BreakEven> BreakEven(UsageFacts facts)
    {
        if (Hours(facts) is not { } hours)
            return new(null, FigureGap.NoUse);
        if (HoursOfTerm(facts) is null || facts.Commitment is not { } commitment)
            return new(null, FigureGap.NoCommitment);
        if (facts.OnDemand is not { Amount: > 0 } rate)
            return new(null, FigureGap.NoRate);
        if (rate.Currency != commitment.Currency)
            return new(null, FigureGap.TwoCurrencies);
        var (from, until) = (Day(facts.From!.Value), Day(facts.Until!.Value));
        if (facts.Months.Count == 0 || !IsWhole(facts, from, until))
            return new(null, FigureGap.NoHistory);
        var needed = commitment.Amount / rate.Amount;
        var used = facts.Months.Sum(month => month.Used!.Value);
        if (used >= needed)
            return new(new BreakEven(BreakEvenKind.Reached, Reached(facts, from, needed), needed, used));
        var each = hours.Used / Last(facts.Days, Window).Count;
        if (facts.Today < until && each == 0)
            return new(new BreakEven(BreakEvenKind.NotAtThisUse, null, needed, used));
        var left = facts.Today >= until ? int.MaxValue : (int)Math.Min(Math.Ceiling((needed - used) / each), 100_000);
        return new(left > until.DayNumber - facts.Today.DayNumber
            ? new BreakEven(BreakEvenKind.NotBeforeEnd, null, needed, used)
            : new BreakEven(BreakEvenKind.Expected, facts.Today.AddDays(left), needed, used));
    }

    /// <summary>Each month since it was bought is told; the last one may come late.</summary>
    private static bool IsWhole(UsageFacts facts, DateOnly from, DateOnly until)
    {
        var last = Month(facts.Today < until ? facts.Today : until.AddDays(-1));
        var next = Month(from);
        foreach (var month in facts.Months)
        {
            if (month.Used is null || Month(month.From) > next)
                return false;
            next = Math.Max(next, Month(month.From) + 1);
        }

        return next >= last;

        static int Month(DateOnly day) => 12 * day.Year + day.Month;
    }

    /// <summary>The day within the month in which the sum was reached, as if each of its days had been used alike.</summary>
    private static DateOnly Reached(UsageFacts facts, DateOnly from, decimal needed)
    {
        var sum = 0m;
        foreach (var month in facts.Months)
        {
            var used = month.Used!.Value;
            if (used > 0 && sum + used >= needed)
            {
                var first = month.From < from ? from : month.From;
                var after = month.From.AddMonths(1) < facts.Today ? month.From.AddMonths(1) : facts.Today;
                var days = Math.Max(1, after.DayNumber - first.DayNumber);
                return first.AddDays((int)Math.Min(days - 1, (needed - sum) / used * days));
            }

            sum += used;
        }

        return facts.Today;
    }

    private static decimal? HoursOfTerm(UsageFacts facts) =>
        facts is { From: { } from, Until: { } until } && until > from && facts.Quantity > 0
            ? facts.Quantity * (decimal)(until - from).TotalHours
            : null;

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
