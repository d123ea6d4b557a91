using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>What is optional, out of the way until somebody wants it.</summary>
internal static partial class Look
{
    /// <summary>
    /// A button that unfolds the fields below it, and folds them again. A client that leaves hidden fields out sends them empty, so they
    /// start open wherever one of them holds something or is wrong.
    /// </summary>
    /// <param name="id">Of the box, on its card.</param>
    public static IEnumerable<AdaptiveElement> Fold(string id, string title, bool isOpen, IEnumerable<AdaptiveElement?> fields) =>
    [
        new AdaptiveActionSet { Actions = [new AdaptiveToggleVisibilityAction { Title = title, TargetElements = [id] }] },
        new AdaptiveContainer { Id = id, Items = [.. fields.OfType<AdaptiveElement>()], IsVisible = isOpen },
    ];
}
