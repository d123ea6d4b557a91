using System.Text.Json;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>What ends a right is asked first, in words: no single click undoes anything.</summary>
public sealed class UndoQuestionTests
{
    [Theory]
    [InlineData("en-US", "Undo this now: Make Grace Eriksen Owner of Adatum Development?", "Yes, undo ")]
    [InlineData(
        "fr-FR", "Annuler maintenant ceci : Rendre Grace Eriksen propriétaire de l’abonnement Adatum Development ?", "Oui, annuler ")]
    public async Task The_first_click_asks_and_the_second_undoes(string locale, string question, string yes)
    {
        await using var host = await BotHost.StartAsync();
        var nora = host.Nora.In(locale);
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, nora);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var done = await host.Teams.WaitForAsync(
            "the card of what is done",
            message => message.Conversation == nora.Chat && CardReader.HasButton(message.Card, "requests/undo"));

        Assert.DoesNotContain(Actions(done.Card), button => Verb(button) == "requests/undo");
        var inner = Assert.Single(Actions(done.Card), button => button.GetProperty("type").GetString() == "Action.ShowCard")
            .GetProperty("card");
        Assert.Contains(question, CardReader.Text(inner), StringComparison.Ordinal);
        var button = Assert.Single(Actions(inner));
        Assert.StartsWith(yes, button.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(locale[..2], button.GetProperty("data").GetProperty("lang").GetString());

        await nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
        var ended = CardReader.Spaced(Texts.For(locale).Find(RequestsText.Line_ended)!.Split('{')[0]);
        await host.Teams.WaitForAsync(
            "the right is gone", message => message == done && message.Text.Contains(ended, StringComparison.Ordinal));
    }

    private static IEnumerable<JsonElement> Actions(JsonElement card) => card.GetProperty("actions").EnumerateArray();

    private static string? Verb(JsonElement button) => button.TryGetProperty("verb", out var verb) ? verb.GetString() : null;
}
