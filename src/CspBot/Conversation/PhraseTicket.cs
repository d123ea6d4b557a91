using System.Text.RegularExpressions;

namespace CspBot.Conversation;

/// <summary>The number of a ticket: “incident INC-4711”, “INC0012345”, “ticket 4711”. Only a word that says so makes it one.</summary>
internal sealed partial record PhraseTicket(int From, int To, int Number)
{
    /// <summary>The first one; null where none is told.</summary>
    public static PhraseTicket? Read(TypedWords words)
    {
        for (var at = 0; at < words.All.Count; at++)
        {
            var letters = Letters().Match(words.All[at].Plain);
            if (letters.Success && words.Lexicon.Exact(letters.Groups["letters"].Value)?.Is(Concepts.TicketWord) == true)
                return new PhraseTicket(at, at, at);
            if (words.Parts.Where(hit => hit.At == at && hit.Faults == 0 && hit.Term.Is(Concepts.TicketWord)).MaxBy(hit => hit.Count)
                is not { } word)
                continue;
            if (At(words, word.Next) is { } apart)
                return new PhraseTicket(at, apart.To, apart.From);
            if (word.Count == 1 && word.Next < words.All.Count && words.Gap(at) is "-" or "#"
                && Digits().IsMatch(words.All[word.Next].Plain))
                return new PhraseTicket(at, word.Next, at);
        }

        return null;
    }

    public bool Covers(int at) => at >= From && at <= To;

    public string Say(TypedWords words) => words.Between(Number, To);

    /// <summary>Digits, or letters and digits that a hyphen joins.</summary>
    private static (int From, int To)? At(TypedWords words, int at)
    {
        if (at >= words.All.Count)
            return null;
        if (Digits().IsMatch(words.All[at].Plain) && words.Gap(at - 1) != "-")
            return (at, at);
        if (Letters().IsMatch(words.All[at].Plain))
            return (at, at);
        return at + 1 < words.All.Count && words.Gap(at) is "-" or "#" && Digits().IsMatch(words.All[at + 1].Plain) ? (at, at + 1) : null;
    }

    [GeneratedRegex(@"\A\d{2,}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A(?<letters>[a-z]{2,6})\d{3,}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Letters();
}
