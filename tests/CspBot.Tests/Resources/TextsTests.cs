using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>Both languages say the same things, and the source asks for nothing that they do not say.</summary>
public sealed partial class TextsTests
{
    private static readonly string Bot = Path.Combine(SourceTree.Root, "src", "CspBot");

    /// <summary>Stands in front of the reasons that are no dialog's own: <see cref="Refusal.TextKey"/> puts it there.</summary>
    private const string OfRefusals = "Refusal.";

    private static readonly Dictionary<string, string> English = Read("");
    private static readonly Dictionary<string, string> French = Read("fr");
    private static readonly HashSet<string> Areas = [.. English.Keys.Select(key => key[..key.IndexOf('.', StringComparison.Ordinal)])];

    /// <summary>Every text in the source that could be a key, or the beginning of one.</summary>
    private static readonly IReadOnlyList<string> Literals =
        [.. Sources().SelectMany(source => Literal().Matches(source)).Select(match => match.Groups[1].Value).Distinct()];

    /// <summary>Every reason of a refusal that the source gives.</summary>
    internal static IReadOnlyList<string> RefusalReasons { get; } =
        [.. Sources().SelectMany(source => Reason().Matches(source)).Select(match => match.Groups[1].Value).Distinct()];

    private static readonly HashSet<string> Constants =
        [.. Sources().SelectMany(source => Constant().Matches(source)).Select(match => match.Value)];

    /// <summary>Every language but English, whose texts are those without a language in the file's name.</summary>
    public static TheoryData<string> Others { get; } = new(Language.All.Select(language => language.Code).Where(code => code != "en"));

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_language_has_the_same_keys(string code)
    {
        Assert.NotEmpty(English);
        Assert.Equal(English.Keys.Order(StringComparer.Ordinal), Read(code).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_language_fills_the_same_places(string code)
    {
        var other = Read(code);
        foreach (var (key, english) in English)
            Assert.True(Places(english).SetEquals(Places(other[key])), $"{key}: “{english}” and “{other[key]}”");
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_language_quotes_the_same_texts_and_each_is_there(string code)
    {
        var other = Read(code);
        foreach (var (key, english) in English)
        {
            var quoted = Quote().Matches(english).Select(match => match.Groups[1].Value).Order().ToList();
            Assert.Equal(quoted, Quote().Matches(other[key]).Select(match => match.Groups[1].Value).Order());
            Assert.All(quoted, one => Assert.True(English.ContainsKey(one), $"{key} quotes {one}"));
        }
    }

    /// <summary>A role has one name, which help, refusals and needs all say.</summary>
    [Fact]
    public void The_partner_roles_have_one_name_each() => Assert.DoesNotContain(
        French,
        text => text.Value.Contains("agent administrateur", StringComparison.OrdinalIgnoreCase)
            || text.Value.Contains("agents administrateurs", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void No_text_is_empty_or_forgotten_in_English()
    {
        Assert.All(English.Concat(French), text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));

        // Longer sentences that are the same in both languages were not translated.
        Assert.DoesNotContain(English, text =>
            text.Value.Contains(' ', StringComparison.Ordinal) && Letters().Count(text.Value) > 15 && French[text.Key] == text.Value);
    }

    [Fact]
    public void A_fault_of_typing_does_not_show_plain_apostrophes_or_three_dots() =>
        Assert.DoesNotContain(
            English.Concat(French), text => !text.Value.Contains("New-Az", StringComparison.Ordinal) && Typewriter().IsMatch(text.Value));

    /// <summary>A colon or a question mark would begin a line of its own on a phone, a quotation mark end one.</summary>
    [Fact]
    public void No_line_of_a_French_text_breaks_at_a_mark() =>
        Assert.DoesNotContain(French, text => BreaksAtMark().IsMatch(text.Value));

    /// <summary>
    /// Whole keys are constants, which the compiler holds; what stands in quotes is a reason of a refusal, or where a key begins.
    /// </summary>
    [Fact]
    public void A_whole_key_is_written_as_its_constant() =>
        AssertNone(Literals.Where(key => English.ContainsKey(key) && !English.ContainsKey(RefusalKey(key))));

    [Fact]
    public void Every_reason_and_every_beginning_of_a_key_in_the_source_exists() => AssertNone(Literals.Where(literal =>
        IsKey(literal) && literal != OfRefusals
        && (literal.EndsWith('.') ? !English.Keys.Any(key => Begins(literal, key)) : !English.ContainsKey(RefusalKey(literal)))));

    [Fact]
    public void Every_refusal_has_its_sentence()
    {
        Assert.True(RefusalReasons.Count > 40, "no reasons found");
        AssertNone(RefusalReasons.Where(reason => !English.ContainsKey(RefusalKey(reason))));
    }

    [Fact]
    public void Every_reason_that_the_cloud_can_give_has_a_sentence() =>
        Assert.DoesNotContain(Enum.GetNames<CloudReason>(), reason => !English.ContainsKey("Refusal.Cloud." + reason));

    [Fact]
    public void Every_state_of_a_request_has_a_line()
    {
        foreach (var state in Enum.GetValues<RequestState>())
            Assert.True(English.ContainsKey("Requests.Line." + state.Name()), $"{state}");
    }

    [Fact]
    public void Every_dialog_has_a_name_an_introduction_and_help()
    {
        foreach (var entry in Program.Table)
        {
            foreach (var part in new[] { "Name", "Intro", "Help", "Phrase", "Examples", "Needs" })
                Assert.True(English.ContainsKey($"{entry.Area}.{part}"), $"{entry.Area}.{part}");
        }
    }

    [Fact]
    public void No_text_is_there_for_nobody()
    {
        var areaParts = new HashSet<string>(["Name", "Intro", "Help"], StringComparer.Ordinal);
        AssertNone(English.Keys.Where(
            key => !IsAskedFor(key) && !areaParts.Contains(key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..]) && !IsTyped(key)));
    }

    /// <summary>What people type: the names of acts that can be typed, and the words of phrases, which have a test of their own.</summary>
    private static bool IsTyped(string key) => key.StartsWith(Concepts.Area + ".", StringComparison.Ordinal)
        || Program.Table.Any(entry => entry.Typed.Any(act => key == $"{entry.Area}.Says.{act.Step}"));

    /// <summary>
    /// A key is asked for by its constant, by a refusal's reason (with the help that belongs to it), by its beginning ("Requests.Line." +
    /// …), or by its end (dialog.Area + ".NotReady"). No beginning is a whole area: that would ask for everything.
    /// </summary>
    private static bool IsAskedFor(string key)
    {
        if (English.Values.Any(text => text.Contains($"[[{key}]]", StringComparison.Ordinal)))
            return true;
        var whole = key.EndsWith(".Help", StringComparison.Ordinal) ? key[..^".Help".Length] : key;
        return Constants.Contains(ConstantOf(key)) || Literals.Any(literal =>
            RefusalKey(literal) == whole
            || (literal.EndsWith('.') && literal.Length > 1 && Begins(literal, whole))
            || (literal.StartsWith('.') && literal.Length > 1 && whole.EndsWith(literal, StringComparison.Ordinal)));
    }

    /// <summary>All of them stand in the message.</summary>
    private static void AssertNone(IEnumerable<string> found) => Assert.Equal("", string.Join(", ", found));

    private static bool Begins(string beginning, string key) =>
        !Areas.Contains(beginning[..^1])
        && (key.StartsWith(beginning, StringComparison.Ordinal) || RefusalKey(beginning + "x")[..^1] is var refusal
            && key.StartsWith(refusal, StringComparison.Ordinal));

    /// <summary>As Resources/TextKeys.xslt makes it.</summary>
    private static string ConstantOf(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return $"{key[..dot]}Text.{key[(dot + 1)..].Replace('.', '_').Replace('-', '_')}";
    }

    private static bool IsKey(string literal) =>
        literal.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && Areas.Contains(literal[..dot]);

    private static string RefusalKey(string reason) => new Refusal(reason).TextKey;

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Bot, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Bot, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Select(File.ReadAllText);

    private static Dictionary<string, string> Read(string culture)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Bot, "Resources"), "*.resx"))
        {
            var area = Path.GetFileNameWithoutExtension(file);
            if (area.Contains('.', StringComparison.Ordinal))
                continue;
            var resources = new ResourceManager("CspBot.Resources." + area, typeof(Texts).Assembly);
            var set = resources.GetResourceSet(CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: false);
            foreach (var entry in set!.Cast<DictionaryEntry>())
                texts[$"{area}.{entry.Key}"] = (string)entry.Value!;
        }

        return texts;
    }

    [GeneratedRegex("« | [:;?!»%]")]
    private static partial Regex BreaksAtMark();

    [GeneratedRegex(@"\b[A-Z]\w+Text\.\w+")]
    private static partial Regex Constant();

    [GeneratedRegex("\\b(?:Refusal|Refused|Waits)\\(\"([A-Za-z0-9.]+)\"[,)]")]
    private static partial Regex Reason();

    [GeneratedRegex("\"([A-Za-z.][A-Za-z0-9.-]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{\d+(:[^}]*)?\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\[\[([^\]]*)\]\]")]
    private static partial Regex Quote();

    [GeneratedRegex(@"\p{L}")]
    private static partial Regex Letters();

    [GeneratedRegex(@"'|\.\.\.")]
    private static partial Regex Typewriter();
}
