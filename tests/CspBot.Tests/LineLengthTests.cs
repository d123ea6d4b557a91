using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests;

/// <summary>A line of code fits beside another one on a screen, and in a review: at most 140 characters.</summary>
public sealed class LineLengthTests
{
    private const int Most = 140;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_line_is_longer(string folder)
    {
        var root = Path.Combine(SourceTree.Root, folder);
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .ToList();
        Assert.True(files.Count > 100, $"{files.Count} files in {root}");
        var longer =
            from file in files
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > Most
            select $"{Path.GetRelativePath(SourceTree.Root, file)}:{line.Number} has {line.Text.Length} characters";
        Assert.Empty(longer);
    }
}
