using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>A chart of upright bars, which Teams draws by itself; older clients show the fallback.</summary>
/// <remarks>
/// The package has no such element; on it this wants a subclass. Its members are those of Microsoft's documentation:
/// learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards, and class
/// VerticalBarChart of Microsoft.Teams.Cards.
/// </remarks>
public sealed class AdaptiveVerticalBarChart : AdaptiveElement
{
    /// <summary>No bars yet.</summary>
    public AdaptiveVerticalBarChart()
        : base("Chart.VerticalBar")
    {
    }

    /// <summary>Stands above the chart.</summary>
    [JsonConverter(typeof(PlainLine))]
    public string? Title { get; set; }

    /// <summary>What is told from left to right.</summary>
    [JsonPropertyName("xAxisTitle")]
    [JsonConverter(typeof(PlainLine))]
    public string? XAxisTitle { get; set; }

    /// <summary>What is told by the bars' heights.</summary>
    [JsonPropertyName("yAxisTitle")]
    [JsonConverter(typeof(PlainLine))]
    public string? YAxisTitle { get; set; }

    /// <summary>Writes each bar's value beside it.</summary>
    public bool ShowBarValues { get; set; }

    /// <summary>The bars from left to right.</summary>
    public List<AdaptiveVerticalBar> Data { get; set; } = [];
}

/// <summary>One bar of a chart.</summary>
/// <param name="x">What stands below it.</param>
/// <param name="y">How high it is.</param>
public sealed class AdaptiveVerticalBar(string x, decimal y)
{
    /// <summary>What stands below it.</summary>
    [JsonConverter(typeof(PlainLine))]
    public string X { get; set; } = x;

    /// <summary>How high it is; no bar for 0, and 0 is said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public decimal Y { get; set; } = y;

    /// <summary>Its colour; never the only carrier of meaning.</summary>
    public AdaptiveChartColor Color { get; set; }
}
