using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>A request's card says in a word how it stands, and leads on to what is likely next, which only reads or opens a form.</summary>
public sealed class NextStepTests
{
    [Theory]
    [InlineData("en-US", "Active", "Who has access")]
    [InlineData("fr-FR", "Active", "Qui a accès")]
    public async Task What_is_done_says_so_and_leads_on(string locale, string word, string button)
    {
        await using var host = await BotHost.StartAsync();
        var nora = host.Nora.In(locale);
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, nora);
        Assert.Equal("informative", Badge(own).GetProperty("style").GetString());
        Assert.False(CardReader.HasButton(own, NextStep.Access.Verb));
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var done = (await host.Teams.WaitForAsync(
            "the card of what is done",
            message => message.Conversation == nora.Chat && CardReader.HasButton(message.Card, NextStep.Access.Verb))).Card;
        Assert.Equal(("good", word), (Badge(done).GetProperty("style").GetString(), Badge(done).GetProperty("text").GetString()));
        Assert.Equal(button, CardReader.Button(done, NextStep.Access.Verb).GetProperty("title").GetString());
    }

    [Fact]
    public async Task What_it_leads_to_comes_as_a_message_of_its_own_and_the_card_stays()
    {
        await using var host = await BotHost.StartAsync();
        var (own, _, _) = await Scenarios.GrantAsync(host);
        var before = host.Nora.Mine().Select(message => message.Id).ToHashSet();

        var (_, body) = await host.Nora.SendAsAskedAsync(host.Nora.Click(own.Card, NextStep.Access.Verb, cardId: own.Id));

        var stays = body.GetProperty("value");
        Assert.Contains("Done and verified", CardReader.Text(stays), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(stays, NextStep.Access.Verb));
        var beside = await host.Teams.WaitForAsync(
            "who has access, in a message of its own", message => message.Conversation == host.Nora.Chat && !before.Contains(message.Id));
        Assert.Contains("Adatum", beside.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Done and verified", beside.Text, StringComparison.Ordinal);
    }

    /// <summary>The button names the request that stays; who may not see that one gets the answer where it was clicked.</summary>
    [Theory]
    [InlineData("R-00000")]
    [InlineData("nothing")]
    public async Task A_made_up_request_does_not_stay(string made)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner " + Scenarios.GoodCustomer);
        var customer = CardReader.Value(form, "customer");
        var (_, body) = await host.Nora.SendAsync(host.Nora.Forge(
            NextStep.Access.Verb, new JsonObject { ["customer"] = customer, [NextStep.Beside] = made }, host.Nora.Mine()[^1].Id));

        Assert.Contains("Adatum", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
    }

    public static TheoryData<string> Verbs => [.. typeof(NextStep).GetProperties()
        .Where(property => property.PropertyType == typeof(NextStep) && property.GetMethod!.IsStatic)
        .Select(property => ((NextStep)property.GetValue(null)!).Verb)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Each_next_step_opens_with_the_customer_and_changes_nothing(string verb)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner " + Scenarios.GoodCustomer);
        var before = (await host.WorldAsync()).GetRawText();
        var (_, body) = await host.Nora.SendAsync(
            host.Nora.Forge(verb, new JsonObject { ["customer"] = CardReader.Value(form, "customer") }));
        var card = body.GetProperty("value");
        // The list of a Stack's tenants is one of all customers.
        if (verb != NextStep.StackTenants.Verb)
            Assert.Contains("Adatum", CardReader.Text(card), StringComparison.Ordinal);
        Assert.NotEqual(Texts.English[CommonText.RefusedTitle], ShownCards.Title(card));
        Assert.Equal(before, (await host.WorldAsync()).GetRawText());
    }

    private static JsonElement Badge(JsonElement card) => card.GetProperty("body").EnumerateArray()
        .SelectMany(element => element.TryGetProperty("items", out var items) ? items.EnumerateArray() : Enumerable.Empty<JsonElement>())
        .First(element => element.GetProperty("type").GetString() == "Badge");
}
