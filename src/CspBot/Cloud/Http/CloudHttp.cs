using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CspBot.Cloud.Http;

/// <summary>The one way out to Microsoft: one connection pool, one trust, one set of guards on every pipeline.</summary>
internal sealed class CloudHttp(CloudOptions options, IHttpClientFactory clients, ThrottleGate gate, OddEntries odd, TimeProvider time)
    : IDisposable
{
    /// <summary>Name of the HttpClient in the container.</summary>
    public const string ClientName = "cloud";

    private readonly HttpClientTransport _transport = new(clients.CreateClient(ClientName));

    /// <summary>Clock of everything in the cloud folder.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Where what could not be read is told.</summary>
    public OddEntries Odd { get; } = odd;

    /// <summary>Full validation against the system's authorities and the configured extra ones; nothing is switched off.</summary>
    public static SocketsHttpHandler CreateHandler(CloudOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        if (Trust(options) is { } trust)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust };
        return handler;
    }

    /// <summary>
    /// Puts transport, guards, retry and time-out on a client's options; <paramref name="root"/> is the only host it may reach.
    /// </summary>
    public T Harden<T>(T client, string api, Uri root)
        where T : ClientOptions
    {
        client.Transport = _transport;
        client.RetryPolicy = new CloudRetryPolicy(options.LongestWait, Time);
        client.Retry.NetworkTimeout = options.NetworkTimeout;
        client.Diagnostics.IsTelemetryEnabled = false;
        client.AddPolicy(new UserAgentPolicy(), HttpPipelinePosition.PerCall);
        client.AddPolicy(new OneHostPolicy(api, root), HttpPipelinePosition.PerCall);
        client.AddPolicy(new ThrottlePolicy(api, gate, options.LongestWait, Time), HttpPipelinePosition.BeforeTransport);
        return client;
    }

    /// <summary>An upstream on a pipeline that is there already, built on hardened options.</summary>
    public Upstream Connect(string api, Uri root, HttpPipeline pipeline) => new(api, root, pipeline, Time, Odd);

    /// <summary>
    /// An upstream on a pipeline of its own; <paramref name="authorization"/> puts the token on each request,
    /// <paramref name="refusal"/> reads error answers that have a shape of their own.
    /// </summary>
    public Upstream Connect(
        string api,
        string root,
        HttpPipelinePolicy? authorization,
        Func<Response, ReadOnlyMemory<byte>, string?, CloudFault>? refusal = null)
    {
        var uri = new Uri(root);
        var pipeline = HttpPipelineBuilder.Build(Harden(new PlainOptions(), api, uri), authorization is null ? [] : [authorization]);
        return new Upstream(api, uri, pipeline, Time, Odd, refusal);
    }

    public void Dispose() => _transport.Dispose();

    /// <summary>
    /// The system's authorities and the extra ones of the settings, for the channel, Redis and
    /// webhooks too; null when there are no extra ones.
    /// </summary>
    /// <remarks>
    /// An extra certificate that another one signed helps to build a chain, but does not end it. Only authorities that the system has in
    /// its stores count: Windows fetches some only when its own trust asks for them.
    /// </remarks>
    public static X509ChainPolicy? Trust(CloudOptions options)
    {
        var extra = options.ReadTrusted();
        if (extra.Count == 0)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        foreach (var location in new[] { StoreLocation.LocalMachine, StoreLocation.CurrentUser })
        {
            using var store = new X509Store(StoreName.Root, location);
            store.Open(OpenFlags.ReadOnly);
            policy.CustomTrustStore.AddRange(store.Certificates);
        }

        foreach (var certificate in extra)
        {
            var selfSigned = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (selfSigned ? policy.CustomTrustStore : policy.ExtraStore).Add(certificate);
        }

        return policy;
    }

    private sealed class PlainOptions : ClientOptions;
}
