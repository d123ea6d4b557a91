namespace CspBot.Conversation;

/// <summary>How well a way to say something fits what was typed.</summary>
internal sealed record PhraseScore(Saying Saying, double Points, bool[] Used)
{
    private const double Strong = 10;
    private const double Weak = 5;
    private const double Fault = 1.5;
    private const double Slot = 2;
    private const double Ignored = 3;
    private const double Shown = 1;
    private const double RequestNamed = 20;
    private const int SurelyMeant = 4;

    /// <summary>Words of it that an input takes.</summary>
    public IReadOnlyDictionary<string, string> Told { get; init; } = new Dictionary<string, string>();

    /// <summary>How many parts of it were found.</summary>
    public int Matched { get; init; }

    /// <summary>What was typed begins with it, as it is written: what stands behind is what it is about.</summary>
    public bool Leads { get; init; }

    /// <summary>The typed words begin with the phrase as it is shown.</summary>
    public bool IsPhrase { get; init; }

    /// <summary>The best way of each act, the best act first.</summary>
    public static IReadOnlyList<PhraseScore> Rank(IEnumerable<Saying> sayings, TypedWords words, PhraseFacts facts)
    {
        var concepts = words.Parts.SelectMany(hit => hit.Term.Concepts).ToHashSet(StringComparer.Ordinal);
        return [.. sayings
            .Where(saying => saying.MayFit(concepts))
            .Select(saying => Of(saying, words, facts))
            .OfType<PhraseScore>()
            .GroupBy(score => score.Saying.Act)
            .Select(act => act.OrderByDescending(score => score.Points).ThenByDescending(score => score.Matched).First())
            .OrderByDescending(score => score.Points)];
    }

    private static PhraseScore? Of(Saying saying, TypedWords words, PhraseFacts facts)
    {
        var used = new bool[words.All.Count];
        var (points, matched, faults, inOrder) = (0.0, 0, 0, true);
        var (last, told) = (-1, new Dictionary<string, string>());
        foreach (var part in saying.Parts)
        {
            if (Built(part.Concept, facts) is { } worth)
            {
                points += worth;
                continue;
            }

            var hit = (saying.IsPhrase ? words.Parts : words.Hits)
                .Where(one => one.Term.Is(part.Concept) && IsFree(one, used))
                .OrderBy(one => one.Faults)
                .ThenByDescending(one => one.Count)
                .FirstOrDefault();
            if (hit is null && part.IsOptional)
                continue;
            if (hit is null)
                return null;
            for (var at = hit.At; at < hit.Next; at++)
                used[at] = true;
            points += ((part.IsWeak ? Weak : Strong) * hit.Count) - (Fault * hit.Faults);
            faults += hit.Faults;
            inOrder &= hit.At == last + 1;
            last = hit.Next - 1;
            matched++;
            if (part.Field is { } field)
                told[field] = words.Between(hit.At, hit.Next - 1);
        }

        var leads = inOrder && faults == 0 && (saying.IsPhrase || matched > 1);
        var isPhrase = saying.IsPhrase && leads;
        if (isPhrase)
            points += Shown;
        points += Slot * Slots(saying.Act, facts);
        points -= Ignored * words.Hits.Count(
            hit => (hit.Faults == 0 || hit.Term.Text.Length > SurelyMeant) && IsAbout(hit) && IsFree(hit, used)
                && facts.Ticket?.Covers(hit.At) != true);
        return new PhraseScore(saying, points, used) { Matched = matched, IsPhrase = isPhrase, Leads = leads, Told = told };
    }

    /// <summary>What it is worth that the phrase is built so; null where it is not.</summary>
    private static double? Built(string concept, PhraseFacts facts) => concept switch
    {
        Concepts.Question when facts.IsQuestion => Weak,
        Concepts.Request when facts.Request is not null => RequestNamed,
        Concepts.Others when facts.IsForOthers => Strong,
        Concepts.OthersWish when facts.IsOthersWish => 0,
        _ => null,
    };

    private static bool IsFree(Hit hit, bool[] used) => !used.AsSpan(hit.At, hit.Count).Contains(true);

    /// <summary>It says what some dialog is about, and this way does not use it.</summary>
    private static bool IsAbout(Hit hit) => hit.Term.Concepts.All(
        concept => (!Concepts.Own.Contains(concept) || concept is Concepts.Reserved or Concepts.Savings) && concept[0] != '=');

    private static int Slots(TypedAct act, PhraseFacts facts) =>
        ((facts.Duration is not null || facts.Spans.Count > 0) && act.Takes("duration") ? 1 : 0)
        + (facts.Addresses.Count > 0 && act.Takes("user") ? 1 : 0)
        + (facts.On is not null && act.Takes("turn") ? 1 : 0)
        + (facts.Request is not null && act.Takes("request") ? 1 : 0);
}
