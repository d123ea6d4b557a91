using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Purchases;

/// <summary>
/// Savings plans that customers buy stand in Azure alone (facts november-2026 §B 6): they are found there,
/// told once, and remembered until their end.
/// </summary>
public sealed class SavingsPlanTests
{
    private const string List = "/providers/Microsoft.BillingBenefits/savingsPlans";
    private const string Title = "Bought outside CspBot";

    [Fact]
    public Task A_savings_plan_is_told_once_over_two_instances_and_a_restart_with_what_Azure_says_of_it() =>
        ToldOnceAsync(PurchaseScenes.Watching());

    [RequiresFact("postgres")]
    public async Task The_same_on_PostgreSQL() => await ToldOnceAsync(
        PurchaseScenes.Watching(
            ("Store:ConnectionString", await (await PostgresServer.SharedAsync()).NewDatabaseAsync()), ("Cache:Redis", "")));

    private static async Task ToldOnceAsync(IReadOnlyDictionary<string, string?> settings)
    {
        await using var host = await BotHost.StartAsync(settings);
        await using var other = await host.StartAnotherAsync();
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.SubscribeAsync(host.Pierre);
        await PurchaseScenes.FirstSweepAsync(host);
        var customer = await AllowedAsync(host);
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "savings-plan", 2, "P3Y");
        await PurchaseScenes.PollAsync(host);

        var told = await host.Nora.SeesAsync(order);
        foreach (var said in new[]
        {
            Title + ": " + customer.Name, "A savings plan was bought", "0.20 USD an hour", "5,256.00 USD", "3 years",
            "all subscriptions (shared)",
            "cannot be returned or exchanged", "On, turned on by aisha@",
        })
            Assert.Contains(said, told.Text.Replace("\\", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("does not show this order yet", told.Text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(told.Card, "notifications/advice"));
        Assert.True(CardReader.HasButton(told.Card, "reservation-permission/customer"));
        var dit = await host.Pierre.SeesAsync(order);
        Assert.Contains("0,20 USD", dit.Text, StringComparison.Ordinal);
        Assert.Contains("ne peut être ni rendu ni échangé", dit.Text, StringComparison.Ordinal);

        // Looked at again, by both and after a restart: nothing new, nothing told again. What was sent is noted
        // first: a stop in the middle is another story.
        await host.LeapAsync(TimeSpan.Zero);
        await host.RestartAsync();
        for (var i = 0; i < 3; i++)
            await PolledAsync(host);
        Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, order));
        Assert.Single(PurchaseScenes.In(host, host.Pierre.Chat, order));
        Assert.All(await host.CallsAsync(), call => Assert.True(
            WireFacts.Describes($"{call.GetProperty("api")} {call.GetProperty("method")} {call.GetProperty("path")}"), call.ToString()));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(429)]
    public async Task A_list_that_is_refused_silences_no_other_notice_and_is_told_when_it_can_be_read(int status)
    {
        await using var host = await WatchingAsync();
        var customer = await AllowedAsync(host);
        await PurchaseScenes.PollAsync(host);
        await host.ControlAsync(
            "faults", new { api = "arm", path = List, status, retryAfter = 300, code = status == 403 ? "AuthorizationFailed" : null });
        var plan = await PurchaseScenes.BuyAsync(host, customer.Id, "savings-plan");
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await PolledAsync(host);
        await host.Nora.SeesAsync(order);
        Assert.Contains(await ListsAsync(host), call => call.GetProperty("status").GetInt32() == status);
        Assert.Empty(PurchaseScenes.In(host, host.Nora.Chat, plan));
        var overview = CardReader.Text(await host.Nora.SaysAsync("notifications"));
        Assert.Equal(status == 403, overview.Contains("refuses to show us savings plans at", StringComparison.Ordinal));

        await host.ClearFaultsAsync();
        for (var i = 0; i < 13 && PurchaseScenes.In(host, host.Nora.Chat, plan).Count == 0; i++)
            await PolledAsync(host);
        await host.Nora.SeesAsync(plan);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task Partner_Centers_logs_may_be_refused_and_a_savings_plan_is_told_all_the_same(int status)
    {
        await using var host = await WatchingAsync();
        var customer = await AllowedAsync(host);
        await PurchaseScenes.PollAsync(host);
        await host.ControlAsync("faults", new { api = "partnercenter", path = "/v1/auditrecords", status });
        var plan = await PurchaseScenes.BuyAsync(host, customer.Id, "savings-plan");
        await host.LeapAsync(PurchaseScenes.Poll);
        await host.Nora.SeesAsync(plan);
    }

    [Fact]
    public async Task Only_customers_that_may_buy_savings_plans_are_looked_at_and_no_more_than_a_few_at_a_time()
    {
        await using var host = await WatchingAsync();
        await SweptAsync(host);

        // One customer of the seeded world may buy them; the other one that is on may not.
        var before = (await ListsAsync(host)).Count;
        Assert.InRange(before, 0, 1);
        var buyers = await PurchaseScenes.BuyersAsync(host);
        foreach (var buyer in buyers.Take(23))
            await host.ControlAsync("policies", new { customer = buyer.Id, savingsPlan = true });
        await PolledAsync(host);
        await PolledAsync(host);
        var then = (await ListsAsync(host)).Count;
        await PolledAsync(host);
        Assert.Equal(then + 20, (await ListsAsync(host)).Count);
        var overview = CardReader.Text(await host.Nora.SaysAsync("notifications"));
        Assert.Contains("(24 now)", overview, StringComparison.Ordinal);
        Assert.Contains("10 min late", overview, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_savings_plan_is_reminded_of_before_its_end_and_told_as_final()
    {
        await using var host = await WatchingAsync();
        var customer = await AllowedAsync(host);
        var plan = await PurchaseScenes.BuyAsync(host, customer.Id, "savings-plan");
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync(plan);
        await host.LeapAsync(TimeSpan.FromDays(365 - 29));
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.PollAsync(host);
        var reminder = await host.Nora.SeesAsync("a savings plan ends in");
        Assert.Contains("does not renew", reminder.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("older VM families", reminder.Text, StringComparison.Ordinal);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        Assert.Single(PurchaseScenes.In(host, host.Nora.Chat, "a savings plan ends in"));
    }

    private static async Task<BotHost> WatchingAsync()
    {
        var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);
        return host;
    }

    private static async Task<(string Id, string Name)> AllowedAsync(BotHost host)
    {
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await host.ControlAsync("policies", new { customer = customer.Id, reservedInstances = true, savingsPlan = true });
        return customer;
    }

    /// <summary>A poll later, of purchases and of savings plans.</summary>
    private static async Task PolledAsync(BotHost host)
    {
        await SweptAsync(host);
        await PurchaseScenes.PollAsync(host);
        await SweptAsync(host);
        await PurchaseScenes.SentAsync(host);
    }

    /// <summary>Nobody looks at savings plans, and nobody should by now.</summary>
    private static Task SweptAsync(BotHost host) => Eventually.IsTrueAsync(
        "the savings plans are looked at",
        async () => await PurchaseScenes.StoreAsync(host, s => s.QueryOneAsync<long>(
            "select count(*) from watch where name = 'savings-plans' and lease_until = 0 and due_at > @now",
            new { now = host.Time.GetUtcNow().ToUnixTimeMilliseconds() })) == 1);

    private static async Task<IReadOnlyList<JsonElement>> ListsAsync(BotHost host) =>
        [.. (await host.CallsAsync()).Where(call => call.GetProperty("path").GetString() == List)];
}
