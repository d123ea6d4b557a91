using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Package;

/// <summary>The files of the Teams app package, made from those in the folder manifest/, which are embedded in the program.</summary>
internal static class PackageFiles
{
    public const string Manifest = "manifest.json";
    public const string French = "fr.json";
    public const string ColorIcon = "color.png";
    public const string OutlineIcon = "outline.png";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        // The files are read by Teams and by people, never by a browser as HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Fills in the settings and the commands; the tests hold that the result is what Teams takes.</summary>
    public static Dictionary<string, byte[]> Build(PackageSettings settings, IReadOnlyList<PackageCommand> commands)
    {
        var manifest = JsonNode.Parse(Source(Manifest))!;
        FillIn(manifest, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["{{appId}}"] = settings.AppId,
            ["{{packageId}}"] = settings.PackageId,
            ["{{domain}}"] = settings.Domain,
            ["{{version}}"] = settings.Version,
            ["{{developer}}"] = settings.Developer,
            ["{{website}}"] = settings.Website,
            ["{{privacy}}"] = settings.Privacy,
            ["{{terms}}"] = settings.Terms,
        });

        if (settings.SignsIn)
        {
            manifest["webApplicationInfo"] = new JsonObject
            {
                ["id"] = settings.AppId,
                ["resource"] = "api://botid-" + settings.AppId,
            };
            manifest["validDomains"]!.AsArray().Add("token.botframework.com");
        }

        var french = JsonNode.Parse(Source(French))!;
        var list = manifest["bots"]![0]!["commandLists"]![0]!["commands"]!.AsArray();
        foreach (var (command, index) in commands.Select((command, index) => (command, index)))
        {
            list.Add((JsonNode)new JsonObject { ["title"] = command.EnglishTitle, ["description"] = command.EnglishDescription });
            french[FrenchKey(index, "title")] = command.FrenchTitle;
            french[FrenchKey(index, "description")] = command.FrenchDescription;
        }

        return new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [Manifest] = ToBytes(manifest),
            [French] = ToBytes(french),
            [ColorIcon] = Source(ColorIcon),
            [OutlineIcon] = Source(OutlineIcon),
        };
    }

    /// <summary>The name that a language file gives to a command's text.</summary>
    public static string FrenchKey(int command, string member) => $"bots[0].commandLists[0].commands[{command}].{member}";

    public static byte[] ToBytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Readable);

    private static void FillIn(JsonNode? node, Dictionary<string, string> values)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var member in members.ToList())
                    FillIn(member.Value, values);
                break;
            case JsonArray items:
                foreach (var item in items.ToList())
                    FillIn(item, values);
                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && values.TryGetValue(text, out var filled):
                value.ReplaceWith(filled);
                break;
        }
    }

    private static byte[] Source(string name)
    {
        using var stream = typeof(PackageFiles).Assembly.GetManifestResourceStream("manifest/" + name)
            ?? throw new InvalidOperationException($"The program was built without manifest/{name}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
