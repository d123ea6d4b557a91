using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>
/// Points in time on a card that several people read: in text blocks each reader sees the own clock; everywhere else on the card, where
/// Teams fills nothing in, stands the time with its zone.
/// </summary>
internal static class SharedTimes
{
    /// <summary>Writes the times that stand in no text block.</summary>
    public static void Settle(AdaptiveCard card, Texts texts)
    {
        if (!texts.IsShared)
            return;
        card.FallbackText = Named(card.FallbackText);
        foreach (var element in CardParts.All(card))
        {
            switch (element)
            {
                case AdaptiveFactSet set:
                    set.Facts.ForEach(fact => (fact.Title, fact.Value) = (Named(fact.Title)!, Named(fact.Value)!));
                    break;
                case AdaptiveChoiceSetInput choices:
                    choices.Label = Named(choices.Label)!;
                    choices.Choices.ForEach(choice => choice.Title = Named(choice.Title)!);
                    break;
                case AdaptiveInput input:
                    input.Label = Named(input.Label)!;
                    break;
            }
        }

        foreach (var button in CardParts.Buttons(card))
            button.Title = Named(button.Title)!;

        string? Named(string? text) => text is null
            ? null
            : AdaptiveDateTime.Replace(text, (at, withTime) => withTime ? texts.TimeNamed(at) : texts.DayThere(at));
    }
}
