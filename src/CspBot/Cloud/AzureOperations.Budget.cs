using System.Globalization;
using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <content>A customer's spending budget and what is used of it (november-2026 §C 12).</content>
internal sealed partial class AzureOperations
{
    /// <summary>The budget of the current billing period, and Microsoft's estimate of what is used of it.</summary>
    /// <exception cref="CloudFault">Partner Center refused, or did not answer.</exception>
    public async Task<UsageBudget> ReadUsageBudgetAsync(string customerId, CancellationToken ct)
    {
        var summary = await partner.GetUsageSummaryAsync(Tenant(customerId), ct);
        var currency = summary.CurrencyCode is { Length: > 0 } code ? code : CurrencyOf(summary.CurrencyLocale);
        return new UsageBudget(
            summary.Budget?.Amount is { } budget and > 0 ? new Money(budget, currency) : null,
            summary.TotalCost is { } used ? new Money(used, currency) : null,
            CloudJson.Time(summary.BillingEndDate));
    }

    /// <summary>The budget as its own resource says it, in the summary's currency; null: none is set.</summary>
    /// <exception cref="CloudFault">Partner Center refused, or did not answer.</exception>
    public async Task<decimal?> FindUsageBudgetAsync(string customerId, CancellationToken ct) =>
        (await partner.GetUsageBudgetAsync(Tenant(customerId), ct)).Amount is { } amount and > 0 ? amount : null;

    /// <summary>Sets the budget of each billing period, in the summary's currency; may be repeated.</summary>
    /// <exception cref="CloudFault">Partner Center refused, or nobody knows whether it took it: then read it back.</exception>
    public async Task<CloudReceipt> SetUsageBudgetAsync(string customerId, decimal amount, CancellationToken ct) =>
        (await partner.SetUsageBudgetAsync(Tenant(customerId), amount, ct)).Receipt;

    /// <summary>
    /// The currency of a locale's region, such as USD of <c>en-US</c>; empty where it names none. Assumed: no page says how the locale and
    /// the amounts' currency belong together.
    /// </summary>
    private static string CurrencyOf(string? locale)
    {
        try
        {
            return string.IsNullOrWhiteSpace(locale) || !locale.Contains('-', StringComparison.Ordinal)
                ? ""
                : new RegionInfo(locale).ISOCurrencySymbol;
        }
        catch (ArgumentException)
        {
            // No region that .NET knows: the amounts stand without a currency.
            return "";
        }
    }
}

/// <summary>What a customer may spend on usage in a billing period, and what is left of it.</summary>
/// <param name="Budget">Null: none is set.</param>
/// <param name="Used">Estimated; null: not told.</param>
/// <param name="Until">End of the period.</param>
internal sealed record UsageBudget(Money? Budget, Money? Used, DateTimeOffset? Until);
