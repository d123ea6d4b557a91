using System.Text.Json;
using CspBot.Cloud;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Purchases;

/// <summary>The bot speaks first: purchases of customers, through the front door.</summary>
public sealed class PurchaseWatchTests
{
    private const string Title = "Bought outside CspBot";

    [Fact]
    public async Task Each_routed_conversation_gets_one_card_within_one_poll_and_none_for_what_the_bot_bought()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(("Purchases:Conversation", PurchaseScenes.Channel)));
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.Channel, "channel");
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        await PurchaseScenes.SubscribeConversationAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.SubscribeAsync(host.Pierre);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await host.ControlAsync("policies", new { customer = customer.Id, reservedInstances = true, savingsPlan = true });
        var orders = new Dictionary<string, string>();
        foreach (var kind in new[] { "reservation", "savings-plan", "subscription" })
            orders[kind] = await PurchaseScenes.BuyAsync(host, customer.Id, kind, 2);
        var own = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await PurchaseScenes.OwnAsync(host, own);

        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);

        string[] places = [PurchaseScenes.Channel, PurchaseScenes.GroupChat, host.Nora.Chat, host.Pierre.Chat];
        foreach (var (place, order) in places.SelectMany(place => orders.Values.Select(order => (place, order))))
            Assert.Single(PurchaseScenes.In(host, place, order));
        Assert.DoesNotContain(host.Teams.Messages, message => message.Text.Contains(own, StringComparison.Ordinal));

        var card = PurchaseScenes.In(host, host.Nora.Chat, orders["reservation"])[0];
        foreach (var said in new[]
        {
            Title + ": " + customer.Name, "Reserved VM Instance", "1 year", "The customer’s first purchase of this kind",
            "Ordered by ", "all subscriptions (shared)",
            "On, turned on by aisha@", "Rule as of 22 Jul 2026", "50,000.00 USD", "Refund today", "in the rolling 12 months",
        })
            Assert.Contains(said, card.Text.Replace("\\", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

        // Nora lives by that clock and needs no name for it; in a channel others read it.
        Assert.DoesNotContain("(Europe/Paris)", card.Text, StringComparison.Ordinal);
        Assert.Contains(
            "(Europe/Paris)", PurchaseScenes.In(host, PurchaseScenes.Channel, orders["reservation"])[0].Text, StringComparison.Ordinal);
        var french = PurchaseScenes.In(host, host.Pierre.Chat, orders["savings-plan"])[0];
        Assert.Contains("Achat hors de CspBot", french.Text, StringComparison.Ordinal);
        Assert.Contains("ne peut être ni rendu ni échangé", french.Text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(french.Card, "notifications/advice"));

        // The next polls read the same records again, and tell nothing again.
        var before = host.Teams.Messages.Count;
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Equal(before, host.Teams.Messages.Count);
        Assert.All(await host.CallsAsync(), call => Assert.True(
            WireFacts.Describes($"{call.GetProperty("api")} {call.GetProperty("method")} {call.GetProperty("path")}"), call.ToString()));
    }

    [Fact]
    public async Task Buttons_follow_the_role_and_a_sales_agent_cannot_stop_purchases()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(("Purchases:Conversation", PurchaseScenes.Channel)));
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.Channel, "channel");
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.SubscribeAsync(host.Pierre);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await host.ControlAsync("policies", new { customer = customer.Id, reservedInstances = true, savingsPlan = false });
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);

        var nora = PurchaseScenes.In(host, host.Nora.Chat, order)[0];
        var pierre = PurchaseScenes.In(host, host.Pierre.Chat, order)[0];
        var channel = PurchaseScenes.In(host, PurchaseScenes.Channel, order)[0];
        var stop = CardReader.Button(nora.Card, "reservation-permission/customer").GetProperty("data");
        Assert.Equal(customer.Id, stop.GetProperty("customer").GetString());
        Assert.Equal("off", stop.GetProperty("turn").GetString());
        foreach (var shown in new[] { nora, pierre, channel })
        {
            foreach (var verb in new[] { "notifications/acknowledge", "notifications/details", "notifications/advice" })
                Assert.True(CardReader.HasButton(shown.Card, verb));
        }

        Assert.False(CardReader.HasButton(pierre.Card, "reservation-permission/customer"));
        Assert.False(CardReader.HasButton(channel.Card, "reservation-permission/customer"));
        Assert.False(CardReader.HasButton(
            await host.Pierre.ClicksAsync(pierre.Card, "notifications/details", cardId: pierre.Id), "reservation-permission/customer"));

        // In a shared conversation each reader's own view has the buttons of their role.
        Assert.True(CardReader.HasButton(
            await host.Nora.ClicksAsync(channel.Card, "notifications/details", cardId: channel.Id), "reservation-permission/customer"));
        var advice = await host.Nora.ClicksAsync(nora.Card, "notifications/advice", cardId: nora.Id);
        Assert.Contains("portal.azure.com", CardReader.Text(advice), StringComparison.Ordinal);
        Assert.Contains("Refund today", CardReader.Text(advice), StringComparison.Ordinal);

        var toggle = await host.Nora.ClicksAsync(nora.Card, "reservation-permission/customer", cardId: nora.Id);
        Assert.Contains(customer.Name, CardReader.Text(toggle), StringComparison.Ordinal);
        Assert.Equal(
            ["false", "false"], new[] { "reservedInstances", "savingsPlan" }.Select(permission => CardReader.Value(toggle, permission)));

        var unchanged = nora.Card;
        var taken = await host.Pierre.ClicksAsync(pierre.Card, "notifications/acknowledge", cardId: pierre.Id);
        Assert.False(CardReader.HasButton(taken, "notifications/acknowledge"));
        await host.Nora.SeesAsync("Pierre Martin takes care of it");
        var late = await host.Nora.ClicksAsync(unchanged, "notifications/acknowledge", cardId: nora.Id);
        Assert.Contains("Pierre Martin already takes care of it", CardReader.Text(late), StringComparison.Ordinal);
        await host.Teams.WaitForAsync(
            "the channel's edit", message => message.Id == channel.Id && message.Text.Contains("Pierre Martin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task From_a_notice_return_exchange_and_permission_off_open_filled_in_for_those_who_may()
    {
        await using var host = await BotHost.StartAsync(
            PurchaseScenes.Watching(("Purchases:Conversation", PurchaseScenes.Channel)), oneClock: true);
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.Channel, "channel");
        var agents = new[] { host.Nora, host.Pierre.In("en-US"), host.Ingrid };
        foreach (var agent in agents)
            await PurchaseScenes.SubscribeAsync(agent);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await host.ControlAsync("policies", new { customer = customer.Id, reservedInstances = true, savingsPlan = true });
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2);
        var plan = await PurchaseScenes.BuyAsync(host, customer.Id, "savings-plan");
        var reservation = (await host.WorldAsync()).GetProperty("reservations").EnumerateArray()
            .First(one => one.GetProperty("customer").GetString() == customer.Id)
            .GetProperty("id").GetString();
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);

        // Who may not sees them not: helpdesk, a shared conversation before the bot knows who looks; and never on what is final.
        string[] acts = ["reservations/return", "reservations/exchange"];
        var seen = agents.Select(agent => PurchaseScenes.In(host, agent.Chat, order)[0]).ToList();
        var channel = PurchaseScenes.In(host, PurchaseScenes.Channel, order)[0];
        Assert.Equal(
            [true, true, false, false],
            seen.Append(channel).Select(notice => acts.All(act => CardReader.HasButton(notice.Card, act))));
        Assert.DoesNotContain(acts, act => CardReader.HasButton(seen[2].Card, act) || CardReader.HasButton(channel.Card, act));
        Assert.DoesNotContain(acts, act => CardReader.HasButton(PurchaseScenes.In(host, host.Nora.Chat, plan)[0].Card, act));
        Assert.All(seen, notice => Assert.InRange(notice.Card.GetProperty("actions").GetArrayLength(), 1, 6));

        foreach (var (agent, notice) in agents.Zip(seen).Take(2))
        {
            foreach (var act in acts)
            {
                var data = CardReader.Button(notice.Card, act).GetProperty("data");
                Assert.Equal(
                    (customer.Id, reservation), (data.GetProperty("customer").GetString(), data.GetProperty("reservation").GetString()));
                var opened = CardReader.Text(await agent.ClicksAsync(notice.Card, act, cardId: notice.Id));
                Assert.Contains(customer.Name, opened, StringComparison.Ordinal);
                Assert.DoesNotContain("This button is not known", opened, StringComparison.Ordinal);
            }
        }

        // A forged click of somebody who may not is told which role could.
        var forged = await host.Ingrid.SendAsAskedAsync(host.Ingrid.Forge(
            "reservations/return", new() { ["customer"] = customer.Id, ["reservation"] = reservation }));
        Assert.Contains("admin agent (AdminAgents)", CardReader.Text(forged.Body.GetProperty("value")), StringComparison.Ordinal);
        var off = await host.Nora.ClicksAsync(seen[0].Card, "reservation-permission/customer", cardId: seen[0].Id);
        Assert.Equal("false", CardReader.Value(off, "reservedInstances"));
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_yet_is_told_at_once_and_completed_in_the_same_card()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(), oneClock: true);
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);

        // Between the first poll and the second, by a clock that no machine is too slow for.
        await host.ControlAsync("knobs", new { orderDelayMs = 480_000 });
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await PurchaseScenes.PollAsync(host);
        var card = await host.Nora.SeesAsync("does not show this order yet");
        Assert.Contains(order, card.Text, StringComparison.Ordinal);

        await Eventually.IsTrueAsync("the card is complete", async () =>
        {
            await PurchaseScenes.PollAsync(host);
            return card.Text.Contains("Refund today", StringComparison.Ordinal)
                && !card.Text.Contains("does not show this order yet", StringComparison.Ordinal);
        });
        Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, order));
    }

    [Theory]
    [InlineData("pre-purchase", true, "A pre-purchase plan was ordered", "final")]
    [InlineData("pre-purchase", false, "A pre-purchase plan was ordered", "final")]
    [InlineData("one-time", true, "Something that is paid once was ordered", "does not know whether")]
    public async Task What_is_paid_once_and_is_no_reservation_promises_no_return(string kind, bool readable, string called, string says)
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await PurchaseScenes.SubscribeAsync(host.Nora, ("kinds", "reservation"));
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await host.ControlAsync("policies", new { customer = customer.Id, reservedInstances = true, savingsPlan = false });
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, kind, readable: readable);
        await PurchaseScenes.PollAsync(host);
        var card = await host.Nora.SeesAsync(order);
        Assert.Contains(called, card.Text, StringComparison.Ordinal);
        Assert.Contains(says, card.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("without a fee", card.Text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(card.Card, "notifications/advice"));
        Assert.DoesNotContain(
            await host.CallsAsync(), call => call.GetProperty("path").GetString()!.EndsWith("calculateRefund", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reservation_that_the_partner_cannot_read_says_so()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", readable: false);
        await PurchaseScenes.PollAsync(host);
        var card = await host.Nora.SeesAsync(Title);
        Assert.Contains("no refund figure", card.Text, StringComparison.Ordinal);
        Assert.Contains("Reservation Administrator", card.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_pauses_all_instances_and_tells_nothing_twice()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await using var other = await host.StartAnotherAsync();
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await host.ControlAsync(
            "faults", new { api = "partnercenter", path = "/v1/auditrecords", status = 429, retryAfter = 1800, times = 1 });
        var calls = (await host.CallsAsync()).Count;
        await PurchaseScenes.SweepsAsync(host, 1);
        await host.LeapAsync(PurchaseScenes.Poll);
        await Eventually.IsTrueAsync("the pause is stored", async () => await PurchaseScenes.StoreAsync(
            host, s => s.QueryOneAsync<long>("select paused_until from watch where name = 'purchases'")) > 0);
        for (var i = 0; i < 4; i++)
            await host.LeapAsync(PurchaseScenes.Poll);
        Assert.Empty(PurchaseScenes.In(host, host.Nora.Chat, order));
        Assert.Equal(1, Audits(await host.CallsAsync(), calls));

        await host.LeapAsync(TimeSpan.FromMinutes(15));
        await host.Nora.SeesAsync(order);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, order));
    }

    [Fact]
    public async Task A_downtime_of_weeks_leaves_no_gap()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];

        // The orders are stamped with the real time, so that to the bot they are 80 days old.
        await host.RestartAsync(() => host.Time.Leap(TimeSpan.FromDays(80)));
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");

        // Not while the first sweep after the start runs: it would set the mark to its own end.
        await PurchaseScenes.SweptAsync(host);
        await PurchaseScenes.StoreAsync(host, s => s.ExecuteAsync("update watch set mark = mark - 6912000000 where name = 'purchases'"));
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync(order);
    }

    [Fact]
    public async Task Reminders_come_once_each_before_a_reservation_ends()
    {
        // Three reservations of the seeded world end 7, 30 and 60 days after the start; the walk over what customers hold meets them.
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(("Reservations:Watch", "true")));
        await PurchaseScenes.SubscribeAsync(host.Nora, ("kinds", "expiry"));
        await PurchaseScenes.FirstSweepAsync(host);

        // The walk goes through the customers that the bot knows: a poll before it knows them would bring it no further.
        await Eventually.IsTrueAsync("the customers are known", () => host.Services.GetRequiredService<CustomerIndex>().IsComplete);
        var customers = (await host.WorldAsync()).GetProperty("customers").GetArrayLength();
        for (var i = 0; i <= customers / 5; i++)
            await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        var reminders = PurchaseScenes.In(host, host.Nora.Chat, "a reservation ends in");
        Assert.Equal(3, reminders.Count);
        Assert.All(reminders, reminder => Assert.Contains("Fine Art", reminder.Text, StringComparison.Ordinal));

        // A name in one piece would be cut off at the edge of a narrow card.
        Assert.All(reminders, reminder => Assert.Contains("Reserved VM Instance", reminder.Text, StringComparison.Ordinal));

        // All three are of families that are neither sold nor renewed any more, the B series for one year.
        Assert.All(reminders, reminder => Assert.Contains("cannot be renewed", reminder.Text, StringComparison.Ordinal));

        await host.LeapAsync(TimeSpan.FromDays(25));
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);

        // 60 - 25 = 35 and 30 - 25 = 5 days are left: the latter reached its 7 days, the former not yet its 30.
        Assert.Equal(4, PurchaseScenes.In(host, host.Nora.Chat, "a reservation ends in").Count);
    }

    private static int Audits(IReadOnlyList<JsonElement> calls, int after) =>
        calls.Skip(after).Count(call => call.GetProperty("path").GetString()!.Contains("auditrecords", StringComparison.OrdinalIgnoreCase));
}
