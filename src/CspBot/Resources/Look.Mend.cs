using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>What is wrong with a form, said once: on top how many fields, and at each of them what.</summary>
internal static partial class Look
{
    /// <summary>What is wrong with a field, above it; null when nothing is.</summary>
    /// <param name="errors">Keys of the sentences, by field.</param>
    public static AdaptiveTextBlock? Error(string field, IReadOnlyDictionary<string, string> errors, Texts texts) =>
        errors.TryGetValue(field, out var key) ? Wrong(texts[key]) : null;

    /// <summary>The same sentence where it is known already.</summary>
    public static AdaptiveTextBlock Wrong(string sentence) => new(sentence) { Wrap = true, Color = AdaptiveTextColor.Attention };

    /// <summary>On top of a form: how many fields need a look. What stands at its field is not said here too.</summary>
    /// <param name="errors">Keys of the sentences, by field.</param>
    public static AdaptiveContainer ToMend(Texts texts, IReadOnlyDictionary<string, string> errors) =>
        ToMend(texts, [.. errors.Values.Select(key => texts[key])]);

    /// <param name="sentences">What is wrong, one for each field.</param>
    public static AdaptiveContainer ToMend(Texts texts, IReadOnlyCollection<string> sentences) =>
        Banner(Attention, HowMany(texts, sentences.Count), [.. sentences]);

    /// <summary>How many fields need a look.</summary>
    public static string HowMany(Texts texts, int fields) =>
        fields == 1 ? texts[CommonText.FieldToMend] : texts[CommonText.FieldsToMend, fields];

    /// <summary>What is wrong stands nearer to its field, which follows it, than to the one before.</summary>
    private static void SayAtField(AdaptiveCard card)
    {
        var all = CardParts.All(card).ToList();
        foreach (var (said, field) in all.Zip(all.Skip(1)))
        {
            if (said is AdaptiveTextBlock { Color: AdaptiveTextColor.Attention } && field is AdaptiveInput)
                (said.Spacing, field.Spacing) = (AdaptiveSpacing.Large, AdaptiveSpacing.None);
        }
    }

    /// <summary>A sentence stays on top only where the card has no field to say it at.</summary>
    private static void SayOnce(AdaptiveCard card)
    {
        var atFields = CardParts.All(card).OfType<AdaptiveTextBlock>()
            .Where(block => block.Color == AdaptiveTextColor.Attention)
            .Select(block => block.Text)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var banner in card.Body.OfType<AdaptiveContainer>().Where(box => box.Style == Attention))
            banner.Items.RemoveAll(line => line is AdaptiveTextBlock said && atFields.Contains(said.Text));
    }
}
