using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.PartnerCenter;

/// <content>What a customer uses in the current billing period, and its budget.</content>
internal sealed partial class PartnerCenterClient
{
    /// <summary>
    /// <c>GET /v1/customers/{c}/usagesummary</c> (page "Get a usage summary for all of a customer's subscriptions"; App+User): the budget
    /// of <c>usagebudget</c> and what is used of it in one answer.
    /// </summary>
    public Task<UsageSummaryShape> GetUsageSummaryAsync(string customerId, CancellationToken ct) =>
        GetAsync($"/v1/customers/{Segment(customerId)}/usagesummary", PartnerCenterJson.Default.UsageSummaryShape, ct);

    /// <summary>
    /// <c>GET /v1/customers/{c}/usagebudget</c> (page "Get a customer's usage spending budget"; App and App+User): the amount alone. The
    /// page's sample is no JSON (an object in an object without a name); assumed is the plain resource that the SDK reads.
    /// </summary>
    public Task<SpendingBudgetShape> GetUsageBudgetAsync(string customerId, CancellationToken ct) =>
        GetAsync($"/v1/customers/{Segment(customerId)}/usagebudget", PartnerCenterJson.Default.SpendingBudgetShape, ct);

    /// <summary>
    /// <c>PATCH /v1/customers/{c}/usagebudget</c> with the whole resource (page "Update a customer's usage spending budget"): 200. It sets
    /// an amount and may be sent again; each time with an id of its own, or the service might answer with what it answered before.
    /// </summary>
    public Task<CloudAnswer> SetUsageBudgetAsync(string customerId, decimal amount, CancellationToken ct) => _api.SendAsync(
        new CloudCall(RequestMethod.Patch, $"/v1/customers/{Segment(customerId)}/usagebudget")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new SpendingBudgetBody(amount), PartnerCenterJson.Default.SpendingBudgetBody),
            Headers = Ids(),
        },
        ct);
}

/// <summary>
/// CustomerUsageSummary (page "Customer usage resources"): estimates, not for billing. <c>currencyCode</c> for Azure plans,
/// <c>currencyLocale</c> instead of it for MS-AZR-0145P.
/// </summary>
internal sealed class UsageSummaryShape
{
    public SpendingBudgetShape? Budget { get; init; }

    public decimal? TotalCost { get; init; }

    public string? CurrencyCode { get; init; }

    public string? CurrencyLocale { get; init; }

    public string? BillingStartDate { get; init; }

    public string? BillingEndDate { get; init; }
}

/// <summary>SpendingBudget: an amount, in the summary's currency.</summary>
internal sealed class SpendingBudgetShape
{
    public decimal? Amount { get; init; }
}

/// <summary>SpendingBudget as the page of its PATCH writes it: the whole resource, in these letters.</summary>
internal sealed record SpendingBudgetBody(
    [property: JsonPropertyName("Amount")] decimal Amount)
{
    [JsonPropertyName("Attributes")]
    public SpendingBudgetAttributesBody Attributes { get; } = new("SpendingBudget");
}

/// <summary>What kind of resource it is.</summary>
internal sealed record SpendingBudgetAttributesBody([property: JsonPropertyName("ObjectType")] string ObjectType);
