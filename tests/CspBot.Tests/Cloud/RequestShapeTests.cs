using System.Reflection;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>
/// Every request that the bot can send stands in one file with the document it was checked against; a new one
/// fails here until somebody has looked it up.
/// </summary>
/// <remarks>
/// Read from the clients' own lines (method, path template, api-version, query names) and from the types of their bodies (members).
/// </remarks>
public sealed partial class RequestShapeTests
{
    [Fact]
    public void Every_request_shape_stands_in_the_inventory_with_its_document()
    {
        var lines = File.ReadAllLines(Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Cloud", "RequestShapes.txt"))
            .Where(line => line.Length > 0 && line[0] != '#' && !line.StartsWith("wire ", StringComparison.Ordinal))
            .Select(line => line.Split(" | "))
            .ToList();
        Assert.All(lines, line => Assert.True(line is [_, { Length: > 4 }], "Each line is a shape and its document: " + line[0]));
        var found = Requests().Concat(Bodies()).ToHashSet(StringComparer.Ordinal);
        var known = lines.Select(line => line[0]).ToHashSet(StringComparer.Ordinal);
        Assert.True(
            found.SetEquals(known),
            $"New: {string.Join("\n", found.Except(known).Order())}\nGone: {string.Join("\n", known.Except(found).Order())}");
    }

    private static IEnumerable<string> Requests() =>
        from folder in Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, "src", "CspBot", "Cloud"))
        from file in Directory.EnumerateFiles(folder, "*.cs")
        from line in WholeLines(file)
        from Match literal in Literal().Matches(line)
        where Address().IsMatch(literal.Groups[1].Value)
        let method = Method().Match(line)
        select $"{Path.GetFileNameWithoutExtension(file)} {(method.Success ? Verb(method.Groups[1].Value) : "part")} "
            + $"{Escaped().Replace(literal.Groups[1].Value, "{$1}")}";

    /// <summary>The code's lines, with those that were broken in a list or in a string as one.</summary>
    private static string[] WholeLines(string file)
    {
        var code = File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));
        return Break().Replace(string.Join('\n', code), "").Split('\n');
    }

    private static IEnumerable<string> Bodies() =>
        from type in typeof(AzureOperations).Assembly.GetTypes()
        where type.Namespace?.StartsWith("CspBot.Cloud.", StringComparison.Ordinal) == true && Sent().IsMatch(type.Name)
        let members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(member => member.Name)
        select $"body {type.Name}: {string.Join(", ", members)}";

    private static string Verb(string word) => word.EndsWith("Async", StringComparison.Ordinal) ? "GET" : word.ToUpperInvariant();

    [GeneratedRegex("\"\n +\\+ \\$?\"|(?<=[(,])\n +|\n +(?=\\+ )")]
    private static partial Regex Break();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(
        @"^/(v1|v1\.0|\{)|/subscriptions|/providers/|^/metadata|api-version=|^\{(Orders|Resource)"
        + @"|\$filter=|\$select=|\$top=|^\?[a-zA-Z]+=|Type=[A-Z]")]
    private static partial Regex Address();

    [GeneratedRegex(@"RequestMethod\.(\w+)|(?<1>Get|Post)Async\(|(?<1>(?:All|Pages)Async)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"\{(?:Segment|Uri\.EscapeDataString)\((\w+)[^{}]*\)\}")]
    private static partial Regex Escaped();

    [GeneratedRegex(
        "Body$|Question$|QuestionProperties$|^ReservationToReturn$|^GroupIdsShape$|^CartShape$|^CartLineShape$|"
        + "^RoleAssignmentPropertiesShape$")]
    private static partial Regex Sent();
}
