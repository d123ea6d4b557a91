using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CspBot.Tests.Purchases;

/// <summary>Partner Center's webhooks: only genuine events bring a look forward, and each of them once.</summary>
public sealed class PurchaseEventTests
{
    [Fact]
    public async Task Ten_deliveries_in_any_order_are_one_effect_and_the_purchase_is_told_without_waiting_for_the_poll()
    {
        await using var microsoft = await Signer.StartAsync("O=Microsoft Corporation, CN=Test issuer");
        await using var host = await StartAsync(microsoft);
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");

        // Each event once made: a delivery is the same however often and at whatever hour it comes.
        var (updated, invoiced) = (Event(host, "subscription-updated", "a"), Event(host, "invoice-ready", "b", minutes: -5));
        var deliveries = Enumerable.Range(0, 10).SelectMany(_ => new[] { updated, invoiced }).ToList();
        var random = new Random(3);
        await Parallel.ForEachAsync(deliveries.OrderBy(_ => random.Next()), async (body, _) =>
            Assert.Equal(HttpStatusCode.OK, await PostAsync(host, microsoft, body)));

        await host.Nora.SeesAsync(order);
        await PurchaseScenes.SentAsync(host);
        Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, order));
        Assert.Equal(2, await CountAsync(host, "select count(*) from partner_event"));
        var sweeps = await CountAsync(host, "select fence from watch where name = 'purchases'");
        Assert.InRange(sweeps, 2, 3);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, microsoft, deliveries[0]));
        Assert.Equal(sweeps, await CountAsync(host, "select fence from watch where name = 'purchases' and due_at > 1"));
        Assert.Equal(1, microsoft.Fetched);
        Assert.StartsWith("CspBot/", microsoft.Agent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forged_and_old_events_are_refused_and_have_no_effect()
    {
        await using var microsoft = await Signer.StartAsync("O=Microsoft Corporation, CN=Test issuer");
        await using var stranger = await Signer.StartAsync("O=Microsoft Corporation, CN=Somebody else", trustedBy: microsoft);
        await using var other = await Signer.StartAsync("O=Another Corporation, CN=Trusted but not Microsoft");
        await using var host = await StartAsync(microsoft, other);
        await PurchaseScenes.FirstSweepAsync(host);
        var body = Event(host, "subscription-updated", "a");

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, microsoft, body, signature: ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, microsoft, body, signature: "Bearer abc"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, microsoft, body, signature: "Signature not-base64!"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await PostAsync(host, microsoft, body, signature: "Signature " + Convert.ToBase64String(new byte[256])));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, microsoft, body + " ", signature: microsoft.Sign(body)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, microsoft, body, url: ""));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, microsoft, body, algorithm: ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, microsoft, body, algorithm: "none"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await PostAsync(host, microsoft, body, url: microsoft.Url.Replace("https", "http", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, microsoft, body, url: "https://certificates.example/x.cer"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await PostAsync(host, microsoft, body, url: $"https://{new Uri(microsoft.Url).Authority}@certificates.example/x.cer"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, stranger, body));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, other, body));
        Assert.Equal(
            HttpStatusCode.Unauthorized, await PostAsync(host, microsoft, Event(host, "subscription-updated", "a", minutes: -60 * 24 * 5)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, microsoft, "{}"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, microsoft, "no json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(host, microsoft, new string(' ', 70_000)));

        Assert.Equal(0, await CountAsync(host, "select count(*) from partner_event"));
        Assert.Equal(1, await CountAsync(host, "select fence from watch where name = 'purchases'"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, microsoft, body));
    }

    [Fact]
    public async Task The_route_is_closed_unless_it_is_turned_on()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        var answer = await TestBot.Http.PostAsync(new Uri(host.Endpoint, "/api/partner-center/events"), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<BotHost> StartAsync(params Signer[] trusted)
    {
        var settings = PurchaseScenes.Watching(("Purchases:Webhook", "true")).ToDictionary();
        for (var i = 0; i < trusted.Length; i++)
            settings[$"Purchases:CertificateHosts:{i}"] = new Uri(trusted[i].Url).Authority;
        return await BotHost.StartAsync(settings, prepare: sandbox =>
            File.AppendAllText(sandbox["Cloud:TrustedCertificates"]!, string.Concat(trusted.Select(signer => "\n" + signer.AuthorityPem))));
    }

    private static string Event(BotHost host, string name, string id, int minutes = 0) =>
        $$"""
        {"EventName":"{{name}}",
        "ResourceUri":"http://api.partnercenter.microsoft.com/webhooks/v1/customers/c/subscriptions/{{id}}",
        "ResourceName":"subscription","AuditUri":null,
        "ResourceChangeUtcDate":"{{host.Time.GetUtcNow().AddMinutes(minutes).UtcDateTime:O}}"}
        """;

    private static async Task<HttpStatusCode> PostAsync(
        BotHost host, Signer signer, string body, string? signature = null, string? url = null, string algorithm = "rsa-sha256")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Endpoint, "/api/partner-center/events"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        Add("Authorization", signature ?? signer.Sign(body));
        Add("X-MS-Certificate-Url", url ?? signer.Url);
        Add("X-MS-Signature-Algorithm", algorithm);
        using var answer = await TestBot.Http.SendAsync(request);
        return answer.StatusCode;

        void Add(string name, string value)
        {
            if (value.Length > 0)
                request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static Task<long> CountAsync(BotHost host, string sql) =>
        host.Services.GetRequiredService<Database>().ReadAsync(s => s.QueryOneAsync<long>(sql), default);

    /// <summary>An authority with a signing certificate, served over https on loopback.</summary>
    private sealed class Signer : IAsyncDisposable
    {
        private readonly RSA _key = RSA.Create(2048);
        private readonly WebApplication _app;
        private int _fetched;
        private byte[] _other = [];

        private Signer(WebApplication app) => _app = app;

        public string AuthorityPem { get; private set; } = "";

        public string Url { get; private set; } = "";

        public int Fetched => _fetched;

        /// <summary>What the last one to fetch it called itself.</summary>
        public string Agent { get; private set; } = "";

        public string Sign(string body) => "Signature "
            + Convert.ToBase64String(_key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        /// <param name="issuer">Name of the authority.</param>
        /// <param name="trustedBy">
        /// Serves its certificate at that one's host: found and fetched, but of an authority that is not trusted.
        /// </param>
        public static async Task<Signer> StartAsync(string issuer, Signer? trustedBy = null)
        {
            var now = TimeProvider.System.GetUtcNow();
            using var authorityKey = RSA.Create(2048);
            var request = new CertificateRequest(issuer, authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(3));

            using var serverKey = RSA.Create(2048);
            var serverRequest = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            serverRequest.CertificateExtensions.Add(names.Build());
            using var serverCertificate = serverRequest.Create(
                authority, now.AddHours(-12), now.AddDays(2), RandomNumberGenerator.GetBytes(12));
            var server = X509CertificateLoader.LoadPkcs12(
                serverCertificate.CopyWithPrivateKey(serverKey).Export(X509ContentType.Pkcs12), null);

            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(FreePort(), listen => listen.UseHttps(server)));
            var app = builder.Build();
            var signer = new Signer(app);
            var signing = new CertificateRequest(
                "O=Microsoft Corporation, CN=pcnotifications", signer._key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = signing.Create(authority, now.AddHours(-12), now.AddDays(2), RandomNumberGenerator.GetBytes(12));
            var bytes = certificate.Export(X509ContentType.Cert);
            app.MapGet("/x.cer", (HttpRequest request) =>
            {
                signer.Agent = request.Headers.UserAgent.ToString();
                Interlocked.Increment(ref signer._fetched);
                return Results.Bytes(bytes);
            });
            app.MapGet("/other.cer", () => Results.Bytes(signer._other));
            await app.StartAsync();
            signer.AuthorityPem = authority.ExportCertificatePem();
            var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
            signer.Url = $"https://localhost:{port}/x.cer";
            if (trustedBy is not null)
                signer.Url = trustedBy.Serve(bytes);
            return signer;
        }

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        private string Serve(byte[] certificate)
        {
            _other = certificate;
            return new Uri(new Uri(Url), "/other.cer").AbsoluteUri;
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _key.Dispose();
        }
    }
}
