using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>Checks an app's certificate assertion: PS256 with x5t#S256 or RS256 with x5t (facts, azure §8.1).</summary>
internal static class ClientAssertion
{
    private const int BadSignature = 700027;
    private const int OutsideItsTime = 700024;

    /// <summary>0 when it is good, else the AADSTS number.</summary>
    public static int Check(World world, string app, string assertion, IReadOnlyList<string> tenants, string baseUrl)
    {
        string[] parts = assertion.Split('.');
        if (parts.Length != 3 || !world.AppCertificates.TryGetValue(app, out List<string>? certificates))
            return BadSignature;
        try
        {
            JsonNode head = JsonNode.Parse(Decode(parts[0]))!;
            JsonNode claims = JsonNode.Parse(Decode(parts[1]))!;
            byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            if (!certificates.Exists(pem => IsSignedBy(pem, head, signed, Decode(parts[2]))))
                return BadSignature;
            string audience = (string?)claims["aud"] ?? "";
            bool forUs = tenants.Any(tenant => audience.StartsWith($"{baseUrl}/{tenant}/", StringComparison.OrdinalIgnoreCase));
            if (!forUs || (string?)claims["iss"] != app || (string?)claims["sub"] != app || claims["jti"] is null)
                return BadSignature;
            long now = world.Now.ToUnixTimeSeconds();
            return Number(claims["nbf"]) - 300 <= now && now < Number(claims["exp"]) + 300 ? 0 : OutsideItsTime;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or CryptographicException)
        {
            return BadSignature; // garbage is as good as a wrong signature
        }
    }

    private static bool IsSignedBy(string pem, JsonNode head, byte[] signed, byte[] signature)
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
        using RSA? key = certificate.GetRSAPublicKey();
        RSASignaturePadding? padding = (string?)head["alg"] switch
        {
            "PS256" => RSASignaturePadding.Pss,
            "RS256" => RSASignaturePadding.Pkcs1,
            _ => null,
        };
        bool named = (string?)head["x5t#S256"] == Encode(certificate.GetCertHash(HashAlgorithmName.SHA256))
            || (string?)head["x5t"] == Encode(ThumbprintOf(certificate));
        return key is not null && padding is not null && named && key.VerifyData(signed, signature, HashAlgorithmName.SHA256, padding);
    }

    /// <summary>The header <c>x5t</c> is defined as a SHA-1 thumbprint; it names the key and secures nothing.</summary>
    private static byte[] ThumbprintOf(X509Certificate2 certificate) => certificate.GetCertHash();

    /// <summary>MSAL writes these numbers as strings (facts, azure §8.4).</summary>
    private static long Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number ? (long)node
        : long.TryParse((string?)node, CultureInfo.InvariantCulture, out long value) ? value
        : 0;

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
