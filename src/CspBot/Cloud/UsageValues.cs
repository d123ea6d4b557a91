using System.Globalization;

namespace CspBot.Cloud;

/// <summary>How much of a reservation or savings plan was used in a time.</summary>
/// <param name="From">The day, or the first day of the month (UTC).</param>
/// <param name="Reserved">Hours that were paid for; null for savings plans.</param>
/// <param name="Used">Hours of these that were used; null for savings plans.</param>
/// <param name="Percent">The mean of its hours, as the service counts it; null: not said.</param>
internal sealed record UsedTime(DateOnly From, decimal? Reserved, decimal? Used, decimal? Percent)
{
    /// <summary>Percent of credits paid ahead that are used up by then; null: not said, and 0 of everything else.</summary>
    public decimal? UsedUp { get; init; }
}

/// <summary>What a subscription's machines used of a reservation.</summary>
/// <param name="Subscription">Azure subscription id; empty where an instance's id names none.</param>
/// <param name="Hours">Used hours.</param>
/// <param name="Machines">How many different instances.</param>
internal sealed record SubscriptionUse(string Subscription, decimal Hours, int Machines);

/// <summary>Rates of one product by the hour, and what other quantities would come to.</summary>
/// <param name="OnDemand">Pay as you go.</param>
/// <param name="Reserved">Of a new reservation; null: not said.</param>
/// <param name="InUse">How many were in use in each hour of the look-back: mean, least and most; null: not said.</param>
/// <param name="WhatIf">By quantity; over the look-back, as the specification's sample adds up.</param>
internal sealed record ProductRates(Money OnDemand, Money? Reserved, HoursInUse? InUse, IReadOnlyList<WhatIf> WhatIf);

/// <summary>Machines in use at once.</summary>
internal sealed record HoursInUse(decimal Mean, decimal Least, decimal Most);

/// <summary>What a quantity would cost and save.</summary>
internal sealed record WhatIf(decimal Quantity, Money Without, Money With, Money Saved);

/// <summary>Something that Microsoft recommends to reserve (azure §7.5).</summary>
/// <param name="Sku">Such as Standard_D4s_v5.</param>
/// <param name="Location">Azure region such as <c>westeurope</c>; empty where nothing tells.</param>
/// <param name="Term">ISO 8601 duration such as P1Y.</param>
/// <param name="Quantity">Units.</param>
internal sealed record Recommendation(string Sku, string Location, string Term, decimal Quantity)
{
    /// <summary>Sizes of this group share it; empty or NA where there is none.</summary>
    public string Group { get; init; } = "";

    /// <summary>The group's smallest size, that <see cref="NormalizedQuantity"/> counts.</summary>
    public string NormalizedSize { get; init; } = "";

    public decimal? NormalizedQuantity { get; init; }

    /// <summary>Over <see cref="Period"/>; without a currency where the service names none.</summary>
    public Money? Without { get; init; }

    /// <inheritdoc cref="Without"/>
    public Money? With { get; init; }

    /// <inheritdoc cref="Without"/>
    public Money? Saved { get; init; }

    /// <summary>
    /// What the amounts are for. No document says it; in the specification's samples those of the legacy form are for the days looked back
    /// on (4.63 for one small machine and seven days), those of the modern form for the term (three years cost 3.003 times one).
    /// </summary>
    public TimeSpan Period { get; init; }
}

/// <summary>A savings plan that Microsoft recommends.</summary>
/// <param name="Term">ISO 8601 duration such as P1Y.</param>
/// <param name="Hourly">The commitment for each hour.</param>
/// <param name="Saved">Over <paramref name="Hours"/>.</param>
/// <param name="Hours">Looked back on.</param>
internal sealed record PlanRecommendation(string Term, Money Hourly, Money? Saved, decimal Hours)
{
    /// <summary>Of what it costs without.</summary>
    public decimal? SavedPercent { get; init; }

    /// <summary>Percent of what runs that it would pay for.</summary>
    public decimal? Coverage { get; init; }
}

/// <summary>GUIDs of a reservation or savings plan and of its order.</summary>
internal sealed record BenefitId(string Order, string Id);

/// <summary>Days, both counted.</summary>
internal sealed record UsageDates(DateOnly From, DateOnly To)
{
    public string Filter => string.Create(
        CultureInfo.InvariantCulture,
        $"properties/usageDate ge {From:yyyy-MM-dd} AND properties/usageDate le {To:yyyy-MM-dd}");
}

/// <summary>What to recommend for.</summary>
/// <param name="Scope"><c>Single</c> or <c>Shared</c>.</param>
/// <param name="Resource">Such as <c>VirtualMachines</c>.</param>
/// <param name="LookBack"><c>Last7Days</c>, <c>Last30Days</c> or <c>Last60Days</c>.</param>
/// <param name="Term"><c>P1Y</c> or <c>P3Y</c>.</param>
internal sealed record RecommendationFilter(string Scope, string Resource, string LookBack, string Term)
{
    /// <summary>Savings plans pay for compute; the service recommends them for nothing else.</summary>
    public bool IsForPlans => Resource is "VirtualMachines" or "AppService";

    public int LookBackDays => LookBack switch { "Last7Days" => 7, "Last30Days" => 30, _ => 60 };
}

/// <summary>What to ask the rates of.</summary>
/// <param name="Sku">Such as Standard_D2s_v3.</param>
/// <param name="Region">Azure region such as <c>westeurope</c>.</param>
/// <param name="Scope"><c>Single</c> or <c>Shared</c>.</param>
/// <param name="Term"><c>P1Y</c> or <c>P3Y</c>.</param>
/// <param name="LookBack"><c>Last7Days</c>, <c>Last30Days</c> or <c>Last60Days</c>.</param>
internal sealed record RecommendedProduct(string Sku, string Region, string Scope, string Term, string LookBack);
