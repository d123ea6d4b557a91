using System.Globalization;
using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <content>How well reservations and savings plans are used, and what Microsoft recommends to buy (azure §7.5).</content>
internal sealed partial class AzureOperations
{
    /// <summary>A reservation's use day by day, oldest first; a day that the service does not tell of is not there.</summary>
    public async Task<IReadOnlyList<UsedTime>> ListReservationDaysAsync(
        string customerId, BenefitId reservation, UsageDates dates, CancellationToken ct) =>
        Times(await arm.ListReservationDaysAsync(Tenant(customerId), reservation, dates, ct));

    /// <summary>The same month by month since it was bought, as far back as the service tells.</summary>
    public async Task<IReadOnlyList<UsedTime>> ListReservationMonthsAsync(
        string customerId, BenefitId reservation, CancellationToken ct) =>
        Times(await arm.ListReservationMonthsAsync(Tenant(customerId), reservation, ct));

    /// <summary>A savings plan's use day by day, oldest first: percentages only.</summary>
    public async Task<IReadOnlyList<UsedTime>> ListSavingsPlanDaysAsync(
        string customerId, BenefitId plan, UsageDates dates, CancellationToken ct) =>
        Times(await arm.ListSavingsPlanDaysAsync(Tenant(customerId), plan, dates, ct));

    /// <summary>Which subscriptions used a reservation, the one that used it most first.</summary>
    public async Task<IReadOnlyList<SubscriptionUse>> ListReservationUsersAsync(
        string customerId, BenefitId reservation, UsageDates dates, CancellationToken ct)
    {
        var rows = await arm.ListReservationMachinesAsync(Tenant(customerId), reservation, dates, ct);
        return
        [
            .. rows.Select(row => row.Properties).OfType<UsageRowPropertiesShape>()
                .Where(row => row.UsedHours > 0)
                .GroupBy(row => UserOf(row.InstanceId), StringComparer.OrdinalIgnoreCase)
                .Select(of => new SubscriptionUse(
                    of.Key,
                    of.Sum(row => row.UsedHours ?? 0),
                    of.Select(row => row.InstanceId).Distinct(StringComparer.OrdinalIgnoreCase).Count()))
                .OrderByDescending(use => use.Hours),
        ];
    }

    /// <summary>
    /// What a product costs by the hour without and with a reservation; null where the service has no answer for it, or none by the hour.
    /// </summary>
    public async Task<ProductRates?> FindProductRatesAsync(
        string customerId, string subscription, RecommendedProduct product, CancellationToken ct)
    {
        var shape = await arm.FindRecommendationDetailsAsync(Tenant(customerId), subscription, product, ct);
        if (shape?.Properties is not { Resource.OnDemandRate: { } rate, Currency: { Length: > 0 } currency } said
            || !CloudJson.SameWord(said.Savings?.UnitOfMeasure, "hour"))
            return null;
        var hours = (CloudJson.SameWord(said.Usage?.UsageGrain, "hourly") ? said.Usage?.UsageData : null)?.OfType<decimal>().ToList() ?? [];
        return new ProductRates(
            new Money(rate, currency),
            said.Resource.ReservationRate is { } reserved ? new Money(reserved, currency) : null,
            hours.Count == 0 ? null : new HoursInUse(hours.Average(), hours.Min(), hours.Max()),
            [
                .. (said.Savings?.CalculatedSavings ?? [])
                    .Where(one => one is { Quantity: > 0, OnDemandCost: not null, TotalReservationCost: not null, Savings: not null })
                    .Select(one => new WhatIf(
                        one.Quantity!.Value,
                        new Money(one.OnDemandCost!.Value, currency),
                        new Money(one.TotalReservationCost!.Value, currency),
                        new Money(one.Savings!.Value, currency)))
                    .OrderBy(one => one.Quantity),
            ]);
    }

    /// <summary>What Microsoft recommends to reserve for a subscription, for one term; what saves most first.</summary>
    public async Task<IReadOnlyList<Recommendation>> ListRecommendationsAsync(
        string customerId, string subscription, RecommendationFilter filter, CancellationToken ct)
    {
        var shapes = await arm.ListRecommendationsAsync(Tenant(customerId), subscription, filter, ct);
        return
        [
            .. shapes.Select(shape => Read(shape, filter))
                .OfType<Recommendation>()
                .Where(one => CloudJson.SameWord(one.Term, filter.Term))
                .OrderByDescending(one => one.Saved is { } saved && one.Period > TimeSpan.Zero
                    ? saved.Amount / (decimal)one.Period.TotalDays
                    : 0),
        ];
    }

    /// <summary>Savings plans that Microsoft recommends for a subscription.</summary>
    public async Task<IReadOnlyList<PlanRecommendation>> ListPlanRecommendationsAsync(
        string customerId, string subscription, RecommendationFilter filter, CancellationToken ct)
    {
        var shapes = await arm.ListBenefitRecommendationsAsync(Tenant(customerId), subscription, filter, ct);
        return
        [
            .. from shape in shapes
               let said = shape.Properties
               let details = said?.RecommendationDetails
               where CloudJson.SameWord(shape.Kind, "SavingsPlan") && CloudJson.SameWord(said.CommitmentGranularity, "Hourly")
               let commitment = details?.CommitmentAmount ?? 0
               where commitment > 0 && CloudJson.SameWord(said.Term ?? filter.Term, filter.Term)
               let currency = said.CurrencyCode ?? ""
               select new PlanRecommendation(
                   filter.Term,
                   new Money(commitment, currency),
                   details.SavingsAmount is { } saved ? new Money(saved, currency) : null,
                   said.TotalHours ?? 0)
               {
                   SavedPercent = details.SavingsPercentage,
                   Coverage = details.CoveragePercentage,
               },
        ];
    }

    private static Recommendation? Read(RecommendationShape shape, RecommendationFilter filter)
    {
        if (shape.Properties is not { RecommendedQuantity: > 0 and var quantity } said
            || (shape.Sku ?? said.SkuName) is not { Length: > 0 } sku
            || said.Term is not { Length: > 0 } term)
            return null;
        return new Recommendation(sku, shape.Location ?? said.Location ?? "", term.ToUpperInvariant(), quantity)
        {
            Group = said.InstanceFlexibilityGroup ?? "",
            NormalizedSize = said.NormalizedSize ?? "",
            NormalizedQuantity = said.RecommendedQuantityNormalized,
            Without = Read(said.CostWithNoReservedInstances),
            With = Read(said.TotalCostWithReservedInstances),
            Saved = Read(said.NetSavings),
            Period = CloudJson.SameWord(shape.Kind, "modern") ? LengthOf(term.ToUpperInvariant()) : LengthOf(filter.LookBack),
        };
    }

    private static Money? Read(ConsumptionAmountShape? amount) => amount is null ? null : new Money(amount.Value, amount.Currency ?? "");

    /// <summary>Of <c>P1Y</c> (years of 365 days) and <c>Last7Days</c>; zero for words that are neither.</summary>
    private static TimeSpan LengthOf(string period) => TimeSpan.FromDays(period switch
    {
        ['P', .. var years, 'Y'] => 365 * Count(years),
        ['L', 'a', 's', 't', .. var days, 'D', 'a', 'y', 's'] => Count(days),
        _ => 0,
    });

    private static int Count(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100 ? count : 0;

    private static IReadOnlyList<UsedTime> Times(IEnumerable<UsageRowShape> rows) =>
    [
        .. from row in rows
           let said = row.Properties
           let at = CloudJson.Time(said?.UsageDate)
           where at is not null
           orderby at
           select new UsedTime(
               DateOnly.FromDateTime(at.Value.UtcDateTime), said.ReservedHours, said.UsedHours, said.AvgUtilizationPercentage)
           {
               UsedUp = said.UtilizedPercentage,
           },
    ];

    /// <summary>The subscription of <c>/subscriptions/{id}/resourcegroups/…</c>.</summary>
    private static string UserOf(string? instance)
    {
        var parts = instance?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parts.Length > 1 && CloudJson.SameId(parts[0], "subscriptions") ? parts[1].ToLowerInvariant() : "";
    }
}
