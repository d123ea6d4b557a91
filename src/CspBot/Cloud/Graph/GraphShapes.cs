using System.Text.Json.Serialization;

namespace CspBot.Cloud.Graph;

/// <summary>A page of a Graph collection (azure §6.5).</summary>
internal sealed class GraphPageShape<T>
{
    public List<T>? Value { get; init; }

    [JsonPropertyName("@odata.nextLink")]
    public string? NextLink { get; init; }
}

/// <summary>A user, the selected fields (azure §6.1); the type tells users from other members of a group.</summary>
internal sealed class GraphUserShape
{
    [JsonPropertyName("@odata.type")]
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? DisplayName { get; init; }

    public string? UserPrincipalName { get; init; }

    public string? Mail { get; init; }

    public string? UserType { get; init; }

    public bool? AccountEnabled { get; init; }

    public string? ExternalUserState { get; init; }
}

/// <summary>A GDAP relationship (azure §6.4).</summary>
internal sealed class GdapShape
{
    public string? Id { get; init; }

    public GdapCustomerShape? Customer { get; init; }

    public string? Status { get; init; }

    public string? EndDateTime { get; init; }
}

/// <summary>The customer of a GDAP relationship.</summary>
internal sealed class GdapCustomerShape
{
    public string? TenantId { get; init; }
}

/// <summary>Question of checkMemberGroups: at most 20 ids.</summary>
internal sealed record GroupIdsShape(IReadOnlyList<string> GroupIds);

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GraphPageShape<GraphUserShape>))]
[JsonSerializable(typeof(GraphPageShape<GdapShape>))]
[JsonSerializable(typeof(GraphPageShape<string>))]
[JsonSerializable(typeof(GroupIdsShape))]
internal sealed partial class GraphJson : JsonSerializerContext;
