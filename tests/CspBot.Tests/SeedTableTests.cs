using System.Reflection;
using System.Text.RegularExpressions;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests;

/// <summary>What the seed pages say stands in a table beside what the bot has of it; whatever the table names is there.</summary>
public sealed partial class SeedTableTests
{
    private static readonly string[] Lines =
        File.ReadAllLines(Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Samples", "SeedTable.md"));

    private static readonly HashSet<string> Tests =
    [
        .. typeof(SeedTableTests).Assembly.GetTypes().SelectMany(type => type
            .GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.GetCustomAttributes().Any(one => one is FactAttribute))
            .SelectMany(method => new[] { type.Name, $"{type.Name}.{method.Name}" })),
    ];

    [Fact]
    public void Every_row_names_a_test_or_a_text_or_says_why_it_has_none()
    {
        var rows = Lines.Where(line => Row().IsMatch(line)).ToList();
        Assert.True(rows.Count(row => row.StartsWith("| V", StringComparison.Ordinal)) >= 25, "rows of the first page");
        Assert.True(rows.Count(row => row.StartsWith("| S", StringComparison.Ordinal)) >= 36, "rows of the second page");
        Assert.Equal(rows.Count, rows.Select(row => Row().Match(row).Value).Distinct().Count());
        Assert.DoesNotContain(rows, row => row.Contains("<!--", StringComparison.Ordinal));
        Assert.All(rows, row => Assert.True(
            Names(row).Any() || row.Contains("left out: ", StringComparison.Ordinal), row));
    }

    [Fact]
    public void Whatever_the_table_names_is_there() => Assert.All(Lines.SelectMany(Names), name => Assert.True(
        name.Split('.')[0].EndsWith("Tests", StringComparison.Ordinal)
            ? Tests.Contains(name)
            : Texts.All.All(texts => texts.Find(name) is { Length: > 0 }),
        name));

    /// <summary>Areas of texts and classes of tests begin with a capital; all else in backticks is a path or a setting.</summary>
    private static IEnumerable<string> Names(string line) => !Row().IsMatch(line)
        ? []
        : Name().Matches(line[(line.LastIndexOf('|', line.Length - 3) + 1)..]).Select(match => match.Groups[1].Value)
            .Where(name => name != "RegistrationId");

    [GeneratedRegex(@"^\| [VS]\d+ ")]
    private static partial Regex Row();

    [GeneratedRegex(@"`([A-Z][\w-]*(?:\.[\w-]+)*)`")]
    private static partial Regex Name();
}
