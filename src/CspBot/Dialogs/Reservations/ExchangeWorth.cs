using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the dated rule leaves of exchanging a reservation.</summary>
internal enum ExchangeChance
{
    /// <summary>For the same kind; the rule does not concern it.</summary>
    Other,

    /// <summary>Nobody tells when it was bought.</summary>
    Undated,

    /// <summary>Bought or renewed since the rule's day.</summary>
    Never,

    /// <summary>As often as wanted until the rule's day, and once from then on.</summary>
    Free,

    /// <summary>Once more.</summary>
    Last,
}

/// <summary>Reads the dated rule for one holding.</summary>
internal static class ExchangeWorth
{
    public static ExchangeChance Of(Holding holding, ExchangeRule rule, DateTimeOffset now) =>
        (rule.Excepts(holding.Resource) ? CoveredBy.Nothing : holding.Covered, holding.PurchasedAt) switch
        {
            (CoveredBy.Nothing, _) => ExchangeChance.Other,
            (_, null) => ExchangeChance.Undated,
            (_, { } bought) when bought >= rule.UntilDay => ExchangeChance.Never,
            _ => now < rule.UntilDay ? ExchangeChance.Free : ExchangeChance.Last,
        };
}
