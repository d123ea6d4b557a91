using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace CspBot.Cloud.SignIn;

/// <summary>Proves the app by its certificate: a signed statement in place of a secret (azure §8.1).</summary>
internal static class ClientAssertion
{
    /// <summary>Value of <c>client_assertion_type</c>.</summary>
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>A PS256 statement with <c>x5t#S256</c>, good for five minutes at this token endpoint only.</summary>
    public static string Create(X509Certificate2 certificate, string appId, string endpoint, DateTimeOffset now)
    {
        var head = new JsonObject
        {
            ["alg"] = "PS256",
            ["typ"] = "JWT",
            ["x5t#S256"] = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)),
        };
        var claims = new JsonObject
        {
            ["aud"] = endpoint,
            ["iss"] = appId,
            ["sub"] = appId,
            ["jti"] = Guid.NewGuid().ToString(),
            ["nbf"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        var signed = $"{Encode(head)}.{Encode(claims)}";
        using var key = certificate.GetRSAPrivateKey()
            ?? throw new CloudFault(CloudReason.OperatorFault, "login", null, null, null, "The app's certificate has no RSA key.");
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(part.ToJsonString()));
}
