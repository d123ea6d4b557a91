using System.Text.Json;
using AdaptiveCards;

namespace CspBot.Teams.Tests;

/// <summary>The card vocabulary and its rules (facts teams-protocol §7; DESIGN rule 9; checklist row 11).</summary>
public sealed class CardTests
{
    private const string Data = """{"form":"F-1"}""";

    /// <summary>A form as the bot shows them.</summary>
    public static AdaptiveCard Form(params AdaptiveElement[] body) => new("1.5")
    {
        FallbackText = "Ask for Owner",
        Lang = "en",
        Body =
        [
            new AdaptiveTextBlock("Ask for Owner")
            {
                Style = AdaptiveTextBlockStyle.Heading,
                Size = AdaptiveTextSize.Large,
                Weight = AdaptiveTextWeight.Bolder,
            },
            .. body,
        ],
        Actions = [Button(1), Button(2, AdaptiveAssociatedInputs.None)],
    };

    [Fact]
    public void Row11_A_card_says_its_version_and_what_stands_in_for_it()
    {
        var json = Json(Form());
        Assert.Equal(["type", "$schema", "version"], json.EnumerateObject().Take(3).Select(m => m.Name));
        Assert.Equal("1.5", json.GetProperty("version").GetString());
        Assert.Equal("Ask for Owner", json.GetProperty("fallbackText").GetString());
    }

    [Theory]
    [InlineData("[Approve](https://evil.example)", @"\[Approve](https://evil.example)")]
    [InlineData(@"\[Approve](https://evil.example)", @"\\\[Approve](https://evil.example)")]
    [InlineData("2*3*4 = *24*", @"2\*3\*4 = \*24\*")]
    [InlineData("_Contoso_", @"\_Contoso\_")]
    [InlineData("nora_fabrikam.com#EXT#@contoso.onmicrosoft.com", "nora_fabrikam.com#EXT#@contoso.onmicrosoft.com")]
    [InlineData(@"CONTOSO\nora", @"CONTOSO\nora")]
    [InlineData("- Contoso\n1. Fabrikam", "\\- Contoso\n1\\. Fabrikam")]
    [InlineData("Société Générale (S.A.) - 1.5 %", "Société Générale (S.A.) - 1.5 %")]
    [InlineData("<https://evil.example>", @"\<https://evil.example>")]
    [InlineData("{{DATE(2026-11-28T00:00:00Z,SHORT)}}", @"{\{DATE(2026-11-28T00:00:00Z,SHORT)}}")]
    [InlineData("Research &amp; Sons, R&D", @"Research \&amp; Sons, R&D")]
    [InlineData("# Approved\n> by Tomas\n---\n===", "\\# Approved\n\\> by Tomas\n\\---\n\\===")]
    [InlineData("#1 of 3, a > b, -5 %", "#1 of 3, a > b, -5 %")]
    [InlineData("~~struck~~ ~5", @"\~\~struck\~\~ ~5")]
    [InlineData("Contoso\u202Egnp.exe\u2066x\u2069\u200F", "Contosognp.exex")]
    [InlineData("Con\u200Bto\u00ADso\uFEFF\u2060", "Contoso")]
    [InlineData("👩\u200D💻 می\u200Cخواهم", "👩\u200D💻 می\u200Cخواهم")]
    [InlineData("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour")]
    [InlineData("bell\a tab\tnul\0", "bell tabnul")]
    public void What_people_are_called_is_shown_and_never_read_as_Markdown(string text, string written)
    {
        var card = Form(new AdaptiveTextBlock(text), new AdaptiveFactSet { Facts = [new AdaptiveFact(text, text)] });
        var body = Json(card).GetProperty("body");
        Assert.Equal(written, body[1].GetProperty("text").GetString());
        var fact = body[2].GetProperty("facts")[0];
        Assert.Equal(written, fact.GetProperty("title").GetString());
        Assert.Equal(written, fact.GetProperty("value").GetString());
    }

    [Fact]
    public void Half_of_a_pair_of_letters_is_shown_as_a_fault_and_stops_nothing()
    {
        var card = Form(new AdaptiveTextBlock("Smile\uD83D!"), new AdaptiveFactSet { Facts = [new AdaptiveFact("\uDE00", "😀")] });
        var body = Json(card).GetProperty("body");
        Assert.Equal("Smile\uFFFD!", body[1].GetProperty("text").GetString());
        Assert.Equal("\uFFFD", body[2].GetProperty("facts")[0].GetProperty("title").GetString());
        Assert.Equal("😀", body[2].GetProperty("facts")[0].GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("Contoso (contoso.example) *2*", "Contoso (contoso.example) *2*")]
    [InlineData("[Approve](https://evil.example)", "[Approve] (https://evil.example)")]
    [InlineData("<https://evil.example>", "< https://evil.example>")]
    [InlineData("{{DATE(2026-11-28T00:00:00Z)}}", "{ {DATE(2026-11-28T00:00:00Z)}}")]
    [InlineData("Contoso\u202Egnp.exe", "Contosognp.exe")]
    [InlineData("one\r\ntwo\u200B", "one two")]
    public void Titles_labels_and_the_fallback_text_are_one_line_of_what_is_seen(string text, string written)
    {
        var card = Form(
            new AdaptiveChoiceSetInput
            {
                Id = "c",
                Label = text,
                Placeholder = text,
                Choices = [new AdaptiveChoice { Title = text, Value = text }],
            },
            new AdaptiveToggleInput { Id = "t", Label = text, Title = text });
        card.FallbackText = text;
        card.Actions[0].Title = text;
        var json = Json(card);
        var choices = json.GetProperty("body")[1];
        Assert.Equal(written, card.FallbackText);
        Assert.Equal(written, json.GetProperty("fallbackText").GetString());
        Assert.Equal(written, json.GetProperty("actions")[0].GetProperty("title").GetString());
        Assert.Equal(written, choices.GetProperty("label").GetString());
        Assert.Equal(written, choices.GetProperty("placeholder").GetString());
        Assert.Equal(written, choices.GetProperty("choices")[0].GetProperty("title").GetString());
        Assert.Equal(text, choices.GetProperty("choices")[0].GetProperty("value").GetString());
        Assert.Equal(written, json.GetProperty("body")[2].GetProperty("title").GetString());
    }

    [SchemaFact]
    public void Row11_Cards_are_valid_by_the_official_schema()
    {
        var schema = CardSchema.Load();
        Assert.Empty(schema.Check(Json(Form())));
        Assert.Empty(schema.Check(CardSchema.AsOf15(Json(AllWords()))));
        Assert.Empty(CardSchema.CheckNewer(Json(AllWords())));
        Assert.NotEmpty(schema.Check(JsonElement.Parse("""{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":1}]}""")));
        Assert.NotEmpty(
            schema.Check(JsonElement.Parse("""{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"a","colour":"red"}]}""")));
        Assert.NotEmpty(schema.Check(JsonElement.Parse("""{"type":"AdaptiveCard","body":[{"type":"Input.Text","label":"no id"}]}""")));
    }

    [Fact]
    public void Every_word_of_the_vocabulary_is_on_the_wire_as_Teams_reads_it()
    {
        var card = AllWords();
        var actual = JsonSerializer.Serialize(Json(card), Indented);
        // Kept beside the expected file, to look at and to copy after a wanted change.
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "card.vocabulary.actual.json"), actual + "\n");
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "card.vocabulary.json")), actual + "\n");
    }

    /// <summary>One of everything.</summary>
    private static AdaptiveCard AllWords() => new("1.5")
    {
        FallbackText = "All",
        Lang = "fr",
        AdditionalProperties = { ["msteams"] = new Dictionary<string, string> { ["width"] = "Full" } },
        Body =
        [
            new AdaptiveTextBlock("a")
            {
                Wrap = true,
                IsSubtle = true,
                Separator = true,
                Spacing = AdaptiveSpacing.ExtraLarge,
                Color = AdaptiveTextColor.Attention,
                FontType = AdaptiveFontType.Monospace,
            },
            new AdaptiveContainer
            {
                Style = AdaptiveContainerStyle.Emphasis,
                SelectAction = Button(1),
                Items = [new AdaptiveFactSet { Facts = [new AdaptiveFact("Client", "Contoso")] }],
            },
            new AdaptiveColumnSet
            {
                Columns =
                [
                    new AdaptiveColumn
                    {
                        Width = "auto",
                        VerticalContentAlignment = AdaptiveVerticalContentAlignment.Center,
                        Items = [new AdaptiveTextBlock("b")],
                    },
                ],
            },
            new AdaptiveTextInput
            {
                Id = "e",
                Label = "Adresse",
                Style = AdaptiveTextInputStyle.Email,
                MaxLength = 80,
                IsRequired = true,
                ErrorMessage = "Manque",
            },
            new AdaptiveTextInput { Id = "h", Label = "Client", Value = "1", IsVisible = false },
            new AdaptiveDateInput { Id = "d", Label = "Jour", Min = "2026-01-01", Max = "2026-12-31" },
            new AdaptiveTimeInput { Id = "t", Label = "Heure" },
            new AdaptiveToggleInput { Id = "o", Label = "Accord", Title = "Je suis d'accord", Value = "false" },
            new AdaptiveChoiceSetInput
            {
                Id = "c",
                Label = "Client",
                Style = AdaptiveChoiceInputStyle.Filtered,
                IsMultiSelect = true,
                Choices = [new AdaptiveChoice { Title = "Contoso", Value = "1" }],
                DataQuery = new AdaptiveDataQuery { Dataset = "customers", AssociatedInputs = AdaptiveAssociatedInputs.Auto },
            },
            new AdaptiveActionSet { Actions = [new AdaptiveExecuteAction { Title = "Ouvrir", Verb = "a/b" }] },
            new AdaptiveVerticalBarChart
            {
                Title = "Usage",
                XAxisTitle = "Jour",
                YAxisTitle = "%",
                ShowBarValues = true,
                Data = [new AdaptiveVerticalBar("1 nov.", 97.5m) { Color = AdaptiveChartColor.Good }, new AdaptiveVerticalBar("2 nov.", 0)],
                Fallback = new AdaptiveFallbackElement(new AdaptiveContainer
                {
                    PixelMinHeight = 60,
                    Items = [new AdaptiveTextBlock("97,5") { HorizontalAlignment = AdaptiveHorizontalAlignment.Center }],
                }),
            },
            new AdaptiveBadge("Prête [ici](https://evil.example)")
            {
                Style = AdaptiveBadgeStyle.Good,
                Appearance = AdaptiveBadgeAppearance.Tint,
                Size = AdaptiveBadgeSize.Large,
                Fallback = new AdaptiveFallbackElement(new AdaptiveTextBlock("Prête")),
            },
            new AdaptiveProgressBar(0, 4)
            {
                Color = AdaptiveProgressBarColor.Warning,
                Fallback = new AdaptiveFallbackElement(new AdaptiveTextBlock("0 sur 4")),
            },
        ],
    };

    private static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonElement Json(AdaptiveCard card) => JsonElement.Parse(card.ToJson());

    private static AdaptiveExecuteAction Button(int n, AdaptiveAssociatedInputs inputs = AdaptiveAssociatedInputs.Auto) => new()
    {
        Title = $"Button {n}",
        Verb = "a/b",
        DataJson = Data,
        AssociatedInputs = inputs,
        Style = AdaptiveActionStyle.Positive,
    };
}
