using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>
/// Microsoft.BillingBenefits: the list of savings plans, as Microsoft's specification 2022-11-01 has it (facts, november-2026
/// §B 6; its sample SavingsPlansList.json). Assumed, as with reservations: a partner's user sees the plans billed to a
/// subscription on which AdminAgents is Owner, unless the plan was made invisible; the documents tell of owners at the time
/// of the purchase and of roles on the plan.
/// </summary>
internal static class BillingBenefitsApi
{
    private static readonly string[] Versions = ["2022-11-01"];

    public static void Map(Routes routes) => routes.Map("GET", "/providers/Microsoft.BillingBenefits/savingsPlans", List);

    private static Answer List(Call call) => ArmApi.WrongVersion(call, Versions) ?? ArmApi.Page(call, Visible(call).Select(Json));

    private static IEnumerable<SavingsPlan> Visible(Call call) => call.World.SavingsPlans.Where(item =>
        item.Readable
        && Ids.Same(item.Customer, call.Token!.Tenant)
        && call.World.AzureSubscription(item.Subscription) is { } subscription
        && call.World.RolesOf(call.Token.ObjectId, subscription).Contains(Ids.Owner));

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static object Json(SavingsPlan item) => new
    {
        sku = new { name = "Compute_Savings_Plan" },
        id = $"/providers/microsoft.billingbenefits/savingsPlanOrders/{item.Order}/savingsPlans/{item.Id}",
        name = $"{item.Order}/{item.Id}",
        type = "Microsoft.BillingBenefits/savingsPlanOrders/savingsPlans",
        properties = new
        {
            displayName = item.DisplayName,
            provisioningState = "Created",
            displayProvisioningState = "Succeeded",
            billingScopeId = $"/subscriptions/{item.Subscription}",
            term = item.Term,
            billingPlan = "P1M",
            appliedScopeType = "Shared",
            userFriendlyAppliedScopeType = "Shared",
            commitment = new { currencyCode = "USD", amount = item.Hourly, grain = "Hourly" },
            effectiveDateTime = Text(item.Purchased),
            purchaseDateTime = Text(item.Purchased),
            expiryDateTime = Text(item.Expires),
            renew = false,
            utilization = new { trend = "", aggregates = Array.Empty<object>() },
        },
    };
}
