using CspBot.Cloud;

namespace CspBot.Requests.Approvals;

/// <summary>What an approval takes, as it was settled when the request was made; stored with it.</summary>
/// <param name="People">How many different people must say yes.</param>
/// <param name="MustRun">Each of them must be allowed to run it, since who asks is not.</param>
/// <param name="Amount">The amount against the limit; null where it binds to none, or there is no limit.</param>
internal sealed record ApprovalNeed(int People, bool MustRun = false, WeighedAmount? Amount = null)
{
    public static ApprovalNeed OnePerson { get; } = new(1);
}

/// <summary>An amount against <c>Approvals:MaxAmount</c>.</summary>
/// <param name="Told">As the service told it; null where it told none.</param>
/// <param name="Limit">The limit of then.</param>
/// <param name="Counted">The amount in the limit's currency; null where no rate was there.</param>
/// <param name="Rate">What one unit was worth in the limit's currency; null where the service told the amount in it.</param>
/// <param name="Source">Where the rate came from.</param>
internal sealed record WeighedAmount(
    Money? Told, Money Limit, decimal? Counted = null, decimal? Rate = null, string? Source = null)
{
    /// <summary>What cannot be counted counts as above.</summary>
    public bool IsAbove => Counted is not { } counted || counted > Limit.Amount;

    /// <summary>
    /// The service's own figure in the limit's currency goes before any rate; of several the largest counts. Null where nothing is to be
    /// weighed. Pure.
    /// </summary>
    public static WeighedAmount? Of(CommittedAmount? amount, ApprovalOptions options)
    {
        return options.Limit is { } limit ? Against(amount, limit, options) : null;
    }

    /// <summary>The same against any bound: the configured rates lead into the limit's currency alone.</summary>
    public static WeighedAmount? Against(CommittedAmount? amount, Money limit, ApprovalOptions options)
    {
        if (amount is null)
            return null;
        var told = new[] { amount.Billing, amount.Pricing }.OfType<Money>().ToList();
        if (told.Where(money => IsSame(money.Currency, limit.Currency)).MaxBy(money => money.Amount) is { } same)
            return new WeighedAmount(same, limit, same.Amount);
        var converted = told
            .Select(money => (
                Money: money, Rate: IsSame(limit.Currency, options.Limit?.Currency ?? "") ? options.RateOf(money.Currency) : null))
            .Where(one => one.Rate is not null)
            .Select(one => new WeighedAmount(one.Money, limit, one.Money.Amount * one.Rate, one.Rate, options.RateSource));
        return converted.MaxBy(weighed => weighed.Counted) ?? new WeighedAmount(told.FirstOrDefault(), limit);
    }

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
