using CspBot.Cloud;
using CspBot.Portfolio;

namespace CspBot.Dialogs.Reservations;

/// <summary>What is at stake at one customer.</summary>
/// <param name="Customer">The customer's tenant.</param>
/// <param name="Counts">How many reservations have which advice, those to act on alone.</param>
/// <param name="Amounts">Commitment of what to exchange or trade in that is still ahead, one amount for each currency.</param>
/// <param name="Unpriced">How many of those no answer has told a price of.</param>
internal sealed record PlanStake(
    string Customer, string Name, IReadOnlyDictionary<PlanAdvice, int> Counts, IReadOnlyList<Money> Amounts, int Unpriced)
{
    /// <summary>Null where no price is known.</summary>
    public Money? Largest => Amounts is [var first, ..] ? first : null;
}

/// <summary>The plan over all customers, from what the walk remembers: what to act on, and how much is at stake.</summary>
internal static class PlanStakes
{
    private static readonly PlanAdvice[] Acted = [PlanAdvice.Exchange, PlanAdvice.TradeIn, PlanAdvice.LetEnd];

    /// <summary>Those with something to act on; the largest amount first, of several currencies each for itself.</summary>
    public static IReadOnlyList<PlanStake> Of(IEnumerable<KnownHolding> known, PlanRules rules) =>
    [
        .. known
            .Where(one => one.Holding.Kind == HoldingKind.Reservation && ExchangePlan.Runs(one.Holding, rules.Now))
            .GroupBy(one => one.Customer, StringComparer.OrdinalIgnoreCase)
            .Select(group => Of([.. group], rules))
            .Where(stake => stake.Counts.Count > 0)
            .OrderBy(stake => stake.Amounts.Count == 0)
            .ThenBy(stake => stake.Largest?.Currency, StringComparer.Ordinal)
            .ThenByDescending(stake => stake.Largest?.Amount)
            .ThenByDescending(stake => stake.Unpriced)
            .ThenBy(stake => stake.Name, StringComparer.CurrentCultureIgnoreCase),
    ];

    /// <summary>One amount for each currency; nothing is converted.</summary>
    public static IReadOnlyList<Money> Sum(IEnumerable<Money> amounts) =>
    [
        .. amounts.GroupBy(money => money.Currency)
            .Select(group => new Money(group.Sum(money => money.Amount), group.Key))
            .OrderByDescending(money => money.Amount),
    ];

    /// <summary>
    /// The part of a commitment that is still ahead, by the days of its term: an approximation, which a quote replaces. Null where no
    /// answer told the price, or the term is not known.
    /// </summary>
    internal static Money? Ahead(KnownHolding known, DateTimeOffset now)
    {
        if (known is not { Commitment: { } whole, Holding: { PurchasedAt: { } from, ExpiresAt: { } until } } || until <= from)
            return null;
        var share = Math.Clamp((decimal)((until - now) / (until - from)), 0, 1);
        return whole with { Amount = Math.Round(whole.Amount * share, 2) };
    }

    private static PlanStake Of(IReadOnlyList<KnownHolding> held, PlanRules rules)
    {
        var lines = held.Select(known => (Known: known, ExchangePlan.Of(known.Holding, rules).Advice)).ToList();
        var moved = lines.Where(line => line.Advice is PlanAdvice.Exchange or PlanAdvice.TradeIn)
            .Select(line => Ahead(line.Known, rules.Now))
            .ToList();
        return new PlanStake(
            held[0].Customer,
            held[0].CustomerName,
            lines.Where(line => Acted.Contains(line.Advice)).GroupBy(line => line.Advice).ToDictionary(
                group => group.Key, group => group.Count()),
            Sum(moved.OfType<Money>()),
            moved.Count(money => money is null));
    }
}

/// <summary>What the card over all customers shows.</summary>
internal sealed record PlanOverPage(IReadOnlyList<PlanStake> Stakes, PlanRules Rules, OverallView View)
{
    public required int Page { get; init; }

    public required int Pages { get; init; }

    /// <summary>Some of all customers, to open one that is not in the list.</summary>
    public required IReadOnlyList<Customer> Customers { get; init; }

    /// <summary>It was to be opened, and none was chosen.</summary>
    public bool IsNoneChosen { get; init; }
}
