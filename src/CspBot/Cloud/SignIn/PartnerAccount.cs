using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CspBot.Cloud.SignIn;

/// <summary>The partner's own authority: app, secret or certificate, and the service account's refresh token (DESIGN 1.4).</summary>
internal sealed class PartnerAccount
{
    /// <summary>The partner's Entra tenant.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The confidential app of the Secure Application Model.</summary>
    public string AppId { get; init; } = "";

    /// <summary>The app's secret; or a certificate.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>PEM (certificate and key) or PFX without a password; or a secret.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>File whose whole content is the refresh token; a rotated one is written back.</summary>
    public string RefreshTokenFile { get; init; } = "";

    /// <summary>Object id of AdminAgents: the foreign group that holds Owner on customers' subscriptions.</summary>
    public string AdminAgentsGroupId { get; init; } = "";

    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 ReadCertificate() =>
        Path.GetExtension(CertificatePath) is ".pfx" or ".p12"
            ? X509CertificateLoader.LoadPkcs12FromFile(CertificatePath!, null)
            : X509Certificate2.CreateFromPemFile(CertificatePath!);

    /// <summary>One sentence for each missing or wrong setting.</summary>
    public IEnumerable<string> Validate() =>
        new[]
        {
            CloudOptions.WrongGuid("Partner:TenantId", TenantId),
            CloudOptions.WrongGuid("Partner:AppId", AppId),
            CloudOptions.WrongGuid("Partner:AdminAgentsGroupId", AdminAgentsGroupId),
            WrongSecret(),
            WrongRefreshToken(),
        }
        .OfType<string>();

    private string? WrongSecret()
    {
        var secret = !string.IsNullOrEmpty(ClientSecret);
        var certificate = !string.IsNullOrEmpty(CertificatePath);
        if (secret && certificate)
            return "Partner:ClientSecret and Partner:CertificatePath are both set: keep one of them.";
        if (!secret && !certificate)
            return "Partner:ClientSecret or Partner:CertificatePath is missing: the app needs one of them.";
        return certificate ? WrongCertificate() : null;
    }

    private string? WrongCertificate()
    {
        if (!File.Exists(CertificatePath))
            return $"Partner:CertificatePath names a file that does not exist: '{CertificatePath}'.";
        try
        {
            using var read = ReadCertificate();
            using var key = read.GetRSAPrivateKey();
            return key is null ? $"Partner:CertificatePath has no RSA private key: '{CertificatePath}'." : null;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"Partner:CertificatePath cannot be read ('{CertificatePath}'): {e.Message}";
        }
    }

    private string? WrongRefreshToken()
    {
        if (string.IsNullOrEmpty(RefreshTokenFile))
            return "Partner:RefreshTokenFile is missing: name the file that holds the service account's refresh token.";
        if (!File.Exists(RefreshTokenFile))
            return $"Partner:RefreshTokenFile does not exist: '{RefreshTokenFile}'.";
        try
        {
            if (string.IsNullOrWhiteSpace(File.ReadAllText(RefreshTokenFile)))
                return $"Partner:RefreshTokenFile is empty: '{RefreshTokenFile}'.";
            var probe = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(RefreshTokenFile))!, Path.GetRandomFileName());
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"Partner:RefreshTokenFile must be readable and its folder writable, since the token rotates ('{RefreshTokenFile}'): "
                + $"{e.Message}";
        }
    }
}
