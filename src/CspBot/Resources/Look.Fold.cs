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

    /// <summary>The same with a button that sends these fields, below them: folded, it would only ask for the same again.</summary>
    public static IEnumerable<AdaptiveElement> FoldWith(
        AdaptiveAction button, string id, string title, bool isOpen, IEnumerable<AdaptiveElement?> fields) =>
        Fold(id, title, isOpen, fields.Append(new AdaptiveActionSet { Actions = [button] }));

    /// <summary>
    /// What is second to read, or optional and still empty: it stands there where the card fits on a phone, else behind a button
    /// (<see cref="PhoneFit"/>). Never what is wrong or waited for, and never what is done to whom.
    /// </summary>
    /// <param name="id">Of the box, on its card.</param>
    public static IEnumerable<AdaptiveElement> Second(string id, string title, IEnumerable<AdaptiveElement?> parts)
    {
        AdaptiveElement[] all = [.. parts.OfType<AdaptiveElement>()];
        return all.Length == 0 ? [] : [Folding(title, [id]), new AdaptiveContainer { Id = id, Items = [.. all] }];
    }

    /// <summary>The same for some lines of a list, which keep their places; the button stands above them all.</summary>
    /// <param name="id">Begins the ids of these lines.</param>
    /// <param name="title">Of the button, for so many lines.</param>
    public static IEnumerable<AdaptiveElement> SecondOf(
        string id, Func<int, string> title, IEnumerable<(AdaptiveElement Line, bool IsSecond)> lines)
    {
        var all = lines.ToList();
        var second = all.Where(one => one.IsSecond).Select(one => one.Line).ToList();
        return [.. SecondIn(id, title(second.Count), second), .. all.Select(one => one.Line)];
    }

    /// <summary>The button alone, for parts that stand wherever they stand on the card; nothing where it would save nothing.</summary>
    /// <param name="id">Begins the ids of these parts.</param>
    public static IEnumerable<AdaptiveElement> SecondIn(string id, string title, IReadOnlyList<AdaptiveElement> parts)
    {
        if (parts.Count < FewestParts)
            return [];
        for (var at = 0; at < parts.Count; at++)
            parts[at].Id = FormattableString.Invariant($"{id}-{at}");
        return [Folding(title, [.. parts.Select(part => part.Id!)])];
    }

    private const int FewestParts = 3;

    private static AdaptiveActionSet Folding(string title, List<string> ids) => new()
    {
        Id = PhoneFit.Fold + ids[0],
        Actions = [new AdaptiveToggleVisibilityAction { Title = title, TargetElements = ids }],
    };
}
