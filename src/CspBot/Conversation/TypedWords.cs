using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>What was typed, word by word: as it stands, and as it is compared.</summary>
internal sealed partial class TypedWords
{
    private const int Most = 60;

    /// <summary>Of two languages that share a word, the one that writes it with an accent.</summary>
    private const string Accented = "fr";
    private const int LongestTogether = 4;
    private const int ShortestBegun = 5;
    private const int ShortestBehind = 4;

    private readonly string _text;

    private TypedWords(string text, IReadOnlyList<TypedWord> all) => (_text, All) = (text, all);

    public IReadOnlyList<TypedWord> All { get; }

    /// <summary>What is known of them; not the parts of what means something together.</summary>
    public IReadOnlyList<Hit> Hits { get; private set; } = [];

    /// <summary>The parts too.</summary>
    public IReadOnlyList<Hit> Parts { get; private set; } = [];

    /// <summary>The language in which it was said; null where no word tells.</summary>
    public string? Language { get; private set; }

    /// <summary>What the words were looked up in.</summary>
    public Lexicon Lexicon { get; private set; } = null!;

    public static TypedWords Read(string text) => new(
        text,
        [.. Runs().Matches(text).SelectMany(Split).Where(word => word.Plain.Length > 0).Take(Most)]);

    /// <summary>The same with another word there.</summary>
    public TypedWords With(int at, TypedWord word) => new(_text, [.. All.Take(at), word, .. All.Skip(at + 1)]);

    /// <summary>As it was typed, from one word to another.</summary>
    public string Between(int from, int to) => _text[All[from].At..All[to].End];

    /// <summary>What stands between this word and the next.</summary>
    public string Gap(int at) => _text[All[at].End..All[at + 1].At];

    /// <summary>The signs that stand right before and right behind these words, over a space too.</summary>
    public string Signs(int from, int to) => string.Concat(
        _text[..All[from].At].TrimEnd().TakeLast(1).Concat(_text[All[to].End..].TrimStart().Take(1)));

    /// <summary>A sign between this word and the next parts one from another.</summary>
    public bool IsParted(int at) => at + 1 < All.Count && _text.AsSpan(All[at].End, All[at + 1].At - All[at].End).IndexOfAny(",;&+/") >= 0;

    /// <summary>Words that are written together come apart where all of them are known.</summary>
    public TypedWords Apart(Lexicon lexicon, IReadOnlySet<string> names)
    {
        var all = new List<TypedWord>();
        foreach (var word in All)
        {
            var isWhole = word.IsId || names.Contains(word.Plain) || lexicon.Exact(word.Plain) is not null;
            all.AddRange(isWhole || word.Apart(lexicon) is not { } apart || IsRatherOne(word, apart, lexicon) ? [word] : apart);
        }

        return all.Count == All.Count ? this : new TypedWords(_text, all);
    }

    /// <summary>“Waitin”: with a letter more it is one word, and no “in” behind another.</summary>
    private static bool IsRatherOne(TypedWord word, IReadOnlyList<TypedWord> apart, Lexicon lexicon) =>
        apart[^1].Plain.Length == TypedWord.ShortestPiece && lexicon.Near(word.Plain) is [{ Faults: 1, Term: var near }, ..]
        && near.Text.StartsWith(word.Plain, StringComparison.Ordinal);

    /// <summary>Cuts a known word from a name that it is written together with: <c>reservationscontoso</c>.</summary>
    public async Task<TypedWords> BehindAsync(Lexicon lexicon, IReadOnlySet<string> names, Func<string, Task<bool>> isName)
    {
        var all = new List<TypedWord>();
        foreach (var word in All)
            all.AddRange(names.Contains(word.Plain) ? [word] : await BehindAsync(word, lexicon, isName) ?? [word]);
        return all.Count == All.Count ? this : new TypedWords(_text, all);
    }

    private static async Task<IReadOnlyList<TypedWord>?> BehindAsync(TypedWord word, Lexicon lexicon, Func<string, Task<bool>> isName)
    {
        if (word.IsId || word.Plain.Length is < ShortestBegun + ShortestBehind or > TypedWord.Longest
            || lexicon.Exact(word.Plain) is not null
            || word.Plain.Length != word.Raw.Length || await isName(word.Plain))
            return null;
        for (var rest = ShortestBehind; rest <= word.Plain.Length - ShortestBegun; rest++)
        {
            var begun = new TypedWord(word.Raw[..^rest], word.At, word.Plain[..^rest]);
            if (word.Before(word.Plain[^rest..]) is not { } pieces)
                continue;
            if ((lexicon.Exact(begun.Plain) is not null || begun.ApartAsTyped(lexicon) is not null) && await isName(word.Plain[^rest..]))
                return [.. begun.ApartAsTyped(lexicon) ?? [pieces[0]], pieces[1]];
            if (await isName(begun.Plain))
                return pieces;
        }

        return null;
    }

    /// <summary>A sign of the language that writes it.</summary>
    public bool HasAccent(Hit hit) => Enumerable.Range(hit.At, hit.Count).Any(at => All[at].Raw.Any(letter => letter > 127));

    /// <summary>Finds what is known: as typed first, then near it.</summary>
    /// <param name="names">Words of customers' names, which no fault makes a known word.</param>
    public void Find(Lexicon lexicon, IReadOnlySet<string> names)
    {
        Lexicon = lexicon;
        var found = new List<Hit>();
        for (var at = 0; at < All.Count; at++)
        {
            for (var count = 1; count <= LongestTogether && at + count <= All.Count; count++)
            {
                var term = lexicon.Exact(Together(at, count));
                if (term is not null && (term.Words > 1 || count == 1 || (count == 2 && term.Text.Length > 6)))
                    found.Add(new Hit(at, count, term, 0));
            }
        }

        for (var at = 0; at < All.Count; at++)
        {
            if (All[at].IsId || IsCovered(found, at) || names.Contains(All[at].Plain))
                continue;
            found.AddRange(lexicon.Near(All[at].Plain).Select(near => new Hit(at, 1, near.Term, near.Faults)));
            if (at + 1 < All.Count)
                found.AddRange(NearPair(lexicon, at));
            if (at > 0 && IsCovered(found, at - 1))
                found.AddRange(NearPair(lexicon, at - 1));
        }

        Parts = found;
        Hits = [.. found.Where(hit => !found.Exists(longer => longer.Faults == 0 && longer.Count > hit.Count
            && longer.Term.Words > 1 && longer.At <= hit.At && longer.Next >= hit.Next))];
        Language = LanguageOf([]);
    }

    public IEnumerable<Hit> Of(string concept) => Hits.Where(hit => hit.Term.Is(concept));

    public bool Has(string concept) => Hits.Any(hit => hit.Faults == 0 && hit.Term.Is(concept));

    public bool Is(int at, string concept) => Hits.Any(hit => hit.Covers(at) && hit.Term.Is(concept));

    /// <summary>Two words that belong together, with one fault in both: more would make others of them.</summary>
    private IEnumerable<Hit> NearPair(Lexicon lexicon, int at) => lexicon.Near(Together(at, 2), words: 2)
        .Where(near => near.Faults == 1)
        .Select(near => new Hit(at, 2, near.Term, near.Faults));

    /// <summary>The language that most of the words belong to which only one has; accents count where a known word bears them.</summary>
    /// <param name="names">Words that name somebody: they are of no language.</param>
    public string? LanguageOf(IReadOnlyCollection<int> names)
    {
        var counts = Texts.All.ToDictionary(texts => texts.Language, _ => 0);
        foreach (var hit in Hits.Where(hit => !names.Any(hit.Covers)))
        {
            if (hit.Term.Languages.Count == 1)
                counts[hit.Term.Languages.First()] += hit.Count;
            else if (hit.Term.Languages.Count > 1 && HasAccent(hit) && counts.ContainsKey(Accented))
                counts[Accented] += 1;
        }

        var order = counts.OrderByDescending(one => one.Value).ToList();
        return order.Count == 1 || order[0].Value > order[1].Value ? order[0].Key : null;
    }

    private static bool IsCovered(List<Hit> found, int at) => found.Exists(hit => hit.Faults == 0 && hit.Covers(at));

    private string Together(int at, int count) => string.Concat(All.Skip(at).Take(count).Select(word => word.Plain));

    /// <summary>An id, an address or a domain is one word; everything else ends at a hyphen or a point too.</summary>
    private static IEnumerable<TypedWord> Split(Match match)
    {
        var text = match.Value.TrimEnd('.', '-', '_');
        var isAddress = text.Contains('@', StringComparison.Ordinal) || Domain().IsMatch(text);
        if (isAddress || Guid.TryParse(text, out _) || RequestId().IsMatch(text))
            return [new TypedWord(text, match.Index, CustomerSearch.Fold(text).Replace(" ", "", StringComparison.Ordinal)) { IsId = true }];
        return Pieces().Matches(text).Select(
            piece => new TypedWord(piece.Value, match.Index + piece.Index, CustomerSearch.Fold(piece.Value)));
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}.@_\-+#]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Runs();

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pieces();

    [GeneratedRegex(@"\A[\w-]+(\.[\w-]+)*\.[a-zA-Z]{2,}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Domain();

    [GeneratedRegex(@"\A[rR]-?(?=[0-9A-Za-z]*[0-9])[0-9A-Za-z]{5}(-[eE])?\z|\A[rR]-[0-9A-Za-z]{5}(-[eE])?\z", RegexOptions.None, 1000)]
    public static partial Regex RequestId();
}

/// <summary>One word: as typed, where, and as it is compared.</summary>
internal sealed record TypedWord(string Raw, int At, string Plain)
{
    /// <summary>Longer ones are no words of people: they are taken as they are.</summary>
    public const int Longest = 40;

    public const int ShortestPiece = 2;
    private const int ShortestApart = 6;
    private const int LongApart = 8;
    private const int ShortestNear = 5;
    private const int ShortestBeside = 4;

    public int End => At + Raw.Length;

    /// <summary>A GUID, an address, a domain, or the id of a request.</summary>
    public bool IsId { get; init; }

    /// <summary>The known words that it is made of; null where it is not made of such alone.</summary>
    public IReadOnlyList<TypedWord>? Apart(Lexicon lexicon)
    {
        if (Plain.Length is < ShortestApart or > Longest || Plain.Length != Raw.Length || Plain.Any(char.IsDigit))
            return null;
        return Apart(Pieces(lexicon, 0) ?? NearPieces(lexicon));
    }

    /// <summary>The same without a fault in any of them.</summary>
    public IReadOnlyList<TypedWord>? ApartAsTyped(Lexicon lexicon) =>
        Plain.Length == Raw.Length && Plain.Length >= ShortestApart ? Apart(Pieces(lexicon, 0)) : null;

    private IReadOnlyList<TypedWord>? Apart(List<string>? best)
    {
        return best is { Count: > 1 and < 5 } && (Plain.Length >= LongApart || best.Exists(piece => piece.Length > 3)) ? Cut(best) : null;
    }

    /// <summary>Cut before what stands behind a known word; null where it begins with none.</summary>
    public IReadOnlyList<TypedWord>? Before(string rest) =>
        Plain.Length == Raw.Length && Plain.EndsWith(rest, StringComparison.Ordinal) && rest.Length < Plain.Length
            ? Cut([Plain[..^rest.Length], rest])
            : null;

    private List<TypedWord> Cut(IEnumerable<string> pieces)
    {
        var (cut, at) = (new List<TypedWord>(), 0);
        foreach (var piece in pieces)
        {
            cut.Add(new TypedWord(Raw.Substring(at, piece.Length), At + at, piece));
            at += piece.Length;
        }

        return cut;
    }

    /// <summary>The longest known words first.</summary>
    private List<string>? Pieces(Lexicon lexicon, int from)
    {
        if (from == Plain.Length)
            return [];
        for (var length = Plain.Length - from; length >= ShortestPiece; length--)
        {
            if (lexicon.Exact(Plain.AsSpan(from, length)) is not null && Pieces(lexicon, from + length) is { } rest)
                return [Plain.Substring(from, length), .. rest];
        }

        return null;
    }

    /// <summary>Two words, one of them with a fault.</summary>
    private List<string>? NearPieces(Lexicon lexicon)
    {
        for (var at = ShortestNear; at <= Plain.Length - ShortestBeside; at++)
        {
            if (lexicon.Exact(Plain.AsSpan(at)) is not null && IsNear(lexicon, Plain[..at]))
                return [Plain[..at], Plain[at..]];
            if (at <= Plain.Length - ShortestNear && lexicon.Exact(Plain.AsSpan(0, at)) is not null && IsNear(lexicon, Plain[at..]))
                return [Plain[..at], Plain[at..]];
        }

        return null;
    }

    private static bool IsNear(Lexicon lexicon, string piece) => lexicon.Near(piece) is [{ Faults: 1 }, ..];
}

/// <summary>A known word, where it stands and with how many faults.</summary>
internal sealed record Hit(int At, int Count, Term Term, int Faults)
{
    public int Next => At + Count;

    public bool Covers(int at) => at >= At && at < Next;
}
