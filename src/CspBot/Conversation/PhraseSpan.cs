using System.Globalization;

namespace CspBot.Conversation;

/// <summary>
/// How long, as a phrase says it: “8 hours”, “quinze jours”, “half an hour”. Only a number and a unit are exact; all else is said
/// back, and never made into another time than the one that was typed.
/// </summary>
internal sealed record PhraseSpan(int From, int To)
{
    private const int ShortestPlural = 4;

    /// <summary>How many units; null where it is vague, or more than one number.</summary>
    public int? Count { get; private init; }

    /// <summary>h, d, w, m, y, min or s.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>All that a phrase tells, in their order.</summary>
    public static IReadOnlyList<PhraseSpan> Read(TypedWords words, PhraseTime? time)
    {
        var all = new List<PhraseSpan>();
        for (var at = 0; at < words.All.Count; at++)
        {
            if (time?.Covers(at) == true || words.All[at].IsId || One(words, at) is not { } found)
                continue;
            var span = Whole(words, found);
            if (all.Count > 0 && IsJoined(words, all[^1], span))
                all[^1] = new PhraseSpan(all[^1].From, span.To);
            else
                all.Add(span);
            at = span.To;
        }

        return all;
    }

    public bool Covers(int at) => at >= From && at <= To;

    private static PhraseSpan? One(TypedWords words, int at)
    {
        var (span, some) = (Longest(words, at, Concepts.Span), Longest(words, at, Concepts.Count));
        if (some is not null && !(span?.Next > some.Next) && UnitBehind(words, some) is { } counted)
            return new PhraseSpan(at, counted);
        if (span is { } whole)
            return new PhraseSpan(at, UnitBehind(words, whole) ?? whole.Next - 1);
        var plain = words.All[at].Plain;
        var digits = plain.TakeWhile(char.IsAsciiDigit).Count();
        if (digits > 0 && digits < plain.Length)
            return Together(words, at, digits);
        if (NumberAt(words, at) is { } number)
        {
            if (UnitAt(words, at + 1) is { } unit && !(unit == "s" && digits == 0 && number == 1))
                return new PhraseSpan(at, at + 1) { Count = number, Unit = unit };
            var isOneBetween = (digits > 0 || number > 1) && IsPlural(words, at + 2)
                && !IsPlace(words, at + 1) && NumberAt(words, at + 1) is null;
            return isOneBetween ? new PhraseSpan(at, at + 2) : null;
        }

        return at > 0 && some is null && words.Is(at - 1, Concepts.ToUser) && IsPlural(words, at) ? new PhraseSpan(at, at) : null;
    }

    /// <summary>Where the unit behind it stands; a word that says nothing may be between.</summary>
    private static int? UnitBehind(TypedWords words, Hit hit)
    {
        var isBetween = hit.Next < words.All.Count && UnitAt(words, hit.Next) is null && words.Is(hit.Next, Concepts.Filler);
        var unit = isBetween ? hit.Next + 1 : hit.Next;
        return UnitAt(words, unit) is null ? null : unit;
    }

    /// <summary>8h, 30min; 8h30 is more than one number.</summary>
    private static PhraseSpan? Together(TypedWords words, int at, int digits)
    {
        var plain = words.All[at].Plain;
        var unit = plain[digits..].TrimEnd([.. "0123456789"]);
        return UnitOf(words, unit) is not { } known ? null
            : digits + unit.Length < plain.Length ? new PhraseSpan(at, at)
            : int.TryParse(plain[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? new PhraseSpan(at, at) { Count = count, Unit = known }
                : new PhraseSpan(at, at);
    }

    /// <summary>With a number before or behind that belongs to it: “1.5 hours”, “2 or 3 days”, “trente et un jours”, “8h 30”.</summary>
    private static PhraseSpan Whole(TypedWords words, PhraseSpan span)
    {
        var (from, to) = (span.From, span.To);
        var isBetween = from > 1 && IsBetweenNumbers(words, from - 1) && IsNumber(words, from - 2) && IsNumber(words, from);
        if (isBetween)
            from -= 2;
        else if (from > 0 && IsNumber(words, from) && IsNumber(words, from - 1) && IsOneNumber(words, from - 1))
            from--;
        if (span.Unit == "h" && to + 1 < words.All.Count && words.All[to + 1].Plain is { Length: 2 } minutes
            && minutes.All(char.IsAsciiDigit) && UnitAt(words, to + 2) is null or "min" && !words.IsParted(to))
            to += UnitAt(words, to + 2) is null ? 1 : 2;
        return (from, to) == (span.From, span.To) ? span : new PhraseSpan(from, to);
    }

    private static bool IsBetweenNumbers(TypedWords words, int at) => words.Is(at, Concepts.And) || words.Is(at, Concepts.ToUser)
        || words.Is(at, Concepts.Filler);

    /// <summary>Its digits, or its words, go on with the next: 1.5, 4-8, 1 000, twenty four.</summary>
    private static bool IsOneNumber(TypedWords words, int at)
    {
        var (one, next) = (words.All[at], words.All[at + 1]);
        return words.Gap(at).Trim() is { Length: 1 }
            || (char.IsAsciiDigit(next.Plain[0]) ? next.Plain.Length == 3 : !char.IsAsciiDigit(one.Plain[0]));
    }

    /// <summary>Nothing but “and” and words that say nothing stands between.</summary>
    private static bool IsJoined(TypedWords words, PhraseSpan one, PhraseSpan next) => Enumerable
        .Range(one.To + 1, next.From - one.To - 1)
        .All(at => words.Is(at, Concepts.Filler) || words.Is(at, Concepts.And));

    private static bool IsNumber(TypedWords words, int at) => !words.All[at].IsId
        && (words.All[at].Plain is { Length: <= 4 } plain && plain.TakeWhile(char.IsAsciiDigit).Any() && char.IsAsciiDigit(plain[0])
            ? !plain.Any(char.IsLetter) || UnitOf(words, plain.TrimStart([.. "0123456789"])) is not null
            : NumberAt(words, at) is not null || Longest(words, at, Concepts.Count) is { Count: 1 });

    /// <summary>Written with digits, or as a word.</summary>
    public static int? NumberAt(TypedWords words, int at)
    {
        if (at >= words.All.Count || words.All[at].IsId)
            return null;
        if (words.All[at].Plain.All(char.IsAsciiDigit))
            return int.TryParse(words.All[at].Plain, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return Concepts.Numbers
            .Where(one => words.Hits.Any(hit => hit.At == at && hit.Count == 1 && hit.Faults == 0 && hit.Term.Is(one.Key)))
            .Select(one => (int?)one.Value)
            .FirstOrDefault();
    }

    private static string? UnitAt(TypedWords words, int at) => Concepts.Units
        .Where(one => words.Hits.Any(hit => hit.At == at && hit.Count == 1 && hit.Term.Is(one.Key)))
        .Select(one => one.Value)
        .FirstOrDefault();

    private static string? UnitOf(TypedWords words, string written) =>
        Concepts.Units.Where(one => words.Lexicon.Exact(written)?.Is(one.Key) == true).Select(one => one.Value).FirstOrDefault();

    /// <summary>Several units: a word that means nothing else.</summary>
    private static bool IsPlural(TypedWords words, int at) => at < words.All.Count
        && words.All[at].Plain is { Length: > ShortestPlural - 1 } plain && plain[^1] == 's' && UnitAt(words, at) is not (null or "m");

    private static bool IsPlace(TypedWords words, int at) => words.All[at].IsId
        || words.Is(at, Concepts.AtPlace) || words.Is(at, Concepts.ToUser) || words.Is(at, Concepts.OfCustomer);

    private static Hit? Longest(TypedWords words, int at, string concept) => words.Parts
        .Where(hit => hit.At == at && hit.Faults == 0 && hit.Term.Is(concept))
        .MaxBy(hit => hit.Count);
}
