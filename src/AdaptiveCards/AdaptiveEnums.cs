using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>Space above an element.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveSpacing>))]
public enum AdaptiveSpacing
{
    /// <summary>As the host likes it.</summary>
    Default,

    /// <summary>None.</summary>
    None,

    /// <summary>Small.</summary>
    Small,

    /// <summary>Medium.</summary>
    Medium,

    /// <summary>Large.</summary>
    Large,

    /// <summary>Extra large.</summary>
    ExtraLarge,

    /// <summary>As much as a box keeps from its edge.</summary>
    Padding,
}

/// <summary>Size of letters.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveTextSize>))]
public enum AdaptiveTextSize
{
    /// <summary>As the text around it.</summary>
    Default,

    /// <summary>Small.</summary>
    Small,

    /// <summary>Medium.</summary>
    Medium,

    /// <summary>Large.</summary>
    Large,

    /// <summary>Extra large.</summary>
    ExtraLarge,
}

/// <summary>Weight of letters.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveTextWeight>))]
public enum AdaptiveTextWeight
{
    /// <summary>As the text around it.</summary>
    Default,

    /// <summary>Thin.</summary>
    Lighter,

    /// <summary>Bold.</summary>
    Bolder,
}

/// <summary>Colour of letters; the host chooses the tint.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveTextColor>))]
public enum AdaptiveTextColor
{
    /// <summary>As the text around it.</summary>
    Default,

    /// <summary>The colour of links.</summary>
    Accent,

    /// <summary>Done, in order.</summary>
    Good,

    /// <summary>Look before you go on.</summary>
    Warning,

    /// <summary>Wrong, or dangerous.</summary>
    Attention,
}

/// <summary>What a paragraph is for a screen reader.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveTextBlockStyle>))]
public enum AdaptiveTextBlockStyle
{
    /// <summary>Text.</summary>
    Paragraph,

    /// <summary>A heading.</summary>
    Heading,
}

/// <summary>Family of letters.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveFontType>))]
public enum AdaptiveFontType
{
    /// <summary>As the text around it.</summary>
    Default,

    /// <summary>Letters of one width.</summary>
    Monospace,
}

/// <summary>Colour of a box; the host chooses the tint.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveContainerStyle>))]
public enum AdaptiveContainerStyle
{
    /// <summary>None.</summary>
    Default,

    /// <summary>Set off, without a meaning.</summary>
    Emphasis,

    /// <summary>Done, in order.</summary>
    Good,

    /// <summary>Wrong, or dangerous.</summary>
    Attention,

    /// <summary>Look before you go on.</summary>
    Warning,

    /// <summary>The colour of links.</summary>
    Accent,
}

/// <summary>Where items stand in a higher box.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveVerticalContentAlignment>))]
public enum AdaptiveVerticalContentAlignment
{
    /// <summary>At the top.</summary>
    Top,

    /// <summary>In the middle.</summary>
    Center,

    /// <summary>At the bottom.</summary>
    Bottom,
}

/// <summary>Which keyboard a phone shows.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveTextInputStyle>))]
public enum AdaptiveTextInputStyle
{
    /// <summary>Letters.</summary>
    Text,

    /// <summary>A telephone number.</summary>
    Tel,

    /// <summary>An address in the web.</summary>
    Url,

    /// <summary>An e-mail address.</summary>
    Email,
}

/// <summary>How choices are shown.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveChoiceInputStyle>))]
public enum AdaptiveChoiceInputStyle
{
    /// <summary>A list to open.</summary>
    Compact,

    /// <summary>All in view.</summary>
    Expanded,

    /// <summary>A field to type into that narrows the list; needed for a search.</summary>
    Filtered,
}

/// <summary>Colour of a button.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveActionStyle>))]
public enum AdaptiveActionStyle
{
    /// <summary>As the others.</summary>
    Default,

    /// <summary>The way forward.</summary>
    Positive,

    /// <summary>Takes something away.</summary>
    Destructive,
}

/// <summary>Whether the card's inputs go along.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveAssociatedInputs>))]
public enum AdaptiveAssociatedInputs
{
    /// <summary>They are checked and sent.</summary>
    Auto,

    /// <summary>They are not.</summary>
    None,
}

/// <summary>Where lines stand between the edges.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveHorizontalAlignment>))]
public enum AdaptiveHorizontalAlignment
{
    /// <summary>At the left.</summary>
    Left,

    /// <summary>In the middle.</summary>
    Center,

    /// <summary>At the right.</summary>
    Right,
}

/// <summary>Colour of what a chart shows; the host chooses the tint.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveChartColor>))]
public enum AdaptiveChartColor
{
    /// <summary>As the chart's colour set has it.</summary>
    Default,

    /// <summary>Done, in order.</summary>
    Good,

    /// <summary>Look before you go on.</summary>
    Warning,

    /// <summary>Wrong, or dangerous.</summary>
    Attention,
}
