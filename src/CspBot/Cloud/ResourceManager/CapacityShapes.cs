using System.Text.Json.Serialization;

namespace CspBot.Cloud.ResourceManager;

/// <summary>A reservation order of Microsoft.Capacity (azure §7.2).</summary>
internal sealed class CapacityOrderShape
{
    public string? Name { get; init; }

    public CapacityOrderPropertiesShape? Properties { get; init; }
}

/// <summary>What a reservation order says.</summary>
internal sealed class CapacityOrderPropertiesShape
{
    public string? DisplayName { get; init; }

    public string? RequestDateTime { get; init; }

    public string? ExpiryDateTime { get; init; }

    public string? ExpiryDate { get; init; }

    public string? Term { get; init; }

    public string? BillingPlan { get; init; }

    public string? ProvisioningState { get; init; }

    public int? OriginalQuantity { get; init; }

    public List<CapacityIdShape>? Reservations { get; init; }
}

/// <summary>A resource named by its id.</summary>
internal sealed class CapacityIdShape
{
    public string? Id { get; init; }
}

/// <summary>A reservation of Microsoft.Capacity.</summary>
internal sealed class CapacityReservationShape
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Location { get; init; }

    public CapacitySkuShape? Sku { get; init; }

    public CapacityReservationPropertiesShape? Properties { get; init; }
}

/// <summary>What is reserved.</summary>
internal sealed class CapacitySkuShape
{
    public string? Name { get; init; }
}

/// <summary>What a reservation says.</summary>
internal sealed class CapacityReservationPropertiesShape
{
    public string? ReservedResourceType { get; init; }

    public string? DisplayName { get; init; }

    public int? Quantity { get; init; }

    public string? Term { get; init; }

    public string? BillingPlan { get; init; }

    public string? AppliedScopeType { get; init; }

    public string? ProvisioningState { get; init; }

    public string? PurchaseDate { get; init; }

    public string? PurchaseDateTime { get; init; }

    public string? ExpiryDate { get; init; }

    public string? ExpiryDateTime { get; init; }

    public bool? Renew { get; init; }

    public string? BillingScopeId { get; init; }

    public List<string>? AppliedScopes { get; init; }

    public string? RenewSource { get; init; }

    public SwapShape? SwapProperties { get; init; }

    public UtilizationShape? Utilization { get; init; }

    public string? UserFriendlyAppliedScopeType { get; init; }

    public AppliedScopeShape? AppliedScopeProperties { get; init; }

    public string? InstanceFlexibility { get; init; }

    public bool? Archived { get; init; }

    public RenewalShape? RenewProperties { get; init; }

    public StatusShape? ExtendedStatusInfo { get; init; }

    public SplitShape? SplitProperties { get; init; }

    public MergeShape? MergeProperties { get; init; }
}

/// <summary>What a scope that is not shared covers (AppliedScopeProperties of Microsoft's specification 2022-11-01).</summary>
internal sealed class AppliedScopeShape
{
    public string? DisplayName { get; init; }

    public string? SubscriptionId { get; init; }

    public string? ResourceGroupId { get; init; }

    public string? ManagementGroupId { get; init; }
}

/// <summary>Why a reservation is in its state; one that was split or merged is cancelled, and this alone says why (samples).</summary>
internal sealed class StatusShape
{
    public string? StatusCode { get; init; }
}

/// <summary>Full ids of what it was split from (ReservationSplitProperties).</summary>
internal sealed class SplitShape
{
    public string? SplitSource { get; init; }
}

/// <summary>Full ids of what it was merged from (ReservationMergeProperties).</summary>
internal sealed class MergeShape
{
    public List<string>? MergeSources { get; init; }
}

/// <summary>What a renewal buys; only with <c>expand=renewProperties</c> (azure §7.1, §7.2).</summary>
internal sealed class RenewalShape
{
    public RenewalPurchaseShape? PurchaseProperties { get; init; }

    public AmountShape? PricingCurrencyTotal { get; init; }

    public AmountShape? BillingCurrencyTotal { get; init; }
}

/// <summary>The purchase that a renewal makes: a PurchaseRequest (azure §7.2).</summary>
internal sealed class RenewalPurchaseShape
{
    public CapacitySkuShape? Sku { get; init; }

    public string? Location { get; init; }

    public CapacityReservationPropertiesShape? Properties { get; init; }
}

/// <summary>Where a reservation came from by a swap (ReservationSwapProperties of Microsoft's specification 2022-11-01).</summary>
internal sealed class SwapShape
{
    public string? SwapSource { get; init; }
}

/// <summary>How much of it was used; reservations show it on the list over all, with grains of 1, 7 and 30 days
/// (azure §7.2); savings plans have the same shape (SavingsPlanModel of Microsoft's specification 2022-11-01).</summary>
internal sealed class UtilizationShape
{
    public List<UtilizationAggregateShape>? Aggregates { get; init; }
}

/// <summary>The mean over so many days, such as <c>{"grain":7.0,"grainUnit":"days","value":97.5,"valueUnit":"percentage"}</c>.</summary>
internal sealed class UtilizationAggregateShape
{
    public decimal? Grain { get; init; }

    public string? GrainUnit { get; init; }

    public decimal? Value { get; init; }

    public string? ValueUnit { get; init; }
}

/// <summary>Question of calculateRefund.</summary>
internal sealed record RefundQuestion(string Id, RefundQuestionProperties Properties);

/// <summary>What would be returned.</summary>
internal sealed record RefundQuestionProperties(string Scope, ReservationToReturn ReservationToReturn);

/// <summary>A reservation's full id and how many of it.</summary>
internal sealed record ReservationToReturn(string ReservationId, int Quantity);

/// <summary>Answer of calculateRefund.</summary>
internal sealed class RefundShape
{
    public RefundPropertiesShape? Properties { get; init; }
}

/// <summary>The quote.</summary>
internal sealed class RefundPropertiesShape
{
    public string? SessionId { get; init; }

    public int? Quantity { get; init; }

    public AmountShape? BillingRefundAmount { get; init; }

    public RefundPolicyShape? PolicyResult { get; init; }

    public BillingInformationShape? BillingInformation { get; init; }
}

/// <summary>What was paid and what is still to be paid (BillingInformation and RefundBillingInformation, azure §7.2).</summary>
internal sealed class BillingInformationShape
{
    public AmountShape? BillingCurrencyTotalPaidAmount { get; init; }

    public AmountShape? BillingCurrencyProratedAmount { get; init; }

    public AmountShape? BillingCurrencyRemainingCommitmentAmount { get; init; }
}

/// <summary>Result of the refund rules.</summary>
internal sealed class RefundPolicyShape
{
    public RefundPolicyPropertiesShape? Properties { get; init; }
}

/// <summary>Ceiling and objections.</summary>
internal sealed class RefundPolicyPropertiesShape
{
    public AmountShape? ConsumedRefundsTotal { get; init; }

    public AmountShape? MaxRefundLimit { get; init; }

    public List<PolicyErrorShape>? PolicyErrors { get; init; }
}

/// <summary>An objection.</summary>
internal sealed class PolicyErrorShape
{
    public string? Code { get; init; }

    public string? Message { get; init; }
}

/// <summary>
/// A savings plan of Microsoft.BillingBenefits (november-2026 §B 6; SavingsPlanModel of Microsoft's specification 2022-11-01).
/// </summary>
internal sealed class SavingsPlanShape
{
    public string? Id { get; init; }

    public CapacitySkuShape? Sku { get; init; }

    public SavingsPlanPropertiesShape? Properties { get; init; }
}

/// <summary>What a savings plan says.</summary>
internal sealed class SavingsPlanPropertiesShape
{
    public string? DisplayName { get; init; }

    public string? ProvisioningState { get; init; }

    public string? Term { get; init; }

    public string? AppliedScopeType { get; init; }

    public string? UserFriendlyAppliedScopeType { get; init; }

    public CommitmentShape? Commitment { get; init; }

    public string? BillingPlan { get; init; }

    public AppliedScopeShape? AppliedScopeProperties { get; init; }

    public string? EffectiveDateTime { get; init; }

    public string? PurchaseDateTime { get; init; }

    public string? ExpiryDateTime { get; init; }

    public bool? Renew { get; init; }

    public UtilizationShape? Utilization { get; init; }
}

/// <summary>An amount for each of something; the one documented grain is <c>Hourly</c>.</summary>
internal sealed class CommitmentShape : AmountShape
{
    public string? Grain { get; init; }
}

/// <summary>An amount.</summary>
internal class AmountShape
{
    public string? CurrencyCode { get; init; }

    public decimal? Amount { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(CapacityOrderShape))]
[JsonSerializable(typeof(CapacityReservationShape))]
[JsonSerializable(typeof(ArmPageShape<CapacityOrderShape>))]
[JsonSerializable(typeof(ArmPageShape<CapacityReservationShape>))]
[JsonSerializable(typeof(ArmPageShape<SavingsPlanShape>))]
[JsonSerializable(typeof(RefundQuestion))]
[JsonSerializable(typeof(RefundShape))]
internal sealed partial class CapacityJson : JsonSerializerContext;
