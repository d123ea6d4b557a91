using CspBot.Package;

namespace CspBot.Tests.Package;

/// <summary>What Teams asks of the two icons, measured in their pixels.</summary>
internal static class IconRules
{
    private const int ColorSize = 192;
    private const int OutlineSize = 32;
    private const int MostPadding = 2;

    public static void Check(IReadOnlyDictionary<string, byte[]> files, List<string> problems)
    {
        Read(files, PackageFiles.ColorIcon, ColorSize, problems);
        if (Read(files, PackageFiles.OutlineIcon, OutlineSize, problems) is { } outline)
            CheckOutline(outline, problems);
    }

    private static PngImage? Read(IReadOnlyDictionary<string, byte[]> files, string name, int size, List<string> problems)
    {
        if (!files.TryGetValue(name, out var bytes))
        {
            problems.Add($"The file {name} is missing.");
            return null;
        }

        if (PngImage.TryRead(bytes) is not { } image)
        {
            problems.Add($"The file {name} is not a PNG picture in true colour with 8 bits a channel and without interlacing.");
            return null;
        }

        if (image.Width == size && image.Height == size)
            return image;
        problems.Add($"The icon {name} is {image.Width} x {image.Height} pixels; it must be {size} x {size}.");
        return null;
    }

    private static void CheckOutline(PngImage image, List<string> problems)
    {
        var (left, top, right, bottom) = (OutlineSize, OutlineSize, -1, -1);
        var (coloured, transparent) = (0, 0);
        for (var y = 0; y < OutlineSize; y++)
        {
            for (var x = 0; x < OutlineSize; x++)
            {
                var (red, green, blue, alpha) = image[x, y];
                if (alpha == 0)
                {
                    transparent++;
                    continue;
                }

                if ((red, green, blue) != (byte.MaxValue, byte.MaxValue, byte.MaxValue))
                    coloured++;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
            }
        }

        if (coloured > 0)
            problems.Add($"The icon outline.png has {coloured} pixels that are neither white nor transparent.");
        if (transparent == 0)
            problems.Add("The icon outline.png has no transparent background.");
        if (right < 0)
            problems.Add("The icon outline.png is empty.");
        else if (Math.Max(right - left, bottom - top) + 1 < OutlineSize - (2 * MostPadding))
            problems.Add($"The drawing in outline.png must reach the border: at most {MostPadding} pixels may be free around it.");
    }
}
