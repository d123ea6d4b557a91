using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdaptiveCards;

namespace CspBot.Resources;

/// <summary>How our cards look: one heading, marked lines, facts, banners and buttons, the same in every dialog.</summary>
internal static partial class Look
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>In letters: what a row of words has room for on a telephone, and the room between two.</summary>
    private const int WordsInARow = 38;

    private const int Gap = 3;

    public const AdaptiveContainerStyle Good = AdaptiveContainerStyle.Good;
    public const AdaptiveContainerStyle Attention = AdaptiveContainerStyle.Attention;
    public const AdaptiveContainerStyle Warning = AdaptiveContainerStyle.Warning;
    public const AdaptiveContainerStyle Calm = AdaptiveContainerStyle.Emphasis;

    /// <summary>The one place where cards are made; what goes out fits what Teams takes.</summary>
    public static AdaptiveCard Card(
        Texts texts,
        string title,
        IEnumerable<AdaptiveElement?> body,
        IEnumerable<AdaptiveAction?>? actions = null,
        string? fallback = null)
    {
        var card = new AdaptiveCard("1.5")
        {
            FallbackText = fallback ?? title,
            Lang = texts.Language,
            Body = [Title(title), .. body.OfType<AdaptiveElement>()],
            Actions = [.. (actions ?? []).OfType<AdaptiveAction>()],
        };
        // Full width on desktop (facts teams-protocol §7.2).
        card.AdditionalProperties["msteams"] = new Dictionary<string, string> { ["width"] = "Full" };
        foreach (var (box, click) in CardParts.Clicks(card))
            LeaveWords(box, click);
        foreach (var button in CardParts.Buttons(card).OfType<AdaptiveExecuteAction>())
            button.DataJson = WithLanguage(button.DataJson, texts);
        SayOnce(card);
        SayAtField(card);
        SharedTimes.Settle(card, texts);
        PhoneFit.Settle(card);
        return CardFit.Fit(card, texts);
    }

    /// <summary>The card as one that the clients of these people ask for by themselves, each for its reader; it still fits.</summary>
    public static AdaptiveCard Refreshed(
        AdaptiveCard card, Texts texts, AdaptiveExecuteAction action, IEnumerable<string> userIds)
    {
        action.DataJson = WithLanguage(action.DataJson, texts);
        card.Refresh = new AdaptiveRefresh { Action = action, UserIds = [.. userIds] };
        return CardFit.Fit(card, texts);
    }

    /// <summary>In a button's data: the language of its card, in which the click is answered.</summary>
    public const string LanguageOfCard = "lang";

    /// <summary>A card in more languages than one: a click on it is answered in its reader's.</summary>
    public static AdaptiveCard ForAnyReader(AdaptiveCard card)
    {
        foreach (var button in CardParts.Buttons(card).OfType<AdaptiveExecuteAction>())
        {
            var all = JsonNode.Parse(button.DataJson!)!.AsObject();
            all.Remove(LanguageOfCard);
            button.DataJson = Json(all);
        }

        return card;
    }

    private static string WithLanguage(string? data, Texts texts)
    {
        var all = data is null ? [] : JsonNode.Parse(data)!.AsObject();
        all[LanguageOfCard] = texts.Language;
        return Json(all);
    }

    /// <summary>
    /// A title is read out in place of all that stands in the row: it may only add to it. Any other becomes what a pointer is told.
    /// </summary>
    private static void LeaveWords(AdaptiveElement row, AdaptiveAction click)
    {
        var words = CardParts.Of(row).OfType<AdaptiveTextBlock>();
        if (!words.All(word => click.Title.Contains(word.Text, StringComparison.OrdinalIgnoreCase)))
            (click.Title, click.Tooltip) = ("", click.Title);
    }

    public static AdaptiveTextBlock Title(string text) => new(text)
    {
        Wrap = true,
        Size = AdaptiveTextSize.Large,
        Weight = AdaptiveTextWeight.Bolder,
        Style = AdaptiveTextBlockStyle.Heading,
    };

    public static AdaptiveTextBlock Section(string text) => new(text)
    {
        Wrap = true,
        Weight = AdaptiveTextWeight.Bolder,
        Spacing = AdaptiveSpacing.Medium,
        Separator = true,
    };

    public static AdaptiveTextBlock Text(string text) => new(text) { Wrap = true };

    /// <summary>A small line that belongs to the one above it.</summary>
    public static AdaptiveTextBlock Small(string text) => new(text)
    {
        Wrap = true,
        IsSubtle = true,
        Spacing = AdaptiveSpacing.None,
        Size = AdaptiveTextSize.Small,
    };

    public static AdaptiveTextBlock Quiet(string text) => new(text)
    {
        Wrap = true,
        IsSubtle = true,
        Spacing = AdaptiveSpacing.Small,
        Size = AdaptiveTextSize.Small,
    };

    /// <summary>A coloured box with a sentence, and below it what to do.</summary>
    public static AdaptiveContainer Banner(AdaptiveContainerStyle style, string text, params string?[] more) => new()
    {
        Items =
        [
            new AdaptiveTextBlock(text) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
            .. more
                .OfType<string>()
                .Where(line => line.Length > 0)
                .Select(line => new AdaptiveTextBlock(line) { Wrap = true, Spacing = AdaptiveSpacing.Small }),
        ],
        Style = style,
        Spacing = AdaptiveSpacing.Medium,
    };

    /// <summary>A line with its mark; the mark is a sign and a word for screen readers, never colour alone.</summary>
    public static AdaptiveColumnSet Line(Mark mark, string text, string? help = null)
    {
        var (sign, color) = mark switch
        {
            Mark.Done => ("✔", AdaptiveTextColor.Good),
            Mark.Failed => ("✖", AdaptiveTextColor.Attention),
            Mark.Caution => ("⚠", AdaptiveTextColor.Warning),
            Mark.Waiting => ("○", AdaptiveTextColor.Default),
            _ => ("…", AdaptiveTextColor.Accent),
        };
        List<AdaptiveElement> words = [new AdaptiveTextBlock(text) { Wrap = true }];
        if (help is not null)
            words.Add(Small(help));
        return new AdaptiveColumnSet
        {
            Columns =
            [
                // The signs are of different widths, and the words shall stand below each other.
                new AdaptiveColumn
                {
                    Items = [new AdaptiveTextBlock(sign) { Color = color, Weight = AdaptiveTextWeight.Bolder }],
                    Width = "20px",
                },
                new AdaptiveColumn { Items = words, Width = "stretch" },
            ],
            Spacing = AdaptiveSpacing.Small,
        };
    }

    /// <summary>The end of a row that can be clicked: says so, since nothing else does.</summary>
    public static AdaptiveColumn Opens(string what) => new()
    {
        Items = [new AdaptiveTextBlock(what) { Wrap = true, Color = AdaptiveTextColor.Accent, Size = AdaptiveTextSize.Small }],
        Width = "auto",
    };

    /// <summary>A word to click, for <see cref="Words"/>.</summary>
    public static AdaptiveColumn Word(string word, string verb, JsonObject data) => new()
    {
        Items = [new AdaptiveTextBlock(word) { Wrap = true, Color = AdaptiveTextColor.Accent, Weight = AdaptiveTextWeight.Bolder }],
        Width = "auto",
        SelectAction = Go(word, verb, data),
    };

    /// <summary>
    /// Words to click instead of buttons, of which a narrow card has room for few; boxes of their own, so that no long list drops one.
    /// Null for none.
    /// </summary>
    public static AdaptiveContainer? Words(IEnumerable<AdaptiveColumn?> words)
    {
        List<AdaptiveColumnSet> rows = [];
        var room = 0;
        foreach (var word in words.OfType<AdaptiveColumn>())
        {
            var letters = word.Items.OfType<AdaptiveTextBlock>().Sum(block => block.Text.Length) + Gap;
            if (room < letters)
            {
                rows.Add(new AdaptiveColumnSet());
                room = WordsInARow;
            }

            rows[^1].Columns.Add(word);
            room -= letters;
        }

        return rows.Count > 0
            ? new AdaptiveContainer
            {
                Items = [.. rows.Select(row => new AdaptiveContainer { Items = [row], Spacing = AdaptiveSpacing.Small })],
                Spacing = AdaptiveSpacing.Medium,
            }
            : null;
    }

    /// <summary>What to do one after the other. A list in Markdown is cut off at the card's edge.</summary>
    public static AdaptiveElement Step(int number, string text) => new AdaptiveColumnSet
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items = [new AdaptiveTextBlock(FormattableString.Invariant($"{number}")) { Weight = AdaptiveTextWeight.Bolder }],
                Width = "auto",
            },
            new AdaptiveColumn { Items = [new AdaptiveTextBlock(text) { Wrap = true }], Width = "stretch" },
        ],
        Spacing = AdaptiveSpacing.Small,
    };

    /// <summary>Lines that belong together, with some air above; null for none.</summary>
    public static AdaptiveContainer? Group(IEnumerable<AdaptiveElement> lines) =>
        lines.ToList() is { Count: > 0 } all ? new AdaptiveContainer { Items = all, Spacing = AdaptiveSpacing.Medium } : null;

    /// <summary>
    /// A search with its listed choices; where there is nothing to list, a field to type into,
    /// since a list without choices shows nothing.
    /// </summary>
    public static AdaptiveInput OrTyped(AdaptiveChoiceSetInput search) => search.Choices.Count > 0
        ? search
        : new AdaptiveTextInput
        {
            Id = search.Id!,
            Label = search.Label,
            IsRequired = search.IsRequired,
            ErrorMessage = search.ErrorMessage,
            Placeholder = search.Placeholder,
            Value = search.Value,
        };

    /// <summary>A field with its own button at its right.</summary>
    public static AdaptiveColumnSet Beside(AdaptiveInput field, AdaptiveAction button) => new()
    {
        Columns =
        [
            new AdaptiveColumn { Items = [field], Width = "stretch" },
            new AdaptiveColumn
            {
                Items = [new AdaptiveActionSet { Actions = [button] }],
                Width = "auto",
                VerticalContentAlignment = AdaptiveVerticalContentAlignment.Bottom,
            },
        ],
    };

    /// <summary>A button that sends the card's inputs along.</summary>
    public static AdaptiveExecuteAction Submit(
        string title, string verb, JsonObject data, AdaptiveActionStyle style = AdaptiveActionStyle.Positive) => new()
        {
            Title = title,
            Verb = verb,
            DataJson = Json(data),
            Style = style,
        };

    /// <summary>A button that sends no inputs, so that an empty required field does not stop it.</summary>
    public static AdaptiveExecuteAction Go(
        string title, string verb, JsonObject data, AdaptiveActionStyle style = AdaptiveActionStyle.Default) => new()
        {
            Title = title,
            Verb = verb,
            DataJson = Json(data),
            Style = style,
            AssociatedInputs = AdaptiveAssociatedInputs.None,
        };

    /// <summary>
    /// A button of what is not taken back by another click: the question unfolds below it, in words, and the button there does it.
    /// </summary>
    /// <param name="yes">Does it.</param>
    public static AdaptiveShowCardAction Ask(string title, string question, AdaptiveExecuteAction yes) => new()
    {
        Title = title,
        Style = AdaptiveActionStyle.Destructive,
        Card = new AdaptiveCard("1.5") { Body = [Text(question)], Actions = [yes] },
    };

    public static JsonObject Data(string form, params (string Name, string? Value)[] more)
    {
        var data = new JsonObject { ["form"] = form };
        foreach (var (name, value) in more)
            data[name] = value;
        return data;
    }

    private static string Json(JsonObject data) => data.ToJsonString(Readable);
}

/// <summary>What stands in front of a line.</summary>
internal enum Mark
{
    Waiting,
    Running,
    Done,
    Caution,
    Failed,
}
