using CspBot.Store;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Messages;

/// <summary>What was sent long ago is forgotten, without anything coming twice or an edit going nowhere.</summary>
public sealed class OutboxRetentionTests
{
    [Fact]
    public async Task Old_messages_are_forgotten_and_nothing_comes_twice_or_loses_its_edit()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.SubscribeAsync(host.Pierre);
        await PurchaseScenes.FirstSweepAsync(host);
        var rejected = await RejectedAsync(host);
        await host.Tomas.InstallAsync();
        var (done, _, _) = await Scenarios.GrantAsync(host, "permanent");
        var last = host.Time.GetUtcNow().AddDays(110).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var on = await ReservationPermissionStories.TurnOnAsync(
            host, ReservationPermissionStories.Wish(reserved: true, until: last), "ends on");
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "subscription");
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        var pierre = PurchaseScenes.In(host, host.Pierre.Chat, order)[0];
        var audit = (await host.AuditAsync()).Count;
        Assert.Equal(2, await CountAsync(host, "select count(*) from outbox where id like 'purchase/%'"));
        Assert.Equal(2, await CountAsync(host, "select count(*) from notice"));
        Assert.True(await CountAsync(host, $"select count(*) from outbox where subject = '{rejected}'") > 0);

        // Younger than its time, nothing goes.
        await host.LeapAsync(TimeSpan.FromDays(99));
        await PurchaseScenes.PollAsync(host);
        Assert.Equal(2, await CountAsync(host, "select count(*) from outbox where id like 'purchase/%'"));

        await host.LeapAsync(TimeSpan.FromDays(2));
        await Eventually.IsTrueAsync("the purchase's messages are forgotten", async () =>
            await CountAsync(host, "select count(*) from outbox where id like 'purchase/%'") == 0);
        await Eventually.IsTrueAsync("its notices too", async () => await CountAsync(host, "select count(*) from notice") == 0);
        Assert.Equal(0, await CountAsync(host, $"select count(*) from outbox where subject = '{rejected}'"));
        Assert.Equal(1, await CountAsync(host, "select count(*) from purchase where state = 'told'"));
        Assert.Equal(audit, (await host.AuditAsync()).Count);

        // What can still end keeps its messages, small; the next edit goes to the same ones. It is too late to undo, and the card says so.
        Assert.True(await CountAsync(host, "select count(*) from outbox where state = 'done' and payload = ''") > 0);
        var before = host.Teams.Messages.Count;
        Assert.Contains(
            "hour", CardReader.Text(await host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id)), StringComparison.Ordinal);
        await host.LeapAsync(TimeSpan.FromDays(11));
        await host.Teams.WaitForAsync("the edit of the old card", message =>
            message.Id == on.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));

        // A click on the old notice is answered where it was made; other copies are not sent anew, and no sweep tells it again.
        var taken = await host.Pierre.ClicksAsync(pierre.Card, "notifications/acknowledge", cardId: pierre.Id);
        Assert.Contains("Pierre Martin", CardReader.Text(taken), StringComparison.Ordinal);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.DoesNotContain(host.Teams.Messages.Skip(before), message => message.Text.Contains(order, StringComparison.Ordinal));
    }

    /// <summary>A request that Tomas rejects; its id.</summary>
    private static async Task<string> RejectedAsync(BotHost host)
    {
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/reject", new Dictionary<string, string> { ["comment"] = "Not now" }, ask.Id);
        await host.Nora.SeesAsync("Not now");
        return id;
    }

    private static Task<long> CountAsync(BotHost host, string sql) =>
        host.Services.GetRequiredService<Database>().ReadAsync(s => s.QueryOneAsync<long>(sql), default);
}
