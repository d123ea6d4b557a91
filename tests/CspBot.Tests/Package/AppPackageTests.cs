using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CspBot.Package;
using CspBot.Tests.Harness;
using CspBot.Tests.Resources;
using Xunit;

namespace CspBot.Tests.Package;

/// <summary>
/// The command writes a package that Teams takes, and tells each wrong setting in a
/// sentence; the files it is made of break no rule.
/// </summary>
public sealed class AppPackageTests : IDisposable
{
    private const string AppId = "6f1f3f0e-8c1b-4a52-9d0c-2b6c7a3f1d55";

    private const string DomainSentence =
        "validDomains must hold public host names such as bot.example.com, without https://, port, path or wildcard (--domain).";

    // What agents type, as in the contract.
    private static readonly PackageCommand[] Commands =
    [
        new("help", "What I can do, and how to begin", "aide", "Ce que je sais faire, et comment commencer"),
        new(
            "grant owner",
            "Make somebody an owner of an Azure subscription",
            "accorder propriétaire",
            "Rendre quelqu'un propriétaire d'un abonnement Azure"),
        new(
            "reservation permission",
            "Let a customer buy reservations, or not",
            "autorisation réservation",
            "Permettre ou non à un client d'acheter des réservations"),
        new("onboard stack", "Connect a customer to Azure Stack", "intégrer stack", "Relier un client à Azure Stack"),
        new(
            "reservations",
            "See, buy, exchange and return reservations",
            "réservations",
            "Voir, acheter, échanger et rendre des réservations"),
        new("customers", "Find a customer", "clients", "Trouver un client"),
        new("visual studio", "Visual Studio subscriptions", "visual studio", "Abonnements Visual Studio"),
        new("notifications", "Choose what I tell you", "notifications", "Choisir ce que je vous dis"),
        new("requests", "Your requests and those you may decide", "demandes", "Vos demandes et celles que vous pouvez décider"),
    ];

    private readonly DirectoryInfo _folder = new DirectoryInfo(TempFolder.Create("package"));

    /// <summary>Each rule: how it is broken in a good package, and what is said then.</summary>
    public static TheoryData<string> Rules { get; } = new(Broken.Keys);

    private static Dictionary<string, (Action<Dictionary<string, byte[]>> Break, string Sentence)> Broken => new(StringComparer.Ordinal)
    {
        ["manifest missing"] = (f => f.Remove("manifest.json"), "The file manifest.json is missing."),
        ["manifest not JSON"] = (f => f["manifest.json"] = "{"u8.ToArray(), "The file manifest.json is not JSON:"),
        ["manifest an array"] = (f => f["manifest.json"] = "[]"u8.ToArray(), "The file manifest.json does not hold a JSON object."),
        ["member twice"] = (f => f["manifest.json"] = "{\"id\":\"a\",\"id\":\"b\"}"u8.ToArray(), "The file manifest.json is not JSON:"),
        ["file in a folder"] = (f => f["sub/extra.txt"] = [], "The file sub/extra.txt must lie at the top of the zip"),
        ["file too many"] = (f => f["extra.txt"] = [], "The manifest does not name the file extra.txt."),
        ["unknown member"] = Manifest(m => m["packageName"] = "x", "The manifest has the member packageName, which is not known here."),
        ["unknown inner member"] = Manifest(
            m => m["bots"]![0]!["supportFiles"] = true, "The manifest has the member bots[0].supportFiles, which"),
        ["missing member"] = Manifest(m => m["developer"]!.AsObject().Remove("privacyUrl"), "The manifest lacks developer.privacyUrl."),
        ["permission"] = Manifest(
            m => m["permissions"] = new JsonArray("identity"), "The manifest has permissions, but the bot needs no permission"),
        ["resource-specific consent"] = Manifest(
            m => m["authorization"] = new JsonObject { ["permissions"] = new JsonObject() }, "The manifest has authorization, but"),
        ["another app's sign-in"] = Manifest(
            m => m["webApplicationInfo"] = new JsonObject { ["id"] = AppId, ["resource"] = "api://botid-other" },
            "webApplicationInfo must name the bot's app"),
        ["empty text"] = Manifest(m => m["name"]!["short"] = " ", "name.short is empty."),
        ["placeholder left"] = Manifest(m => m["name"]!["full"] = "{{brand}}", "name.full still holds the placeholder {{brand}}."),
        ["short name long"] = Manifest(m => m["name"]!["short"] = new string('n', 31), "name.short has 31 characters; at most 30 fit."),
        ["full name long"] = Manifest(m => m["name"]!["full"] = new string('n', 101), "name.full has 101 characters; at most 100 fit."),
        ["short description long"] = Manifest(
            m => m["description"]!["short"] = new string('n', 81), "description.short has 81 characters; at most 80 fit."),
        ["full description long"] = Manifest(
            m => m["description"]!["full"] = new string('n', 4001), "description.full has 4001 characters; at most 4000 fit."),
        ["descriptions equal"] = Manifest(
            m => m["description"]!["full"] = m["description"]!["short"]!.GetValue<string>(),
            "The short and the full description must differ."),
        ["manifest version"] = Manifest(
            m => m["manifestVersion"] = "1.28", "manifestVersion and $schema must both be those of version 1.29."),
        ["schema"] = Manifest(
            m => m["$schema"] = "https://example.com/", "manifestVersion and $schema must both be those of version 1.29."),
        ["colour"] = Manifest(m => m["accentColor"] = "teal", "accentColor must be a colour such as"),
        ["channel features"] = Manifest(m => m.Remove("supportsChannelFeatures"), "supportsChannelFeatures must be tier1"),
        ["no bot"] = Manifest(m => m["bots"] = new JsonArray(), "The manifest must hold exactly one bot."),
        ["scope missing"] = Manifest(
            m => m["bots"]![0]!["scopes"] = new JsonArray("personal", "team"), "The bot's scopes must be personal, team and groupChat"),
        ["scope in the wrong case"] = Manifest(
            m => m["bots"]![0]!["scopes"] = new JsonArray("personal", "team", "groupchat"), "The bot's scopes must be"),
        ["command list scope"] = Manifest(
            m => m["bots"]![0]!["commandLists"]![0]!["scopes"] = new JsonArray("personal"), "There must be one command list"),
        ["no command list"] = Manifest(m => m["bots"]![0]!["commandLists"] = new JsonArray(), "There must be one command list"),
        ["too many commands"] = Manifest(
            m => { for (var n = 0; n < 2; n++) CommandList(m).Add((JsonNode)new JsonObject { ["title"] = $"c{n}" }); },
            "The command list has 11 commands; Teams shows at most 10."),
        ["command missing"] = Manifest(
            m => CommandList(m).RemoveAt(2), "The commands in manifest.json are not those of the bot's dialog table"),
        ["commands in another order"] = Manifest(
            m => { var help = CommandList(m)[0]!; CommandList(m).RemoveAt(0); CommandList(m).Add(help); },
            "The commands in manifest.json are not those"),
        ["command twice"] = Manifest(m => CommandList(m)[1]!["title"] = "HELP", "stands more than once in manifest.json."),
        ["command title long"] = Manifest(
            m => CommandList(m)[0]!["title"] = new string('n', 33), "commands[0].title has 33 characters; at most 32 fit."),
        ["command description long"] = Manifest(
            m => CommandList(m)[0]!["description"] = new string('n', 129), "commands[0].description has 129 characters; at most 128 fit."),
        ["icon name"] = Manifest(m => m["icons"]!["color"] = "icons/color.png", "icons must name color.png and outline.png."),
        ["language file name"] = Manifest(
            m => m["localizationInfo"]!["additionalLanguages"]![0]!["file"] = "french.json", "localizationInfo must name fr.json"),
        ["french missing"] = (f => f.Remove("fr.json"), "The file fr.json is missing."),
        ["french schema"] = French(m => m["$schema"] = "https://example.com/", "$schema in fr.json must be the language schema"),
        ["french text missing"] = French(m => m.Remove("description.full"), "The file fr.json lacks description.full."),
        ["french unknown member"] = French(
            m => m["name.long"] = "x", "The file fr.json has the member name.long, which is not known here."),
        ["french text long"] = French(
            m => m["name.short"] = new string('n', 31), "name.short in fr.json has 31 characters; at most 30 fit."),
        ["french command long"] = French(
            m => m["bots[0].commandLists[0].commands[1].title"] = new string('n', 33),
            "title in fr.json has 33 characters; at most 32 fit."),
        ["french command missing"] = French(
            m => m.Remove("bots[0].commandLists[0].commands[8].title"), "The commands in fr.json are not those of the bot's dialog table"),
        ["french command other"] = French(
            m => m["bots[0].commandLists[0].commands[0].title"] = "secours", "The commands in fr.json are not those"),
        ["french command twice"] = French(
            m => m["bots[0].commandLists[0].commands[1].title"] = "Aide", "stands more than once in fr.json."),
        ["colour icon missing"] = (f => f.Remove("color.png"), "The file color.png is missing."),
        ["colour icon size"] = (f => f["color.png"] = TestPng.Write(96, 192, (_, _) => (1, 2, 3, 255)),
            "The icon color.png is 96 x 192 pixels; it must be 192 x 192."),
        ["colour icon no picture"] = (f => f["color.png"] = "GIF89a"u8.ToArray(), "The file color.png is not a PNG picture"),
        ["outline size"] = Outline(64, (_, _) => (255, 255, 255, 255), "The icon outline.png is 64 x 64 pixels; it must be 32 x 32."),
        ["outline coloured"] = Outline(
            32,
            (x, y) => x == y ? ((byte)255, (byte)254, (byte)255, (byte)9) : default,
            "The icon outline.png has 32 pixels that are neither white nor transparent."),
        ["outline without background"] = Outline(32, (_, _) => (255, 255, 255, 128), "The icon outline.png has no transparent background."),
        ["outline empty"] = Outline(32, (_, _) => default, "The icon outline.png is empty."),
        ["outline padded"] = Outline(
            32,
            (x, y) => x is > 7 and < 24 && y == 9 ? ((byte)255, (byte)255, (byte)255, (byte)255) : default,
            "The drawing in outline.png must reach the border"),
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_has_its_sentence(string rule)
    {
        var files = GoodFiles();
        Assert.Empty(PackageRules.Check(files, Commands));
        var (breakIt, sentence) = Broken[rule];

        breakIt(files);

        var problems = PackageRules.Check(files, Commands);
        Assert.Contains(problems, problem => problem.Contains(sentence, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.Matches("^[A-Za-z$].*[.]$", problem));
    }

    [Fact]
    public void What_the_source_tree_and_the_table_give_breaks_no_rule() =>
        Assert.Empty(PackageRules.Check(GoodFiles(Program.Commands()), Program.Commands()));

    /// <summary>
    /// Whatever a person reads in the manifest stands in the French file too. The texts of the commands come from the resource files: in
    /// the pseudo-language nothing of them is left.
    /// </summary>
    [Fact]
    public void Every_sentence_of_the_manifest_is_in_a_file_of_each_language()
    {
        var pseudo = global::CspBot.Resources.Texts.For(PseudoLanguage.Name);
        var commands = Program.Table.Select(entry => new PackageCommand("1", pseudo[entry.Area + ".Help"], "1", "1")).ToArray();
        var files = GoodFiles(commands);
        var french = JsonNode.Parse(files[PackageFiles.French])!.AsObject();
        var sentences = Sentences(JsonNode.Parse(files[PackageFiles.Manifest])!, "").ToList();

        Assert.True(sentences.Count >= 3 + commands.Length, string.Join('\n', sentences));
        Assert.All(sentences, sentence => Assert.True(french.ContainsKey(sentence.Path), sentence.ToString()));
        Assert.All(
            sentences.Where(sentence => sentence.Path.StartsWith("bots", StringComparison.Ordinal)),
            sentence => Assert.Empty(HardCoded.Outside(sentence.Text).Trim()));
    }

    /// <summary>Each text of several words, and where it stands.</summary>
    private static IEnumerable<(string Path, string Text)> Sentences(JsonNode node, string path) => node switch
    {
        JsonObject members => members.SelectMany(one => Sentences(one.Value!, path.Length == 0 ? one.Key : $"{path}.{one.Key}")),
        JsonArray all => all.SelectMany((one, index) => Sentences(one!, FormattableString.Invariant($"{path}[{index}]"))),
        _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String && (string)node! is var text && text.Contains(' ')
            ? [(path, text)]
            : [],
    };

    [Fact]
    public async Task The_command_writes_a_flat_zip_and_the_same_one_again()
    {
        var (first, second) = (Path.Combine(_folder.FullName, "a", "one.zip"), Path.Combine(_folder.FullName, "two.zip"));
        var (code, output, errors) = await RunAsync("package", "--app-id", AppId, "--domain", "bot.example.com", "--out", first);
        await RunAsync("--app-id", AppId, "--domain", "bot.example.com", "--out", second);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("9 commands", output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(second));
        using var zip = ZipFile.OpenRead(first);
        Assert.Equal(["color.png", "fr.json", "manifest.json", "outline.png"], zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task The_settings_stand_in_the_manifest_and_the_commands_in_both_languages()
    {
        var path = Path.Combine(_folder.FullName, "cspbot.zip");
        await RunAsync(
            "--app-id", AppId, "--package-id", "0b0b5b3e-57a9-4a0e-8a53-0d5a3d8c9a11", "--domain", "bot.example.com", "--version", "2.3.4",
            "--developer", "Fabrikam \"Cloud\"", "--website", "https://fabrikam.example.com/", "--out", path);

        using var zip = ZipFile.OpenRead(path);
        var manifest = await ReadAsync(zip, "manifest.json");
        var french = await ReadAsync(zip, "fr.json");
        Assert.Equal("0b0b5b3e-57a9-4a0e-8a53-0d5a3d8c9a11", (string?)manifest["id"]);
        Assert.Equal(AppId, (string?)manifest["bots"]![0]!["botId"]);
        Assert.Equal("Fabrikam \"Cloud\"", (string?)manifest["developer"]!["name"]);
        Assert.Equal("https://fabrikam.example.com/", (string?)manifest["developer"]!["websiteUrl"]);
        Assert.Equal("https://bot.example.com/privacy", (string?)manifest["developer"]!["privacyUrl"]);
        Assert.Equal("bot.example.com", (string?)manifest["validDomains"]![0]);
        Assert.Equal("grant owner", (string?)manifest["bots"]![0]!["commandLists"]![0]!["commands"]![1]!["title"]);
        Assert.Equal("accorder propriétaire", (string?)french["bots[0].commandLists[0].commands[1].title"]);
    }

    [Theory]
    [InlineData("off", null, "bot.example.com")]
    [InlineData("on", "api://botid-" + AppId, "bot.example.com token.botframework.com")]
    public void Single_sign_on_stands_in_the_manifest_where_it_is_turned_on(string signIn, string? resource, string domains)
    {
        var settings = PackageSettings.Parse(["--app-id", AppId, "--domain", "bot.example.com", "--out", "x", "--sign-in", signIn]);
        Assert.Empty(settings.Problems);
        var files = PackageFiles.Build(settings.Settings, Commands);
        Assert.Empty(PackageRules.Check(files, Commands));
        var manifest = JsonNode.Parse(files[PackageFiles.Manifest])!;
        Assert.Equal(resource, (string?)manifest["webApplicationInfo"]?["resource"]);
        Assert.Equal(domains, string.Join(' ', manifest["validDomains"]!.AsArray()));
    }

    [Theory]
    [InlineData("--domain bot.example.com --out x.zip", "The option --app-id is missing.")]
    [InlineData("--app-id a --out x.zip", "The option --domain is missing.")]
    [InlineData("--app-id a --domain b", "The option --out is missing.")]
    [InlineData("--app-id a --domain b --out", "The option --out needs a value.")]
    [InlineData("--app-id --domain b --out x.zip", "The option --app-id needs a value.")]
    [InlineData("--app-id a --domain b --out x.zip --app-id c", "The option --app-id is given twice.")]
    [InlineData("--app-id a --domain b --out x.zip --colour red", "The option --colour is not known; --help lists the options.")]
    public async Task A_wrong_command_line_is_told_and_nothing_is_written(string line, string sentence)
    {
        var path = Path.Combine(_folder.FullName, "x.zip");
        var (code, output, errors) = await RunAsync(line.Replace("x.zip", path, StringComparison.Ordinal).Split(' '));

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(sentence, errors.Split(Environment.NewLine));
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("--app-id", "a", "The bot's app id must be a GUID, that of Bot:AppId (--app-id).")]
    [InlineData("--app-id", "00000000-0000-0000-0000-000000000000", "The bot's app id must be a GUID, that of Bot:AppId (--app-id).")]
    [InlineData("--package-id", "cspbot", "The app's id must be a GUID such as 6f1f3f0e-8c1b-4a52-9d0c-2b6c7a3f1d55 (--package-id).")]
    [InlineData("--sign-in", "yes", "The option --sign-in is on or off.")]
    [InlineData("--version", "1.0", "The version must be three numbers such as 1.4.0 (--version).")]
    [InlineData("--version", "1.02.0", "The version must be three numbers such as 1.4.0 (--version).")]
    [InlineData("--developer", " ", "developer.name is empty.")]
    [InlineData("--developer", "a name that has thirty-three signs", "developer.name has 34 characters; at most 32 fit (--developer).")]
    [InlineData(
        "--domain", "a-domain-name-of-more-than-32-letters.example.com", "developer.name has 49 characters; at most 32 fit (--developer).")]
    [InlineData("--domain", "localhost", DomainSentence)]
    [InlineData("--domain", "https://bot.example.com", DomainSentence)]
    [InlineData("--domain", "*.example.com", DomainSentence)]
    [InlineData("--domain", "10.0.0.4", DomainSentence)]
    [InlineData("--domain", "", DomainSentence)]
    [InlineData("--website", "http://bot.example.com", "developer.websiteUrl must be an https address on a public host (--website).")]
    [InlineData("--privacy", "https://localhost/privacy", "developer.privacyUrl must be an https address on a public host (--privacy).")]
    [InlineData("--terms", "terms", "developer.termsOfUseUrl must be an https address on a public host (--terms).")]
    public async Task A_setting_that_Teams_would_not_take_is_told_and_nothing_is_written(string name, string value, string sentence)
    {
        var path = Path.Combine(_folder.FullName, "x.zip");
        var good = new Dictionary<string, string> { ["--app-id"] = AppId, ["--domain"] = "bot.example.com", ["--out"] = path };
        good[name] = value;
        var (code, output, errors) = await RunAsync([.. good.SelectMany(option => (string[])[option.Key, option.Value])]);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(sentence, errors.Split(Environment.NewLine));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Without_options_it_says_how_it_is_used()
    {
        var (code, output, _) = await RunAsync("package");
        Assert.Equal(1, code);
        Assert.Contains("--app-id", output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("package", "--help")).Code);
    }

    [RequiresFact("npm-ci")]
    public async Task Microsofts_schemas_take_the_manifest_and_the_language_file()
    {
        var path = Path.Combine(_folder.FullName, "cspbot.zip");
        await RunAsync("--app-id", AppId, "--domain", "bot.example.com", "--out", path);
        await ZipFile.ExtractToDirectoryAsync(path, _folder.FullName);

        var (code, said) = await NodeScript.RunAsync(
            "validate-manifest.mjs", Path.Combine(_folder.FullName, "manifest.json"), Path.Combine(_folder.FullName, "fr.json"));

        Assert.True(code == 0, said);
        Assert.Equal(2, said.Split('\n').Count(line => line.StartsWith("ok", StringComparison.Ordinal)));
    }

    [RequiresFact("npm-ci")]
    public async Task Microsofts_schemas_refuse_what_they_do_not_know()
    {
        var files = GoodFiles();
        Manifest(m => m["packageName"] = "x", "").Break(files);
        French(m => m["name.long"] = "x", "").Break(files);
        foreach (var name in (string[])["manifest.json", "fr.json"])
            await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, name), files[name]);

        var (code, said) = await NodeScript.RunAsync(
            "validate-manifest.mjs", Path.Combine(_folder.FullName, "manifest.json"), Path.Combine(_folder.FullName, "fr.json"));

        Assert.Equal(1, code);
        Assert.Contains("packageName", said, StringComparison.Ordinal);
        Assert.Contains("name.long", said, StringComparison.Ordinal);
    }

    private static Dictionary<string, byte[]> GoodFiles(IReadOnlyList<PackageCommand>? commands = null) => PackageFiles.Build(
        PackageSettings.Parse(["--app-id", AppId, "--domain", "bot.example.com", "--out", "x"]).Settings, commands ?? Commands);

    private static JsonArray CommandList(JsonObject manifest) => manifest["bots"]![0]!["commandLists"]![0]!["commands"]!.AsArray();

    private static (Action<Dictionary<string, byte[]>> Break, string Sentence) Manifest(Action<JsonObject> change, string sentence) =>
        (files => Change(files, "manifest.json", change), sentence);

    private static (Action<Dictionary<string, byte[]>> Break, string Sentence) French(Action<JsonObject> change, string sentence) =>
        (files => Change(files, "fr.json", change), sentence);

    private static (Action<Dictionary<string, byte[]>> Break, string Sentence) Outline(
        int size, Func<int, int, (byte, byte, byte, byte)> pixel, string sentence) =>
        (files => files["outline.png"] = TestPng.Write(size, size, pixel), sentence);

    private static void Change(Dictionary<string, byte[]> files, string name, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(files[name])!.AsObject();
        change(json);
        files[name] = PackageFiles.ToBytes(json);
    }

    private static async Task<JsonNode> ReadAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync(), Encoding.UTF8);
        return JsonNode.Parse(await reader.ReadToEndAsync())!;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await AppPackage.RunAsync(args, Commands, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
