using System.Text.Json.Serialization;

namespace CspBot.Cloud.ResourceManager;

/// <summary>A page of a Resource Manager collection (azure §1.3).</summary>
internal sealed class ArmPageShape<T>
{
    public List<T>? Value { get; init; }

    public string? NextLink { get; init; }
}

/// <summary>A subscription (azure §2.1).</summary>
internal sealed class ArmSubscriptionShape
{
    public string? SubscriptionId { get; init; }

    public string? TenantId { get; init; }

    public string? DisplayName { get; init; }

    public string? State { get; init; }

    public ArmPoliciesShape? SubscriptionPolicies { get; init; }
}

/// <summary>Policies of a subscription.</summary>
internal sealed class ArmPoliciesShape
{
    public string? QuotaId { get; init; }
}

/// <summary>A role assignment (azure §3.2).</summary>
internal sealed class RoleAssignmentShape
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public RoleAssignmentPropertiesShape? Properties { get; init; }
}

/// <summary>What a role assignment says; also the body that creates one.</summary>
internal sealed class RoleAssignmentPropertiesShape
{
    public string? RoleDefinitionId { get; init; }

    public string? PrincipalId { get; init; }

    public string? PrincipalType { get; init; }

    public string? Scope { get; init; }

    public string? Condition { get; init; }

    public string? ConditionVersion { get; init; }
}

/// <summary>Body of a PUT: nothing but properties, no location (azure §9.4).</summary>
internal sealed record RoleAssignmentBody(RoleAssignmentPropertiesShape Properties);

/// <summary>A role definition; its name is its GUID.</summary>
internal sealed class RoleDefinitionShape
{
    public string? Name { get; init; }

    public RoleDefinitionPropertiesShape? Properties { get; init; }
}

/// <summary>What a role definition says of itself: <c>type</c> is BuiltInRole or CustomRole.</summary>
internal sealed class RoleDefinitionPropertiesShape
{
    public string? RoleName { get; init; }

    public string? Type { get; init; }
}

/// <summary>A resource group (azure §9.1).</summary>
internal sealed class ResourceGroupShape
{
    public string? Name { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ArmPageShape<ArmSubscriptionShape>))]
[JsonSerializable(typeof(ArmPageShape<RoleAssignmentShape>))]
[JsonSerializable(typeof(ArmPageShape<RoleDefinitionShape>))]
[JsonSerializable(typeof(ArmPageShape<ResourceGroupShape>))]
[JsonSerializable(typeof(RoleAssignmentBody))]
internal sealed partial class ResourceManagerJson : JsonSerializerContext;
