namespace CspBot.Conversation;

/// <summary>
/// “Owner 4 henry 2 adatum”: a digit that stands for the word that sounds like it. Only between words, and where no number can be meant: it
/// counts nothing that is known, and follows no verb.
/// </summary>
internal static class SoundedWords
{
    private const string For = "for";

    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal) { ["4"] = For, ["2"] = "to", ["fr"] = For };

    /// <param name="isName">A word of a customer’s name.</param>
    public static async Task<TypedWords> ReadAsync(TypedWords typed, Lexicon lexicon, Func<string, Task<bool>> isName)
    {
        for (var at = 1; at < typed.All.Count - 1; at++)
        {
            if (s_words.TryGetValue(typed.All[at].Plain, out var word) && IsBetween(typed, at)
                && (word == For && IsBeforeTime(typed, at, lexicon)
                    || (char.IsAsciiDigit(typed.All[at].Plain[0]) && await IsBeforeNameAsync(typed, at, lexicon, isName))))
                typed = typed.With(at, typed.All[at] with { Plain = word });
        }

        return typed;
    }

    private static bool IsBetween(TypedWords typed, int at) => typed.Gap(at - 1) == " " && typed.Gap(at) == " ";

    /// <summary>“4 8 hours”, “fr 8h”: a number and a unit stand behind it.</summary>
    private static bool IsBeforeTime(TypedWords typed, int at, Lexicon lexicon)
    {
        var next = typed.All[at + 1].Plain;
        var unit = next.TrimStart([.. "0123456789"]);
        return unit.Length < next.Length
            && IsUnit(unit.Length > 0 ? unit : at + 2 < typed.All.Count ? typed.All[at + 2].Plain : "", lexicon);
    }

    private static async Task<bool> IsBeforeNameAsync(TypedWords typed, int at, Lexicon lexicon, Func<string, Task<bool>> isName)
    {
        var (before, next) = (typed.All[at - 1], typed.All[at + 1]);
        return !next.IsId && next.Plain.All(char.IsLetter) && before.Plain.All(char.IsLetter) && lexicon.Exact(next.Plain) is null
            && (Known(before.Plain, lexicon) is { } known ? !known.Concepts.Any(IsVerbOrPlace) : await isName(next.Plain));
    }

    private static Term? Known(string word, Lexicon lexicon) =>
        lexicon.Exact(word) ?? (lexicon.Near(word) is [{ Faults: 1, Term: var near }, ..] ? near : null);

    private static bool IsVerbOrPlace(string concept) => concept.StartsWith("do-", StringComparison.Ordinal)
        || concept is Concepts.AtPlace or Concepts.ToUser or Concepts.OfSubscription or Concepts.OfCustomer;

    private static bool IsUnit(string word, Lexicon lexicon) =>
        word.Length > 0 && lexicon.Exact(word) is { } term && Concepts.Units.Keys.Any(term.Is);
}
