using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>Names with their values.</summary>
internal static partial class Look
{
    /// <summary>In letters: what a narrow card's table has room for beside the names.</summary>
    private const int LongestWord = 24;

    private const string NameWeight = "28";
    private const string ValueWeight = "40";

    /// <summary>
    /// Names and values. A client's table is as wide as its longest word and cut at the card's edge: with a long one they stand in columns.
    /// </summary>
    public static AdaptiveElement Facts(IEnumerable<(string Name, string Value)> facts)
    {
        var all = facts.Where(fact => fact.Value.Length > 0).Select(fact => new AdaptiveFact(fact.Name, fact.Value)).ToList();
        return all.Exists(fact => fact.Value.Split([' ', '\n']).Any(word => word.Length > LongestWord))
            ? new AdaptiveContainer { Items = [.. all.Select(Fact)] }
            : new AdaptiveFactSet { Facts = all };
    }

    /// <summary>One of <see cref="Facts"/> in columns, in which words of any length break.</summary>
    public static bool IsFact(AdaptiveElement element) =>
        element is AdaptiveColumnSet { Columns: [{ Width: NameWeight }, { Width: ValueWeight }] };

    private static AdaptiveElement Fact(AdaptiveFact fact) => new AdaptiveColumnSet
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items = [new AdaptiveTextBlock(fact.Title) { Wrap = true, Weight = AdaptiveTextWeight.Bolder }],
                Width = NameWeight,
            },
            new AdaptiveColumn { Items = [new AdaptiveTextBlock(fact.Value) { Wrap = true }], Width = ValueWeight },
        ],
        Spacing = AdaptiveSpacing.None,
    };
}
