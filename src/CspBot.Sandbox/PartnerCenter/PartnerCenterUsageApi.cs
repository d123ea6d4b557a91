using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// What a customer uses in the current billing period and its budget: CustomerUsageSummary as Microsoft's page "Get a usage summary for all
/// of a customer's subscriptions" shows it, with <c>currencyCode</c> and <c>usdTotalCost</c> for Azure plans and <c>currencyLocale</c>
/// instead for MS-AZR-0145P. What a customer without an Azure subscription is answered is not documented: 404 here.
/// </summary>
internal static class PartnerCenterUsageApi
{
    public static void Map(Routes routes)
    {
        routes.Map("GET", "/v1/customers/{customer}/usagesummary", PartnerCenterApi.OfCustomer(OfUsage(Summary)));
        routes.Map("GET", "/v1/customers/{customer}/usagebudget", PartnerCenterApi.OfCustomer(OfUsage((_, customer) => Budget(customer))));
        routes.Map("PATCH", "/v1/customers/{customer}/usagebudget", PartnerCenterApi.OfCustomer(OfUsage(Change)));
    }

    private static Func<Call, Customer, Answer> OfUsage(Func<Call, Customer, Answer> handler) => (call, customer) =>
        customer.Subscriptions.Exists(item => item.Kind is Subscription.Plan or Subscription.Legacy)
            ? handler(call, customer)
            : PartnerCenterApi.Fault(404, "1000", "The customer has no usage-based subscription.");

    /// <summary>The resource itself; the pages' sample of it is no JSON.</summary>
    private static Answer Budget(Customer customer) =>
        Answer.Ok(new { amount = customer.Budget, attributes = new { objectType = "SpendingBudget" } });

    /// <summary>The whole resource is sent (page "Update a customer's usage spending budget"); what is refused is not documented.</summary>
    private static Answer Change(Call call, Customer customer)
    {
        if (Member(call, "Amount")?.GetValueKind() != JsonValueKind.Number || Member(call, "Amount")!.GetValue<decimal>() <= 0)
            return PartnerCenterApi.Fault(400, "3000", "The amount is missing, or not above zero.");
        if (!Ids.Same(Member(call, "Attributes")?["ObjectType"]?.ToString() ?? "", "SpendingBudget"))
            return PartnerCenterApi.Fault(400, "3000", "The whole resource is needed, with the kind of object that it is.");
        customer.Budget = Member(call, "Amount")!.GetValue<decimal>();
        return Budget(customer);
    }

    private static JsonNode? Member(Call call, string name) => call.Json is JsonObject body
        ? body.FirstOrDefault(member => Ids.Same(member.Key, name)).Value
        : null;

    private static Answer Summary(Call call, Customer customer)
    {
        var isPlan = customer.Subscriptions.Exists(item => item.Kind == Subscription.Plan);
        DateTime now = call.World.Now.UtcDateTime;
        DateTime start = new(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return Answer.Ok(new
        {
            budget = customer.Budget is { } budget ? new { amount = budget, attributes = new { objectType = "SpendingBudget" } } : null,
            resourceId = customer.Id,
            resourceName = customer.Name,
            billingStartDate = Written(start),
            billingEndDate = Written(start.AddMonths(1)),
            totalCost = customer.Used,
            currencyCode = isPlan ? "USD" : null,
            currencyLocale = isPlan ? null : "en-US",
            usdTotalCost = isPlan ? customer.Used : (decimal?)null,
            lastModifiedDate = Written(now),
            attributes = new { objectType = "CustomerUsageSummary" },
        });
    }

    private static string Written(DateTime at) => at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
