using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Conversation;

/// <summary>
/// What a phrase says of times, numbers and money besides names: for a form's own inputs as far as they are told exactly; all else is said
/// on the card. None of it is part of a product's or a reservation's name.
/// </summary>
internal static partial class PhraseOrder
{
    private const int MostDigits = 5;

    public static void Tell(PhraseScore said, TypedWords words, PhraseFacts facts, PhraseTold told)
    {
        var act = said.Saying.Act;
        if (act.Takes("duration"))
        {
            if (facts.Spans.Count > 0 && !RightDuration.All.Contains(facts.Duration ?? ""))
                told.Remark(Remarks.Span, Say(words, facts.Spans, told));
            return;
        }

        if (!act.Changes || (facts.IsQuestion && act.ShowsState))
            return;
        if (facts.Money is { } money)
            told.Left.Add(words.Between(money.From, told.Take(money.From, money.To)));
        if (act.Takes("term"))
            TellTerm(words, facts.Spans, told);
        else if (facts.Spans.Count > 0 && act.Takes("until"))
            told.Remark(Remarks.Day, Say(words, facts.Spans, told));
        else if (facts.Spans.Count > 0)
            told.Left.Add(Say(words, facts.Spans, told));
        if (act.Takes("budget") && facts.Money is null)
            TellAmount(words, told);
        if (act.Rest is not null || act.Takes("billing"))
            TellBilling(act, words, told);
        if (act.Rest is not null)
            TellQuantity(act, said.Used, words, told);
    }

    /// <summary>A year or three; a form that gets anything else chooses none.</summary>
    private static void TellTerm(TypedWords words, IReadOnlyList<PhraseSpan> spans, PhraseTold told)
    {
        if (spans.Count == 0)
            return;
        var term = spans is [var only]
            ? (only.Count, only.Unit) switch
            {
                (1, "y") or (12, "m") => "P1Y",
                (3, "y") or (36, "m") => "P3Y",
                _ => null,
            }
            : null;
        var text = Say(words, spans, told);
        told.Fields["term"] = term ?? text;
        if (term is null)
            told.Remark(Remarks.Span, text);
    }

    private static void TellBilling(TypedAct act, TypedWords words, PhraseTold told)
    {
        var all = Concepts.Billings
            .Select(one => (Value: one.Value, Hit: words.Parts
                .Where(hit => hit.Faults == 0 && hit.Term.Is(one.Key))
                .MaxBy(hit => hit.Count)))
            .Where(one => one.Hit is not null && !told.Taken[one.Hit.At])
            .ToList();
        foreach (var (value, hit) in all)
        {
            var text = words.Between(hit!.At, told.Take(hit.At, hit.Next - 1));
            if (!act.Takes("billing") || all.Count > 1)
                told.Left.Add(text);
            if (act.Takes("billing"))
                told.Fields["billing"] = all.Count > 1 ? text : value;
        }
    }

    /// <summary>A number right behind the verb, before “reservations”, or with an x.</summary>
    private static void TellQuantity(TypedAct act, bool[] used, TypedWords words, PhraseTold told)
    {
        for (var at = 0; at < words.All.Count; at++)
        {
            if (told.Taken[at] || !IsFree(words, at))
                continue;
            var isTimes = Times().Match(words.All[at].Plain);
            var isSign = at + 1 < words.All.Count && words.All[at + 1].Plain == "x" && !told.Taken[at + 1];
            var number = isTimes.Success ? Number(isTimes.Groups["number"].Value)
                : char.IsAsciiDigit(words.All[at].Plain[0]) || PhraseSpan.NumberAt(words, at) > 1 ? PhraseSpan.NumberAt(words, at)
                : null;
            if (number is not { } count || (!isTimes.Success && !isSign && !IsBeforeReserved(words, at) && !IsBehindVerb(words, used, at)))
                continue;
            var text = words.Between(at, told.Take(at, isSign ? at + 1 : at));
            if (act.Takes("quantity"))
                told.Fields["quantity"] = count.ToString(CultureInfo.InvariantCulture);
            else
                told.Left.Add(text);
            return;
        }
    }

    /// <summary>A number behind “to” and at the end, without a currency: “to 500”.</summary>
    private static void TellAmount(TypedWords words, PhraseTold told)
    {
        var last = words.All.Count - 1;
        var first = last;
        while (first > 0 && words.All[first - 1].Plain.All(char.IsAsciiDigit) && words.Gap(first - 1).Length == 1)
            first--;
        if (!told.Taken[last] && first > 0 && words.All[last].Plain.All(char.IsAsciiDigit) && words.Is(first - 1, Concepts.ToUser))
            told.Fields["budget"] = words.Between(first, told.Take(first, last));
    }

    private static int? Number(string digits) =>
        digits.Length <= MostDigits ? int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>No part of a longer number, or of a name with a hyphen.</summary>
    private static bool IsFree(TypedWords words, int at) => !words.All[at].IsId
        && (at == 0 || words.Gap(at - 1).Contains(' ', StringComparison.Ordinal))
        && (at + 1 == words.All.Count || words.Gap(at).Contains(' ', StringComparison.Ordinal));

    private static bool IsBeforeReserved(TypedWords words, int at) => at + 1 < words.All.Count && words.Is(at + 1, Concepts.Reserved);

    private static bool IsBehindVerb(TypedWords words, bool[] used, int at)
    {
        var before = at - 1;
        while (before >= 0 && !used[before] && words.Is(before, Concepts.Filler))
            before--;
        return before >= 0 && used[before] && !words.Is(before, Concepts.Reserved);
    }

    private static string Say(TypedWords words, IReadOnlyList<PhraseSpan> spans, PhraseTold told) =>
        string.Join(", ", spans.Select(span => words.Between(span.From, told.Take(span.From, span.To))));

    [GeneratedRegex(@"\A(x(?<number>\d{1,5})|(?<number>\d{1,5})x)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();
}

/// <summary>What was told so far: the words that are taken, the inputs that are filled in, and what no input takes.</summary>
internal sealed record PhraseTold(bool[] Taken, Dictionary<string, string> Fields, List<string> Left)
{
    /// <returns>The last of them.</returns>
    public int Take(int from, int to)
    {
        for (var at = from; at <= to; at++)
            Taken[at] = true;
        return to;
    }

    public void Remark(string remark, string text) => Fields[remark] = Meant.Cut(text);
}
