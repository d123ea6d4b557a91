using System.Security.Cryptography;
using System.Text;

namespace CspBot.Requests;

/// <summary>Ids that the same words always give (UUID version 5, RFC 9562 §5.5), under one namespace of this project.</summary>
internal static class NameBasedId
{
    private static readonly byte[] Namespace = new Guid("6f0cbb0e-5d0f-4b3c-9a52-7d1a3f1e2c41").ToByteArray(bigEndian: true);

    public static Guid Create(string name)
    {
        // Version 5 is defined on SHA-1; nothing here relies on its strength against forgery.
#pragma warning disable CA5350
        var hash = SHA1.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(name)]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
