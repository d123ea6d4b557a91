using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CspBot.Requests;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Store;

/// <summary>What any version stored is read by this one, member for member; what it does not understand, it does not carry out.</summary>
/// <remarks>
/// The documents in <c>Samples/Requests/&lt;format&gt;</c> have every member that their version wrote. They are
/// never edited: a member that is no longer used stays readable, or is named as retired. A new kind gets its
/// document by a run with <c>CSPBOT_WRITE_SAMPLES=1</c>.
/// </remarks>
public sealed class StoredRequestTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Samples", "Requests");
    private static readonly Dictionary<string, Type> Kinds = Program.Table.SelectMany(entry => entry.Operations).ToDictionary();
    private static readonly RequestJson Json = new(Kinds);

    public static TheoryData<string> Documents => [.. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_of_any_version_is_read_and_loses_nothing(string file)
    {
        var document = File.ReadAllText(Path.Combine(Folder, file));
        var request = Json.Read("R-GOLD1", document);
        var written = JsonNode.Parse(Json.Write(request))!;
        var retired = request.Operation
            .GetType()
            .GetCustomAttributes(typeof(RetiredMembersAttribute), false)
            .OfType<RetiredMembersAttribute>()
            .SelectMany(attribute => attribute.Names)
            .ToList();
        var lost = Members(JsonNode.Parse(document)!, "").Except(Members(written, ""))
            .Where(member => !member.StartsWith("/format ", StringComparison.Ordinal)
                && !retired.Any(name => member.StartsWith("/operation/" + name, StringComparison.Ordinal)));
        Assert.Empty(lost);
    }

    [Fact]
    public void Every_kind_of_operation_has_a_document_of_the_present_format()
    {
        foreach (var kind in Kinds.Keys)
        {
            var file = Path.Combine(Folder, $"{RequestJson.Format}", kind + ".json");
            if (!File.Exists(file) && Environment.GetEnvironmentVariable("CSPBOT_WRITE_SAMPLES") is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, Indented(Sample(typeof(Request), kind)!) + "\n");
            }

            Assert.True(
                File.Exists(file),
                $"{kind} has no document: run this test once with CSPBOT_WRITE_SAMPLES=1, read what it wrote, and commit it.");
            Assert.Equal(Kinds[kind], Json.Read("R-GOLD1", File.ReadAllText(file)).Operation.GetType());
        }
    }

    [Theory]
    [InlineData("/operation/kind", "of-next-year")]
    [InlineData("/operation/onlyThisScope", "a member of next year")]
    [InlineData("/onlyAfter", "a member of next year")]
    [InlineData("/state", "of-next-year")]
    [InlineData("/format", 99)]
    [InlineData("/steps", null)]
    public void What_is_not_understood_is_not_carried_out(string place, object? value)
    {
        var node = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{RequestJson.Format}", "grant-owner.json")))!;
        var parts = place.Split('/', StringSplitOptions.RemoveEmptyEntries);
        (parts.Length == 1 ? node : node[parts[0]]!)[parts[^1]] = JsonSerializer.SerializeToNode(value);
        Assert.Equal("R-GOLD1", Assert.Throws<UnreadableRequestException>(() => Json.Read("R-GOLD1", node.ToJsonString())).Id);
    }

    /// <summary>Each value of the document with its place.</summary>
    private static IEnumerable<string> Members(JsonNode? node, string place) => node switch
    {
        JsonObject members => members.SelectMany(member => Members(member.Value, $"{place}/{member.Key}")),
        JsonArray items => items.SelectMany((item, i) => Members(item, $"{place}/{i}")),
        _ => [$"{place} {node?.ToJsonString()}"],
    };

    /// <summary>A document with every member of the type, optional ones too.</summary>
    private static JsonNode? Sample(Type type, string kind)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Operation))
        {
            var operation = (JsonObject)Sample(Kinds[kind], kind)!;
            operation.Insert(0, "kind", kind);
            return operation;
        }

        if (type == typeof(string))
            return "text";
        if (type.IsEnum)
            return JsonSerializer.SerializeToNode(Enum.GetValues(type).GetValue(0), type, RequestJson.Plain);
        var info = JsonSerializerOptions.Web.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new JsonArray(Sample(info.ElementType!, kind)),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["key"] = Sample(info.ElementType!, kind) },
            JsonTypeInfoKind.Object =>
                new JsonObject(info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)
                    .Select(property => KeyValuePair.Create(
                        property.Name, property.Name == "format" ? RequestJson.Format : Sample(property.PropertyType, kind)))),
            _ => JsonSerializer.SerializeToNode(
                type == typeof(bool) ? true
                : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 11, 28, 8, 30, 0, TimeSpan.Zero)
                : type == typeof(DateOnly) ? new DateOnly(2026, 11, 28)
                : type == typeof(TimeSpan) ? TimeSpan.FromHours(8)
                : type == typeof(Guid) ? Guid.Parse("00000000-0000-4000-8000-000000000021")
                : type == typeof(Uri) ? new Uri("https://example.com/")
                : Convert.ChangeType(3, type, System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    private static string Indented(JsonNode node) => node.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
}
