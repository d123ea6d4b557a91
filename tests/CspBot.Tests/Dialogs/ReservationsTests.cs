using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Purchases;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>What a customer holds, through the front door: the list, its search and export, and one of it.</summary>
public sealed class ReservationsTests(ITestOutputHelper output)
{
    private const string Consolidated = "10000000-0000-4000-8000-000042000000";
    private const string Kuenstler = "10000000-0000-4000-8000-000046000000";

    [Fact]
    public async Task The_list_tells_of_everything_in_words_and_each_row_opens_its_card()
    {
        await using var host = await BotHost.StartAsync();
        var (card, text) = await ListAsync(host.Nora, "reservations consolidated");
        Assert.Contains("What Consolidated Messenger holds", text, StringComparison.Ordinal);
        Assert.Contains(
            "Running: 11 · ended or cancelled: 2 | Reservation: 6 · Savings plan: 2 · Pre-purchase plan: 2 · One-time purchase: 1",
            text,
            StringComparison.Ordinal);
        var rows = await AllRowsAsync(host.Nora, card);
        Assert.Equal(13, rows.Count);
        foreach (var row in rows)
        {
            Assert.DoesNotContain('_', CardReader.Text(row));
            var opened = await ClickRowAsync(host.Nora, row);
            Assert.Empty(CardJsonRules.Check(opened));
            Assert.Contains(Title(row), CardReader.Text(opened), StringComparison.Ordinal);
        }

        Assert.Contains(rows, row => CardReader.Text(row).StartsWith(
            "Virtual machine D4s v5, West Europe | Reservation · 6 × · 3 years · Dsv5 family · all subscriptions (shared)",
            StringComparison.Ordinal));
        Assert.Contains(rows, row => CardReader.Text(row).Contains("0.65 USD an hour", StringComparison.Ordinal));
        Assert.Contains(rows, row => CardReader.Text(row).Contains(
            "Savings plan · 0.12 USD an hour · 1 year · one subscription: Consolidated Messenger", StringComparison.Ordinal));
        Assert.Contains(rows, row => CardReader.Text(row).Contains("SQL database (SQLDB GP Compute Gen5)", StringComparison.Ordinal));
        Assert.Contains("cancelled; would have run until", CardReader.Text(rows[^1]), StringComparison.Ordinal);
        Assert.Contains("ended on", CardReader.Text(rows[^2]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task French_readers_read_it_in_French_with_their_commas()
    {
        await using var host = await BotHost.StartAsync();
        var pierre = host.Pierre;
        var (card, text) = await ListAsync(pierre, "réservations consolidated");
        Assert.Contains("En cours : 11 · terminés ou annulés : 2", text, StringComparison.Ordinal);
        var rows = string.Join(" || ", (await AllRowsAsync(pierre, card, "Suivante ›")).Select(CardReader.Text));
        Assert.Contains("Machine virtuelle D4s v5, Europe Ouest | Réservation · 6 × · 3 ans", rows, StringComparison.Ordinal);
        Assert.Contains("0,65 USD par heure", rows, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e4s monthly", 0)]
    [InlineData("E4S v5", 2)]
    [InlineData("west EUROPE 3 years", 4)]
    [InlineData("pre-purchase", 2)]
    [InlineData("renews by itself", 5)]
    [InlineData("nobody has this", 0)]
    public async Task A_search_finds_every_word_wherever_it_stands(string words, int found)
    {
        await using var host = await BotHost.StartAsync();
        var (card, _) = await ListAsync(host.Nora, "reservations consolidated");
        var answer = await host.Nora.ClicksAsync(
            card, "reservations/list", new Dictionary<string, string> { ["find"] = words });
        Assert.Equal(found, Rows(answer).Count);
        Assert.Equal(words, CardReader.Value(answer, "find"));
        Assert.Equal(found == 0, CardReader.Text(answer).Contains($"Nothing fits “{words}”", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_export_holds_the_services_own_words_and_figures()
    {
        await using var host = await BotHost.StartAsync();
        var (card, _) = await ListAsync(host.Nora, "reservations consolidated");
        var lines = CardReader.Value(await host.Nora.ClicksAsync(card, "reservations/export"), "csv")!.Split('\n');
        Assert.StartsWith("customerId,customer,kind,promise,product,sku", lines[0], StringComparison.Ordinal);
        Assert.Equal(14, lines.Length);
        Assert.All(lines[1..], line => Assert.StartsWith(Consolidated + ",Consolidated Messenger,", line, StringComparison.Ordinal));
        var databricks = Assert.Single(lines, line => line.Contains("Databricks_Commit_Units", StringComparison.Ordinal));
        Assert.Contains(",pre-purchase,Final,Azure Databricks Commit Units,", databricks, StringComparison.Ordinal);
        Assert.Contains(",12500,,,P1Y,", databricks, StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains(",savings-plan,Final,", StringComparison.Ordinal)
            && line.Contains(",0.65,USD,P3Y,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Three_figures_of_one_reservation_are_followed_from_the_answers_to_the_card()
    {
        await using var host = await BotHost.StartAsync();
        var badly = Held(host, item => item is { Use: 22 });
        var card = await OneAsync(host.Nora, Consolidated, badly.Id);
        var facts = CardReader.Facts(card);
        var asked = Assert.Single(UsageScenes.Calls(host, "calculateRefund"));
        var quote = (await UsageScenes.AgainAsync(host, asked)).GetProperty("properties");
        var back = UsageScenes.Number(quote, "billingRefundAmount", "amount");
        var unpaid = UsageScenes.Number(quote, "billingInformation", "billingCurrencyRemainingCommitmentAmount", "amount");
        Assert.Equal(Dollars(back), facts["A return today would give"]);
        Assert.Equal(Dollars(back + unpaid), facts["It would cancel a commitment of"]);
        Assert.Equal($"{Dollars(50_000)} of {Dollars(50_000)} in twelve months", facts["Room under the ceiling"]);
        Assert.Equal(Dollars(50_000 - back - unpaid), facts["Room after it"]);

        var list = await UsageScenes.AgainAsync(host, Assert.Single(
            UsageScenes.Calls(host, "Microsoft.Capacity/reservations"), call => call.Method == "GET" && call.Path.EndsWith(
                "/reservations", StringComparison.Ordinal)));
        var listed = list.GetProperty("value").EnumerateArray().Single(one => one.GetProperty("id").GetString()!.EndsWith(
            badly.Id, StringComparison.Ordinal));
        foreach (var grain in listed.GetProperty("properties").GetProperty("utilization").GetProperty("aggregates").EnumerateArray())
            Assert.Contains(UsageScenes.English(UsageScenes.Number(grain, "value") / 100, "P1"), facts["Used"], StringComparison.Ordinal);
        Assert.Equal(
            ("monthly", "1 year", "4", "Esv5", "does not renew", "on: also covers other sizes of its group"),
            (facts["Payment"], facts["Term"], facts["Quantity"], facts["Family"], facts["Renewal"], facts["Size flexibility"]));
        Assert.DoesNotContain("_", CardReader.Text(card).Replace(badly.Order, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_earlier_return_cancelled_is_taken_off_the_room_though_little_money_came_back()
    {
        await using var host = await BotHost.StartAsync();
        var other = Held(host, item => item is { Use: 22 });
        UsageScenes.In(host, world =>
        {
            world.Returned.Add(new CancelledCommitment(Consolidated, world.Now.AddDays(-40), 49_000));
            return 0;
        });
        var card = await OneAsync(host.Nora, Consolidated, other.Id);
        Assert.Equal("1,000.00 USD of 50,000.00 USD in twelve months", CardReader.Facts(card)["Room under the ceiling"]);
        Assert.Contains("more than the room left", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("RefundLimitExceeded", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Standard_D2s_v3", "It cannot be renewed: since 1 Jul 2026", "newer family")]
    [InlineData("Standard_D2s_v3", "It is set to renew all the same", "as often as you like before 1 Feb 2027")]
    [InlineData("Standard_D4s_v5", "traded in for a savings plan, which is final", "A return today would give")]
    [InlineData("SQLDB_GP_Compute_Gen5", "for databases of one year", "A return today would give")]
    public async Task A_reservation_says_what_can_still_be_done_and_until_when(string sku, params string[] said)
    {
        await using var host = await BotHost.StartAsync();
        var text = CardReader.Text(await OneAsync(
            host.Nora, Consolidated, Held(host, item => item.Product == sku && item is { State: "Succeeded", Term: "P3Y" or "P1Y" }).Id));
        Assert.All(said, words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("databricks", "A pre-purchase plan is final")]
    [InlineData("copilot", "A pre-purchase plan is final")]
    [InlineData("savingsplan lab", "A savings plan is final")]
    [InlineData("windows server", "No service says what this is")]
    [InlineData("b2s", "It is over: nothing is left to return or exchange")]
    [InlineData("b1s", "It is over: nothing is left to return or exchange")]
    public async Task What_is_final_unknown_or_over_promises_nothing_and_asks_for_no_quote(string find, string said)
    {
        await using var host = await BotHost.StartAsync();
        var (card, _) = await ListAsync(host.Nora, "reservations consolidated");
        var before = UsageScenes.Calls(host, "calculateRefund").Count;
        var row = Assert.Single(Rows(await host.Nora.ClicksAsync(
            card, "reservations/list", new Dictionary<string, string> { ["find"] = find })));
        Assert.DoesNotContain("returned today", CardReader.Text(row), StringComparison.Ordinal);
        Assert.DoesNotContain("exchangeable", CardReader.Text(row), StringComparison.Ordinal);
        var text = CardReader.Text(await ClickRowAsync(host.Nora, row));
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.DoesNotContain("A return today", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exchange:", text, StringComparison.Ordinal);
        Assert.Equal(before, UsageScenes.Calls(host, "calculateRefund").Count);
    }

    [Fact]
    public async Task What_a_renewal_buys_is_told_where_Azure_tells_it()
    {
        await using var host = await BotHost.StartAsync();
        var renews = Held(host, item => item is { Product: "Standard_D4s_v5", Renew: true });
        var facts = CardReader.Facts(await OneAsync(host.Nora, Consolidated, renews.Id));
        Assert.Equal(
            $"renews by itself into 6 × Virtual machine D4s v5, West Europe, 3 years for {Dollars(renews.Amount)}", facts["Renewal"]);
    }

    [Fact]
    public async Task Who_bought_is_said_only_as_far_as_something_says_so()
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await PurchaseScenes.FirstSweepAsync(host);
        var own = Held(host, item => item is { Use: 22 });
        var customers = Held(host, item => item is { Use: 88 });
        await host.Services.GetRequiredService<Database>().WriteAsync(
            async session =>
            {
                await PurchaseTable.RecordOwnAsync(session, own.Order, "R-7K3QD", host.Time.GetUtcNow());
                return 0;
            },
            default);
        async Task<string> BuyerAsync(Reservation one) =>
            CardReader.Facts(await OneAsync(host.Nora, Consolidated, one.Id))["Bought by"];
        Assert.Equal("CspBot, request R-7K3QD", await BuyerAsync(own));
        Assert.Matches("^the customer: .+@consolidatedmessenger", await BuyerAsync(customers));

        // Longer ago than the activity log goes back.
        Assert.Equal("not known", await BuyerAsync(Held(host, item => item.ResourceType == "SqlDatabases")));

        // A colleague, since the bot looks at the log.
        var buyer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
        await host.ControlAsync("purchases", new { customer = buyer, kind = "reservation", placedBy = "portal" });
        await PurchaseScenes.PollAsync(host);
        var bought = UsageScenes.In(host, world => world.Reservations.Last());
        await Eventually.IsTrueAsync("the watch read the log", async () => CardReader.Facts(
            await OneAsync(host.Nora, buyer, bought.Id))["Bought by"] == "aisha@fabrikam.example, of ours, in Partner Center");
    }

    [Fact]
    public async Task A_customer_without_relation_has_its_sentence()
    {
        await using var host = await BotHost.StartAsync();
        var text = CardReader.Text(await host.Nora.SaysAsync("reservations coho winery"));
        Assert.Contains("this is not a customer of ours", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing: no reservation", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_customer_holds_nothing_and_that_is_said()
    {
        await using var host = await BotHost.StartAsync();
        var (card, text) = await ListAsync(host.Nora, "reservations lamna");
        Assert.Contains("Nothing: no reservation, no savings plan", text, StringComparison.Ordinal);
        Assert.Null(CardReader.Input(card, "find"));
        Assert.False(CardReader.HasButton(card, "reservations/export"));
        Assert.DoesNotContain("Could not be read", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_account_of_ours_is_named_as_the_reason_why_Azure_shows_nothing()
    {
        await using var host = await BotHost.StartAsync();
        var (card, text) = await ListAsync(host.Nora, "reservations " + Kuenstler);
        Assert.Contains("Azure answers, but shows us none of the reservations", text, StringComparison.Ordinal);
        Assert.Contains("is a guest in this customer’s directory", text, StringComparison.Ordinal);
        var row = Assert.Single(Rows(card));
        Assert.StartsWith(
            "Virtual machine D4s v5, West Europe | Reservation · 2 × · 3 years", CardReader.Text(row), StringComparison.Ordinal);
        var one = CardReader.Text(await ClickRowAsync(host.Nora, row));
        Assert.Contains("Azure does not show us this reservation", one, StringComparison.Ordinal);
        Assert.Empty(UsageScenes.Calls(host, "calculateRefund"));
    }

    [Fact]
    public async Task Without_delegated_administration_Partner_Center_s_own_list_is_shown_and_the_gap_named()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("faults", new { api = "arm", status = 403, code = "AuthorizationFailed" });
        var (card, text) = await ListAsync(host.Nora, "reservations consolidated");
        Assert.Contains(
            "Could not be read now: reservations in Azure, savings plans in Azure. What follows may therefore not be all.",
            text,
            StringComparison.Ordinal);
        Assert.NotEmpty(Rows(card));
        Assert.Equal(1, text.Split("Could not be read now").Length - 1);
    }

    [Theory]
    [InlineData("arm", "Microsoft.Capacity", "reservations in Azure")]
    [InlineData("arm", "Microsoft.BillingBenefits", "savings plans in Azure")]
    [InlineData("partnercenter", "entitlements", "Partner Center’s list of reservations")]
    [InlineData("partnercenter", "orders", "Partner Center’s orders")]
    public async Task One_source_out_of_reach_is_named_and_the_others_are_shown(string api, string path, string named)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("faults", new { api, path, dropConnection = true });
        var (card, text) = await ListAsync(host.Nora, "reservations consolidated");
        Assert.Contains($"Could not be read now: {named}.", text, StringComparison.Ordinal);
        Assert.NotEmpty(Rows(card));
    }

    [Fact]
    public async Task A_source_that_does_not_answer_in_time_is_named_and_the_others_are_shown()
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams);
        await host.Nora.SaysAsync("reservations consolidated");
        await host.ControlAsync("faults", new { api = "arm", path = "Microsoft.Capacity", delayMs = 20_000 });
        var (card, text) = await ListAsync(host.Nora, "reservations consolidated");
        Assert.Contains("Could not be read now: reservations in Azure.", text, StringComparison.Ordinal);
        Assert.NotEmpty(Rows(card));
    }

    [Fact]
    public async Task A_cloud_out_of_reach_has_its_sentence_and_so_has_one_that_asks_to_wait()
    {
        await using var host = await BotHost.StartAsync();
        await host.Nora.SaysAsync("reservations consolidated");
        foreach (var api in new[] { "arm", "partnercenter" })
            await host.ControlAsync("faults", new { api, dropConnection = true });
        var unreachable = CardReader.Text(await host.Nora.SaysAsync("reservations consolidated"));
        Assert.Contains("Microsoft could not be reached", unreachable, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing: no reservation", unreachable, StringComparison.Ordinal);
        await host.ClearFaultsAsync();

        // Where nothing else is known, what could not be read is not told as nothing, and can be read again.
        await host.ControlAsync(
            "faults", new { api = "arm", path = "Microsoft.Capacity", status = 403, code = "AuthorizationFailed" });
        var unread = await host.Nora.SaysAsync("reservations lamna");
        Assert.Contains("What could be read shows nothing; that may not be all.", CardReader.Text(unread), StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing: no reservation", CardReader.Text(unread), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(unread, "reservations/list"));
        await host.ClearFaultsAsync();
        await host.ControlAsync("faults", new { api = "arm", path = "Microsoft.Capacity", status = 429, retryAfter = 120 });
        var wait = CardReader.Text(await host.Nora.SaysAsync("reservations consolidated"));
        Assert.Contains("Microsoft asks us to wait 120 seconds", wait, StringComparison.Ordinal);
        await host.ClearFaultsAsync();

        // Asked to wait: nobody asks there before that time is over.
        var before = UsageScenes.Calls(host, "Microsoft.Capacity").Count;
        await host.Nora.SaysAsync("reservations consolidated");
        Assert.Equal(before, UsageScenes.Calls(host, "Microsoft.Capacity").Count);
    }

    [Fact]
    public async Task A_customer_with_two_hundred_reservations_costs_no_more_calls_than_a_page_has_rows()
    {
        await using var host = await BotHost.StartAsync();
        UsageScenes.In(host, world => Many(world, 200));
        await host.Nora.SaysAsync("reservations consolidated");
        int last = host.Sandbox.Calls.All().Count;
        async Task<(JsonElement Card, int Calls)> CountAsync(string what, Func<Task<JsonElement>> step)
        {
            var card = await step();
            var calls = host.Sandbox.Calls.All().Skip(last).Where(call => call.Api is "arm" or "partnercenter").ToList();
            last = host.Sandbox.Calls.All().Count;
            var named = calls.Select(call => $"{call.Method} {call.Path.Split('/')[^1]}");
            output.WriteLine($"{what}: {calls.Count} calls: {string.Join(", ", named)}");
            Assert.Empty(CardJsonRules.Check(card));
            return (card, calls.Count);
        }

        var (list, ofList) = await CountAsync("list", () => host.Nora.SaysAsync("reservations consolidated"));
        Assert.Contains("Running: 211", CardReader.Text(list), StringComparison.Ordinal);
        var (_, ofPage) = await CountAsync("next page", () => SendsAsync(host.Nora, "reservations/list", Turn(list, "Next ›")!));
        var (one, ofOne) = await CountAsync("one", () => ClickRowAsync(host.Nora, Rows(list)[0]));
        var (export, ofExport) = await CountAsync("export", () => host.Nora.ClicksAsync(list, "reservations/export"));
        Assert.Contains("A return today would give", CardReader.Text(one), StringComparison.Ordinal);
        Assert.Contains("213 in all; the first ones that a card can carry follow", CardReader.Text(export), StringComparison.Ordinal);

        // The four sources and the customer; a quote for each of the six rows, which are all returnable; none for the export.
        Assert.All(Rows(list), row => Assert.Matches(@"refund if returned today: [\d,]+\.\d\d USD", CardReader.Text(row)));
        Assert.Equal((4 + 6, 5 + 6, 7, 5), (ofList, ofPage, ofOne, ofExport));
    }

    [Fact]
    public async Task A_row_says_what_a_return_gives_today_as_Azure_tells_it_and_until_when_it_can_be_exchanged()
    {
        await using var host = await BotHost.StartAsync();
        var (card, _) = await ListAsync(host.Nora, "reservations consolidated");
        var asked = UsageScenes.Calls(host, "calculateRefund");
        var rows = Rows(card);
        var told = rows.Where(row => CardReader.Text(row).Contains("returned today", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(told);
        Assert.Equal(told.Count, asked.Count);
        var answers = new List<string>();
        foreach (var call in asked)
        {
            var quote = (await UsageScenes.AgainAsync(host, call)).GetProperty("properties");
            answers.Add(Dollars(UsageScenes.Number(quote, "billingRefundAmount", "amount")));
        }

        Assert.Equal(answers.Order(), told.Select(row => Returned(CardReader.Text(row))).Order());
        foreach (var row in told)
        {
            var facts = CardReader.Facts(await ClickRowAsync(host.Nora, row));
            Assert.Equal(facts["A return today would give"], Returned(CardReader.Text(row)));
        }

        Assert.Contains(told, row => CardReader.Text(row).Contains(
            " USD · exchangeable before 1 Feb 2027, then once", StringComparison.Ordinal));
        Assert.All(rows.Except(told), row => Assert.DoesNotContain("exchangeable", CardReader.Text(row), StringComparison.Ordinal));
        var french = CardReader.Text(await host.Pierre.SaysAsync("réservations consolidated"));
        Assert.Matches(
            @"remboursement si retour aujourd’hui : \d[\d\u202f\u00a0]*,\d\d USD · échangeable avant le 1er févr. 2027", french);
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed", 6, 6)]
    [InlineData(500, "InternalServerError", 6, 6)]
    [InlineData(429, "TooManyRequests", 1, 3)]
    public async Task A_quote_that_is_refused_leaves_its_row_without_a_figure_and_a_wait_ends_the_asking(
        int status, string code, int least, int most)
    {
        await using var host = await BotHost.StartAsync();
        UsageScenes.In(host, world => Many(world, 20));
        await host.Nora.SaysAsync("reservations consolidated");
        await host.ControlAsync("faults", new { api = "arm", path = "calculateRefund", status, code });
        var before = UsageScenes.Calls(host, "calculateRefund").Count;
        var (card, _) = await ListAsync(host.Nora, "reservations consolidated");
        Assert.All(
            Rows(card),
            row => Assert.Contains("refund if returned today: see details", CardReader.Text(row), StringComparison.Ordinal));
        Assert.InRange(UsageScenes.Calls(host, "calculateRefund").Count - before, least, most);
    }

    [Fact]
    public async Task A_quote_that_does_not_come_in_time_keeps_nobody_waiting()
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams);
        await host.Nora.SaysAsync("reservations consolidated");
        await host.ControlAsync("faults", new { api = "arm", path = "calculateRefund", delayMs = 20_000 });
        var (card, text) = await ListAsync(host.Nora, "reservations consolidated");
        Assert.Contains("refund if returned today: see details", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"refund if returned today: \d", text);
        Assert.NotEmpty(Rows(card));
        Assert.DoesNotContain("Could not be read now", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_that_Azure_would_not_pay_is_no_figure_in_the_list()
    {
        await using var host = await BotHost.StartAsync();
        UsageScenes.In(host, world =>
        {
            world.Returned.Add(new CancelledCommitment(Consolidated, world.Now.AddDays(-40), 49_999));
            return 0;
        });
        var (_, text) = await ListAsync(host.Nora, "reservations consolidated");
        Assert.Contains("refund if returned today: see details", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"refund if returned today: \d", text);
    }

    [Fact]
    public async Task Typing_finds_what_the_customer_holds_and_what_is_picked_opens_its_card()
    {
        await using var host = await BotHost.StartAsync();
        var (card, _) = await ListAsync(host.Nora, "reservations consolidated");
        Assert.Equal(
            ("filtered", "reservations"),
            (CardReader.Input(card, "reservation")!.Value.GetProperty("style").GetString(),
                CardReader.Input(card, "reservation")!.Value.GetProperty("choices.data").GetProperty("dataset").GetString()));
        var listed = CardReader.Choices(card, "reservation");
        Assert.Equal(13, listed.Select(choice => choice.Title).Distinct().Count());
        var soonest = listed[0].Title;
        Assert.Matches(@"^Virtual machine E4s v5, West Europe, until \d{1,2} \w{3} \d{4}$", soonest);

        // The list was read a moment ago: letters cost no call.
        var before = host.Sandbox.Calls.All().Count(call => call.Api is "arm" or "partnercenter");
        var hits = await host.Nora.SearchesAsync("reservations", "west e4S");
        var (title, value) = hits.Single(hit => hit.Title == soonest);
        Assert.All(hits, hit => Assert.Contains("E4s v5, West Europe", hit.Title, StringComparison.Ordinal));
        Assert.Equal(13, (await host.Nora.SearchesAsync("reservations", "")).Count);
        Assert.Empty(await host.Nora.SearchesAsync("reservations", "nobody has this"));
        Assert.Equal(before, host.Sandbox.Calls.All().Count(call => call.Api is "arm" or "partnercenter"));

        // Some clients send the words of a choice instead of its value.
        foreach (var sent in new[] { value, title })
        {
            var opened = await ClickPickAsync(host.Nora, card, sent);
            Assert.StartsWith("Virtual machine E4s v5, West Europe", CardReader.Text(opened), StringComparison.Ordinal);
            Assert.True(CardReader.Facts(opened).ContainsKey("A return today would give"));
        }

        // Nothing picked, and what another customer holds.
        Assert.Contains("Running: 11", CardReader.Text(await ClickPickAsync(host.Nora, card, "")), StringComparison.Ordinal);
        Assert.Contains(
            "is not among what Consolidated Messenger holds",
            CardReader.Text(await ClickPickAsync(
                host.Nora, card, UsageScenes.In(host, world => world.Reservations.First(item => item.Customer == Kuenstler).Id))),
            StringComparison.Ordinal);

        // Later it is read again: what was bought meanwhile is found, and two that would read the same are told apart.
        UsageScenes.In(host, world => Many(world, 30));
        host.Time.Leap(TimeSpan.FromMinutes(2));
        var many = await host.Nora.SearchesAsync("reservations", "machines_of_department_2");
        Assert.Equal(11, many.Count);
        Assert.Equal(11, many.Select(hit => hit.Title).Distinct().Count());
    }

    [Fact]
    public async Task Typing_finds_nothing_for_who_may_not_open_it_and_nothing_of_somebody_elses_customer()
    {
        await using var host = await BotHost.StartAsync();
        await ListAsync(host.Nora, "reservations consolidated");
        Assert.NotEmpty(await host.Ingrid.SearchesAsync("reservations", "", new JsonObject { ["customer"] = Consolidated }));
        Assert.Empty(await host.Omar.SearchesAsync("reservations", "", new JsonObject { ["customer"] = Consolidated }));
        Assert.Empty(await host.Pierre.SearchesAsync("reservations", ""));
        foreach (var other in new[] { "99999999-0000-4000-8000-000000000000", "not an id" })
            Assert.Empty(await host.Nora.SearchesAsync("reservations", "", new JsonObject { ["customer"] = other }));
    }

    [Fact]
    public async Task Where_the_card_shows_all_there_is_nothing_to_pick()
    {
        await using var host = await BotHost.StartAsync();
        var (card, _) = await ListAsync(host.Nora, "reservations " + Kuenstler);
        Assert.Null(CardReader.Input(card, "reservation"));
        Assert.NotNull(CardReader.Input(card, "find"));
    }

    [Fact]
    public async Task Every_partner_role_sees_it_and_nobody_else()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var agent in new[] { host.Nora, host.Pierre.In("en-US"), host.Ingrid })
            Assert.Contains("Running: 11", CardReader.Text(await agent.SaysAsync("reservations consolidated")), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Consolidated", CardReader.Text(await host.Omar.SaysAsync("reservations consolidated")), StringComparison.Ordinal);
        var borrowed = await OneAsync(host.Omar, Consolidated, Held(host, item => item is { Use: 22 }).Id);
        Assert.DoesNotContain("E4s", CardReader.Text(borrowed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_cannot_open_what_another_customer_holds()
    {
        await using var host = await BotHost.StartAsync();
        var foreign = Held(host, item => item is { Use: 22 });
        var text = CardReader.Text(await OneAsync(host.Nora, Kuenstler, foreign.Id));
        Assert.Contains("is not among what Zoë Künstler Atelier holds", text, StringComparison.Ordinal);
        Assert.DoesNotContain("E4s", text, StringComparison.Ordinal);
    }

    private static async Task<(JsonElement Card, string Text)> ListAsync(Agent agent, string phrase)
    {
        var card = await agent.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(card));
        return (card, CardReader.Text(card));
    }

    private static Task<JsonElement> OneAsync(Agent agent, string customer, string reservation) =>
        UsageScenes.StepAsync(agent, "show", customer, ("reservation", reservation));

    private static Reservation Held(TestBot host, Func<Reservation, bool> which) =>
        UsageScenes.In(host, world => world.Reservations.First(item => item.Customer == Consolidated && which(item)));

    private static int Many(World world, int count)
    {
        var model = world.Reservations.First(item => item is { Customer: Consolidated, State: "Succeeded" });
        for (var i = 0; i < count; i++)
        {
            world.Reservations.Add(model with
            {
                Id = Ids.Named($"many {i}"),
                ReservationOrder = Ids.Named($"many order {i}"),
                DisplayName = $"Machines_of_department_{i}",
                Expires = model.Expires.AddYears(-1).AddHours(i),
            });
        }

        return count;
    }

    private static IReadOnlyList<JsonElement> Rows(JsonElement card) =>
        [.. Elements(card).Where(element => element.TryGetProperty("selectAction", out var click)
            && click.GetProperty("verb").GetString() == "reservations/show")];

    private static IEnumerable<JsonElement> Elements(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Elements),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Elements(member.Value)).Prepend(element),
        _ => [],
    };

    private static async Task<IReadOnlyList<JsonElement>> AllRowsAsync(Agent agent, JsonElement card, string onward = "Next ›")
    {
        List<JsonElement> rows = [.. Rows(card)];
        while (Turn(card, onward) is { } next)
        {
            card = await SendsAsync(agent, "reservations/list", next);
            Assert.Empty(CardJsonRules.Check(card));
            rows.AddRange(Rows(card));
        }

        return rows;
    }

    private static JsonObject? Turn(JsonElement card, string title) => Elements(card)
        .Where(element => element.TryGetProperty("title", out var said) && said.GetString() == title)
        .Where(element => element.TryGetProperty("data", out _))
        .Select(element => JsonNode.Parse(element.GetProperty("data").GetRawText())!.AsObject())
        .FirstOrDefault();

    private static Task<JsonElement> ClickRowAsync(Agent agent, JsonElement row) => SendsAsync(
        agent, "reservations/show", JsonNode.Parse(row.GetProperty("selectAction").GetProperty("data").GetRawText())!.AsObject());

    private static async Task<JsonElement> SendsAsync(Agent agent, string verb, JsonObject data)
    {
        var (_, body) = await agent.SendAsAskedAsync(agent.Forge(verb, data));
        return body.GetProperty("value");
    }

    /// <summary>The amount in a row's line of what it is worth.</summary>
    private static string Returned(string row) => row.Split("refund if returned today: ")[1].Split(" · ")[0].Split(" | ")[0];

    private static async Task<JsonElement> ClickPickAsync(Agent agent, JsonElement card, string sent)
    {
        var button = CardReader.Buttons(card).Single(one => one.GetProperty("verb").GetString() == "reservations/show"
            && one.GetProperty("title").GetString() == "Open");
        return await SendsAsync(
            agent, "reservations/show", CardReader.DataOf(card, button, new Dictionary<string, string> { ["reservation"] = sent }));
    }

    private static string Title(JsonElement row) => CardReader.Text(row).Split(" | ")[0];

    private static string Dollars(decimal amount) => amount.ToString("N2", CultureInfo.GetCultureInfo("en")) + " USD";
}
