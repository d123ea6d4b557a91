using System.Text.Json.Serialization;

namespace CspBot.Cloud.PartnerCenter;

/// <summary>A product of the catalogue (partner-center §5.2).</summary>
internal sealed class ReservedProductShape
{
    public string? Id { get; init; }

    public string? Title { get; init; }
}

/// <summary>A SKU, the fields in use.</summary>
internal sealed class ReservedSkuShape
{
    public string? Id { get; init; }

    public string? Title { get; init; }

    public int? MinimumQuantity { get; init; }

    public int? MaximumQuantity { get; init; }

    public List<string>? SupportedBillingCycles { get; init; }

    public List<string>? PurchasePrerequisites { get; init; }

    public ReservedAttributesShape? DynamicAttributes { get; init; }
}

/// <summary>What a SKU says of the machine; its keys may change without notice.</summary>
internal sealed class ReservedAttributesShape
{
    public string? ArmSkuName { get; init; }

    public string? ArmRegionName { get; init; }

    /// <summary>1Year or 3Years.</summary>
    public string? Duration { get; init; }
}

/// <summary>An availability, the fields in use.</summary>
internal sealed class ReservedAvailabilityShape
{
    public string? CatalogItemId { get; init; }

    public bool? IsPurchasable { get; init; }

    public List<OfferTermShape>? Terms { get; init; }
}

/// <summary>A term that it is sold for.</summary>
internal sealed class OfferTermShape
{
    public string? Duration { get; init; }
}

/// <summary>Question for the stock of SKUs; its names begin as the page's sample has them.</summary>
internal sealed record InventoryBody(
    [property: JsonPropertyName("TargetItems")] IReadOnlyList<InventoryItemBody> TargetItems,
    [property: JsonPropertyName("InventoryContext")] InventoryContextBody InventoryContext);

/// <summary>One SKU of it.</summary>
internal sealed record InventoryItemBody(
    [property: JsonPropertyName("ProductId")] string ProductId, [property: JsonPropertyName("SkuId")] string SkuId);

/// <summary>For whom and where.</summary>
internal sealed record InventoryContextBody(string CustomerId, string AzureSubscriptionId, string ArmRegionName);

/// <summary>The answer for a SKU.</summary>
internal sealed class InventoryShape
{
    public string? SkuId { get; init; }

    public bool? IsRestricted { get; init; }

    public List<RestrictionShape>? Restrictions { get; init; }
}

/// <summary>Why it is restricted.</summary>
internal sealed class RestrictionShape
{
    public string? ReasonCode { get; init; }

    public string? Description { get; init; }
}

/// <summary>How a registration stands: registered, registering, notregistered, in any case of letters.</summary>
internal sealed class RegistrationShape
{
    public string? Status { get; init; }
}

/// <summary>How far a line of an order is: Fulfilled, Unfulfilled, PrefulfillmentPending.</summary>
internal sealed class ProvisioningShape
{
    public string? Status { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(PageShape<ReservedProductShape>))]
[JsonSerializable(typeof(PageShape<ReservedSkuShape>))]
[JsonSerializable(typeof(PageShape<ReservedAvailabilityShape>))]
[JsonSerializable(typeof(PageShape<ProvisioningShape>))]
[JsonSerializable(typeof(InventoryBody))]
[JsonSerializable(typeof(List<InventoryShape>))]
[JsonSerializable(typeof(RegistrationShape))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
