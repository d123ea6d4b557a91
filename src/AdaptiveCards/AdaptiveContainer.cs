using System.Globalization;
using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>A box around other elements.</summary>
public class AdaptiveContainer : AdaptiveElement
{
    /// <summary>An empty box.</summary>
    public AdaptiveContainer()
        : this("Container")
    {
    }

    private protected AdaptiveContainer(string type)
        : base(type)
    {
    }

    /// <summary>What stands in the box, from top to bottom.</summary>
    public List<AdaptiveElement> Items { get; set; } = [];

    /// <summary>Colour of the box; null: that of what is around it.</summary>
    public AdaptiveContainerStyle? Style { get; set; }

    /// <summary>Makes the whole box a button; never the only way to its action.</summary>
    public AdaptiveAction? SelectAction { get; set; }

    /// <summary>Least height in pixels; 0: as high as its items. A box with a colour keeps its padding besides.</summary>
    [JsonIgnore]
    public uint PixelMinHeight { get; set; }

    [JsonInclude]
    [JsonPropertyName("minHeight")]
    internal string? MinHeight => PixelMinHeight > 0 ? string.Create(CultureInfo.InvariantCulture, $"{PixelMinHeight}px") : null;
}

/// <summary>Columns side by side.</summary>
public sealed class AdaptiveColumnSet : AdaptiveElement
{
    /// <summary>No columns yet.</summary>
    public AdaptiveColumnSet()
        : base("ColumnSet")
    {
    }

    /// <summary>The columns from left to right.</summary>
    public List<AdaptiveColumn> Columns { get; set; } = [];

    /// <summary>Makes all columns one button; never the only way to its action.</summary>
    public AdaptiveAction? SelectAction { get; set; }
}

/// <summary>One column of a column set.</summary>
public sealed class AdaptiveColumn : AdaptiveContainer
{
    /// <summary>An empty column.</summary>
    public AdaptiveColumn()
        : base("Column")
    {
    }

    /// <summary>auto, stretch, a weight as text, or pixels as <c>16px</c>.</summary>
    public string? Width { get; set; }

    /// <summary>Where the items stand when a neighbour is higher.</summary>
    public AdaptiveVerticalContentAlignment VerticalContentAlignment { get; set; }
}
