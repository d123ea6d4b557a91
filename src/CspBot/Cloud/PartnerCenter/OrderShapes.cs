using System.Text.Json.Serialization;

namespace CspBot.Cloud.PartnerCenter;

/// <summary>An order (partner-center §5.4).</summary>
internal sealed class OrderShape
{
    public string? Id { get; init; }

    public string? AlternateId { get; init; }

    public string? ReferenceCustomerId { get; init; }

    public string? BillingCycle { get; init; }

    public string? CurrencyCode { get; init; }

    public decimal? TotalPrice { get; init; }

    public string? CreationDate { get; init; }

    public string? Status { get; init; }

    public List<OrderLineShape>? LineItems { get; init; }
}

/// <summary>A line of an order.</summary>
internal sealed class OrderLineShape
{
    public int? LineItemNumber { get; init; }

    public string? OfferId { get; init; }

    public string? SubscriptionId { get; init; }

    public string? FriendlyName { get; init; }

    public int? Quantity { get; init; }

    public string? TermDuration { get; init; }
}

/// <summary>An entitlement (partner-center §5.5).</summary>
internal sealed class EntitlementShape
{
    public ReferenceOrderShape? ReferenceOrder { get; init; }

    public string? ProductId { get; init; }

    public string? SkuId { get; init; }

    public int? Quantity { get; init; }

    public string? ExpiryDate { get; init; }

    public List<ArtifactLinkShape>? EntitledArtifacts { get; init; }

    /// <summary>In one sample here, in the table on the artifact: both are read.</summary>
    public ReservationTypeShape? DynamicAttributes { get; init; }
}

/// <summary>The order of an entitlement.</summary>
internal sealed class ReferenceOrderShape
{
    public string? Id { get; init; }

    public string? AlternateId { get; init; }
}

/// <summary>The link to a reservation's details.</summary>
internal sealed class ArtifactLinkShape
{
    public LinkShape? Link { get; init; }

    public string? ResourceId { get; init; }

    public ReservationTypeShape? DynamicAttributes { get; init; }
}

/// <summary>Kind of reservation.</summary>
internal sealed class ReservationTypeShape
{
    public string? ReservationType { get; init; }
}

/// <summary>
/// Details of reservations: the model says <c>reservations</c>, the page
/// <c>virtualMachineReservations</c> (partner-center §12 row 4).
/// </summary>
internal sealed class ArtifactShape
{
    public List<ArtifactReservationShape>? Reservations { get; init; }

    public List<ArtifactReservationShape>? VirtualMachineReservations { get; init; }
}

/// <summary>One reservation of an artifact.</summary>
internal sealed class ArtifactReservationShape
{
    public string? ReservationId { get; init; }

    public string? DisplayName { get; init; }

    public string? ScopeType { get; init; }

    public List<string>? AppliedScopes { get; init; }

    public int? Quantity { get; init; }

    public string? ExpiryDateTime { get; init; }

    public string? EffectiveDateTime { get; init; }

    public string? ProvisioningState { get; init; }
}

/// <summary>A product of the catalogue (partner-center §5.2).</summary>
internal sealed class ProductShape
{
    public ProductTypeShape? ProductType { get; init; }
}

/// <summary>What sort of product it is, such as Azure, and VirtualMachines below it.</summary>
internal sealed class ProductTypeShape
{
    public string? Id { get; init; }

    public ProductTypeShape? SubType { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(PageShape<OrderShape>))]
[JsonSerializable(typeof(PageShape<EntitlementShape>))]
[JsonSerializable(typeof(ArtifactShape))]
[JsonSerializable(typeof(ProductShape))]
internal sealed partial class OrderJson : JsonSerializerContext;
