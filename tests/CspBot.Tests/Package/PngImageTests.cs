using CspBot.Package;
using Xunit;

namespace CspBot.Tests.Package;

/// <summary>Pixels are read as they were written, whatever the line filter, and what is no such picture is told apart.</summary>
public sealed class PngImageTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    [InlineData(3, false)]
    public void Pixels_come_back(int filter, bool alpha)
    {
        (byte, byte, byte, byte) Pixel(int x, int y) =>
            ((byte)(x * 37), (byte)(y * 91), (byte)((x * y) + 200), alpha ? (byte)(x + (7 * y)) : byte.MaxValue);

        var image = PngImage.TryRead(TestPng.Write(13, 9, Pixel, filter, alpha))!;

        Assert.Equal((13, 9), (image.Width, image.Height));
        for (var y = 0; y < 9; y++)
        {
            for (var x = 0; x < 13; x++)
                Assert.Equal(Pixel(x, y), image[x, y]);
        }
    }

    [Fact]
    public void Damaged_pictures_are_null_and_never_another_failure()
    {
        var good = TestPng.Write(5, 5, (x, y) => (1, 2, 3, 4), filter: 4);
        for (var length = 0; length < good.Length - 12; length++)
            Assert.Null(PngImage.TryRead(good.AsSpan(0, length)));

        var random = new Random(11);
        for (var round = 0; round < 5_000; round++)
        {
            var damaged = good.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _ = PngImage.TryRead(damaged);
        }

        Assert.Null(PngImage.TryRead(TestPng.Write(5, 5, (x, y) => (1, 2, 3, 4), filter: 5)));
        Assert.Null(PngImage.TryRead(TestPng.Write(5, 5, (x, y) => (1, 2, 3, 4), bits: 16)));
    }
}
