using CspBot.Cloud;

namespace CspBot.Credit;

/// <summary>One look at one subscription, and what is remembered and told after it. Pure.</summary>
/// <param name="Read">Null where nothing could be read.</param>
/// <param name="Fault">Then why.</param>
internal sealed record CreditSighting(AzureSubscription Subscription, CreditRead? Read, CloudFault? Fault)
{
    /// <summary>
    /// A role that was there is missing only once two looks so far apart have said so: a list may lag, and the credit is counted by whole
    /// days.
    /// </summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);

    /// <summary>What is remembered next, and the news in it.</summary>
    public (KnownCredit Row, CreditNews News) After(KnownCredit? before, string customer, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        var row = new KnownCredit
        {
            Subscription = Subscription.Id.ToLowerInvariant(),
            Customer = customer,
            Name = Subscription.Name,
            SeenAt = before?.SeenAt,
            MissingAt = before?.MissingAt,
            ToldAt = before?.ToldAt,
            LookedAt = at,
            Fault = Fault?.Reason.ToString(),
        };
        if (Read is null)
            return (row, CreditNews.None);
        if (Read.Earns)
        {
            (row.SeenAt, row.MissingAt, row.ToldAt) = (at, null, null);
            return (row, before?.ToldAt is not null ? CreditNews.Mended : CreditNews.None);
        }

        row.MissingAt ??= at;
        if (row.ToldAt is not null || now - KnownCredit.Time(row.MissingAt.Value) < Apart)
            return (row, CreditNews.None);
        row.ToldAt = at;
        return (row, CreditNews.Lost);
    }
}

/// <summary>What people are told of a subscription.</summary>
internal enum CreditNews
{
    None,
    Lost,
    Mended,
}
