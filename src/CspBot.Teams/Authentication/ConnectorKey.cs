using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace CspBot.Teams;

/// <summary>One public key of the token issuer, with the channels it is endorsed for.</summary>
internal sealed class ConnectorKey
{
    private const int SmallestBits = 2048;
    private const int LargestBits = 8192;

    private readonly RSAParameters _parameters;
    private readonly int _size;
    private readonly ConcurrentBag<RSA> _idle = [];

    private ConnectorKey(string kid, FrozenSet<string> endorsements, RSA rsa)
    {
        Kid = kid;
        Endorsements = endorsements;
        _parameters = rsa.ExportParameters(includePrivateParameters: false);
        _size = rsa.KeySize / 8;
        _idle.Add(rsa);
    }

    public string Kid { get; }

    public FrozenSet<string> Endorsements { get; }

    /// <summary>Reads one entry of a JWKS; null for what is no usable RS256 key (too short, other kind, other use).</summary>
    public static ConnectorKey? Read(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object || Json.Text(jwk, "kty") != "RSA" || Json.Text(jwk, "kid") is not { Length: > 0 } kid)
            return null;
        if (Json.Text(jwk, "use") is not (null or "sig") || Json.Text(jwk, "alg") is not (null or "RS256"))
            return null;
        if (Json.Text(jwk, "n") is not { } modulus || Json.Text(jwk, "e") is not { } exponent)
            return null;

        var rsa = RSA.Create();
        try
        {
            rsa.ImportParameters(
                new RSAParameters { Modulus = Base64Url.DecodeFromChars(modulus), Exponent = Base64Url.DecodeFromChars(exponent) });
            if (rsa.KeySize is >= SmallestBits and <= LargestBits)
                return new ConnectorKey(kid, ReadEndorsements(jwk), rsa);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Falls through: a key that cannot be read is as good as absent.
        }

        rsa.Dispose();
        return null;
    }

    public bool Verify(byte[] signed, byte[] signature)
    {
        if (signature.Length != _size)
            return false;
        // One RSA object is not documented to be safe for two threads, and importing one costs more than verifying.
        var rsa = _idle.TryTake(out var idle) ? idle : RSA.Create(_parameters);
        try
        {
            return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            if (_idle.Count < Environment.ProcessorCount * 2)
                _idle.Add(rsa);
            else
                rsa.Dispose();
        }
    }

    private static FrozenSet<string> ReadEndorsements(JsonElement jwk) =>
        jwk.TryGetProperty("endorsements", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(Json.Text).OfType<string>().ToFrozenSet(StringComparer.Ordinal)
            : FrozenSet<string>.Empty;
}
