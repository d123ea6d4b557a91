using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams.Tests;

/// <summary>A Connector over plain http on loopback, as the Playground has one.</summary>
public sealed class PlainConnector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PlainConnector(WebApplication app, FakeConnector connector) => (_app, Connector) = (app, connector);

    public FakeConnector Connector { get; }

    public Uri ServiceUrl => new(_app.Urls.First() + "/_connector");

    public static async Task<PlainConnector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var connector = new FakeConnector();
        app.MapFallback("{**path}", connector.HandleAsync);
        await app.StartAsync();
        return new PlainConnector(app, connector);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A client certificate in a PEM file that goes when the test ends.</summary>
public sealed class CertificateFile : IDisposable
{
    public CertificateFile()
    {
        using var key = RSA.Create(2048);
        var from = TimeProvider.System.GetUtcNow().AddHours(-1);
        using var certificate = new CertificateRequest("CN=bot", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            from, from.AddDays(1));
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName() + ".pem");
        File.WriteAllText(Path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
