namespace CspBot.Sandbox;

/// <summary>
/// Microsoft.CostManagement's benefits: savings plans that it recommends, and how much of one is used, as Microsoft's specification
/// 2024-08-01 has them (costmanagement.benefits.json; samples BenefitRecommendationsByBillingAccount.json and
/// SavingsPlan-SavingsPlanOrderId-Daily.json).
/// </summary>
/// <remarks>Assumed: where nothing is recommended the list is empty; rights on a plan's use are those to see the plan.</remarks>
internal static class BenefitsApi
{
    /// <summary>So much of what runs is worth committing to, in this world.</summary>
    private const decimal Coverage = 0.9m;

    private static readonly string[] Versions = ["2025-03-01", "2024-08-01", "2023-11-01"];

    private static readonly Dictionary<string, string[]> Filters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["scope"] = ["Single", "Shared"],
        ["lookBackPeriod"] = ["Last7Days", "Last30Days", "Last60Days"],
        ["term"] = ["P1Y", "P3Y"],
    };

    public static void Map(Routes routes)
    {
        const string Management = "providers/Microsoft.CostManagement";
        routes.Map("GET", "/subscriptions/{subscription}/" + Management + "/benefitRecommendations", ArmApi.OfSubscription(
            "Microsoft.CostManagement/benefitRecommendations/read", Versions, Recommend));
        routes.Map(
            "GET",
            "/providers/Microsoft.BillingBenefits/savingsPlanOrders/{order}/savingsPlans/{plan}/" + Management
                + "/benefitUtilizationSummaries",
            Summaries);
    }

    private static Answer Recommend(Call call, AzureSubscription subscription)
    {
        if (RecommendationsApi.Read(call.Parameter("$filter"), Filters) is not { } filter)
            return ConsumptionApi.BadRequest("The filter has a property or a value that is not documented.");
        string scope = filter.GetValueOrDefault("scope", "Shared");
        string period = filter.GetValueOrDefault("lookBackPeriod", "Last60Days");
        string term = filter.GetValueOrDefault("term", "P3Y");
        int hours = 24 * RecommendationsApi.LookBack(period);
        decimal hourly = RecommendationsApi.Running(call.World, subscription, Ids.Same(scope, "Shared"))
            .Sum(load => load.Machines * Workloads.OnDemand(load.Size)!.Value);
        return hourly == 0
            ? Answer.Ok(new { value = Array.Empty<object>() })
            : ArmApi.Page(call, [Recommended(call, subscription, (scope, period, term), (hourly, hours))]);
    }

    private static object Recommended(
        Call call, AzureSubscription subscription, (string Scope, string Period, string Term) asked, (decimal Hourly, int Hours) used)
    {
        decimal without = used.Hourly * used.Hours;
        decimal price = asked.Term == "P3Y" ? 0.55m : 0.72m;
        decimal commitment = Math.Round(used.Hourly * Coverage * price, 3);
        decimal benefit = commitment * used.Hours;
        decimal overage = Math.Round(without * (1 - Coverage), 3);
        decimal total = benefit + overage;
        string name = Ids.Named($"benefit|{subscription.Id}|{asked.Term}");
        DateOnly today = DateOnly.FromDateTime(call.World.Now.UtcDateTime);
        return new
        {
            id = $"/subscriptions/{subscription.Id}/providers/Microsoft.CostManagement/benefitRecommendations/{name}",
            name,
            type = "Microsoft.CostManagement/benefitRecommendations",
            kind = "SavingsPlan",
            properties = new
            {
                firstConsumptionDate = ConsumptionApi.Midnight(today.AddDays(-used.Hours / 24)),
                lastConsumptionDate = ConsumptionApi.Midnight(today),
                lookBackPeriod = asked.Period,
                totalHours = used.Hours,
                armSkuName = "Compute_Savings_Plan",
                term = asked.Term,
                commitmentGranularity = "Hourly",
                currencyCode = "USD",
                costWithoutBenefit = Math.Round(without, 3),
                scope = asked.Scope,
                recommendationDetails = new
                {
                    averageUtilizationPercentage = 100m,
                    coveragePercentage = Coverage * 100,
                    commitmentAmount = commitment,
                    overageCost = overage,
                    benefitCost = benefit,
                    savingsAmount = Math.Round(without - total, 3),
                    savingsPercentage = Math.Round((without - total) / without * 100, 3),
                    totalCost = total,
                    wastageCost = 0m,
                },
            },
        };
    }

    private static Answer Summaries(Call call)
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        SavingsPlan? plan = call.World.SavingsPlans.Find(item => Ids.Same(item.Id, call["plan"]) && Ids.Same(item.Order, call["order"]));
        if (plan is not { Readable: true }
            || !Ids.Same(plan.Customer, call.Token!.Tenant)
            || !ArmApi.IsOwner(call, plan.Subscription))
            return ArmApi.Fault(404, "ResourceNotFound", "The savings plan was not found.");
        if (ConsumptionApi.Days(call.Parameter("$filter")) is not { } asked)
            return ConsumptionApi.BadRequest("The filter cannot be read: it takes properties/usageDate with ge and le.");
        return ArmApi.Page(call,
            from day in ConsumptionApi.Each(asked.From, asked.To)
            let share = plan.Used(day, call.World.Now)
            where share is not null
            select (object)new
            {
                id = $"/providers/Microsoft.BillingBenefits/savingsPlanOrders/{plan.Order}/providers/Microsoft.CostManagement"
                    + $"/benefitUtilizationSummaries/{plan.Order}_{plan.Id}_{day:yyyyMMdd}",
                kind = "SavingsPlan",
                name = $"{plan.Order}_{plan.Id}_{day:yyyyMMdd}",
                type = "Microsoft.CostManagement/benefitUtilizationSummaries",
                properties = new
                {
                    armSkuName = "Compute_Savings_Plan",
                    avgUtilizationPercentage = share,
                    benefitOrderId = $"/providers/Microsoft.BillingBenefits/savingsPlanOrders/{plan.Order}",
                    benefitId = $"/providers/Microsoft.BillingBenefits/savingsPlanOrders/{plan.Order}/savingsPlans/{plan.Id}",
                    benefitType = "SavingsPlan",
                    maxUtilizationPercentage = share,
                    minUtilizationPercentage = share,
                    usageDate = ConsumptionApi.Midnight(day),
                },
            });
    }
}
