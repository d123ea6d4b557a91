using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>A choice; several chosen values arrive joined by commas.</summary>
public sealed class AdaptiveChoiceSetInput : AdaptiveInput
{
    /// <summary>No choices yet.</summary>
    public AdaptiveChoiceSetInput()
        : base("Input.ChoiceSet")
    {
    }

    /// <summary>What is listed; beside a search too, for clients without one.</summary>
    public List<AdaptiveChoice> Choices { get; set; } = [];

    /// <summary>A list to open, all choices in view, or one that a search can fill.</summary>
    public AdaptiveChoiceInputStyle Style { get; set; }

    /// <summary>Several may be chosen.</summary>
    public bool IsMultiSelect { get; set; }

    /// <summary>The values chosen at first, joined by commas.</summary>
    public string? Value { get; set; }

    /// <summary>A hint while nothing is chosen; no replacement for a label.</summary>
    [JsonConverter(typeof(PlainLine))]
    public string? Placeholder { get; set; }

    /// <summary>Lets long choices wrap.</summary>
    public bool Wrap { get; set; }

    /// <summary>Search as you type: the client sends an <c>application/search</c> invoke (facts teams-protocol §2.3).</summary>
    [JsonPropertyName("choices.data")]
    public AdaptiveDataQuery? DataQuery { get; set; }
}

/// <summary>One choice of a choice set, and one hit of a search.</summary>
public sealed class AdaptiveChoice
{
    /// <summary>What people read.</summary>
    [JsonConverter(typeof(PlainLine))]
    public required string Title { get; set; }

    /// <summary>What is sent.</summary>
    public required string Value { get; set; }
}

/// <summary>The data set that a choice set searches.</summary>
public sealed class AdaptiveDataQuery
{
    /// <summary>Always <c>Data.Query</c>.</summary>
    [JsonPropertyOrder(-3)]
    public string Type => "Data.Query";

    /// <summary>Its name; it comes back with each search.</summary>
    public required string Dataset { get; set; }

    /// <summary><c>auto</c> sends the card's other inputs with the search; null sends none.</summary>
    /// <remarks>The package has no such member: Teams reads it (facts teams-protocol §2.3). On the package it wants a subclass.</remarks>
    public AdaptiveAssociatedInputs? AssociatedInputs { get; set; }
}
