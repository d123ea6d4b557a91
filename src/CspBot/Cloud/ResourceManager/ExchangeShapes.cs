using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Cloud.ResourceManager;

/// <summary>Body of calculateExchange; its parts are definitions of Microsoft.Capacity's specification 2022-11-01.</summary>
internal sealed record ExchangeBody(ExchangePropertiesBody Properties);

/// <summary>What is bought and what is given back (CalculateExchangeRequestProperties).</summary>
internal sealed record ExchangePropertiesBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ReservationPurchaseBody>? ReservationsToPurchase,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<SavingsPlanPurchaseBody>? SavingsPlansToPurchase,
    IReadOnlyList<ReservationToReturn> ReservationsToExchange);

/// <summary>Body of calculatePrice, and a reservation to be bought in an exchange (PurchaseRequest).</summary>
internal sealed record ReservationPurchaseBody(SkuBody Sku, string Location, ReservationPurchasePropertiesBody Properties);

/// <summary>A product's name.</summary>
internal sealed record SkuBody(string Name);

/// <summary>What is bought, for how long, for whom. AppliedScopes: one for Single; for Shared null, written as in the sample.</summary>
internal sealed record ReservationPurchasePropertiesBody(
    string ReservedResourceType,
    string BillingScopeId,
    string Term,
    string BillingPlan,
    int Quantity,
    string DisplayName,
    string AppliedScopeType,
    IReadOnlyList<string>? AppliedScopes,
    bool Renew);

/// <summary>A savings plan to be bought in an exchange (SavingsPlanPurchaseRequest).</summary>
internal sealed record SavingsPlanPurchaseBody(SkuBody Sku, SavingsPlanPurchasePropertiesBody Properties);

/// <summary>Terms of the plan. BillingPlan: P1M for monthly payments, else left out ("required only for monthly billing plans").</summary>
internal sealed record SavingsPlanPurchasePropertiesBody(
    string DisplayName,
    string BillingScopeId,
    string Term,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BillingPlan,
    string AppliedScopeType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AppliedScopeBody? AppliedScopeProperties,
    CommitmentBody Commitment);

/// <summary>The one subscription or resource group that a benefit is for, as full id (AppliedScopeProperties).</summary>
internal sealed record AppliedScopeBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubscriptionId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ResourceGroupId);

/// <summary>An amount for each hour.</summary>
internal sealed record CommitmentBody(string CurrencyCode, decimal Amount, string Grain);

/// <summary>How a calculation of an exchange stands (CalculateExchangeOperationResultResponse).</summary>
internal sealed class ExchangeShape
{
    public string? Status { get; init; }

    public ExchangeResultShape? Properties { get; init; }

    public PolicyErrorShape? Error { get; init; }
}

/// <summary>Its result (CalculateExchangeResponseProperties).</summary>
internal sealed class ExchangeResultShape
{
    public string? SessionId { get; init; }

    public AmountShape? NetPayable { get; init; }

    public AmountShape? RefundsTotal { get; init; }

    public AmountShape? PurchasesTotal { get; init; }

    public ExchangePolicyShape? PolicyResult { get; init; }

    public List<ExchangeReturnShape?>? ReservationsToExchange { get; init; }
}

/// <summary>What one of the returned is worth (ReservationToReturnForExchange's answer).</summary>
internal sealed class ExchangeReturnShape
{
    public AmountShape? BillingRefundAmount { get; init; }

    public BillingInformationShape? BillingInformation { get; init; }
}

/// <summary>Why it could not be done; here the errors stand one level higher than in a refund's answer.</summary>
internal sealed class ExchangePolicyShape
{
    public List<PolicyErrorShape>? PolicyErrors { get; init; }
}

/// <summary>Answer of calculatePrice.</summary>
internal sealed class PriceShape
{
    public PricePropertiesShape? Properties { get; init; }
}

/// <summary>The price (CalculatePriceResponseProperties).</summary>
internal sealed class PricePropertiesShape
{
    public AmountShape? BillingCurrencyTotal { get; init; }

    public AmountShape? PricingCurrencyTotal { get; init; }

    public bool? IsBillingPartnerManaged { get; init; }

    public string? ReservationOrderId { get; init; }

    public string? SkuTitle { get; init; }

    public List<PaymentShape>? PaymentSchedule { get; init; }
}

/// <summary>A payment of the schedule; the sample gives some in the pricing currency alone.</summary>
internal sealed class PaymentShape
{
    public string? DueDate { get; init; }

    public AmountShape? BillingCurrencyTotal { get; init; }

    public AmountShape? PricingCurrencyTotal { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ExchangeBody))]
[JsonSerializable(typeof(ReservationPurchaseBody))]
[JsonSerializable(typeof(ExchangeShape))]
[JsonSerializable(typeof(PriceShape))]
internal sealed partial class ExchangeJson : JsonSerializerContext;
