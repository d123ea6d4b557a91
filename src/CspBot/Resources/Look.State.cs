using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>How something stands, and how far it is.</summary>
internal static partial class Look
{
    /// <summary>How something stands: a word in its colour, then the sentence, and below it what to know.</summary>
    /// <param name="style">Its colour, which the word says too.</param>
    /// <param name="word">A word or two.</param>
    public static AdaptiveContainer State(AdaptiveContainerStyle style, string word, string line, params string?[] more) => new()
    {
        Items =
        [
            Badge(style, word),
            .. line == word ? Array.Empty<AdaptiveElement>() : [Bold(line)],
            .. more
                .OfType<string>()
                .Where(text => text.Length > 0)
                .Select(text => new AdaptiveTextBlock(text) { Wrap = true, Spacing = AdaptiveSpacing.Small }),
        ],
        Spacing = AdaptiveSpacing.Medium,
    };

    private static AdaptiveTextBlock Bold(string text) =>
        new(text) { Wrap = true, Weight = AdaptiveTextWeight.Bolder, Spacing = AdaptiveSpacing.Small };

    /// <summary>A word in its colour: Teams' own badge, for older clients a coloured box as wide as the word.</summary>
    public static AdaptiveBadge Badge(AdaptiveContainerStyle style, string word) => new(word)
    {
        Style = style switch
        {
            Good => AdaptiveBadgeStyle.Good,
            Attention => AdaptiveBadgeStyle.Attention,
            Warning => AdaptiveBadgeStyle.Warning,
            _ => AdaptiveBadgeStyle.Informative,
        },
        Appearance = AdaptiveBadgeAppearance.Tint,
        Size = AdaptiveBadgeSize.Large,
        Fallback = new AdaptiveFallbackElement(new AdaptiveColumnSet
        {
            Columns =
            [
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveTextBlock(word)
                        {
                            Wrap = true,
                            Size = AdaptiveTextSize.Small,
                            Weight = AdaptiveTextWeight.Bolder,
                        },
                    ],
                    Style = style,
                    Width = "auto",
                },
            ],
        }),
    };

    /// <summary>
    /// How far the steps are: Teams' own bar, for older clients a sentence. Null where there is nothing between none and all.
    /// </summary>
    public static AdaptiveProgressBar? Progress(Texts texts, AdaptiveContainerStyle style, int done, int all) => all < 2
        ? null
        : new AdaptiveProgressBar(done, all)
        {
            Color = style switch
            {
                Good => AdaptiveProgressBarColor.Good,
                Attention => AdaptiveProgressBarColor.Attention,
                Warning => AdaptiveProgressBarColor.Warning,
                _ => AdaptiveProgressBarColor.Accent,
            },
            Spacing = AdaptiveSpacing.Medium,
            Fallback = new AdaptiveFallbackElement(Quiet(texts[CommonText.StepsDone, done, all])),
        };
}
