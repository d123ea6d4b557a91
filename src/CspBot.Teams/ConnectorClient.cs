using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CspBot.Teams;

/// <summary>Speaks the Connector's REST API to the host that each conversation names.</summary>
/// <remarks>
/// Routes and bodies: facts teams-protocol §3. Every call checks the service URL against the allowed hosts before a token is
/// asked for, keeps the pace of §3.4, and fails with <see cref="ConnectorException"/> alone (besides cancellation).
/// </remarks>
public sealed class ConnectorClient
{
    private const int PageSize = 200;
    private const int MostPages = 1_000;
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
    /// A call cancelled on its way may have been posted too. A short 429 (5 s at most) is waited for here. A channel conversation with <c>;messageid=</c> posts into that thread.
    /// </remarks>
    /// <exception cref="ConnectorException">Any failure, with what the caller may do.</exception>
    public Task<string?> SendAsync(ConversationReference conversation, OutgoingActivity activity, CancellationToken ct) =>
        PostAsync(conversation, $"{Conversation(conversation)}/activities", activity, ct);

    /// <summary>Answers one message; in Teams the same as sending (threading follows the conversation id, facts teams-protocol §1.3).</summary>
    /// <remarks><c>POST v3/conversations/{id}/activities/{replyToId}</c>; failures as for <see cref="SendAsync"/>.</remarks>
    /// <exception cref="ConnectorException">Any failure, with what the caller may do.</exception>
    public Task<string?> ReplyAsync(ConversationReference conversation, string replyToId, OutgoingActivity activity, CancellationToken ct) =>
        PostAsync(conversation, $"{Conversation(conversation)}/activities/{Escape(replyToId)}", activity, ct);

    /// <summary>Replaces a message.</summary>
    /// <remarks>
    /// <c>PUT v3/conversations/{id}/activities/{activityId}</c>. Repeated after 502, 503, 504 and lost answers, once after 500.
    /// <see cref="ConnectorFailure.Gone"/>: send a new message instead.
    /// </remarks>
    /// <exception cref="ConnectorException">Any failure, with what the caller may do.</exception>
    public async Task UpdateAsync(ConversationReference conversation, string activityId, OutgoingActivity activity, CancellationToken ct)
    {
        var path = $"{Conversation(conversation)}/activities/{Escape(activityId)}";
        var call = new ConnectorCall(HttpMethod.Put, conversation.ServiceUrl, path, conversation.TenantId)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(activity, Wire.Activity.OutgoingActivity),
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
            ?? throw new ConnectorException(ConnectorFailure.Unknown, 200, null, "The Connector opened a conversation and did not name it.");
    }

    /// <summary>One member of a conversation by <c>29:</c> address, Entra object id or user principal name; null when not a member.</summary>
    /// <remarks><c>GET v3/conversations/{id}/members/{memberId}</c>.</remarks>
    /// <exception cref="ConnectorException">Any other failure, with what the caller may do.</exception>
    public async Task<ChannelAccount?> GetMemberAsync(ConversationReference conversation, string memberId, CancellationToken ct)
    {
        try
        {
            var answer = await GetAsync(conversation, $"{Conversation(conversation)}/members/{Escape(memberId)}", ct);
            return Read(answer, ConnectorJson.Default.ChannelAccount);
        }
        catch (ConnectorException e) when (e is { Failure: ConnectorFailure.Gone, Code: "MemberNotFoundInConversation" })
        {
            return null;
        }
    }

    /// <summary>All members of a conversation, page by page.</summary>
    /// <remarks><c>GET v3/conversations/{id}/pagedmembers?pageSize=200&amp;continuationToken=…</c>; the last page has no token.</remarks>
    /// <exception cref="ConnectorException">Any failure, with what the caller may do.</exception>
    public async IAsyncEnumerable<ChannelAccount> GetMembersAsync(ConversationReference conversation, [EnumeratorCancellation] CancellationToken ct = default)
    {
        string? token = null;
        for (var page = 0; page < MostPages; page++)
        {
            var next = token is null ? "" : $"&continuationToken={Uri.EscapeDataString(token)}";
            var path = $"{Conversation(conversation)}/pagedmembers?pageSize={PageSize}{next}";
            var answer = Read(await GetAsync(conversation, path, ct), ConnectorJson.Default.MembersPage);
            foreach (var member in answer?.Members ?? [])
                yield return member;
            // A token that comes back unchanged would never end.
            if (answer?.ContinuationToken is not { Length: > 0 } following || following == token)
                yield break;
            token = following;
        }
    }

    private async Task<string?> PostAsync(ConversationReference conversation, string path, OutgoingActivity activity, CancellationToken ct)
    {
        var call = new ConnectorCall(HttpMethod.Post, conversation.ServiceUrl, path, conversation.TenantId)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(activity, Wire.Activity.OutgoingActivity),
            Pace = conversation.ChannelRoot().ConversationId,
            Once = _once,
        };
        return ReadId(await _transport.CallAsync(call, ct));
    }

    private Task<byte[]> GetAsync(ConversationReference conversation, string path, CancellationToken ct) =>
        _transport.CallAsync(new ConnectorCall(HttpMethod.Get, conversation.ServiceUrl, path, conversation.TenantId) { Repeatable = true, Once = _once }, ct);

    private static string Conversation(ConversationReference conversation) => $"/v3/conversations/{Escape(conversation.ConversationId)}";

    /// <summary>Ids hold <c>: @ ; =</c>; and a dot segment would lead to another route.</summary>
    private static string Escape(string id) =>
        id is "" or "." or ".."
            ? throw new ConnectorException(ConnectorFailure.Refused, null, null, "An empty or dotted id cannot be part of a Connector URL.")
            : Uri.EscapeDataString(id);

    /// <summary>The new id; null when the body is empty or says nothing (facts teams-protocol §3.1: bodies may be empty).</summary>
    private static string? ReadId(byte[] body) => Read(body, ConnectorJson.Default.ResourceResponse)?.Id is { Length: > 0 and <= LongestId } id && !id.Any(char.IsControl) ? id : null;

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
