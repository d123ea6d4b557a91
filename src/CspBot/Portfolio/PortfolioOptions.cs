using CspBot.Resources;

namespace CspBot.Portfolio;

/// <summary>How the bot keeps what customers hold (section Reservations).</summary>
internal sealed record PortfolioOptions
{
    /// <summary>Looks by itself; off, the lists over all customers hold only what agents opened.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>From one look at a customer that holds something, or may, to the next. Services count use by whole days.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Of the slow round over everybody else; each costs one call, or two.</summary>
    public int CustomersAMinute { get; init; } = 10;

    /// <summary>From the end of a slow round to the next.</summary>
    public TimeSpan RoundEvery { get; init; } = TimeSpan.FromDays(3);

    /// <summary>
    /// The slow round also asks Azure, for savings plans that nobody's permission explains: one more call, and a token of the customer's
    /// directory.
    /// </summary>
    public bool RoundSeesAzure { get; init; } = true;

    /// <summary>What is used less than this, in percent, is used badly.</summary>
    public decimal UsedBadlyBelow { get; init; } = 80;

    /// <summary>Microsoft's dated rules; the section Rules.</summary>
    public Rules Rules { get; init; } = new();

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (LookEvery < TimeSpan.FromMinutes(15) || LookEvery > TimeSpan.FromDays(7))
            yield return "Reservations:LookEvery must be between 00:15:00 and 7.00:00:00.";
        if (CustomersAMinute is < 1 or > 100)
            yield return "Reservations:CustomersAMinute must be between 1 and 100: Partner Center takes 500 requests a minute in all.";
        if (RoundEvery < TimeSpan.FromHours(1) || RoundEvery > TimeSpan.FromDays(60))
            yield return "Reservations:RoundEvery must be between 01:00:00 and 60.00:00:00.";
        if (UsedBadlyBelow is <= 0 or > 100)
            yield return "Reservations:UsedBadlyBelow must be more than 0 and at most 100: it is a percentage.";
    }
}
