using System.Buffers.Binary;
using System.IO.Compression;

namespace CspBot.Tests.Package;

/// <summary>The pixels of a PNG file, read only as far as icons need it: 8 bits a channel, true colour, not interlaced.</summary>
internal sealed class PngImage
{
    private readonly byte[] _pixels;
    private readonly int _channels;

    private PngImage(int width, int height, int channels, byte[] pixels)
    {
        Width = width;
        Height = height;
        _channels = channels;
        _pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    public (byte Red, byte Green, byte Blue, byte Alpha) this[int x, int y]
    {
        get
        {
            var pixel = _pixels.AsSpan(((y * Width) + x) * _channels, _channels);
            return (pixel[0], pixel[1], pixel[2], _channels == 4 ? pixel[3] : byte.MaxValue);
        }
    }

    /// <summary>Null when the bytes are not such a picture.</summary>
    public static PngImage? TryRead(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature))
            return null;
        var rest = file[Signature.Length..];
        ReadOnlySpan<byte> header = default;
        using var packed = new MemoryStream();
        while (rest.Length >= 12)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
                return null;
            var kind = rest.Slice(4, 4);
            var data = rest.Slice(8, (int)length);
            if (kind.SequenceEqual("IHDR"u8))
                header = data;
            else if (kind.SequenceEqual("IDAT"u8))
                packed.Write(data);
            rest = rest[(12 + (int)length)..];
        }

        return TryRead(header, packed);
    }

    private static PngImage? TryRead(ReadOnlySpan<byte> header, MemoryStream packed)
    {
        const int largestIcon = 1024;
        const byte trueColour = 2, trueColourWithAlpha = 6;
        if (header.Length != 13)
            return null;
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        var channels = header[9] switch { trueColour => 3, trueColourWithAlpha => 4, _ => 0 };
        var (bits, interlaced) = (header[8], header[12] != 0);
        if (width is < 1 or > largestIcon || height is < 1 or > largestIcon || channels == 0 || bits != 8 || interlaced)
            return null;

        var lines = new byte[height * ((width * channels) + 1)];
        packed.Position = 0;
        try
        {
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            unpacked.ReadExactly(lines);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }

        return Unfilter(lines, width * channels, height, channels) is { } pixels
            ? new PngImage(width, height, channels, pixels)
            : null;
    }

    // Each line begins with the number of its filter: what was subtracted from each byte (PNG specification, section 9).
    private static byte[]? Unfilter(byte[] lines, int width, int height, int channels)
    {
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var filter = lines[y * (width + 1)];
            if (filter > 4)
                return null;
            for (var x = 0; x < width; x++)
            {
                var left = x < channels ? 0 : pixels[(y * width) + x - channels];
                var up = y == 0 ? 0 : pixels[((y - 1) * width) + x];
                var upLeft = x < channels || y == 0 ? 0 : pixels[((y - 1) * width) + x - channels];
                var expected = filter switch
                {
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Nearest(left, up, upLeft),
                    _ => 0,
                };
                pixels[(y * width) + x] = (byte)(lines[(y * (width + 1)) + 1 + x] + expected);
            }
        }

        return pixels;
    }

    private static int Nearest(int left, int up, int upLeft)
    {
        var guess = left + up - upLeft;
        var (toLeft, toUp, toUpLeft) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - upLeft));
        if (toLeft <= toUp && toLeft <= toUpLeft)
            return left;
        return toUp <= toUpLeft ? up : upLeft;
    }
}
