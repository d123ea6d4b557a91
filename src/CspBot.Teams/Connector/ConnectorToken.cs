using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>The bot's own token for the Connector: by secret, certificate or managed identity.</summary>
/// <remarks>
/// Scope and authority: facts teams-protocol §4.4. The credential caches and refreshes ahead; a forced token comes from a
/// new credential, whose cache is empty (the managed identity's library may still answer from its process-wide one).
/// </remarks>
internal sealed class ConnectorToken(TeamsOptions options, IHttpClientFactory http, TimeProvider time, ILogger<ConnectorToken> logger)
{
    private const string Scope = "https://api.botframework.com/.default";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private TokenCredential? _credential;

    /// <summary>A token; null when the channel runs without authentication.</summary>
    /// <param name="rejected">A token that the Connector did not take: it is not handed out again.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ConnectorException"><see cref="ConnectorFailure.NotSent"/>: no token was to be had.</exception>
    public async Task<string?> GetAsync(string? rejected, CancellationToken ct)
    {
        if (!options.NeedsTokens)
            return null;
        try
        {
            var token = await AcquireAsync(renew: false, ct);
            return token == rejected ? await AcquireAsync(renew: true, ct) : token;
        }
        catch (Exception e)
            when (e is AuthenticationFailedException or RequestFailedException or CryptographicException or IOException or ArgumentException
                || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Log.NoToken(logger, e);
            throw new ConnectorException(ConnectorFailure.NotSent, null, null, "The bot's own token was not to be had.", inner: e);
        }
    }

    private async Task<string> AcquireAsync(bool renew, CancellationToken ct)
    {
        TokenCredential credential;
        lock (_gate)
        {
            if (renew)
                _credential = null;
            credential = _credential ??= Create();
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        var token = await credential.GetTokenAsync(new TokenRequestContext([Scope]), both.Token);
        return token.Token;
    }

    private TokenCredential Create()
    {
        if (options.UsesManagedIdentity)
            return new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(options.ManagedIdentityClientId!));
        if (!string.IsNullOrWhiteSpace(options.CertificatePath))
        {
            var certificate = new ClientCertificateCredentialOptions { DisableInstanceDiscovery = !IsMicrosoftLogin };
            Prepare(certificate);
            return new ClientCertificateCredential(options.TenantId, options.AppId, Load(options.CertificatePath), certificate);
        }

        var secret = new ClientSecretCredentialOptions { DisableInstanceDiscovery = !IsMicrosoftLogin };
        Prepare(secret);
        return new ClientSecretCredential(options.TenantId, options.AppId, options.ClientSecret, secret);
    }

    private void Prepare(TokenCredentialOptions credential)
    {
        credential.AuthorityHost = new Uri(options.Login);
        credential.Transport = new HttpClientTransport(http.CreateClient(TeamsSetup.HttpClientName));
        credential.Retry.MaxRetries = 1;
        credential.Retry.NetworkTimeout = Limit;
        credential.Diagnostics.IsLoggingContentEnabled = false;
    }

    /// <summary>Microsoft's own sign-in hosts (facts teams-protocol §4.4 and §4.6); another one cannot be asked who it is.</summary>
    private bool IsMicrosoftLogin =>
        new Uri(options.Login).Host is "login.microsoftonline.com" or "login.microsoftonline.us" or "login.partner.microsoftonline.cn";

    internal static X509Certificate2 Load(string path) =>
        Path.GetExtension(path).Equals(".pem", StringComparison.OrdinalIgnoreCase)
            ? X509Certificate2.CreateFromPemFile(path)
            : X509CertificateLoader.LoadPkcs12FromFile(path, password: null);
}
