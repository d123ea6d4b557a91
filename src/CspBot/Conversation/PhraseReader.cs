using CspBot.Cloud.Http;

namespace CspBot.Conversation;

/// <summary>
/// Reads what was typed, by words alone and always the same way: typing errors, missing spaces, any order, both languages mixed. It knows
/// no dialog; each tells in its line what can be typed.
/// </summary>
internal sealed class PhraseReader(IReadOnlyList<DialogEntry> dialogs, Lexicon lexicon)
{
    /// <summary>Less is said by chance.</summary>
    private const double Least = 3;

    /// <summary>What is said almost as well may have been meant too.</summary>
    private const double Near = 2;

    /// <summary>What a phrase says no to may be said less well than something else that it speaks of.</summary>
    private const double FarBehind = 12;
    private const int MostChoices = 3;
    private const int ShortestName = 4;
    private const int ShortestTerm = 5;
    private const int MostWordsAroundName = 5;

    /// <summary>In letters: nobody says more at once. What is longer was pasted, and only its beginning is read.</summary>
    private const int LongestSaid = 500;
    private const int MostWordsOfSpeaker = 3;

    private readonly Likeness _likeness = Likeness.Of(dialogs, lexicon);

    public PhraseReader(IReadOnlyList<DialogEntry> dialogs)
        : this(dialogs, Lexicon.Of(dialogs))
    {
    }

    public async Task<Heard> ReadAsync(string text, FindCustomers find, CancellationToken ct)
    {
        var isPasted = text.Length > LongestSaid;
        text = TypedText.Read(CloudJson.WholeText(isPasted ? text[..LongestSaid] : text));
        var names = new KnownNames(find);
        var reason = await PhraseReason.ReadAsync(text, lexicon, word => names.IsWordAsync(word, ct));
        var heard = await ReadAsync(reason?.Phrase ?? text, text, isPasted, names, ct);
        return reason is null ? heard : heard.Because(reason);
    }

    /// <param name="text">What is to be understood.</param>
    /// <param name="whole">All that was typed.</param>
    private async Task<Heard> ReadAsync(string text, string whole, bool isPasted, KnownNames names, CancellationToken ct)
    {
        var typed = TypedWords.Read(text);
        if (typed.All.Count == 0)
            return text.Trim().Length == 0 || text.Contains('?', StringComparison.Ordinal) ? new Heard.Menu() : new Heard.Small("ok");
        var words = await WordsAsync(typed, names, ct);
        var facts = PhraseFacts.Read(words, whole);
        facts.IsQuoted |= isPasted || await HasSpeakerAsync(words, text, names, ct);
        var heard = await MeantAsync(words, facts, names, ct);
        if (heard is Heard.Unknown unknown)
            heard = unknown with { Nearest = [.. unknown.Nearest.Concat(_likeness.Nearest(words)).Distinct()] };
        return heard is Heard.Open ? heard : heard with { Language = words.Language };
    }

    private async Task<Heard> MeantAsync(TypedWords words, PhraseFacts facts, KnownNames names, CancellationToken ct)
    {
        if (SmallTalk(words) is { } small)
            return new Heard.Small(small);
        var found = PhraseScore.Rank(lexicon.Sayings, words, facts);
        var best = found is [var first, ..] && first.Points >= Least ? first : null;
        if (AsksHelp(words, best) && facts.Request is null)
            return best is not null ? new Heard.Explain(best.Saying.Dialog) : new Heard.Menu();
        if (best is null)
            return await NameAloneAsync(words, facts, names, ct) ?? new Heard.Unknown(Nearest(found));
        facts.Settle(best.Used);
        var asksForLess = facts is { IsQuestion: true, IsDenied: true, AsksHow: false } && !best.Saying.Act.Gives;
        if (asksForLess && Shows(found, best) is { } shows)
        {
            best = shows;
            found = [best, .. found.Where(one => one != best && !IsBlind(one))];
        }

        // Behind its phrase a code may have any word in it.
        var isLookup = best.Leads && best.Saying.Act is { Changes: false, Rest: not null };
        if (facts.IsDenied && !asksForLess && !isLookup && facts.Request is null
            && found.FirstOrDefault(one => IsDeed(one, best)) is { } undone)
            return new Heard.Explain(undone.Saying.Dialog) { Why = facts.AsksHow ? null : NotMeant.Denied };
        if (!IsCalledOff(best, words) && Takes(best, words, facts))
        {
            found = [.. found.Where(one => !one.Saying.Act.Changes)];
            if (found is not [var other, ..] || other.Points < Least)
                return new Heard.Explain(best.Saying.Dialog) { Why = NotMeant.Denied };
            best = other;
        }

        if ((facts.AsksHow && (best.Saying.Act.Changes || !await IsAboutCustomerAsync(best, words, facts, names, ct)))
            || (IsTaking(best) && facts is { IsPast: true, IsQuestion: false })
            || (best.Saying.Act.Changes && (facts.IsDenied || facts.IsPast || facts.IsQuoted || IsCalledOff(best, words))))
            return facts.Request is null
                ? new Heard.Explain(best.Saying.Dialog) { Why = WhyNot(best, words, facts) }
                : await OneAsync(best, words, facts, names, ct);
        var rivals = best.IsPhrase ? [] : found.Skip(1).Where(one => one.Points > best.Points - Near && one.Points >= Least
            && !(facts.IsQuestion && IsBlind(one) && !IsBlind(best))
            && (one.Saying.Dialog, one.Saying.Act.Step) != (best.Saying.Dialog, best.Saying.Act.Step)).ToList();
        if (rivals.Count == 0)
            return await OneAsync(best, words, facts, names, ct);
        var opened = new List<Heard.Open>();
        foreach (var one in rivals.Prepend(best).Take(MostChoices))
        {
            if (await OneAsync(one, words, facts, names, ct) is Heard.Open open)
                opened.Add(open);
        }

        // Who names a customer does not mean what is about none.
        var isApart = opened.Exists(one => one.Meant.Customer.Length > 0) && opened.RemoveAll(one => !one.Meant.Act.Takes("customer")) > 0;
        return opened switch
        {
            [] => new Heard.Unknown(Nearest(found)),
            [var only] when isApart || !only.Meant.Act.Changes => only,
            _ => new Heard.Choose([.. opened.Select(one => one.Meant)]),
        };
    }

    /// <summary>
    /// Opens it where enough of what was said is explained. Words that nobody can place, for a customer whom nobody has, are no order:
    /// unless they stand behind the phrase itself, where they are what was typed for a customer.
    /// </summary>
    private static async Task<Heard> OneAsync(
        PhraseScore best, TypedWords words, PhraseFacts facts, KnownNames names, CancellationToken ct)
    {
        var (meant, places, isTorn) = await PhraseFilling.FillAsync(best, words, facts, names, ct);
        var most = !meant.Act.Changes ? 2 : best.Matched > 1 || (facts.IsQuestion && meant.Act.ShowsState) ? 1 : 0;
        if (meant.Act is { Changes: true, ShowsState: false } && facts.IsQuestion && places.Customer == CustomerSaid.Nobody)
            return new Heard.Explain(meant.Dialog);
        if (isTorn)
            return new Heard.Explain(meant.Dialog) { Why = NotMeant.Torn };
        var open = new Heard.Open(meant) { Language = best.IsPhrase ? best.Saying.Language ?? Rest() : Rest() };
        if (best.Leads && places.Customer != CustomerSaid.Known && (best.IsPhrase || places.Unexplained <= most))
            return open;
        if (places.Customer == CustomerSaid.Strange || (places.Customer != CustomerSaid.Known && places.Unexplained > most))
            return new Heard.Unknown([meant.Dialog]);
        return meant.Act.Changes && places.Unexplained > most ? new Heard.Choose([meant]) : open;

        string? Rest() => words.LanguageOf(places.Named);
    }

    /// <summary>Nothing but a customer's name.</summary>
    private async Task<Heard?> NameAloneAsync(TypedWords words, PhraseFacts facts, KnownNames names, CancellationToken ct)
    {
        foreach (var dialog in dialogs)
        {
            if (dialog.Typed.FirstOrDefault(act => act.IsForNameAlone) is not { } act)
                continue;
            var places = new PhrasePlaces(words, facts.Taken, act, names);
            await places.PlaceAsync(ct);
            if (places is { Customer: CustomerSaid.Known, Unexplained: 0 }
                || (places is { Customer: CustomerSaid.Near, Unexplained: 0 } && words.All.Count <= MostWordsAroundName))
                return new Heard.Open(new Meant(dialog, act) { Fields = places.Fields }) { Language = words.LanguageOf(places.Named) };
            if (await names.ListAsync(words, ct) is { Count: > 1 and <= MostChoices } several)
                return new Heard.Choose([.. several.Select(
                    name => new Meant(dialog, act) { Fields = new Dictionary<string, string> { ["customer"] = name } })]);
        }

        return null;
    }

    /// <summary>
    /// “Which reservations are not renewed”: what answers by showing it, where something that changes fits the words a little better.
    /// </summary>
    private static PhraseScore? Shows(IReadOnlyList<PhraseScore> found, PhraseScore best) =>
        IsBlind(best)
            ? found.FirstOrDefault(one => !one.Saying.Act.Changes && one.Points >= Least && one.Points >= best.Points - FarBehind)
            : null;

    /// <summary>It changes something, and shows nothing before.</summary>
    private static bool IsBlind(PhraseScore one) => one.Saying.Act is { Changes: true, ShowsState: false };

    /// <summary>Something to be done that is as good as the best: what the phrase says no to.</summary>
    private static bool IsDeed(PhraseScore one, PhraseScore best) => one.Points >= Least && one.Points >= best.Points - FarBehind
        && (one.Saying.Act.Changes || IsTaking(one));

    private static bool IsTaking(PhraseScore one) => one.Saying.Parts.Any(part => Concepts.Taking.Contains(part.Concept));

    /// <summary>It stops or takes away, which is no part of what gives something: “block grace from owner”.</summary>
    private static bool Takes(PhraseScore best, TypedWords words, PhraseFacts facts) => best.Saying.Act.Gives && words.Hits.Any(
        hit => hit.Faults == 0 && hit.Term.Is(Concepts.Off)
            && !best.Used[hit.At] && !facts.Taken[hit.At] && facts.Time?.Covers(hit.At) != true);

    private static NotMeant? WhyNot(PhraseScore best, TypedWords words, PhraseFacts facts) =>
        facts.AsksHow || facts.IsQuestion ? null
        : facts.IsDenied || IsCalledOff(best, words) ? NotMeant.Denied
        : facts.IsQuoted ? NotMeant.Quoted
        : NotMeant.Past;

    /// <summary>It begins with “stop” or “cancel”, which is no part of what it says, nor another word for it.</summary>
    private static bool IsCalledOff(PhraseScore best, TypedWords words) =>
        Enumerable.Range(0, words.All.Count).FirstOrDefault(at => !words.Is(at, Concepts.Filler), -1) is >= 0 and var first
        && !best.Used[first]
        && words.Hits.Any(hit => hit.At == first && hit.Faults == 0 && hit.Term.Is("stop")
            && !best.Saying.Parts.Any(part => hit.Term.Is(part.Concept)));

    /// <summary>“Eve Evil: grant owner …”: words of somebody else, pasted with the name. A customer is no speaker.</summary>
    private async Task<bool> HasSpeakerAsync(TypedWords words, string text, KnownNames names, CancellationToken ct)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var before = words.All.TakeWhile(word => word.End <= colon).ToList();
        if (before.Count is 0 or > MostWordsOfSpeaker || before.Count == words.All.Count
            || before.Exists(word => lexicon.Exact(word.Plain) is not null))
            return false;
        foreach (var word in before)
        {
            if (await names.IsWordAsync(word.Plain, ct) || await names.IsNearAsync(word.Plain, ct))
                return false;
        }

        return true;
    }

    /// <summary>A question about what a customer has, or about the very thing that was named, is answered by showing it.</summary>
    private static async Task<bool> IsAboutCustomerAsync(
        PhraseScore best, TypedWords words, PhraseFacts facts, KnownNames names, CancellationToken ct)
    {
        var (meant, places, _) = await PhraseFilling.FillAsync(best, words, facts, names, ct);
        return places.Customer == CustomerSaid.Known || (meant.Act.Rest is { } rest && meant.Fields.ContainsKey(rest));
    }

    /// <summary>“Commande le plan” orders, and asks for no help.</summary>
    private static bool AsksHelp(TypedWords words, PhraseScore? best) =>
        words.Hits.Any(hit => hit.Faults == 0 && hit.Term.Is(Concepts.Help) && !(best is { Matched: > 1 } && best.Used[hit.At]))
        || (words.All.Count < 3 && words.Of(Concepts.Help).Any());

    private static List<DialogEntry> Nearest(IReadOnlyList<PhraseScore> found) => [.. found.Select(one => one.Saying.Dialog).Distinct()];

    /// <summary>All of it is said as people talk to each other.</summary>
    private static string? SmallTalk(TypedWords words)
    {
        var small = Concepts.SmallTalk.FirstOrDefault(
            what => words.Hits.Any(hit => hit.Term.Is(what) && (hit.Faults == 0 || hit.Term.Text.Length > 3)));
        return small is not null && Enumerable.Range(0, words.All.Count).All(at => words.Hits.Any(
            hit => hit.Covers(at) && (hit.Term.Is(Concepts.Filler) || hit.Term.Is(Concepts.Polite) || Concepts.SmallTalk.Any(hit.Term.Is)
                || (small == Concepts.Glass && hit.Term.Is(Concepts.Help)))))
            ? small
            : null;
    }

    /// <summary>The words, apart where they were written together, and looked up.</summary>
    private async Task<TypedWords> WordsAsync(TypedWords typed, KnownNames names, CancellationToken ct)
    {
        // Only a word that could be taken for another one, or for several, has to be compared with names.
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in typed.All)
        {
            if (word.IsId || word.Plain.Length < ShortestName || lexicon.Exact(word.Plain) is not null)
                continue;
            var near = lexicon.Near(word.Plain);
            if ((near.Count > 0 || word.Apart(lexicon) is not null)
                && (await names.IsWordAsync(word.Plain, ct)
                    || (near.Count > 0
                        && word.Plain.Length > ShortestTerm
                        && near[0].Term.Text.Length <= ShortestTerm
                        && await names.IsNearAsync(word.Plain, ct))))
                known.Add(word.Plain);
        }

        var words = await typed.Apart(lexicon, known).BehindAsync(lexicon, known, rest => names.IsWordAsync(rest, ct));
        words = await SoundedWords.ReadAsync(words, lexicon, word => names.IsWordAsync(word, ct));
        words.Find(lexicon, known);
        return words;
    }
}
