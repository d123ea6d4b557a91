using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CspBot.Teams.Tests;

/// <summary>A certificate authority of this test run, and one server certificate for the hosts that the tests play.</summary>
public static class TestAuthority
{
    public static X509Certificate2 Root { get; }

    /// <summary>Takes what it signed, and nothing else.</summary>
    public static X509ChainPolicy Trust => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { Root },
    };

    public static X509Certificate2 Server { get; }

    static TestAuthority()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = TimeProvider.System.GetUtcNow().AddHours(-1);

        var root = new CertificateRequest("CN=CspBot test authority", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        Root = root.CreateSelfSigned(from, from.AddDays(2));

        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in ChannelHost.PlayedHosts)
            names.AddDnsName(host);
        var server = new CertificateRequest("CN=played hosts", serverKey, HashAlgorithmName.SHA256);
        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = server.Create(Root, from, from.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(serverKey);
        // Through PKCS #12, so that the TLS stack can use the key on every platform.
        Server = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
