using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Cloud.ResourceManager;

/// <summary>
/// A row of usage: of a reservation on a day, in a month or by one machine, or of a savings plan on a day (azure §7.5; Microsoft's
/// specifications consumption 2023-05-01 and cost-management 2024-08-01).
/// </summary>
internal sealed class UsageRowShape
{
    public UsageRowPropertiesShape? Properties { get; init; }
}

/// <summary>What a row says; savings plans have no hours, and machines no percentage.</summary>
internal sealed class UsageRowPropertiesShape
{
    public string? UsageDate { get; init; }

    public string? SkuName { get; init; }

    public string? InstanceId { get; init; }

    public decimal? ReservedHours { get; init; }

    public decimal? UsedHours { get; init; }

    public decimal? AvgUtilizationPercentage { get; init; }

    /// <summary>Of credits paid ahead: what is used up. 0 of everything else.</summary>
    public decimal? UtilizedPercentage { get; init; }
}

/// <summary>Something that the service recommends to reserve.</summary>
internal sealed class RecommendationShape
{
    /// <summary>In the legacy form here, in the modern one among the properties.</summary>
    public string? Sku { get; init; }

    public string? Location { get; init; }

    /// <summary><c>legacy</c> or <c>modern</c>.</summary>
    public string? Kind { get; init; }

    public RecommendationPropertiesShape? Properties { get; init; }
}

/// <summary>What a recommendation says.</summary>
internal sealed class RecommendationPropertiesShape
{
    public string? SkuName { get; init; }

    public string? Location { get; init; }

    public string? Term { get; init; }

    public string? Scope { get; init; }

    public string? SubscriptionId { get; init; }

    public string? ResourceType { get; init; }

    /// <summary><c>Last7Days</c> in the legacy form, 7 in the modern one.</summary>
    public string? LookBackPeriod { get; init; }

    public string? InstanceFlexibilityGroup { get; init; }

    public string? NormalizedSize { get; init; }

    public decimal? RecommendedQuantity { get; init; }

    public decimal? RecommendedQuantityNormalized { get; init; }

    public ConsumptionAmountShape? CostWithNoReservedInstances { get; init; }

    public ConsumptionAmountShape? TotalCostWithReservedInstances { get; init; }

    public ConsumptionAmountShape? NetSavings { get; init; }
}

/// <summary>A bare number in the legacy form, <c>{currency, value}</c> in the modern one.</summary>
[JsonConverter(typeof(ConsumptionAmountConverter))]
internal sealed record ConsumptionAmountShape(decimal Value, string? Currency);

/// <summary>Reads both forms of an amount; anything else is none.</summary>
internal sealed class ConsumptionAmountConverter : JsonConverter<ConsumptionAmountShape>
{
    public override ConsumptionAmountShape? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var amount = document.RootElement;
        if (amount.ValueKind == JsonValueKind.Number)
            return amount.TryGetDecimal(out var bare) ? new ConsumptionAmountShape(bare, null) : null;
        return amount.ValueKind == JsonValueKind.Object
            && amount.TryGetProperty("value", out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var number)
                ? new ConsumptionAmountShape(
                    number,
                    amount.TryGetProperty("currency", out var currency) && currency.ValueKind == JsonValueKind.String
                        ? currency.GetString()
                        : null)
                : null;
    }

    public override void Write(Utf8JsonWriter writer, ConsumptionAmountShape value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Only for reading.");
}

/// <summary>The rates of one product and what other quantities would come to (ReservationRecommendationDetails_Get).</summary>
internal sealed class RecommendationDetailsShape
{
    public RecommendationDetailsPropertiesShape? Properties { get; init; }
}

/// <summary>What the details say.</summary>
internal sealed class RecommendationDetailsPropertiesShape
{
    public string? Currency { get; init; }

    public RecommendedResourceShape? Resource { get; init; }

    public RecommendedSavingsShape? Savings { get; init; }

    public RecommendedUsageShape? Usage { get; init; }
}

/// <summary>Rates for each <see cref="RecommendedSavingsShape.UnitOfMeasure"/>.</summary>
internal sealed class RecommendedResourceShape
{
    public decimal? OnDemandRate { get; init; }

    public decimal? ReservationRate { get; init; }
}

/// <summary>What each quantity would save.</summary>
internal sealed class RecommendedSavingsShape
{
    public string? UnitOfMeasure { get; init; }

    public List<CalculatedSavingsShape>? CalculatedSavings { get; init; }
}

/// <summary>One quantity.</summary>
internal sealed class CalculatedSavingsShape
{
    public decimal? Quantity { get; init; }

    public decimal? OnDemandCost { get; init; }

    public decimal? TotalReservationCost { get; init; }

    public decimal? Savings { get; init; }
}

/// <summary>How many were in use in each hour of the look-back.</summary>
internal sealed class RecommendedUsageShape
{
    public string? UsageGrain { get; init; }

    public List<decimal?>? UsageData { get; init; }
}

/// <summary>A savings plan that the service recommends (BenefitRecommendations_List).</summary>
internal sealed class BenefitRecommendationShape
{
    public string? Kind { get; init; }

    public BenefitRecommendationPropertiesShape? Properties { get; init; }
}

/// <summary>What it says; costs are those of the hours looked back on.</summary>
internal sealed class BenefitRecommendationPropertiesShape
{
    public string? ArmSkuName { get; init; }

    public string? Term { get; init; }

    public string? Scope { get; init; }

    public string? CommitmentGranularity { get; init; }

    public string? CurrencyCode { get; init; }

    public decimal? TotalHours { get; init; }

    public decimal? CostWithoutBenefit { get; init; }

    public BenefitRecommendationDetailsShape? RecommendationDetails { get; init; }
}

/// <summary>The commitment that is proposed.</summary>
internal sealed class BenefitRecommendationDetailsShape
{
    public decimal? CommitmentAmount { get; init; }

    public decimal? CoveragePercentage { get; init; }

    public decimal? AverageUtilizationPercentage { get; init; }

    public decimal? SavingsAmount { get; init; }

    public decimal? SavingsPercentage { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ArmPageShape<UsageRowShape>))]
[JsonSerializable(typeof(ArmPageShape<RecommendationShape>))]
[JsonSerializable(typeof(ArmPageShape<BenefitRecommendationShape>))]
[JsonSerializable(typeof(RecommendationDetailsShape))]
internal sealed partial class ConsumptionJson : JsonSerializerContext;
