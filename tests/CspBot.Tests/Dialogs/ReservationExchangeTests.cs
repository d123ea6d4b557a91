using System.Globalization;
using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;
using static CspBot.Tests.Dialogs.ReturnScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Exchanges and trade-ins through the front door: figures, rules of the day, refusals, and how Azure ends them.</summary>
public sealed class ReservationExchangeTests(ITestOutputHelper output) : IAsyncLifetime
{
    private BotHost _host = null!;

    private static DateTimeOffset Today => new(TestClock.World().GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Rules:Exchange:Until"] = Today.AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
            oneClock: true);
        await _host.Tomas.InstallAsync();
        await QuickAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Several_are_exchanged_for_several_and_each_card_agrees_with_the_world()
    {
        var (old, monthly) = (Pick(_host, "Standard_D2s_v3"), Pick(_host, "Standard_E4s_v5", one => one.BillingPlan == "Monthly"));
        var review = await ReviewAsync([old, monthly], ("product", "Standard_E4s_v5"), ("quantity", "2"), ("term", "P3Y"),
            ("product2", "Standard_D4s_v5"), ("quantity2", "1"));
        var text = CardReader.Text(review);
        output.WriteLine(text);
        var asked = Quoted();
        var facts = CardReader.Facts(review);
        Assert.Equal(
            (Shown(asked.Refunds), Shown(asked.Purchases), Shown(asked.Purchases - asked.Refunds)),
            (facts["Value given back"], facts["New total"], facts["To be paid"]));
        Assert.Contains($"The new total {Shown(asked.Purchases)} is at least the ", text, StringComparison.Ordinal);
        Assert.Contains("as often as needed until", text, StringComparison.Ordinal);
        Assert.DoesNotContain(asked.Id, review.GetRawText(), StringComparison.OrdinalIgnoreCase);

        await _host.ControlAsync("knobs", new { exchangeAtOnce = true, exchangeWorkPolls = 3, exchangeRetryAfter = 1 });
        var (id, ask) = await SubmitAsync(_host, review);
        Assert.Equal(facts["To be paid"], CardReader.Facts(ask.Card)["To be paid"]);
        await ApproveAsync(_host, ask);
        var done = await EndAsync(_host, id);
        output.WriteLine(done.Text);
        Assert.Contains("Done and verified", done.Text, StringComparison.Ordinal);
        Assert.Equal(("Cancelled", "Cancelled"), (Again(_host, old).State, Again(_host, monthly).State));
        var bought = In(_host, world => world.Reservations.Where(one => one.DisplayName.Contains(id, StringComparison.Ordinal)).ToList());
        Assert.Equal(
            [("Standard_E4s_v5", 2, "P3Y"), ("Standard_D4s_v5", 1, "P3Y")], bought.Select(one => (one.Product, one.Quantity, one.Term)));
        Assert.Equal(1, Posts(_host, "/exchange"));

        // What came of it is ours: its card says which request bought it.
        var card = await ForgeAsync(_host.Nora, "show", ("customer", Consolidated), ("reservation", bought[0].Id));
        Assert.Contains(id, CardReader.Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trade_in_makes_a_plan_of_the_same_value_that_is_said_to_be_final()
    {
        var item = Pick(_host, "Standard_E4s_v5", one => one.BillingPlan == "Monthly");
        var form = await ForgeAsync(
            _host.Nora, "exchange", ("customer", Consolidated), ("reservation", item.Id), ("into", "SavingsPlan"));
        Assert.Contains("The plan is final", CardReader.Text(form), StringComparison.Ordinal);
        var review = await _host.Nora.ClicksAsync(
            form, "reservations/quote", new Dictionary<string, string> { ["reason"] = "Everything moves", ["returned"] = "3" });
        Assert.Contains("A trade-in is final: the savings plan cannot be returned", CardReader.Text(review), StringComparison.Ordinal);
        Assert.DoesNotContain("An exchange is final", CardReader.Text(review), StringComparison.Ordinal);
        Assert.StartsWith("a savings plan, 1 year at ", CardReader.Facts(review)["Bought for it"], StringComparison.Ordinal);
        var before = In(_host, world => world.SavingsPlans.Count);
        var end = await RunAsync(_host, review);
        output.WriteLine(end.Text);
        Assert.Contains("Done and verified", end.Text, StringComparison.Ordinal);
        Assert.Equal((1, "Succeeded"), (Again(_host, item).Quantity, Again(_host, item).State));
        var plan = In(_host, world => world.SavingsPlans.Last());
        Assert.Equal(before + 1, In(_host, world => world.SavingsPlans.Count));
        Assert.Contains(plan.Hourly.ToString("N3", CultureInfo.InvariantCulture) + " USD", end.Text, StringComparison.Ordinal);

        // The ceiling of returns is untouched.
        Assert.Empty(In(_host, world => world.Returned));
    }

    [Fact]
    public async Task Worse_is_refused_with_both_figures_better_goes_through_and_says_so()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var whole = item.Amount;
        var review = await ReviewAsync([item], ("product", "Standard_E4s_v5"), ("quantity", "9"), ("term", "P3Y"));
        var end = await RunAsync(_host, review, () => WorthAsync(0.9m));
        Assert.Matches(@"worse than what was approved: [\d,.]+ USD to be paid then, [\d,.]+ USD now\. Nothing was done\.", end.Text);
        Assert.Equal((0, "Succeeded"), (Posts(_host, "/exchange"), Again(_host, item).State));
        await WorthAsync(1m);
        review = await ReviewAsync([item], ("product", "Standard_E4s_v5"), ("quantity", "9"), ("term", "P3Y"));
        end = await RunAsync(_host, review, () => WorthAsync(1.1m));
        Assert.Contains("Better than approved: ", end.Text, StringComparison.Ordinal);
        Assert.Contains("Done and verified", end.Text, StringComparison.Ordinal);
        Assert.Equal((1, "Cancelled"), (Posts(_host, "/exchange"), Again(_host, item).State));

        Task WorthAsync(decimal share)
        {
            Change(_host, item, one => one with { Amount = whole * share });
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_does_not_fit_says_why_and_nothing_is_exchanged()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var database = In(_host, world => world.Reservations.First(one => one.ResourceType == "SqlDatabases"));
        var final = In(_host, world => world.Reservations.First(one => one.ResourceType == "Databricks"));
        var little = await ReviewAsync([item], ("product", "Standard_B1s"), ("quantity", "1"), ("term", "P3Y"));
        Assert.Matches(
            @"The new total [\d,.]+ USD is below the [\d,.]+ USD of commitment given up: [\d,.]+ USD are missing", CardReader.Text(little));
        Assert.Contains("What is to be bought does not fit: The total of the purchases", CardReader.Text(little), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(little, "reservations/submit"));
        foreach (var (sources, into, said) in new[]
        {
            (new[] { item, database }, "", "Reservations of different kinds cannot be exchanged together"),
            ([final], "", "are final: they can be neither returned nor exchanged"),
            ([database], "SavingsPlan", "no document says how Azure calls it here"),
        })
        {
            var before = Posts(_host, "calculateExchange");
            var review = await ReviewAsync(
                sources, ("product", "Standard_E4s_v5"), ("quantity", "9"), ("term", "P3Y"), ("into", into));
            Assert.Contains(said, CardReader.Text(review), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(review, "reservations/submit"));
            Assert.Equal(before, Posts(_host, "calculateExchange"));
        }

        foreach (var (product, quantity, said) in new[]
        {
            ("Standard_D4s_v3", "9", "Reservations of the family Dsv3 are not sold any more since"),
            ("Standard D4s", "9", "Name a product as Azure does"),
            ("Standard_D4s_v5", "many", "Give a whole number from 1 to 10,000."),
        })
        {
            var form = await ReviewAsync([item], ("product", product), ("quantity", quantity), ("term", "P3Y"));
            Assert.Contains(said, CardReader.Text(form), StringComparison.Ordinal);
        }

        var none = await ReviewAsync([item], ("product", "Standard_Z9z_v9"), ("quantity", "9"), ("term", "P3Y"));
        Assert.Contains("Azure has no price for it", CardReader.Text(none), StringComparison.Ordinal);
        Assert.Equal((0, 6), (Posts(_host, "/exchange"), Again(_host, item).Quantity));
    }

    [Fact]
    public async Task From_the_day_on_what_was_bought_before_has_one_last_exchange_and_its_successor_has_none_but_a_trade_in()
    {
        await _host.LeapAsync(TimeSpan.FromDays(3));
        await _host.ControlAsync("knobs", new { exchangeAtOnce = true, exchangesUntil = Today.AddDays(2) });
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var review = await ReviewAsync([item], ("product", "Standard_E4s_v5"), ("quantity", "9"), ("term", "P3Y"));
        Assert.Contains("This is its last exchange", CardReader.Text(review), StringComparison.Ordinal);
        Assert.Contains("Done and verified", (await RunAsync(_host, review)).Text, StringComparison.Ordinal);
        var successor = In(_host, world => world.Reservations.Last());
        review = await ReviewAsync([successor], ("product", "Standard_D4s_v5"), ("quantity", "20"), ("term", "P3Y"));
        Assert.Contains("it cannot be exchanged for reservations", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, "reservations/submit"));

        // Azure itself says no as well, whoever asks it.
        review = await ReviewAsync([successor], ("into", "SavingsPlan"), ("term", "P3Y"));
        Assert.Contains("Done and verified", (await RunAsync(_host, review)).Text, StringComparison.Ordinal);
        Assert.Equal((2, "Cancelled"), (Posts(_host, "/exchange"), Again(_host, successor).State));
    }

    [Fact]
    public async Task Every_word_of_an_end_is_told_and_nothing_is_sent_again()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var sent = 0;
        foreach (var (word, said) in new[] { ("Failed", "failed"), ("Cancelled", "cancelled"), ("Canceled", "cancelled") })
        {
            // The exchange itself.
            await _host.ControlAsync("knobs", new { exchangeWorkEnds = word, exchangeWorkPolls = 1, exchangeRetryAfter = 1 });
            var end = await RunAsync(
                _host, await ReviewAsync([item], ("product", "Standard_E4s_v5"), ("quantity", "9"), ("term", "P3Y")));
            Assert.Contains($"Azure did not carry it out ({said}): The exchange could not", end.Text, StringComparison.Ordinal);
            Assert.Equal(++sent, Posts(_host, "/exchange"));

            // Its quote at execution.
            await QuickAsync();
            var review = await ReviewAsync([item], ("product", "Standard_E4s_v5"), ("quantity", "8"), ("term", "P3Y"));
            end = await RunAsync(_host, review, () => _host.ControlAsync("knobs", new { exchangeAtOnce = true, exchangeEnds = word }));
            Assert.Contains(
                word == "Failed" ? "Azure has no price for it" : "Azure cancelled the calculation", end.Text, StringComparison.Ordinal);
            await QuickAsync();
        }

        Assert.Equal((sent, 6), (Posts(_host, "/exchange"), Again(_host, item).Quantity));
    }

    [Fact]
    public async Task A_calculation_that_takes_its_time_is_asked_for_once_also_over_a_restart()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var review = await ReviewAsync([item], ("product", "Standard_E4s_v5"), ("quantity", "9"), ("term", "P3Y"));
        await _host.ControlAsync(
            "knobs", new { exchangeAtOnce = false, exchangePolls = 2, exchangeRetryAfter = 20, exchangeWorkPolls = 2 });
        var asked = Posts(_host, "calculateExchange");
        var (id, ask) = await SubmitAsync(_host, review);
        await ApproveAsync(_host, ask);
        await Eventually.IsTrueAsync("the calculation is asked for", () => Posts(_host, "calculateExchange") == asked + 1);
        await _host.LeapAsync(TimeSpan.Zero);
        await _host.RestartAsync();
        var end = await EndAsync(_host, id);
        Assert.Contains("Done and verified", end.Text, StringComparison.Ordinal);
        Assert.Equal((asked + 1, 1), (Posts(_host, "calculateExchange"), Posts(_host, "/exchange")));
        Assert.Equal("Cancelled", Again(_host, item).State);
    }

    [Fact]
    public async Task What_is_forged_is_not_done()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var foreign = In(_host, world => world.Reservations.First(one => one.Customer != Consolidated && one.Expires > world.Now));
        var review = await ReviewAsync([item], ("product", "Standard_E4s_v5"), ("quantity", "9"), ("term", "P3Y"));
        foreach (var (name, value) in new[]
        {
            ("quantity", "1"),
            ("returned", "1"),
            ("reservation", foreign.Id),
            ("customer", foreign.Customer),
            ("product2", "Standard_D4s_v5"),
            ("into", "SavingsPlan"),
            ("shown", "1 USD 1780000000"),
            ("act", "return"),
        })
        {
            var answer = (await _host.Nora.SendAsync(_host.Nora.Click(
                review, "reservations/submit", forge: data => data[name] = value))).Body.GetProperty("value");
            Assert.False(CardReader.HasButton(answer, "requests/cancel"), name);
        }

        var other = await ReviewAsync([foreign], ("product", "Standard_E4s_v5"), ("quantity", "9"), ("term", "P3Y"));
        Assert.Contains("This reservation is none of", CardReader.Text(other), StringComparison.Ordinal);
        foreach (var agent in new[] { _host.Ingrid, _host.Omar })
        {
            Assert.False(CardReader.HasButton(
                await ForgeAsync(agent, "exchange", ("customer", item.Customer), ("reservation", item.Id)), "reservations/quote"));
        }

        // A sales agent asks in French, and an admin agent's yes runs it.
        Assert.True(CardReader.HasButton(
            await ForgeAsync(_host.Pierre, "exchange", ("customer", item.Customer), ("reservation", item.Id)), "reservations/quote"));
        Assert.Equal((0, 6), (Posts(_host, "/exchange"), Again(_host, item).Quantity));
    }

    [Fact]
    public async Task What_the_plan_quoted_opens_filled_in_and_a_sales_agent_asks_for_it_in_French()
    {
        var item = Pick(_host, "Standard_E4s_v5", one => one.BillingPlan == "Monthly");
        var plan = await ForgeAsync(
            _host.Nora,
            "plan",
            ("customer", Consolidated),
            ("reservation", item.Id),
            ("ask", "true"),
            ("product", "Standard_E4s_v5"),
            ("quantity", "9"),
            ("term", "P3Y"),
            ("billing", "Upfront"));
        var words = CardReader.Buttons(plan).Where(button => button.GetProperty("verb").GetString() == "reservations/exchange").ToList();
        Assert.Equal(3, words.Count);
        var filled = await OpenAsync(words.Single(word => word.GetProperty("data").TryGetProperty("product", out _)));
        Assert.Equal(
            (item.Id, "Standard_E4s_v5", "9", "P3Y"),
            (CardReader.Value(filled, "reservation"),
                CardReader.Value(filled, "product"),
                CardReader.Value(filled, "quantity"),
                CardReader.Value(filled, "term")));
        var trade = await OpenAsync(words.First(word => word.GetProperty("data").TryGetProperty("into", out _)));
        Assert.Contains("Trade in reservations of", CardReader.Text(trade), StringComparison.Ordinal);

        // Who may not ask sees no such word.
        var seen = await ForgeAsync(_host.Ingrid, "plan", ("customer", Consolidated), ("reservation", item.Id));
        Assert.DoesNotContain("\"reservations/exchange\"", seen.GetRawText(), StringComparison.Ordinal);

        // A sales agent asks in French, in numbers as French people write them; an admin agent's yes runs it.
        var form = await ForgeAsync(
            _host.Pierre, "exchange", ("customer", Consolidated), ("reservation", item.Id), ("into", "SavingsPlan"));
        var review = await _host.Pierre.ClicksAsync(
            form, "reservations/quote", new Dictionary<string, string> { ["reason"] = "Moins de machines", ["hourly"] = "0,5" });
        var text = CardReader.Text(review);
        Assert.Contains("0,500", text, StringComparison.Ordinal);
        Assert.Contains("un plan d’économies, 1 an à 0,500", text, StringComparison.Ordinal);
        Assert.Contains("le plan d’économies ne peut être ni retourné, ni échangé, ni annulé", text, StringComparison.Ordinal);
        var own = await _host.Pierre.ClicksAsync(review, "reservations/submit");
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, Scenarios.RequestOf(own));
        await ApproveAsync(_host, ask);
        await _host.Pierre.SeesAsync("Faite et vérifiée");
        Assert.Equal((1, "Cancelled"), (Posts(_host, "/exchange"), Again(_host, item).State));
        Assert.Equal(0.5m, In(_host, world => world.SavingsPlans.Last().Hourly));
    }

    private async Task<JsonElement> OpenAsync(JsonElement word)
    {
        var data = System.Text.Json.Nodes.JsonNode.Parse(word.GetProperty("data").GetRawText())!.AsObject();
        return (await _host.Nora.SendAsAskedAsync(_host.Nora.Forge("reservations/exchange", data))).Body.GetProperty("value");
    }

    private Task QuickAsync() => _host.ControlAsync(
        "knobs", new { exchangeAtOnce = true, exchangeEnds = "Succeeded", exchangeWorkEnds = "Succeeded", exchangeWorkPolls = 0 });

    private ExchangeSession Quoted() => In(_host, world => world.ExchangeSessions.Values.Last());

    private async Task<JsonElement> ReviewAsync(IEnumerable<Reservation> sources, params (string Name, string Value)[] filled)
    {
        var into = filled.FirstOrDefault(one => one.Name == "into").Value ?? "";
        var form = await ForgeAsync(_host.Nora, "exchange", ("customer", Consolidated), ("into", into));
        var values = filled.Where(one => one.Name != "into").ToDictionary(one => one.Name, one => one.Value);
        values["reservation"] = string.Join(',', sources.Select(one => one.Id));
        values["reason"] = "Other sizes";
        return await _host.Nora.ClicksAsync(form, "reservations/quote", values);
    }
}
