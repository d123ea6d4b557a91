using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>
/// What decides stands on a phone's first screen: on a card that is higher, what its makers called second folds behind a button,
/// the most of it first; on any other card it stands as if nobody had called it so.
/// </summary>
internal static class PhoneFit
{
    /// <summary>Begins the id of a set whose one button folds.</summary>
    public const string Fold = "fold-";

    /// <summary>In pixels: what Teams shows of a card at once on a phone, and a thumb’s stroke.</summary>
    private const double Screen = 780;

    public static void Settle(AdaptiveCard card)
    {
        var folds = CardParts.Lists(card)
            .SelectMany(list => list.OfType<AdaptiveActionSet>().Select(set => (List: list, Set: set)))
            .Where(one => one.Set.Id?.StartsWith(Fold, StringComparison.Ordinal) == true)
            .Select(one => (one.List, one.Set, Parts: Parts(card, one.Set)))
            .ToList();
        foreach (var (_, set, _) in folds)
            set.IsVisible = false;
        var heights = folds.ToDictionary(fold => fold.Set, fold => HeightOf(card, fold.Parts));
        foreach (var (list, set, parts) in folds.OrderByDescending(fold => heights[fold.Set]))
        {
            set.IsVisible = PhoneHeight.Of(card) > Screen && HasRoomForButton(card, set);
            foreach (var part in parts)
                part.IsVisible = !set.IsVisible;
            if (set.IsVisible)
                continue;
            list.Remove(set);
            foreach (var part in parts)
                Release(card, part);
        }
    }

    private static List<AdaptiveElement> Parts(AdaptiveCard card, AdaptiveActionSet set)
    {
        var ids = ((AdaptiveToggleVisibilityAction)set.Actions[0]).TargetElements;
        return [.. CardParts.All(card).Where(element => element.Id is { } id && ids.Contains(id))];
    }

    private static double HeightOf(AdaptiveCard card, List<AdaptiveElement> parts)
    {
        var with = PhoneHeight.Of(card);
        parts.ForEach(part => part.IsVisible = false);
        var without = PhoneHeight.Of(card);
        parts.ForEach(part => part.IsVisible = true);
        return with - without;
    }

    /// <summary>A button that folds takes none of those away that lead on.</summary>
    private static bool HasRoomForButton(AdaptiveCard card, AdaptiveActionSet set) =>
        card.Actions.Count
        + card.Actions.OfType<AdaptiveShowCardAction>().Sum(button => button.Card.Actions.Count)
        + CardParts.All(card).OfType<AdaptiveActionSet>().Where(one => one == set || one.IsVisible).Sum(one => one.Actions.Count)
        <= CardFit.MostButtons;

    /// <summary>It stands in its list, as if there had been no box.</summary>
    private static void Release(AdaptiveCard card, AdaptiveElement part)
    {
        part.Id = null;
        if (part is not AdaptiveContainer box || CardParts.Lists(card).FirstOrDefault(list => list.Contains(box)) is not { } list)
            return;
        var at = list.IndexOf(box);
        list.RemoveAt(at);
        list.InsertRange(at, box.Items);
    }
}
