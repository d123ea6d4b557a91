using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace CspBot.Resources;

/// <summary>
/// A language that the bot speaks, as data. A third one is a line in <see cref="s_all"/> and its resource files,
/// <c>Resources/&lt;Area&gt;.&lt;code&gt;.resx</c>.
/// </summary>
/// <param name="code">ISO 639, as the resource files and the cards name it.</param>
/// <param name="culture">Writes dates and numbers where the reader's own way is not known.</param>
/// <param name="serves">Whose language it is, beside those who speak it.</param>
internal class Language(string code, string culture, Serves serves = Serves.Speakers)
{
    private static readonly IReadOnlyList<Language> s_all =
    [
        new("fr", "fr-FR", Serves.Unknown),
        new("en", "en-GB", Serves.Others),
    ];

    /// <summary>Spoken to whoever asks for them, and offered to nobody.</summary>
    private static IReadOnlyList<Language> s_more = [];

    /// <summary>How people write in some place; a locale that is none of these is anybody's word.</summary>
    private static readonly Lazy<FrozenDictionary<string, CultureInfo>> s_places = new(() =>
        CultureInfo.GetCultures(CultureTypes.SpecificCultures).ToFrozenDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase));

    public static IReadOnlyList<Language> All => s_all;

    public string Code => code;

    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(culture);

    /// <summary>What its speakers call it.</summary>
    public virtual string OwnName => Culture.Parent.NativeName;

    /// <summary>A language whose texts stand elsewhere than in our resource files; it is spoken, and offered to nobody.</summary>
    public static void Know(Language language) => s_more = [.. s_more, language];

    /// <summary>The language of that code, as written; null for anything else.</summary>
    public static Language? Find(string? code) => s_all.Concat(s_more).FirstOrDefault(one => one.Code == code);

    /// <summary>Whose language it is: their own where the bot speaks it.</summary>
    public static Language For(string? locale) => string.IsNullOrWhiteSpace(locale)
        ? s_all.First(one => one.Serves == Serves.Unknown)
        : s_all.Concat(s_more).FirstOrDefault(one => one.IsSpokenIn(locale)) ?? s_all.First(one => one.Serves == Serves.Others);

    /// <summary>How the reader writes dates and numbers: as at home (<c>en-US</c>), where this language is spoken there.</summary>
    public CultureInfo CultureFor(string? locale) =>
        locale is not null && IsSpokenIn(locale) && s_places.Value.TryGetValue(locale, out var own) ? own : Culture;

    /// <summary>The text of that name.</summary>
    public virtual string? Find(ResourceManager area, string name) => area.GetString(name, Culture);

    private Serves Serves => serves;

    private bool IsSpokenIn(string locale) =>
        locale.StartsWith(Code, StringComparison.OrdinalIgnoreCase) && (locale.Length == Code.Length || locale[Code.Length] is '-' or '_');
}

/// <summary>Who is spoken to in a language.</summary>
internal enum Serves
{
    /// <summary>Those who speak it.</summary>
    Speakers,

    /// <summary>Also those whose language nobody told.</summary>
    Unknown,

    /// <summary>Also those whose language the bot does not speak.</summary>
    Others,
}
