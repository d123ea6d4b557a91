using System.Globalization;
using CspBot.Cloud;
using CspBot.Dialogs.Reservations;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>The advice of the plan for the last exchange, decided on facts alone: before the day, on it and after it.</summary>
public sealed class ExchangePlanTests
{
    private static readonly DateTimeOffset Day = new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Before = new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset After = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>One machine that runs well for another year and more, with what differs from that.</summary>
    private static Holding Machine(Func<Holding, Holding>? but = null)
    {
        var machine = new Holding(HoldingKind.Reservation, "order", "id", "name")
        {
            Sku = "Standard_D4s_v5",
            Resource = "VirtualMachines",
            Covered = CoveredBy.ComputePlans,
            Promise = HoldingPromise.Returnable,
            Term = "P3Y",
            State = "Succeeded",
            PurchasedAt = Before.AddDays(-300),
            ExpiresAt = Before.AddDays(700),
            Used = [new UsedShare(1, 10), new UsedShare(7, 50), new UsedShare(30, 97)],
        };
        return but is null ? machine : but(machine);
    }

    private static IReadOnlyList<UsedShare> Used(decimal percent) => [new UsedShare(30, percent)];

    private static PlanRules At(DateTimeOffset now, bool plans = true) => new(new Rules(), now, plans);

    public static TheoryData<string, string, string> Table => new()
    {
        // What is held, and the advice with its reason before and after the day.
        { "used well", "Keep UsedWell UntilTheDay", "Keep UsedWell OneLeft" },
        { "used well, old family", "Keep UsedWellOld UntilTheDay", "Keep UsedWellOld OneLeft" },
        { "used well, old for a year only", "Keep UsedWell UntilTheDay", "Keep UsedWell OneLeft" },
        { "use unknown", "Keep UseUnknown UntilTheDay", "Keep UseUnknown OneLeft" },
        { "used at 80", "Keep UsedWell UntilTheDay", "Keep UsedWell OneLeft" },
        { "used at 79.9", "Exchange BeforeDay UntilTheDay", "Exchange LastOne OneLeft" },
        { "used at 50", "Exchange BeforeDay UntilTheDay", "Exchange LastOne OneLeft" },
        { "used at 49.9", "TradeIn LittleUsed UntilTheDay", "TradeIn LittleUsed OneLeft" },
        { "used at 60, old family", "Exchange BeforeDayOld UntilTheDay", "Exchange LastOne OneLeft" },
        { "used at 60, renewal of another", "Exchange BeforeDay UntilTheDay", "Exchange LastOne OneLeft" },
        { "used at 60, no date", "Exchange DateUnknown Unknown", "Exchange DateUnknown Unknown" },
        { "used at 60, bought the last second before the day", "", "Exchange LastOne OneLeft" },
        { "used at 60, bought on the day", "", "TradeIn NoExchange NoneLeft" },
        { "used at 60, came of a last exchange", "", "TradeIn NoExchange NoneLeft" },
        { "used well, bought on the day", "", "Keep UsedWell NoneLeft" },
        { "database used at 60", "Exchange BeforeDay UntilTheDay", "Exchange LastOne OneLeft" },
        { "database used at 30", "TradeIn LittleUsedDatabase UntilTheDay", "TradeIn LittleUsedDatabase OneLeft" },
        { "database bought on the day, used at 60", "", "TradeIn NoExchangeDatabase NoneLeft" },
        { "MariaDB used at 30", "Exchange NotLimited NotLimited", "Exchange NotLimited NotLimited" },
        { "AVS used at 30", "Exchange NotLimited NotLimited", "Exchange NotLimited NotLimited" },
        { "disks used well", "Keep UsedWell NotLimited", "Keep UsedWell NotLimited" },
        { "not shown by Azure", "Unknown NotShown UntilTheDay", "Unknown NotShown OneLeft" },
        { "being set up", "Keep Pending UntilTheDay", "Keep Pending OneLeft" },
        { "ends in 10 days, used well", "LetEnd EndsWellBeforeDay UntilTheDay", "LetEnd EndsWell OneLeft" },
        { "ends in 10 days, used badly", "LetEnd EndsBadlyUsed UntilTheDay", "LetEnd EndsBadlyUsed OneLeft" },
        { "ends in 10 days, used well, renews", "Keep RenewsWell UntilTheDay", "Keep RenewsAfterDay OneLeft" },
        { "ends in 10 days, old family, renews", "LetEnd EndsOld UntilTheDay", "LetEnd EndsOld OneLeft" },
        { "ends in 10 days, disks", "LetEnd EndsWell NotLimited", "LetEnd EndsWell NotLimited" },
        { "ends in 61 days, used badly", "TradeIn LittleUsed UntilTheDay", "TradeIn LittleUsed OneLeft" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_advice_follows_from_what_is_known(string what, string before, string after)
    {
        foreach (var (now, expected) in new[] { (Before, before), (After, after) })
        {
            var line = ExchangePlan.Of(Held(what, now), At(now));
            if (expected.Length > 0)
                Assert.Equal(expected, $"{line.Advice} {line.Reason} {line.Last}");
        }
    }

    private static Holding Held(string what, DateTimeOffset now) => Machine(machine => what switch
    {
        "used well" => machine,
        "used well, old family" => machine with { Sku = "Standard_D4s_v3" },
        "used well, old for a year only" => machine with { Sku = "Standard_B2s" },
        "use unknown" => machine with { Used = [] },
        "used at 80" => machine with { Used = Used(80) },
        "used at 79.9" => machine with { Used = Used(79.9m) },
        "used at 50" => machine with { Used = Used(50) },
        "used at 49.9" => machine with { Used = Used(49.9m) },
        "used at 60, old family" => machine with { Sku = "Standard_E8s_v3", Used = Used(60) },
        "used at 60, renewal of another" => machine with { Used = Used(60), Renews = true },
        "used at 60, no date" => machine with { Used = Used(60), PurchasedAt = null },
        "used at 60, bought the last second before the day" => machine with { Used = Used(60), PurchasedAt = Day.AddSeconds(-1) },
        "used at 60, bought on the day" or "used at 60, came of a last exchange" =>
            machine with { Used = Used(60), PurchasedAt = Day, ExpiresAt = Day.AddYears(3) },
        "used well, bought on the day" => machine with { PurchasedAt = Day, ExpiresAt = Day.AddYears(3) },
        "database used at 60" => Database(machine, 60),
        "database used at 30" => Database(machine, 30),
        "database bought on the day, used at 60" => Database(machine, 60) with { PurchasedAt = Day },
        "MariaDB used at 30" => Database(machine, 30) with { Resource = "MariaDb" },
        "AVS used at 30" => machine with { Resource = "AVS", Covered = CoveredBy.Nothing, Used = Used(30) },
        "disks used well" => machine with { Resource = "ManagedDisk", Covered = CoveredBy.Nothing },
        "not shown by Azure" => machine with { InAzure = false, Id = "" },
        "being set up" => machine with { State = "PendingBilling" },
        "ends in 10 days, used well" => machine with { ExpiresAt = now.AddDays(10) },
        "ends in 10 days, used badly" => machine with { ExpiresAt = now.AddDays(10), Used = Used(20) },
        "ends in 10 days, used well, renews" => machine with { ExpiresAt = now.AddDays(10), Renews = true },
        "ends in 10 days, old family, renews" =>
            machine with { ExpiresAt = now.AddDays(10), Sku = "Standard_D4s_v3", Renews = true },
        "ends in 10 days, disks" =>
            machine with { ExpiresAt = now.AddDays(10), Resource = "ManagedDisk", Covered = CoveredBy.Nothing },
        "ends in 61 days, used badly" => machine with { ExpiresAt = now.AddDays(61), Used = Used(20) },
        _ => throw new InvalidOperationException(what),
    });

    private static Holding Database(Holding machine, decimal used) => machine with
    {
        Resource = "SqlDatabases",
        Sku = "SQLDB_GP_Compute_Gen5",
        Covered = CoveredBy.DatabasePlans,
        Used = Used(used),
    };

    [Theory]
    [InlineData("2026-11-29T23:59:59Z", 64)]
    [InlineData("2027-01-31T23:59:59Z", 1)]
    [InlineData("2027-02-01T00:00:00Z", 0)]
    [InlineData("2027-03-01T12:00:00Z", -28)]
    public void Days_are_counted_to_the_day(string now, int left) => Assert.Equal(left, At(Moment(now)).DaysLeft);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("https://management.azure.com", true)]
    [InlineData("https://localhost:3982", true)]
    [InlineData("https://management.usgovcloudapi.net", false)]
    [InlineData("https://management.chinacloudapi.cn", false)]
    public void Savings_plans_are_sold_in_the_public_cloud(string address, bool sells) =>
        Assert.Equal(sells, new CloudOptions { ResourceManager = address }.SellsSavingsPlans);

    [Fact]
    public void In_a_cloud_without_savings_plans_nothing_is_limited_and_nothing_traded_in()
    {
        var line = ExchangePlan.Of(Machine(machine => machine with { Used = Used(20) }), At(After, plans: false));
        Assert.Equal((PlanAdvice.Exchange, LastExchange.NotLimited), (line.Advice, line.Last));
    }

    [Fact]
    public void What_is_over_or_no_reservation_has_no_line_and_what_to_act_on_comes_first_then_the_newest()
    {
        Holding[] all =
        [
            Machine(machine => machine with { Id = "kept" }),
            Machine(machine => machine with { Id = "old", Used = Used(60), PurchasedAt = Before.AddDays(-400) }),
            Machine(machine => machine with { Id = "new", Used = Used(60), PurchasedAt = Before.AddDays(-4) }),
            Machine(machine => machine with { Id = "trade", Used = Used(6) }),
            Machine(machine => machine with { Id = "cancelled", State = "Cancelled" }),
            Machine(machine => machine with { Id = "ended", ExpiresAt = Before }),
            Machine() with { Kind = HoldingKind.SavingsPlan, Id = "plan" },
            Machine() with { Kind = HoldingKind.PrePurchase, Id = "ahead" },
            Machine() with { Kind = HoldingKind.OneTime, Id = "once" },
        ];
        Assert.Equal(["new", "old", "trade", "kept"], ExchangePlan.All(all, At(Before)).Select(line => line.Holding.Id));
    }

    [Theory]
    [InlineData("", 100, "Exchange BeforeDay")]
    [InlineData("RefundLimitExceeded", 100, "Exchange BeforeDay")]
    [InlineData("SelfServiceRefundNotSupported", 100, "Keep QuoteRefuses")]
    [InlineData("", 0, "LetEnd NothingLeft")]
    public void A_quote_changes_the_advice_where_it_speaks_against_the_exchange(string code, int worth, string expected)
    {
        var line = ExchangePlan.Of(Machine(machine => machine with { Used = Used(60) }), At(Before));
        RefundProblem[] problems = code.Length > 0 ? [new RefundProblem(code, "no")] : [];
        var weighed = ExchangePlan.Weigh(line, new RefundQuote("s", 1, new Money(worth, "USD"), null, null, problems), []);
        Assert.Equal(expected, $"{weighed.Advice} {weighed.Reason}");
        Assert.Equal(line, ExchangePlan.Weigh(line, null, []));
        Assert.Equal(PlanReason.QuoteRefuses, ExchangePlan.Weigh(line, null, [new RefundProblem("X", "no")]).Reason);
        var kept = ExchangePlan.Of(Machine(), At(Before));
        Assert.Equal(kept, ExchangePlan.Weigh(kept, null, [new RefundProblem("X", "no")]));
    }

    [Theory]
    [InlineData("8760", "P1Y", "1")]
    [InlineData("8760.01", "P1Y", "1.001")]
    [InlineData("2", "P3Y", "0.001")]
    public void The_commitment_for_each_hour_makes_up_the_whole_value(string worth, string term, string hourly)
    {
        var value = decimal.Parse(worth, CultureInfo.InvariantCulture);
        var plan = PlanQuotes.Plan(term, new Money(value, "EUR"), new BenefitScope("s", null));
        Assert.Equal(new Money(decimal.Parse(hourly, CultureInfo.InvariantCulture), "EUR"), plan.Hourly);
        Assert.True(plan.Hourly.Amount * (term == "P3Y" ? 26_280 : 8_760) >= value);
    }

    [Fact]
    public void Every_advice_reason_and_state_has_its_sentence_in_both_languages()
    {
        foreach (var texts in Texts.All)
        {
            foreach (var reason in Enum.GetValues<PlanReason>())
                Assert.NotNull(texts.Find("ReservationPlan.Reason." + reason));
            foreach (var advice in Enum.GetValues<PlanAdvice>())
                Assert.NotNull(texts.Find("ReservationPlan.Advice." + advice));
            foreach (var last in Enum.GetValues<LastExchange>())
                Assert.NotNull(texts.Find("ReservationPlan.Last." + last));
        }
    }
}
