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

    /// <summary>Why, for a form that asks for it.</summary>
    public const string Reason = "heardReason";

    /// <summary>The phrase was a question: the form that shows the state answers it first.</summary>
    public const string Asked = "heardAsked";

    public static IReadOnlyList<string> All { get; } = [Time, Span, Day, Left, Reason, Asked];

    /// <summary>The card, with the sentences below its title; the same where there are none.</summary>
    /// <param name="unplaced">What the dialog could not place of what was told; empty for nothing.</param>
    public static AdaptiveCard On(AdaptiveCard card, DialogTurn turn, DateTimeOffset now, string unplaced)
    {
        var said = Say(card, turn, now).ToList();
        if (unplaced.Length > 0)
            said.Add(turn.Texts[HelpText.HeardLeft, unplaced]);
        if (Told(turn, Reason) is { } reason && !IsFilled(card, reason))
            said.Add(turn.Texts[HelpText.HeardReason, reason]);
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

    private static IEnumerable<string> Say(AdaptiveCard card, DialogTurn turn, DateTimeOffset now)
    {
        if (Told(turn, Time) is { } time)
        {
            foreach (var said in Until(time, turn.Texts, now))
                yield return said;
        }

        if (Told(turn, Span) is { } span)
        {
            foreach (var said in Lasting(span, turn))
                yield return said;
        }

        if (Told(turn, Day) is { } day)
            yield return turn.Texts[IsDayFilled(card) ? HelpText.HeardDayFilled : HelpText.HeardDay, day];
        if (Told(turn, Left) is { } left)
            yield return turn.Texts[HelpText.HeardLeft, left];
    }

    private static string? Told(DialogTurn turn, string remark) =>
        turn.Input[remark] is { Length: > 0 and <= Meant.LongestValue } told ? told : null;

    /// <summary>A time that no right lasts: where it is told exactly, with those next to it.</summary>
    private static IEnumerable<string> Lasting(string said, DialogTurn turn)
    {
        var texts = turn.Texts;
        if (RightDuration.Told(turn.Input["duration"]) is not { } length)
            return [texts[HelpText.HeardSpan, said]];
        return
        [
            texts[HelpText.HeardLength, said],
            RightDuration.Around(length) switch
            {
                (null, var longer) => texts[HelpText.SpanShort, RightDuration.Say(texts, longer!)],
                (var shorter, null) => texts[HelpText.SpanLong, RightDuration.Say(texts, shorter)],
                var (shorter, longer) when shorter == longer => texts[HelpText.MomentFits, RightDuration.Say(texts, shorter)],
                var (shorter, longer) => texts[HelpText.SpanBetween, RightDuration.Say(texts, shorter), RightDuration.Say(texts, longer)],
            },
        ];
    }

    /// <summary>A moment is no duration; where it can be reckoned on the reader’s clock, it is told what that comes to.</summary>
    private static IEnumerable<string> Until(string said, Texts texts, DateTimeOffset now)
    {
        if (texts.Zone is not { } zone || PhraseMoment.Read(said, now, zone) is not { } at)
            return [texts[HelpText.HeardTime, said]];
        var (length, choice) = (at - now, RightDuration.Around(at - now));
        return
        [
            texts[HelpText.HeardMoment, said, texts.Time(at), Durations.Whole(texts, length)],
            choice switch
            {
                (null, var longer) => texts[HelpText.MomentShort, RightDuration.Say(texts, longer!)],
                (var shorter, null) => texts[HelpText.MomentLong, RightDuration.Say(texts, shorter)],
                var (shorter, longer) when shorter == longer => texts[HelpText.MomentFits, RightDuration.Say(texts, shorter)],
                var (shorter, longer) => texts[HelpText.MomentBetween, RightDuration.Say(texts, shorter), RightDuration.Say(texts, longer)],
            },
        ];
    }

    /// <summary>An absence that was said fills its days in, or leaves the last one empty.</summary>
    private static bool IsDayFilled(AdaptiveCard card) =>
        card.Body.OfType<AdaptiveDateInput>().Any(input => input is { Id: "untilDay", Value.Length: > 0 });

    /// <summary>Writes the reason into the card’s own field, or finds it there.</summary>
    private static bool IsFilled(AdaptiveCard card, string reason)
    {
        if (card.Body.OfType<AdaptiveTextInput>().FirstOrDefault(input => input.Id == "reason") is not { } field)
            return false;
        field.Value ??= reason;
        return true;
    }
}
