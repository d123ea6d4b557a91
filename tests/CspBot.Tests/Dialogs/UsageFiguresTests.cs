using CspBot.Cloud;
using CspBot.Dialogs.Reservations;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>The arithmetic of usage on small numbers that can be checked by hand.</summary>
public sealed class UsageFiguresTests
{
    private static readonly DateOnly Today = new(2026, 11, 29);

    /// <summary>One machine from the first of January on for a year of 8,760 hours and dollars: each reserved hour costs one.</summary>
    private static UsageFacts Facts(decimal usedOfDay, decimal rate = 2) => new()
    {
        Today = Today,
        From = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Until = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Commitment = new Money(8_760, "USD"),
        OnDemand = new Money(rate, "USD"),
        Days = Days(usedOfDay),
        Months = [.. Enumerable.Range(1, 11).Select(month => new UsedTime(new DateOnly(2026, month, 1), 720, 600, null))],
    };

    private static IReadOnlyList<UsedTime> Days(decimal used) =>
        [.. Enumerable.Range(1, 33).Select(back => new UsedTime(Today.AddDays(back - 34), 24, used, 100 * used / 24))];

    [Theory]
    [InlineData(24, 100)]
    [InlineData(12, 50)]
    [InlineData(0, 0)]
    public void A_share_is_hours_by_hours(decimal used, decimal percent) => Assert.Equal(percent, UsageFigures.Percent(Days(used), 30));

    [Fact]
    public void Where_hours_are_not_told_the_mean_of_the_percentages_counts_and_a_day_without_any_is_left_out()
    {
        UsedTime[] days =
        [
            new(Today.AddDays(-3), null, null, 90), new(Today.AddDays(-2), null, null, null), new(Today.AddDays(-1), null, null, 70),
        ];
        Assert.Equal(80, UsageFigures.Percent(days, 30));
        Assert.Equal(70, UsageFigures.Percent(days, 1));
        Assert.Null(UsageFigures.Percent([], 30));
    }

    [Theory]
    [InlineData(24, 20, 720)] // 720 used hours at two dollars, less 720 reserved ones at one
    [InlineData(12, 20, 0)]
    [InlineData(6, 20, -360)]
    [InlineData(24, 5, -360)]
    public void Saved_is_the_used_hours_as_you_go_less_what_was_paid(decimal used, int tenths, decimal saved) =>
        Assert.Equal(saved, UsageFigures.Saved(Facts(used, tenths / 10m)).Value!.Amount);

    [Theory]
    [InlineData(24, 1)]
    [InlineData(12, 2)]
    [InlineData(6, 4)]
    public void An_hour_costs_what_was_paid_by_the_hours_used(decimal used, decimal price) =>
        Assert.Equal(price, UsageFigures.PerUsedHour(Facts(used)).Value!.Amount);

    [Fact]
    public void Two_machines_have_twice_the_hours()
    {
        var facts = Facts(24) with { Quantity = 2, Days = [.. Days(24).Select(day => day with { Reserved = 48, Used = 48 })] };
        Assert.Equal(0.5m, UsageFigures.PerUsedHour(facts).Value!.Amount);
    }

    [Theory]
    [InlineData(24, 20, "Reached", "2026-08-10")] // 4,380 hours needed: seven months of 600, then 180 of 600 in August
    [InlineData(24, 13, "Expected", "2026-12-05")] // 6,738.5 needed, 6,600 used: 138.5 at 24 a day
    [InlineData(24, 11, "NotBeforeEnd", null)] // 7,963.6 needed: 57 days at 24, and 33 are left
    [InlineData(1, 13, "NotBeforeEnd", null)]
    [InlineData(0, 13, "NotAtThisUse", null)]
    public void It_breaks_even_when_its_hours_would_have_cost_as_much(decimal usedOfDay, int tenths, string kind, string? day)
    {
        var even = UsageFigures.BreakEven(Facts(usedOfDay, tenths / 10m)).Value!;
        Assert.Equal(Enum.Parse<BreakEvenKind>(kind), even.Kind);
        Assert.Equal(day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), even.Day);
    }

    [Fact]
    public void Of_a_savings_plan_each_day_wastes_its_unused_part()
    {
        UsedTime[] days = [new(Today.AddDays(-2), null, null, 75), new(Today.AddDays(-1), null, null, 100)];
        Assert.Equal(new Money(12, "USD"), UsageFigures.Unused(new Money(2, "USD"), days));
        Assert.Null(UsageFigures.Unused(new Money(2, "USD"), [days[0] with { Percent = null }]));
    }

    [Fact]
    public void After_its_end_it_has_paid_for_itself_or_never_does()
    {
        var over = Facts(24, rate: 1.3m) with { Today = new DateOnly(2027, 1, 5) };
        Assert.Equal(BreakEvenKind.NotBeforeEnd, UsageFigures.BreakEven(over).Value!.Kind);
    }

    [Fact]
    public void What_is_not_told_is_not_known()
    {
        var facts = Facts(24);
        Assert.Equal(FigureGap.NoUse, UsageFigures.Saved(facts with { Days = [] }).Gap);
        Assert.Equal(FigureGap.NoUse, UsageFigures.Saved(facts with { Days = [new(Today.AddDays(-1), null, null, 90)] }).Gap);
        Assert.Equal(FigureGap.NoCommitment, UsageFigures.Saved(facts with { Commitment = null }).Gap);
        Assert.Equal(FigureGap.NoCommitment, UsageFigures.PerUsedHour(facts with { Until = null }).Gap);
        Assert.Equal(FigureGap.NoRate, UsageFigures.Saved(facts with { OnDemand = null }).Gap);
        Assert.Equal(FigureGap.TwoCurrencies, UsageFigures.Saved(facts with { OnDemand = new Money(2, "EUR") }).Gap);
        Assert.Equal(FigureGap.TwoCurrencies, UsageFigures.BreakEven(facts with { OnDemand = new Money(2, "EUR") }).Gap);
        Assert.Equal(FigureGap.NothingUsed, UsageFigures.PerUsedHour(Facts(0)).Gap);
        Assert.Equal(FigureGap.NoHistory, UsageFigures.BreakEven(facts with { Months = [.. facts.Months.Skip(1)] }).Gap);
        Assert.Equal(FigureGap.NoHistory, UsageFigures.BreakEven(facts with { Months = [] }).Gap);
        Assert.Equal(FigureGap.NoHistory, UsageFigures.BreakEven(facts with { Months = [.. facts.Months.Where((_, at) => at != 5)] }).Gap);
        Assert.Equal(FigureGap.NoHistory, UsageFigures.BreakEven(facts with { Months = [.. facts.Months.Take(8)] }).Gap);
        Assert.Equal(FigureGap.None, UsageFigures.BreakEven(facts with { Months = [.. facts.Months.SkipLast(1)] }).Gap);
    }
}
