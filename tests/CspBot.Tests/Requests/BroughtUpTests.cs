using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>A request's card that somebody brought up follows its request, wherever it stands.</summary>
public sealed class BroughtUpTests
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("approve {0}")]
    public async Task A_card_brought_up_by_its_id_follows_the_request(string typed)
    {
        await using var host = await BotHost.StartAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        var typedCard = await TypedAsync(host.Tomas, string.Format(System.Globalization.CultureInfo.InvariantCulture, typed, id));
        Assert.True(CardReader.HasButton(typedCard.Card, "requests/approve"));
        var ownTyped = await TypedAsync(host.Nora, id);

        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);

        await SaysAsync(host, typedCard, "Done and verified");
        await SaysAsync(host, ownTyped, "Done and verified");
        Assert.False(CardReader.HasButton(typedCard.Card, "requests/approve"));
    }

    [Fact]
    public async Task Of_one_request_the_newest_cards_follow()
    {
        await using var host = await BotHost.StartAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        List<ShownMessage> cards = [];
        for (var i = 0; i < 5; i++)
            cards.Add(await TypedAsync(host.Tomas, id));

        await host.Tomas.ClicksAsync(ask.Card, "requests/reject", null, ask.Id);

        foreach (var followed in cards.TakeLast(3))
            await SaysAsync(host, followed, "Rejected by Tomas");
        Assert.All(cards.Take(2), left => Assert.Single(left.Versions));
    }

    [Fact]
    public async Task A_card_opened_from_the_list_follows_until_the_list_takes_its_place_again()
    {
        await using var host = await BotHost.StartAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        var (kept, left) = (await TypedAsync(host.Nora, "requests"), await TypedAsync(host.Nora, "requests"));
        await host.Nora.ClicksAsync(kept.Card, "requests/show", null, kept.Id);
        var opened = await host.Nora.ClicksAsync(left.Card, "requests/show", null, left.Id);
        var list = await host.Nora.ClicksAsync(opened, "requests/list", null, left.Id);
        Assert.True(CardReader.HasButton(list, "requests/show"));

        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);

        await SaysAsync(host, kept, "Done and verified");
        Assert.True(CardReader.HasButton(kept.Card, "requests/list"));
        Assert.Single(left.Versions);
    }

    /// <summary>An approver opens the request from a reminder: that message is its card from then on.</summary>
    [Fact]
    public async Task A_reminder_that_was_opened_follows_the_request()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.LeapAsync(TimeSpan.FromMinutes(16));
        var reminder = await host.Tomas.SeesAsync("still waits for a decision");
        Assert.Contains("in 8 hours, ", reminder.Text, StringComparison.Ordinal);
        await host.Tomas.ClicksAsync(reminder.Card, "requests/show", null, reminder.Id);

        await host.Nora.ClicksAsync(own, "requests/cancel");

        await SaysAsync(host, reminder, "Withdrawn by Nora");
    }

    /// <summary>What is typed, and the message that answers it: others may come in between.</summary>
    private static async Task<ShownMessage> TypedAsync(Agent person, string text)
    {
        var before = person.Mine().Select(message => message.Id).ToHashSet();
        var said = (await person.SaysAsync(text)).GetRawText();
        return person.Mine().First(
            message => !before.Contains(message.Id) && message.Versions[0].GetRawText().Contains(said, StringComparison.Ordinal));
    }

    private static Task SaysAsync(BotHost host, ShownMessage shown, string words) => host.Teams.WaitForAsync(
        $"'{words}' on the card that was brought up",
        message => message == shown && message.Text.Contains(words, StringComparison.Ordinal));
}
