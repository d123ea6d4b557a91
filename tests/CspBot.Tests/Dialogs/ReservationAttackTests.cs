using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Forged clicks, silent sources and odd records: nothing is called absent because it could not be read.</summary>
public sealed class ReservationAttackTests
{
    private const string Consolidated = "10000000-0000-4000-8000-000042000000";
    private const string Listed = "*/Microsoft.Capacity/reservations";

    private static readonly string[] Steps =
        ["customer", "list", "show", "usage", "plan", "recommend", "text", "history", "export", "over"];

    /// <summary>What is wrong with every reservation of the list: members of its properties, or a word of ours.</summary>
    public static TheoryData<string, string> Odd() => new()
    {
        { "each is listed twice", "twice" },
        { "no properties at all", "none" },
        { "a grain of 10^15 days", Use(grain: "1000000000000000", value: "12") },
        { "use of 10^18 percent", Use(grain: "30", value: "1000000000000000000") },
        { "use below zero", Use(grain: "30", value: "-5") },
        { "dates of the year 1", Dates("0001-01-01T00:00:00", "0001-01-01T00:00:00Z") },
        { "an end in 9999", Dates("2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z") },
        { "dates of another calendar", Dates("2568-11-29T00:00:00Z", "2569-11-29T00:00:00Z") },
        { "no dates", """{"purchaseDate":null,"purchaseDateTime":null,"expiryDate":null,"expiryDateTime":null}""" },
        { "none of it", """{"quantity":0}""" },
        { "less than none", """{"quantity":-3}""" },
        { "10^15 of it", """{"quantity":1000000000000000}""" },
        {
            "unknown words",
            """{"provisioningState":"Zebra","term":"P7W","billingPlan":"Barter","reservedResourceType":"Moon","appliedScopeType":"Star"}"""
        },
        { "a name of 256 letters", $$"""{"displayName":"{{new string('漢', 256)}}","reservedResourceType":"Moon"}""" },
        { "a name with Markdown", """{"displayName":"**<b>[x](https://evil.example)</b>** <at>T</at>","reservedResourceType":"Moon"}""" },
    };

    [Theory]
    [InlineData("show")]
    [InlineData("plan")]
    [InlineData("usage")]
    public async Task What_a_silent_source_hides_is_not_called_gone(string step)
    {
        await using var host = await BotHost.StartAsync();
        var one = Held(host);
        await host.ControlAsync("faults", new { api = "arm", path = Listed, status = 502, body = "<html>" });
        var card = await UsageScenes.StepAsync(host.Nora, step, Consolidated, ("reservation", one.Id));
        var text = CardReader.Text(card);
        Assert.DoesNotContain("any more", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("not among", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Microsoft’s service", text, StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(card, "reservations/customer"), text);
    }

    [Fact]
    public async Task Lines_to_copy_say_that_a_silent_source_may_hide_more()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("faults", new { api = "arm", path = Listed, status = 502, body = "<html>" });
        var text = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "plan", Consolidated, ("export", "true")));
        Assert.Contains("Could not be read now: reservations in Azure", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_for_the_customer_never_says_nothing_while_a_source_is_silent()
    {
        await using var host = await BotHost.StartAsync();
        var customer = UsageScenes.AdventureWorks;
        UsageScenes.In(host, world => world.SavingsPlans.RemoveAll(item => item.Customer == customer));
        await host.ControlAsync("faults", new { api = "arm", path = Listed, status = 502, body = "<html>" });
        await host.ControlAsync("faults", new { api = "partnercenter", path = "entitlements", status = 502, body = "<html>" });
        var text = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "text", customer));
        Assert.DoesNotContain("we see no reservation", text, StringComparison.Ordinal);
        Assert.Contains("Microsoft’s service", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recommendation_that_is_gone_does_not_say_that_no_savings_plan_is_recommended()
    {
        await using var host = await BotHost.StartAsync();
        var all = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", Consolidated));
        var gone = CardReader.Text(await UsageScenes.StepAsync(
            host.Nora, "recommend", Consolidated, ("product", "Standard_Nothing"), ("region", "westeurope")));
        Assert.DoesNotContain("recommends no savings plan", all, StringComparison.Ordinal);
        Assert.Equal(all, gone);
    }

    [Theory]
    [InlineData("P1Y", true)]
    [InlineData("P3Y", false)]
    [InlineData("P7W", false)]
    [InlineData("", false)]
    public async Task Savings_plans_of_another_term_than_asked_for_are_not_recommended(string term, bool isShown)
    {
        await using var host = await BotHost.StartAsync();
        var body = JsonSerializer.Serialize(new
        {
            value = new[]
            {
                new
                {
                    kind = "SavingsPlan",
                    properties = new
                    {
                        term,
                        commitmentGranularity = "Hourly",
                        currencyCode = "USD",
                        totalHours = 720,
                        recommendationDetails = new { commitmentAmount = 7.75m, savingsAmount = 100m },
                    },
                },
            },
        });
        await host.ControlAsync("faults", new { api = "arm", path = "benefitRecommendations", status = 200, body });
        var card = await UsageScenes.StepAsync(host.Nora, "recommend", Consolidated, ("term", "P1Y"));
        Assert.Equal(isShown, CardReader.Text(card).Contains("7.75", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("recommend", "reservationRecommendations", "Nothing to reserve")]
    [InlineData("recommend", "benefitRecommendations", "recommends no savings plan")]
    [InlineData("usage", "reservationSummaries", "Azure tells no hours of use")]
    public async Task An_answer_without_a_body_is_no_word_that_there_is_nothing(string step, string path, string absence)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("faults", new { api = "arm", path, status = 200, body = "" });
        var card = await UsageScenes.StepAsync(host.Nora, step, Consolidated, ("reservation", Held(host).Id));
        Assert.DoesNotContain(absence, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("Microsoft’s service", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task Odd_records_leave_every_step_with_a_card(string name, string odd)
    {
        await using var host = await BotHost.StartAsync();
        var key = Held(host).Id;
        await AnswerAsync(host, odd);
        foreach (var agent in new[] { host.Nora, host.Pierre })
        {
            foreach (var step in Steps)
            {
                foreach (var more in new[] { "", $",\"reservation\":\"{key}\"", ",\"export\":\"true\",\"which\":\"badly\"" })
                {
                    var said = await SentAsync(agent, step, $"{{\"customer\":\"{Consolidated}\"{more}}}");
                    Assert.True(IsCard(said, out var card), $"{name}, {step}: {said}");
                    Assert.Empty(CardJsonRules.Check(card));
                    Assert.DoesNotContain(" 0001", CardReader.Text(card), StringComparison.Ordinal);
                    Assert.DoesNotMatch(@"(?<![\d.,])-?0 ×|-\d+ ×", CardReader.Text(card));
                }
            }
        }

        using var ready = await TestBot.Http.GetAsync(new Uri(host.Endpoint, "/readyz"));
        Assert.True(ready.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("%' or 1=1 --")]
    [InlineData("../../x?y#z")]
    [InlineData("\\ud83d")]
    [InlineData("\\u0000")]
    [InlineData("long")]
    [InlineData("foreign")]
    public async Task Forged_values_are_answered_with_a_card_and_show_nothing_of_others(string value)
    {
        await using var host = await BotHost.StartAsync();
        var foreign = UsageScenes.In(host, world => world.Reservations.First(item => item.Customer == UsageScenes.AdventureWorks));
        value = value == "long" ? new string('漢', 6_000) : value == "foreign" ? foreign.Id : value;
        string[] names = ["reservation", "page", "find", "product", "subscription", "which"];
        foreach (var step in Steps)
        {
            foreach (var customer in value.Length > 100 ? [Consolidated] : new[] { Consolidated, value })
            {
                var fields = string.Join(',', names.Select(name => $"\"{name}\":\"{value}\""));
                var said = await SentAsync(host.Nora, step, $"{{\"customer\":\"{customer}\",{fields}}}");
                Assert.True(IsCard(said, out var card), $"{step}: {said}");
                var broken = CardJsonRules.Check(card);
                Assert.True(broken.Count == 0, $"{step}: {string.Join(' ', broken)}");
                Assert.DoesNotContain(foreign.ReservationOrder, card.GetRawText(), StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    /// <summary>Raw JSON, for what no writer would write.</summary>
    private static async Task<JsonElement> SentAsync(Agent agent, string step, string data)
    {
        var click = agent.Forge("reservations/" + step, new JsonObject { ["put"] = "here" }).ToJsonString();
        using var raw = new StringContent(
            click.Replace("{\"put\":\"here\"}", data, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");
        using var answer = await TestBot.Http.PostAsync(agent.Host.Endpoint, raw);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static bool IsCard(JsonElement said, out JsonElement card)
    {
        card = default;
        return said.TryGetProperty("value", out card) && card.TryGetProperty("body", out _);
    }

    /// <summary>From now on Azure's list of reservations is the real one, made odd.</summary>
    private static async Task AnswerAsync(BotHost host, string odd)
    {
        await UsageScenes.StepAsync(host.Nora, "list", Consolidated);
        var call = UsageScenes.Calls(host, "Microsoft.Capacity/reservations")
            .First(one => one.Path.EndsWith("/reservations", StringComparison.Ordinal));
        var list = JsonNode.Parse((await UsageScenes.AgainAsync(host, call)).GetRawText())!;
        var all = list["value"]!.AsArray();
        foreach (var one in all.ToList())
        {
            if (odd == "twice")
                all.Add(one!.DeepClone());
            else if (odd == "none")
                one!.AsObject().Remove("properties");
            else
                foreach (var (member, value) in JsonNode.Parse(odd)!.AsObject())
                    one!["properties"]![member] = value?.DeepClone();
        }

        await host.ControlAsync("faults", new { api = "arm", path = Listed, status = 200, body = list.ToJsonString() });
    }

    private static string Use(string grain, string value) =>
        $$$"""{"utilization":{"aggregates":[{"grain":{{{grain}}},"grainUnit":"days","value":{{{value}}},"valueUnit":"percentage"}]}}""";

    private static string Dates(string from, string until) =>
        $$"""{"purchaseDate":"{{from}}","purchaseDateTime":"{{from}}","expiryDate":"{{until}}","expiryDateTime":"{{until}}"}""";

    private static Reservation Held(TestBot host) =>
        UsageScenes.In(host, world => world.Reservations.First(item => item is { Customer: Consolidated, Use: 22 }));
}
