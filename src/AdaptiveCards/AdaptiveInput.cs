using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>Anything a person fills in; its value arrives as a text under <see cref="AdaptiveTypedElement.Id"/>.</summary>
public abstract class AdaptiveInput : AdaptiveElement
{
    private protected AdaptiveInput(string type)
        : base(type)
    {
    }

    /// <summary>What the field asks for; read by screen readers.</summary>
    [JsonConverter(typeof(PlainLine))]
    public required string Label { get; set; }

    /// <summary>The client refuses to send the form without it; the server checks again.</summary>
    public bool IsRequired { get; set; }

    /// <summary>What to do when the client refuses the value.</summary>
    [JsonConverter(typeof(PlainLine))]
    public string? ErrorMessage { get; set; }
}

/// <summary>A line or a box of text.</summary>
public sealed class AdaptiveTextInput : AdaptiveInput
{
    /// <summary>A line of text.</summary>
    public AdaptiveTextInput()
        : base("Input.Text")
    {
    }

    /// <summary>What stands in the field at first.</summary>
    public string? Value { get; set; }

    /// <summary>A hint inside the empty field; no replacement for a label.</summary>
    [JsonConverter(typeof(PlainLine))]
    public string? Placeholder { get; set; }

    /// <summary>Several lines.</summary>
    public bool IsMultiline { get; set; }

    /// <summary>Longest text the client takes, in characters; 0: any.</summary>
    public int MaxLength { get; set; }

    /// <summary>Which keyboard a phone shows.</summary>
    public AdaptiveTextInputStyle Style { get; set; }
}

/// <summary>A day; arrives as <c>YYYY-MM-DD</c>.</summary>
public sealed class AdaptiveDateInput : AdaptiveInput
{
    /// <summary>A day.</summary>
    public AdaptiveDateInput()
        : base("Input.Date")
    {
    }

    /// <summary>What stands in the field at first, <c>YYYY-MM-DD</c>.</summary>
    public string? Value { get; set; }

    /// <summary>First day, <c>YYYY-MM-DD</c>.</summary>
    public string? Min { get; set; }

    /// <summary>Last day, <c>YYYY-MM-DD</c>.</summary>
    public string? Max { get; set; }
}

/// <summary>A time of day; arrives as <c>HH:MM</c>.</summary>
public sealed class AdaptiveTimeInput : AdaptiveInput
{
    /// <summary>A time of day.</summary>
    public AdaptiveTimeInput()
        : base("Input.Time")
    {
    }

    /// <summary>What stands in the field at first, <c>HH:MM</c>.</summary>
    public string? Value { get; set; }
}

/// <summary>A tick; arrives as <c>true</c> or <c>false</c>.</summary>
public sealed class AdaptiveToggleInput : AdaptiveInput
{
    /// <summary>A tick.</summary>
    public AdaptiveToggleInput()
        : base("Input.Toggle")
    {
    }

    /// <summary>What stands beside the tick.</summary>
    [JsonConverter(typeof(PlainLine))]
    public required string Title { get; set; }

    /// <summary><c>true</c> or <c>false</c> at first.</summary>
    public string? Value { get; set; }

    /// <summary>Lets a long title wrap.</summary>
    public bool Wrap { get; set; }
}
