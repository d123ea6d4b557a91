using System.Text.Json;

namespace CspBot.Teams;

/// <summary>A click on a card's button: Action.Execute and Action.Submit look the same from here on.</summary>
/// <param name="Verb">What the button asks for.</param>
/// <param name="Data">The button's data merged with the inputs, all inputs as text; never to be trusted.</param>
/// <param name="CardActivityId">Id of the message that holds the card; null when the client did not say.</param>
/// <remarks>Wire forms: facts teams-protocol §1.7 and §2.1.</remarks>
public sealed record CardClick(string Verb, JsonElement Data, string? CardActivityId)
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>The card asked by itself (<c>trigger: automatic</c>): answer with a card, send nothing.</summary>
    public bool IsAutomaticRefresh { get; init; }

    /// <summary>The sign-in that the client sends beside a click which it repeats after a login request; null for none.</summary>
    public CardSignIn? SignIn { get; init; }

    /// <summary>
    /// The click in an <c>adaptiveCard/action</c> invoke or in a message with a value object
    /// that holds a text <c>verb</c>; else null.
    /// </summary>
    public static CardClick? Read(Activity activity)
    {
        if (Json.Of(activity.Value) is not { ValueKind: JsonValueKind.Object } value)
            return null;
        if (activity.IsInvoke("adaptiveCard/action"))
        {
            return Json.Member(value, "action") is { } action && Read(action, Json.Member(action, "data") ?? Empty, activity) is { } click
                ? click with { SignIn = CardSignIn.Read(value) }
                : null;
        }

        return activity.Type == ActivityTypes.Message && string.IsNullOrWhiteSpace(activity.Text) ? Read(value, value, activity) : null;
    }

    /// <summary>An input's or data member's text; null when absent or no text.</summary>
    public string? Text(string name) => Json.Text(Data, name);

    /// <summary>The SDK's form of the click, for <c>OnAdaptiveCardInvokeAsync</c>.</summary>
    public AdaptiveCardInvokeValue ToInvokeValue() =>
        new() { Action = new AdaptiveCardInvokeAction { Type = "Action.Execute", Verb = Verb, Data = Data } };

    private static CardClick? Read(JsonElement owner, JsonElement data, Activity activity)
    {
        if (Json.Text(owner, "verb") is not { Length: > 0 } verb)
            return null;
        return new CardClick(verb, data.ValueKind == JsonValueKind.Object ? data : Empty, activity.ReplyToId)
        {
            IsAutomaticRefresh = activity.IsAutomaticRefresh(),
        };
    }
}
