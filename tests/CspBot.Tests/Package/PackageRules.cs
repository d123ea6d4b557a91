using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CspBot.Package;

namespace CspBot.Tests.Package;

/// <summary>
/// What Teams asks of an app package, and what this bot asks of its own: each broken rule is a sentence.
/// The limits are those of the manifest schema 1.29, and where Teams shows less, the smaller ones.
/// What the operator sets is judged by <see cref="PackageSettings"/>; this is about the files of the source tree and the dialog table.
/// </summary>
internal static partial class PackageRules
{
    private const string SchemaFolder = "https://developer.microsoft.com/json-schemas/teams/v1.29/";
    private const int MostCommands = 10;

    // Every member that this manifest may have, with the longest text that fits it; 0 is no limit of length.
    private static readonly Dictionary<string, int> Members = new(StringComparer.Ordinal)
    {
        ["$schema"] = 0,
        ["manifestVersion"] = 0,
        ["version"] = 0,
        ["id"] = 0,
        ["localizationInfo"] = 0,
        ["localizationInfo.defaultLanguageTag"] = 0,
        ["localizationInfo.additionalLanguages"] = 0,
        ["localizationInfo.additionalLanguages[].languageTag"] = 0,
        ["localizationInfo.additionalLanguages[].file"] = 0,
        ["developer"] = 0,
        ["developer.name"] = 0,
        ["developer.mpnId"] = 10,
        ["developer.websiteUrl"] = 0,
        ["developer.privacyUrl"] = 0,
        ["developer.termsOfUseUrl"] = 0,
        ["name"] = 0,
        ["name.short"] = 30,
        ["name.full"] = 100,
        ["description"] = 0,
        ["description.short"] = 80,
        ["description.full"] = 4000,
        ["icons"] = 0,
        ["icons.color"] = 0,
        ["icons.outline"] = 0,
        ["accentColor"] = 0,
        ["bots"] = 0,
        ["bots[].botId"] = 0,
        ["bots[].scopes"] = 0,
        ["bots[].isNotificationOnly"] = 0,
        ["bots[].supportsFiles"] = 0,
        ["bots[].commandLists"] = 0,
        ["bots[].commandLists[].scopes"] = 0,
        ["bots[].commandLists[].commands"] = 0,
        // The schema allows 128 and 4000; Teams' menu shows no more than the older limits.
        ["bots[].commandLists[].commands[].title"] = 32,
        ["bots[].commandLists[].commands[].description"] = 128,
        ["validDomains"] = 0,
        ["webApplicationInfo"] = 0,
        ["webApplicationInfo.id"] = 36,
        ["webApplicationInfo.resource"] = 100,
        ["defaultInstallScope"] = 0,
        ["defaultGroupCapability"] = 0,
        ["defaultGroupCapability.team"] = 0,
        ["defaultGroupCapability.groupchat"] = 0,
        ["supportsChannelFeatures"] = 0,
    };

    private static readonly string[] Needed =
    [
        "$schema", "manifestVersion", "version", "id", "developer.name", "developer.websiteUrl", "developer.privacyUrl",
        "developer.termsOfUseUrl", "name.short", "name.full", "description.short", "description.full", "icons.color",
        "icons.outline", "accentColor", "localizationInfo.defaultLanguageTag", "bots[0].botId",
    ];

    // Members by which an app asks for more than this bot needs: it answers where it is installed, and reads nothing else.
    private static readonly string[] Permissions = ["permissions", "devicePermissions", "authorization"];

    private static readonly string[] Scopes = ["personal", "team", "groupChat"];

    private static readonly string[] LanguageFileNeeds = ["name.short", "name.full", "description.short", "description.full"];

    /// <summary>A sentence for each broken rule; none when the package is good.</summary>
    /// <param name="files">The package's files by their name in the zip.</param>
    /// <param name="commands">The bot's commands, which the manifest must list in both languages.</param>
    public static IReadOnlyList<string> Check(IReadOnlyDictionary<string, byte[]> files, IReadOnlyList<PackageCommand> commands)
    {
        var problems = new List<string>();
        foreach (var name in files.Keys.Where(
            name => name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal)))
            problems.Add($"The file {name} must lie at the top of the zip, not in a folder.");
        if (ReadJson(files, PackageFiles.Manifest, problems) is { } json)
        {
            // By path, such as bots[0].botId.
            var manifest = Flatten(json, "").ToDictionary(value => value.Path, value => value.Value, StringComparer.Ordinal);
            CheckMembers(manifest, problems);
            CheckIdentity(manifest, problems);
            CheckBot(manifest, commands, problems);
            CheckFileNames(manifest, files, problems);
        }

        if (ReadJson(files, PackageFiles.French, problems) is { } french)
            CheckFrench(french, commands, problems);
        IconRules.Check(files, problems);
        return problems;
    }

    private static JsonObject? ReadJson(IReadOnlyDictionary<string, byte[]> files, string name, List<string> problems)
    {
        if (!files.TryGetValue(name, out var bytes))
        {
            problems.Add($"The file {name} is missing.");
            return null;
        }

        try
        {
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
            if (JsonNode.Parse(bytes, documentOptions: strict) is JsonObject json)
                return json;
            problems.Add($"The file {name} does not hold a JSON object.");
        }
        catch (JsonException e)
        {
            problems.Add($"The file {name} is not JSON: {e.Message}");
        }

        return null;
    }

    private static void CheckMembers(Dictionary<string, JsonNode?> manifest, List<string> problems)
    {
        problems.AddRange(Permissions
            .Where(manifest.ContainsKey)
            .Select(name => $"The manifest has {name}, but the bot needs no permission of that kind."));
        foreach (var (path, value) in manifest)
        {
            if (Permissions.Contains(path.Split('.', '[')[0], StringComparer.Ordinal))
                continue;
            if (!path.EndsWith(']') && !Members.ContainsKey(Pattern(path)))
                problems.Add($"The manifest has the member {path}, which is not known here.");
            CheckText(path, value, problems);
        }

        problems.AddRange(Needed.Where(path => !manifest.ContainsKey(path)).Select(path => $"The manifest lacks {path}."));
    }

    private static void CheckText(string path, JsonNode? value, List<string> problems, string where = "")
    {
        if (Text(value) is not { } text)
            return;
        if (string.IsNullOrWhiteSpace(text))
            problems.Add($"{path}{where} is empty.");
        if (text.Contains("{{", StringComparison.Ordinal))
            problems.Add($"{path}{where} still holds the placeholder {text}.");
        if (Members.GetValueOrDefault(Pattern(path)) is var most and > 0 && text.Length > most)
            problems.Add($"{path}{where} has {text.Length} characters; at most {most} fit.");
    }

    private static void CheckIdentity(Dictionary<string, JsonNode?> manifest, List<string> problems)
    {
        if (Text(manifest, "manifestVersion") != "1.29" || Text(manifest, "$schema") != SchemaFolder + "MicrosoftTeams.schema.json")
            problems.Add("manifestVersion and $schema must both be those of version 1.29.");
        if (!ColorPattern().IsMatch(Text(manifest, "accentColor") ?? ""))
            problems.Add("accentColor must be a colour such as #0E5A6B.");
        if (Text(manifest, "description.short") == Text(manifest, "description.full"))
            problems.Add("The short and the full description must differ.");
        if (manifest.ContainsKey("webApplicationInfo")
            && (Text(manifest, "webApplicationInfo.id") != Text(manifest, "bots[0].botId")
                || Text(manifest, "webApplicationInfo.resource") != "api://botid-" + Text(manifest, "bots[0].botId")))
            problems.Add("webApplicationInfo must name the bot's app, and its app id URI.");
        if (Text(manifest, "supportsChannelFeatures") != "tier1")
            problems.Add("supportsChannelFeatures must be tier1, or the app is missing in shared and private channels.");
    }

    private static void CheckBot(Dictionary<string, JsonNode?> manifest, IReadOnlyList<PackageCommand> commands, List<string> problems)
    {
        if (manifest.GetValueOrDefault("bots") is not JsonArray { Count: 1 })
            problems.Add("The manifest must hold exactly one bot.");
        if (!HasScopes(manifest.GetValueOrDefault("bots[0].scopes")))
            problems.Add("The bot's scopes must be personal, team and groupChat, spelt like this.");
        if (manifest.GetValueOrDefault("bots[0].commandLists") is not JsonArray { Count: 1 }
            || !HasScopes(manifest.GetValueOrDefault("bots[0].commandLists[0].scopes")))
            problems.Add("There must be one command list, for personal, team and groupChat.");

        const string list = "bots[0].commandLists[0].commands";
        var count = (manifest.GetValueOrDefault(list) as JsonArray)?.Count ?? 0;
        if (count > MostCommands)
            problems.Add($"The command list has {count} commands; Teams shows at most {MostCommands}.");
        var listed = Enumerable.Range(0, count)
            .Select(index => (Text(manifest, $"{list}[{index}].title"), Text(manifest, $"{list}[{index}].description")))
            .ToList();
        CompareCommands("manifest.json", listed, commands.Select(c => ((string?)c.EnglishTitle, (string?)c.EnglishDescription)), problems);
    }

    private static void CheckFrench(JsonObject french, IReadOnlyList<PackageCommand> commands, List<string> problems)
    {
        const string where = " in fr.json";
        if (Text(french["$schema"]) != SchemaFolder + "MicrosoftTeams.Localization.schema.json")
            problems.Add("$schema in fr.json must be the language schema of version 1.29.");
        problems.AddRange(LanguageFileNeeds.Where(key => !french.ContainsKey(key)).Select(key => $"The file fr.json lacks {key}."));
        foreach (var (key, value) in french)
        {
            CheckText(key, value, problems, where);
            if (key != "$schema" && !LanguageFileNeeds.Contains(key, StringComparer.Ordinal) && !CommandKeyPattern().IsMatch(key))
                problems.Add($"The file fr.json has the member {key}, which is not known here.");
        }

        var listed = new List<(string?, string?)>();
        while (french.ContainsKey(PackageFiles.FrenchKey(listed.Count, "title")))
        {
            var index = listed.Count;
            listed.Add((Text(french[PackageFiles.FrenchKey(index, "title")]), Text(french[PackageFiles.FrenchKey(index, "description")])));
        }

        CompareCommands("fr.json", listed, commands.Select(c => ((string?)c.FrenchTitle, (string?)c.FrenchDescription)), problems);
    }

    private static void CompareCommands(
        string file, List<(string? Title, string? Description)> listed, IEnumerable<(string?, string?)> table, List<string> problems)
    {
        if (!listed.SequenceEqual(table))
            problems.Add($"The commands in {file} are not those of the bot's dialog table, in its order.");
        problems.AddRange(listed
            .GroupBy(command => command.Title, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(same => $"The command {same.Key} stands more than once in {file}."));
    }

    private static void CheckFileNames(
        Dictionary<string, JsonNode?> manifest, IReadOnlyDictionary<string, byte[]> files, List<string> problems)
    {
        if (Text(manifest, "icons.color") != PackageFiles.ColorIcon || Text(manifest, "icons.outline") != PackageFiles.OutlineIcon)
            problems.Add("icons must name color.png and outline.png.");
        if (manifest.GetValueOrDefault("localizationInfo.additionalLanguages") is not JsonArray { Count: 1 }
            || Text(manifest, "localizationInfo.additionalLanguages[0].languageTag") != "fr"
            || Text(manifest, "localizationInfo.additionalLanguages[0].file") != PackageFiles.French)
            problems.Add("localizationInfo must name fr.json as the file for fr, and no other.");
        string[] known = [PackageFiles.Manifest, PackageFiles.French, PackageFiles.ColorIcon, PackageFiles.OutlineIcon];
        problems.AddRange(files.Keys.Except(known, StringComparer.Ordinal).Select(name => $"The manifest does not name the file {name}."));
    }

    private static IEnumerable<(string Path, JsonNode? Value)> Flatten(JsonNode? node, string path)
    {
        if (path.Length > 0)
            yield return (path, node);
        var inner = node switch
        {
            JsonObject members => members.Select(m => (path.Length == 0 ? m.Key : $"{path}.{m.Key}", m.Value)),
            JsonArray items => items.Select((item, index) => ($"{path}[{index}]", item)),
            _ => [],
        };
        foreach (var (innerPath, value) in inner)
        {
            foreach (var found in Flatten(value, innerPath))
                yield return found;
        }
    }

    private static string Pattern(string path) => IndexPattern().Replace(path, "[]");

    private static string? Text(Dictionary<string, JsonNode?> manifest, string path) => Text(manifest.GetValueOrDefault(path));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool HasScopes(JsonNode? node) => node is JsonArray scopes && scopes.Select(Text).ToHashSet().SetEquals(Scopes);

    [GeneratedRegex(@"^#[0-9a-fA-F]{6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ColorPattern();

    [GeneratedRegex(@"\[\d+\]", RegexOptions.CultureInvariant)]
    private static partial Regex IndexPattern();

    [GeneratedRegex(@"^bots\[0\]\.commandLists\[0\]\.commands\[\d\]\.(title|description)\z", RegexOptions.CultureInvariant)]
    private static partial Regex CommandKeyPattern();
}
