namespace CspBot.Conversation;

/// <summary>
/// Why, as a phrase says it: “because of INC-42”, “parce que l’admin est parti”. It goes into the form's own field, to be corrected there,
/// and none of its words names anything else.
/// </summary>
/// <param name="Phrase">What was typed, without it.</param>
/// <param name="Why">The reason in the words that were typed.</param>
internal sealed record PhraseReason(string Phrase, string Why)
{
    /// <summary>The number of a ticket that it tells; empty for none.</summary>
    public string Ticket { get; private init; } = "";

    /// <summary>The reason without a ticket that is told behind it: “the migration, ticket INC-42”.</summary>
    public string Rest { get; private init; } = Why;

    /// <summary>Signs that stand between a phrase and its reason.</summary>
    private static readonly char[] s_between = [' ', ',', ';', ':', '.', '-', '\u2013', '\u2014', '(', ')'];

    /// <summary>The first reason that is told; null where none is, or nothing else is said.</summary>
    public static async Task<PhraseReason?> ReadAsync(string text, Lexicon lexicon, Func<string, Task<bool>> isName)
    {
        var words = TypedWords.Read(text);
        words.Find(lexicon, new HashSet<string>());
        if (ForTicket(words, text) is { } forTicket)
            return forTicket.Split(lexicon);
        for (var at = 0; at < words.All.Count - 1; at++)
        {
            if (Behind(words, text, at) is not { } from)
                continue;
            var begins = Enumerable.Range(0, at).All(word => words.Is(word, Concepts.Filler));
            var (why, rest) = begins ? First(words, text, from) : await LastAsync(words, text, new Span(at, from), isName);
            var said = (begins ? rest : $"{text[..words.All[at].At].TrimEnd(s_between)} {rest}").Trim();
            return said.Length > 0 && why.Length > 0 ? new PhraseReason(said, why).Split(lexicon) : null;
        }

        return null;
    }

    /// <summary>“For ticket INC-42”, with something else said before: that far, and what stands behind is said of something else.</summary>
    private static PhraseReason? ForTicket(TypedWords words, string text)
    {
        if (PhraseTicket.Read(words) is not { From: > 1 } ticket || ticket.From == ticket.Number)
            return null;
        var lead = ticket.From - 1;
        while (lead > 1 && words.Is(lead, Concepts.Filler) && !words.Is(lead, Concepts.ToUser))
            lead--;
        return words.Is(lead, Concepts.ToUser)
            ? new PhraseReason(
                $"{text[..words.All[lead].At].TrimEnd(s_between)} {text[words.All[ticket.To].End..].TrimStart()}".Trim(),
                words.Between(ticket.From, ticket.To))
            : null;
    }

    private PhraseReason Split(Lexicon lexicon)
    {
        var words = TypedWords.Read(Why);
        words.Find(lexicon, new HashSet<string>());
        if (PhraseTicket.Read(words) is not { } ticket)
            return this;
        var isBehind = ticket is { From: > 0 } && ticket.From < ticket.Number && ticket.To == words.All.Count - 1
            && (!words.Is(ticket.From - 1, Concepts.Filler) || words.Gap(ticket.From - 1).Contains(','));
        return this with
        {
            Ticket = ticket.Say(words),
            Rest = isBehind ? Why[..words.All[ticket.From].At].TrimEnd(s_between) : Why,
        };
    }

    /// <summary>Where the reason begins, behind the words that announce it here; null where none do.</summary>
    private static int? Behind(TypedWords words, string text, int at) => words.Parts
        .Where(hit => hit.At == at && hit.Faults == 0 && hit.Next < words.All.Count
            && (hit.Term.Is(Concepts.Because) || (hit.Term.Is(Concepts.ReasonNamed) && words.Gap(hit.Next - 1).Contains(':'))))
        .Select(hit => (int?)hit.Next)
        .Max();

    /// <summary>“Because of INC-42, grant …”: up to the comma.</summary>
    private static (string Why, string Other) First(TypedWords words, string text, int from)
    {
        var last = Enumerable.Range(from, words.All.Count - from - 1).FirstOrDefault(
            at => words.Gap(at).IndexOfAny([',', ';', ':']) >= 0, -1);
        return last < 0 ? ("", "") : (text[words.All[from].At..words.All[last].End], text[words.All[last + 1].At..]);
    }

    /// <summary>
    /// To the end, but for how long or until when it is to be (“… because of INC-42 for 8 hours”), and for a customer where none stands
    /// before.
    /// </summary>
    private static async Task<(string Why, string Other)> LastAsync(
        TypedWords words, string text, Span lead, Func<string, Task<bool>> isName)
    {
        var to = words.All.Count - 1;
        var isNamed = false;
        for (var at = 0; at < lead.At && !isNamed; at++)
            isNamed = await isName(words.All[at].Plain);
        for (var at = lead.From + 1; at < words.All.Count; at++)
        {
            var isPlace = !isNamed && at < to && words.Is(at, Concepts.AtPlace) && await isName(words.All[at + 1].Plain);
            if (isPlace || IsTimeToTheEnd(words, text, at))
                return (text[words.All[lead.From].At..words.All[at - 1].End], text[words.All[at].At..]);
        }

        return (text[words.All[lead.From].At..].Trim().TrimEnd(s_between), "");
    }

    /// <summary>“For 8 hours”, “until Friday”, and nothing behind it.</summary>
    private static bool IsTimeToTheEnd(TypedWords words, string text, int at)
    {
        var isFor = at < words.All.Count - 1 && (words.Is(at, Concepts.ToUser) || words.Is(at, Concepts.Filler));
        var isUntil = words.Parts.Any(hit => hit.At == at && hit.Faults == 0 && hit.Term.Is(Concepts.Until));
        if (!isFor && !isUntil)
            return false;
        var rest = TypedWords.Read(text[words.All[isUntil ? at : at + 1].At..]);
        rest.Find(words.Lexicon, new HashSet<string>());
        return (isUntil && PhraseTime.Read(rest, null) is { IsEnd: true, From: 0 } time && time.To == rest.All.Count - 1)
            || (isFor && PhraseSpan.Read(rest, null) is [{ From: 0 } span] && span.To == rest.All.Count - 1);
    }

    /// <param name="At">Where the words stand that announce it.</param>
    /// <param name="From">Where it begins.</param>
    private sealed record Span(int At, int From);
}
