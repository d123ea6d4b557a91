using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>Purchases of savings plans: Microsoft.BillingBenefits, tenant level (Microsoft's specification 2022-11-01).</content>
internal sealed partial class ResourceManagerClient
{
    /// <summary><c>POST /validate</c>: a question, nothing is bought by it. Not repeated.</summary>
    public async Task<PlanValidationShape> ValidatePlanAsync(string tenant, SavingsPlanPurchaseBody plan, CancellationToken ct)
    {
        var answer = await _api.SendAsync(
            new CloudCall(RequestMethod.Post, $"/providers/Microsoft.BillingBenefits/validate?{CapacityVersion}")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(new PlanValidateBody([plan]), BenefitsJson.Default.PlanValidateBody),
                Tenant = tenant,
            },
            ct);
        return _api.Read(answer, BenefitsJson.Default.PlanValidationShape);
    }

    /// <summary>
    /// <c>PUT /savingsPlanOrderAliases/{name}</c>: 200 or 201 while it is processed, with Azure-AsyncOperation and Retry-After.
    /// </summary>
    public Task<CloudAnswer> PutPlanAliasAsync(string tenant, string alias, SavingsPlanPurchaseBody plan, CancellationToken ct) =>
        _api.SendAsync(
            new CloudCall(
                RequestMethod.Put, $"/providers/Microsoft.BillingBenefits/savingsPlanOrderAliases/{Segment(alias)}?{CapacityVersion}")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(plan, BenefitsJson.Default.SavingsPlanPurchaseBody),
                Tenant = tenant,
            },
            ct);

    /// <summary><c>GET /savingsPlanOrderAliases/{name}</c>; null when the service says that there is none.</summary>
    /// <remarks>Its code for that stands in no document: Resource Manager's own, ResourceNotFound, is assumed.</remarks>
    public async Task<PlanAliasShape?> FindPlanAliasAsync(string tenant, string alias, CancellationToken ct)
    {
        try
        {
            return await _api.GetAsync(
                $"/providers/Microsoft.BillingBenefits/savingsPlanOrderAliases/{Segment(alias)}?{CapacityVersion}",
                BenefitsJson.Default.PlanAliasShape,
                ct,
                tenant);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Reason: CloudReason.NotFound, Code: "ResourceNotFound" })
        {
            return null;
        }
    }
}
