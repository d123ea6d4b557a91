using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>
/// Microsoft.BillingBenefits: the list of savings plans, as Microsoft's specification 2022-11-01 has it (facts, november-2026
/// §B 6; its sample SavingsPlansList.json). Assumed, as with reservations: a partner's user sees the plans billed to a
/// subscription on which AdminAgents is Owner, unless the plan was made invisible; the documents tell of owners at the time
/// of the purchase and of roles on the plan.
/// </summary>
internal static partial class BillingBenefitsApi
{
    private static readonly string[] Versions = ["2022-11-01"];

    public static void Map(Routes routes)
    {
        const string Root = "/providers/Microsoft.BillingBenefits";
        routes.Map("GET", $"{Root}/savingsPlans", List);
        routes.Map("POST", $"{Root}/validate", Validate);
        routes.Map("GET", $"{Root}/savingsPlanOrderAliases/{{alias}}", Alias);
        routes.Map("PUT", $"{Root}/savingsPlanOrderAliases/{{alias}}", Order);
    }

    private static Answer List(Call call) =>
        ArmApi.WrongVersion(call, Versions) ?? BenefitList.Show(call, Visible(call).Select(item => Json(call.World, item)));

    private static IEnumerable<SavingsPlan> Visible(Call call) => call.World.SavingsPlans.Where(item =>
        item is { Readable: true, IsBought: true }
        && Ids.Same(item.Customer, call.Token!.Tenant)
        && call.World.AzureSubscription(item.Subscription) is { } subscription
        && call.World.RolesOf(call.Token.ObjectId, subscription).Contains(Ids.Owner));

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static object Json(World world, SavingsPlan item) => new
    {
        sku = new { name = "Compute_Savings_Plan" },
        id = $"/providers/microsoft.billingbenefits/savingsPlanOrders/{item.Order}/savingsPlans/{item.Id}",
        name = $"{item.Order}/{item.Id}",
        type = "Microsoft.BillingBenefits/savingsPlanOrders/savingsPlans",
        properties = new
        {
            displayName = item.DisplayName,
            provisioningState = "Created",
            displayProvisioningState = item.Expires <= world.Now ? "Expired" : "Succeeded",
            billingScopeId = $"/subscriptions/{item.Subscription}",
            term = item.Term,
            billingPlan = item.IsMonthly ? "P1M" : null,
            appliedScopeType = item.Scope,
            appliedScopeProperties = item.Scope == "Single"
                ? new
                {
                    subscriptionId = $"/subscriptions/{item.Subscription}",
                    displayName = world.AzureSubscription(item.Subscription)?.Name,
                }
                : null,
            userFriendlyAppliedScopeType = item.Scope,
            commitment = new { currencyCode = "USD", amount = item.Hourly, grain = "Hourly" },
            effectiveDateTime = Text(item.Purchased),
            purchaseDateTime = Text(item.Purchased),
            expiryDateTime = Text(item.Expires),
            renew = item.Renew,
            utilization = Usage.Json(days => item.UsedOver(days, world.Now)),
        },
    };
}

/// <summary>Utilization as both services write it: 1, 7 and 30 days, in percent.</summary>
internal static class Usage
{
    public static object Json(Func<int, decimal?> used) => new
    {
        trend = "SAME",
        aggregates = new[] { 1, 7, 30 }
            .Select(days => (Days: days, Used: used(days)))
            .Where(grain => grain.Used is not null)
            .Select(grain => new { grain = (double)grain.Days, grainUnit = "days", value = grain.Used, valueUnit = "percentage" }),
    };

    /// <summary>
    /// How much of something was used on a day (UTC), in percent: at weekends a tenth less, and from day to day a little up and
    /// down. Nothing before it began, after its end, and on days that are not over.
    /// </summary>
    public static decimal? On(DateOnly day, decimal everyday, DateTimeOffset from, DateTimeOffset until, DateTimeOffset now)
    {
        if (day < DateOnly.FromDateTime(from.UtcDateTime)
            || day > DateOnly.FromDateTime(until.UtcDateTime)
            || day >= DateOnly.FromDateTime(now.UtcDateTime))
            return null;
        decimal wave = (day.DayNumber % 5 - 2) / 100m;
        decimal week = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.9m : 1m;
        return Math.Clamp(Math.Round(everyday * week * (1 + wave), 2), 0, 100);
    }

    /// <summary>The mean of the last days that are over; null where it had not begun.</summary>
    public static decimal? Over(int days, DateTimeOffset now, Func<DateOnly, decimal?> used)
    {
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        List<decimal> known = [.. Enumerable.Range(1, days).Select(back => used(today.AddDays(-back))).OfType<decimal>()];
        return known.Count == 0 ? null : Math.Round(known.Average(), 2);
    }
}
