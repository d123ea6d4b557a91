using System.Text.RegularExpressions;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Infra;

/// <summary>The Bicep files hold together, give no secret away, and the README's table names all that they use.</summary>
public sealed partial class BicepTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "infra");

    [RequiresTheory("bicep")]
    [InlineData("main.bicep")]
    [InlineData("registry.bicep")]
    [InlineData("main.bicepparam")]
    public async Task The_compiler_has_nothing_to_say(string file)
    {
        var path = Path.Combine(Folder, file);

        await Bicep.CompileAsync(path);

        Assert.Equal("", await Bicep.LintAsync(path));
    }

    [RequiresFact("bicep")]
    public async Task What_the_compiler_warns_of_is_a_fault()
    {
        var path = Path.Combine(TempFolder.Create("bicep"), "odd.bicep");
        await File.WriteAllTextAsync(path, "param unused string\n");

        Assert.Contains("no-unused-params", await Bicep.LintAsync(path), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => Bicep.CompileAsync(path));
    }

    [RequiresFact("bicep")]
    public async Task Every_file_is_written_as_the_compiler_writes_it()
    {
        foreach (var path in Sources())
            Assert.Equal(await Bicep.FormatAsync(path), await File.ReadAllTextAsync(path));
    }

    [RequiresFact("bicep")]
    public async Task Every_module_is_part_of_what_is_compiled_and_the_table_names_every_property()
    {
        var table = Table();
        var properties = new HashSet<(string Type, string Path)>();
        foreach (var file in new[] { "main.bicep", "registry.bicep" })
            properties.UnionWith(BicepTemplate.Properties(await Bicep.CompileAsync(Path.Combine(Folder, file))));

        Assert.Equal(table.Keys.Order(StringComparer.Ordinal), properties.Select(p => p.Type).Distinct().Order(StringComparer.Ordinal));

        // What is computed as a whole stands in the table with its parts.
        foreach (var (type, path) in properties)
            Assert.Matches($"`{Regex.Escape(path)}[`.]", table[type]);
    }

    [Fact]
    public void The_table_names_every_resource_type_and_nothing_else()
    {
        var used = Sources()
            .SelectMany(path => ResourcePattern().Matches(File.ReadAllText(path)))
            .Select(match => match.Groups["type"].Value)
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(used, Table().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_output_gives_a_secret_away()
    {
        foreach (var path in Sources())
        {
            foreach (Match output in OutputPattern().Matches(File.ReadAllText(path)))
                Assert.DoesNotMatch("(?i)password|listKeys|primaryKey|accountKey|clientSecret$|\\.value$", output.Value.TrimEnd());
        }
    }

    [Fact]
    public void The_settings_of_the_app_are_those_of_the_contract()
    {
        var names = Sources()
            .SelectMany(path => SettingPattern().Matches(File.ReadAllText(path)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);

        string[] needed =
        [
            "Bot__AppId", "Bot__AppType", "Bot__ManagedIdentityClientId", "Bot__TenantId", "Partner__TenantId", "Partner__AppId",
            "Partner__ClientSecret", "Partner__RefreshTokenFile", "Partner__AdminAgentsGroupId", "Partner__SalesAgentsGroupId",
            "Partner__HelpdeskAgentsGroupId", "Approvals__ApproversGroupId", "Approvals__Conversation", "Store__ConnectionString",
            "Cache__Redis",
        ];
        Assert.Equal(needed.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    private static string[] Sources() =>
        [.. Directory.EnumerateFiles(Folder, "*.bicep*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>The rows of the README's table by resource type.</summary>
    private static Dictionary<string, string> Table() => File.ReadLines(Path.Combine(Folder, "README.md"))
        .Select(line => RowPattern().Match(line))
        .Where(match => match.Success)
        .ToDictionary(match => match.Groups["type"].Value, match => match.Groups["properties"].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^resource \w+ '(?<type>[^']+)'", RegexOptions.Multiline)]
    private static partial Regex ResourcePattern();

    [GeneratedRegex(@"^output .*$", RegexOptions.Multiline)]
    private static partial Regex OutputPattern();

    [GeneratedRegex(@"^ +\{ name: '(?<name>\w+__\w+)'", RegexOptions.Multiline)]
    private static partial Regex SettingPattern();

    [GeneratedRegex(@"^\| `(?<type>Microsoft\.[^`]+@[^`]+)` \| (?<properties>[^|]+) \|")]
    private static partial Regex RowPattern();
}
