using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What to do about a reservation; in the order in which a card lists them.</summary>
internal enum PlanAdvice
{
    Exchange,
    TradeIn,
    LetEnd,
    Keep,
    Unknown,
}

/// <summary>Why; each has its sentence.</summary>
internal enum PlanReason
{
    UsedWell,
    UsedWellOld,
    UseUnknown,
    Pending,
    RenewsWell,
    RenewsAfterDay,
    QuoteRefuses,
    EndsOld,
    EndsBadlyUsed,
    EndsWell,
    EndsWellBeforeDay,
    NothingLeft,
    LittleUsed,
    LittleUsedDatabase,
    NoExchange,
    NoExchangeDatabase,
    BeforeDay,
    BeforeDayOld,
    LastOne,
    DateUnknown,
    NotLimited,
    NotShown,
}

/// <summary>How often a reservation can still be exchanged.</summary>
internal enum LastExchange
{
    /// <summary>Its service is not covered by savings plans, or is excepted.</summary>
    NotLimited,

    /// <summary>As often as needed until the day; one last one after it.</summary>
    UntilTheDay,

    /// <summary>The day is over; it was bought before.</summary>
    OneLeft,

    /// <summary>Bought or renewed from the day on; so is whatever came of a last exchange.</summary>
    NoneLeft,

    /// <summary>Azure does not say when it was bought.</summary>
    Unknown,
}

/// <summary>What the advice rests on besides the reservation.</summary>
internal sealed record PlanRules(Rules Rules, DateTimeOffset Now, bool SellsSavingsPlans)
{
    /// <summary>Below this it is used badly, in percent: as the lists over all customers have it.</summary>
    public decimal Well { get; init; } = 80;

    /// <summary>Days until the day; zero or less from then on.</summary>
    public int DaysLeft => (int)(Rules.Exchange.UntilDay.UtcDateTime - Now.UtcDateTime.Date).TotalDays;
}

/// <summary>One line of the plan.</summary>
internal sealed record PlanLine(Holding Holding, PlanAdvice Advice, PlanReason Reason)
{
    public LastExchange Last { get; init; }

    /// <summary>The savings plans that it can be traded in for.</summary>
    public CoveredBy Covered { get; init; }

    /// <summary>How much of it was used over the longest time that the service tells; null: not told.</summary>
    public UsedShare? Used { get; init; }

    /// <summary>Its machine family, where reservations of it are not sold any more.</summary>
    public string? OldFamily { get; init; }
}

/// <summary>
/// The advice for each reservation before and after the end of exchanges: a decision on what is known, without a call.
/// </summary>
/// <remarks>
/// Rules: november-2026 §B 2 and 4. No service tells whether the last exchange was used. It need not: an exchange makes a new
/// reservation, bought on its day (Microsoft's page of the policy, scenarios 1, 2 and 5), so the day of purchase alone says it.
/// The other thresholds are ours.
/// </remarks>
internal static class ExchangePlan
{
    /// <summary>Below this the machines it was bought for are mostly gone, in percent.</summary>
    public const decimal Half = 50;

    /// <summary>So many days before its end an exchange is not worth its new term.</summary>
    public const int Soon = 60;

    /// <summary>A line for each reservation that runs: what to act on first, then the newest.</summary>
    public static IReadOnlyList<PlanLine> All(IEnumerable<Holding> holdings, PlanRules rules) =>
    [
        .. holdings
            .Where(holding => holding.Kind == HoldingKind.Reservation && Runs(holding, rules.Now))
            .Select(holding => Of(holding, rules))
            .OrderBy(line => line.Advice)
            .ThenByDescending(line => line.Holding.PurchasedAt ?? DateTimeOffset.MinValue)
            .ThenBy(line => line.Holding.Id, StringComparer.Ordinal),
    ];

    /// <summary>Somebody pays for it, or will; what is over needs no plan.</summary>
    public static bool Runs(Holding holding, DateTimeOffset now) => holding.PhaseAt(now) is HoldingPhase.Active or HoldingPhase.Pending;

    public static PlanLine Of(Holding holding, PlanRules rules)
    {
        var covered = rules.SellsSavingsPlans && !rules.Rules.Exchange.Excepts(holding.Resource) ? holding.Covered : CoveredBy.Nothing;
        var line = new PlanLine(holding, PlanAdvice.Unknown, PlanReason.NotShown)
        {
            Covered = covered,
            Last = LastOf(holding, covered, rules),
            Used = holding.Used.MaxBy(share => share.Days),
            OldFamily = rules.Rules.OldFamilies.Gone(holding.Sku, holding.Term, rules.Now),
        };
        var (advice, reason) = Decide(line, rules);
        return line with { Advice = advice, Reason = reason };
    }

    /// <summary>
    /// What a quote changes: where Azure objects to the exchange itself, or nothing is left to exchange. The ceiling of returns does
    /// not bind exchanges (partner-center §10).
    /// </summary>
    public static PlanLine Weigh(PlanLine line, RefundQuote? quote, IReadOnlyList<RefundProblem> objections)
    {
        if (line.Advice is not (PlanAdvice.Exchange or PlanAdvice.TradeIn))
            return line;
        var refused = (quote?.Problems ?? []).Any(problem => problem.Code != "RefundLimitExceeded") || objections.Count > 0;
        return quote?.Cancelled is { Amount: 0 } ? line with { Advice = PlanAdvice.LetEnd, Reason = PlanReason.NothingLeft }
            : refused ? line with { Advice = PlanAdvice.Keep, Reason = PlanReason.QuoteRefuses }
            : line;
    }

    private static LastExchange LastOf(Holding holding, CoveredBy covered, PlanRules rules) =>
        covered == CoveredBy.Nothing ? LastExchange.NotLimited
        : holding.PurchasedAt is not { } bought ? LastExchange.Unknown
        : bought >= rules.Rules.Exchange.UntilDay ? LastExchange.NoneLeft
        : rules.DaysLeft > 0 ? LastExchange.UntilTheDay
        : LastExchange.OneLeft;

    private static (PlanAdvice Advice, PlanReason Reason) Decide(PlanLine line, PlanRules rules)
    {
        var holding = line.Holding;
        if (!holding.InAzure)
            return (PlanAdvice.Unknown, PlanReason.NotShown);
        if (holding.PhaseAt(rules.Now) == HoldingPhase.Pending)
            return (PlanAdvice.Keep, PlanReason.Pending);
        if (holding.ExpiresAt is { } end && end <= rules.Now.AddDays(Soon))
            return Ending(line, end, rules);
        if (line.Used is not { } used)
            return (PlanAdvice.Keep, PlanReason.UseUnknown);
        if (used.Percent >= rules.Well)
            return (PlanAdvice.Keep, line.OldFamily is null ? PlanReason.UsedWell : PlanReason.UsedWellOld);
        if (line.Covered == CoveredBy.Nothing)
            return (PlanAdvice.Exchange, PlanReason.NotLimited);
        var isDatabase = line.Covered == CoveredBy.DatabasePlans;
        if (line.Last == LastExchange.NoneLeft)
            return (PlanAdvice.TradeIn, isDatabase ? PlanReason.NoExchangeDatabase : PlanReason.NoExchange);
        if (used.Percent < Half)
            return (PlanAdvice.TradeIn, isDatabase ? PlanReason.LittleUsedDatabase : PlanReason.LittleUsed);
        return (PlanAdvice.Exchange, line.Last switch
        {
            LastExchange.Unknown => PlanReason.DateUnknown,
            LastExchange.OneLeft => PlanReason.LastOne,
            _ => line.OldFamily is null ? PlanReason.BeforeDay : PlanReason.BeforeDayOld,
        });
    }

    private static (PlanAdvice Advice, PlanReason Reason) Ending(PlanLine line, DateTimeOffset end, PlanRules rules)
    {
        var successorIsLimited = line.Covered != CoveredBy.Nothing && end >= rules.Rules.Exchange.UntilDay;
        if (line.OldFamily is not null)
            return (PlanAdvice.LetEnd, PlanReason.EndsOld);
        if (line.Used?.Percent < rules.Well)
            return (PlanAdvice.LetEnd, PlanReason.EndsBadlyUsed);
        if (line.Holding.Renews == true)
            return (PlanAdvice.Keep, successorIsLimited ? PlanReason.RenewsAfterDay : PlanReason.RenewsWell);
        return (PlanAdvice.LetEnd, line.Covered == CoveredBy.Nothing || successorIsLimited
            ? PlanReason.EndsWell
            : PlanReason.EndsWellBeforeDay);
    }
}
