using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Teams;

/// <summary>Body of a new personal conversation (facts teams-protocol §3.2); the tenant stands in both places that Teams reads.</summary>
internal sealed record NewConversation(
    ConversationMember? Bot,
    IReadOnlyList<ConversationMember> Members,
    string TenantId,
    NewConversationTenant ChannelData)
{
    public bool IsGroup => false;
}

/// <summary>Anything that is named by its id alone.</summary>
internal sealed record ConversationMember(string Id);

/// <summary>The older place of the tenant.</summary>
internal sealed record NewConversationTenant(ConversationMember Tenant);

/// <summary>What a send, an update and a new conversation answer; often empty.</summary>
internal sealed record NewResource(string? Id);

/// <summary>Source-generated JSON of the Connector's bodies.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewConversation))]
[JsonSerializable(typeof(NewResource))]
internal sealed partial class ConnectorJson : JsonSerializerContext;
