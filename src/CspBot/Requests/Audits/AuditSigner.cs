using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace CspBot.Requests.Audits;

/// <summary>
/// Signs files of the audit: ECDSA on P-256 with a key that follows from a secret which all instances share, so that none has to be kept.
/// </summary>
internal sealed class AuditSigner : IDisposable
{
    /// <summary>Bytes of the public key and of a signature.</summary>
    public const int Length = 64;

    // The order of the curve (FIPS 186).
    private static readonly BigInteger s_order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly ECDsa _key;

    public AuditSigner(byte[] secret)
    {
        // 48 bytes: no number of the curve is a notable deal likelier than another (FIPS 186, extra random bits).
        var bytes = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 48, info: "cspbot-audit-file-signer"u8.ToArray());
        var number = (new BigInteger(bytes, isUnsigned: true, isBigEndian: true) % (s_order - 1)) + 1;
        var scalar = new byte[32];
        var written = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        written.CopyTo(scalar, scalar.Length - written.Length);
        _key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        Public = Convert.ToHexStringLower([.. point.X!, .. point.Y!]);
    }

    /// <summary>The public key, as a file names it.</summary>
    public string Public { get; }

    /// <summary>What people compare: 32 hexadecimal digits.</summary>
    public static string Fingerprint(string publicKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(publicKey)))[..32];

    /// <summary>Of the two signatures that say the same, the one with the lower second half: so there is one way to write it.</summary>
    public string Sign(byte[] bytes)
    {
        var signature = _key.SignData(bytes, HashAlgorithmName.SHA256);
        var second = Second(signature);
        if (second > s_order / 2)
        {
            var written = (s_order - second).ToByteArray(isUnsigned: true, isBigEndian: true);
            signature.AsSpan(Length / 2).Clear();
            written.CopyTo(signature, Length - written.Length);
        }

        return Convert.ToHexStringLower(signature);
    }

    public void Dispose() => _key.Dispose();

    /// <summary>The signature is that key's, over these bytes; false also for what is no key.</summary>
    public static bool Verify(string publicKey, byte[] bytes, string signature)
    {
        if (!AuditFields.IsHex(publicKey, 2 * Length) || !AuditFields.IsHex(signature, 2 * Length))
            return false;
        var (point, bytesOf) = (Convert.FromHexString(publicKey), Convert.FromHexString(signature));
        if (Second(bytesOf) > s_order / 2)
            return false;
        try
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[..(Length / 2)], Y = point[(Length / 2)..] },
            });
            return key.VerifyData(bytes, bytesOf, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            // Not a point of the curve.
            return false;
        }
    }

    private static BigInteger Second(byte[] signature) =>
        new(signature.AsSpan(Length / 2), isUnsigned: true, isBigEndian: true);
}
