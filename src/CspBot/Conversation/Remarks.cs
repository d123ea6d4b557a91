using AdaptiveCards;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// What a phrase said and no field takes. It rides with what was told, through the choice of a customer too, and whatever card opens says
/// it in a sentence: nothing of what was typed is left out in silence.
/// </summary>
internal static class Remarks
{
    /// <summary>A day or a clock time, for a form that asks for a duration.</summary>
    public const string Time = "heardTime";

    /// <summary>A time that is none of those that the form lets choose from.</summary>
    public const string Span = "heardSpan";

    /// <summary>The same for a form that asks for a last day.</summary>
    public const string Day = "heardDay";

    /// <summary>Words that nobody could place.</summary>
    public const string Left = "heardLeft";

    /// <summary>The phrase was a question: the form that shows the state answers it first.</summary>
    public const string Asked = "heardAsked";

    public static IReadOnlyList<string> All { get; } = [Time, Span, Day, Left, Asked];

    /// <summary>The card, with the sentences below its title; the same where there are none.</summary>
    public static AdaptiveCard On(AdaptiveCard card, DialogTurn turn)
    {
        var said = Say(turn).ToList();
        return said.Count == 0 ? card : On(card, Look.Banner(Look.Warning, said[0], [.. said.Skip(1)]), turn.Texts);
    }

    /// <summary>Why nothing was opened, above what it would have done.</summary>
    public static AdaptiveCard On(AdaptiveCard card, NotMeant? why, Texts texts) => why switch
    {
        null => card,
        NotMeant.Denied => On(card, Look.Banner(Look.Calm, texts[HelpText.OpenedNothing], texts[HelpText.NotMeant_Denied]), texts),
        NotMeant.Past => On(card, Look.Banner(Look.Calm, texts[HelpText.OpenedNothing], texts[HelpText.NotMeant_Past]), texts),
        NotMeant.Quoted => On(card, Look.Banner(Look.Calm, texts[HelpText.OpenedNothing], texts[HelpText.NotMeant_Quoted]), texts),
        _ => On(card, Look.Banner(Look.Calm, texts[HelpText.OpenedNothing], texts[HelpText.NotMeant_Torn]), texts),
    };

    private static AdaptiveCard On(AdaptiveCard card, AdaptiveElement banner, Texts texts)
    {
        card.Body.Insert(Math.Min(1, card.Body.Count), banner);
        return CardFit.Fit(card, texts);
    }

    private static IEnumerable<string> Say(DialogTurn turn)
    {
        if (turn.Input[Time] is { Length: > 0 and <= Meant.LongestValue } time)
            yield return turn.Texts[HelpText.HeardTime, time];
        if (turn.Input[Span] is { Length: > 0 and <= Meant.LongestValue } span)
            yield return turn.Texts[HelpText.HeardSpan, span];
        if (turn.Input[Day] is { Length: > 0 and <= Meant.LongestValue } day)
            yield return turn.Texts[HelpText.HeardDay, day];
        if (turn.Input[Left] is { Length: > 0 and <= Meant.LongestValue } left)
            yield return turn.Texts[HelpText.HeardLeft, left];
    }
}
