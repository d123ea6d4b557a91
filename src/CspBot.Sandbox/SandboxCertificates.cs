using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CspBot.Sandbox;

/// <summary>
/// A certificate authority made at start, and the certificate for localhost that it signed; good two days before, so that a sandbox whose
/// clock is ahead of the machine's can be spoken to.
/// </summary>
internal sealed class SandboxCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public SandboxCertificates(DateTimeOffset now)
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authority = new("CN=CspBot sandbox authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
        Authority = authority.CreateSelfSigned(now.AddDays(-2), now.AddDays(30));
        Server = Sign(Authority, now);
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    private static X509Certificate2 Sign(X509Certificate2 authority, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        using X509Certificate2 signed = request.Create(authority, now.AddDays(-2).AddMinutes(30), now.AddDays(29), serial);
        X509Certificate2 withKey = signed.CopyWithPrivateKey(key);
        if (!OperatingSystem.IsWindows())
            return withKey;

        // Windows' TLS wants a key that went through a PKCS#12 import.
        using (withKey)
            return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
    }
}
