namespace CspBot.Teams.Cards;

/// <summary>A paragraph of runs that look different from each other.</summary>
public sealed record RichTextBlock(IReadOnlyList<TextRun> Inlines) : CardElement
{
    /// <summary>left, center, right.</summary>
    public string? HorizontalAlignment { get; init; }
}

/// <summary>A run of text inside a <see cref="RichTextBlock"/>; no Markdown here.</summary>
public sealed record TextRun(string Text)
{
    /// <summary>Always <c>TextRun</c>.</summary>
    public string Type => "TextRun";

    /// <summary>default, small, medium, large, extraLarge.</summary>
    public string? Size { get; init; }

    /// <summary>lighter, default, bolder.</summary>
    public string? Weight { get; init; }

    /// <summary>default, accent, good, warning, attention; never the only carrier of meaning.</summary>
    public string? Color { get; init; }

    /// <summary>Dimmed text.</summary>
    public bool? IsSubtle { get; init; }

    /// <summary>default, monospace.</summary>
    public string? FontType { get; init; }

    /// <summary>Slanted.</summary>
    public bool? Italic { get; init; }

    /// <summary>Struck out: what was, beside what is.</summary>
    public bool? Strikethrough { get; init; }

    /// <summary>Marked.</summary>
    public bool? Highlight { get; init; }

    /// <summary>Makes the run a link or a button.</summary>
    public CardAction? SelectAction { get; init; }
}

/// <summary>A picture: PNG, JPEG or GIF on public https without redirect, at most 1024 x 1024 and 1 MB (facts teams-protocol §7.3).</summary>
/// <param name="Url">https, or a <c>data:</c> URL.</param>
/// <param name="AltText">What it shows, for who cannot see it; empty for decoration.</param>
public sealed record Image(Uri Url, string AltText) : CardElement
{
    /// <summary>auto, stretch, small, medium, large.</summary>
    public string? Size { get; init; }

    /// <summary>default, person (round).</summary>
    public string? Style { get; init; }

    /// <summary>In pixels: <c>24px</c>.</summary>
    public string? Width { get; init; }

    /// <summary>In pixels: <c>24px</c>.</summary>
    public string? Height { get; init; }

    /// <summary>left, center, right.</summary>
    public string? HorizontalAlignment { get; init; }

    /// <summary>Makes the picture a button.</summary>
    public CardAction? SelectAction { get; init; }
}

/// <summary>Pictures in a row.</summary>
public sealed record ImageSet : CardElement
{
    /// <summary>Pictures in a row.</summary>
    public ImageSet(IReadOnlyList<Image> images) => Images = images;

    /// <summary>The pictures; typed as the base, or their <c>type</c> would not be written.</summary>
    public IReadOnlyList<CardElement> Images { get; }

    /// <summary>small, medium, large.</summary>
    public string? ImageSize { get; init; }
}

/// <summary>A coloured label with a word; newer than 1.5, so it asks for its fallback.</summary>
/// <remarks>Valid inside a 1.5 card in Teams: facts teams-protocol §7.1 and §7.2.</remarks>
public sealed record Badge : CardElement
{
    /// <summary>A label, and what stands in for it elsewhere.</summary>
    public Badge(string text, CardElement fallback)
    {
        Text = text;
        Fallback = fallback;
    }

    /// <summary>The word; meaning is never in the colour alone.</summary>
    public string Text { get; }

    /// <summary>default, subtle, informative, accent, good, attention, warning.</summary>
    public string? Style { get; init; }

    /// <summary>filled, tint.</summary>
    public string? Appearance { get; init; }

    /// <summary>medium, large, extraLarge.</summary>
    public string? Size { get; init; }

    /// <summary>More words on hover.</summary>
    public string? Tooltip { get; init; }
}

/// <summary>How far something is; newer than 1.5, so it asks for its fallback.</summary>
/// <remarks>Valid inside a 1.5 card in Teams: facts teams-protocol §7.1 and §7.2.</remarks>
public sealed record ProgressBar : CardElement
{
    /// <summary>A bar, and the text that stands in for it elsewhere.</summary>
    /// <param name="value">From 0 to <see cref="Max"/>; null shows a bar that only moves.</param>
    /// <param name="fallback">What stands in for it.</param>
    public ProgressBar(double? value, CardElement fallback)
    {
        Value = value;
        Fallback = fallback;
    }

    /// <summary>From 0 to <see cref="Max"/>.</summary>
    public double? Value { get; }

    /// <summary>100 when left out.</summary>
    public double? Max { get; init; }

    /// <summary>accent, good, warning, attention.</summary>
    public string? Color { get; init; }
}
