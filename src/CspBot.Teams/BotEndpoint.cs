using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>The messaging endpoint: who posts, is it an activity, may it, then one turn and its answer.</summary>
/// <remarks>Order of checks and status codes: facts teams-protocol §1.1 and §4.1.</remarks>
internal sealed class BotEndpoint(
    TeamsOptions options,
    BotTokens tokens,
    ServiceUrls serviceUrls,
    Turns turns,
    ILogger<BotEndpoint> logger)
{
    private const int LargestBody = 256 * 1024;

    /// <summary>The types that Teams sends and a bot may care for (facts teams-protocol §1.5); others come without notice and mean nothing here.</summary>
    private static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(
        ["message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "installationUpdate", "event", "invoke"],
        StringComparer.Ordinal);

    /// <param name="http">The request.</param>
    /// <param name="handler">The bot.</param>
    /// <param name="foreigner">Is told of an activity of a tenant that is not served; nothing is answered there.</param>
    public async Task HandleAsync(HttpContext http, BotCallbackHandler handler, ForeignTenantHandler? foreigner)
    {
        BotToken? token = null;
        if (options.NeedsTokens)
        {
            token = await tokens.ReadAsync(http.Request.Headers.Authorization, http.RequestAborted);
            if (token is null)
            {
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                http.Response.Headers.WWWAuthenticate = "Bearer";
                return;
            }
        }

        var body = await ReadBodyAsync(http.Request);
        if (body is null)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        if (Parse(body) is not { } activity)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (WhyNot(activity, token, http.Connection.RemoteIpAddress) is { } reason)
        {
            Refuse(http, activity, reason);
            return;
        }

        if (!IsOwnTenant(activity))
        {
            Refuse(http, activity, "the tenant is not the one served");
            if (foreigner is not null)
                await foreigner(activity, http.RequestAborted);
            return;
        }

        if (activity.Type == "invoke")
            await WriteAsync(http, await turns.InvokeAsync(activity, handler, http.RequestAborted));
        else if (Types.Contains(activity.Type))
            await turns.ReceiveAsync(activity, handler);
    }

    /// <summary>The body; null when it is too large.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength > LargestBody)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > LargestBody)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>The activity; null for what is none. The media type is not looked at: Teams has sent odd ones.</summary>
    private static Activity? Parse(byte[] body)
    {
        ReadOnlySpan<byte> json = body;
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        try
        {
            if (!Utf8.IsValid(json) || !HasReadableText(json))
                return null;
            var activity = JsonSerializer.Deserialize(json, ActivityJson.Default.Activity);
            return activity is { Type.Length: > 0, Conversation.Id.Length: > 0, ServiceUrl: not null } ? activity : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>False when a text holds half a surrogate pair: reading it later would throw in somebody's dialog.</summary>
    private static bool HasReadableText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Why a well-formed activity may not come in; null when it may.</summary>
    private string? WhyNot(Activity activity, BotToken? token, IPAddress? remote)
    {
        if (activity.ChannelId != "msteams")
            return "the channel is not msteams";
        if (token is not null && !token.Endorsements.Contains(activity.ChannelId))
            return "the token's key is not endorsed for the channel";
        if (token is not null && !token.SpeaksFor(activity.ServiceUrl!))
            return "the token does not speak for the service URL";
        if (!serviceUrls.IsAllowed(activity.ServiceUrl))
            return "the service URL's host is not allowed";
        if (!options.NeedsTokens && !IsThisMachine(remote))
            return "unsigned activities are taken from this machine only";
        return null;
    }

    private void Refuse(HttpContext http, Activity activity, string reason)
    {
        Log.ActivityRefused(logger, StatusCodes.Status403Forbidden, Types.Contains(activity.Type) ? activity.Type : "other", reason);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    /// <summary>At least one place names the tenant, and no place names another one.</summary>
    private bool IsOwnTenant(Activity activity)
    {
        var named = new[] { activity.Conversation?.TenantId, activity.ChannelData?.Tenant?.Id }.Where(t => !string.IsNullOrEmpty(t)).ToList();
        return named.Count > 0 && named.All(t => string.Equals(t, options.TenantId, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>No address at all is an in-process or socket-file caller.</summary>
    private static bool IsThisMachine(IPAddress? remote) =>
        remote is null || IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote);

    private static async Task WriteAsync(HttpContext http, InvokeResponse response)
    {
        http.Response.StatusCode = response.Status;
        if (response.Body is not { } body)
            return;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, Wire.Invoke.InvokeBody), http.RequestAborted);
    }
}
