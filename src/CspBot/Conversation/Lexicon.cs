using System.Collections.Frozen;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>Every word that means something to the bot, what it means and in which languages; looked up as typed, or near it.</summary>
internal sealed class Lexicon
{
    private readonly FrozenDictionary<string, Term> _terms;
    private readonly FrozenDictionary<string, Term>.AlternateLookup<ReadOnlySpan<char>> _spans;
    private readonly Term[] _near;

    private Lexicon(Dictionary<string, Term> terms, IReadOnlyList<Saying> sayings)
    {
        _terms = terms.ToFrozenDictionary(StringComparer.Ordinal);
        _spans = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
        _near = [.. terms.Values.Where(term => Spelling.Forgiven(term.Text.Length) > 0)];
        Sayings = sayings;
    }

    /// <summary>All ways to say all acts.</summary>
    public IReadOnlyList<Saying> Sayings { get; }

    /// <summary>The words of these concepts.</summary>
    public IEnumerable<Term> Of(IReadOnlySet<string> concepts) => _terms.Values.Where(term => term.Concepts.Any(concepts.Contains));

    /// <summary>The words of the dialogs' acts in every language that there is.</summary>
    public static Lexicon Of(IEnumerable<DialogEntry> dialogs)
    {
        var terms = new Dictionary<string, Term>(StringComparer.Ordinal);
        var sayings = new List<Saying>();
        foreach (var concept in Concepts.Own)
            Add(concept);
        foreach (var role in AzureRoles.Offered)
        {
            foreach (var texts in Texts.All)
            {
                foreach (var name in Concepts.Words(texts, "role." + role.Name.Replace(" ", "", StringComparison.Ordinal))
                    .Append(RoleWords.Name(texts, role.Id, role.Name))
                    .Append(role.Name))
                {
                    if (Know(name, Concepts.Role, name == role.Name ? null : texts.Language) is { } term)
                        term.Role = role.Name;
                }
            }
        }

        foreach (var dialog in dialogs)
        {
            foreach (var act in dialog.Typed)
            {
                sayings.AddRange(act.Said.Select(said => Saying.Read(dialog, act, said)));
                if (act.Step.Length == 0)
                    sayings.AddRange(
                        Texts.All.SelectMany(texts => dialog.Phrases(texts).Select(phrase => Phrase(dialog, act, phrase, texts))));
            }
        }

        foreach (var concept in sayings.SelectMany(saying => saying.Parts).Select(part => part.Concept).Distinct().ToList())
        {
            if (!concept.StartsWith('=') && concept != Concepts.Role && !Concepts.Built.Contains(concept))
                Add(concept);
        }

        return new Lexicon(terms, sayings);

        void Add(string concept)
        {
            foreach (var texts in Texts.All)
            {
                foreach (var word in Concepts.Words(texts, concept))
                    Know(word, concept, texts.Language);
            }
        }

        Saying Phrase(DialogEntry dialog, TypedAct act, string phrase, Texts texts)
        {
            var words = CustomerSearch.Fold(phrase).Split(' ');
            foreach (var word in words)
                Know(word, "=" + word, texts.Language);
            var parts = words.Select(word => new SayingPart("=" + word, IsOptional: false, IsWeak: false));
            var isOwn = Texts.All.All(other => other.Language == texts.Language || !HasPhrase(dialog, other, phrase));
            return new Saying(dialog, act, [.. parts]) { IsPhrase = true, Language = isOwn ? texts.Language : null };
        }

        Term? Know(string written, string concept, string? language)
        {
            var words = CustomerSearch.Fold(written);
            var text = words.Replace(" ", "", StringComparison.Ordinal);
            if (text.Length == 0)
                return null;
            if (!terms.TryGetValue(text, out var term))
                terms[text] = term = new Term(text);
            term.Words = Math.Max(term.Words, words.Count(letter => letter == ' ') + 1);
            term.Concepts.Add(concept);
            if (language is not null)
                term.Languages.Add(language);
            term.Senses.Add((language ?? "", concept));
            return term;
        }
    }

    private static bool HasPhrase(DialogEntry dialog, Texts texts, string phrase) =>
        dialog.Phrases(texts).Any(other => CustomerSearch.Fold(other) == CustomerSearch.Fold(phrase));

    public Term? Exact(ReadOnlySpan<char> word) => _spans.TryGetValue(word, out var term) ? term : null;

    /// <summary>Those with the fewest faults, if a word of this length is forgiven any.</summary>
    /// <param name="words">Only what is written in so many words; 0 for any.</param>
    public IReadOnlyList<(Term Term, int Faults)> Near(string word, int words = 0)
    {
        var most = Spelling.Forgiven(word.Length);
        if (most == 0 || word.Any(char.IsDigit))
            return [];
        var (letters, found) = (Spelling.Letters(word), new List<(Term Term, int Faults)>());
        foreach (var term in _near)
        {
            if ((words == 0 || term.Words == words)
                && Math.Abs(term.Text.Length - word.Length) <= most
                && Spelling.MayBeNear(letters, term.Letters, most)
                && Spelling.Faults(word, term.Text) is { } faults)
                found.Add((term, faults));
        }

        if (found.Count == 0)
            return [];
        var least = found.Min(one => one.Faults);
        var near = found.Where(one => one.Faults == least).ToList();

        // Letters that are doubled, left out of a pair or swapped are what people mistype most: "ofboard" is offboard, not onboard.
        return near.Where(one => one.Term.Letters == letters).ToList() is { Count: > 0 } same ? same : near;
    }
}

/// <summary>A word, or several that belong together, without spaces.</summary>
internal sealed record Term(string Text)
{
    /// <summary>In how many words it is written at most.</summary>
    public int Words { get; set; } = 1;

    public uint Letters { get; } = Spelling.Letters(Text);

    /// <summary>What it may mean.</summary>
    public HashSet<string> Concepts { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Languages { get; } = new(StringComparer.Ordinal);

    public HashSet<(string Language, string Concept)> Senses { get; } = [];

    /// <summary>It may mean this in a phrase of that language: one that the language has means what it means there.</summary>
    public bool Is(string concept, string? language) =>
        Is(concept) && (language is null || !Languages.Contains(language) || Senses.Contains((language, concept)));

    /// <summary>Azure's name of the role that it names.</summary>
    public string? Role { get; set; }

    public bool Is(string concept) => Concepts.Contains(concept);
}

/// <summary>A way to say an act.</summary>
internal sealed record Saying(DialogEntry Dialog, TypedAct Act, IReadOnlyList<SayingPart> Parts)
{
    /// <summary>It is the phrase that cards and help show.</summary>
    public bool IsPhrase { get; init; }

    /// <summary>The language that alone says it so.</summary>
    public string? Language { get; init; }

    /// <summary>All that it cannot do without was said somewhere.</summary>
    public bool MayFit(IReadOnlySet<string> concepts)
    {
        foreach (var part in Parts)
        {
            if (!part.IsOptional && !Concepts.Built.Contains(part.Concept) && !concepts.Contains(part.Concept))
                return false;
        }

        return true;
    }

    public static Saying Read(DialogEntry dialog, TypedAct act, string said) => new(
        dialog,
        act,
        [.. said.Split(' ').Select(SayingPart.Read)]);
}

/// <summary>A concept of it.</summary>
internal sealed record SayingPart(string Concept, bool IsOptional, bool IsWeak)
{
    /// <summary>The input that takes the word that was found.</summary>
    public string? Field { get; init; }

    public static SayingPart Read(string written)
    {
        var plain = written.TrimEnd('?', '~');
        var (concept, field) = plain.Split('>') is [var one, var other] ? (one, other) : (plain, null);
        return new SayingPart(concept, written.EndsWith('?'), written.EndsWith('~')) { Field = field };
    }
}
