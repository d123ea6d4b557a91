using System.Text.Json.Nodes;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Notifications: who hears of what and when, under a settable clock.</summary>
public sealed class NotificationsTests
{
    [Fact]
    public async Task A_digest_comes_once_a_day_and_an_unusual_purchase_passes_it()
    {
        await using var host = await BotHost.StartAsync(Calm());
        await PurchaseScenes.SubscribeAsync(
            host.Nora, ("when", "digest"), ("digestAt", Clock(host, TimeSpan.FromHours(3))), ("timeZone", "Pacific/Noumea"));
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var first = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2);
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync(first);

        var usual = new List<string>();
        var days = new List<string> { DayInNoumea(host) };
        for (var i = 0; i < 3; i++)
        {
            usual.Add(await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2));

            // Two in the same moment have no order, and the cloud's clock goes on without leaps here.
            var now = host.Sandbox.World.Now;
            await Eventually.IsTrueAsync("the next moment", () => host.Sandbox.World.Now - now > TimeSpan.FromMilliseconds(1));
        }

        days.Add(DayInNoumea(host));
        var three = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2, "P3Y");
        var large = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 60);
        await PurchaseScenes.PollAsync(host);
        Assert.Contains("A commitment for three years", (await host.Nora.SeesAsync(three)).Text, StringComparison.Ordinal);
        Assert.Contains("Much larger", (await host.Nora.SeesAsync(large)).Text, StringComparison.Ordinal);
        await PurchaseScenes.SentAsync(host);
        Assert.All(usual, order => Assert.Empty(PurchaseScenes.In(host, host.Nora.Chat, order)));
        Assert.Empty(PurchaseScenes.In(host, host.Nora.Chat, "3 purchases and reminders"));

        await host.LeapAsync(TimeSpan.FromHours(3));
        var digest = await host.Nora.SeesAsync("3 purchases and reminders");
        Assert.Contains(customer.Name, digest.Text, StringComparison.Ordinal);

        // Each with its order, its time and what it costs as far as it is known, in the order in which they were bought.
        var lines = CardReader.Text(digest.Card);
        Assert.Equal(usual, usual.OrderBy(order => lines.IndexOf("order " + order, StringComparison.Ordinal)));
        Assert.All(usual, order => Assert.Contains("order " + order, lines, StringComparison.Ordinal));
        Assert.Contains(days, day => lines.Contains(day, StringComparison.Ordinal));
        Assert.Contains("Times are in Pacific/Noumea time", lines, StringComparison.Ordinal);
        var details = await host.Nora.ClicksAsync(digest.Card, "notifications/details", cardId: digest.Id);
        Assert.Contains(usual[0], CardReader.Text(details), StringComparison.Ordinal);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, "3 purchases and reminders"));
    }

    [Fact]
    public async Task Quiet_hours_wait_on_the_readers_clock_and_a_mute_ends_in_one_message()
    {
        await using var host = await BotHost.StartAsync(Calm());
        await PurchaseScenes.SubscribeAsync(
            host.Pierre,
            ("quietFrom", Clock(host, TimeSpan.FromHours(-1))),
            ("quietTo", Clock(host, TimeSpan.FromHours(5))),
            ("timeZone", "Pacific/Noumea"));
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var first = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2);
        await PurchaseScenes.PollAsync(host);
        Assert.Contains("Achat inhabituel", (await host.Pierre.SeesAsync(first)).Text, StringComparison.Ordinal);

        var muted = await host.Nora.ClicksAsync(
            await host.Nora.SaysAsync("notifications"), "notifications/mute", new Dictionary<string, string> { ["mute"] = "1h" });
        Assert.Contains("Muted until", CardReader.Text(muted), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(muted, "notifications/unmute"));
        var second = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2);
        var urgent = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation", 2, "P3Y");
        await PurchaseScenes.PollAsync(host);
        await host.Pierre.SeesAsync(urgent);
        await PurchaseScenes.SentAsync(host);
        Assert.Empty(PurchaseScenes.In(host, host.Pierre.Chat, second));
        Assert.Empty(PurchaseScenes.In(host, host.Nora.Chat, urgent));
        Assert.Contains("Due at", CardReader.Text(await host.Nora.ClicksAsync(muted, "notifications/status")), StringComparison.Ordinal);

        await host.LeapAsync(TimeSpan.FromHours(1));
        await host.Nora.SeesAsync("2 purchases and reminders while you had muted me");
        await PurchaseScenes.SentAsync(host);
        Assert.Empty(PurchaseScenes.In(host, host.Pierre.Chat, second));
        await host.LeapAsync(TimeSpan.FromHours(4));
        await host.Pierre.SeesAsync(second);
    }

    [Fact]
    public async Task A_mute_holds_back_what_waits_already_and_its_end_by_hand_says_it_at_once()
    {
        await using var host = await BotHost.StartAsync(Calm());
        await PurchaseScenes.SubscribeAsync(
            host.Nora, ("when", "digest"), ("digestAt", Clock(host, TimeSpan.FromHours(1))), ("timeZone", "Pacific/Noumea"));
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var first = await PurchaseScenes.BuyAsync(host, customer.Id, "subscription");
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync(first);
        var waits = await PurchaseScenes.BuyAsync(host, customer.Id, "subscription");
        await PurchaseScenes.PollAsync(host);
        var muted = await host.Nora.ClicksAsync(
            await host.Nora.SaysAsync("notifications"), "notifications/mute", new Dictionary<string, string> { ["mute"] = "4h" });
        var missed = await PurchaseScenes.BuyAsync(host, customer.Id, "subscription", 90);
        await PurchaseScenes.PollAsync(host);

        // The daily message was due within the mute.
        await host.LeapAsync(TimeSpan.FromHours(2));
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Empty(PurchaseScenes.In(host, host.Nora.Chat, waits));
        Assert.Empty(PurchaseScenes.In(host, host.Nora.Chat, missed));

        await host.Nora.ClicksAsync(muted, "notifications/unmute");
        await host.Nora.SeesAsync("order " + waits);
        await host.Nora.SeesAsync("order " + missed);
        await PurchaseScenes.SentAsync(host);
        Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, "order " + waits));
        Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, "order " + missed));
    }

    [Fact]
    public async Task Status_and_overview_name_people_and_conversations_and_never_show_an_id()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(("Purchases:Conversation", "19:default@thread.tacv2")));
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.Channel, "channel", "Cloud Sales", "Orders");
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        await PurchaseScenes.SubscribeConversationAsync(host.Nora, PurchaseScenes.Channel, "channel");
        await PurchaseScenes.SubscribeConversationAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.SubscribeAsync(host.Pierre);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var orders = new List<string>();
        for (var i = 0; i < 3; i++)
            orders.Add(await PurchaseScenes.BuyAsync(host, customer.Id, "subscription"));
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);

        var list = await host.Nora.SaysAsync("notifications");
        Assert.Contains("Cloud Sales › Orders", CardReader.Text(list), StringComparison.Ordinal);
        var status = await host.Nora.ClicksAsync(list, "notifications/status");

        // Three orders in five places are more than one card lists: its first button leads to the older ones.
        var older = await host.Nora.ClicksAsync(status, "notifications/status");
        var all = CardReader.Text(status) + " | " + CardReader.Text(older);
        Assert.Equal(15, all.Split(": Delivered").Length + all.Split(": Waits until this place is heard from").Length - 2);
        foreach (var name in new[]
        {
            customer.Name + ": Subscription", "you: Delivered", "Pierre Martin: Delivered", "Cloud Sales › Orders: Delivered",
            "a group chat that Nora Lind chose: Delivered", "the default conversation: Waits until",
        })
            Assert.Contains(name, all, StringComparison.Ordinal);
        Assert.All(orders, order => Assert.Contains("order " + order, all, StringComparison.Ordinal));
        foreach (var id in new[] { host.Pierre.ObjectId, host.Nora.ObjectId, customer.Id, "@thread" })
            Assert.DoesNotContain(id, all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_form_keeps_what_was_typed_and_says_what_is_wrong()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("notifications"), "notifications/new");
        Assert.Equal("Europe/Paris", CardReader.Value(form, "timeZone"));
        var wrong = await host.Nora.ClicksAsync(form, "notifications/save", new Dictionary<string, string>
        {
            ["kinds"] = "",
            ["minimum"] = "-5 EUR",
            ["when"] = "digest",
            ["digestAt"] = "25:99",
            ["quietFrom"] = "22:00",
            ["timeZone"] = "Romance Standard Time",
        });
        foreach (var said in new[] { "Choose at least one", "a number of zero or more", "a time of day", "both times", "IANA name" })
            Assert.Contains(said, CardReader.Text(wrong), StringComparison.Ordinal);
        Assert.Equal("-5 EUR", CardReader.Value(wrong, "minimum"));

        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var saved = await host.Nora.ClicksAsync(wrong, "notifications/save", new Dictionary<string, string>
        {
            ["customer"] = customer.Id,
            ["kinds"] = "reservation,expiry",
            ["minimum"] = "1000,50",
            ["digestAt"] = "07:30",
            ["quietTo"] = "06:00",
            ["timeZone"] = "Indian/Reunion",
        });
        Assert.Contains(customer.Name, CardReader.Text(saved), StringComparison.Ordinal);
        Assert.Contains("once a day at 07:30 (Indian/Reunion)", CardReader.Text(saved), StringComparison.Ordinal);

        // The same form sent again is the same line; opened again it shows what was saved, and it can be removed.
        await host.Nora.ClicksAsync(wrong, "notifications/save", new Dictionary<string, string>
        {
            ["kinds"] = "reservation",
            ["minimum"] = "",
            ["digestAt"] = "07:30",
            ["quietTo"] = "06:00",
            ["timeZone"] = "Indian/Reunion",
        });
        var list = await host.Nora.SaysAsync("notifications");
        var edit = await host.Nora.ClicksAsync(list, "notifications/edit");
        Assert.Equal("reservation", CardReader.Value(edit, "kinds"));

        // It is asked in words first: what is stopped is gone.
        Assert.Contains("This route ends: ", edit.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(
            "Nobody hears of purchases:",
            CardReader.Text(await host.Nora.ClicksAsync(edit, "notifications/remove")),
            StringComparison.Ordinal);
    }

    /// <summary>A list of choices without any is no card: Teams shows nothing at all.</summary>
    [Fact]
    public async Task Where_no_customer_can_be_listed_one_is_typed()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("notifications zzzzqqqq");
        Assert.Empty(CardJsonRules.Check(form));
        Assert.Equal("Input.Text", CardReader.Input(form, "customer")!.Value.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Somebody_elses_route_and_a_shared_conversation_are_guarded()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("notifications"), "notifications/new");
        await host.Nora.ClicksAsync(form, "notifications/save");
        var id = CardReader.Button(form, "notifications/save").GetProperty("data").GetProperty("form").GetString()!;
        foreach (var step in new[] { "edit", "save", "remove" })
            Assert.Contains(
                "belong to somebody else",
                await ForgeAsync(
                    host.Tomas,
                    "notifications/" + step,
                    new JsonObject { ["form"] = id, ["kinds"] = "reservation", ["timeZone"] = "Europe/Paris" }),
                StringComparison.Ordinal);
        Assert.Contains(
            "agent d’administration",
            await ForgeAsync(host.Pierre, "notifications/here", [], PurchaseScenes.Channel),
            StringComparison.Ordinal);
        Assert.Contains(
            "agent d’administration",
            await ForgeAsync(
                host.Pierre,
                "notifications/save",
                new JsonObject { ["form"] = "F-1-x", ["target"] = "here", ["kinds"] = "reservation", ["timeZone"] = "Europe/Paris" },
                PurchaseScenes.Channel),
            StringComparison.Ordinal);
        Assert.Contains(
            "do not know this purchase",
            await ForgeAsync(host.Nora, "notifications/acknowledge", new JsonObject { ["purchase"] = "made-up" }),
            StringComparison.Ordinal);
        Assert.Contains("rôle", await ForgeAsync(host.Omar.In("fr-FR"), "notifications/list", []), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_parked_conversation_shows_in_the_status_and_hears_again_when_it_is_heard_from()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        await PurchaseScenes.SubscribeConversationAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        await PurchaseScenes.FirstSweepAsync(host);
        await host.Nora.InstallAsync();
        host.Teams.Misbehave = (request, _) => request.Path.Value!.Contains("group", StringComparison.Ordinal)
            ? Microsoft.AspNetCore.Http.Results.Json(
                new { error = new { code = "BotNotInConversationRoster", message = "gone" } }, statusCode: 403)
            : null;
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "subscription");
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        var status = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("notifications"), "notifications/status");
        Assert.Contains(
            "Waits until this place is heard from again (403 BotNotInConversationRoster)",
            CardReader.Text(status),
            StringComparison.Ordinal);

        host.Teams.Misbehave = null;
        await PurchaseScenes.AddAsync(host.Nora, PurchaseScenes.GroupChat, "groupChat");
        await host.Teams.WaitForAsync("the notice in the group chat", message =>
            message.Conversation == PurchaseScenes.GroupChat && message.Text.Contains(order, StringComparison.Ordinal));
        await PurchaseScenes.SentAsync(host);
        status = await host.Nora.ClicksAsync(status, "notifications/status");
        Assert.Contains("Delivered", CardReader.Text(status), StringComparison.Ordinal);
    }

    /// <summary>The office never closes: the hour at which tests run marks nothing.</summary>
    private static IReadOnlyDictionary<string, string?> Calm() => PurchaseScenes.Watching(
        ("Purchases:OfficeFrom", "00:00"),
        ("Purchases:OfficeTo", "00:00"),
        ("Purchases:OfficeDays", "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday"));

    /// <summary>The time of day in Nouméa that much later.</summary>
    private static string Clock(BotHost host, TimeSpan later) =>
        TimeZoneInfo.ConvertTime(host.Time.GetUtcNow() + later, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Noumea")).ToString(
            "HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The day in Nouméa on which somebody buys: orders go by the cloud's clock.</summary>
    private static string DayInNoumea(BotHost host) =>
        TimeZoneInfo.ConvertTime(host.Sandbox.World.Now, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Noumea"))
            .ToString("d MMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en"));

    private static async Task<string> ForgeAsync(Agent agent, string verb, JsonObject data, string? conversation = null)
    {
        var click = agent.Forge(verb, data);
        var (_, body) = await agent.SendAsync(conversation is null ? click : PurchaseScenes.In(click, agent, conversation, "channel"));
        return CardReader.Text(body.GetProperty("value"));
    }
}
