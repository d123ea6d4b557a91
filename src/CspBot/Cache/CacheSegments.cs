using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Caching.Distributed;

namespace CspBot.Cache;

/// <summary>
/// Values too large for one entry of the shared cache. A value is compressed and cut into segments below the cache's cap; the entry under
/// the key itself names them. That entry is written last and no segment is ever written again, so a reader gets a whole value or none:
/// one that is half written, half evicted or damaged is a miss.
/// </summary>
internal sealed class CacheSegments(ISharedCache shared, CacheUses uses, TimeProvider time)
{
    private const int SegmentBytes = RedisCache.MaxValueBytes - 1024;
    private const int MostBytes = 64 * 1024 * 1024;

    // Nobody waits in a chat for a value this large, and a bot that has just started first has to connect.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The value and the end of its life; null when it is not there, not whole, not of this shape, or over.</summary>
    public async Task<(T Value, DateTimeOffset Ends)?> ReadAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        if (await GetAsync(key, ct) is not { } bytes)
            return null;
        Contents? contents = null;
        await uses.TryAsync("get", Patience, _ => Task.FromResult(contents = Contents.Read(bytes)), ct);
        if (contents is null || contents.Ends <= time.GetUtcNow())
            return null;

        // One after the other: all answers of Redis share one connection, and chats wait for theirs.
        using var packed = new MemoryStream();
        for (var n = 0; n < contents.Segments; n++)
        {
            if (await GetAsync(contents.Segment(key, n), ct) is not { } segment)
                return null;
            packed.Write(segment);
        }

        T? value = null;
        await uses.TryAsync("get", Patience, _ => Task.FromResult(value = JsonSerializer.Deserialize(Unpack(packed, contents), type)), ct);
        return value is null ? null : (value, contents.Ends);
    }

    /// <summary>Stores a value for all instances until its end; false when the cache did not take all of it.</summary>
    public async Task<bool> WriteAsync<T>(string key, T document, JsonTypeInfo<T> type, DateTimeOffset ends, CancellationToken ct)
    {
        var value = JsonSerializer.SerializeToUtf8Bytes(document, type);
        if (value.Length > MostBytes || ends <= time.GetUtcNow())
            return false;
        var packed = Pack(value);
        var contents = new Contents(
            Guid.NewGuid().ToString("N"),
            (packed.Length + SegmentBytes - 1) / SegmentBytes,
            value.Length,
            Convert.ToHexString(SHA256.HashData(value)),
            ends);
        for (var n = 0; n < contents.Segments; n++)
        {
            var from = n * SegmentBytes;
            if (!await SetAsync(
                contents.Segment(key, n), packed.AsSpan(from, Math.Min(SegmentBytes, packed.Length - from)).ToArray(), ends, ct))
                return false;
        }

        return await SetAsync(key, JsonSerializer.SerializeToUtf8Bytes(contents), ends, ct);
    }

    private async Task<byte[]?> GetAsync(string key, CancellationToken ct)
    {
        byte[]? found = null;
        await uses.TryAsync("get", Patience, async cancel => found = await shared.GetAsync(key, cancel), ct);
        return found;
    }

    private Task<bool> SetAsync(string key, byte[] value, DateTimeOffset ends, CancellationToken ct) => uses.TryAsync(
        "set", Patience, cancel => shared.SetAsync(key, value, new DistributedCacheEntryOptions { AbsoluteExpiration = ends }, cancel), ct);

    private static byte[] Pack(ReadOnlySpan<byte> value)
    {
        using var packed = new MemoryStream();
        using (var compress = new BrotliStream(packed, CompressionLevel.Fastest))
            compress.Write(value);
        return packed.ToArray();
    }

    private static byte[] Unpack(MemoryStream packed, Contents contents)
    {
        packed.Position = 0;
        using var decompress = new BrotliStream(packed, CompressionMode.Decompress);

        // No more than was promised: what others wrote must not fill our memory.
        var value = new byte[contents.Bytes is >= 0 and <= MostBytes
            ? contents.Bytes
            : throw new InvalidDataException("The value is too large.")];
        decompress.ReadExactly(value);
        return Convert.ToHexString(SHA256.HashData(value)) == contents.Sha256
            ? value
            : throw new InvalidDataException("The value is damaged.");
    }

    /// <summary>What the entry under the key says: which segments, and what they make together.</summary>
    private sealed record Contents(string Version, int Segments, int Bytes, string Sha256, DateTimeOffset Ends)
    {
        public static Contents? Read(byte[] bytes) =>
            JsonSerializer.Deserialize<Contents>(bytes) is { Version.Length: > 0, Sha256: not null } contents
                ? contents
                : throw new InvalidDataException("The entry names no segments.");

        public string Segment(string key, int n) =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key}:{Version}:{n}");
    }
}
