using CspBot.Cloud.AzureStack;
using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <content>What tenants used of an Azure Stack.</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// What was reported from one day to before another (UTC), added up by day of use, subscription and meter: quantities of one meter have
    /// one unit. A row without a day or a quantity says nothing and is left out.
    /// </summary>
    public async Task<IReadOnlyList<StackUsageLine>> ListStackUsageAsync(
        StackDeployment stack, DateOnly from, DateOnly until, CancellationToken ct)
    {
        var rows = await stacks.ListUsageAsync(stack, from, until, ct);
        return
        [
            .. from row in rows.Select(row => row.Properties).OfType<UsageAggregatePropertiesShape>()
               let at = CloudJson.Time(row.UsageStartTime)
               let quantity = row.Quantity
               where at is not null && quantity is not null
               let resource = row.Resource()
               let used = new
               {
                   Day = DateOnly.FromDateTime(at.Value.UtcDateTime),
                   Subscription = (row.SubscriptionId is { Length: > 0 } told ? told : UserOf(resource)).ToLowerInvariant(),
                   Meter = (row.MeterId ?? "").ToLowerInvariant(),
                   Quantity = quantity.Value,
                   Resource = resource,
               }
               group used by (used.Day, used.Subscription, used.Meter)
               into of
               select new StackUsageLine(of.Key.Day, of.Key.Subscription, of.Key.Meter, of.Sum(one => one.Quantity))
               {
                   Resources = of.Select(one => one.Resource).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Count(),
                   Unnamed = of.Count(one => one.Resource is null),
               },
        ];
    }
}

/// <summary>What one subscription on a stamp used of one meter on one day (UTC).</summary>
/// <param name="Subscription">On the stamp, in lower case; empty where no row tells.</param>
/// <param name="Meter">Its id, in lower case; empty where no row tells.</param>
/// <param name="Quantity">In the meter's own unit.</param>
internal sealed record StackUsageLine(DateOnly Day, string Subscription, string Meter, decimal Quantity)
{
    /// <summary>How many different resources the rows name.</summary>
    public int Resources { get; init; }

    /// <summary>Rows that name no resource: their data cannot be read.</summary>
    public int Unnamed { get; init; }
}
