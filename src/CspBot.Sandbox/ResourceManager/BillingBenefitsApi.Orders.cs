using System.Globalization;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <content>
/// Purchases of savings plans: validate and the order under a name of the caller's (samples SavingsPlanValidatePurchase.json and
/// SavingsPlanOrderAliasCreate.json of Microsoft's specification 2022-11-01).
/// </content>
/// <remarks>
/// Assumed: the same request under the same name is the same order, another one under it is 409; what speaks against a purchase is no
/// fault of validate, but its answer; the codes in it are those of Capacity's list.
/// </remarks>
internal static partial class BillingBenefitsApi
{
    private static Answer Validate(Call call)
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        return call.Json?["benefits"] is JsonArray { Count: > 0 } asked
            ? Answer.Ok(new { benefits = asked.Select(one => Verdict(call, one)) })
            : ArmApi.Fault(400, "InvalidRequestContent", "'benefits' is required.");
    }

    private static object Verdict(Call call, JsonNode? plan)
    {
        if (call.World.Knobs.PlansRefused)
            return new
            {
                valid = false,
                reasonCode = "CustomerCannotPurchaseSavingsPlan",
                reason = "Your provider has not enabled Savings Plan purchase on this subscription.",
            };
        if (ExchangeApi.Planned(call, plan, _ => { }) is not { } wrong)
            return new { valid = true };
        JsonNode? error = JsonNode.Parse(wrong.ToBytes())?["error"];
        return new { valid = false, reasonCode = error?["code"]?.ToString(), reason = error?["message"]?.ToString() };
    }

    private static SavingsPlan? Find(Call call) =>
        call.World.SavingsPlans.Find(item => Ids.Same(item.Alias, call["alias"]) && Ids.Same(item.Customer, call.Token!.Tenant));

    private static Answer Alias(Call call)
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        if (Find(call) is not { } plan)
            return ArmApi.Fault(404, "ResourceNotFound", "The savings plan order alias was not found.");
        Answer answer = Answer.Ok(AliasJson(plan));
        plan.PollsLeft--;
        return answer;
    }

    private static Answer Order(Call call)
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        World world = call.World;
        if (Find(call) is { } there)
            return there.Request == call.Json?.ToJsonString()
                ? Answer.Ok(AliasJson(there))
                : ArmApi.Fault(409, "Conflict", "Another savings plan was ordered under this name.");
        ExchangeApi.Bought? bought = null;
        if (ExchangeApi.Planned(call, call.Json, item => bought = item) is { } wrong)
            return wrong;
        if (world.Knobs.PlansRefused)
            return ArmApi.Fault(403, "Forbidden", "Your provider has not enabled Savings Plan purchase on this subscription.");
        JsonNode said = call.Json!["properties"]!;
        string subscription = said["billingScopeId"]!.ToString().Split('/')[^1];
        SavingsPlan plan = new()
        {
            Id = Ids.Named($"savings plan|{call["alias"]}"),
            Order = Ids.Named($"savings plan order|{call["alias"]}"),
            Customer = call.Token!.Tenant,
            DisplayName = said["displayName"]!.ToString(),
            Term = bought!.Term,
            Hourly = decimal.Parse(said["commitment"]!["amount"]!.ToString(), CultureInfo.InvariantCulture),
            Subscription = subscription,
            Purchased = world.Now,
            Scope = said["appliedScopeType"]!.ToString(),
            IsMonthly = said["billingPlan"]?.ToString() == "P1M",
            Alias = call["alias"],
            Request = call.Json.ToJsonString(),
            State = world.Knobs.PlanEnds,
            PollsLeft = world.Knobs.PlanPolls,
        };
        world.SavingsPlans.Add(plan);
        return Answer.Ok(AliasJson(plan))
            .WithHeader(
                "Azure-AsyncOperation",
                $"{call.BaseUrl}/Microsoft.BillingBenefits/operationResults/{Ids.Named("operation|" + plan.Alias)}?api-version=2022-11-01")
            .WithHeader("Retry-After", "1");
    }

    private static object AliasJson(SavingsPlan plan)
    {
        JsonNode properties = JsonNode.Parse(plan.Request!)!["properties"]!.DeepClone();
        properties["provisioningState"] = plan.PollsLeft > 0 ? "Creating" : plan.State;
        properties["savingsPlanOrderId"] = $"/providers/Microsoft.BillingBenefits/savingsPlanOrders/{plan.Order}";
        return new
        {
            id = $"/providers/microsoft.billingbenefits/savingsPlanOrderAliases/{plan.Alias}",
            name = plan.Alias,
            type = "Microsoft.BillingBenefits/savingsPlanOrderAliases",
            kind = (string?)null,
            sku = new { name = "Compute_Savings_Plan" },
            properties,
        };
    }
}
