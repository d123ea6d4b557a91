using System.Text;
using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>
/// What Teams takes of a card, held in one place: a card that is too large loses what can be had otherwise, choices first, then
/// long texts, then rows, and says so. Fields and the buttons that decide are never among it.
/// </summary>
/// <remarks>
/// 28 KB a message, counted in UTF-16 (a card of 51.8 KB in UTF-8 was 100.8 KB in the answer 413); other clients count UTF-8.
/// Six buttons: facts teams-protocol §7.
/// </remarks>
internal static class CardFit
{
    /// <summary>Largest card in bytes, in UTF-8 and in UTF-16; the rest of 28 KB is for the message around it.</summary>
    public const int Largest = 27 * 1024;

    /// <summary>Most buttons in view.</summary>
    public const int MostButtons = 6;

    /// <summary>How long a text may stay, in letters, before and after rows are left out.</summary>
    private static readonly int[] Shorter = [400, 160];

    private const int LongestFallback = 400;
    private const int LongestValue = 1_000;
    private const int LongestData = 5_000;

    /// <summary>The card, made to fit.</summary>
    public static AdaptiveCard Fit(AdaptiveCard card, Texts texts)
    {
        card.FallbackText = Cut(card.FallbackText ?? "", LongestFallback);
        card.Speak = card.FallbackText;
        FitButtons(card);
        if (Size(card) <= Largest)
            return card;
        FitChoices(card, texts);
        foreach (var longest in Shorter)
        {
            if (Size(card) > Largest)
                Shorten(card, texts, longest);
            if (Size(card) > Largest)
                FitRows(card, texts);
        }

        if (Size(card) > Largest)
            KeepFieldsOnly(card, texts);
        return card;
    }

    /// <summary>In bytes, of the encoding that makes it larger.</summary>
    public static int Size(AdaptiveCard card)
    {
        var json = card.ToJson();
        return Math.Max(json.Length * sizeof(char), Encoding.UTF8.GetByteCount(json));
    }

    /// <summary>A button without colour goes first: it leads elsewhere, and the coloured ones decide.</summary>
    private static void FitButtons(AdaptiveCard card)
    {
        var elsewhere = CardParts.All(card).OfType<AdaptiveActionSet>().Sum(set => set.Actions.Count)
            + card.Actions.OfType<AdaptiveShowCardAction>().Sum(button => button.Card.Actions.Count);
        while (elsewhere + card.Actions.Count > MostButtons
            && card.Actions.FindLastIndex(button => button.Style == AdaptiveActionStyle.Default) is >= 0 and var last)
            card.Actions.RemoveAt(last);
    }

    /// <summary>The longest list gives first. What is chosen stays; below the field stands how many are not listed.</summary>
    private static void FitChoices(AdaptiveCard card, Texts texts)
    {
        var left = new Dictionary<AdaptiveChoiceSetInput, int>();
        while (Size(card) - Largest is > 0 and var excess)
        {
            var sets = CardParts.All(card).OfType<AdaptiveChoiceSetInput>().Where(set => Droppable(set).Any()).ToList();
            if (sets.MaxBy(set => set.Choices.Sum(Weight)) is not { } set)
                break;
            var dropped = Droppable(set).Reverse().TakeWhile(choice => (excess -= Weight(choice)) + Weight(choice) > 0).ToHashSet();
            set.Choices.RemoveAll(dropped.Contains);
            left[set] = left.GetValueOrDefault(set) + dropped.Count;
            Say(card, set, texts[set.DataQuery is null ? CommonText.CutChoices : CommonText.CutChoices_Search, left[set]]);
        }
    }

    private static IEnumerable<AdaptiveChoice> Droppable(AdaptiveChoiceSetInput set)
    {
        var chosen = set.Value?.Split(',') ?? [];
        return set.Choices.Skip(1).Where(choice => !chosen.Contains(choice.Value));
    }

    /// <summary>The least that a choice takes on the wire, in bytes of UTF-16.</summary>
    private static int Weight(AdaptiveChoice choice) =>
        sizeof(char) * (choice.Title.Length + choice.Value.Length + """{"title":"","value":""},""".Length);

    private static void Shorten(AdaptiveCard card, Texts texts, int longest)
    {
        var any = false;
        string Short(string text)
        {
            any |= text.Length > longest;
            return Cut(text, longest);
        }

        foreach (var element in CardParts.All(card).ToList())
        {
            switch (element)
            {
                case AdaptiveTextBlock block:
                    block.Text = Short(block.Text);
                    break;
                case AdaptiveFactSet set:
                    set.Facts.ForEach(fact => (fact.Title, fact.Value) = (Short(fact.Title), Short(fact.Value)));
                    break;
                case AdaptiveChoiceSetInput choices:
                    choices.Choices.ForEach(choice => choice.Title = Short(choice.Title));
                    break;
                case AdaptiveTextInput { MaxLength: > 0 and var most, Value: { } value } field when value.Length > most:
                    // The client would not take more than this anyway.
                    field.Value = Short(Cut(value, most));
                    break;
            }
        }

        foreach (var button in CardParts.Buttons(card))
            (button.Title, button.Tooltip) = (Short(button.Title), button.Tooltip is { } told ? Short(told) : null);
        if (any)
            Say(card, null, texts[CommonText.CutTexts]);
    }

    /// <summary>The longest run of rows gives first, from its end; one row and the count of the others stay.</summary>
    private static void FitRows(AdaptiveCard card, Texts texts)
    {
        var left = new Dictionary<List<AdaptiveElement>, int>();
        while (Size(card) > Largest
            && CardParts.Lists(card).Where(list => list.Count(IsRow) > 1).MaxBy(list => list.Count(IsRow)) is { } list)
        {
            var last = list.FindLastIndex(IsRow);
            list.RemoveAt(last);
            var sentence = texts[CommonText.CutRows, left[list] = left.GetValueOrDefault(list) + 1];
            if (last < list.Count && list[last] is AdaptiveTextBlock { Id: SaidId } said)
                said.Text = sentence;
            else
                list.Insert(last, Said(sentence));
        }
    }

    /// <summary>A line of a list: nothing to fill in and no button of its own in it.</summary>
    private static bool IsRow(AdaptiveElement element) =>
        element is AdaptiveColumnSet
        && !Look.IsFact(element)
        && !CardParts.Of(element).Any(part => part is AdaptiveInput or AdaptiveActionSet);

    /// <summary>What is left when nothing else helps: the heading, the facts, what can be filled in, and the buttons.</summary>
    private static void KeepFieldsOnly(AdaptiveCard card, Texts texts)
    {
        var kept = CardParts.All(card).Where(element => element is AdaptiveInput or AdaptiveFactSet || Look.IsFact(element)).ToList();
        // What no form of ours can hold came from outside.
        foreach (var field in kept.OfType<AdaptiveTextInput>().Where(field => field.Value?.Length > LongestValue))
            field.Value = null;
        foreach (var field in kept.OfType<AdaptiveChoiceSetInput>())
        {
            if (field.Choices.RemoveAll(choice => choice.Value.Length > LongestValue) > 0)
                field.Value = null;
        }

        card.Actions.RemoveAll(button => button is AdaptiveExecuteAction { DataJson.Length: > LongestData });
        card.Body = [.. card.Body.OfType<AdaptiveTextBlock>().Take(1), Said(texts[CommonText.CutAll]), .. kept];
        if (Size(card) > Largest)
            Shorten(card, texts, Shorter[^1] / 2);
        if (Size(card) > Largest)
            card.Body.RemoveAll(element => element is AdaptiveFactSet || Look.IsFact(element));
    }

    private const string SaidId = "cut";

    private static AdaptiveTextBlock Said(string sentence)
    {
        var said = Look.Quiet(sentence);
        said.Id = SaidId;
        return said;
    }

    /// <summary>Says it below the element, or at the end of the card; a second time instead of the first.</summary>
    private static void Say(AdaptiveCard card, AdaptiveElement? below, string sentence)
    {
        var list = CardParts.Lists(card).FirstOrDefault(items => below is not null && items.Contains(below)) ?? card.Body;
        var at = below is null ? list.Count : list.IndexOf(below) + 1;
        if (at < list.Count && list[at] is AdaptiveTextBlock { Id: SaidId } said)
            said.Text = sentence;
        else if (!(below is null && list[^1] is AdaptiveTextBlock { Id: SaidId } end && end.Text == sentence))
            list.Insert(at, Said(sentence));
    }

    /// <summary>Never half a letter.</summary>
    private static string Cut(string text, int longest) => text.Length <= longest
        ? text
        : AdaptiveDateTime.Whole(text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)]) + "…";
}
