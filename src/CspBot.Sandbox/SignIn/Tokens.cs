using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>What an API reads from an access token that it has checked.</summary>
internal sealed record AccessToken
{
    public required string Audience { get; init; }

    public required string Tenant { get; init; }

    public required string AppId { get; init; }

    /// <summary>Object id of the user; for app tokens that of the app's service principal.</summary>
    public required string ObjectId { get; init; }

    public string? UserPrincipalName { get; init; }

    public required bool IsUser { get; init; }

    public required bool Mfa { get; init; }

    public required DateTimeOffset Expires { get; init; }
}

/// <summary>
/// Makes and checks the tokens of the pretend sign-in. Access tokens are ES256 JWTs under a key of this process.
/// Refresh tokens carry a MAC under a fixed key, so that one kept in a file outlives a restart of the sandbox.
/// </summary>
internal sealed class Tokens : IDisposable
{
    public static readonly TimeSpan RefreshTokenLife = TimeSpan.FromDays(90);
    private static readonly byte[] RefreshKey = SHA256.HashData("the sandbox's refresh tokens open nothing else"u8);
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    // Entra signs with RSA; a key takes a while to make, and most sandboxes are never asked for such a token.
    private readonly Lazy<RSA> rsa = new(() => RSA.Create(2048));
    private readonly Lock gate = new();
    private long serial;

    public static string KeyId => "sandbox-1";

    /// <summary>The token that a person would have got by the first sign-in with MFA: never too old.</summary>
    public static string SeededRefreshToken => Mac($"{Ids.ServiceAccount}.{Ids.PartnerApp}.0.0");

    public static string RsaKeyId => "sandbox-2";

    /// <summary>As Entra signs what a client reads: RS256.</summary>
    public string SignRsa(JsonObject claims)
    {
        string head = Encode($$"""{"typ":"JWT","alg":"RS256","kid":"{{RsaKeyId}}"}""");
        string text = $"{head}.{Encode(claims.ToJsonString())}";
        lock (gate)
        {
            byte[] signature = rsa.Value.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{text}.{Encode(signature)}";
        }
    }

    public string Sign(JsonObject claims)
    {
        string head = Encode($$"""{"typ":"JWT","alg":"ES256","kid":"{{KeyId}}"}""");
        string text = $"{head}.{Encode(claims.ToJsonString())}";
        lock (gate)
            return $"{text}.{Encode(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    /// <summary>The token's content when its signature is ours; null otherwise. Life and audience are the caller's to check.</summary>
    public AccessToken? Read(string text)
    {
        string[] parts = text.Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            lock (gate)
            {
                if (!key.VerifyData(signed, Decode(parts[2]), HashAlgorithmName.SHA256))
                    return null;
            }

            JsonNode claims = JsonNode.Parse(Decode(parts[1]))!;
            return new AccessToken
            {
                Audience = (string)claims["aud"]!,
                Tenant = (string)claims["tid"]!,
                AppId = (string)claims["appid"]!,
                ObjectId = (string)claims["oid"]!,
                UserPrincipalName = (string?)claims["upn"],
                IsUser = (string?)claims["idtyp"] == "user",
                Mfa = claims["amr"] is JsonArray methods && methods.Any(method => (string?)method == "mfa"),
                Expires = DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!),
            };
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            return null; // not one of ours: the same as a bad signature
        }
    }

    public string NewRefreshToken(string user, string app, DateTimeOffset now)
    {
        long number = Interlocked.Increment(ref serial);
        return Mac(string.Create(CultureInfo.InvariantCulture, $"{user}.{app}.{now.ToUnixTimeMilliseconds()}.{number}"));
    }

    /// <summary>Who a refresh token is for; null when it is none of ours. The seeded one counts as issued now.</summary>
    public static (string User, string App, DateTimeOffset Issued)? ReadRefreshToken(string token, DateTimeOffset now)
    {
        int end = token.LastIndexOf('.');
        if (end < 0 || Mac(token[..end]) != token)
            return null;
        string[] parts = token[..end].Split('.');
        long issued = long.Parse(parts[2], CultureInfo.InvariantCulture);
        return (parts[0], parts[1], issued == 0 ? now : DateTimeOffset.FromUnixTimeMilliseconds(issued));
    }

    public object KeySet()
    {
        ECParameters parameters = key.ExportParameters(false);
        RSAParameters second = rsa.Value.ExportParameters(false);
        return new
        {
            keys = new object[]
            {
                new { kty = "RSA", use = "sig", kid = RsaKeyId, n = Encode(second.Modulus!), e = Encode(second.Exponent!) },
                new { kty = "EC", use = "sig", kid = KeyId, crv = "P-256", x = Encode(parameters.Q.X!), y = Encode(parameters.Q.Y!) },
            },
        };
    }

    public void Dispose()
    {
        key.Dispose();
        if (rsa.IsValueCreated)
            rsa.Value.Dispose();
    }

    private static string Mac(string text) =>
        $"{text}.{Encode(HMACSHA256.HashData(RefreshKey, Encoding.UTF8.GetBytes(text)))}";

    private static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
