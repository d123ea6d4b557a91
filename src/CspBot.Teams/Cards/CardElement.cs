using System.Text.Json.Serialization;

namespace CspBot.Teams.Cards;

/// <summary>Anything that stands in a card's body.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextBlock), "TextBlock")]
[JsonDerivedType(typeof(RichTextBlock), "RichTextBlock")]
[JsonDerivedType(typeof(Image), "Image")]
[JsonDerivedType(typeof(ImageSet), "ImageSet")]
[JsonDerivedType(typeof(Container), "Container")]
[JsonDerivedType(typeof(ColumnSet), "ColumnSet")]
[JsonDerivedType(typeof(FactSet), "FactSet")]
[JsonDerivedType(typeof(ActionSet), "ActionSet")]
[JsonDerivedType(typeof(Table), "Table")]
[JsonDerivedType(typeof(Badge), "Badge")]
[JsonDerivedType(typeof(ProgressBar), "ProgressBar")]
[JsonDerivedType(typeof(InputText), "Input.Text")]
[JsonDerivedType(typeof(InputNumber), "Input.Number")]
[JsonDerivedType(typeof(InputDate), "Input.Date")]
[JsonDerivedType(typeof(InputTime), "Input.Time")]
[JsonDerivedType(typeof(InputToggle), "Input.Toggle")]
[JsonDerivedType(typeof(InputChoiceSet), "Input.ChoiceSet")]
public abstract record CardElement
{
    private protected CardElement()
    {
    }

    /// <summary>Name of the element; for inputs the key of the submitted value.</summary>
    public string? Id { get; init; }

    /// <summary>Space above: none, small, default, medium, large, extraLarge, padding.</summary>
    public string? Spacing { get; init; }

    /// <summary>A line above the element.</summary>
    public bool? Separator { get; init; }

    /// <summary>False hides the element until an Action.ToggleVisibility shows it.</summary>
    public bool? IsVisible { get; init; }

    /// <summary>What stands in for the element on clients that do not know it; needed on elements newer than 1.5.</summary>
    public CardElement? Fallback { get; init; }
}

/// <summary>A paragraph, shown as it is: Teams would read Markdown here, so its signs are escaped on the wire.</summary>
public sealed record TextBlock([property: JsonConverter(typeof(PlainText))] string Text) : CardElement
{
    /// <summary>default, small, medium, large, extraLarge.</summary>
    public string? Size { get; init; }

    /// <summary>lighter, default, bolder.</summary>
    public string? Weight { get; init; }

    /// <summary>default, accent, good, warning, attention; never the only carrier of meaning.</summary>
    public string? Color { get; init; }

    /// <summary>Dimmed text.</summary>
    public bool? IsSubtle { get; init; }

    /// <summary>Wraps long text; on by default here.</summary>
    public bool Wrap { get; init; } = true;

    /// <summary><c>heading</c> gives the card its structure for screen readers.</summary>
    public string? Style { get; init; }

    /// <summary>left, center, right.</summary>
    public string? HorizontalAlignment { get; init; }

    /// <summary>default, monospace.</summary>
    public string? FontType { get; init; }
}

/// <summary>A box around other elements.</summary>
public sealed record Container(IReadOnlyList<CardElement> Items) : CardElement
{
    /// <summary>default, emphasis, good, attention, warning, accent.</summary>
    public string? Style { get; init; }

    /// <summary>Lets the box reach the card's edges.</summary>
    public bool? Bleed { get; init; }

    /// <summary>Makes the whole box a button; never the only way to its action.</summary>
    public CardAction? SelectAction { get; init; }
}

/// <summary>Columns side by side.</summary>
public sealed record ColumnSet(IReadOnlyList<Column> Columns) : CardElement
{
    /// <summary>default, emphasis, good, attention, warning, accent.</summary>
    public string? Style { get; init; }

    /// <summary>Makes all columns one button; never the only way to its action.</summary>
    public CardAction? SelectAction { get; init; }
}

/// <summary>One column of a column set.</summary>
public sealed record Column(IReadOnlyList<CardElement> Items)
{
    /// <summary>Always <c>Column</c>.</summary>
    public string Type => "Column";

    /// <summary>auto, stretch, a weight as text, or pixels as <c>16px</c>.</summary>
    public string? Width { get; init; }

    /// <summary>top, center, bottom.</summary>
    public string? VerticalContentAlignment { get; init; }

    /// <summary>Makes the column a button; never the only way to its action.</summary>
    public CardAction? SelectAction { get; init; }
}

/// <summary>Pairs of name and value.</summary>
public sealed record FactSet(IReadOnlyList<Fact> Facts) : CardElement;

/// <summary>One pair of a fact set, shown as it is.</summary>
public sealed record Fact([property: JsonConverter(typeof(PlainText))] string Title, [property: JsonConverter(typeof(PlainText))] string Value);

/// <summary>Buttons inside the body.</summary>
public sealed record ActionSet(IReadOnlyList<CardAction> Actions) : CardElement;

/// <summary>Rows and columns; at most three columns read well on a phone.</summary>
public sealed record Table(IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows) : CardElement
{
    /// <summary>The first row holds the headings.</summary>
    public bool? FirstRowAsHeader { get; init; } = true;

    /// <summary>Lines between the cells.</summary>
    public bool? ShowGridLines { get; init; } = false;
}

/// <summary>Weight of one table column.</summary>
public sealed record TableColumn(int Width);

/// <summary>One table row.</summary>
public sealed record TableRow(IReadOnlyList<TableCell> Cells)
{
    /// <summary>Always <c>TableRow</c>.</summary>
    public string Type => "TableRow";
}

/// <summary>One table cell.</summary>
public sealed record TableCell(IReadOnlyList<CardElement> Items)
{
    /// <summary>Always <c>TableCell</c>.</summary>
    public string Type => "TableCell";

    /// <summary>Makes the cell a button; never the only way to its action.</summary>
    public CardAction? SelectAction { get; init; }
}
