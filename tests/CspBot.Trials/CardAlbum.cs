using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>Cards of one subject: linted, drawn in a browser in light and dark, and kept as pictures beside the output.</summary>
internal static class CardAlbum
{
    /// <summary>A picture takes half a second of a processor, and there are a hundred and more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <param name="subject">Names the folder.</param>
    /// <param name="cards">Each with the name of its picture.</param>
    /// <param name="widths">In pixels; none for the one width that Teams' window has on a desktop.</param>
    public static async Task KeepAsync(string subject, IReadOnlyDictionary<string, JsonElement> cards, params string[] widths)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures", subject)).FullName;
        var file = Path.Combine(folder, "cards.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(cards));
        var (lintCode, lint) = await NodeScript.RunAsync("lint-cards.mjs", file);
        Assert.True(lintCode == 0, lint);
        var (code, said) = await NodeScript.RunAsync(Patience, "picture-cards.mjs", [file, folder, .. widths]);
        Assert.True(code == 0, said);
        var ending = widths.Length > 0 ? $"-dark-{widths[0]}.png" : "-dark.png";
        Assert.All(cards.Keys, name => Assert.True(new FileInfo(Path.Combine(folder, name + ending)).Length > 5_000, name));
    }
}
