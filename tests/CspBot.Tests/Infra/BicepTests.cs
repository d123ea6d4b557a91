using System.Text.RegularExpressions;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Infra;

/// <summary>The Bicep files hold together, give no secret away, and the README's table names all that they use.</summary>
public sealed partial class BicepTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "infra");

    [RequiresFact("npm-ci")]
    public async Task Every_file_is_Bicep_and_names_only_what_exists()
    {
        var (code, said) = await NodeScript.RunAsync("check-bicep.mjs", Folder);

        Assert.True(code == 0, said);
        Assert.Equal(Sources().Length, said.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [RequiresFact("npm-ci")]
    public async Task The_table_names_every_property_of_every_resource()
    {
        var (_, said) = await NodeScript.RunAsync("check-bicep.mjs", Folder, "--types");
        var table = Table();
        var properties = said.Split('\n').Where(line => line.StartsWith("property ", StringComparison.Ordinal)).Distinct().ToList();

        Assert.NotEmpty(properties);
        foreach (var line in properties)
        {
            var (type, path) = line.Split(' ') is [_, var first, var second] ? (first, second) : throw new FormatException(line);
            Assert.True(table[type].Contains($"`{path}`", StringComparison.Ordinal), $"The row of {type} lacks {path}.");
        }
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
