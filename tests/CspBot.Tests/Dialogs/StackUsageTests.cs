using System.Globalization;
using System.Text.Json;
using CspBot.Cloud;
using CspBot.Resources;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Usage of Azure Stack tenants: every figure is the world's own, and what was not mapped has one of its own.</summary>
public sealed class StackUsageTests
{
    [Theory]
    [InlineData("7", 1000)]
    [InlineData("40", 1000)]
    [InlineData("7", 333)]
    public async Task The_sums_of_three_tenants_on_two_stamps_are_the_worlds_own(string period, int pageSize)
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        await host.ControlAsync("knobs", new { pageSize });
        var last = StackUsageScenes.LastDay(host);
        var world = StackUsageScenes.World(host, last.AddDays(1 - int.Parse(period, CultureInfo.InvariantCulture)), last);
        var table = await StackUsageScenes.TableAsync(host.Nora, ("period", period));
        Assert.Equal(world.Sum(row => row.Quantity), table.Sum(line => StackUsageScenes.Number(line["quantity"])));
        foreach (var (name, tenant) in Tenants)
        {
            foreach (var stack in new[] { "Paris", "Lyon" })
            {
                var subscription = StackUsageScenes.SubscriptionOf(host, stack, tenant);
                var wanted = world.Where(row => row.Stack == stack && row.Subscription == subscription)
                    .Select(row => $"{row.Day:yyyy-MM-dd} {StackMeters.Of(row.Meter).Name} {row.Quantity / 1.0000000m}")
                    .Order(StringComparer.Ordinal);
                var shown = table.Where(line => line["stack"] == stack && line["customer"] == name)
                    .Select(line => $"{line["day"]} {line["meter"]} {StackUsageScenes.Number(line["quantity"]) / 1.0000000m}")
                    .Order(StringComparer.Ordinal);
                Assert.Equal(wanted, shown);
            }
        }

        // More than a thousand rows in ten days: there were second pages, and none was left out. How many days are read beside the seven
        // is the calendar's.
        var hasMore = StackUsageScenes.Calls(host).Any(call => call.Query.Contains("continuationToken=", StringComparison.Ordinal));
        Assert.True(hasMore || (period == "7" && pageSize == 1000));
    }

    [Theory]
    [InlineData("en-US", "onboard stack usage")]
    [InlineData("fr-FR", "intégrer stack utilisation")]
    [InlineData("fr-FR", "intégrer stack usage")]
    public async Task The_overview_names_each_leak_with_its_own_figure_first(string locale, string phrase)
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        var texts = Texts.For(locale);
        var card = await host.Nora.In(locale).SaysAsync(phrase);
        var text = CardReader.Text(card);
        var last = StackUsageScenes.LastDay(host);
        var world = StackUsageScenes.World(host, last.AddDays(-29), last);
        var figures = new[] { ("Paris", StackUsageScenes.Phone), ("Lyon", StackUsageScenes.Pharma) }.Select(leak =>
        {
            var subscription = StackUsageScenes.SubscriptionOf(host, leak.Item1, leak.Item2);
            var hours = world
                .Where(row => row.Stack == leak.Item1 && row.Subscription == subscription && row.Meter == StackUsageScenes.WindowsHours)
                .Sum(row => row.Quantity);
            return texts[StackUsageText.LeakFigure, 30, 30, $"Windows VM Size Hours {hours.ToString("N0", texts.Culture)} "];
        });
        Assert.All(figures, figure => Assert.Contains(CardReader.Spaced(figure.TrimEnd()), text, StringComparison.Ordinal));
        Assert.Contains(CardReader.Spaced(texts[StackUsageText.LeaksFound, 2]), text, StringComparison.Ordinal);

        // Each with the way to close it, before those without.
        var fixes = CardReader.Buttons(card)
            .Where(button => button.GetProperty("verb").GetString() == StackScenarios.Dialog + "fix")
            .ToList();
        Assert.Equal(
            [$"Lyon|{StackUsageScenes.Pharma}", $"Paris|{StackUsageScenes.Phone}"],
            fixes.Select(fix => fix.GetProperty("data").GetProperty("leak").GetString()).Order());
        Assert.True(
            text.IndexOf("The Phone Company", StringComparison.Ordinal) < text.IndexOf("Consolidated Messenger", StringComparison.Ordinal));
        Assert.DoesNotContain(locale == "en-US" ? "fit on this card" : "tiennent pas", text, StringComparison.Ordinal);
        Assert.Empty(CardJsonRules.Check(card));
    }

    [Fact]
    public async Task A_leaks_button_leads_to_the_step_that_closes_it_and_the_leaks_card_has_the_figure()
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        var leaks = await host.Nora.SaysAsync("onboard stack leaks");
        Assert.Contains(
            "Last 30 days: Not mapped on 30 of 30 days: Windows VM Size Hours", CardReader.Text(leaks), StringComparison.Ordinal);
        var usage = await host.Nora.ClicksAsync(leaks, StackUsageScenes.Verb);
        var fix = CardReader.Buttons(usage).First(button => button.GetProperty("verb").GetString() == StackScenarios.Dialog + "fix");
        var (_, body) = await host.Nora.SendAsAskedAsync(
            host.Nora.Forge(StackScenarios.Dialog + "fix", CardReader.DataOf(usage, fix, null)));
        Assert.Contains("reason", CardReader.Inputs(body.GetProperty("value")).Select(input => input.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task One_tenant_has_a_bar_and_a_line_for_each_day_and_what_was_mapped_beside_it()
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        var key = $"Lyon|{StackUsageScenes.Pharma}";
        var card = await StackUsageScenes.OpenAsync(host.Nora, ("period", "40"), ("tenant", key), ("meter", StackUsageScenes.WindowsHours));
        var last = StackUsageScenes.LastDay(host);
        var subscription = StackUsageScenes.SubscriptionOf(host, "Lyon", StackUsageScenes.Pharma);
        var world = StackUsageScenes.World(host, last.AddDays(-39), last)
            .Where(row => row.Subscription == subscription && row.Meter == StackUsageScenes.WindowsHours)
            .ToDictionary(row => row.Day, row => row.Quantity);
        var chart = Assert.Single(
            card.GetProperty("body").EnumerateArray(), element => element.GetProperty("type").GetString() == "Chart.VerticalBar");
        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => world.GetValueOrDefault(last.AddDays(i - 39))),
            chart.GetProperty("data").EnumerateArray().Select(bar => bar.GetProperty("y").GetDecimal()));
        Assert.True(chart.TryGetProperty("fallback", out _));
        var text = CardReader.Text(card);
        Assert.Contains("Not mapped, and never seen mapped", text, StringComparison.Ordinal);
        Assert.Equal(
            world[last].ToString("N1", Texts.English.Culture),
            CardReader.Facts(card)[last.ToString("d MMM", Texts.English.Culture)].Split(" · ")[0]);
        Assert.EndsWith("✖ not mapped", CardReader.Facts(card)[last.ToString("d MMM", Texts.English.Culture)], StringComparison.Ordinal);
        Assert.DoesNotContain("fit on this card", text, StringComparison.Ordinal);
        Assert.Contains("Rows that name no resource: ", text, StringComparison.Ordinal);
        Assert.Contains("5c0ffee5-77aa-4b1d-9c1e-aa0000000047", text, StringComparison.Ordinal);
        Assert.Empty(CardJsonRules.Check(card));

        var second = await StackUsageScenes.OpenAsync(host.Nora, ("period", "40"), ("tenant", key), ("page", "3"));
        Assert.Contains(last.AddDays(-35).ToString("d MMM", Texts.English.Culture), CardReader.Facts(second).Keys);

        // What the spreadsheet gets of it is what the card adds up.
        var table = await StackUsageScenes.TableAsync(host.Nora, ("period", "40"), ("tenant", key));
        Assert.Equal(
            world.Values.Sum(),
            table.Where(line => line["meter"] == "Windows VM Size Hours").Sum(line => StackUsageScenes.Number(line["quantity"])));
        Assert.All(table, line => Assert.Equal(("Lyon", "not mapped"), (line["stack"], line["mapping"])));
        Assert.Contains(
            $"{world.Values.Sum().ToString("N0", Texts.English.Culture)} core hours, of which", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_subscription_is_shown_as_such_and_kept_with_its_tenant_once_it_was_seen()
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        var text = CardReader.Text(await host.Nora.SaysAsync("onboard stack usage"));
        Assert.Contains("Deleted subscription ", text, StringComparison.Ordinal);
        Assert.Contains("we never saw whose it was", text, StringComparison.Ordinal);
        await host.ControlAsync("stack", new { deployment = "Paris", customer = StackUsageScenes.Phone, consented = false });
        var one = CardReader.Text(await StackUsageScenes.OpenAsync(host.Nora, ("tenant", $"Paris|{StackUsageScenes.Phone}")));
        Assert.Contains("The Phone Company – Paris", one, StringComparison.Ordinal);
        Assert.Contains(
            "Deleted by now, and counted here: " + StackUsageScenes.SubscriptionOf(host, "Paris", StackUsageScenes.Phone),
            one,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed", "needs Reader, Contributor or Owner")]
    [InlineData(429, "TooManyRequests", "Paris: the usage could not be read")]
    [InlineData(503, "ServiceUnavailable", "Paris: the usage could not be read")]
    public async Task A_stamp_that_refuses_says_so_and_hides_nothing_of_the_other(int status, string code, string says)
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        var paris = UsageScenes.In(host, world => world.Stack.Stamps[0].Deployment.ProviderSubscription);
        await host.ControlAsync(
            "faults", new { api = "stackadmin", path = paris + "/providers/Microsoft.Commerce.Admin", status, code, retryAfter = 30 });
        var card = await host.Nora.SaysAsync("onboard stack usage");
        var text = CardReader.Text(card);
        Assert.Contains(says, text, StringComparison.Ordinal);
        Assert.Contains("Contoso Pharmaceuticals – Lyon", text, StringComparison.Ordinal);
        Assert.DoesNotContain("The Phone Company", text, StringComparison.Ordinal);
        Assert.Equal(status != 403, CardReader.Buttons(card).Any(button => button.GetProperty("title").GetString() == "Try again"));
    }

    [Fact]
    public async Task Out_of_reach_is_said_and_days_that_were_read_are_not_asked_for_again()
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        await host.Nora.SaysAsync("onboard stack usage");
        var calls = StackUsageScenes.Calls(host).Count;
        Assert.True(calls > 6);
        await host.Nora.SaysAsync("onboard stack usage");
        Assert.Equal(calls, StackUsageScenes.Calls(host).Count);

        // A longer time asks for what is not kept yet; where that does not come, what was kept is shown from its first day on.
        await host.ControlAsync("faults", new { api = "stackadmin", path = "subscriberUsageAggregates", dropConnection = true });
        var card = await StackUsageScenes.OpenAsync(host.Nora, ("period", "40"));
        Assert.Contains("Paris: usage was read from", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("The Phone Company – Paris", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_no_card_offers_mean_nothing()
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        UsageScenes.In(host, world =>
        {
            var paris = world.Stack.Stamps[0];
            var more = paris.Subscriptions.Keys.Except(paris.Usage.Resources.Select(used => used.Subscription)).ToList();
            paris.Usage.Resources.AddRange(more.Select(id =>
                new CspBot.Sandbox.StackUsage.Used(id, StackUsageScenes.WindowsHours, "/x", 1, StackUsageScenes.LastDay(host))));
            return more.Count;
        });
        Assert.Contains("No Azure Stack named Nowhere", CardReader.Text(
            await StackUsageScenes.OpenAsync(host.Nora, ("stack", "Nowhere"))), StringComparison.OrdinalIgnoreCase);
        foreach (var period in new[] { "9999", "-1", "2031-01", "2026-13", "' or 1=1" })
            Assert.Contains("the last 30 days", CardReader.Text(await StackUsageScenes.OpenAsync(host.Nora, ("period", period))));
        foreach (var page in new[] { "999", "-4", "x" })
            Assert.Contains(" of 2", CardReader.Text(await StackUsageScenes.OpenAsync(host.Nora, ("page", page), ("period", "40"))));
        foreach (var tenant in new[] { "Lyon|nobody", "Lyon", "Lyon|" + Guid.NewGuid(), "Paris|x|y" })
            Assert.Contains(
                "It used nothing in this time", CardReader.Text(await StackUsageScenes.OpenAsync(host.Nora, ("tenant", tenant))));
        var key = $"Lyon|{StackUsageScenes.Pharma}";
        Assert.Contains("Windows VM Size Hours by day", CardReader.Text(
            await StackUsageScenes.OpenAsync(host.Nora, ("tenant", key), ("meter", "no-meter"))));
        Assert.Contains("Lines ", CardReader.Text(await StackUsageScenes.OpenAsync(host.Nora, ("tenant", key), ("line", "987654"))));
    }

    [Fact]
    public async Task Words_behind_the_phrase_and_the_fields_of_the_card_narrow_it()
    {
        await using var host = await BotHost.StartAsync();
        await KnowsAsync(host);
        var card = await host.Nora.SaysAsync("onboard stack usage pharma");
        Assert.Contains("Contoso Pharmaceuticals – Paris", CardReader.Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain("The Phone Company", CardReader.Text(card), StringComparison.Ordinal);
        var show = CardReader.Buttons(card).Single(button => button.GetProperty("title").GetString() == "Show");
        var filled = new Dictionary<string, string> { ["stack"] = "Lyon", ["period"] = "7", ["customer"] = "consolidated" };
        var (_, body) = await host.Nora.SendAsAskedAsync(
            host.Nora.Forge(StackUsageScenes.Verb, CardReader.DataOf(card, show, filled)));
        card = body.GetProperty("value");
        Assert.Contains("Consolidated Messenger – Lyon", CardReader.Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain("Paris", CardReader.Text(card).Split("Azure Stack |")[0], StringComparison.Ordinal);
        Assert.Equal(("Lyon", "7", "consolidated"), (
            CardReader.Value(card, "stack"), CardReader.Value(card, "period"), CardReader.Value(card, "customer")));
    }

    [Fact]
    public async Task Who_sees_some_customers_alone_sees_their_usage_alone()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Partner:CustomerScopes:0:GroupId"] = Partner.CustomerScopeSuite.Scope,
            ["Partner:CustomerScopes:0:Customers"] = StackUsageScenes.Pharma,
        });
        Partner.CustomerScopeSuite.Join(host, Partner.CustomerScopeSuite.Scope, [host.Nora]);
        await KnowsAsync(host);
        var text = CardReader.Text(await host.Nora.SaysAsync("onboard stack usage"));
        Assert.Contains("Contoso Pharmaceuticals – Lyon", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Phone", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Consolidated", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Deleted subscription", text, StringComparison.Ordinal);
        var table = await StackUsageScenes.TableAsync(host.Nora, ("period", "40"));
        Assert.Equal(["Contoso Pharmaceuticals"], table.Select(line => line["customer"]).Distinct());
        var forged = CardReader.Text(await StackUsageScenes.OpenAsync(host.Nora, ("tenant", $"Paris|{StackUsageScenes.Phone}")));
        Assert.DoesNotContain("Phone", forged, StringComparison.Ordinal);
        Assert.DoesNotContain("Windows VM", forged.Replace("Contoso Pharmaceuticals", "", StringComparison.Ordinal)
            .Split("Contoso")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_may_onboard_sees_usage()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var agent in new[] { host.Pierre, host.Ingrid, host.Omar })
        {
            var card = await StackUsageScenes.OpenAsync(agent);
            Assert.DoesNotContain("Windows VM Size Hours", CardReader.Text(card), StringComparison.Ordinal);
        }

        Assert.Empty(StackUsageScenes.Calls(host));
    }

    private static readonly (string Name, string Tenant)[] Tenants =
    [
        ("Consolidated Messenger", StackUsageScenes.Consolidated),
        ("The Phone Company", StackUsageScenes.Phone),
        ("Contoso Pharmaceuticals", StackUsageScenes.Pharma),
    ];

    private static Task KnowsAsync(BotHost host) => StackUsageScenes.KnowsAsync(host);
}
