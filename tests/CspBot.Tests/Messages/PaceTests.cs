using AdaptiveCards;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Teams;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Messages;

/// <summary>Teams' limits, kept by all instances together.</summary>
public sealed class PaceTests(ITestOutputHelper output) : PaceSuite(output)
{
    [Fact]
    public Task A_hundred_notices_of_two_instances_keep_the_limits_of_Teams_and_all_arrive() =>
        CrowdAsync(notices: 100, conversations: 20, busy: 15);

    [Fact]
    public async Task A_flood_in_one_conversation_does_not_hold_up_the_others()
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams);
        await RememberAsync(host, Conversation(0));
        await RememberAsync(host, Conversation(1));
        await PurchaseScenes.StoreAsync(host, async s =>
        {
            for (var i = 0; i < 100; i++)
                await Outbox.ShowAsync(s, Message(host, i, Conversation(0)), host.Time.GetUtcNow());
            return true;
        });
        await host.Teams.WaitForAsync("the flood has begun", message => message.Conversation == Conversation(0));
        await PurchaseScenes.StoreAsync(host, async s =>
        {
            await Outbox.ShowAsync(s, Message(host, 100, Conversation(1)), host.Time.GetUtcNow());
            return true;
        });
        await host.Teams.WaitForAsync("the other conversation's message", message => message.Conversation == Conversation(1));

        // A hundred take a minute by the conversation's pace: most of the flood is still to come.
        Assert.InRange(host.Teams.Messages.Count(message => message.Conversation == Conversation(0)), 1, 50);
    }

    [Fact]
    public async Task Two_instances_share_the_pace_of_a_conversation_and_of_the_tenant()
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams);
        await using var other = await host.StartAnotherAsync();
        var clock = new StoreClock(host.Time.GetUtcNow());
        var paces = new[] { host, other }
            .Select(bot => new StorePace(bot.Services.GetRequiredService<Database>(), clock, NullLogger<StorePace>.Instance))
            .ToArray();

        // Two at once for the tenant, and then one in each 31 ms, whoever asks.
        Assert.Equal(PaceWait.None, await paces[0].TakeAsync("t", "a:1", default));
        Assert.Equal(PaceWait.None, await paces[1].TakeAsync("t", "a:1", default));
        Assert.Equal(new PaceWait(TimeSpan.FromMilliseconds(31), IsOfConversation: false), await paces[0].TakeAsync("t", "a:2", default));
        Assert.Equal(PaceWait.None, await paces[0].TakeAsync("other tenant", null, default));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(PaceWait.None, await paces[0].TakeAsync("t", "a:1", default));
        Assert.Equal(PaceWait.None, await paces[1].TakeAsync("t", "a:1", default));

        // The conversation's four are gone; the others need not wait for it, and it gets one back in each 600 ms.
        clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(new PaceWait(TimeSpan.FromMilliseconds(400), IsOfConversation: true), await paces[0].TakeAsync("t", "a:1", default));
        Assert.Equal(PaceWait.None, await paces[1].TakeAsync("t", "a:2", default));
        clock.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(PaceWait.None, await paces[1].TakeAsync("t", "a:1", default));
    }

    [Theory]
    [InlineData(4, 600, 1, 5)]
    [InlineData(4, 600, 2, 7)]
    [InlineData(4, 600, 30, 54)]
    [InlineData(600, 3_100, 3_600, 1_761)]
    [InlineData(2, 31, 1, 34)]
    public void A_rule_never_lets_more_through_in_any_span(int calls, int interval, int seconds, int most)
    {
        var rule = new PaceRule("", calls, TimeSpan.FromMilliseconds(interval));
        var passed = new List<long>();
        long freeAt = 0;
        for (long now = 1_000_000; passed.Count < most * 3; now++)
        {
            if (rule.Wait(freeAt, now) > 0)
                continue;
            passed.Add(now);
            freeAt = rule.Next(freeAt, now);
        }

        for (var i = most; i < passed.Count; i++)
            Assert.True(passed[i] - passed[i - most] >= seconds * 1000, $"{most + 1} calls within {passed[i] - passed[i - most]} ms");
    }

    [Fact]
    public void A_clock_that_was_set_back_stops_nothing()
    {
        var rule = new PaceRule("", 4, TimeSpan.FromMilliseconds(600));
        Assert.InRange(rule.Wait(freeAt: 5_000_000_000, now: 1_000_000), 1, 600);
    }
}
