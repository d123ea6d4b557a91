using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Clicks that race and activities that come again: one decision, one effect, one end on every card.</summary>
public sealed class RaceTests
{
    [Fact]
    public async Task A_hundred_clicks_of_two_approvers_each_delivered_four_times_are_one_decision()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        var before = await host.UserOwnersAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var asks = new[]
        {
            (Who: host.Tomas, Card: await host.Tomas.SeesAsync("asks for your approval")),
            (Who: host.Aisha, Card: await host.Aisha.SeesAsync("asks for your approval")),
        };
        var clicks = Enumerable.Range(0, 100).Select(i =>
            (asks[i % 2].Who, Click: asks[i % 2].Who.Click(asks[i % 2].Card.Card, "requests/approve", null, asks[i % 2].Card.Id))).ToList();

        var answers = await Task.WhenAll(
            clicks.SelectMany(click => Enumerable.Repeat(click, 4)).Select(click => click.Who.SendAsAskedAsync(click.Click)));

        Assert.All(answers, answer =>
        {
            Assert.Equal(200, (int)answer.Answer.StatusCode);
            Assert.Equal("application/vnd.microsoft.card.adaptive", answer.Body.GetProperty("type").GetString());
            Assert.Matches("Approved by|In progress|Done and verified", CardReader.Text(answer.Body.GetProperty("value")));
        });
        await host.Nora.SeesAsync("Done and verified");
        foreach (var (who, card) in asks)
        {
            await who.SeesAsync("Done and verified");
            Assert.False(CardReader.HasButton(card.Card, "requests/approve"));

            // One message: shown, then edited to approved and to done at most once each.
            Assert.InRange(card.Versions.Count, 2, 3);
            Assert.Single(who.Mine(), message => message.Id == card.Id || CardReader.HasButton(message.Card, "requests/approve"));
        }

        var after = await host.UserOwnersAsync();
        Assert.Equal(before.Count + 1, after.Count);
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "approved");
        Assert.Single(await host.CallsAsync(), call =>
            call.GetProperty("api").GetString() == "arm" && call.GetProperty("method").GetString() == "PUT");
    }

    [Fact]
    public async Task One_form_submitted_many_times_is_one_request()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (review, _, _) = await Scenarios.ReviewGrantAsync(host.Nora);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Nora.ClicksAsync(review, "grant-owner/submit")));
        Assert.Single(answers.Select(Scenarios.RequestOf).Distinct());
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "submitted");
    }

    [Fact]
    public async Task Approve_and_reject_at_once_have_one_winner_and_a_polite_loser()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var tomas = await host.Tomas.SeesAsync("asks for your approval");
        var aisha = await host.Aisha.SeesAsync("asks for your approval");
        var both = await Task.WhenAll(
            host.Tomas.ClicksAsync(tomas.Card, "requests/approve", null, tomas.Id),
            host.Aisha.ClicksAsync(aisha.Card, "requests/reject", null, aisha.Id));
        Assert.Single(both, card => CardReader.Text(card).Contains("has decided already", StringComparison.Ordinal));
        var audit = await host.AuditAsync();
        Assert.Single(audit, entry => entry.Kind is "approved" or "rejected");
        Assert.Single(audit, entry => entry.Kind == "refused");
    }

    [Fact]
    public async Task A_message_delivered_again_is_answered_once()
    {
        await using var host = await BotHost.StartAsync();
        var activity = host.Nora.Activity("message", new() { ["text"] = "help" });
        for (var i = 0; i < 4; i++)
            (await host.Nora.PostAsync(activity.DeepClone().AsObject())).EnsureSuccessStatusCode();
        await host.Nora.SeesAsync("What I can do for you");
        await host.Nora.SaysAsync("requests");
        Assert.Equal(2, host.Nora.Mine().Count);
    }
}
