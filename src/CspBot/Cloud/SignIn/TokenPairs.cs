using System.Text.RegularExpressions;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.SignIn;

/// <summary>
/// The one place that says whether a token for this resource may go to this host: no service names its own
/// audience, and none gets another's token.
/// </summary>
internal static partial class TokenPairs
{
    /// <summary>Refuses a pair that does not belong together.</summary>
    /// <exception cref="CloudFault">OperatorFault with code ForeignAudience; no token was asked for.</exception>
    public static void Demand(CloudOptions options, string api, string resource, Uri host)
    {
        if (!MayGo(options, resource, host))
        {
            throw new CloudFault(
                CloudReason.OperatorFault,
                api,
                null,
                "ForeignAudience",
                null,
                $"{host.Authority} wants tokens for '{resource}', which it is not known for: none was asked for. Is its audience set?");
        }
    }

    /// <summary>Whether a token for <paramref name="resource"/> may go to <paramref name="host"/>.</summary>
    /// <remarks>
    /// Partner Center's, Resource Manager's and Graph's go to their configured address only. A stamp of Azure Stack gets its
    /// configured audience (<c>Stack:Deployments:N:Audience</c>, <c>AdminAudience</c>), or without a setting one of the
    /// documented form <c>https://management.{tenant}.onmicrosoft.com/{guid}</c> (azure §5), <c>adminmanagement</c>
    /// likewise, that no other deployment is set to.
    /// </remarks>
    public static bool MayGo(CloudOptions options, string resource, Uri host)
    {
        (string Resource, string Address)[] known =
        [
            (options.PartnerCenterAudience, options.PartnerCenter),
            (options.ResourceManagerAudience, options.ResourceManager),
            (options.GraphAudience, options.Graph),
        ];
        if (known.Any(one => Same(one.Resource, resource)))
            return known.Any(one => Same(one.Resource, resource) && IsAt(one.Address, host));
        foreach (var stack in options.Stacks)
        {
            var set = IsAt(stack.AdminResourceManager, host) ? stack.AdminAudience
                : IsAt(stack.TenantResourceManager, host) ? stack.Audience
                : null;
            var isHere = IsAt(stack.AdminResourceManager, host) || IsAt(stack.TenantResourceManager, host);
            if (isHere)
                return set is { Length: > 0 }
                    ? Same(set, resource)
                    : StackForm().IsMatch(resource) && !IsSetForAnother(options, stack, resource);
        }

        return false;
    }

    private static bool IsSetForAnother(CloudOptions options, StackDeployment stack, string resource) =>
        options.Stacks.Any(
            other => !ReferenceEquals(other, stack) && (Same(other.Audience, resource) || Same(other.AdminAudience, resource)));

    private static bool IsAt(string address, Uri host) =>
        Uri.TryCreate(address, UriKind.Absolute, out var known)
        && known.Scheme == host.Scheme
        && string.Equals(known.Authority, host.Authority, StringComparison.OrdinalIgnoreCase);

    private static bool Same(string? left, string right) =>
        left is { Length: > 0 } && CloudJson.SameId(left.TrimEnd('/'), right.TrimEnd('/'));

    [GeneratedRegex(
        @"^https://(admin)?management\.[a-z0-9-]{1,63}\.onmicrosoft\.com/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex StackForm();
}
