using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Purchases;

/// <summary>
/// The activity log as it really is: refused in one part, long at the first start, with records and rows that cannot be read.
/// </summary>
public sealed class LogReadingTests
{
    private const string Title = "Bought outside CspBot";

    [Theory]
    [InlineData("SelfServePolicy", 500)]
    [InlineData("SelfServePolicy", 403)]
    public async Task Purchases_are_told_while_the_log_of_permissions_is_refused(string word, int status)
    {
        await using var host = await WatchingAsync();
        await host.ControlAsync("faults", new { api = "partnercenter", path = word + "\"", status });
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await PurchaseScenes.PollAsync(host);
        Assert.Contains(order, (await host.Nora.SeesAsync(Title)).Text, StringComparison.Ordinal);
        await WasRefusedAsync(host, status);
    }

    [Fact]
    public async Task Permissions_are_read_while_the_log_of_orders_is_refused()
    {
        await using var host = await WatchingAsync();
        await host.ControlAsync("faults", new { api = "partnercenter", path = "Order\"", status = 500 });
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await host.ControlAsync("policies", new { customer = customer.Id, reservedInstances = true, savingsPlan = false });
        await PurchaseScenes.PollAsync(host);
        Assert.Equal(
            1,
            await PurchaseScenes.StoreAsync(host, s => s.QueryOneAsync<long>(
                "select count(*) from permission_change where customer = @id", new { id = customer.Id.ToLowerInvariant() })));

        await WasRefusedAsync(host, 500);

        // What was bought meanwhile is told once the log is back.
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await host.ClearFaultsAsync();
        await PurchaseScenes.PollAsync(host);
        Assert.Contains(order, (await host.Nora.SeesAsync(Title)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_the_service_refuses_is_left_out_and_the_log_is_read_all_the_same()
    {
        await using var host = await WatchingAsync();
        await host.ControlAsync("faults", new { api = "partnercenter", path = "filter=", status = 400 });
        var customer = (await PurchaseScenes.BuyersAsync(host))[0];
        await host.ControlAsync("policies", new { customer = customer.Id, reservedInstances = true, savingsPlan = false });
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await PurchaseScenes.PollAsync(host);
        Assert.Contains(order, (await host.Nora.SeesAsync(Title)).Text, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await PurchaseScenes.StoreAsync(host, s => s.QueryOneAsync<long>(
                "select count(*) from permission_change where customer = @id", new { id = customer.Id.ToLowerInvariant() })));
        await WasRefusedAsync(host, 400);
    }

    [Fact]
    public async Task An_application_may_be_a_name_in_the_log_and_a_customers_purchase_is_told_with_who_let_it_buy()
    {
        await using var host = await WatchingAsync();
        await host.ControlAsync("knobs", new { auditApplication = "Partner Center Native App" });
        var customer = (await PurchaseScenes.BuyersAsync(host)).First(buyer => buyer.Name == "Adatum Corporation");

        // The bot's own change, named by an application's name only: its request explains it.
        await ReservationPermissionStories.TurnOnAsync(host, ReservationPermissionStories.Wish(reserved: true));
        await PurchaseScenes.PollAsync(host);
        Assert.Equal(
            1,
            await PurchaseScenes.StoreAsync(host, s => s.QueryOneAsync<long>(
                "select by_bot from permission_change where customer = @id", new { id = customer.Id.ToLowerInvariant() })));

        // What is older than the grace for the bot's own orders is told, whoever the log names.
        await host.LeapAsync(TimeSpan.FromMinutes(40));
        var order = await PurchaseScenes.BuyAsync(host, customer.Id, "reservation");
        await PurchaseScenes.PollAsync(host);
        var told = await host.Nora.SeesAsync(order);
        Assert.Matches(@"turned on by Nora Lind \(CspBot R-", told.Text.Replace("\\", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_purchase_row_that_cannot_be_read_waits_and_the_others_are_told()
    {
        await using var host = await WatchingAsync();
        var buyers = await PurchaseScenes.BuyersAsync(host);
        await host.ControlAsync("knobs", new { orderDelayMs = 900_000 });
        var first = await PurchaseScenes.BuyAsync(host, buyers[0].Id, "reservation");
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync(first);
        Assert.Equal(
            1,
            await PurchaseScenes.StoreAsync(host, s => s.ExecuteAsync(
                "update purchase set document = replace(document, '\"FirstEver\"', '\"OfNextYear\"') where document like '%FirstEver%'")));

        var second = await PurchaseScenes.BuyAsync(host, buyers[1].Id, "reservation");
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync(second);
        Assert.Equal(
            "JsonException",
            await PurchaseScenes.StoreAsync(
                host, s => s.QueryOneAsync<string>("select set_aside from purchase where set_aside is not null")));
        Assert.DoesNotContain("stumbl", CardReader.Text(await host.Nora.SaysAsync("notifications")), StringComparison.OrdinalIgnoreCase);

        // A route of another version is left out; those that can be read hear of the next purchase.
        await PurchaseScenes.StoreAsync(host, s => s.ExecuteAsync(
            "insert into route(id, target, owner, created_at, document) values ('x', 'x', 'x', 0, '{\"of\":\"next year\"')"));
        var third = await PurchaseScenes.BuyAsync(host, buyers[2].Id, "reservation");
        await PurchaseScenes.PollAsync(host);
        await host.Nora.SeesAsync(third);
    }

    [RequiresFact("postgres")]
    public async Task A_first_sweep_much_longer_than_the_lease_is_not_stolen_and_goes_on_where_another_left_it()
    {
        var settings = PurchaseScenes.Watching(
            ("Store:ConnectionString", await (await PostgresServer.SharedAsync()).NewDatabaseAsync()),
            ("Cache:Redis", ""),
            ("Test:Lease", "00:00:04"),
            ("Purchases:PollInterval", "01:00:00"));
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>(settings) { ["Purchases:Watch"] = "false" });
        await host.ControlAsync("faults", new { api = "partnercenter", path = "/v1/auditrecords", delayMs = 600 });
        var before = (await host.CallsAsync()).Count;
        await using var one = await host.StartAnotherAsync(("Purchases:Watch", "true"));
        await using var two = await host.StartAnotherAsync(("Purchases:Watch", "true"));
        await using var three = await host.StartAnotherAsync(("Purchases:Watch", "true"));
        await Eventually.IsTrueAsync("the first sweep is over", async () => await DoneAsync(host));

        // 90 days in pieces of a week, of two logs, once each: nobody began anew.
        var starts = (await host.CallsAsync()).Skip(before)
            .Where(call => call.GetProperty("path").GetString() == "/v1/auditrecords").Select(
                call => call.GetProperty("query").GetString()).ToList();
        Assert.InRange(starts.Count, 26, 28);
        Assert.Equal(starts.Count, starts.Distinct().Count());
        Assert.Equal(
            1, await PurchaseScenes.StoreAsync(host, s => s.QueryOneAsync<long>("select fence from watch where name = 'purchases'")));
    }

    private static async Task WasRefusedAsync(BotHost host, int status) => Assert.Contains(
        await host.CallsAsync(), call =>
            call.GetProperty("path").GetString() == "/v1/auditrecords" && call.GetProperty("status").GetInt32() == status);

    private static Task<bool> DoneAsync(BotHost host) => PurchaseScenes.StoreAsync(
        host, async s => await s.QueryOneAsync<long?>(
            """
            select due_at from watch
            where name = 'purchases' and lease_until = 0 and mark is not null
            """) > host.Time.GetUtcNow().ToUnixTimeMilliseconds());

    private static async Task<BotHost> WatchingAsync()
    {
        var host = await BotHost.StartAsync(PurchaseScenes.Watching());
        await PurchaseScenes.SubscribeAsync(host.Nora);
        await PurchaseScenes.FirstSweepAsync(host);
        return host;
    }
}
