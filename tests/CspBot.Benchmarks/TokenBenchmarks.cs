using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CspBot.Teams;

namespace CspBot.Benchmarks;

/// <summary>
/// The token of a turn, checked in full: with keys that are kept ready, and with the key read from the key set each time.
/// </summary>
[MemoryDiagnoser]
[BenchmarkCategory("a token checked")]
public class TokenBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    private readonly JwtRules _rules = new("https://api.botframework.com", "6f1f3f0e-8c1b-4a52-9d0c-2b6c7a3f1d55");
    private string _token = "";
    private JsonElement _jwk;
    private ConnectorKey _kept = null!;

    [GlobalSetup]
    public void Make()
    {
        using var rsa = RSA.Create(2048);
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        _jwk = JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = "k1",
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            ["endorsements"] = new[] { "msteams" },
        });
        _kept = ConnectorKey.Read(_jwk)!;
        var now = Now.ToUnixTimeSeconds();
        var signed = Encode("""{"alg":"RS256","kid":"k1","typ":"JWT"}""")
            + "."
            + Encode(
                $$"""
                {"serviceurl":"https://smba.trafficmanager.net/emea/","nbf":{{now - 60}},"exp":{{now + 3600}},
                "iss":"{{_rules.Issuer}}","aud":"{{_rules.Audience}}"}
                """);
        _token = signed
            + "."
            + Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        if (Check(_kept) != JwtError.None)
            throw new InvalidOperationException("The token that is measured is not a good one.");
    }

    [Benchmark(Baseline = true)]
    public int KeyReadEachTime() => (int)Check(ConnectorKey.Read(_jwk)!);

    [Benchmark]
    public int KeyKept() => (int)Check(_kept);

    private JwtError Check(ConnectorKey key) =>
        StrictJwt.Read(_token, _rules) is (JwtError.None, { } jwt) ? jwt.Check(key, _rules, Now) : JwtError.Shape;

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
