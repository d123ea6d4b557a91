using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Azure.Core;
using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>A kept connection that is cut under a write: the HTTP stack below would repeat it by itself if it could.</summary>
public sealed class CutConnectionTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = TempFolder.Create("cut");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private readonly List<string> _seen = [];
    private Task _serving = Task.CompletedTask;

    public Task InitializeAsync()
    {
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), _certificate.ExportCertificatePem());
        _listener.Start();
        _serving = ServeAsync();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData("DELETE", false)]
    [InlineData("POST", false)]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    public async Task A_write_goes_out_once(string method, bool withBody)
    {
        var options = new CloudOptions { TrustedCertificates = Path.Combine(_folder, "ca.pem") };
        await using var services = new ServiceCollection()
            .AddCache(new StoreOptions(), null, null)
            .AddCloud(options)
            .BuildServiceProvider();
        var api = services
            .GetRequiredService<CloudHttp>()
            .Connect("arm", $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}", authorization: null);
        await api.SendAsync(new CloudCall(RequestMethod.Get, "/kept"), default);

        var body = withBody ? "{}"u8.ToArray() : default(ReadOnlyMemory<byte>?);
        var call = new CloudCall(new RequestMethod(method), "/cut") { Body = body };
        var fault = await Assert.ThrowsAsync<CloudFault>(() => api.SendAsync(call, default));
        Assert.Equal(CloudReason.Unreachable, fault.Reason);
        lock (_seen)
            Assert.Equal(["GET /kept", method + " /cut"], _seen);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = AnswerAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(_certificate);
        var buffer = new byte[16_384];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
                return;
            var line = string.Join(' ', Encoding.ASCII.GetString(buffer, 0, read).Split(' ')[..2]);
            if (!line.Contains('/', StringComparison.Ordinal))
                continue;
            lock (_seen)
                _seen.Add(line);
            if (line.EndsWith("/cut", StringComparison.Ordinal))
            {
                // A polite end, as a proxy sends it: only then does the HTTP stack think of repeating.
                await stream.ShutdownAsync();
                return;
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(), _stop.Token);
        }
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
