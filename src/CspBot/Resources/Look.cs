using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Teams.Cards;

namespace CspBot.Resources;

/// <summary>How our cards look: one heading, marked lines, facts, banners and buttons, the same in every dialog.</summary>
internal static class Look
{
    public const string Good = "good";
    public const string Attention = "attention";
    public const string Warning = "warning";
    public const string Calm = "emphasis";

    public static AdaptiveCard Card(Texts texts, string title, IEnumerable<CardElement?> body, IEnumerable<CardAction?>? actions = null, string? fallback = null)
    {
        var buttons = actions?.OfType<CardAction>().ToList();
        return new AdaptiveCard
        {
            FallbackText = fallback ?? title,
            Lang = texts.Language,
            Body = [Title(title), .. body.OfType<CardElement>()],
            Actions = buttons is { Count: > 0 } ? buttons : null,
            Teams = new TeamsCardOptions { Width = "Full" },
        };
    }

    public static TextBlock Title(string text) => new(text) { Size = "large", Weight = "bolder", Style = "heading" };

    public static TextBlock Section(string text) => new(text) { Weight = "bolder", Spacing = "medium", Separator = true };

    public static TextBlock Text(string text) => new(text);

    public static TextBlock Quiet(string text) => new(text) { IsSubtle = true, Spacing = "small", Size = "small" };

    /// <summary>A coloured box with a sentence, and below it what to do.</summary>
    public static Container Banner(string style, string text, params string?[] more) => new(
        [new TextBlock(text) { Weight = "bolder" }, .. more.OfType<string>().Where(line => line.Length > 0).Select(line => new TextBlock(line) { Spacing = "small" })])
    {
        Style = style,
        Spacing = "medium",
    };

    public static FactSet Facts(IEnumerable<(string Name, string Value)> facts) => new([.. facts.Where(fact => fact.Value.Length > 0).Select(fact => new Fact(fact.Name, fact.Value))]);

    /// <summary>A line with its mark; the mark is a sign and a word for screen readers, never colour alone.</summary>
    public static CardElement Line(Mark mark, string text, string? help = null)
    {
        var (sign, color) = mark switch
        {
            Mark.Done => ("✔", "good"),
            Mark.Failed => ("✖", "attention"),
            Mark.Caution => ("⚠", "warning"),
            Mark.Waiting => ("○", "default"),
            _ => ("…", "accent"),
        };
        List<CardElement> words = [new TextBlock(text)];
        if (help is not null)
            words.Add(new TextBlock(help) { IsSubtle = true, Spacing = "none", Size = "small" });
        return new ColumnSet(
        [
            // The signs are of different widths, and the words shall stand below each other.
            new Column([new TextBlock(sign) { Color = color, Weight = "bolder", Wrap = false }]) { Width = "20px" },
            new Column(words) { Width = "stretch" },
        ])
        {
            Spacing = "small",
        };
    }

    /// <summary>The end of a row that can be clicked: says so, since nothing else does.</summary>
    public static Column Opens(string what) => new([new TextBlock(what) { Color = "accent", Size = "small" }]) { Width = "auto" };

    /// <summary>What to do one after the other. A list in Markdown is cut off at the card's edge.</summary>
    public static CardElement Step(int number, string text) => new ColumnSet(
    [
        new Column([new TextBlock(number.ToString(System.Globalization.CultureInfo.InvariantCulture)) { Weight = "bolder", Wrap = false }]) { Width = "auto" },
        new Column([new TextBlock(text)]) { Width = "stretch" },
    ])
    {
        Spacing = "small",
    };

    /// <summary>What is wrong with a field, above it; null when nothing is.</summary>
    /// <param name="errors">Keys of the sentences, by field.</param>
    public static TextBlock? Error(string field, IReadOnlyDictionary<string, string> errors, Texts texts) =>
        errors.TryGetValue(field, out var key) ? new TextBlock(texts[key]) { Color = Attention } : null;

    /// <summary>Lines that belong together, with some air above; null for none.</summary>
    public static Container? Group(IEnumerable<CardElement> lines) => lines.ToList() is { Count: > 0 } all ? new Container(all) { Spacing = "medium" } : null;

    /// <summary>A search with its listed choices; where there is nothing to list, a field to type into, since a list without choices shows nothing.</summary>
    public static CardInput OrTyped(InputChoiceSet search) => search.Choices.Count > 0
        ? search
        : new InputText(search.Id!, search.Label)
        {
            IsRequired = search.IsRequired,
            ErrorMessage = search.ErrorMessage,
            Placeholder = search.Placeholder,
            Value = search.Value,
        };

    /// <summary>A field with its own button at its right.</summary>
    public static ColumnSet Beside(CardInput field, CardAction button) => new(
    [
        new Column([field]) { Width = "stretch" },
        new Column([new ActionSet([button])]) { Width = "auto", VerticalContentAlignment = "bottom" },
    ]);

    /// <summary>A button that sends the card's inputs along.</summary>
    public static ExecuteAction Submit(string title, string verb, JsonObject data, string? style = "positive") => new(title, verb, Json(data)) { Style = style };

    /// <summary>A button that sends no inputs, so that an empty required field does not stop it.</summary>
    public static ExecuteAction Go(string title, string verb, JsonObject data, string? style = null) => new(title, verb, Json(data)) { Style = style, AssociatedInputs = "none" };

    public static JsonObject Data(string form, params (string Name, string? Value)[] more)
    {
        var data = new JsonObject { ["form"] = form };
        foreach (var (name, value) in more)
            data[name] = value;
        return data;
    }

    private static JsonElement Json(JsonObject data) => JsonSerializer.SerializeToElement(data);
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
