using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>A word in a coloured sign, which Teams draws by itself: how something stands. Older clients show the fallback.</summary>
/// <remarks>
/// The package has no such element; on it this wants a subclass. Its members are those of Microsoft's documentation: class Badge of
/// Microsoft.Teams.Cards (learn.microsoft.com/dotnet/api/microsoft.teams.cards.badge); that Teams draws it: facts november-2026 §F 20.
/// </remarks>
public sealed class AdaptiveBadge : AdaptiveElement
{
    /// <summary>A sign.</summary>
    /// <param name="text">What it says: a word or two, no Markdown.</param>
    public AdaptiveBadge(string text)
        : base("Badge") => Text = text;

    /// <summary>What it says: a word or two, no Markdown.</summary>
    [JsonConverter(typeof(PlainLine))]
    public string Text { get; set; }

    /// <summary>Its colour; never the only carrier of meaning.</summary>
    public AdaptiveBadgeStyle Style { get; set; }

    /// <summary>Whether the colour fills it.</summary>
    public AdaptiveBadgeAppearance Appearance { get; set; }

    /// <summary>How large it is.</summary>
    public AdaptiveBadgeSize Size { get; set; }
}

/// <summary>How far something is, as a bar, which Teams draws by itself; older clients show the fallback.</summary>
/// <remarks>
/// The package has no such element. Its members are those of class ProgressBar of Microsoft.Teams.Cards
/// (learn.microsoft.com/dotnet/api/microsoft.teams.cards.progressbar): without a value it runs without an end, which this never means.
/// </remarks>
/// <param name="value">How much is done, from 0 to <paramref name="max"/>.</param>
/// <param name="max">What all of it is; more than 0.</param>
public sealed class AdaptiveProgressBar(double value, double max) : AdaptiveElement("ProgressBar")
{
    /// <summary>How much is done; 0 is said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double Value { get; set; } = value;

    /// <summary>What all of it is.</summary>
    public double Max { get; set; } = max;

    /// <summary>Its colour; never the only carrier of meaning.</summary>
    public AdaptiveProgressBarColor Color { get; set; }
}

/// <summary>Colour of a badge.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveBadgeStyle>))]
public enum AdaptiveBadgeStyle
{
    /// <summary>Grey.</summary>
    Default,

    /// <summary>Hardly set off.</summary>
    Subtle,

    /// <summary>Something to know.</summary>
    Informative,

    /// <summary>The colour of links.</summary>
    Accent,

    /// <summary>Done, in order.</summary>
    Good,

    /// <summary>Wrong, or dangerous.</summary>
    Attention,

    /// <summary>Look before you go on.</summary>
    Warning,
}

/// <summary>Whether a badge is filled.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveBadgeAppearance>))]
public enum AdaptiveBadgeAppearance
{
    /// <summary>In full colour.</summary>
    Filled,

    /// <summary>In a light tint, with letters in the colour.</summary>
    Tint,
}

/// <summary>How large a badge is.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveBadgeSize>))]
public enum AdaptiveBadgeSize
{
    /// <summary>As a line of text.</summary>
    Medium,

    /// <summary>Larger.</summary>
    Large,

    /// <summary>Largest.</summary>
    ExtraLarge,
}

/// <summary>Colour of a progress bar.</summary>
[JsonConverter(typeof(CamelCase<AdaptiveProgressBarColor>))]
public enum AdaptiveProgressBarColor
{
    /// <summary>The colour of links.</summary>
    Accent,

    /// <summary>In order.</summary>
    Good,

    /// <summary>Look before you go on.</summary>
    Warning,

    /// <summary>Wrong.</summary>
    Attention,
}
