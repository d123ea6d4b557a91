using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>
/// What is used of reservations and savings plans, and what the services recommend to buy: Microsoft.Consumption 2023-05-01
/// (azure §7.5) and Microsoft.CostManagement 2024-08-01 (Microsoft's specification, costmanagement.benefits.json).
/// </content>
internal sealed partial class ResourceManagerClient
{
    private const string ConsumptionVersion = "api-version=2023-05-01";
    private const string BenefitsVersion = "api-version=2024-08-01";

    /// <summary><c>GET …/reservationSummaries?grain=daily</c>: a row for each day that the service knows of.</summary>
    public Task<List<UsageRowShape>> ListReservationDaysAsync(
        string tenant, BenefitId reservation, UsageDates dates, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"{ReservationPath(reservation)}/providers/Microsoft.Consumption/reservationSummaries?{ConsumptionVersion}&grain=daily&$filter="
            + Uri.EscapeDataString(dates.Filter),
            ConsumptionJson.Default.ArmPageShapeUsageRowShape,
            ct);

    /// <summary>The same with <c>grain=monthly</c>, which needs no filter: a row for each month.</summary>
    public Task<List<UsageRowShape>> ListReservationMonthsAsync(string tenant, BenefitId reservation, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"{ReservationPath(reservation)}/providers/Microsoft.Consumption/reservationSummaries?{ConsumptionVersion}&grain=monthly",
            ConsumptionJson.Default.ArmPageShapeUsageRowShape,
            ct);

    /// <summary><c>GET …/reservationDetails</c>: a row for each day and machine that used it.</summary>
    public Task<List<UsageRowShape>> ListReservationMachinesAsync(
        string tenant, BenefitId reservation, UsageDates dates, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"{ReservationPath(reservation)}/providers/Microsoft.Consumption/reservationDetails?{ConsumptionVersion}&$filter="
            + Uri.EscapeDataString(dates.Filter),
            ConsumptionJson.Default.ArmPageShapeUsageRowShape,
            ct);

    /// <summary><c>GET …/benefitUtilizationSummaries</c> of a savings plan: a row for each day.</summary>
    public Task<List<UsageRowShape>> ListSavingsPlanDaysAsync(string tenant, BenefitId plan, UsageDates dates, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"/providers/Microsoft.BillingBenefits/savingsPlanOrders/{Segment(plan.Order)}/savingsPlans/{Segment(plan.Id)}"
            + $"/providers/Microsoft.CostManagement/benefitUtilizationSummaries?{BenefitsVersion}&grainParameter=Daily&$filter="
            + Uri.EscapeDataString(dates.Filter),
            ConsumptionJson.Default.ArmPageShapeUsageRowShape,
            ct);

    /// <summary><c>GET /subscriptions/{s}/…/reservationRecommendations</c>: one to three years mixed; none is 204.</summary>
    public Task<List<RecommendationShape>> ListRecommendationsAsync(
        string tenant, string subscription, RecommendationFilter filter, CancellationToken ct) =>
        AllOrNoneAsync(
            tenant,
            $"/subscriptions/{Segment(subscription)}/providers/Microsoft.Consumption/reservationRecommendations"
            + $"?{ConsumptionVersion}&$filter="
            + Uri.EscapeDataString(
                $"properties/scope eq '{filter.Scope}' AND properties/resourceType eq '{filter.Resource}' "
                + $"AND properties/lookBackPeriod eq '{filter.LookBack}'"),
            ConsumptionJson.Default.ArmPageShapeRecommendationShape,
            ct);

    /// <summary><c>GET /subscriptions/{s}/…/reservationRecommendationDetails</c>: rates of one product; none is 204 and null.</summary>
    public async Task<RecommendationDetailsShape?> FindRecommendationDetailsAsync(
        string tenant, string subscription, RecommendedProduct product, CancellationToken ct)
    {
        var path = $"/subscriptions/{Segment(subscription)}/providers/Microsoft.Consumption/reservationRecommendationDetails"
            + $"?{ConsumptionVersion}&scope={product.Scope}&region={Uri.EscapeDataString(product.Region)}&term={product.Term}"
            + $"&lookBackPeriod={product.LookBack}&product={Uri.EscapeDataString(product.Sku)}";
        var answer = await _api.SendAsync(new CloudCall(RequestMethod.Get, path) { Tenant = tenant }, ct);
        return answer.Status == 204 ? null : _api.Read(answer, ConsumptionJson.Default.RecommendationDetailsShape);
    }

    /// <summary><c>GET /subscriptions/{s}/…/benefitRecommendations</c>: savings plans.</summary>
    public Task<List<BenefitRecommendationShape>> ListBenefitRecommendationsAsync(
        string tenant, string subscription, RecommendationFilter filter, CancellationToken ct) =>
        AllOrNoneAsync(
            tenant,
            $"/subscriptions/{Segment(subscription)}/providers/Microsoft.CostManagement/benefitRecommendations?{BenefitsVersion}&$filter="
            + Uri.EscapeDataString(
                $"properties/scope eq '{filter.Scope}' AND properties/lookBackPeriod eq '{filter.LookBack}' "
                + $"AND properties/term eq '{filter.Term}'"),
            ConsumptionJson.Default.ArmPageShapeBenefitRecommendationShape,
            ct);

    private static string ReservationPath(BenefitId reservation) =>
        $"/providers/Microsoft.Capacity/reservationorders/{Segment(reservation.Order)}/reservations/{Segment(reservation.Id)}";

    /// <summary>A list to its end; 204 says that there is nothing, and an empty 200 is a fault.</summary>
    private async Task<List<T>> AllOrNoneAsync<T>(
        string tenant, string path, JsonTypeInfo<ArmPageShape<T>> type, CancellationToken ct)
    {
        var all = new List<T>();
        var walk = new PageWalk("arm");
        for (string? next = path; !string.IsNullOrEmpty(next);)
        {
            walk.Enter(next);
            var answer = await _api.SendAsync(new CloudCall(RequestMethod.Get, next) { Tenant = tenant }, ct);
            if (answer.Status == 204)
                break;
            var page = _api.Read(answer, type);
            all.AddRange(PageWalk.Listed("arm", page.Value));
            next = page.NextLink;
        }

        return all;
    }
}
