using System.Text.Json.Serialization;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.PartnerCenter;

/// <summary>Body that creates a customer (partner-center §2.5).</summary>
internal sealed record NewCustomerBody(NewCompanyBody CompanyProfile, NewBillingBody BillingProfile);

/// <summary>Its company.</summary>
internal sealed record NewCompanyBody(string Domain, string? OrganizationRegistrationNumber);

/// <summary>Its billing profile.</summary>
internal sealed record NewBillingBody(string Culture, string Email, string Language, string CompanyName, NewAddressBody DefaultAddress);

/// <summary>Its address.</summary>
internal sealed record NewAddressBody(
    string FirstName,
    string LastName,
    string AddressLine1,
    string City,
    string? State,
    string PostalCode,
    string Country,
    string? PhoneNumber);

/// <summary>A created customer, with the one-time credentials.</summary>
internal sealed class CreatedCustomerShape
{
    public string? Id { get; init; }

    public CompanyProfileShape? CompanyProfile { get; init; }

    public UserCredentialsShape? UserCredentials { get; init; }
}

/// <summary>Given once only; never logged.</summary>
internal sealed class UserCredentialsShape
{
    public string? UserName { get; init; }

    public string? Password { get; init; }
}

/// <summary>An agreement that was confirmed, or accepted with an enhanced attestation.</summary>
internal sealed class AgreementShape
{
    public AgreementContactShape? PrimaryContact { get; init; }

    public string? DateAgreed { get; init; }

    public string? Type { get; init; }
}

/// <summary>Who agreed.</summary>
internal sealed record AgreementContactShape(string FirstName, string LastName, string Email, string? PhoneNumber);

/// <summary>Whether the customer signed with Microsoft directly.</summary>
internal sealed class DirectSignedShape
{
    public bool? IsSigned { get; init; }
}

/// <summary>Something of the catalogue: product, SKU or availability (partner-center §5.2).</summary>
internal sealed class CatalogueShape
{
    public string? Id { get; init; }

    public string? CatalogItemId { get; init; }

    public bool? IsPurchasable { get; init; }
}

/// <summary>A cart, as sent and as answered (partner-center §5.3).</summary>
internal sealed class CartShape
{
    public string? Id { get; init; }

    /// <summary>Active, then Ordered; never sent.</summary>
    public string? Status { get; init; }

    /// <summary>Never sent.</summary>
    public string? ExpirationTimestamp { get; init; }

    public List<CartLineShape>? LineItems { get; init; }
}

/// <summary>A line of a cart.</summary>
internal sealed class CartLineShape
{
    public int Id { get; init; }

    public string? CatalogItemId { get; init; }

    public string? FriendlyName { get; init; }

    public int Quantity { get; init; }

    public string? BillingCycle { get; init; }

    public string? TermDuration { get; init; }

    public CartContextShape? ProvisioningContext { get; init; }

    public CartErrorShape? Error { get; init; }
}

/// <summary>What a reservation is for: the subscription, and shared or single.</summary>
internal sealed class CartContextShape
{
    public string? SubscriptionId { get; init; }

    public string? Scope { get; init; }
}

/// <summary>Why a line cannot be bought; the cart was made all the same.</summary>
internal sealed class CartErrorShape
{
    [JsonConverter(typeof(LooseTextConverter))]
    public string? ErrorCode { get; init; }

    public string? ErrorDescription { get; init; }
}

/// <summary>Result of a checkout: orders and errors side by side.</summary>
internal sealed class CheckoutShape
{
    public List<OrderShape>? Orders { get; init; }

    public List<OrderErrorShape>? OrderErrors { get; init; }
}

/// <summary>An order that was not made.</summary>
internal sealed class OrderErrorShape
{
    [JsonConverter(typeof(LooseTextConverter))]
    public string? Code { get; init; }

    public string? Description { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(NewCustomerBody))]
[JsonSerializable(typeof(CreatedCustomerShape))]
[JsonSerializable(typeof(PageShape<AgreementShape>))]
[JsonSerializable(typeof(DirectSignedShape))]
[JsonSerializable(typeof(PageShape<CatalogueShape>))]
[JsonSerializable(typeof(CartShape))]
[JsonSerializable(typeof(CheckoutShape))]
internal sealed partial class OnboardingJson : JsonSerializerContext;
