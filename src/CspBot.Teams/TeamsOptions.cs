using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace CspBot.Teams;

/// <summary>Settings of the channel, configuration section <c>Bot</c> (DESIGN §3.3).</summary>
/// <remarks>A class, not a record: a record would print the secret.</remarks>
public sealed class TeamsOptions
{
    /// <summary>The hosts of Teams' public cloud that may get the bot's token (facts teams-protocol §4.5).</summary>
    public static IReadOnlyList<string> PublicHosts { get; } = ["smba.trafficmanager.net", "smba.onyx.prod.teams.trafficmanager.net"];

    /// <summary>The bot's app id (a GUID): audience of every inbound token.</summary>
    public string? AppId { get; init; }

    /// <summary>The partner's Entra tenant (a GUID), the only one served.</summary>
    public string? TenantId { get; init; }

    /// <summary><c>SingleTenant</c> (secret or certificate) or <c>UserAssignedMSI</c>.</summary>
    public string AppType { get; init; } = "SingleTenant";

    /// <summary>Client secret of a single-tenant app.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>PEM file (certificate and key) or PFX file without password of a single-tenant app.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>Client id of the user-assigned managed identity.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary><c>Required</c>, or <c>None</c> for a developer's own machine.</summary>
    public string Authentication { get; init; } = "Required";

    /// <summary>OpenID metadata of the issuer of inbound tokens (facts teams-protocol §4.1).</summary>
    public string OpenIdMetadata { get; init; } = "https://login.botframework.com/v1/.well-known/openidconfiguration";

    /// <summary>Issuer of inbound tokens.</summary>
    public string Issuer { get; init; } = "https://api.botframework.com";

    /// <summary>Sign-in host for the bot's own token.</summary>
    public string Login { get; init; } = "https://login.microsoftonline.com";

    /// <summary>Exact hosts that may get the bot's token; empty = <see cref="PublicHosts"/>.</summary>
    public IReadOnlyList<string> ServiceUrls { get; init; } = [];

    /// <summary>Which servers' certificates every outbound call of the channel takes; null = those of the system's authorities.</summary>
    public X509ChainPolicy? Trust { get; set; }

    /// <summary>Which single sign-on tokens are taken; null for none, and no login request is made.</summary>
    public SingleSignOn? SingleSignOn { get; set; }

    /// <summary>What a person reads after a fault inside the bot: (locale, reference number) → text.</summary>
    public Func<string?, string, string> FaultText { get; set; } = static (_, reference) => EnglishFault(reference);

    /// <summary>When an invoke is answered with a fault at the latest (facts teams-protocol §2.7).</summary>
    public TimeSpan InvokeLimit { get; set; } = TimeSpan.FromSeconds(10);

    internal static string EnglishFault(string reference) =>
        $"The bot failed to do that. Please try again; if it fails again, tell your administrator the reference {reference}.";

    /// <summary>True when inbound tokens are wanted, and the bot's own is sent. Anything but a plain <c>None</c> counts as true.</summary>
    internal bool NeedsTokens => !string.Equals(Authentication, "None", StringComparison.OrdinalIgnoreCase);

    internal bool UsesManagedIdentity => string.Equals(AppType, "UserAssignedMSI", StringComparison.OrdinalIgnoreCase);

    /// <summary>One sentence per missing or wrong setting; empty when all is well.</summary>
    /// <param name="environmentName">ASP.NET Core's environment name.</param>
    /// <param name="listenerUrls">Every URL that the process listens on; none named counts as unknown, and thus not as loopback.</param>
    public IReadOnlyList<string> Validate(string environmentName, IEnumerable<string> listenerUrls) =>
    [
        .. CheckIdentity(),
        .. CheckAuthentication(environmentName, [.. listenerUrls]),
        .. CheckUrls(),
    ];

    private IEnumerable<string> CheckIdentity()
    {
        if (!Guid.TryParse(TenantId, out _))
            yield return "Bot:TenantId must be the id (a GUID) of the partner's Entra tenant.";
        if (!NeedsTokens)
            yield break;
        if (!Guid.TryParse(AppId, out _))
            yield return "Bot:AppId must be the bot's app id (a GUID).";

        var credentials = new[] { ClientSecret, CertificatePath, ManagedIdentityClientId }.Count(c => !string.IsNullOrWhiteSpace(c));
        if (UsesManagedIdentity)
        {
            if (string.IsNullOrWhiteSpace(ManagedIdentityClientId) || credentials != 1)
                yield return "Bot:AppType UserAssignedMSI needs Bot:ManagedIdentityClientId, and neither secret nor certificate.";
        }
        else if (!string.Equals(AppType, "SingleTenant", StringComparison.OrdinalIgnoreCase))
        {
            yield return "Bot:AppType must be SingleTenant or UserAssignedMSI.";
        }
        else if (!string.IsNullOrWhiteSpace(ManagedIdentityClientId) || credentials != 1)
        {
            yield return "Bot:AppType SingleTenant needs exactly one of Bot:ClientSecret and Bot:CertificatePath.";
        }
        else if (!string.IsNullOrWhiteSpace(CertificatePath) && WrongCertificate(CertificatePath) is { } wrong)
        {
            yield return wrong;
        }
    }

    /// <summary>Opened now, as the first answer to a person is too late to find out.</summary>
    private static string? WrongCertificate(string path)
    {
        try
        {
            using var certificate = ConnectorToken.Load(path);
            return certificate.HasPrivateKey ? null : $"Bot:CertificatePath has no private key: '{path}'.";
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"Bot:CertificatePath cannot be read ('{path}'): {e.Message}";
        }
    }

    private IEnumerable<string> CheckAuthentication(string environmentName, IReadOnlyList<string> listenerUrls)
    {
        if (!NeedsTokens)
        {
            if (!string.Equals(environmentName, "Development", StringComparison.OrdinalIgnoreCase))
                yield return "Bot:Authentication None is only for environment Development.";
            if (listenerUrls.Count == 0 || !listenerUrls.All(IsLoopbackListener))
                yield return "Bot:Authentication None is only for listeners on loopback (http://127.0.0.1:port), every one of them.";
        }
        else if (!string.Equals(Authentication, "Required", StringComparison.OrdinalIgnoreCase))
        {
            yield return "Bot:Authentication must be Required or None.";
        }
    }

    private IEnumerable<string> CheckUrls()
    {
        if (!IsMetadataUrl(OpenIdMetadata))
            yield return "Bot:OpenIdMetadata must be an https URL.";
        if (string.IsNullOrWhiteSpace(Issuer))
            yield return "Bot:Issuer must name the issuer of inbound tokens.";
        if (!Uri.TryCreate(Login, UriKind.Absolute, out var login) || login.Scheme != Uri.UriSchemeHttps || login.PathAndQuery != "/")
            yield return "Bot:Login must be an https URL without a path.";
        foreach (var host in ServiceUrls)
        {
            if (Uri.CheckHostName(host) != UriHostNameType.Dns)
                yield return $"Bot:ServiceUrls holds \"{host}\", which is not an exact host name such as {PublicHosts[0]}.";
        }
    }

    /// <summary>Metadata and keys are read over https; plain http only from loopback, for tests.</summary>
    internal static bool IsMetadataUrl(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopbackHost(uri)));

    internal static bool IsLoopbackHost(Uri uri) =>
        string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));

    private static bool IsLoopbackListener(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && IsLoopbackHost(uri);
}
