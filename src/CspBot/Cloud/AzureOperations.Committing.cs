using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <content>
/// Purchases of savings plans (november-2026 §B 6): final, so that the service is asked before whether it would take one.
/// </content>
internal sealed partial class AzureOperations
{
    /// <summary>Whether the service would take this purchase; nothing is bought by asking.</summary>
    /// <exception cref="CloudFault">Also where it says nothing about it: that is no yes.</exception>
    public async Task<PlanVerdict> ValidatePlanAsync(string customerId, SavingsPlanPurchase plan, CancellationToken ct)
    {
        var said = await arm.ValidatePlanAsync(Tenant(customerId), Write(plan), ct);
        var one = said.Benefits?.SelectMany(verdict => verdict.Benefits ?? [verdict]).FirstOrDefault();
        return one?.Valid is { } valid
            ? new PlanVerdict(valid, one.ReasonCode ?? "", one.Reason ?? "")
            : throw new CloudFault(
                CloudReason.ServiceFault, "arm", 200, null, null, "The validation of a savings plan says neither yes nor no.");
    }

    /// <summary>
    /// Orders it under a name of ours, so that the same order is never placed twice: the name names the order. Read back by the caller.
    /// </summary>
    public async Task<CloudReceipt> OrderPlanAsync(string customerId, string alias, SavingsPlanPurchase plan, CancellationToken ct) =>
        (await arm.PutPlanAliasAsync(Tenant(customerId), alias, Write(plan), ct)).Receipt;

    /// <summary>The order under that name; null when the service says that there is none.</summary>
    public async Task<PlanOrder?> FindPlanOrderAsync(string customerId, string alias, CancellationToken ct) =>
        await arm.FindPlanAliasAsync(Tenant(customerId), alias, ct) is { } found
            ? new PlanOrder(LastOf(found.Properties?.SavingsPlanOrderId) ?? "", found.Properties?.ProvisioningState ?? "")
            : null;
}
