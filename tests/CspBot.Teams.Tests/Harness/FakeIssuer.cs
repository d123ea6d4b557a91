using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CspBot.Teams.Tests;

/// <summary>Plays login.botframework.com: its own RSA keys, metadata and key set, and the tokens it signs.</summary>
public sealed class FakeIssuer(TimeProvider time) : IHttpClientFactory, IDisposable
{
    public const string Host = "login.botframework.com";

    // Making keys is slow; tests that run at once never share the sign operation of one object (each has its own copy).
    private static readonly ConcurrentDictionary<(string Kid, int Bits), RSAParameters> Made = [];

    private readonly Dictionary<string, RSA> _keys = [];
    private int _fetches;

    /// <summary>Keys as the key set shows them; a test edits these.</summary>
    public Dictionary<string, JsonObject> Published { get; } = [];

    /// <summary>Key set requests so far.</summary>
    public int Fetches => _fetches;

    /// <summary>What called itself what, of each request.</summary>
    public ConcurrentQueue<string> Agents { get; } = [];

    /// <summary>True answers 503 to everything.</summary>
    public bool IsDown { get; set; }

    /// <summary>Holds each key set request back until it is done; null holds none.</summary>
    public Task? Hold { get; set; }

    public RSA AddKey(string kid, int bits = 2048, params string[] endorsements)
    {
        var rsa = _keys[kid] = RSA.Create(Made.GetOrAdd((kid, bits), Make));
        var parameters = rsa.ExportParameters(false);
        Published[kid] = new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = kid,
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            ["endorsements"] = new JsonArray([.. endorsements.Select(e => (JsonNode)e)]),
        };
        return rsa;
    }

    private static RSAParameters Make((string Kid, int Bits) key)
    {
        using var rsa = RSA.Create(key.Bits);
        return rsa.ExportParameters(true);
    }

    public void Retire(string kid) => Published.Remove(kid);

    /// <summary>The claims of a Connector token as Teams sends it, with some changed; null takes one out.</summary>
    public JsonObject Claims(params (string Name, JsonNode? Value)[] changes)
    {
        var claims = Claims(ChannelHost.ServiceUrl);
        foreach (var (name, value) in changes)
        {
            claims.Remove(name);
            if (value is not null)
                claims[name] = value;
        }

        return claims;
    }

    private JsonObject Claims(string serviceUrl)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["serviceurl"] = serviceUrl,
            ["nbf"] = now - 60,
            ["exp"] = now + 3600,
            ["iss"] = "https://api.botframework.com",
            ["aud"] = ChannelHost.AppId,
        };
    }

    public string Token(string serviceUrl = ChannelHost.ServiceUrl, string kid = "k1") =>
        Sign($$"""{"alg":"RS256","kid":"{{kid}}","typ":"JWT"}""", Claims(serviceUrl).ToJsonString(), _keys[kid]);

    public string Sign(string header, string payload, RSA? key = null) => Sign(Encoding.UTF8.GetBytes(header), payload, key);

    public string Sign(byte[] header, string payload, RSA? key = null)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        var signature = (key ?? _keys["k1"]).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public byte[] PublicKey(string kid) => _keys[kid].ExportSubjectPublicKeyInfo();

    /// <summary>Serves metadata and keys on a port.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet("/v1/.well-known/{document}", async (string document, HttpRequest request) =>
        {
            Agents.Enqueue(request.Headers.UserAgent.ToString());
            var (status, body) = await AnswerAsync(document);
            return Results.Text(body, "application/json", statusCode: status);
        }).RequireHost(Host);
    }

    /// <summary>Serves metadata and keys in process.</summary>
    public HttpClient CreateClient(string name) => new(new InProcess(this));

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    private async Task<(int Status, string Body)> AnswerAsync(string document)
    {
        if (document == "keys")
        {
            Interlocked.Increment(ref _fetches);
            if (Hold is { } hold)
                await hold;
        }

        if (IsDown)
            return (503, "");
        return document switch
        {
            "openidconfiguration" => (200,
                new JsonObject
                {
                    ["issuer"] = "https://api.botframework.com",
                    ["jwks_uri"] = $"https://{Host}/v1/.well-known/keys",
                }.ToJsonString()),
            "keys" => (200, new JsonObject { ["keys"] = new JsonArray([.. Published.Values.Select(k => k.DeepClone())]) }.ToJsonString()),
            _ => (404, ""),
        };
    }

    private sealed class InProcess(FakeIssuer owner) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            owner.Agents.Enqueue(request.Headers.UserAgent.ToString());
            var (status, body) = await owner.AnswerAsync(request.RequestUri!.Segments[^1]);
            return new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(body) };
        }
    }
}
