using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CspBot.Cloud;
using CspBot.Cloud.Http;

namespace CspBot.Purchases;

/// <summary>Fetches and checks the certificates that sign Partner Center's webhooks: only from listed hosts, each once.</summary>
/// <remarks>Facts partner-center §7.2: the chain verifies and the issuer holds <c>O=Microsoft Corporation</c>.</remarks>
internal sealed class PartnerEventCertificates(PurchaseOptions options, CloudOptions cloud, IHttpClientFactory http, TimeProvider time)
    : IDisposable
{
    public const string ClientName = "partner-events";
    private const int Largest = 64 * 1024;
    private const int MostRemembered = 16;

    /// <summary>A certificate is fetched and its chain checked anew after this.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (byte[] Certificate, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    /// <summary>Many deliveries at once fetch one certificate once.</summary>
    private readonly SemaphoreSlim _fetching = new(1, 1);

    /// <summary>The public key behind the URL; null when it may not be fetched, is not there, or is not Microsoft's.</summary>
    public async Task<RSA?> FindKeyAsync(string url, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttps
            || uri.UserInfo.Length > 0
            || !options.CertificateHosts.Any(host => Fits(uri, host)))
            return null;
        if (await FindAsync(uri, ct) is not { } known)
            return null;
        using var certificate = X509CertificateLoader.LoadCertificate(known);
        return certificate.NotBefore.ToUniversalTime() <= time.GetUtcNow().UtcDateTime
            && time.GetUtcNow().UtcDateTime <= certificate.NotAfter.ToUniversalTime()
            ? certificate.GetRSAPublicKey()
            : null;
    }

    public void Dispose() => _fetching.Dispose();

    private async Task<byte[]?> FindAsync(Uri uri, CancellationToken ct)
    {
        if (Remembered(uri) is { } known)
            return known;
        await _fetching.WaitAsync(ct);
        try
        {
            if (Remembered(uri) is { } meanwhile)
                return meanwhile;
            if (await FetchAsync(uri, ct) is not { } fetched || !IsTrusted(fetched))
                return null;
            if (_known.Count >= MostRemembered)
                _known.Clear();
            _known[uri.AbsoluteUri] = (fetched, time.GetUtcNow() + Life);
            return fetched;
        }
        finally
        {
            _fetching.Release();
        }
    }

    private byte[]? Remembered(Uri uri) =>
        _known.TryGetValue(uri.AbsoluteUri, out var known) && known.Until > time.GetUtcNow() ? known.Certificate : null;

    private static bool Fits(Uri uri, string host) => host.StartsWith("*.", StringComparison.Ordinal)
        ? uri.IsDefaultPort && uri.IdnHost.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)
        : uri.Authority.Equals(host, StringComparison.OrdinalIgnoreCase);

    private async Task<byte[]?> FetchAsync(Uri uri, CancellationToken ct)
    {
        try
        {
            using var client = http.CreateClient(ClientName);
            return await client.GetByteArrayAsync(uri, ct);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            // Not there, too large or too slow: the event is refused, and Partner Center sends it again.
            return null;
        }
    }

    private bool IsTrusted(byte[] bytes)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(bytes);
            using var chain = new X509Chain { ChainPolicy = Policy() };
            return certificate.Issuer.Contains(options.CertificateIssuer, StringComparison.OrdinalIgnoreCase) && chain.Build(certificate);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The system's authorities, and those of the configuration.</summary>
    private X509ChainPolicy Policy()
    {
        var policy = CloudHttp.Trust(cloud) ?? new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        policy.VerificationTime = time.GetUtcNow().UtcDateTime;
        return policy;
    }

    /// <summary>Adds the client that fetches them: no redirects, little time, little size.</summary>
    public static void AddClient(IServiceCollection services, CloudOptions cloud) => services
        .AddHttpClient(ClientName, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(5);
            client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgentPolicy.Name);
            client.MaxResponseContentBufferSize = Largest;
        })
        .ConfigurePrimaryHttpMessageHandler(() => CloudHttp.CreateHandler(cloud))
        .RemoveAllLoggers();
}
