using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>DESIGN 3.5 word for word: a client that knows the verbs and inputs, and copies a button's data, gets everything done.</summary>
public sealed class ReservationPermissionContractTests
{
    [Theory]
    [InlineData("en-US", "reservation permission", "Done and verified")]
    [InlineData("fr-FR", "autorisation réservation", "Faite et vérifiée")]
    public async Task A_client_that_knows_only_the_contract_turns_it_on_and_off(string locale, string phrase, string done)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var nora = host.Nora.In(locale);

        var opened = await nora.SaysAsync(phrase);
        Assert.Contains(CardReader.Choices(opened, "customer"), choice => choice.Value == Adatum);
        var form = await PostAsync(nora, opened, "reservation-permission/customer", ("customer", Adatum));
        var refused = await PostAsync(
            nora, form, Submit, ("reservedInstances", "true"), ("savingsPlan", "false"), ("liability", "false"), ("reason", "Kept words"));
        Assert.Equal(
            ("Kept words", "true", "false"),
            (CardReader.Value(refused, "reason"),
                CardReader.Value(refused, "reservedInstances"),
                CardReader.Value(refused, "savingsPlan")));
        Assert.Empty(await PermissionsAsync(host));
        var asked = await PostAsync(
            nora,
            refused,
            Submit,
            ("reservedInstances", "true"),
            ("savingsPlan", "false"),
            ("liability", "true"),
            ("reason", "Kept words"));
        var question = await host.Teams.WaitForAsync(
            "the question", message => message.Conversation == host.Tomas.Chat && CardReader.HasButton(message.Card, "requests/approve"));
        await PostAsync(host.Tomas, question.Card, "requests/approve", ("comment", "Agreed"));
        await nora.SeesAsync(done);
        Assert.Equal([Reserved], await PermissionsAsync(host));
        Assert.True(CardReader.HasButton(asked, "requests/cancel"));

        // Off at once, with the customer behind the phrase.
        var on = await nora.SaysAsync(phrase + " adatum");
        Assert.Equal(("true", "false"), (CardReader.Value(on, "reservedInstances"), CardReader.Value(on, "savingsPlan")));
        await PostAsync(nora, on, Submit, ("reservedInstances", "false"), ("savingsPlan", "false"), ("liability", "false"), ("reason", ""));
        await Eventually.IsTrueAsync("the policy is deleted", async () => (await PermissionsAsync(host)).Count == 0);
        Assert.Equal([("POST", 201), ("DELETE", 204)], await WritesAsync(host));
    }

    [Theory]
    [InlineData("en-US", "reservation permission adatum", "closed")]
    [InlineData("fr-FR", "autorisation réservation adatum", "fermé")]
    public async Task Back_asks_for_the_customer_again_and_cancel_closes(string locale, string phrase, string closed)
    {
        await using var host = await BotHost.StartAsync();
        foreach (var agent in new[] { host.Nora.In(locale), host.Pierre.In(locale) })
        {
            var card = await agent.SaysAsync(phrase);
            Assert.NotNull(CardReader.Input(await PostAsync(agent, card, "reservation-permission/back"), "customer"));
            var end = await PostAsync(agent, card, "reservation-permission/cancel");
            Assert.Contains(closed, CardReader.Text(end), StringComparison.Ordinal);
            Assert.Empty(CardReader.Inputs(end));
        }
    }

    /// <summary>Only what the contract says: the button's own data, and inputs as text.</summary>
    private static async Task<JsonElement> PostAsync(
        Agent agent, JsonElement card, string verb, params (string Name, string Value)[] inputs)
    {
        var button = CardReader.Button(card, verb);
        var data = button.TryGetProperty("data", out var own) ? JsonNode.Parse(own.GetRawText())!.AsObject() : [];
        foreach (var (name, value) in inputs)
            data[name] = value;
        var (answer, body) = await agent.SendAsync(agent.Forge(verb, data));
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        Assert.Equal("application/vnd.microsoft.card.adaptive", body.GetProperty("type").GetString());
        return body.GetProperty("value");
    }
}
