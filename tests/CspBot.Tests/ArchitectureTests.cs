using System.Text.RegularExpressions;
using System.Xml.Linq;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests;

/// <summary>Folders are namespaces, so the using lines say which folder leans on which: they hold the arrows of the design.</summary>
public sealed partial class ArchitectureTests
{
    private const string Cards = "AdaptiveCards";

    private static readonly string Bot = Path.Combine(SourceTree.Root, "src", "CspBot");

    /// <summary>
    /// What each folder may use. Program.cs may use everything; card vocabulary is
    /// <c>AdaptiveCards</c>, the channel is <c>Teams</c>.
    /// </summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Dialogs"] =
            ["Conversation", "Requests", "Messages", "Purchases", "Permissions", "Portfolio", "Relations", "Credit", "Handovers", "Stacks",
            "Partner", "Cloud", "Resources", Cards],
        // Cloud: the choice of a customer and the searches as people type read for all dialogs.
        ["Conversation"] = ["Requests", "Partner", "Cloud", "Resources", Cards],
        ["Requests"] = ["Partner", "Cloud", "Messages", "Store", "Resources", Cards],
        ["Permissions"] = ["Messages", "Store", "Cloud", "Resources", Cards],
        ["Purchases"] = ["Messages", "Store", "Cloud", "Resources", Cards],
        ["Relations"] = ["Messages", "Store", "Cloud", "Resources", Cards],
        ["Credit"] = ["Messages", "Store", "Cloud", "Resources", Cards],
        ["Handovers"] = ["Requests", "Messages", "Store", "Partner", "Cloud", "Resources", Cards],
        ["Portfolio"] = ["Store", "Cloud", "Resources"],
        ["Stacks"] = ["Store", "Cloud"],
        ["Messages"] = ["Cache", "Store", "Resources", "Teams", Cards],
        ["Partner"] = ["Cloud", "Cache", "Store"],
        ["Cloud"] = ["Cache", "Store"],
        ["Resources"] = [Cards],
        ["Cache"] = ["Store"],
        ["Store"] = [],
        ["Package"] = [],
    };

    private static readonly string[] Root = ["Program.cs", "Bot.cs", "Settings.cs", "Readiness.cs", "Telemetry.cs", "Log.cs"];

    [Fact]
    public void Folders_use_only_what_the_design_allows()
    {
        var broken = SourceFiles(Bot)
            .Where(file => FolderOf(file) is not null)
            .SelectMany(file => UsedBy(file)
                .Where(used => !MayUse(FolderOf(file)!, used))
                .Select(used => $"{Path.GetRelativePath(Bot, file)} uses {used}"));
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_folder_has_its_arrows_and_every_file_outside_of_folders_is_known()
    {
        Assert.Empty(SourceFiles(Bot).Select(FolderOf).OfType<string>().Distinct().Except(Arrows.Keys));
        Assert.Empty(SourceFiles(Bot).Where(file => FolderOf(file) is null).Select(file => Path.GetFileName(file)!).Except(Root));
    }

    [Fact]
    public void The_arrows_make_no_cycle()
    {
        foreach (var folder in Arrows.Keys)
            Assert.DoesNotContain(folder, Reachable(folder));
    }

    [Fact]
    public void A_dialog_uses_no_other_dialog()
    {
        var dialogs = SourceFiles(Path.Combine(Bot, "Dialogs"));
        Assert.NotEmpty(dialogs);
        foreach (var file in dialogs)
        {
            var own = "Dialogs." + new DirectoryInfo(Path.GetDirectoryName(file)!).Name;
            Assert.DoesNotContain(UsedBy(file), used => used.StartsWith("Dialogs.", StringComparison.Ordinal) && used != own);
        }
    }

    [Fact]
    public void Folders_are_namespaces()
    {
        foreach (var file in SourceFiles(Bot))
        {
            var folders = Path.GetDirectoryName(Path.GetRelativePath(Bot, file))!.Replace(Path.DirectorySeparatorChar, '.');
            Assert.Matches($@"(?m)^namespace CspBot{(folders.Length == 0 ? "" : Regex.Escape("." + folders))};", File.ReadAllText(file));
        }
    }

    [Fact]
    public void Only_the_bot_itself_and_what_it_says_unasked_know_Teams()
    {
        var knowing = SourceFiles(Bot)
            .Where(file => UsedBy(file).Any(used => used is "Teams"))
            .Select(file => FolderOf(file) ?? Path.GetFileName(file))
            .Distinct();
        Assert.Equal(["Bot.cs", "Log.cs", "Messages", "Program.cs", "Settings.cs"], knowing.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("CspBot.Sandbox")]
    [InlineData("CspBot.Teams", "AdaptiveCards")]
    [InlineData("AdaptiveCards")]
    public void These_know_nothing_of_the_bot(string project, params string[] mayReference)
    {
        var folder = Path.Combine(SourceTree.Root, "src", project);
        var references = XDocument.Load(Path.Combine(folder, project + ".csproj")).Descendants("ProjectReference");
        Assert.Equal(mayReference, references.Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)));
        foreach (var file in SourceFiles(folder))
            Assert.DoesNotMatch($@"\bCspBot\.(?!{project.Split('.')[^1]}\b)[A-Z]\w+\s*[.;]", WithoutStrings(File.ReadAllText(file)));
    }

    private static bool MayUse(string folder, string used)
    {
        var target = used == Cards ? Cards : used.Split('.')[0];
        return target == folder || Arrows[folder].Contains(target);
    }

    /// <summary>What a file uses of ours, without the leading name.</summary>
    private static IEnumerable<string> UsedBy(string file) =>
        UsingLine().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Distinct();

    private static HashSet<string> Reachable(string folder)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>(Arrows[folder]);
        while (next.TryDequeue(out var one))
        {
            if (found.Add(one) && Arrows.TryGetValue(one, out var further))
                Array.ForEach(further, next.Enqueue);
        }

        return found;
    }

    private static IReadOnlyList<string> SourceFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")),
    ];

    /// <summary>The first folder below the project; null for files that lie in none.</summary>
    private static string? FolderOf(string file) =>
        Path.GetRelativePath(Bot, file).Split(Path.DirectorySeparatorChar) is [var folder, _, ..] ? folder : null;

    private static string WithoutStrings(string text) => StringOrComment().Replace(text, "");

    [GeneratedRegex(@"(?m)^using (?:static )?(?:\w+ = )?(?:CspBot\.)?((?<=CspBot\.)[\w.]+|AdaptiveCards);")]
    private static partial Regex UsingLine();

    [GeneratedRegex("\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex StringOrComment();
}
