using System.Text.Json;
using AdaptiveCards;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>What every card owes to whoever reads it on a telephone or has it read out.</summary>
public sealed class LookTests
{
    [Theory]
    [InlineData("Reserved_VM_Instance_Standard_B2s_EU_West", "ColumnSet")]
    [InlineData("Adatum Production (3c0ffee0-0000-4000-8000-000001000001)", "ColumnSet")]
    [InlineData("Adatum Production and everything below", "FactSet")]
    public void A_long_word_stands_where_it_breaks(string value, string kind)
    {
        var card = Card(Look.Facts([("Customer", "Adatum"), ("Name", value)]));

        Assert.Contains($"\"type\":\"{kind}\"", card.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(("Adatum", value), (CardReader.Facts(card)["Customer"], CardReader.Facts(card)["Name"]));
    }

    [Theory]
    [InlineData("Open Contoso", "")]
    [InlineData("Contoso, 3 subscriptions: open", "Contoso, 3 subscriptions: open")]
    public void A_row_is_read_out_with_all_its_words(string title, string said)
    {
        var card = Card(new AdaptiveContainer
        {
            Items = [Look.Text("Contoso"), Look.Small("3 subscriptions")],
            SelectAction = Look.Go(title, "customers/show", []),
        });

        var click = CardReader.Button(card, "customers/show");
        Assert.Equal(said, click.GetProperty("title").GetString());
        Assert.Equal(said.Length == 0 ? title : null, click.TryGetProperty("tooltip", out var told) ? told.GetString() : null);
        Assert.Empty(CardJsonRules.Check(card));
    }

    [Theory]
    [InlineData(1, "Buy", "History", "CSV")]
    [InlineData(2, "Acheter", "Recommandations", "Tous les clients")]
    [InlineData(3, "Ask for the trade-in over 1 year", "Ask for the trade-in over 3 years", "Ask for this exchange")]
    public void Words_to_click_have_a_row_that_holds_them(int rows, params string[] words)
    {
        var card = Card(Look.Words(words.Select(word => Look.Word(word, "a/b", [])))!);

        Assert.Equal(rows, card.GetRawText().Split("\"ColumnSet\"").Length - 1);
        Assert.Equal(words, CardReader.Buttons(card).Select(button => button.GetProperty("title").GetString()));
    }

    /// <summary>The banner counts; a sentence stands at its field, and on top only where the card has no such field.</summary>
    [Theory]
    [InlineData("One field needs a look.", "reason")]
    [InlineData("2 fields need a look.", "reason", "elsewhere")]
    public void What_is_wrong_is_said_once(string counted, params string[] fields)
    {
        var errors = fields.ToDictionary(
            field => field, field => field == "reason" ? CommonText.CustomerMissing : CommonText.ChooseOne);
        var card = JsonElement.Parse(Look.Card(
            Texts.English, "Title", [Look.ToMend(Texts.English, errors), Look.Error("reason", errors, Texts.English)]).ToJson());

        var said = CardReader.Text(card);
        Assert.Contains(counted, said, StringComparison.Ordinal);
        foreach (var sentence in errors.Values.Select(key => Texts.English[key]))
            Assert.Equal(2, said.Split(sentence).Length);
    }

    private static JsonElement Card(AdaptiveElement element) => JsonElement.Parse(Look.Card(Texts.English, "Title", [element]).ToJson());
}
