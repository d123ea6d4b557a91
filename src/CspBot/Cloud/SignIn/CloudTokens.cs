using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Identity;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.SignIn;

/// <summary>The partner's tokens: delegated ones per tenant and resource from the refresh token, app-only ones for its own directory.</summary>
/// <remarks>Secure Application Model: partner-center §1.2; why delegated ones for customers: azure §2.5.</remarks>
internal sealed class CloudTokens : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly CloudOptions _options;
    private readonly TimeProvider _time;
    private readonly SignInClient _signIn;
    private readonly RefreshTokenFile _file;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentDictionary<(string Tenant, string Resource), AccessToken> _cache = new();
    private readonly OneFlight<(string Tenant, string Resource, string? Claims), AccessToken> _flights = new();

    public CloudTokens(CloudOptions options, CloudHttp http)
    {
        _options = options;
        _time = http.Time;
        _file = new RefreshTokenFile(options.Partner.RefreshTokenFile);
        _certificate = string.IsNullOrEmpty(options.Partner.CertificatePath) ? null : options.Partner.ReadCertificate();
        _signIn = new SignInClient(options, http, _certificate);
        AppOnly = new AppOnlyCredential(CreateAppOnly(http), options.Partner.TenantId);
    }

    /// <summary>The app itself in the partner's own directory (client credentials); fails with <see cref="CloudFault"/>.</summary>
    public TokenCredential AppOnly { get; }

    /// <summary>The service account's token in one tenant, as the SDK wants it.</summary>
    public TokenCredential Delegated(string tenant) => new DelegatedCredential(this, tenant);

    /// <summary>
    /// The service account's token for <paramref name="resource"/> (a v1 resource such as <c>https://graph.microsoft.com</c>) in <paramref name="tenant"/>.
    /// Kept until five minutes before its end; one redemption at a time per tenant and resource.
    /// </summary>
    /// <exception cref="CloudFault">The sign-in's refusal, by AADSTS number (azure §8.3).</exception>
    public async Task<AccessToken> GetAsync(string tenant, string resource, string? claims, CancellationToken ct)
    {
        var key = (tenant.ToLowerInvariant(), resource);
        if (claims is null && _cache.TryGetValue(key, out var kept) && kept.RefreshOn > _time.GetUtcNow())
            return kept;

        return await _flights.RunAsync((key.Item1, resource, claims), () => RedeemAsync(key, claims), ct);
    }

    /// <summary>Drops a token that a service did not take, so that the next call redeems anew: the operator may have mended the account meanwhile.</summary>
    public void Forget(string tenant, string resource) => _cache.TryRemove((tenant.ToLowerInvariant(), resource), out _);

    /// <summary>Both ways of signing in work now, or did within the life of their tokens; for a readiness check.</summary>
    /// <exception cref="CloudFault">What the sign-in refused.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        await GetAsync(_options.Partner.TenantId, _options.PartnerCenterAudience, null, ct);
        await AppOnly.GetTokenAsync(new TokenRequestContext([_options.GraphAudience + "/.default"]), ct);
    }

    public void Dispose() => _certificate?.Dispose();

    private async Task<AccessToken> RedeemAsync((string Tenant, string Resource) key, string? claims)
    {
        var refresh = await _file.ReadAsync(CancellationToken.None);
        SignInAnswer answer;
        try
        {
            answer = await _signIn.RedeemAsync(key.Tenant, key.Resource, refresh, claims);
        }
        catch (CloudFault fault) when (fault is { Reason: CloudReason.OperatorFault or CloudReason.SignInExpired, Status: not null })
        {
            // Another process or flight may have rotated the token meanwhile; its file may be a moment away.
            var newer = await NewerThanAsync(refresh);
            if (newer is null)
                throw;
            refresh = newer;
            answer = await _signIn.RedeemAsync(key.Tenant, key.Resource, refresh, claims);
        }

        if (!string.IsNullOrEmpty(answer.RefreshToken) && answer.RefreshToken != refresh)
            await _file.WriteAsync(answer.RefreshToken, CancellationToken.None);

        return Keep(key, answer);
    }

    private async Task<string?> NewerThanAsync(string used)
    {
        for (var look = 0; look < 2; look++)
        {
            if (look > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(200), _time);
            var now = await _file.ReadAsync(CancellationToken.None);
            if (now != used)
                return now;
        }

        return null;
    }

    private AccessToken Keep((string Tenant, string Resource) key, SignInAnswer answer)
    {
        var now = _time.GetUtcNow();
        var ends = now + answer.Lifetime;
        var refreshOn = answer.Lifetime > Margin * 2 ? ends - Margin : now + (answer.Lifetime / 2);
        var token = new AccessToken(answer.AccessToken, ends, refreshOn);
        if (_cache.Count > 5000)
        {
            foreach (var old in _cache.Where(entry => entry.Value.ExpiresOn <= now))
                _cache.TryRemove(old);
        }

        _cache[key] = token;
        return token;
    }

    private TokenCredential CreateAppOnly(CloudHttp http)
    {
        var login = new Uri(_options.Login);
        var partner = _options.Partner;
        return _certificate is null
            ? new ClientSecretCredential(partner.TenantId, partner.AppId, partner.ClientSecret, http.Harden(new ClientSecretCredentialOptions { AuthorityHost = login, DisableInstanceDiscovery = true }, "login", login))
            : new ClientCertificateCredential(partner.TenantId, partner.AppId, _certificate, http.Harden(new ClientCertificateCredentialOptions { AuthorityHost = login, DisableInstanceDiscovery = true }, "login", login));
    }
}
