using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Conversation;

/// <summary>Money that a phrase tells: “up to 5000 EUR”, “jusqu’à 1 200 €”. It is no time, and no form takes it from a phrase.</summary>
internal sealed partial record PhraseMoney(int From, int To)
{
    /// <summary>The first one; null where none is told.</summary>
    public static PhraseMoney? Read(TypedWords words)
    {
        for (var at = 0; at < words.All.Count; at++)
        {
            if (!Amount().IsMatch(words.All[at].Plain))
                continue;
            var to = at;
            while (to + 1 < words.All.Count && words.All[to + 1].Plain.All(char.IsAsciiDigit) && IsOneNumber(words, to))
                to++;
            var (before, behind) = (at > 0 && IsMoney(words, at - 1), to + 1 < words.All.Count && IsMoney(words, to + 1));
            if (before || behind || words.Signs(at, to).Any(sign => char.GetUnicodeCategory(sign) == UnicodeCategory.CurrencySymbol)
                || words.Lexicon.Exact(words.All[to].Plain.TrimStart([.. "0123456789"]))?.Is(Concepts.Money) == true)
                return Led(words, new PhraseMoney(before ? at - 1 : at, behind ? to + 1 : to));
            at = to;
        }

        return null;
    }

    public bool Covers(int at) => at >= From && at <= To;

    /// <summary>With “up to” before it.</summary>
    private static PhraseMoney Led(TypedWords words, PhraseMoney money) => words.Parts
        .Where(hit => hit.Next == money.From && hit.Faults == 0 && hit.Term.Is(Concepts.Until))
        .MaxBy(hit => hit.Count) is { } lead ? money with { From = lead.At } : money;

    private static bool IsMoney(TypedWords words, int at) =>
        words.Parts.Any(hit => hit.At == at && hit.Count == 1 && hit.Faults == 0 && hit.Term.Is(Concepts.Money));

    private static bool IsOneNumber(TypedWords words, int at) =>
        words.Gap(at).Length == 1;

    [GeneratedRegex(@"\A\d+(k|[a-z]{3,7})?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Amount();
}
