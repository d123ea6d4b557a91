using System.Security.Cryptography;
using System.Text;

namespace CspBot.Cloud;

/// <summary>
/// Names that are always the same for the same thing, so that a retry can never make a second one (UUID version 5, RFC 9562 §5.5).
/// </summary>
internal static class DeterministicGuid
{
    /// <summary>SHA-1 of namespace and name, with version and variant bits set.</summary>
    public static Guid Version5(Guid space, string name)
    {
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));
#pragma warning disable CA5350 // The standard prescribes SHA-1 for version 5; nothing is protected by it here.
        var hash = SHA1.HashData(input).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
