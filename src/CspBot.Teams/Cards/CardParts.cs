namespace CspBot.Teams.Cards;

/// <summary>Everything that a card holds, found at any depth.</summary>
internal sealed class CardParts
{
    private CardParts()
    {
    }

    public List<AdaptiveCard> Cards { get; } = [];

    public List<CardElement> Elements { get; } = [];

    public List<CardAction> Actions { get; } = [];

    /// <summary>Actions without a button: those of boxes, columns, cells, pictures and runs.</summary>
    public List<CardAction> HiddenActions { get; } = [];

    public IEnumerable<CardInput> Inputs => Elements.OfType<CardInput>();

    /// <summary>Buttons in view at once, with the unfolded card that shows the most of them.</summary>
    public int MostShownActions { get; private set; }

    public static CardParts Of(AdaptiveCard card)
    {
        var parts = new CardParts();
        parts.MostShownActions = parts.Add(card);
        return parts;
    }

    /// <summary>Counts the buttons in view: the card's own and those of the largest card that one of them unfolds.</summary>
    private int Add(AdaptiveCard card)
    {
        Cards.Add(card);
        var shown = new List<CardAction>();
        foreach (var element in card.Body)
            Add(element, shown);
        shown.AddRange(card.Actions ?? []);
        Actions.AddRange(shown);
        return shown.Count + shown.OfType<ShowCardAction>().Select(s => Add(s.Card)).DefaultIfEmpty().Max();
    }

    private void Add(CardElement element, List<CardAction> shown)
    {
        Elements.Add(element);
        if (element is ActionSet set)
            shown.AddRange(set.Actions);
        var selectActions = SelectActions(element).ToList();
        HiddenActions.AddRange(selectActions);
        Actions.AddRange(selectActions);
        foreach (var child in Children(element))
            Add(child, shown);
    }

    private static IEnumerable<CardElement> Children(CardElement element) => element switch
    {
        Container box => box.Items,
        ColumnSet columns => columns.Columns.SelectMany(c => c.Items),
        Table table => table.Rows.SelectMany(r => r.Cells).SelectMany(c => c.Items),
        ImageSet set => set.Images,
        _ => [],
    };

    private static IEnumerable<CardAction> SelectActions(CardElement element)
    {
        IEnumerable<CardAction?> actions = element switch
        {
            Container box => [box.SelectAction],
            ColumnSet columns => columns.Columns.Select(c => c.SelectAction).Append(columns.SelectAction),
            Table table => table.Rows.SelectMany(r => r.Cells).Select(c => c.SelectAction),
            Image image => [image.SelectAction],
            RichTextBlock text => text.Inlines.Select(i => i.SelectAction),
            _ => [],
        };
        return actions.OfType<CardAction>();
    }
}
