namespace CspBot.Conversation;

/// <summary>
/// Which of the words that are left name the customer, the subscription, the user: by what stands before them, and by the names of
/// customers. A guess is only ever asked about: what merely comes near a customer goes on as words, and the choice of customers asks.
/// </summary>
internal sealed class PhrasePlaces(TypedWords words, bool[] taken, TypedAct act, KnownNames names)
{
    /// <summary>A word of so many letters with a fault is more likely meant than a name that looks like it.</summary>
    private const int SurelyMeant = 6;

    private const int ShortestSwapped = 4;

    /// <summary>So many letters of a customer's name with a fault are told from somebody's name.</summary>
    private const int ShortestNear = 5;

    /// <summary>Parts several of one input.</summary>
    private const string Several = ", ";

    private readonly bool[] _placed = [.. taken];

    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Words that nothing explains.</summary>
    public int Unexplained { get; private set; }

    /// <summary>The same as they were typed; for what only shows something those beside the customer's name.</summary>
    public string Left { get; private set; } = "";

    /// <summary>Whose words the customer's are.</summary>
    public CustomerSaid Customer { get; private set; }

    /// <summary>Two customers are named, and which of them is meant cannot be told.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>The words that name a customer, a subscription or a person.</summary>
    public IReadOnlyCollection<int> Named => [.. Enumerable.Range(0, taken.Length).Where(at => _placed[at] && !taken[at])];

    /// <summary>It stands at the beginning: whatever is behind it is what it is about, known words too.</summary>
    public bool IsLed { get; init; }

    /// <summary>It stands there as help shows it: whatever is behind it may be a name, words that mean something too.</summary>
    public bool IsPhrase { get; init; }

    /// <summary>It takes from somebody, or gives longer: a word that nothing marks names a person.</summary>
    public bool IsOfPerson { get; init; }

    /// <summary>Words that are left may go to the act's own input for them.</summary>
    public bool TakesRest { get; init; }

    public async Task PlaceAsync(CancellationToken ct)
    {
        var span = act.Takes("customer") ? await CustomerAsync(ct) : null;
        var groups = Groups(span);
        if (span is not null)
        {
            Customer = span.IsNear ? CustomerSaid.Near : CustomerSaid.Known;
            Set("customer", span.From, span.To);
            Fields["customer"] = span.Words ?? Fields["customer"];
        }
        else if (act.Takes("customer") && await ForCustomerAsync(groups, ct) is var (group, to, isNear))
        {
            groups.Remove(group);
            Customer = isNear ? CustomerSaid.Near : CustomerSaid.Strange;
            Set("customer", group.From, to);
            if (to < group.To)
                groups.Insert(0, group with { From = to + 1, Mark = Concepts.OfSubscription });
        }

        foreach (var group in groups)
            Place(group, span);
        var all = act.Rest ?? (act.Takes("customer") ? "customer" : null);
        if (IsLed && (IsPhrase || act.Rest is not null) && span is null && groups.Count == 0 && all is { } about && Behind() is { } behind
            && Fields.TryAdd(about, ""))
        {
            Customer = about == "customer" ? CustomerSaid.Strange : Customer;
            Set(about, behind, words.All.Count - 1);
        }

        if (act.Rest is { } rest && groups.Where(group => !IsPlaced(group)).ToList() is { Count: > 0 } left
            && (TakesRest || left.Exists(group => words.Between(group.From, group.To).Any(char.IsDigit))))
        {
            // What stands behind the customer is no part of it: “2 d2s v5 for litware, paid monthly”.
            var last = span is null ? left[^1] : left.TakeWhile(group => group.From > span.From == left[0].From > span.From).Last();
            Set(rest, left[0].From, last.To);
            return;
        }

        var unplaced = groups.Where(group => !IsPlaced(group) && Strong(group) > 0).ToList();
        Unexplained = unplaced.Sum(Strong);
        Left = string.Join(' ', unplaced
            .Where(group => act.Changes || (span is not null && (IsNext(span.To, group.From) || IsNext(group.To, span.From))))
            .Select(group => words.Between(group.From, group.To)));
    }

    /// <summary>Where the words behind all that is explained begin; null where there are none.</summary>
    private int? Behind()
    {
        var behind = Array.LastIndexOf(taken, true) + 1;
        return Enumerable.Range(behind, taken.Length - behind).Any(MayStart) ? behind : null;
    }

    private void Place(Group group, Span? customer)
    {
        var field = group.Mark switch
        {
            Concepts.OfSubscription => "subscription",
            Concepts.OfUser or Concepts.ToUser => "user",
            Concepts.AtPlace => "subscription",
            _ when customer is { } span && group.From > span.To && IsNext(span.To, group.From) => "subscription",
            _ => "user",
        };
        if (group.IsNumber && field == "user")
            return;
        if (field == "user" && act.Takes(field) && Fields.TryGetValue(field, out var others) && IsAndAnother(group.From))
        {
            // “to henry and to grace”.
            Set(field, group.From, group.To);
            Fields[field] = Meant.Cut(others + Several + Fields[field]);
            return;
        }

        // “de la prod”: whose it is, where somebody is named already, and else where.
        if (field == "user" && act.Takes("subscription") && Fields.ContainsKey(field) && !Fields.ContainsKey("subscription")
            && group.Mark == Concepts.OfUser && customer is not null && IsNext(group.To, customer.From))
            field = "subscription";
        if (field == "subscription" && act.Takes(field) && Fields.TryGetValue(field, out var place) && !place.Contains(Several))
        {
            // “on rg-web on adatum production”: what stands behind the customer is the subscription, and a place in it the other.
            Set(field, group.From, group.To);
            Fields[field] = Meant.Cut(group.Mark is null ? $"{Fields[field]} {place}" : $"{place} {Fields[field]}");
            return;
        }

        if (!act.Takes(field) || Fields.ContainsKey(field))
            return;

        // "Owner 4 mei": a number is no part of a name.
        var from = group.From;
        while (field == "user" && from < group.To && words.All[from].Plain.All(char.IsDigit))
            _placed[from++] = true;
        Set(field, from, group.To);
        if (field is "user" or "subscription")
            Fields[field] = string.Join(Several, Apart(from, group.To));
        if (field == "user" && IsOwning(group.To))
            Fields[field] = Fields[field][..^1];
    }

    /// <summary>“and” or a comma stands before the word that says whom.</summary>
    private bool IsAndAnother(int from)
    {
        var at = from - 1;
        while (at > 0 && IsMark(at))
            at--;
        return at > 0 && (words.Is(at, Concepts.And) || words.IsParted(at));
    }

    /// <summary>“henry and grace”, “henry, grace”: each by itself, without the words between.</summary>
    private IEnumerable<string> Apart(int from, int to)
    {
        for (var first = from; first <= to;)
        {
            var last = first;
            while (last < to && !words.Is(last + 1, Concepts.And) && !words.IsParted(last))
                last++;
            yield return words.Between(first, last);
            first = last + 1;
            while (first <= to && words.Is(first, Concepts.Filler))
                first++;
        }
    }

    /// <summary>“henrys owner”, “graces access”: what is left out is the apostrophe.</summary>
    private bool IsOwning(int at) => words.Language == "en" && at + 1 < words.All.Count && words.All[at].Plain is { Length: > 3 } plain
        && plain[^1] == 's' && (words.Is(at + 1, Concepts.Role) || words.Is(at + 1, Concepts.Access));

    private bool IsPlaced(Group group) => _placed[group.From];

    private int Strong(Group group) =>
        group.IsNumber ? 0 : Enumerable.Range(group.From, group.To - group.From + 1).Count(IsUnknown);

    /// <summary>The longest words that are a customer's own, best those behind a word that says where.</summary>
    private async Task<Span?> CustomerAsync(CancellationToken ct)
    {
        var (spans, last) = (new List<(Span Span, int Level)>(), words.All.Count - 1);
        for (var from = 0; from <= last; from++)
        {
            if (!MayStart(from))
                continue;
            for (var to = from; to <= last && to < from + KnownNames.LongestName && !IsTaken(to); to++)
            {
                if (!MayStart(to) || (!IsUnknown(from) && !IsUnknown(to)) || IsForm(from, to)
                    || await IsEndOfAnotherAsync(from, to, ct))
                    continue;
                var level = Level(MarkOf(from));
                if (await names.IsCustomerAsync(words.Between(from, to), isWhole: level == 2, ct))
                    spans.Add((new Span(from, to), level));
                else if (to > from && Plain(from, to) is { } plain && await names.IsCustomerAsync(plain, isWhole: level == 2, ct))
                    spans.Add((new Span(from, to) { Words = plain }, level));
            }
        }

        if (spans.Count == 0)
            return null;
        var best = spans
            .OrderBy(one => one.Level)
            .ThenByDescending(one => one.Span.To - one.Span.From)
            .ThenBy(one => one.Span.From)
            .First();

        foreach (var (other, level) in spans)
        {
            if (act.Changes && level < 2 && (other.From > best.Span.To || other.To < best.Span.From)
                && await names.IsCustomerAsync(words.Between(other.From, other.To), isWhole: true, ct))
                IsTorn = true;
        }

        // A name of which one word has a fault: “woodgrove bnk” is no subscription bnk of Woodgrove.
        if (await WiderAsync(best.Span, ct) is { } wider)
            return wider;

        // Somebody behind “to” who bears a customer's name is not the customer where a place is told that we do not know.
        return best.Level == 2 && Groups(best.Span).Exists(group => group.Mark == Concepts.AtPlace) ? null : best.Span;
    }

    /// <summary>What companies are called besides their names is nobody's name.</summary>
    private bool IsForm(int from, int to) =>
        Enumerable.Range(from, to - from + 1).All(at => KnownNames.CompanyForms.Contains(words.All[at].Plain));

    /// <summary>“At acme ltd”: behind a word that is none of it, the end of a customer's name is another company's.</summary>
    private async Task<bool> IsEndOfAnotherAsync(int from, int to, CancellationToken ct) =>
        from > 0 && MayStart(from - 1) && IsUnknown(from - 1) && !await names.IsBeginningAsync(words.Between(from, to), ct);

    private async Task<Span?> WiderAsync(Span known, CancellationToken ct)
    {
        if (Groups(null).Find(group => group.From <= known.From && group.To >= known.To) is not { } all)
            return null;
        while (all.To > known.To && words.All[all.To].Plain.All(char.IsDigit))
            all = all with { To = all.To - 1 };
        for (var more = all.To - all.From - (known.To - known.From); more > 0; more--)
        {
            for (var from = Math.Max(all.From, known.From - more); from <= known.From; from++)
            {
                var to = known.To + more - (known.From - from);
                if (to <= all.To && await names.IsNearAsync(words.Between(from, to), ct))
                    return new Span(from, to) { IsNear = true };
            }
        }

        return null;
    }

    private int Level(string? mark) => mark switch
    {
        Concepts.OfCustomer or Concepts.AtPlace => 0,
        Concepts.ToUser or Concepts.OfUser when act.Takes("user") => 2,
        _ => 1,
    };

    /// <summary>Whose words are the customer's where none of them is known; up to which word, and whether it comes near one.</summary>
    private async Task<(Group Group, int To, bool IsNear)?> ForCustomerAsync(List<Group> groups, CancellationToken ct)
    {
        var able = groups.Where(group => groups.Count == 1 || !group.IsNumber).ToList();
        var order = able.OrderBy(group => Level(group.Mark)).ToList();
        foreach (var group in order.Where(group => Level(group.Mark) < 2))
        {
            if (await NearAsync(group, ct) is { } near)
                return (group, near, true);
        }

        if (await WithinAsync(groups, ct) is { } within)
            return within;
        return order.Find(group => group.Mark is Concepts.OfCustomer or Concepts.AtPlace) is { } there ? (there, there.To, false)
            : act.Rest is null && (IsLed || !act.Gives)
                && order.Find(group => (group.Mark is null && !IsOfPerson) || !act.Takes("user")) is { } some ? (some, some.To, false)
            : null;
    }

    /// <summary>“Henry adatm prod”: a word behind somebody's name comes near a customer, and parts the group.</summary>
    private async Task<(Group Group, int To, bool IsNear)?> WithinAsync(List<Group> groups, CancellationToken ct)
    {
        if (groups.FindIndex(group => group.Mark is null or Concepts.ToUser && group.From < group.To) is not (>= 0 and var which)
            || !act.Takes("user"))
            return null;
        var all = groups[which];
        for (var from = all.From + 1; from <= all.To; from++)
        {
            if (words.All[from].Plain is not { Length: >= ShortestNear } plain || !plain.All(char.IsLetter)
                || !await names.IsNearAsync(words.Between(from, from), ct))
                continue;
            var rest = all with { From = from, Mark = null };
            groups[which] = all with { To = from - 1 };
            groups.Insert(which + 1, rest);
            return (rest, from, true);
        }

        return null;
    }

    /// <summary>Up to which word a group comes near a customer; null where nothing does.</summary>
    private async Task<int?> NearAsync(Group group, CancellationToken ct)
    {
        if (await names.IsNearAsync(words.Between(group.From, group.To), ct))
            return group.To;
        for (var to = group.To - 1; act.Takes("subscription") && to >= group.From; to--)
        {
            if (!words.All[to].Plain.All(char.IsDigit) && await names.IsNearAsync(words.Between(group.From, to), ct))
                return to;
        }

        return null;
    }

    /// <summary>Runs of words that nobody knows, parted by what says whose they are.</summary>
    private List<Group> Groups(Span? customer)
    {
        var groups = new List<Group>();
        for (var at = 0; at < words.All.Count; at++)
        {
            if (!IsUnknown(at) || IsTaken(at) || customer?.Covers(at) == true)
                continue;
            var to = at;
            for (var next = at + 1; next < words.All.Count && !IsTaken(next) && customer?.Covers(next) != true; next++)
            {
                if (IsUnknown(next))
                    to = next;
                else if (IsMark(next))
                    break;
            }

            if (!IsForm(at, to))
                groups.Add(new Group(at, to, MarkOf(at))
                {
                    IsNumber = Enumerable.Range(at, to - at + 1).All(one => words.All[one].Plain.All(char.IsDigit)),
                });
            at = to;
        }

        return groups;
    }

    private bool IsTaken(int at) => taken[at];

    /// <summary>No word that is known as it was typed.</summary>
    private bool IsUnknown(int at) => !taken[at] && !words.Hits.Any(
        hit => hit.Covers(at) && !hit.Term.Concepts.All(Concepts.Times.Contains)
            && (hit.Faults == 0 || (hit.Term.Text.Length >= SurelyMeant && !IsAfterTo(at)) || IsSwapped(hit, at)));

    /// <summary>“Agian”, “stil”: the letters of a word that says nothing, one of them swapped, or doubled where it is not.</summary>
    private bool IsSwapped(Hit hit, int at) => hit.Term.Is(Concepts.Filler) && hit.Faults == 1
        && words.All[at].Plain.Length >= ShortestSwapped
        && hit.Term.Letters == Spelling.Letters(words.All[at].Plain) && !IsAfterTo(at);

    private bool IsAfterTo(int at) => at > 0 && Mark(at - 1) is Concepts.ToUser or Concepts.OfUser;

    /// <summary>Without the words between that say nothing, such as “et”; null where there are none.</summary>
    private string? Plain(int from, int to)
    {
        var left = Enumerable.Range(from, to - from + 1).Where(MayStart).ToList();
        return left.Count > 1 && left.Count <= to - from ? string.Join(' ', left.Select(at => words.All[at].Raw)) : null;
    }

    /// <summary>A name begins and ends with it: neither a preposition nor a word that says nothing.</summary>
    private bool MayStart(int at) => !IsTaken(at) && !IsMark(at) && !words.Hits.Any(
        hit => hit.Faults == 0 && hit.Covers(at) && (hit.Term.Is(Concepts.Filler) || hit.Term.Is(Concepts.Polite)));

    private bool IsMark(int at) => Mark(at) is not null;

    private string? Mark(int at) => words.All[at].IsId
        ? null
        : new[] { Concepts.OfSubscription, Concepts.OfUser, Concepts.OfCustomer, Concepts.AtPlace, Concepts.ToUser }
            .FirstOrDefault(mark => words.Hits.Any(
                hit => hit.Faults == 0 && hit.Covers(at) && hit.Term.Is(mark, words.All[at].Raw == "à" ? null : words.Language)));

    /// <summary>What the words from here on are, by the word before them; words that say nothing may stand between.</summary>
    private string? MarkOf(int from)
    {
        for (var at = from - 1; at >= 0 && at >= from - 3; at--)
        {
            if (Mark(at) is { } mark)
            {
                // “on the subscription production”, “de l'abonnement production”, “at customer contoso”: the noun says more.
                return mark;
            }

            if (taken[at] || !words.Is(at, Concepts.Filler))
                return null;
        }

        return null;
    }

    private bool IsNext(int last, int from) => from > last
        && Enumerable.Range(last + 1, from - last - 1).All(at => words.Is(at, Concepts.Filler) && !IsMark(at));

    private void Set(string field, int from, int to)
    {
        for (var at = from; at <= to; at++)
            _placed[at] = true;
        Fields[field] = Meant.Cut(words.Between(from, to));
    }

    private sealed record Span(int From, int To)
    {
        public bool IsNear { get; init; }

        /// <summary>The words to look for; null for those that were typed.</summary>
        public string? Words { get; init; }

        public bool Covers(int at) => at >= From && at <= To;
    }

    /// <param name="Mark">What the word before them says of them; null for nothing.</param>
    private sealed record Group(int From, int To, string? Mark)
    {
        public bool IsNumber { get; init; }
    }
}

/// <summary>What the words are that stand for the customer.</summary>
internal enum CustomerSaid
{
    /// <summary>There are none.</summary>
    Nobody,

    /// <summary>A customer's own.</summary>
    Known,

    /// <summary>They come near a customer.</summary>
    Near,

    /// <summary>No customer's.</summary>
    Strange,
}
