using System.Buffers.Binary;
using System.IO.Compression;

namespace CspBot.Tests.Package;

/// <summary>Writes small PNG files, with any of the five line filters.</summary>
internal static class TestPng
{
    private const byte TrueColour = 2;
    private const byte TrueColourWithAlpha = 6;

    /// <summary>A picture in which <paramref name="pixel"/> says red, green, blue and alpha of each place.</summary>
    public static byte[] Write(
        int width, int height, Func<int, int, (byte, byte, byte, byte)> pixel, int filter = 0, bool alpha = true, byte bits = 8)
    {
        var channels = alpha ? 4 : 3;
        var lines = new byte[height][];
        for (var y = 0; y < height; y++)
        {
            lines[y] = new byte[width * channels];
            for (var x = 0; x < width; x++)
            {
                var (red, green, blue, a) = pixel(x, y);
                ((byte[])[red, green, blue, a]).AsSpan(0, channels).CopyTo(lines[y].AsSpan(x * channels));
            }
        }

        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zip.WriteByte((byte)filter);
                zip.Write(Filtered(lines, y, filter, channels));
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = bits;
        header[9] = alpha ? TrueColourWithAlpha : TrueColour;
        return [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Filtered(byte[][] lines, int y, int filter, int channels)
    {
        var filtered = new byte[lines[y].Length];
        for (var x = 0; x < filtered.Length; x++)
        {
            int left = x < channels ? 0 : lines[y][x - channels];
            int up = y == 0 ? 0 : lines[y - 1][x];
            int corner = x < channels || y == 0 ? 0 : lines[y - 1][x - channels];
            var guess = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                // The one of the three that is nearest to left + up - corner; the first of equals.
                _ => ((int[])[left, up, corner]).MinBy(near => Math.Abs(left + up - corner - near)),
            };
            filtered[x] = (byte)(lines[y][x] - guess);
        }

        return filtered;
    }

    // The reader of the bot does not look at the check sum.
    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. kind, .. data, 0, 0, 0, 0];
    }
}
