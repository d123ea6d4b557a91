using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Teams.Cards;

/// <summary>A button.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ExecuteAction), "Action.Execute")]
[JsonDerivedType(typeof(SubmitAction), "Action.Submit")]
[JsonDerivedType(typeof(OpenUrlAction), "Action.OpenUrl")]
[JsonDerivedType(typeof(ToggleVisibilityAction), "Action.ToggleVisibility")]
[JsonDerivedType(typeof(ShowCardAction), "Action.ShowCard")]
public abstract record CardAction
{
    private protected CardAction(string title) => Title = title;

    /// <summary>What the button says: a verb and its object.</summary>
    public string Title { get; }

    /// <summary>default, positive, destructive; never the only carrier of meaning.</summary>
    public string? Style { get; init; }

    /// <summary><c>secondary</c> moves the button behind the overflow menu.</summary>
    public string? Mode { get; init; }

    /// <summary>More words on hover.</summary>
    public string? Tooltip { get; init; }

    /// <summary>False shows the button greyed; some clients ignore it, so leave the button out where it must not be clicked.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Name of the button.</summary>
    public string? Id { get; init; }
}

/// <summary>A button that calls the bot (universal action) and replaces the card by the answer.</summary>
/// <remarks>Without a verb the click never leaves some clients: facts teams-protocol §2.1.</remarks>
public sealed record ExecuteAction(string Title, string Verb, JsonElement Data) : CardAction(Title)
{
    /// <summary><c>auto</c> sends (and validates) the card's inputs, <c>none</c> does not: cancel and back must not be blocked by a required field.</summary>
    public string? AssociatedInputs { get; init; }
}

/// <summary>A button that sends the form as a message; the card stays as it is. Its data needs a text <c>verb</c> to be read as a click.</summary>
/// <remarks>Wire form: facts teams-protocol §1.7. Prefer <see cref="ExecuteAction"/>, which replaces the card.</remarks>
public sealed record SubmitAction(string Title, JsonElement Data) : CardAction(Title)
{
    /// <summary><c>auto</c> sends (and validates) the card's inputs, <c>none</c> does not.</summary>
    public string? AssociatedInputs { get; init; }
}

/// <summary>A button that opens a web page.</summary>
public sealed record OpenUrlAction(string Title, Uri Url) : CardAction(Title);

/// <summary>A button that shows or hides elements of the card.</summary>
public sealed record ToggleVisibilityAction(string Title, IReadOnlyList<string> TargetElements) : CardAction(Title);

/// <summary>A button that unfolds another card below.</summary>
public sealed record ShowCardAction(string Title, AdaptiveCard Card) : CardAction(Title);
