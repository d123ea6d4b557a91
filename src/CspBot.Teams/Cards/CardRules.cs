using System.Text.Json;

namespace CspBot.Teams.Cards;

/// <summary>What a card must keep to be shown everywhere (DESIGN rule 9; facts teams-protocol §7).</summary>
public static class CardRules
{
    /// <summary>Largest card on the wire, in bytes.</summary>
    public const int LargestCard = 28 * 1024;

    /// <summary>Most buttons in all that are in view at once.</summary>
    public const int MostActions = 6;

    /// <summary>Most people whose clients refresh by themselves.</summary>
    public const int MostRefreshing = 60;

    /// <summary>One sentence per broken rule; empty when the card is good.</summary>
    public static IReadOnlyList<string> Check(AdaptiveCard card)
    {
        var parts = CardParts.Of(card);
        return
        [
            .. CheckWhole(card, parts),
            .. parts.Inputs.SelectMany(CheckInput),
            .. CheckInputIds(parts),
            .. parts.Elements.SelectMany(CheckElement),
            .. parts.Actions.SelectMany(CheckAction),
            .. parts.HiddenActions.OfType<ShowCardAction>().Select(a => $"The select action \"{a.Title}\" cannot unfold a card."),
            .. parts.Cards.Where(c => string.IsNullOrWhiteSpace(c.FallbackText)).Select(_ => "The card has no fallbackText."),
        ];
    }

    private static IEnumerable<string> CheckWhole(AdaptiveCard card, CardParts parts)
    {
        var size = JsonSerializer.SerializeToUtf8Bytes(card, Wire.Card.AdaptiveCard).Length;
        if (size > LargestCard)
            yield return $"The card has {size} bytes; {LargestCard} are allowed.";
        if (parts.MostShownActions > MostActions)
            yield return $"The card shows {parts.MostShownActions} actions; {MostActions} are allowed.";
        if (card.Refresh is { UserIds.Count: > MostRefreshing } refresh)
            yield return $"The card refreshes for {refresh.UserIds.Count} people; {MostRefreshing} are allowed.";
        if (card.Refresh is { Action: ExecuteAction { Verb: null or "" } })
            yield return "The card's refresh has no verb.";
    }

    private static IEnumerable<string> CheckInput(CardInput input)
    {
        if (string.IsNullOrWhiteSpace(input.Id))
            yield return $"The input \"{input.Label}\" has no id.";
        if (string.IsNullOrWhiteSpace(input.Label))
            yield return $"The input {input.Id} has no label.";
        if (input is not InputChoiceSet choices)
            yield break;
        if (choices.Search is not null && choices.Style != "filtered")
            yield return $"The input {input.Id} searches; its style must be filtered.";
        if (choices.Choices.Count == 0)
            yield return choices.Search is null ? $"The input {input.Id} has no choices." : $"The input {input.Id} searches and lists no choices for clients without search.";
    }

    private static IEnumerable<string> CheckInputIds(CardParts parts)
    {
        foreach (var id in parts.Inputs.Select(i => i.Id).Where(i => !string.IsNullOrEmpty(i)).GroupBy(i => i).Where(g => g.Count() > 1))
            yield return $"The input id {id.Key} is used {id.Count()} times.";
        // An input's value overwrites the button's data of the same name.
        var reserved = parts.Actions.SelectMany(DataNames).Append("verb").ToHashSet(StringComparer.Ordinal);
        foreach (var input in parts.Inputs.Where(i => i.Id is not null && reserved.Contains(i.Id)))
            yield return $"The input id {input.Id} is also a name in an action's data.";
    }

    private static IEnumerable<string> CheckElement(CardElement element)
    {
        if (element is Badge or ProgressBar && element.Fallback is null or Badge or ProgressBar)
            yield return $"{element.GetType().Name} is newer than 1.5 and has no fallback that every client knows.";
    }

    private static IEnumerable<string> CheckAction(CardAction action)
    {
        if (string.IsNullOrWhiteSpace(action.Title))
            yield return "An action has no title.";
        if (action is ExecuteAction { Verb: null or "" })
            yield return $"The action \"{action.Title}\" has no verb.";
        if (action is SubmitAction submit && Json.Text(submit.Data, "verb") is null or "")
            yield return $"The action \"{action.Title}\" has no verb in its data.";
    }

    /// <summary>Names that go out together with the inputs.</summary>
    private static IEnumerable<string> DataNames(CardAction action)
    {
        var data = action switch
        {
            ExecuteAction { AssociatedInputs: not "none" } execute => execute.Data,
            SubmitAction { AssociatedInputs: not "none" } submit => submit.Data,
            _ => default,
        };
        return data.ValueKind == JsonValueKind.Object ? data.EnumerateObject().Select(m => m.Name) : [];
    }
}
