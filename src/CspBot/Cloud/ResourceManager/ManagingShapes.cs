using System.Text.Json.Serialization;

namespace CspBot.Cloud.ResourceManager;

/// <summary>Body of a reservation's PATCH (Patch of Microsoft.Capacity's specification 2022-11-01); what is null is left out.</summary>
internal sealed record ReservationPatchBody(ReservationPatchPropertiesBody Properties);

/// <summary>What is to be different (PatchProperties).</summary>
internal sealed record ReservationPatchPropertiesBody
{
    /// <summary>Single, Shared, ManagementGroup.</summary>
    public string? AppliedScopeType { get; init; }

    /// <summary>One for Single, a subscription or a resource group; none for the others.</summary>
    public IReadOnlyList<string>? AppliedScopes { get; init; }

    /// <summary>Needed for ManagementGroup.</summary>
    public ManagementGroupBody? AppliedScopeProperties { get; init; }

    public string? Name { get; init; }

    public bool? Renew { get; init; }

    public RenewBody? RenewProperties { get; init; }
}

/// <summary>The management group with its directory ("required and need to provide tenantId and managementGroupId").</summary>
internal sealed record ManagementGroupBody(string TenantId, string ManagementGroupId);

/// <summary>What a renewal buys (PatchPropertiesRenewProperties).</summary>
internal sealed record RenewBody(ReservationPurchaseBody PurchaseProperties);

/// <summary>Body of availableScopes (AvailableScopeRequest).</summary>
internal sealed record ScopesBody(ScopesPropertiesBody Properties);

/// <summary>What is asked about.</summary>
internal sealed record ScopesPropertiesBody(IReadOnlyList<string> Scopes);

/// <summary>Body of split (SplitRequest).</summary>
internal sealed record SplitBody(SplitPropertiesBody Properties);

/// <summary>How many each of the new ones has, and the full id of the one that is split.</summary>
internal sealed record SplitPropertiesBody(IReadOnlyList<int> Quantities, string ReservationId);

/// <summary>Body of merge (MergeRequest).</summary>
internal sealed record MergeBody(MergePropertiesBody Properties);

/// <summary>Full ids of those that become one.</summary>
internal sealed record MergePropertiesBody(IReadOnlyList<string> Sources);

/// <summary>Answer of availableScopes.</summary>
internal sealed class AvailableScopesShape
{
    public AvailableScopesPropertiesShape? Properties { get; init; }
}

/// <summary>Each scope that was asked about.</summary>
internal sealed class AvailableScopesPropertiesShape
{
    public List<AvailableScopeShape>? Scopes { get; init; }
}

/// <summary>Whether the reservation may be for it.</summary>
internal sealed class AvailableScopeShape
{
    public string? Scope { get; init; }

    public bool? Valid { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReservationPatchBody))]
[JsonSerializable(typeof(ScopesBody))]
[JsonSerializable(typeof(SplitBody))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(AvailableScopesShape))]
internal sealed partial class ManagingJson : JsonSerializerContext;
