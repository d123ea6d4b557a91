using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CspBot.Benchmarks.SideBySide;

/// <summary>The Connector that takes replies, and the issuer of Teams' tokens, in the measuring process.</summary>
internal sealed class PretendTeams : IAsyncDisposable
{
    public const string App = "00000000-0000-4000-8000-000000000010";
    public const string Tenant = "00000000-0000-4000-8000-000000000001";
    public const string Issuer = "https://api.botframework.com";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly WebApplication _app;
    private long _replies;

    private PretendTeams(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Calls of the Connector that came.</summary>
    public long Replies => Interlocked.Read(ref _replies);

    public static async Task<PretendTeams> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var teams = new PretendTeams(builder.Build());
        teams._app.MapGet("/openid", () => Results.Text($$"""{"issuer":"{{Issuer}}","jwks_uri":"{{teams.Address}}keys"}"""));
        teams._app.MapGet("/keys", () => Results.Text(teams.Keys()));
        teams._app.MapFallback(async (HttpContext http) =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref teams._replies);
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"id":"1700000000000"}""");
        });
        await teams._app.StartAsync();
        return teams;
    }

    /// <summary>A token as the Connector sends it, good for an hour.</summary>
    public string Token()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signed = Encode("""{"alg":"RS256","kid":"k1","typ":"JWT"}""") + "." + Encode(
            $$"""{"serviceurl":"{{Address}}emea/","nbf":{{now - 60}},"exp":{{now + 3600}},"iss":"{{Issuer}}","aud":"{{App}}"}""");
        return signed + "." + Base64Url.EncodeToString(
            _rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private string Keys()
    {
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA",
                    use = "sig",
                    kid = "k1",
                    n = Base64Url.EncodeToString(key.Modulus),
                    e = Base64Url.EncodeToString(key.Exponent),
                    endorsements = new[] { "msteams" },
                },
            },
        });
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
