using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>Anything that stands in a card's body.</summary>
[JsonDerivedType(typeof(AdaptiveTextBlock))]
[JsonDerivedType(typeof(AdaptiveContainer))]
[JsonDerivedType(typeof(AdaptiveColumnSet))]
[JsonDerivedType(typeof(AdaptiveFactSet))]
[JsonDerivedType(typeof(AdaptiveActionSet))]
[JsonDerivedType(typeof(AdaptiveVerticalBarChart))]
[JsonDerivedType(typeof(AdaptiveBadge))]
[JsonDerivedType(typeof(AdaptiveProgressBar))]
[JsonDerivedType(typeof(AdaptiveTextInput))]
[JsonDerivedType(typeof(AdaptiveDateInput))]
[JsonDerivedType(typeof(AdaptiveTimeInput))]
[JsonDerivedType(typeof(AdaptiveToggleInput))]
[JsonDerivedType(typeof(AdaptiveChoiceSetInput))]
public abstract class AdaptiveElement : AdaptiveTypedElement
{
    private protected AdaptiveElement(string type)
        : base(type)
    {
    }

    /// <summary>Space above.</summary>
    public AdaptiveSpacing Spacing { get; set; }

    /// <summary>A line above the element.</summary>
    public bool Separator { get; set; }

    /// <summary>False hides the element; a hidden input is sent all the same.</summary>
    [JsonIgnore]
    public bool IsVisible { get; set; } = true;

    /// <summary>Shown instead by a client that does not know the element: what is newer than 1.5 needs one.</summary>
    [JsonIgnore]
    public AdaptiveFallbackElement? Fallback { get; set; }

    [JsonInclude]
    [JsonPropertyName("isVisible")]
    internal bool? Visibility => IsVisible ? null : false;

    [JsonInclude]
    [JsonPropertyName("fallback")]
    [JsonPropertyOrder(1)]
    internal AdaptiveElement? Instead => Fallback?.Content;
}

/// <summary>What stands in for an element that a client does not know.</summary>
/// <param name="fallbackContent">Shown in its place.</param>
public sealed class AdaptiveFallbackElement(AdaptiveElement fallbackContent)
{
    /// <summary>Shown in its place.</summary>
    public AdaptiveElement Content { get; } = fallbackContent;
}

/// <summary>A paragraph, shown as it is: Teams would read Markdown here, so its signs are escaped on the wire.</summary>
public sealed class AdaptiveTextBlock : AdaptiveElement
{
    /// <summary>A paragraph.</summary>
    /// <param name="text">What it says, as people wrote it.</param>
    public AdaptiveTextBlock(string text)
        : base("TextBlock") => Text = text;

    /// <summary>What it says, as people wrote it.</summary>
    [JsonConverter(typeof(PlainTextWithTimes))]
    public string Text { get; set; }

    /// <summary>Size of the letters.</summary>
    public AdaptiveTextSize Size { get; set; }

    /// <summary>Weight of the letters.</summary>
    public AdaptiveTextWeight Weight { get; set; }

    /// <summary>Colour of the letters; never the only carrier of meaning.</summary>
    public AdaptiveTextColor Color { get; set; }

    /// <summary>Dimmed text.</summary>
    public bool IsSubtle { get; set; }

    /// <summary>Wraps long text; otherwise it is cut off at the edge.</summary>
    public bool Wrap { get; set; }

    /// <summary>Headings give the card its structure for screen readers.</summary>
    public AdaptiveTextBlockStyle Style { get; set; }

    /// <summary>The family of letters.</summary>
    public AdaptiveFontType FontType { get; set; }

    /// <summary>Where the lines stand between the edges.</summary>
    public AdaptiveHorizontalAlignment HorizontalAlignment { get; set; }
}

/// <summary>Pairs of name and value.</summary>
public sealed class AdaptiveFactSet : AdaptiveElement
{
    /// <summary>No pairs yet.</summary>
    public AdaptiveFactSet()
        : base("FactSet")
    {
    }

    /// <summary>The pairs from top to bottom.</summary>
    public List<AdaptiveFact> Facts { get; set; } = [];
}

/// <summary>One pair of a fact set, shown as it is.</summary>
/// <param name="title">The name at the left.</param>
/// <param name="value">The value at the right.</param>
public sealed class AdaptiveFact(string title, string value)
{
    /// <summary>The name at the left.</summary>
    [JsonConverter(typeof(PlainText))]
    public string Title { get; set; } = title;

    /// <summary>The value at the right.</summary>
    [JsonConverter(typeof(PlainText))]
    public string Value { get; set; } = value;
}

/// <summary>Buttons inside the body.</summary>
public sealed class AdaptiveActionSet : AdaptiveElement
{
    /// <summary>No buttons yet.</summary>
    public AdaptiveActionSet()
        : base("ActionSet")
    {
    }

    /// <summary>The buttons from left to right.</summary>
    public List<AdaptiveAction> Actions { get; set; } = [];
}
