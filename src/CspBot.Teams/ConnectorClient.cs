using System.Text.Json;

namespace CspBot.Teams;

/// <summary>Speaks the Connector's REST API to the host that each conversation names.</summary>
/// <remarks>
/// Routes and bodies: facts teams-protocol §3. Every call checks the service URL against the allowed hosts before a token is
/// asked for, keeps the pace of §3.4, and fails with <see cref="ConnectorException"/> alone (besides cancellation).
/// </remarks>
public sealed class ConnectorClient
{
    private const int LongestId = 1_000;

    private readonly TeamsOptions _options;
    private readonly ConnectorTransport _transport;

    private readonly bool _once;

    internal ConnectorClient(TeamsOptions options, ConnectorTransport transport, bool once = false)
    {
        _options = options;
        _transport = transport;
        _once = once;
    }

    /// <summary>The same for a caller that repeats by itself: each call is made once, and once more with a new token after a 401.</summary>
    public ConnectorClient Once => new(_options, _transport, once: true);

    /// <summary>Sends a message to a conversation; its id, or null when the channel gave none.</summary>
    /// <remarks>
    /// <c>POST v3/conversations/{id}/activities</c>. Never repeated after a 5xx or a lost answer (<see cref="ConnectorFailure.Unknown"/>).
    /// A call cancelled on its way may have been posted too. A short 429 (5 s at most) is waited for here. A channel conversation with
    /// <c>;messageid=</c> posts into that thread.
    /// </remarks>
    /// <exception cref="ConnectorException">Any failure, with what the caller may do.</exception>
    public Task<string?> SendAsync(ConversationAddress conversation, Activity activity, CancellationToken ct) =>
        PostAsync(conversation, $"{Conversation(conversation)}/activities", activity, ct);

    /// <summary>Replaces a message.</summary>
    /// <remarks>
    /// <c>PUT v3/conversations/{id}/activities/{activityId}</c>. Repeated after 502, 503, 504 and lost answers, once after 500.
    /// <see cref="ConnectorFailure.Gone"/>: send a new message instead.
    /// </remarks>
    /// <exception cref="ConnectorException">Any failure, with what the caller may do.</exception>
    public async Task UpdateAsync(ConversationAddress conversation, string activityId, Activity activity, CancellationToken ct)
    {
        var path = $"{Conversation(conversation)}/activities/{Escape(activityId)}";
        var call = new ConnectorCall(HttpMethod.Put, conversation.ServiceUrl, path, conversation.TenantId)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(ActivityBody.Of(activity), Wire.Activity.ActivityBody),
            Pace = conversation.ChannelRoot().ConversationId,
            Repeatable = true,
            Once = _once,
        };
        await _transport.CallAsync(call, ct);
    }

    /// <summary>Opens (or finds) the personal conversation with a person: the conversation's id.</summary>
    /// <remarks>
    /// <c>POST v3/conversations</c> (facts teams-protocol §3.2): the same id each time, so it is repeated like an update.
    /// Without a stored service URL use <c>https://smba.trafficmanager.net/teams/</c> (§5.1).
    /// </remarks>
    /// <param name="serviceUrl">Where the person's Connector answers.</param>
    /// <param name="tenantId">The person's tenant.</param>
    /// <param name="userId">The person's bot-scoped address (<c>29:…</c>); an Entra object id may serve where the app is installed.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="ConnectorException">Any failure, with what the caller may do.</exception>
    public async Task<string> CreatePersonalConversationAsync(Uri serviceUrl, string tenantId, string userId, CancellationToken ct)
    {
        var body = new NewConversation(
            Bot: _options.AppId is { } id ? new ConversationMember("28:" + id) : null,
            Members: [new ConversationMember(userId)],
            TenantId: tenantId,
            ChannelData: new NewConversationTenant(new ConversationMember(tenantId)));
        var call = new ConnectorCall(HttpMethod.Post, serviceUrl, "/v3/conversations", tenantId)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, ConnectorJson.Default.NewConversation),
            Pace = "new " + userId,
            Repeatable = true,
            Once = _once,
        };
        var answer = await _transport.CallAsync(call, ct);
        return ReadId(answer)
            ?? throw new ConnectorException(
                ConnectorFailure.Unknown, 200, null, "The Connector opened a conversation and did not name it.");
    }

    /// <summary>
    /// Asks for a conversation's members and looks at none: whether the Connector answers at
    /// all, and what it says of the conversation.
    /// </summary>
    /// <remarks><c>GET v3/conversations/{id}/pagedmembers?pageSize=50</c> (facts teams-protocol §3.2); repeated like every read.</remarks>
    /// <exception cref="ConnectorException">Any failure, with what the caller may do.</exception>
    public Task AskAsync(ConversationAddress conversation, CancellationToken ct)
    {
        var path = $"{Conversation(conversation)}/pagedmembers?pageSize=50";
        return _transport.CallAsync(
            new ConnectorCall(HttpMethod.Get, conversation.ServiceUrl, path, conversation.TenantId) { Repeatable = true, Once = _once },
            ct);
    }

    private async Task<string?> PostAsync(ConversationAddress conversation, string path, Activity activity, CancellationToken ct)
    {
        var call = new ConnectorCall(HttpMethod.Post, conversation.ServiceUrl, path, conversation.TenantId)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(ActivityBody.Of(activity), Wire.Activity.ActivityBody),
            Pace = conversation.ChannelRoot().ConversationId,
            Once = _once,
        };
        return ReadId(await _transport.CallAsync(call, ct));
    }

    private static string Conversation(ConversationAddress conversation) => $"/v3/conversations/{Escape(conversation.ConversationId)}";

    /// <summary>Ids hold <c>: @ ; =</c>; and a dot segment would lead to another route.</summary>
    private static string Escape(string id) =>
        id is "" or "." or ".."
            ? throw new ConnectorException(ConnectorFailure.Refused, null, null, "An empty or dotted id cannot be part of a Connector URL.")
            : Uri.EscapeDataString(id);

    /// <summary>The new id; null when the body is empty or says nothing (facts teams-protocol §3.1: bodies may be empty).</summary>
    private static string? ReadId(byte[] body) =>
        Read(body, ConnectorJson.Default.NewResource)?.Id is { Length: > 0 and <= LongestId } id && !id.Any(char.IsControl) ? id : null;

    private static T? Read<T>(byte[] body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        if (body.Length <= 2)
            return null;
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null; // the call succeeded; only its answer is not readable
        }
    }
}
