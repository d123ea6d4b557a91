using System.Resources;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using CspBot.Resources;

namespace CspBot.Tests.Resources;

/// <summary>
/// A third language that nobody had to translate: every text is the English one with accents, about a third longer, in ⟦brackets⟧. What
/// stands outside brackets on its cards came from no resource file; what does not fit there will not fit in German.
/// </summary>
internal sealed partial class PseudoLanguage() : Language(PseudoLanguage.Name, "en-GB")
{
    /// <summary>Its code, and the locale of who speaks it.</summary>
    public const string Name = "qps";

    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Accented = "åƀçđéƒğĥîĵķļɱñôþǫřšţûṽŵẋýžÅƁÇĐÉƑĞĤÎĴĶĻṀÑÔÞǪŘŠŢÛṼŴẊÝŽ";
    private const double Longer = 0.35;
    private const int LongestWord = 7;

    public override string OwnName => "⟦Qps⟧";

    [ModuleInitializer]
    internal static void Register() => Know(new PseudoLanguage());

    public override string? Find(ResourceManager area, string name) => base.Find(area, name) is { } english ? Of(english) : null;

    /// <summary>The text by the rule, line by line, since lines may be shown apart; places, quotes and addresses stay.</summary>
    public static string Of(string english) => string.Join(
        '\n', english.Split('\n').Select(line => string.IsNullOrWhiteSpace(line) ? line : OfLine(line)));

    private static string OfLine(string english)
    {
        var text = new StringBuilder("⟦");
        var at = 0;
        foreach (Match kept in Kept().Matches(english))
        {
            Accent(text, english[at..kept.Index]);
            text.Append(kept.Value);
            at = kept.Index + kept.Length;
        }

        Accent(text, english[at..]);
        for (var more = (int)Math.Ceiling(Longer * Kept().Replace(english, "").Length); more > 0; more -= LongestWord + 1)
            text.Append(' ').Append('ẋ', Math.Min(LongestWord, more));
        return text.Append('⟧').ToString();
    }

    private static void Accent(StringBuilder text, string plain)
    {
        foreach (var letter in plain)
            text.Append(Plain.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var index ? Accented[index] : letter);
    }

    [GeneratedRegex(@"\{\d+(?::[^}]*)?\}|\[\[[\w.-]+\]\]|https?://\S+")]
    private static partial Regex Kept();
}
