using CspBot.Cloud;
using CspBot.Stacks;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>What one tenant used of one stamp, and how it was mapped then. Pure: every sum on cards and in the CSV is made here.</summary>
/// <param name="Deployment">Name of the stamp.</param>
/// <param name="Tenant">Its directory; empty where nobody knows whose it was.</param>
/// <param name="Name">For people.</param>
/// <param name="Days">By day and meter.</param>
internal sealed record StackUse(
    string Deployment, string Tenant, string Name, MappingTimes Times, IReadOnlyList<StackUseDay> Days)
{
    /// <summary>The stamp's home directory: what it uses is ours to pay, and no leak.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Its subscriptions that the stamp does not list any more.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];

    /// <summary>Which Azure subscription pays now; null where none does, or nobody could read it.</summary>
    public string? PaidBy { get; init; }

    /// <summary>What a button carries.</summary>
    public string Key => $"{Deployment}|{(Tenant.Length > 0 ? Tenant : Name)}";

    /// <summary>Nobody knows whose it was: the name is that of a subscription which the stamp does not list.</summary>
    public bool IsNobodys => Tenant.Length == 0;

    public int UsedDays => Days.Select(line => line.Day).Distinct().Count();

    /// <summary>Days on which something was used in this state.</summary>
    public int DaysIn(MappingState state) => Days.Where(line => line.State == state).Select(line => line.Day).Distinct().Count();

    /// <summary>Something was used on whole days without a mapping: it bills the registration's own subscription.</summary>
    public bool HasLeak => !IsOwn && Days.Any(line => line.State == MappingState.NotMapped);

    /// <summary>It goes on leaking.</summary>
    public bool LeaksNow => HasLeak && Times.Now == MappingState.NotMapped;

    /// <summary>Rows that name no resource.</summary>
    public int Unnamed => Days.Sum(line => line.Unnamed);

    /// <summary>Each meter by itself, since units differ; what a machine costs comes first.</summary>
    public IReadOnlyList<StackMeterSum> Meters(MappingState? only = null) =>
    [
        .. Days
            .Where(line => only is null || line.State == only)
            .GroupBy(line => line.Meter)
            .OrderBy(of => StackMeters.PlaceOf(of.Key))
            .ThenBy(of => of.Key, StringComparer.Ordinal)
            .Select(of => new StackMeterSum(StackMeters.Of(of.Key), of.Sum(line => line.Quantity))),
    ];

    /// <summary>What was used of a meter on a day.</summary>
    public decimal On(DateOnly day, string meter) => Days.Where(line => line.Day == day && line.Meter == meter).Sum(line => line.Quantity);

    /// <summary>All uses of a stamp, leaks first, those with more days before those with fewer.</summary>
    public static IEnumerable<StackUse> Sorted(IEnumerable<StackUse> all) => all
        .OrderByDescending(use => use.LeaksNow)
        .ThenByDescending(use => use.HasLeak ? use.DaysIn(MappingState.NotMapped) : 0)
        .ThenBy(use => use.IsOwn)
        .ThenBy(use => use.Name, StringComparer.CurrentCultureIgnoreCase)
        .ThenBy(use => use.Deployment, StringComparer.Ordinal);
}

/// <summary>What was used of a meter on a day, over all subscriptions of the tenant.</summary>
internal sealed record StackUseDay(DateOnly Day, string Meter, decimal Quantity, MappingState State)
{
    public int Resources { get; init; }

    public int Unnamed { get; init; }
}

/// <summary>One meter's sum, in its own unit.</summary>
internal sealed record StackMeterSum(StackMeter Meter, decimal Quantity);

/// <summary>What a look at one stamp found.</summary>
/// <param name="Uses">Of the tenants that exist for the caller.</param>
internal sealed record StackUsageRead(StackDeployment Stack, IReadOnlyList<StackUse> Uses)
{
    /// <summary>Why not all usage was read.</summary>
    public CloudFault? UsageFault { get; init; }

    /// <summary>Why nobody knows who is mapped now.</summary>
    public CloudFault? MappingFault { get; init; }

    /// <summary>Why nobody can tell whose some subscriptions are.</summary>
    public CloudFault? NamesFault { get; init; }

    /// <summary>The first day that was read; null when none was.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>When the mappings were looked at for the first time; null before that.</summary>
    public DateTimeOffset? Began { get; init; }

    public IEnumerable<CloudFault> Faults => new[] { UsageFault, MappingFault, NamesFault }.OfType<CloudFault>();
}
