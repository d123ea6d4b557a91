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
    public void What_people_are_called_is_shown_and_never_read_as_Markdown(string text, string written)
    {
        var card = Form(new AdaptiveTextBlock(text), new AdaptiveFactSet { Facts = [new AdaptiveFact(text, text)] });
        var body = Json(card).GetProperty("body");
        Assert.Equal(written, body[1].GetProperty("text").GetString());
        var fact = body[2].GetProperty("facts")[0];
        Assert.Equal(written, fact.GetProperty("title").GetString());
        Assert.Equal(written, fact.GetProperty("value").GetString());
    }

    [SchemaFact]
    public void Row11_Cards_are_valid_by_the_official_schema()
    {
        var schema = CardSchema.Load();
        Assert.Empty(schema.Check(Json(Form())));
        Assert.Empty(schema.Check(Json(AllWords())));
        Assert.NotEmpty(schema.Check(JsonElement.Parse("""{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":1}]}""")));
        Assert.NotEmpty(schema.Check(JsonElement.Parse("""{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"a","colour":"red"}]}""")));
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
            new AdaptiveActionSet { Actions = [new AdaptiveOpenUrlAction { Title = "Ouvrir", Url = new Uri("https://example.org/") }] },
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
