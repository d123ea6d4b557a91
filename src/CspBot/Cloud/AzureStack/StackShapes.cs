using System.Text.Json.Serialization;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud.AzureStack;

/// <summary>Sign-in metadata of a directory, the field in use (azure §5.1).</summary>
internal sealed class OpenIdShape
{
    public string? Issuer { get; init; }
}

/// <summary>A registration (azure §4.1).</summary>
internal sealed class RegistrationShape
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public RegistrationPropertiesShape? Properties { get; init; }
}

/// <summary>What a registration says.</summary>
internal sealed class RegistrationPropertiesShape
{
    public string? CloudId { get; init; }

    public string? BillingModel { get; init; }
}

/// <summary>A customer subscription of a registration, or a directory tenant of a stamp: a name and a tenant (azure §4.2, §5.1).</summary>
internal sealed class NamedTenantShape
{
    public string? Name { get; init; }

    public TenantIdShape? Properties { get; init; }
}

/// <summary>A tenant id.</summary>
internal sealed record TenantIdShape(string? TenantId);

/// <summary>Body that maps a customer subscription.</summary>
internal sealed record CustomerSubscriptionBody(TenantIdShape Properties);

/// <summary>Body that lets a directory in.</summary>
internal sealed record DirectoryTenantBody(string Location, TenantIdShape Properties);

/// <summary>Body of a resource group.</summary>
internal sealed record ResourceGroupBody(string Location);

/// <summary>Anonymous metadata of a stamp (azure §5).</summary>
internal sealed class StackMetadataShape
{
    public string? PortalEndpoint { get; init; }

    public StackAuthenticationShape? Authentication { get; init; }
}

/// <summary>For whom tokens must be.</summary>
internal sealed class StackAuthenticationShape
{
    public List<string>? Audiences { get; init; }
}

/// <summary>A stamp's activation; where it is, and the registration it reports to (azure §4.1).</summary>
internal sealed class ActivationShape
{
    public string? Location { get; init; }
}

/// <summary>A subscription on a stamp.</summary>
internal sealed class StackSubscriptionShape
{
    public string? SubscriptionId { get; init; }

    public string? DisplayName { get; init; }

    public string? State { get; init; }

    public string? OfferId { get; init; }
}

/// <summary>
/// A subscription of a user, as the operator sees it: flat, no <c>properties</c> (Microsoft.Subscriptions.Admin 2015-11-01, generated
/// types of that specification).
/// </summary>
internal sealed class UserSubscriptionShape
{
    public string? SubscriptionId { get; init; }

    public string? DisplayName { get; init; }

    public string? TenantId { get; init; }

    public string? Owner { get; init; }

    public string? OfferId { get; init; }

    public string? State { get; init; }
}

/// <summary>
/// Body that makes a user's subscription: flat, as the schema <c>Subscription</c> of Microsoft.Subscriptions.Admin 2015-11-01 has it.
/// </summary>
internal sealed class UserSubscriptionBody
{
    /// <summary>The operator's own subscription: Default Provider Subscription.</summary>
    public required string DelegatedProviderSubscriptionId { get; init; }

    public required string DisplayName { get; init; }

    public required string OfferId { get; init; }

    /// <summary>Sign-in name.</summary>
    public required string Owner { get; init; }

    /// <summary>Default or Admin.</summary>
    public string RoutingResourceManagerType { get; init; } = "Default";

    public string State { get; init; } = "Enabled";

    public required string SubscriptionId { get; init; }

    public required string TenantId { get; init; }
}

/// <summary>Report of checkIdentityHealth (azure §5.3).</summary>
internal sealed class HealthReportShape
{
    public List<DirectoryHealthShape>? DirectoryTenants { get; init; }
}

/// <summary>One directory of the report.</summary>
internal sealed class DirectoryHealthShape
{
    public string? TenantId { get; init; }

    public string? TenantName { get; init; }

    public string? Status { get; init; }

    public List<AppHealthShape>? Applications { get; init; }
}

/// <summary>One application of the stamp in a directory.</summary>
internal sealed class AppHealthShape
{
    public string? AppId { get; init; }

    public string? Status { get; init; }
}

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OpenIdShape))]
[JsonSerializable(typeof(RegistrationShape))]
[JsonSerializable(typeof(ArmPageShape<NamedTenantShape>))]
[JsonSerializable(typeof(CustomerSubscriptionBody))]
[JsonSerializable(typeof(DirectoryTenantBody))]
[JsonSerializable(typeof(ResourceGroupBody))]
[JsonSerializable(typeof(StackMetadataShape))]
[JsonSerializable(typeof(ArmPageShape<StackSubscriptionShape>))]
[JsonSerializable(typeof(ArmPageShape<UserSubscriptionShape>))]
[JsonSerializable(typeof(UserSubscriptionBody))]
[JsonSerializable(typeof(HealthReportShape))]
[JsonSerializable(typeof(ActivationShape))]
internal sealed partial class StackJson : JsonSerializerContext;
