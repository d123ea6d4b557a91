using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text;
using System.Text.RegularExpressions;

namespace CspBot.Resources;

/// <summary>Every sentence a person sees, in one language: keys are <c>Area.Name</c>, one pair of resource files per area.</summary>
internal sealed partial class Texts
{
    private static readonly ConcurrentDictionary<string, ResourceManager> Areas = new();

    /// <summary>An area whose texts stand in another assembly than ours: in its folder <c>Resources</c>.</summary>
    public static void Know(string area, Assembly assembly) =>
        Areas.TryAdd(area, new ResourceManager($"{assembly.GetName().Name}.Resources.{area}", assembly));

    private readonly Language _language;
    private readonly string? _locale;

    private Texts(Language language, string? locale, TimeZoneInfo? zone, bool isShared = false)
    {
        (_language, _locale, Zone, IsShared) = (language, locale, zone, isShared);
        Culture = language.CultureFor(locale);
    }

    public static Texts French { get; } = For("fr");

    public static Texts English { get; } = For("en");

    /// <summary>Every language that the bot speaks.</summary>
    public static IReadOnlyList<Texts> All => [.. Resources.Language.All.Select(language => new Texts(language, null, null))];

    /// <summary>Code of the language (<c>fr</c>): a card's language.</summary>
    public string Language => _language.Code;

    /// <summary>For dates and numbers: the reader's own where it is known, as the same language writes them otherwise elsewhere.</summary>
    public CultureInfo Culture { get; }

    /// <summary>The reader's time zone; null where nobody told it.</summary>
    public TimeZoneInfo? Zone { get; }

    /// <summary>Several people read it, each on their own clock.</summary>
    public bool IsShared { get; }

    /// <summary>What is said to a reader of this locale: whose language it is says <see cref="Resources.Language.All"/>.</summary>
    public static Texts For(string? locale) => new(Resources.Language.For(locale), locale, null);

    /// <summary>The same reader in that language; the same texts where the bot does not speak it.</summary>
    /// <param name="language">A code, as written.</param>
    public Texts Speaking(string? language) =>
        Resources.Language.Find(language) is { } other && other != _language ? new Texts(other, _locale, Zone, IsShared) : this;

    /// <summary>The same for a reader who lives by that zone.</summary>
    public Texts In(TimeZoneInfo? zone) => new(_language, _locale, zone, IsShared);

    /// <summary>The same on a card that others read too: see <see cref="SharedTimes"/>.</summary>
    public Texts Shared() => new(_language, _locale, Zone, isShared: true);

    /// <summary>The sentence, with its places filled.</summary>
    /// <exception cref="MissingManifestResourceException">There is no such key: a fault of ours, held by a test.</exception>
    public string this[string key, params object?[] args] =>
        Find(key) is { } text
            ? args.Length == 0 ? text : string.Format(Culture, Language == "fr" ? Elided(text, args) : text, args)
            : throw new MissingManifestResourceException($"There is no text '{key}' in {Language}.");

    /// <summary>Names in a sentence: “Paris and Lyon”, “Paris, Lyon and Nice”.</summary>
    public string Names(IReadOnlyList<string> names) => names.Count < 2
        ? string.Concat(names)
        : this[RequestsText.TwoNames, string.Join(", ", names.SkipLast(1)), names[^1]];

    /// <summary>
    /// The sentence as it stands, or null. What several sentences say stands once, and they quote it: <c>[[Common.Roles.Read]]</c>.
    /// </summary>
    /// <exception cref="MissingManifestResourceException">It quotes a text that is not there: a fault of ours, held by a test.</exception>
    public string? Find(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        var area = Areas.GetOrAdd(key[..dot], name => new ResourceManager($"CspBot.Resources.{name}", typeof(Texts).Assembly));
        var text = _language.Find(area, key[(dot + 1)..]);
        return text?.Contains("[[", StringComparison.Ordinal) == true
            ? Quoted().Replace(text, quoted => this[quoted.Groups[1].Value])
            : text;
    }

    /// <summary>French says “d’Adatum” and “qu’Adatum” where the name that fills the place begins with a vowel.</summary>
    private static string Elided(string text, object?[] args) => ElidedWord().Replace(text, found =>
        args.ElementAtOrDefault(found.Groups[2].Value[0] - '0') is string { Length: > 0 } name && BeginsWithVowel(name)
            ? $"{found.Groups[1].Value}’{{{found.Groups[2].Value}}}"
            : found.Value);

    private static bool BeginsWithVowel(string name) =>
        !char.IsSurrogate(name[0]) && "AEIOU".Contains(name[..1].Normalize(NormalizationForm.FormD)[0], StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\b([dD]|[qQ]u)e \{(\d)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ElidedWord();

    [GeneratedRegex(@"\[\[([\w.-]+)\]\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
