using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>What a card holds, found at any depth.</summary>
internal static class CardParts
{
    public static IEnumerable<AdaptiveElement> All(AdaptiveCard card) => card.Body.SelectMany(Of);

    /// <summary>The element and everything in it.</summary>
    public static IEnumerable<AdaptiveElement> Of(AdaptiveElement element) => [element, .. Inside(element).SelectMany(Of)];

    /// <summary>Lists of elements below each other: the body, and those of boxes and columns.</summary>
    public static IEnumerable<List<AdaptiveElement>> Lists(AdaptiveCard card) =>
        [card.Body, .. All(card).OfType<AdaptiveContainer>().Select(box => box.Items)];

    /// <summary>Everything that can be clicked.</summary>
    public static IEnumerable<AdaptiveAction> Buttons(AdaptiveCard card) =>
    [
        .. card.Actions,
        .. All(card).SelectMany(element => element switch
        {
            AdaptiveActionSet set => set.Actions,
            AdaptiveContainer { SelectAction: { } click } => [click],
            AdaptiveColumnSet { SelectAction: { } click } => [click],
            _ => Enumerable.Empty<AdaptiveAction>(),
        }),
    ];

    private static IEnumerable<AdaptiveElement> Inside(AdaptiveElement element) => element switch
    {
        AdaptiveContainer box => box.Items,
        AdaptiveColumnSet set => set.Columns,
        _ => [],
    };
}
