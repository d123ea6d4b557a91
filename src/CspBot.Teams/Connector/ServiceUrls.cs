using System.Collections.Frozen;

namespace CspBot.Teams;

/// <summary>The hosts that the bot speaks to; everything else never gets a token, nor a message.</summary>
/// <remarks>
/// Exact hosts, https, default port, no user-info, query or fragment (facts teams-protocol §4.5). With
/// <c>Authentication=None</c> plain http on loopback, and nothing else.
/// </remarks>
internal sealed class ServiceUrls(TeamsOptions options)
{
    private readonly FrozenSet<string> _hosts =
        (options.ServiceUrls.Count > 0 ? options.ServiceUrls : TeamsOptions.PublicHosts).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public bool IsAllowed(Uri? url)
    {
        if (url is not { IsAbsoluteUri: true } || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return false;
        // A bare "?" or "#" leaves Query and Fragment empty; "@" alone leaves UserInfo empty.
        if (url.OriginalString.AsSpan().IndexOfAny("?#@\\") >= 0)
            return false;
        return options.NeedsTokens
            ? url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && _hosts.Contains(url.Host)
            : url.Scheme == Uri.UriSchemeHttp && TeamsOptions.IsLoopbackHost(url);
    }
}
