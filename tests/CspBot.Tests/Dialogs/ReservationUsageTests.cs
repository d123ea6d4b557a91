using CspBot.Resources;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>How well something is used: every figure on the card from an answer, and a sentence where there is none.</summary>
public sealed class ReservationUsageTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Four_figures_are_followed_from_the_answers_to_the_card()
    {
        await using var host = await BotHost.StartAsync();
        var card = await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, UsageScenes.KeyOf(host, UsageScenes.AdventureWorks));
        var text = CardReader.Text(card);

        // The same calls once more, without the bot: this is what it was told.
        var daily = UsageScenes.Summaries(host, "daily");
        var days = (await UsageScenes.AgainAsync(host, daily)).GetProperty("value").EnumerateArray()
            .Select(row => row.GetProperty("properties"))
            .TakeLast(30)
            .ToList();
        var used = days.Sum(day => UsageScenes.Number(day, "usedHours"));
        var reserved = days.Sum(day => UsageScenes.Number(day, "reservedHours"));
        var rates = await UsageScenes.AgainAsync(host, Assert.Single(UsageScenes.Calls(host, "reservationRecommendationDetails")));
        var rate = UsageScenes.Number(rates, "properties", "resource", "onDemandRate");
        var quote = await UsageScenes.AgainAsync(host, Assert.Single(UsageScenes.Calls(host, "calculateRefund")));
        var price = UsageScenes.Number(quote, "properties", "billingInformation", "billingCurrencyTotalPaidAmount", "amount")
            + UsageScenes.Number(quote, "properties", "billingInformation", "billingCurrencyRemainingCommitmentAmount", "amount");
        var held = UsageScenes.In(host, world => world.Reservations.First(item => item.Customer == UsageScenes.AdventureWorks));
        var hours = (decimal)(held.Expires - held.Purchased).TotalHours * held.Quantity;
        var paid = price * reserved / hours;

        // How much was used, what was saved, and what an hour cost.
        Assert.Equal(UsageScenes.English(used / reserved, "P1"), CardReader.Facts(card)["Last 30 days"]);
        Assert.Contains($"Saved {UsageScenes.English(used * rate - paid, "N2")} USD in 30 days", text, StringComparison.Ordinal);
        Assert.Contains(
            $"Each used hour cost {UsageScenes.English(paid / used, "N4")} USD; as you go it costs {UsageScenes.English(rate, "N4")} USD",
            text,
            StringComparison.Ordinal);

        // When it has paid for itself: hours that cost as much as you go, of those used month by month.
        var monthly = UsageScenes.Summaries(host, "monthly");
        var all = (await UsageScenes.AgainAsync(host, monthly)).GetProperty("value").EnumerateArray()
            .Sum(month => UsageScenes.Number(month, "properties", "usedHours"));
        Assert.Contains($"buys {UsageScenes.English(price / rate, "N0")} hours", text, StringComparison.Ordinal);
        Assert.Contains($"{UsageScenes.English(all, "N0")} hours were used since it was bought", text, StringComparison.Ordinal);
        Assert.Contains(all >= price / rate ? "Paid for itself about" : "Pays for itself about", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_has_a_bar_for_each_day_that_is_told_and_older_clients_see_columns()
    {
        await using var host = await BotHost.StartAsync();
        var card = await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, UsageScenes.KeyOf(host, UsageScenes.AdventureWorks));
        var chart = Assert.Single(
            card.GetProperty("body").EnumerateArray(), element => element.GetProperty("type").GetString() == "Chart.VerticalBar");
        var daily = UsageScenes.Summaries(host, "daily");
        var told = (await UsageScenes.AgainAsync(host, daily)).GetProperty("value").EnumerateArray().TakeLast(30)
            .Select(row => UsageScenes.Number(row, "properties", "avgUtilizationPercentage"))
            .ToList();
        var bars = chart.GetProperty("data").EnumerateArray().Select(bar => bar.GetProperty("y").GetDecimal()).ToList();
        Assert.Equal(30, bars.Count);
        Assert.All(bars.Zip(told), pair => Assert.InRange(pair.First - pair.Second, -0.1m, 0.1m));
        var columns = chart.GetProperty("fallback").GetProperty("items")[1].GetProperty("columns").EnumerateArray().ToList();
        Assert.Equal(
            told.TakeLast(7).Select(percent => UsageScenes.English(Math.Round(percent), "N0")),
            columns.Select(column => column.GetProperty("items")[0].GetProperty("text").GetString()!));
        Assert.Contains("Over 30 days", card.GetProperty("fallbackText").GetString()!, StringComparison.Ordinal);
        Assert.Empty(CardJsonRules.Check(card));
    }

    [Fact]
    public async Task All_days_can_be_copied_into_a_spreadsheet()
    {
        await using var host = await BotHost.StartAsync();
        var key = UsageScenes.KeyOf(host, UsageScenes.AdventureWorks);
        var card = await UsageScenes.StepAsync(
            host.Nora, "usage", UsageScenes.AdventureWorks, ("reservation", key), ("csv", "true"));
        var answer = await UsageScenes.AgainAsync(host, UsageScenes.Summaries(host, "daily"));
        var told = answer.GetProperty("value").EnumerateArray().ToList();
        var lines = CardReader.Value(card, "csv")!.Split('\n');
        Assert.Equal(told.Count + 1, lines.Length);
        var last = told[^1].GetProperty("properties");
        Assert.StartsWith(
            $"{last.GetProperty("usageDate").GetString()![..10]},{UsageScenes.Number(last, "reservedHours"):0.##},",
            lines[^1],
            StringComparison.Ordinal);
        Assert.Empty(CardJsonRules.Check(card));
    }

    [Fact]
    public async Task What_is_over_shows_the_last_days_that_it_had()
    {
        await using var host = await BotHost.StartAsync();
        var key = UsageScenes.KeyOf(host, UsageScenes.AdventureWorks);
        var end = UsageScenes.In(host, world =>
        {
            var at = world.Reservations.FindIndex(item => item.Customer == UsageScenes.AdventureWorks);
            world.Reservations[at] = world.Reservations[at] with { Expires = world.Now.AddDays(-100) };
            return world.Reservations[at].Expires;
        });
        var text = CardReader.Text(await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, key));
        Assert.Contains(
            $"Last day told ({end.UtcDateTime.ToString("d MMM", Texts.English.Culture)})", text, StringComparison.Ordinal);
        Assert.Contains("Over 30 days", text, StringComparison.Ordinal);

        // Nothing can be returned any more, and so no quote says what it cost.
        Assert.Contains("when it breaks even: not known | What it costs over its term is not told", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_bought_today_has_no_use_yet_and_no_figure_is_made_up()
    {
        await using var host = await BotHost.StartAsync();
        var customer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
        await PurchaseScenes.BuyAsync(host, customer, "reservation", 2);
        var card = await UsageScenes.OpenAsync(host.Nora, customer, UsageScenes.KeyOf(host, customer));
        var text = CardReader.Text(card);
        Assert.Contains("Azure tells of no use yet", text, StringComparison.Ordinal);
        Assert.Contains(
            "What it saved, what a used hour cost and when it breaks even: not known | Azure tells no hours of use",
            text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("USD", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_answer_gives_the_price_as_you_go_the_card_says_so()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("faults", new { api = "arm", path = "reservationRecommendationDetails", status = 404 });
        var card = await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, UsageScenes.KeyOf(host, UsageScenes.AdventureWorks));
        var text = CardReader.Text(card);
        Assert.Contains("Saved against pay as you go: not known | Azure’s recommendations tell no price", text, StringComparison.Ordinal);
        Assert.Contains("Break-even: not known", text, StringComparison.Ordinal);
        Assert.Contains("Each used hour cost", text, StringComparison.Ordinal);
        Assert.DoesNotContain("as you go it costs", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed", "we have no right on this order")]
    [InlineData(500, null, "The use day by day could not be read")]
    public async Task A_usage_that_cannot_be_read_says_why_and_the_rest_stays(int status, string? code, string said)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("faults", new { api = "arm", path = "reservationSummaries", status, code });
        var card = await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, UsageScenes.KeyOf(host, UsageScenes.AdventureWorks));
        Assert.Contains(said, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("Last 30 days", CardReader.Facts(card).Keys);
        Assert.Contains("By subscription", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cloud_out_of_reach_has_its_sentence()
    {
        await using var host = await BotHost.StartAsync();
        var key = UsageScenes.KeyOf(host, UsageScenes.AdventureWorks);
        await host.ControlAsync("faults", new { api = "arm", dropConnection = true });
        await host.ControlAsync("faults", new { api = "partnercenter", path = "entitlements", dropConnection = true });
        var text = CardReader.Text(await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, key));
        Assert.Contains(Texts.English["Refusal.Cloud.Unreachable"], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_asked_too_much_is_left_alone_and_the_card_says_for_how_long()
    {
        await using var host = await BotHost.StartAsync();
        var key = UsageScenes.KeyOf(host, UsageScenes.AdventureWorks);
        await host.ControlAsync("faults", new { api = "arm", path = "reservationSummaries", status = 429, retryAfter = 90 });
        var text = CardReader.Text(await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, key));
        Assert.Contains(Texts.English["Refusal.Cloud.Throttled", "90"], text, StringComparison.Ordinal);
        var asked = UsageScenes.Calls(host, "reservationSummaries").Count;
        await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, key);
        Assert.Equal(asked, UsageScenes.Calls(host, "reservationSummaries").Count);
    }

    [Fact]
    public async Task Of_two_hundred_reservations_the_list_asks_for_pages_and_not_for_each()
    {
        await using var host = await BotHost.StartAsync();
        var customer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
        UsageScenes.In(host, world =>
        {
            var sample = world.Reservations.First(item => item.Customer == UsageScenes.AdventureWorks);
            for (var i = 0; i < 200; i++)
                world.Reservations.Add(sample with
                {
                    Id = Guid.NewGuid().ToString(),
                    ReservationOrder = Guid.NewGuid().ToString(),
                    Customer = customer,
                    Subscription = world.AzureSubscriptionsOf(customer).First().Id,
                    Use = i / 2m,
                });
            return true;
        });
        var before = host.Sandbox.Calls.All().Count;
        var card = await UsageScenes.StepAsync(host.Nora, "usage", customer);
        var calls = host.Sandbox.Calls.All().Skip(before).Where(call => call.Api is "arm" or "partnercenter").ToList();
        Assert.DoesNotContain(calls, call => call.Path.Contains("Consumption", StringComparison.OrdinalIgnoreCase));
        output.WriteLine($"{calls.Count} calls for the usage of 200 reservations:");
        foreach (var kind in calls.GroupBy(call => $"{call.Api} {call.Method} {call.Route}"))
            output.WriteLine($"  {kind.Count()} × {kind.Key}");
        Assert.InRange(calls.Count, 3, 10);
        Assert.Contains("1 to 10 of 200", CardReader.Text(card), StringComparison.Ordinal);

        // The worst first; a row opens its own.
        var rows = CardReader.Buttons(card).Where(button => button.GetProperty("data").TryGetProperty("reservation", out _)).ToList();
        Assert.Equal(10, rows.Count);
        Assert.Contains(": 0.0%", CardReader.Text(card), StringComparison.Ordinal);
        var next = await UsageScenes.StepAsync(host.Nora, "usage", customer, ("page", "1"));
        Assert.Contains("11 to 20 of 200", CardReader.Text(next), StringComparison.Ordinal);
        Assert.Empty(CardJsonRules.Check(card));
    }

    [Fact]
    public async Task A_savings_plan_is_used_in_percent_and_has_no_price_of_an_hour()
    {
        await using var host = await BotHost.StartAsync();
        var customer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
        await PurchaseScenes.BuyAsync(host, customer, "savings-plan", 5);
        var key = UsageScenes.In(host, world =>
        {
            var at = world.SavingsPlans.FindIndex(item => item.Customer == customer);
            world.SavingsPlans[at] = world.SavingsPlans[at] with { Purchased = world.Now.AddDays(-20) };
            return $"{world.SavingsPlans[at].Order}/{world.SavingsPlans[at].Id}";
        });
        var card = await UsageScenes.OpenAsync(host.Nora, customer, key);
        Assert.Contains("Over 20 days", CardReader.Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain("used hour", CardReader.Text(card), StringComparison.Ordinal);
        var answer = await UsageScenes.AgainAsync(host, Assert.Single(UsageScenes.Calls(host, "benefitUtilizationSummaries")));
        var unused = answer.GetProperty("value").EnumerateArray()
            .Sum(day => 0.5m * 24 * (100 - UsageScenes.Number(day, "properties", "avgUtilizationPercentage")) / 100);
        Assert.Contains(
            $"In 20 days {UsageScenes.English(unused, "N2")} USD of the 240.00 USD committed were not used",
            CardReader.Text(card),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credits_paid_ahead_are_used_up_and_have_no_days()
    {
        await using var host = await BotHost.StartAsync();
        var customer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
        await PurchaseScenes.BuyAsync(host, customer, "pre-purchase");
        UsageScenes.In(host, world =>
        {
            var at = world.Reservations.FindIndex(item => item.Customer == customer);
            return world.Reservations[at] = world.Reservations[at] with { Purchased = world.Now.AddDays(-50) };
        });
        var text = CardReader.Text(await UsageScenes.OpenAsync(host.Nora, customer, UsageScenes.KeyOf(host, customer)));
        var rows = (await UsageScenes.AgainAsync(host, UsageScenes.Summaries(host, "daily"))).GetProperty("value").EnumerateArray();
        var gone = UsageScenes.Number(rows.Last(), "properties", "utilizedPercentage");
        Assert.InRange(gone, 1, 99);
        Assert.Contains($"{UsageScenes.English(gone / 100, "P1")} of the credits were used up", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Used each day", text, StringComparison.Ordinal);
        Assert.DoesNotContain("used hour", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_reservation_is_no_longer_there_and_nothing_is_asked_about_it()
    {
        await using var host = await BotHost.StartAsync();
        var other = UsageScenes.KeyOf(host, UsageScenes.AdventureWorks);
        var customer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
        var text = CardReader.Text(await UsageScenes.OpenAsync(host.Nora, customer, other));
        Assert.Contains("This is not among what", text, StringComparison.Ordinal);
        Assert.Empty(UsageScenes.Calls(host, "Microsoft.Consumption"));
    }

    [Fact]
    public async Task The_subscriptions_that_use_it_are_named_with_their_part()
    {
        await using var host = await BotHost.StartAsync();
        const string Contoso = "10000000-0000-4000-8000-000002000000";
        await PurchaseScenes.BuyAsync(host, Contoso, "reservation", 3);
        UsageScenes.In(host, world =>
        {
            var at = world.Reservations.FindIndex(item => item.Customer == Contoso);
            var bought = world.Now.AddDays(-40);
            return world.Reservations[at] = world.Reservations[at] with { Purchased = bought, Expires = bought.AddDays(365) };
        });
        var text = CardReader.Text(await UsageScenes.OpenAsync(host.Pierre, Contoso, UsageScenes.KeyOf(host, Contoso)));
        Assert.Matches(@"Contoso Web : 66,7\s% de l’utilisation ; heures : [\d\s]+, machines : 2", text);
        Assert.Contains("Contoso Data : 33,3", text, StringComparison.Ordinal);
    }
}
