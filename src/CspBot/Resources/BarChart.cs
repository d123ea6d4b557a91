using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>
/// A picture of percentages, one bar each: Teams' own chart, for older clients a row of columns. What it shows also stands in
/// words beside it, for charts are not read aloud.
/// </summary>
internal static class BarChart
{
    /// <summary>So many columns stand side by side on a card of 320 pixels; the last ones are kept.</summary>
    public const int MostColumns = 7;

    /// <param name="title">Above the chart.</param>
    /// <param name="instead">Above the columns, which may be fewer.</param>
    /// <param name="axis">What the bars are, from left to right.</param>
    /// <param name="bars">Oldest first.</param>
    public static AdaptiveVerticalBarChart Percentages(string title, string instead, string axis, IReadOnlyList<Bar> bars) => new()
    {
        Title = title,
        XAxisTitle = axis,
        YAxisTitle = "%",
        ShowBarValues = bars.Count <= MostColumns,
        Data = [.. bars.Select(bar => new AdaptiveVerticalBar(bar.Label, bar.Percent) { Color = Color(bar.Level) })],
        Fallback = new AdaptiveFallbackElement(Columns(instead, [.. bars.TakeLast(MostColumns)])),
        Spacing = AdaptiveSpacing.Medium,
    };

    /// <summary>The same of amounts: a bar is as high as its amount in the chart, and by its share of the largest in the columns.</summary>
    public static AdaptiveVerticalBarChart Amounts(string title, string instead, (string X, string Y) axes, IReadOnlyList<Bar> bars)
    {
        var chart = Percentages(title, instead, axes.X, bars);
        chart.YAxisTitle = axes.Y;
        chart.Data = [.. bars.Select(bar => new AdaptiveVerticalBar(bar.Label, bar.Amount ?? bar.Percent) { Color = Color(bar.Level) })];
        return chart;
    }

    private static AdaptiveContainer Columns(string title, IReadOnlyList<Bar> bars) => new()
    {
        Items =
        [
            Look.Quiet(title),
            new AdaptiveColumnSet { Columns = [.. bars.Select(Column)] },
            new AdaptiveColumnSet
            {
                Columns = [.. bars.Select(bar => Column([Centred(bar.Short, subtle: true)]))],
                Spacing = AdaptiveSpacing.Small,
            },
        ],
    };

    /// <summary>
    /// The value, and below it a box a pixel high for each percent. Clients keep a padding in a coloured box: one below about
    /// 30 is drawn as high as that, and its number says what it is. Nothing is drawn for 0.
    /// </summary>
    private static AdaptiveColumn Column(Bar bar)
    {
        var number = Centred(bar.Shown, subtle: false);
        return bar.Percent <= 0
            ? Column([number])
            : Column([number, new AdaptiveContainer
            {
                Style = Style(bar.Level),
                PixelMinHeight = (uint)Math.Clamp(Math.Round(bar.Percent), 1, 100),
                Spacing = AdaptiveSpacing.None,
            }]);
    }

    private static AdaptiveColumn Column(List<AdaptiveElement> items) => new()
    {
        Items = items,
        Width = "stretch",
        Spacing = AdaptiveSpacing.Small,
        VerticalContentAlignment = AdaptiveVerticalContentAlignment.Bottom,
    };

    private static AdaptiveTextBlock Centred(string text, bool subtle) => new(text)
    {
        Wrap = true,
        Size = AdaptiveTextSize.Small,
        IsSubtle = subtle,
        HorizontalAlignment = AdaptiveHorizontalAlignment.Center,
    };

    private static AdaptiveChartColor Color(BarLevel level) => level switch
    {
        BarLevel.Good => AdaptiveChartColor.Good,
        BarLevel.Fair => AdaptiveChartColor.Warning,
        _ => AdaptiveChartColor.Attention,
    };

    private static AdaptiveContainerStyle Style(BarLevel level) => level switch
    {
        BarLevel.Good => Look.Good,
        BarLevel.Fair => Look.Warning,
        _ => Look.Attention,
    };
}

/// <summary>One bar.</summary>
/// <param name="Label">Below it in the chart.</param>
/// <param name="Short">The same below a column, where two or three letters have room.</param>
/// <param name="Percent">0 to 100, or somewhat more.</param>
/// <param name="Shown">The same as the reader writes it.</param>
/// <param name="Level">Its colour, never the only carrier.</param>
internal sealed record Bar(string Label, string Short, decimal Percent, string Shown, BarLevel Level)
{
    /// <summary>What the bar stands for, where it is not the percentage.</summary>
    public decimal? Amount { get; init; }
}

/// <summary>How good a percentage is.</summary>
internal enum BarLevel
{
    Good,
    Fair,
    Poor,
}
