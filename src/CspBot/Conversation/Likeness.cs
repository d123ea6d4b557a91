namespace CspBot.Conversation;

/// <summary>
/// Which dialogs come near words that were not understood: by the pairs of letters that a typed word shares with the words of each. Where
/// no word is like any of theirs, none comes near.
/// </summary>
internal sealed class Likeness
{
    /// <summary>Less is shared by chance.</summary>
    private const double Least = 0.6;
    private const int ShortestWord = 4;
    private const int MostWords = 12;

    private readonly List<(DialogEntry Dialog, List<Pairs> Words)> _dialogs;

    private Likeness(List<(DialogEntry Dialog, List<Pairs> Words)> dialogs) => _dialogs = dialogs;

    public static Likeness Of(IReadOnlyList<DialogEntry> dialogs, Lexicon lexicon)
    {
        var own = Concepts.Own.ToHashSet(StringComparer.Ordinal);
        own.Remove(Concepts.Reserved);
        own.Remove(Concepts.Savings);
        return new Likeness([.. dialogs.Where(dialog => dialog.Typed.Count > 0).Select(dialog => (dialog, PairsOf(dialog)))]);

        List<Pairs> PairsOf(DialogEntry dialog)
        {
            var concepts = lexicon.Sayings
                .Where(saying => saying.Dialog == dialog)
                .SelectMany(saying => saying.Parts)
                .Select(part => part.Concept)
                .Where(concept => !own.Contains(concept))
                .ToHashSet(StringComparer.Ordinal);
            return [.. lexicon.Of(concepts).Where(term => term.Text.Length >= ShortestWord).Select(term => Pairs.Of(term.Text))];
        }
    }

    /// <summary>All, the nearest first; none where none is near.</summary>
    public IReadOnlyList<DialogEntry> Nearest(TypedWords words)
    {
        var typed = words.All
            .Where(word => !word.IsId && word.Plain.Length >= ShortestWord)
            .Take(MostWords)
            .Select(word => Pairs.Of(word.Plain))
            .ToList();
        var ranked = _dialogs
            .Select(one => (one.Dialog, Likes: typed.ConvertAll(word => one.Words.Max(known => Like(word, known)))))
            .Select(one => (one.Dialog, Sure: one.Likes.Where(like => like >= Least).Sum(), Best: one.Likes.DefaultIfEmpty().Max()))
            .OrderByDescending(one => one.Sure)
            .ThenByDescending(one => one.Best)
            .ToList();
        return ranked is [{ Best: >= Least }, ..] ? [.. ranked.Select(one => one.Dialog)] : [];
    }

    /// <summary>Dice's: 1 for the same pairs, 0 for none. A pair that comes again counts once: “blablabla” is like little.</summary>
    private static double Like(Pairs one, Pairs other) => 2.0 * one.All.Count(other.All.Contains) / (one.Length + other.Length);

    /// <summary>Letters of a word, each with the next.</summary>
    private sealed record Pairs(HashSet<int> All, int Length)
    {
        public static Pairs Of(string word) =>
            new([.. Enumerable.Range(0, word.Length - 1).Select(at => (word[at] << 16) | word[at + 1])], word.Length - 1);
    }
}
