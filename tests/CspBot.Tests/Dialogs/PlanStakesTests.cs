using CspBot.Cloud;
using CspBot.Dialogs.Reservations;
using CspBot.Portfolio;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What is at stake over all customers, decided on what the walk remembers.</summary>
public sealed class PlanStakesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
    private static readonly PlanRules Rules = new(new Rules(), Now, SellsSavingsPlans: true);

    private static KnownHolding Known(string customer, string id, decimal used, Money? commitment) => new(
        customer,
        "Customer " + customer,
        new Holding(HoldingKind.Reservation, "order", id, "name")
        {
            Sku = "Standard_D4s_v5",
            Resource = "VirtualMachines",
            Covered = CoveredBy.ComputePlans,
            State = "Succeeded",
            PurchasedAt = Now.AddDays(-100),
            ExpiresAt = Now.AddDays(300),
            Used = [new UsedShare(30, used)],
        },
        commitment,
        Now);

    [Fact]
    public void The_biggest_comes_first_and_what_is_not_priced_is_counted()
    {
        KnownHolding[] known =
        [
            Known("small", "1", 60, new Money(400, "USD")),
            Known("big", "2", 20, new Money(4_000, "USD")),
            Known("big", "3", 60, new Money(400, "USD")),
            Known("big", "4", 60, null),
            Known("kept", "5", 97, new Money(9_000_000, "USD")),
            Known("unknown", "6", 10, null),
            Known("plan", "7", 10, new Money(5, "USD")) is var plan
                ? plan with { Holding = plan.Holding with { Kind = HoldingKind.SavingsPlan } }
                : throw new InvalidOperationException(),
        ];
        var stakes = PlanStakes.Of(known, Rules);
        Assert.Equal(["big", "small", "unknown"], stakes.Select(stake => stake.Customer));
        Assert.Equal([new Money(3_300m, "USD")], stakes[0].Amounts);
        Assert.Equal((1, 1, 2), (stakes[0].Unpriced, stakes[0].Counts[PlanAdvice.TradeIn], stakes[0].Counts[PlanAdvice.Exchange]));
        Assert.Empty(stakes[2].Amounts);
        Assert.Equal(1, stakes[2].Unpriced);
    }

    [Fact]
    public void Currencies_are_never_added_up()
    {
        KnownHolding[] known =
        [
            Known("a", "1", 60, new Money(400, "USD")),
            Known("a", "2", 60, new Money(4_000, "EUR")),
            Known("b", "3", 60, new Money(800, "EUR")),
        ];
        var stakes = PlanStakes.Of(known, Rules);
        Assert.Equal([new Money(3_000m, "EUR"), new Money(300m, "USD")], stakes[0].Amounts);
        Assert.Equal(
            [new Money(3_600m, "EUR"), new Money(300m, "USD")], PlanStakes.Sum(stakes.SelectMany(stake => stake.Amounts)));
    }

    [Theory]
    [InlineData(-100, 300, "300")]
    [InlineData(0, 400, "400")]
    [InlineData(-400, 0, "0")]
    [InlineData(10, 410, "400")]
    public void The_part_that_is_ahead_follows_the_days(int from, int until, string ahead)
    {
        var known = Known("a", "1", 60, new Money(400, "USD"));
        known = known with { Holding = known.Holding with { PurchasedAt = Now.AddDays(from), ExpiresAt = Now.AddDays(until) } };
        Assert.Equal(decimal.Parse(ahead, System.Globalization.CultureInfo.InvariantCulture), PlanStakes.Ahead(known, Now)!.Amount);
        Assert.Null(PlanStakes.Ahead(known with { Commitment = null }, Now));
        Assert.Null(PlanStakes.Ahead(known with { Holding = known.Holding with { PurchasedAt = null } }, Now));
    }
}
