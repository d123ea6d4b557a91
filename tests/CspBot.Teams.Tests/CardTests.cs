using Fact = CspBot.Teams.Cards.Fact;
using System.Text.Json;
using CspBot.Teams.Cards;

namespace CspBot.Teams.Tests;

/// <summary>The card vocabulary and its rules (facts teams-protocol §7; DESIGN rule 9; checklist row 11).</summary>
public sealed class CardTests
{
    private static readonly JsonElement Data = JsonElement.Parse("""{"form":"F-1"}""");

    /// <summary>A form that keeps every rule.</summary>
    public static AdaptiveCard Form() => new()
    {
        FallbackText = "Ask for Owner",
        Lang = "en",
        Body =
        [
            new TextBlock("Ask for Owner") { Style = "heading", Size = "large", Weight = "bolder" },
            new InputChoiceSet("customer", "Customer", [new Choice("Contoso", "1")]) { Style = "filtered", Search = new DataQuery("customers") { AssociatedInputs = "auto" } },
            new InputText("reason", "Reason") { IsMultiline = true, IsRequired = true, ErrorMessage = "Say why." },
            new Badge("New", new TextBlock("New")) { Style = "accent" },
            new ProgressBar(40, new TextBlock("2 of 5 steps")),
        ],
        Actions =
        [
            new ExecuteAction("Review the request", "grant-owner/submit", Data) { Style = "positive" },
            new ExecuteAction("Cancel", "grant-owner/cancel", Data) { AssociatedInputs = "none" },
        ],
    };

    [Fact]
    public void Row11_A_card_says_its_version_and_what_stands_in_for_it()
    {
        var json = Form().ToJson();
        Assert.Equal(["type", "$schema", "version"], json.EnumerateObject().Take(3).Select(m => m.Name));
        Assert.Equal("1.5", json.GetProperty("version").GetString());
        Assert.Equal("Ask for Owner", json.GetProperty("fallbackText").GetString());
    }

    [Fact]
    public void Row11_A_good_card_breaks_no_rule() => Assert.Empty(CardRules.Check(Form()));

    [Theory]
    [InlineData("[Approve](https://evil.example)", @"\[Approve](https://evil.example)")]
    [InlineData(@"\[Approve](https://evil.example)", @"\\\[Approve](https://evil.example)")]
    [InlineData("2*3*4 = *24*", @"2\*3\*4 = \*24\*")]
    [InlineData("_Contoso_", @"\_Contoso\_")]
    [InlineData("nora_fabrikam.com#EXT#@contoso.onmicrosoft.com", "nora_fabrikam.com#EXT#@contoso.onmicrosoft.com")]
    [InlineData(@"CONTOSO\nora", @"CONTOSO\nora")]
    [InlineData("- Contoso\n1. Fabrikam", "\\- Contoso\n1\\. Fabrikam")]
    [InlineData("Société Générale (S.A.) - 1.5 %", "Société Générale (S.A.) - 1.5 %")]
    public void What_people_are_called_is_shown_and_never_read_as_Markdown(string text, string written)
    {
        var card = Form() with { Body = [new TextBlock(text), new FactSet([new Fact(text, text)])] };
        var body = card.ToJson().GetProperty("body");
        Assert.Equal(written, body[0].GetProperty("text").GetString());
        var fact = body[1].GetProperty("facts")[0];
        Assert.Equal(written, fact.GetProperty("title").GetString());
        Assert.Equal(written, fact.GetProperty("value").GetString());
    }

    public static TheoryData<string> Rules => [.. Broken.Keys];

    private static readonly Dictionary<string, AdaptiveCard> Broken = new()
    {
        ["bytes"] = Form() with { Body = [new TextBlock(new string('a', 28 * 1024))] },
        ["shows 7 actions"] = Form() with { Actions = [.. Enumerable.Range(0, 7).Select(Button)] },
        ["shows 8 actions"] = Form() with
        {
            Body = [new Container([new ActionSet([Button(0), Button(1)])])],
            Actions = [Button(2), Button(3), Button(4), new ShowCardAction("More", Form())],
        },
        ["no fallbackText"] = Form() with { FallbackText = " " },
        ["no label"] = Form() with { Body = [new InputText("a", "")] },
        ["no id"] = Form() with { Body = [new InputText("", "A")] },
        ["used 2 times"] = Form() with { Body = [new InputText("a", "A"), new ColumnSet([new Column([new InputDate("a", "B")])])] },
        ["also a name in an action's data"] = Form() with { Body = [new InputText("form", "Form")] },
        ["Badge is newer"] = Form() with { Body = [new Badge("a", new Badge("b", new TextBlock("c")))] },
        ["ProgressBar is newer"] = Form() with { Body = [new ProgressBar(1, null!)] },
        ["lists no choices for clients without search"] = Form() with { Body = [new InputChoiceSet("a", "A", []) { Style = "filtered", Search = new DataQuery("d") }] },
        ["style must be filtered"] = Form() with { Body = [new InputChoiceSet("a", "A", [new Choice("x", "y")]) { Search = new DataQuery("d") }] },
        ["has no choices"] = Form() with { Body = [new InputChoiceSet("a", "A", [])] },
        ["has no verb."] = Form() with { Actions = [new ExecuteAction("Go", "", Data)] },
        ["has no verb in its data"] = Form() with { Actions = [new SubmitAction("Go", Data)] },
        ["has no title"] = Form() with { Actions = [new ExecuteAction("", "v", Data)] },
        ["refreshes for 61 people"] = Form() with { Refresh = new CardRefresh(new ExecuteAction("Refresh", "v", Data), [.. Enumerable.Range(0, 61).Select(n => $"29:{n}")]) },
        ["refresh has no verb"] = Form() with { Refresh = new CardRefresh(new ExecuteAction("Refresh", "", Data), []) },
        ["cannot unfold a card"] = Form() with { Body = [new Container([new TextBlock("a")]) { SelectAction = new ShowCardAction("More", Form()) }] },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Row11_A_broken_rule_is_named(string rule) =>
        Assert.Contains(CardRules.Check(Broken[rule]), sentence => sentence.Contains(rule, StringComparison.Ordinal));

    [Fact]
    public void Six_buttons_and_a_card_unfolded_by_the_largest_count_together()
    {
        var small = Form() with { Body = [], Actions = [Button(9)] };
        var card = Form() with { Actions = [Button(1), Button(2), new ShowCardAction("A", small), new ShowCardAction("B", small with { Actions = [Button(3), Button(4)] })] };
        Assert.Empty(CardRules.Check(card));
    }

    [SchemaFact]
    public void Row11_Cards_are_valid_by_the_official_schema()
    {
        var schema = CardSchema.Load();
        Assert.Empty(schema.Check(Form().ToJson()));
        Assert.Empty(schema.Check(AllWords().ToJson()));
        Assert.NotEmpty(schema.Check(JsonElement.Parse("""{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":1}]}""")));
        Assert.NotEmpty(schema.Check(JsonElement.Parse("""{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"a","colour":"red"}]}""")));
        Assert.NotEmpty(schema.Check(JsonElement.Parse("""{"type":"AdaptiveCard","body":[{"type":"Input.Text","label":"no id"}]}""")));
    }

    [Fact]
    public void Every_word_of_the_vocabulary_is_on_the_wire_as_Teams_reads_it()
    {
        var card = AllWords();
        var actual = JsonSerializer.Serialize(card.ToJson(), Indented);
        // Kept beside the expected file, to look at and to copy after a wanted change.
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "card.vocabulary.actual.json"), actual + "\n");
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "card.vocabulary.json")), actual + "\n");
        Assert.Empty(CardRules.Check(card));
    }

    /// <summary>One of everything.</summary>
    private static AdaptiveCard AllWords() => new()
    {
        FallbackText = "All",
        Lang = "fr",
        Teams = new TeamsCardOptions { Width = "Full" },
        Refresh = new CardRefresh(new ExecuteAction("Actualiser", "requests/show", Data), ["29:1"]),
        Body =
        [
            new RichTextBlock([new TextRun("avant") { Strikethrough = true }, new TextRun("après") { SelectAction = new OpenUrlAction("Ouvrir", new Uri("https://example.org/")) }]),
            new ImageSet([new Image(new Uri("https://example.org/a.png"), "Plan") { Size = "small" }]),
            new Container([new FactSet([new Fact("Client", "Contoso")])]) { Style = "emphasis", SelectAction = new ExecuteAction("Choisir", "a/b", Data) },
            new ColumnSet([new Column([new TextBlock("a")]) { Width = "auto" }]),
            new Table([new TableColumn(1)], [new TableRow([new TableCell([new TextBlock("b")])])]),
            new Badge("Neuf", new TextBlock("Neuf")),
            new ProgressBar(null, new TextBlock("En cours")) { Color = "accent" },
            new InputNumber("n", "Nombre") { Min = 1 },
            new InputDate("d", "Jour"),
            new InputTime("t", "Heure"),
            new InputToggle("o", "Accord", "Je suis d'accord") { Value = "false" },
            new ActionSet([new SubmitAction("Envoyer", JsonElement.Parse("""{"verb":"a/b"}""")), new ToggleVisibilityAction("Détails", ["x"])]),
        ],
    };

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ExecuteAction Button(int n) => new($"Button {n}", "a/b", Data);
}
