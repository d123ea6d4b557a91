using System.Text.Json.Serialization;

namespace CspBot.Cloud.ResourceManager;

/// <summary>Body of validate (SavingsPlanPurchaseValidateRequest of Microsoft.BillingBenefits' specification 2022-11-01).</summary>
internal sealed record PlanValidateBody(IReadOnlyList<SavingsPlanPurchaseBody> Benefits);

/// <summary>Answer of validate (SavingsPlanValidateResponse).</summary>
internal sealed class PlanValidationShape
{
    public List<PlanVerdictShape>? Benefits { get; init; }
}

/// <summary>What is said of one purchase; the sample of 2022-11-01 has the verdicts one level deeper than its definition.</summary>
internal sealed class PlanVerdictShape
{
    public bool? Valid { get; init; }

    public string? ReasonCode { get; init; }

    public string? Reason { get; init; }

    public List<PlanVerdictShape>? Benefits { get; init; }
}

/// <summary>A savings plan order under a name of the caller's (SavingsPlanOrderAliasModel).</summary>
internal sealed class PlanAliasShape
{
    public string? Name { get; init; }

    public PlanAliasPropertiesShape? Properties { get; init; }
}

/// <summary>The order's full id and how far it is.</summary>
internal sealed class PlanAliasPropertiesShape
{
    public string? SavingsPlanOrderId { get; init; }

    public string? ProvisioningState { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanValidateBody))]
[JsonSerializable(typeof(SavingsPlanPurchaseBody))]
[JsonSerializable(typeof(PlanValidationShape))]
[JsonSerializable(typeof(PlanAliasShape))]
internal sealed partial class BenefitsJson : JsonSerializerContext;
