using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>A button.</summary>
[JsonDerivedType(typeof(AdaptiveExecuteAction))]
[JsonDerivedType(typeof(AdaptiveOpenUrlAction))]
[JsonDerivedType(typeof(AdaptiveShowCardAction))]
[JsonDerivedType(typeof(AdaptiveToggleVisibilityAction))]
public abstract class AdaptiveAction : AdaptiveTypedElement
{
    private protected AdaptiveAction(string type)
        : base(type)
    {
    }

    /// <summary>
    /// What the button says: a verb and its object. A screen reader says it instead of all that is in a box which can be clicked: there
    /// it stands empty, and the tooltip says it.
    /// </summary>
    [JsonConverter(typeof(PlainLine))]
    public required string Title { get; set; }

    /// <summary>What a pointer that rests on it is told besides.</summary>
    [JsonConverter(typeof(PlainLine))]
    public string? Tooltip { get; set; }

    /// <summary>Colour of the button; never the only carrier of meaning.</summary>
    /// <remarks>Some versions of the package take the enum's words as a text here.</remarks>
    public AdaptiveActionStyle Style { get; set; }
}

/// <summary>A button that calls the bot (universal action) and replaces the card by the answer.</summary>
public sealed class AdaptiveExecuteAction : AdaptiveAction
{
    /// <summary>A button that calls the bot.</summary>
    public AdaptiveExecuteAction()
        : base("Action.Execute")
    {
    }

    /// <summary>
    /// What is asked of the bot, <c>dialog/step</c>. Without a verb the click never leaves
    /// some clients (facts teams-protocol §2.1).
    /// </summary>
    public required string Verb { get; set; }

    /// <summary>A JSON object that the card's inputs are added to; the inputs win where names are the same.</summary>
    [JsonPropertyName("data")]
    [JsonConverter(typeof(RawJson))]
    public string? DataJson { get; set; }

    /// <summary>Whether the card's inputs are sent (and checked): cancel and back must not be blocked by a required field.</summary>
    public AdaptiveAssociatedInputs AssociatedInputs { get; set; }
}

/// <summary>A button that unfolds a card of its own below the buttons; the bot hears nothing of it.</summary>
public sealed class AdaptiveShowCardAction : AdaptiveAction
{
    /// <summary>A button that unfolds a card.</summary>
    public AdaptiveShowCardAction()
        : base("Action.ShowCard")
    {
    }

    /// <summary>What is unfolded, with buttons of its own.</summary>
    public required AdaptiveCard Card { get; set; }
}

/// <summary>A button that shows elements of its card, or hides them again; the bot hears nothing of it.</summary>
public sealed class AdaptiveToggleVisibilityAction : AdaptiveAction
{
    /// <summary>A button that shows and hides.</summary>
    public AdaptiveToggleVisibilityAction()
        : base("Action.ToggleVisibility")
    {
    }

    /// <summary>Ids of the elements.</summary>
    public required IReadOnlyList<string> TargetElements { get; set; }
}

/// <summary>A button that opens a page in the reader's browser; the bot hears nothing of it.</summary>
public sealed class AdaptiveOpenUrlAction : AdaptiveAction
{
    /// <summary>A button that opens a page.</summary>
    public AdaptiveOpenUrlAction()
        : base("Action.OpenUrl")
    {
    }

    /// <summary>The page's whole address, https.</summary>
    public required Uri Url { get; set; }
}
