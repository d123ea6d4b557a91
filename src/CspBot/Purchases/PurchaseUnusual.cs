namespace CspBot.Purchases;

/// <summary>Tells an unusual purchase from an everyday one. Pure.</summary>
internal static class PurchaseUnusual
{
    /// <summary>The reasons, in the order in which they are shown.</summary>
    /// <param name="purchase">What was bought.</param>
    /// <param name="earlier">The customer's earlier purchases of the same kind; null when they could not be read.</param>
    /// <param name="options">Office hours, their time zone, and what counts as much larger.</param>
    public static IReadOnlyList<UnusualReason> Of(Purchase purchase, IReadOnlyCollection<PastPurchase>? earlier, PurchaseOptions options)
    {
        var reasons = new List<UnusualReason>();
        if (earlier is { Count: 0 })
            reasons.Add(UnusualReason.FirstEver);
        if (earlier is { Count: > 0 } && IsMuchLarger(purchase, earlier, options.MuchLarger))
            reasons.Add(UnusualReason.MuchLarger);
        if (purchase.Lines.Any(line => line.Term is "P3Y" or "P36M"))
            reasons.Add(UnusualReason.ThreeYears);
        if (IsOutsideHours(purchase.At, options))
            reasons.Add(UnusualReason.OutsideOfficeHours);
        return reasons;
    }

    /// <summary>By amount where both are known, else by units.</summary>
    private static bool IsMuchLarger(Purchase purchase, IReadOnlyCollection<PastPurchase> earlier, decimal times)
    {
        var amounts = earlier.Where(past => past.Amount is not null).Select(past => past.Amount!.Value).ToList();
        return purchase.Amount is { } amount && amounts.Count > 0
            ? amount.Amount >= amounts.Max() * times
            : purchase.Quantity >= earlier.Max(past => past.Quantity) * times;
    }

    private static bool IsOutsideHours(DateTimeOffset at, PurchaseOptions options)
    {
        var local = TimeZoneInfo.ConvertTime(at, options.Zone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        var (opens, closes) = (options.OfficeOpens, options.OfficeCloses);
        return !options.IsOfficeDay(local.DayOfWeek) || (opens != closes && !time.IsBetween(opens, closes));
    }
}

/// <summary>An earlier purchase of the same kind, as far as it can be compared.</summary>
internal sealed record PastPurchase(string OrderId, int Quantity, decimal? Amount);
