using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;

namespace CspBot.Resources;

/// <summary>Every sentence a person sees, in one language: keys are <c>Area.Name</c>, one pair of resource files per area.</summary>
internal sealed partial class Texts
{
    private static readonly ConcurrentDictionary<string, ResourceManager> Areas = new();

    /// <summary>An area whose texts stand in another assembly than ours: in its folder <c>Resources</c>.</summary>
    public static void Know(string area, Assembly assembly) =>
        Areas.TryAdd(area, new ResourceManager($"{assembly.GetName().Name}.Resources.{area}", assembly));

    private Texts(string language, string culture)
    {
        Language = language;
        Culture = CultureInfo.GetCultureInfo(culture);
    }

    public static Texts French { get; } = new("fr", "fr-FR");

    public static Texts English { get; } = new("en", "en-GB");

    public static IReadOnlyList<Texts> All { get; } = [French, English];

    /// <summary><c>fr</c> or <c>en</c>: a card's language.</summary>
    public string Language { get; }

    /// <summary>For dates and numbers.</summary>
    public CultureInfo Culture { get; }

    /// <summary>French for French readers and for those whose language is unknown; English for everybody else.</summary>
    public static Texts For(string? locale) =>
        string.IsNullOrWhiteSpace(locale) || locale.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? French : English;

    /// <summary>The sentence, with its places filled.</summary>
    /// <exception cref="MissingManifestResourceException">There is no such key: a fault of ours, held by a test.</exception>
    public string this[string key, params object?[] args] =>
        Find(key) is { } text
            ? args.Length == 0 ? text : string.Format(Culture, text, args)
            : throw new MissingManifestResourceException($"There is no text '{key}' in {Language}.");

    /// <summary>
    /// The sentence as it stands, or null. What several sentences say stands once, and they quote it: <c>[[Common.Roles.Read]]</c>.
    /// </summary>
    /// <exception cref="MissingManifestResourceException">It quotes a text that is not there: a fault of ours, held by a test.</exception>
    public string? Find(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        var area = Areas.GetOrAdd(key[..dot], name => new ResourceManager($"CspBot.Resources.{name}", typeof(Texts).Assembly));
        var text = area.GetString(key[(dot + 1)..], Culture);
        return text?.Contains("[[", StringComparison.Ordinal) == true
            ? Quoted().Replace(text, quoted => this[quoted.Groups[1].Value])
            : text;
    }

    /// <summary>A point in time as people write it, with its zone.</summary>
    public string Time(DateTimeOffset at) => Written(at.UtcDateTime, "d MMM yyyy HH:mm") + " UTC";

    /// <summary>A day; the month as a word, so that nobody takes it for the day.</summary>
    public string Day(DateTimeOffset at) => Written(at.UtcDateTime, "d MMM yyyy");

    /// <summary>A date in a format that begins with the day: French counts the first of a month (1er févr.).</summary>
    public string Written(DateTime at, string format) => at.Day == 1 && Culture.TwoLetterISOLanguageName == "fr"
        ? "1er" + at.ToString(format, Culture)[1..]
        : at.ToString(format, Culture);

    [GeneratedRegex(@"\[\[([\w.-]+)\]\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
