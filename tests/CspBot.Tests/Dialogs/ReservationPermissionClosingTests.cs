using System.Text.Json;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>A permission that closes itself: after a purchase, an amount, a wrong kind; once, told, and on record.</summary>
public sealed class ReservationPermissionClosingTests
{
    [Fact]
    public async Task Two_purchases_within_one_look_close_it_once_and_both_are_on_the_card_and_in_the_audit()
    {
        await using var host = await StartAsync();
        var own = await GiveAsync(host, "purchase");
        Assert.Equal("After the first purchase", CardReader.Facts(own.Card)["Closes"]);
        Assert.Contains("The bot looks every 5 minutes", CardReader.Facts(own.Card)["Can slip through"], StringComparison.Ordinal);
        var first = await PurchaseScenes.BuyAsync(host, Adatum, "reservation", 2);
        var second = await PurchaseScenes.BuyAsync(host, Adatum, "reservation", 3);
        await PurchaseScenes.PollAsync(host);

        var closing = await host.Nora.SeesAsync("A permission turns itself off now");
        Assert.Contains("2 × Reserved VM Instance", closing.Text, StringComparison.Ordinal);
        Assert.Contains("3 × Reserved VM Instance", closing.Text, StringComparison.Ordinal);
        Assert.Contains("another one may still have slipped through", closing.Text, StringComparison.Ordinal);
        await host.Nora.SeesAsync("Ended and verified");
        Assert.Empty(await PermissionsAsync(host));
        Assert.Equal(("DELETE", 204), Assert.Single(await WritesAsync(host), write => write.Method != "POST"));
        var ended = await EndedAsync(host, own);
        Assert.Contains("2 × Reserved VM Instance", CardReader.Facts(ended.Card)["Bought"], StringComparison.Ordinal);
        Assert.Contains("3 × Reserved VM Instance", CardReader.Facts(ended.Card)["Bought"], StringComparison.Ordinal);

        // Each of the two notices says it too.
        await PurchaseScenes.SentAsync(host);
        foreach (var order in new[] { first, second })
            Assert.Contains(
                "The permission turns itself off because of this purchase",
                Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, order)).Text,
                StringComparison.Ordinal);
        var audit = await host.AuditAsync();
        var entry = Assert.Single(audit, entry => entry.Kind == "closing");
        var orders = JsonElement.Parse(entry.Document).GetProperty("detail").GetProperty("orders").GetString();
        Assert.Contains(first, orders, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(second, orders, StringComparison.OrdinalIgnoreCase);
        Assert.Single(audit, entry => entry.Kind == "succeeded" && entry.Request!.EndsWith("-E", StringComparison.Ordinal));
        Assert.Single(audit, entry => entry.Kind == "ended");

        // The next looks read the same purchases again, and close and tell nothing again.
        var before = host.Teams.Messages.Count;
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Equal(before, host.Teams.Messages.Count);
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "closing");
    }

    [Fact]
    public async Task What_slips_through_before_it_is_off_is_told_and_a_second_instance_and_a_restart_make_no_second_end()
    {
        await using var host = await StartAsync();
        await using var other = await host.StartAnotherAsync();
        var own = await GiveAsync(host, "purchase", until: host.Time.GetUtcNow().AddDays(30));

        // The end cannot be written at once: what is bought meanwhile slips through.
        await host.ControlAsync("faults", new { api = "partnercenter", method = "DELETE", path = "SelfServePolicy", status = 503 });
        await PurchaseScenes.BuyAsync(host, Adatum, "reservation", 2);
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync("A permission turns itself off now");
        await Eventually.IsTrueAsync(
            "the end was tried", async () => (await WritesAsync(host)).Any(write => write is { Method: "DELETE", Status: 503 }));
        var slipped = await PurchaseScenes.BuyAsync(host, Adatum, "reservation", 7);
        await PurchaseScenes.SweptAsync(host);
        await host.RestartAsync();
        host.Time.Leap(PurchaseScenes.Poll);
        await host.Teams.WaitForAsync("the second message", message => message.Conversation == host.Nora.Chat
            && message.Text.Contains("A permission turns itself off now", StringComparison.Ordinal)
            && message.Text.Contains("7 × Reserved VM Instance", StringComparison.Ordinal));
        await host.ClearFaultsAsync();
        host.Time.Leap(TimeSpan.FromMinutes(10));
        var ended = await EndedAsync(host, own);
        Assert.Contains("7 × Reserved VM Instance", CardReader.Facts(ended.Card)["Bought"], StringComparison.Ordinal);
        Assert.Empty(await PermissionsAsync(host));
        var audit = await host.AuditAsync();
        Assert.Single(audit, entry => entry.Kind == "closing");
        var after = Assert.Single(audit, entry => entry.Kind == "slipped-through");
        Assert.Contains(slipped, after.Document, StringComparison.OrdinalIgnoreCase);
        Assert.Single(audit, entry => entry.Kind == "ended");
        Assert.DoesNotContain(host.Nora.Mine(), message => message.Text.Contains("A right ends in a day", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5000", "reservation", true)]
    [InlineData("wrong-kind", "reservation", false)]
    [InlineData("wrong-kind", "pre-purchase", true)]
    [InlineData("purchase", "subscription", false)]
    public async Task Each_rule_closes_after_what_it_names_and_not_before(string closesAfter, string kind, bool closes)
    {
        await using var host = await StartAsync();
        var own = await GiveAsync(host, closesAfter);
        await PurchaseScenes.BuyAsync(host, Adatum, kind, 1);
        await PurchaseScenes.PollAsync(host);
        if (closes)
            await EndedAsync(host, own);
        else
            await PurchaseScenes.SentAsync(host);
        Assert.Equal(closes ? [] : [Reserved], await PermissionsAsync(host));
        Assert.Equal(closes, (await host.AuditAsync()).Any(entry => entry.Kind == "closing"));
    }

    /// <summary>A savings plan of 0.1 USD an hour and piece comes to 876 USD in a year.</summary>
    [Fact]
    public async Task An_amount_is_counted_over_what_was_bought_under_it_where_the_services_tell_prices()
    {
        await using var host = await StartAsync(("Purchases:WatchPermissions", "true"));
        var wish = Wish(savings: true);
        wish["closesAfter"] = "5000";
        var own = await TurnOnAsync(host, wish);
        Assert.Contains("Once purchases reach 5,000", CardReader.Facts(own.Card)["Closes"], StringComparison.Ordinal);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.BuyAsync(host, Adatum, "savings-plan", 5);
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync("4,380.00 USD");
        await PurchaseScenes.SentAsync(host);
        Assert.Equal([Savings], await PermissionsAsync(host));
        await PurchaseScenes.BuyAsync(host, Adatum, "savings-plan", 1);
        await PurchaseScenes.PollAsync(host);
        var ended = await EndedAsync(host, own);
        Assert.Contains("4,380.00 USD", CardReader.Facts(ended.Card)["Bought"], StringComparison.Ordinal);
        Assert.Contains("876.00 USD", CardReader.Facts(ended.Card)["Bought"], StringComparison.Ordinal);
        Assert.Empty(await PermissionsAsync(host));
    }

    [Fact]
    public async Task Turned_off_by_hand_it_waits_for_no_purchase_any_more_and_nobody_s_later_permission_is_taken()
    {
        await using var host = await StartAsync(("Purchases:WatchPermissions", "true"));
        var own = await GiveAsync(host, "purchase");
        await host.ControlAsync("policies", new { customer = Adatum, reservedInstances = false });
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync("A permission that was to close itself is off already");
        await EndedAsync(host, own);

        // Off by a request of ours, and on again without a condition.
        var second = await GiveAsync(host, "purchase");
        var off = await AskAsync(host.Nora, Wish(reserved: false));
        Assert.Contains("Stop Adatum Corporation buying", CardReader.Text(off), StringComparison.Ordinal);
        await EndedAsync(host, second);
        await TurnOnAsync(host, Wish(reserved: true));
        await PurchaseScenes.BuyAsync(host, Adatum, "reservation");
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Equal([Reserved], await PermissionsAsync(host));
    }

    /// <summary>
    /// The customer's own permission is for the customer's purchases. Azure's list of savings plans names nobody who bought, and an
    /// answer that was lost leaves the bot's own order unrecorded for a while.
    /// </summary>
    [Fact]
    public async Task What_the_bot_buys_itself_closes_no_permission_also_while_its_order_is_not_recorded_yet()
    {
        await using var host = await StartAsync(("Purchases:WatchPermissions", "true"));
        var wish = Wish(savings: true);
        wish["closesAfter"] = "purchase";
        await TurnOnAsync(host, wish);
        await PurchaseScenes.PollAsync(host);
        var form = await UsageScenes.StepAsync(
            host.Nora,
            "details",
            Adatum,
            ("act", "commit"),
            ("subscription", UsageScenes.In(host, world => world.AzureSubscriptionsOf(Adatum).First().Id)),
            ("term", "P1Y"),
            ("hourly", "0.25"),
            ("currency", "USD"),
            ("scope", "Single"),
            ("billing", "Monthly"),
            ("reason", "Steady load"));
        var id = await ManageScenes.SubmitAsync(host.Nora, form);
        await host.ControlAsync(
            "faults",
            new { api = "arm", method = "PUT", path = "savingsPlanOrderAliases", afterWrite = true, dropConnection = true, times = 1 });
        await host.ControlAsync("faults", new { api = "arm", method = "GET", path = "savingsPlanOrderAliases", times = 1, delayMs = 1 });
        await host.ControlAsync("faults", new { api = "arm", method = "GET", path = "savingsPlanOrderAliases", status = 503 });
        await ManageScenes.ApproveAsync(host, id);
        await ManageScenes.SeesAsync(host, id, "tried again at");
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Equal([Savings], await PermissionsAsync(host));
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(5));
        await ManageScenes.SeesAsync(host, id, "Done and verified");
        await PurchaseScenes.PollAsync(host);
        Assert.Equal([Savings], await PermissionsAsync(host));

        // A customer's own plan is met as before.
        await host.LeapAsync(TimeSpan.FromMinutes(20));
        await PurchaseScenes.BuyAsync(host, Adatum, "savings-plan", 1);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync("A permission turns itself off now");
    }

    [Theory]
    [InlineData("never", "true", "true", "give an amount such as 5000")]
    [InlineData("5000", "false", "true", "only counts when something is turned on")]
    [InlineData("5000", "true", "false", "nothing could turn it off")]
    public async Task What_cannot_close_it_is_said_and_nothing_typed_is_lost(string closesAfter, string on, string watches, string said)
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Purchases:Watch"] = watches });
        var wish = Wish(reserved: on == "true", reason: "Kept");
        wish["closesAfter"] = closesAfter;
        var refused = await AskAsync(host.Nora, wish);
        Assert.Contains(said, CardReader.Text(refused), StringComparison.Ordinal);
        Assert.Equal("Kept", CardReader.Value(refused, "reason"));
        if (closesAfter == "5000")
            Assert.Equal("5000", CardReader.Value(refused, "closesAfter"));
    }

    private static async Task<BotHost> StartAsync(params (string Key, string Value)[] more)
    {
        var host = await BotHost.StartAsync(PurchaseScenes.Watching(more), oneClock: true);
        await host.Tomas.InstallAsync();
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);
        return host;
    }

    private static Task<ShownMessage> GiveAsync(BotHost host, string closesAfter, DateTimeOffset? until = null)
    {
        var wish = Wish(reserved: true, until: until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "");
        wish["closesAfter"] = closesAfter;
        return TurnOnAsync(host, wish);
    }

    /// <summary>The requester's own card of this permission, once it is over.</summary>
    private static Task<ShownMessage> EndedAsync(BotHost host, ShownMessage own) => host.Teams.WaitForAsync(
        "the end", message => message.Id == own.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
}
