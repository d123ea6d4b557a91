using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>Who may post, and what: token, size, activity, channel, endorsement, service URL, tenant, in this order.</summary>
/// <remarks>Order of checks and status codes: facts teams-protocol §1.1 and §4.1.</remarks>
internal sealed class FrontDoor(
    TeamsOptions options,
    BotTokens tokens,
    ServiceUrls serviceUrls,
    ILogger<FrontDoor> logger)
{
    private const int LargestBody = 256 * 1024;

    /// <summary>
    /// The types that Teams sends and a bot may care for (facts teams-protocol §1.5); others
    /// come without notice and mean nothing here.
    /// </summary>
    private static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(
        ["message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "installationUpdate", "event", "invoke"],
        StringComparer.Ordinal);

    /// <summary>The activity that may come in, or the status that refuses it; of a foreign tenant both.</summary>
    public async Task<Admission> AdmitAsync(HttpRequest request, CancellationToken ct)
    {
        BotToken? token = null;
        if (options.NeedsTokens)
        {
            var look = await tokens.ReadAsync(request.Headers.Authorization, ct);
            if (look.Token is null)
                return new Admission(look.AskAgain ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized);
            token = look.Token;
        }

        if (await ReadBodyAsync(request, ct) is not { } body)
            return new Admission(StatusCodes.Status413PayloadTooLarge);
        if (ActivityReader.Read(body) is not { } activity)
            return new Admission(StatusCodes.Status400BadRequest);
        if (WhyNot(activity, token, request.HttpContext.Connection.RemoteIpAddress) is { } reason)
            return Refuse(activity, reason);
        if (!IsOwnTenant(activity))
            return Refuse(activity, "the tenant is not the one served") with { Activity = activity };
        return new Admission(StatusCodes.Status200OK, activity) { MeansSomething = Types.Contains(activity.Type) };
    }

    /// <summary>The body; null when it is too large.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > LargestBody)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            if (body.Length + read > LargestBody)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>Why a well-formed activity may not come in; null when it may.</summary>
    private string? WhyNot(Activity activity, BotToken? token, IPAddress? remote)
    {
        var service = new Uri(activity.ServiceUrl, UriKind.RelativeOrAbsolute);
        if (activity.ChannelId != "msteams")
            return "the channel is not msteams";
        if (token is not null && !token.Endorsements.Contains(activity.ChannelId))
            return "the token's key is not endorsed for the channel";
        if (token is not null && !token.SpeaksFor(service))
            return "the token does not speak for the service URL";
        if (!serviceUrls.IsAllowed(service))
            return "the service URL's host is not allowed";
        if (!options.NeedsTokens && !IsThisMachine(remote))
            return "unsigned activities are taken from this machine only";
        return null;
    }

    private Admission Refuse(Activity activity, string reason)
    {
        Log.ActivityRefused(logger, StatusCodes.Status403Forbidden, Types.Contains(activity.Type) ? activity.Type : "other", reason);
        return new Admission(StatusCodes.Status403Forbidden);
    }

    /// <summary>At least one place names the tenant, and no place names another one.</summary>
    private bool IsOwnTenant(Activity activity)
    {
        var named = new[] { activity.Conversation?.TenantId, activity.TeamsData()?.Tenant?.Id }
            .Where(t => !string.IsNullOrEmpty(t))
            .ToList();
        return named.Count > 0 && named.All(t => string.Equals(t, options.TenantId, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>No address at all is an in-process or socket-file caller.</summary>
    private static bool IsThisMachine(IPAddress? remote) =>
        remote is null || IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote);
}

/// <summary>What the front door says of a post.</summary>
/// <param name="Status">HTTP status to answer with; 200 lets it in.</param>
/// <param name="Activity">What came; also with 403, when it came genuinely from a tenant that is not served.</param>
internal sealed record Admission(int Status, Activity? Activity = null)
{
    /// <summary>Of a type that a bot may care for.</summary>
    public bool MeansSomething { get; init; }
}
