using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>What a card holds, found at any depth.</summary>
internal static class CardParts
{
    public static IEnumerable<AdaptiveElement> All(AdaptiveCard card) =>
        [.. card.Body.SelectMany(Of), .. Unfolded(card).SelectMany(inner => inner.Body.SelectMany(Of))];

    /// <summary>The element and everything in it.</summary>
    public static IEnumerable<AdaptiveElement> Of(AdaptiveElement element) => [element, .. Inside(element).SelectMany(Of)];

    /// <summary>Lists of elements below each other: the body, and those of boxes and columns.</summary>
    public static IEnumerable<List<AdaptiveElement>> Lists(AdaptiveCard card) =>
        [card.Body, .. All(card).OfType<AdaptiveContainer>().Select(box => box.Items)];

    /// <summary>Everything that can be clicked.</summary>
    public static IEnumerable<AdaptiveAction> Buttons(AdaptiveCard card) =>
    [
        .. card.Actions,
        .. Unfolded(card).SelectMany(inner => inner.Actions),
        .. All(card).OfType<AdaptiveActionSet>().SelectMany(set => set.Actions),
        .. Clicks(card).Select(click => click.Action),
    ];

    /// <summary>The boxes and rows that can be clicked, and what they do.</summary>
    public static IEnumerable<(AdaptiveElement Box, AdaptiveAction Action)> Clicks(AdaptiveCard card) => All(card).SelectMany(element =>
        element switch
        {
            AdaptiveContainer { SelectAction: { } click } => [(element, click)],
            AdaptiveColumnSet { SelectAction: { } click } => [(element, click)],
            _ => Enumerable.Empty<(AdaptiveElement, AdaptiveAction)>(),
        });

    private static IEnumerable<AdaptiveCard> Unfolded(AdaptiveCard card) =>
        card.Actions.OfType<AdaptiveShowCardAction>().Select(button => button.Card);

    private static IEnumerable<AdaptiveElement> Inside(AdaptiveElement element) => element switch
    {
        AdaptiveContainer box => box.Items,
        AdaptiveColumnSet set => set.Columns,
        _ => [],
    };
}
