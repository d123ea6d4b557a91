using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>
/// How high a card is on a narrow phone (320 pixels), about: a tenth too much or too little against Microsoft's renderer, which the gallery
/// asks in the end. Letters are counted, since nothing here can draw them.
/// </summary>
internal static class PhoneHeight
{
    /// <summary>In pixels, as the others: the card less its edges.</summary>
    private const double Width = 288;

    private const double Edge = 16;
    private const double LineHeight = 18.6;
    private const double Letter = 6.7;
    private const double BoldLetter = 7.3;
    private const double Field = 40;
    private const double Row = 40;
    private const double Chart = 200;

    public static double Of(AdaptiveCard card) =>
        (2 * Edge) + Stack(card.Body, Width) + (card.Actions.Count > 0 ? Gap(AdaptiveSpacing.Default) + Buttons(card.Actions, Width) : 0);

    private static double Stack(IEnumerable<AdaptiveElement> elements, double width)
    {
        var shown = elements.Where(element => element.IsVisible).ToList();
        return shown.Select((element, at) =>
            (at == 0 ? 0 : Gap(element.Spacing) + (element.Separator ? Gap(AdaptiveSpacing.Default) : 0)) + Of(element, width)).Sum();
    }

    private static double Of(AdaptiveElement element, double width) => element switch
    {
        AdaptiveTextBlock block => Of(block, width),
        AdaptiveContainer { Style: not null } box => (2 * Edge) + Stack(box.Items, width - (2 * Edge)),
        AdaptiveContainer box => Stack(box.Items, width),
        AdaptiveColumnSet set => Of(set, width),
        AdaptiveFactSet facts => Of(facts, width),
        AdaptiveActionSet set => Buttons(set.Actions, width),
        AdaptiveBadge => Row,
        AdaptiveTextInput { IsMultiline: true } field => Lines(field.Label, width, Letter) + (2 * Field),
        AdaptiveToggleInput field => Lines(field.Label, width, Letter) + Lines(field.Title, width - (2 * Edge), Letter) + (Field / 4),
        AdaptiveChoiceSetInput { Style: AdaptiveChoiceInputStyle.Expanded } field =>
            Lines(field.Label, width, Letter) + field.Choices.Sum(choice => Lines(choice.Title, width - (2 * Edge), Letter)),
        AdaptiveInput field => Lines(field.Label, width, Letter) + Field,
        _ => element.Fallback is { Content: AdaptiveTextBlock instead } ? Of(instead, width) : Chart,
    };

    private static double Of(AdaptiveTextBlock block, double width)
    {
        var (letter, scale) = block.Size switch
        {
            AdaptiveTextSize.Large or AdaptiveTextSize.ExtraLarge => (9.7, 1.3),
            AdaptiveTextSize.Small => (5.8, 0.86),
            _ => (block.Weight == AdaptiveTextWeight.Bolder ? BoldLetter : Letter, 1.0),
        };
        var paragraphs = block.Text.Split("\n\n").Length - 1;
        return (scale * Lines(block.Text, width, letter)) + (paragraphs * Gap(AdaptiveSpacing.Default));
    }

    private static double Of(AdaptiveColumnSet set, double width)
    {
        var own = set.Columns.ConvertAll(column => OwnWidth(column, width));
        var left = width - own.Sum(one => one ?? 0) - (Gap(AdaptiveSpacing.Default) * (set.Columns.Count - 1));
        var shares = set.Columns.Zip(own).Where(one => one.Second is null).Sum(one => Share(one.First));
        return set.Columns.Zip(own).Select(one => Stack(one.First.Items, one.Second ?? (left * Share(one.First) / shares)))
            .DefaultIfEmpty().Max();
    }

    /// <summary>Of a column as wide as its words or a number of pixels; null of one that takes what is left.</summary>
    private static double? OwnWidth(AdaptiveColumn column, double width) => column.Width switch
    {
        null or "auto" => Math.Clamp(
            column.Items.OfType<AdaptiveTextBlock>().Select(block => block.Text.Length * Letter).DefaultIfEmpty().Max(), Edge, width / 2),
        { } pixels when pixels.EndsWith("px", StringComparison.Ordinal) => Number(pixels[..^2]),
        _ => null,
    };

    private static double Share(AdaptiveColumn column) => column.Width is { } width && Number(width) is > 0 and var share ? share : 1;

    private static double Number(string text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static double Of(AdaptiveFactSet set, double width)
    {
        var names = Math.Min(width * 0.4, set.Facts.Select(fact => fact.Title.Length * BoldLetter).DefaultIfEmpty().Max());
        return set.Facts.Sum(fact => Math.Max(
            Lines(fact.Title, names + 1, BoldLetter), Lines(fact.Value, width - names - Edge, Letter)));
    }

    private static double Buttons(IEnumerable<AdaptiveAction> buttons, double width)
    {
        var (rows, room) = (0, 0.0);
        foreach (var button in buttons)
        {
            var needs = (button.Title.Length * BoldLetter) + (2 * Edge);
            if (needs > room)
                (rows, room) = (rows + 1, width);
            room -= needs;
        }

        return rows * Row;
    }

    private static double Lines(string text, double width, double letter) => LineHeight * text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Sum(line => Math.Max(1, Math.Ceiling(line.Length * letter / width)));

    private static double Gap(AdaptiveSpacing spacing) => spacing switch
    {
        AdaptiveSpacing.None => 0,
        AdaptiveSpacing.Small => 8,
        AdaptiveSpacing.Default => 12,
        _ => 16,
    };
}
