using System.Text.Json.Serialization;

namespace CspBot.Teams.Cards;

/// <summary>Anything a person fills in; its value arrives as a string under <see cref="CardElement.Id"/>.</summary>
public abstract record CardInput : CardElement
{
    private protected CardInput(string id, string label)
    {
        Id = id;
        Label = label;
    }

    /// <summary>What the field asks for; read by screen readers.</summary>
    public string Label { get; }

    /// <summary>The client refuses to send the form without it; the server checks again.</summary>
    public bool? IsRequired { get; init; }

    /// <summary>What to do when the client refuses the value.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>What stands in the field at first.</summary>
    public string? Value { get; init; }

    /// <summary>A hint inside the empty field; no replacement for a label.</summary>
    public string? Placeholder { get; init; }
}

/// <summary>A line or a box of text.</summary>
public sealed record InputText(string Id, string Label) : CardInput(Id, Label)
{
    /// <summary>Several lines.</summary>
    public bool? IsMultiline { get; init; }

    /// <summary>Longest text the client takes.</summary>
    public int? MaxLength { get; init; }

    /// <summary>text, tel, url, email.</summary>
    public string? Style { get; init; }

    /// <summary>A pattern that the client checks.</summary>
    public string? Regex { get; init; }
}

/// <summary>A number; arrives as text.</summary>
public sealed record InputNumber(string Id, string Label) : CardInput(Id, Label)
{
    /// <summary>Smallest number.</summary>
    public double? Min { get; init; }

    /// <summary>Largest number.</summary>
    public double? Max { get; init; }
}

/// <summary>A day; arrives as <c>YYYY-MM-DD</c>.</summary>
public sealed record InputDate(string Id, string Label) : CardInput(Id, Label)
{
    /// <summary>First day.</summary>
    public string? Min { get; init; }

    /// <summary>Last day.</summary>
    public string? Max { get; init; }
}

/// <summary>A time of day; arrives as <c>HH:MM</c>.</summary>
public sealed record InputTime(string Id, string Label) : CardInput(Id, Label);

/// <summary>A tick; arrives as <c>true</c> or <c>false</c>.</summary>
public sealed record InputToggle(string Id, string Label, string Title) : CardInput(Id, Label)
{
    /// <summary>Lets a long title wrap.</summary>
    public bool Wrap { get; init; } = true;
}

/// <summary>A choice; several chosen values arrive joined by commas.</summary>
public sealed record InputChoiceSet(string Id, string Label, IReadOnlyList<Choice> Choices) : CardInput(Id, Label)
{
    /// <summary>compact, expanded, filtered (needed for a search).</summary>
    public string? Style { get; init; }

    /// <summary>Several may be chosen.</summary>
    public bool? IsMultiSelect { get; init; }

    /// <summary>Lets long choices wrap.</summary>
    public bool Wrap { get; init; } = true;

    /// <summary>Search as you type: the client sends an <c>application/search</c> invoke (facts teams-protocol §2.3).</summary>
    [JsonPropertyName("choices.data")]
    public DataQuery? Search { get; init; }
}

/// <summary>One choice of a choice set.</summary>
public sealed record Choice(string Title, string Value);

/// <summary>The data set that a choice set searches.</summary>
public sealed record DataQuery(string Dataset)
{
    /// <summary>Always <c>Data.Query</c>.</summary>
    public string Type => "Data.Query";

    /// <summary><c>auto</c> sends the card's other inputs with the search; absent sends none.</summary>
    public string? AssociatedInputs { get; init; }
}
