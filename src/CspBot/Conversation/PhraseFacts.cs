using System.Text.RegularExpressions;

namespace CspBot.Conversation;

/// <summary>What a phrase says whatever it is about: a request, a role, a time, an address, on or off, and how it is meant.</summary>
internal sealed partial class PhraseFacts
{
    private PhraseFacts(bool[] taken) => Taken = taken;

    /// <summary>Words that are explained by this alone.</summary>
    public bool[] Taken { get; }

    public string? Request { get; private set; }

    public string? Role { get; private set; }

    /// <summary>One of <see cref="RightDuration.All"/>, or as it was told: such as <c>2h</c>.</summary>
    public string? Duration { get; private set; }

    /// <summary>Where it tells how long, the vague ones too.</summary>
    public IReadOnlyList<PhraseSpan> Spans { get; private set; } = [];

    /// <summary>An amount of money.</summary>
    public PhraseMoney? Money { get; private set; }

    /// <summary>The number of a ticket.</summary>
    public PhraseTicket? Ticket { get; private set; }

    /// <summary>A day or a clock time, which is no duration.</summary>
    public PhraseTime? Time { get; private set; }

    /// <summary>All that are told, in their order.</summary>
    public IReadOnlyList<int> Addresses { get; private set; } = [];

    /// <summary>Ids of somebody or something, in their order.</summary>
    public IReadOnlyList<int> Ids { get; private set; } = [];

    /// <summary>Turn on, turn off, or nothing of it.</summary>
    public bool? On { get; private set; }

    /// <summary>It asks something, other than out of politeness.</summary>
    public bool IsQuestion { get; private set; }

    /// <summary>It asks how, why or whether: nothing is to be done.</summary>
    public bool AsksHow { get; private set; }

    /// <summary>It says that something is not to be done.</summary>
    public bool IsDenied { get; private set; }

    /// <summary>The words that say no.</summary>
    public IReadOnlyList<Hit> Denials { get; private set; } = [];

    /// <summary>“Forbid contoso to buy” is what is to be done, and denies nothing else.</summary>
    public void Settle(bool[] used)
    {
        if (Denials.Count > 0 && Denials.All(hit => hit.Term.Is(Concepts.Off) && used[hit.At]))
            IsDenied = false;
    }

    /// <summary>It tells of something that is done already.</summary>
    public bool IsPast { get; private set; }

    /// <summary>It is somebody else's: pasted, quoted, or told of.</summary>
    public bool IsQuoted { get; set; }

    /// <summary>Somebody else is to do it: “I want contoso to buy”.</summary>
    public bool IsForOthers { get; private set; }

    /// <summary>Somebody else wants to: “contoso wants to buy”. Whether that is to be let, or done for them, is not told.</summary>
    public bool IsOthersWish { get; private set; }

    public static PhraseFacts Read(TypedWords words, string text)
    {
        var facts = new PhraseFacts(new bool[words.All.Count]);
        facts.ReadIds(words);
        facts.Money = PhraseMoney.Read(words);
        facts.Ticket = PhraseTicket.Read(words);
        facts.Time = PhraseTime.Read(words, facts.Money);
        facts.ReadDuration(words);
        if (words.Of(Concepts.Role)
            .OrderBy(hit => words.Is(Math.Max(0, hit.At - 1), Concepts.Not) ? 1 : 0)
            .ThenBy(hit => hit.Faults).ThenByDescending(hit => hit.Count).FirstOrDefault() is { } role)
            facts.Role = role.Term.Role;
        facts.ReadMood(words, text);
        facts.ReadSwitch(words);
        foreach (var wish in words.Parts.Where(hit => hit.Faults == 0 && (hit.Term.Is(Concepts.Wish) || hit.Term.Is(Concepts.WishThat))))
            facts.ReadWish(words, wish);
        return facts;
    }

    /// <summary>Between a wish and what is to be done stands who is to do it, or who wishes stands before it.</summary>
    private void ReadWish(TypedWords words, Hit wish)
    {
        var deed = words.Parts.Where(hit => hit.At >= wish.Next && hit.Faults == 0 && hit.Term.Is("do-buy")).Select(hit => hit.At).Order()
            .FirstOrDefault(-1);
        if (deed < 0)
            return;
        var who = Enumerable.Range(wish.Next, deed - wish.Next).FirstOrDefault(at => IsNamed(words, at), -1);
        var isClause = wish.Term.Is(Concepts.WishThat) || words.Is(deed - 1, Concepts.ToUser);
        IsForOthers |= who >= 0 && isClause && (who == wish.Next || !words.Is(who - 1, Concepts.ToUser));
        IsOthersWish |= who < 0 && wish.At > 0 && IsNamed(words, wish.At - 1);
    }

    /// <summary>A word that means nothing to us: somebody's name.</summary>
    private static bool IsNamed(TypedWords words, int at) => !words.Hits.Any(hit => hit.Covers(at) && hit.Faults == 0);

    private void ReadIds(TypedWords words)
    {
        for (var at = 0; at < words.All.Count; at++)
        {
            var word = words.All[at];
            if (!word.IsId)
            {
                // "R 7K3QD": the hyphen is what people leave out.
                if (word.Plain == "r" && at + 1 < words.All.Count && TypedWords.RequestId().IsMatch("r-" + words.All[at + 1].Raw)
                    && words.All[at + 1].Raw.Any(char.IsDigit))
                {
                    Request ??= "R-" + words.All[at + 1].Raw.ToUpperInvariant();
                    Take(at, 2);
                }
            }
            else if (TypedWords.RequestId().IsMatch(word.Raw))
            {
                var id = word.Raw.ToUpperInvariant();
                Request ??= id[1] == '-' ? id : "R-" + id[1..];
                Take(at, 1);
            }
            else if (word.Raw.Contains('@', StringComparison.Ordinal))
            {
                Addresses = [.. Addresses, at];
                Take(at, 1);
            }
            else if (Guid.TryParse(word.Raw, out _))
            {
                Ids = [.. Ids, at];
                Take(at, 1);
            }
        }
    }

    /// <summary>Quotation marks around more than a word, the mark of a quoted line, or what heads a mail.</summary>
    [GeneratedRegex(
        @"^\s*>|(?<!\w)[\u00AB\u201C\u201E\u2018""'`]\s*\S+\s+\S[^\n]*[\u00BB\u201D\u2019""'`](?!\w)"
        + @"|[\u00AB\u201C\u201E""]\s*\S+\s+\S|\A\s*-{3,}|<\w+>|&lt;|\[\d{1,2}[:h]\d{2}"
        + @"|^\s*(from|to|cc|sent|date|subject|de|\u00E0|envoy\u00E9|objet|re|fwd?|tr)\s*:",
        RegexOptions.Multiline | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quotes();

    private void Take(int at, int count)
    {
        for (var i = at; i < at + count; i++)
            Taken[i] = true;
    }

    /// <summary>A number and a unit, together or apart, else for good. What no right may last is told too: the form says so.</summary>
    private void ReadDuration(TypedWords words)
    {
        Spans = PhraseSpan.Read(words, Time);
        if (Spans is [{ Count: { } count } only])
            Duration = RightDuration.Of(count, only.Unit);
        foreach (var span in Spans)
        {
            if (span.Count is null)
                continue;
            Take(span.From, span.To - span.From + 1);
            if (span.From > 0 && words.Is(span.From - 1, Concepts.ToUser))
                Taken[span.From - 1] = true;
        }

        if (Spans.Count == 0
            && words.Of(Concepts.Forever).FirstOrDefault(hit => hit.Faults == 0 || hit.Term.Text.Length > 5) is { } forever)
        {
            Duration = RightDuration.Permanent;
            Take(forever.At, forever.Count);
        }
    }

    private void ReadMood(TypedWords words, string text)
    {
        var isPolite = words.Has(Concepts.Polite);
        var first = Enumerable.Range(0, words.All.Count)
            .FirstOrDefault(at => !words.Is(at, Concepts.Filler) || words.Is(at, Concepts.Asks), -1);
        IsQuestion = (first >= 0 && words.Hits.Any(hit => hit.At == first && hit.Faults == 0 && hit.Term.Is(Concepts.Asks)))
            || (!isPolite && (text.TrimEnd().EndsWith('?') || words.Hits.Any(hit => hit.Count > 1 && hit.Term.Is(Concepts.Asks))));
        AsksHow = words.Has(Concepts.How);
        Denials = [.. words.Hits.Where(hit => hit.Faults == 0 && Time?.Covers(hit.At) != true
            && ((hit.Term.Is(Concepts.Not) && !IsContrast(words, hit)) || (hit.Term.Is("no") && hit.Next == words.All.Count)))];
        IsDenied = Denials.Count > 0;
        IsQuoted = words.Has(Concepts.Quoted) || Quotes().IsMatch(text);
        var end = Time is { IsEnd: true } ? Time : null;
        IsPast = words.Hits.Any(hit => hit.Faults == 0 && hit.Term.Is(Concepts.Past) && end?.Covers(hit.At) != true)
            || words.Hits.Any(
            hit => hit.Count == 1 && hit.Term.Concepts.Any(concept => concept.StartsWith("do-", StringComparison.Ordinal))
                && words.All[hit.At].Plain[^1] is not ('r' or 'z')
                && IsDone(words, hit.At));
    }

    /// <summary>“Contributor, not owner” says which role, and denies nothing.</summary>
    private static bool IsContrast(TypedWords words, Hit not) =>
        words.Of(Concepts.Role).Any(role => role.At == not.Next) && words.Of(Concepts.Role).Any(role => role.Next <= not.At);

    /// <summary>An auxiliary stands before it, and nothing else but words that say nothing.</summary>
    private static bool IsDone(TypedWords words, int at)
    {
        for (var before = at - 1; before >= 0 && before >= at - 3; before--)
        {
            if (words.All[before].Raw != "à"
                && words.Hits.Any(hit => hit.Covers(before) && hit.Faults == 0 && hit.Term.Is(Concepts.Auxiliary, words.Language)))
                return true;
            if (!words.Is(before, Concepts.Filler))
                return false;
        }

        return false;
    }

    /// <summary>A lone “on” says where as often as what to turn: it counts behind a verb of turning, or at the end.</summary>
    private void ReadSwitch(TypedWords words)
    {
        var turns = words.Has(Concepts.Turning);
        var last = words.All.Count - 1;
        foreach (var hit in words.Hits.Where(hit => hit.Faults == 0 || hit.Term.Text.Length > 4))
        {
            var isLone = hit.Term.Text.Length == 2;
            if (isLone && !turns && hit.At != last)
                continue;
            if (hit.Term.Is(Concepts.Off))
                On = false;
            else if (hit.Term.Is(Concepts.On))
                On ??= true;
        }
    }
}
