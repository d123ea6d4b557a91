using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Identity;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.SignIn;

/// <summary>
/// The partner's tokens: delegated ones per tenant and resource from the refresh token, app-only ones for its own directory.
/// </summary>
/// <remarks>Secure Application Model: partner-center §1.2; why delegated ones for customers: azure §2.5.</remarks>
internal sealed class CloudTokens : IDisposable
{
    /// <summary>Stands for the app where a tenant's id stands for the service account there.</summary>
    private const string TheApp = "app";

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly CloudOptions _options;
    private readonly TimeProvider _time;
    private readonly SignInClient _signIn;
    private readonly RefreshTokenFile _file;
    private readonly X509Certificate2? _certificate;
    private readonly CloudHttp _http;
    private readonly ILogger<CloudTokens> _log;
    private readonly ConcurrentDictionary<(string Tenant, string Resource), AccessToken> _cache = new();
    private AppOnlyCredential _app;
    private readonly OneFlight<(string Tenant, string Resource, string? Claims), AccessToken> _flights = new();

    public CloudTokens(CloudOptions options, CloudHttp http, ILogger<CloudTokens> log)
    {
        _http = http;
        _log = log;
        _options = options;
        _time = http.Time;
        _file = new RefreshTokenFile(options.Partner.RefreshTokenFile);
        _certificate = string.IsNullOrEmpty(options.Partner.CertificatePath) ? null : options.Partner.ReadCertificate();
        _signIn = new SignInClient(options, http, _certificate);
        _app = CreateAppOnly();
    }

    /// <summary>The service account's tokens for one resource, in the tenant of each call.</summary>
    public TokenSource Delegated(string resource) => new(
        resource,
        (tenant, claims, ct) => GetAsync(tenant ?? _options.Partner.TenantId, resource, claims, ct),
        (tenant, used) => Forget(tenant ?? _options.Partner.TenantId, resource, used));

    /// <summary>The tokens of the app itself for one resource, in the partner's own directory (client credentials).</summary>
    public TokenSource App(string resource) =>
        new(resource, (_, claims, ct) => GetAppAsync(resource, claims, ct), (_, used) => ForgetApp(resource, used));

    /// <summary>
    /// The service account's token for <paramref name="resource"/> (a v1 resource such as <c>https://graph.microsoft.com</c>) in
    /// <paramref name="tenant"/>. Kept until five minutes before its end; one redemption at a time per tenant and resource.
    /// </summary>
    /// <exception cref="CloudFault">The sign-in's refusal, by AADSTS number (azure §8.3).</exception>
    public async Task<AccessToken> GetAsync(string tenant, string resource, string? claims, CancellationToken ct)
    {
        var key = (tenant.ToLowerInvariant(), resource);
        if (claims is null && _cache.TryGetValue(key, out var kept) && kept.RefreshOn > _time.GetUtcNow())
            return kept;

        return await RenewAsync(key, claims, () => RedeemAsync(key, claims), ct);
    }

    /// <summary>Drops the token: the next call redeems anew, since the old one does not hold what was given meanwhile.</summary>
    public void Forget(string tenant, string resource) => _cache.TryRemove((tenant.ToLowerInvariant(), resource), out _);

    /// <summary>Drops a token that a service did not take, unless another call has renewed it meanwhile.</summary>
    public void Forget(string tenant, string resource, string used) => Drop((tenant.ToLowerInvariant(), resource), used);

    /// <summary>Both ways of signing in work now, or did within the life of their tokens; for a readiness check.</summary>
    /// <exception cref="CloudFault">What the sign-in refused.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        await GetAsync(_options.Partner.TenantId, _options.PartnerCenterAudience, null, ct);
        await GetAppAsync(_options.GraphAudience, null, ct);
        if (_file.IsUnwritten)
            throw new CloudFault(
                CloudReason.OperatorFault,
                "login",
                null,
                "RefreshTokenNotWritten",
                null,
                "The refresh token file cannot be written: a restart would lose the sign-in.");
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
            await KeepRefreshTokenAsync(answer.RefreshToken, refresh);

        return Keep(key, answer.AccessToken, answer.Lifetime);
    }

    /// <summary>
    /// A token that cannot be written is no reason to lose the one that was given: it is used on
    /// from here and written when that works again.
    /// </summary>
    private async Task KeepRefreshTokenAsync(string token, string over)
    {
        try
        {
            await _file.WriteAsync(token, CancellationToken.None);
        }
        catch (CloudFault fault)
        {
            _file.Hold(token, over);
            CloudLog.RefreshTokenNotWritten(_log, fault);
        }
    }

    private async Task<AccessToken> GetAppAsync(string resource, string? claims, CancellationToken ct)
    {
        var key = (TheApp, resource);
        if (claims is null && _cache.TryGetValue(key, out var kept) && kept.RefreshOn > _time.GetUtcNow())
            return kept;
        return await RenewAsync(key, claims, () => RedeemAppAsync(key, claims), ct);
    }

    private async Task<AccessToken> RedeemAppAsync((string Tenant, string Resource) key, string? claims)
    {
        var given = await _app.GetTokenAsync(new TokenRequestContext([key.Resource + "/.default"], claims: claims), CancellationToken.None);
        return Keep(key, given.Token, given.ExpiresOn - _time.GetUtcNow());
    }

    /// <summary>The credential keeps its tokens for itself: only a new one asks anew.</summary>
    private void ForgetApp(string resource, string used)
    {
        if (Drop((TheApp, resource), used))
            _app = CreateAppOnly();
    }

    private bool Drop((string Tenant, string Resource) key, string used) =>
        _cache.TryGetValue(key, out var kept) && kept.Token == used && _cache.TryRemove(KeyValuePair.Create(key, kept));

    /// <summary>One redemption at a time; while the sign-in has a fault that passes, a token that is still good serves on.</summary>
    private async Task<AccessToken> RenewAsync(
        (string Tenant, string Resource) key, string? claims, Func<Task<AccessToken>> redeem, CancellationToken ct)
    {
        try
        {
            return await _flights.RunAsync((key.Tenant, key.Resource, claims), redeem, ct);
        }
        catch (CloudFault fault)
            when (fault.IsTransient && claims is null && _cache.TryGetValue(key, out var kept) && kept.ExpiresOn > _time.GetUtcNow())
        {
            return kept;
        }
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

    private AccessToken Keep((string Tenant, string Resource) key, string given, TimeSpan lifetime)
    {
        var now = _time.GetUtcNow();
        var ends = now + lifetime;
        var refreshOn = lifetime > Margin * 2 ? ends - Margin : now + (lifetime / 2);
        var token = new AccessToken(given, ends, refreshOn);
        if (_cache.Count > 5000)
        {
            foreach (var old in _cache.Where(entry => entry.Value.ExpiresOn <= now))
                _cache.TryRemove(old);
        }

        _cache[key] = token;
        return token;
    }

    private AppOnlyCredential CreateAppOnly()
    {
        var http = _http;
        var login = new Uri(_options.Login);
        var partner = _options.Partner;
        TokenCredential inner = _certificate is null
            ? new ClientSecretCredential(
                partner.TenantId,
                partner.AppId,
                partner.ClientSecret,
                http.Harden(new ClientSecretCredentialOptions { AuthorityHost = login, DisableInstanceDiscovery = true }, "login", login))
            : new ClientCertificateCredential(
                partner.TenantId,
                partner.AppId,
                _certificate,
                http.Harden(
                    new ClientCertificateCredentialOptions { AuthorityHost = login, DisableInstanceDiscovery = true }, "login", login));
        return new AppOnlyCredential(inner, partner.TenantId);
    }
}
