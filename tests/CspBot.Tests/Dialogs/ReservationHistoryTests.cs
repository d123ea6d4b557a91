using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Cloud;
using CspBot.Dialogs.Reservations;
using CspBot.Resources;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>A customer's orders, reservations and activity log as one history, with who and when.</summary>
public sealed class ReservationHistoryTests
{
    private const string Bot = "00000000-0000-4000-8000-0000000000b0";
    private static readonly DateTimeOffset Day = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_history_is_newest_first_paged_and_exported_with_who_where_the_log_says_so()
    {
        await using var host = await BotHost.StartAsync();
        var customer = await IdOfAsync(host, "Consolidated Messenger");
        var orders = (await host.WorldAsync()).GetProperty("orders").EnumerateArray()
            .Where(order => order.GetProperty("customer").GetString() == customer).ToList();
        Assert.True(orders.Count > 8);
        var first = await HistoryAsync(host.Nora, customer);
        Assert.Contains($"{orders.Count} in all, newest first, page 1 of 2", CardReader.Text(first), StringComparison.Ordinal);

        // Bought by the customer itself 60 days ago: the log still knows who.
        Assert.Contains("by " + await UserAsync(host, customer), CardReader.Text(first), StringComparison.Ordinal);
        var second = await HistoryAsync(host.Nora, customer, ("page", "1"));
        Assert.Contains("page 2 of 2", CardReader.Text(second), StringComparison.Ordinal);
        Assert.Contains("by whom is not told", CardReader.Text(second), StringComparison.Ordinal);

        var lines = CardReader.Value(await HistoryAsync(host.Nora, customer, ("as", "csv")), "csv")!.Split('\n');
        Assert.Equal(orders.Count + 1, lines.Length);
        var times = lines.Skip(1).Select(line => line.Split(',')[0]).ToList();
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        var ids = orders.Select(order => order.GetProperty("id").GetString()!);
        Assert.All(ids, id => Assert.Contains(lines, line => line.EndsWith(id, StringComparison.Ordinal)));

        // Reading only.
        Assert.All(
            (await host.CallsAsync()).Where(call => call.GetProperty("api").GetString() is "partnercenter" or "arm"),
            call => Assert.Equal("GET", call.GetProperty("method").GetString()));
    }

    [Fact]
    public async Task A_permission_that_the_bot_switched_names_who_asked_and_who_approved_and_one_from_outside_its_user()
    {
        await using var host = await BotHost.StartAsync();
        var request = await TurnOnAsync(host, Wish(reserved: true));
        await host.ControlAsync("policies", new { customer = Adatum, reservedInstances = true, savingsPlan = true });
        var bought = await PurchaseScenes.BuyAsync(host, Adatum, "reservation", 3);
        var text = CardReader.Text(await HistoryAsync(host.Nora, Adatum));
        Assert.Matches(@"May buy reservations from then on \| by Nora Lind, approved by Tomas Berg \(CspBot R-\w+\)", text);
        Assert.Matches(@"May buy reservations and savings plans from then on \| by \S+@", text);
        Assert.Contains(bought, text, StringComparison.Ordinal);
        Assert.Contains("Ordered: 3 × ", text, StringComparison.Ordinal);
        Assert.True(
            text.IndexOf("Ordered: 3", StringComparison.Ordinal) < text.IndexOf("approved by Tomas", StringComparison.Ordinal), text);
        Assert.NotNull(request);
        Assert.Contains(
            "Peut dès lors acheter des réservations", CardReader.Text(await HistoryAsync(host.Pierre, Adatum)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_and_hides_nothing_else()
    {
        await using var host = await BotHost.StartAsync();
        var customer = await IdOfAsync(host, "Consolidated Messenger");
        await host.ControlAsync("faults", new { api = "partnercenter", path = "/v1/auditrecords", status = 503 });
        var text = CardReader.Text(await HistoryAsync(host.Ingrid, customer));
        Assert.Contains("in all, newest first", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing, as far as can be read", text, StringComparison.Ordinal);
        Assert.Contains(Texts.English["Refusal.Cloud.ServiceFault"], text, StringComparison.Ordinal);
        await host.ClearFaultsAsync();
        await host.ControlAsync("faults", new { api = "partnercenter", path = $"/v1/customers/{customer}/orders", status = 403 });
        text = CardReader.Text(await HistoryAsync(host.Ingrid, customer));
        Assert.Contains("Ordered: ", text, StringComparison.Ordinal);
        Assert.Contains(Texts.English["Refusal.Cloud.PartnerRoleMissing"], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_no_role_reads_none_of_it()
    {
        await using var host = await BotHost.StartAsync();
        var text = CardReader.Text(await HistoryAsync(host.Omar, Adatum));
        Assert.DoesNotContain("History of", text, StringComparison.Ordinal);
        var paths = (await host.CallsAsync()).Select(call => call.GetProperty("path").GetString()!);
        Assert.DoesNotContain(paths, path => path.Contains("/orders", StringComparison.Ordinal));
    }

    [Fact]
    public void Orders_entitlements_and_records_are_told_once_each()
    {
        var lines = HistoryLines.Of(
            new HistorySources(
                [Order("O1", "a1", Day.AddDays(1)), Order("O2", null, Day)],
                [Entitlement("A1", Day.AddDays(400)), Entitlement("O9", Day.AddDays(300))],
                [
                    Record("create_order", "o1", Day.AddDays(1), "nora@partner", Guid.NewGuid().ToString()),
                    Record("create_order", "O1", Day.AddDays(1).AddSeconds(3), "later@partner", null),
                    Record("update_order", "O1", Day.AddDays(2), null, "Partner Center Native App"),
                    Record("create_order", "O3", Day.AddDays(3), "", null) with { Succeeded = false },
                    Record("create_self_serve_policy", "", Day.AddDays(4), "svc@partner", Bot) with { Resource = "self_serve_policy" },
                    Record("create_self_serve_policy", "", Day.AddDays(5), "svc@partner", Bot.ToUpperInvariant()) with
                    {
                        Resource = "self_serve_policy",
                        NewValue = """{"Permissions":[{"Resource":"AzureSavingsPlan","Action":"Purchase"}]}""",
                    },
                ]),
            [new OwnChange(Day.AddDays(5).AddSeconds(30), "Nora, approved by Tomas")],
            Bot);
        Assert.Equal(
            [
                (HistoryKind.Permission, "Nora, approved by Tomas", null, false),
                (HistoryKind.Permission, "CspBot", null, false),
                (HistoryKind.Order, null, null, true),
                (HistoryKind.Change, null, "Partner Center Native App", false),
                (HistoryKind.Order, "nora@partner", null, false),
                (HistoryKind.Order, null, null, false),
                (HistoryKind.Entitlement, null, (string?)null, false),
            ],
            lines.Select(line => (line.Kind, line.By, line.Through, line.Failed)));
        Assert.Equal(Day.AddDays(400), lines[4].Ends);
        Assert.Equal(new ReservationPermissions(false, true), lines[0].After);
        Assert.Null(lines[^1].At);

        // What the reader may not see, or nobody could read, is not there: an entitlement alone is then no sign of a lost order.
        Assert.Empty(HistoryLines.Of(new HistorySources(null, [Entitlement("O9", Day)], null), [], Bot));
    }

    private static Order Order(string id, string? alternate, DateTimeOffset at) => new(
        id, alternate, Adatum, "one_time", "EUR", at, "completed", null, [new OrderLine(0, "p:s:a", "Machines", 2, "P1Y", null)]);

    private static Entitlement Entitlement(string order, DateTimeOffset end) =>
        new(order, null, "DZH318Z0BQ3W", "007J", 1, end, null, "virtualmachines", null);

    private static AuditRecord Record(string operation, string order, DateTimeOffset at, string? by, string? application) => new(
        $"{operation}{at.Ticks}{by}", Adatum, null, "order", operation, true, at, by, application, null,
        new Dictionary<string, string?> { ["OrderId"] = order });

    private static async Task<string> UserAsync(BotHost host, string customer)
    {
        var world = await host.WorldAsync();
        var own = world.GetProperty("orders").EnumerateArray().Single(order => order.GetProperty("customer").GetString() == customer
            && order.GetProperty("placedBy").GetString() == "customer").GetProperty("id").GetString();
        return world.GetProperty("auditRecords").EnumerateArray()
            .Single(record => record.GetRawText().Contains(own!, StringComparison.Ordinal))
            .GetProperty("userPrincipalName").GetString()!;
    }

    private static async Task<JsonElement> HistoryAsync(Agent agent, string customer, params (string Name, string Value)[] more)
    {
        var data = new JsonObject { ["customer"] = customer };
        foreach (var (name, value) in more)
            data[name] = value;
        var (_, body) = await agent.SendAsAskedAsync(agent.Forge("reservations/history", data));
        return body.GetProperty("value");
    }
}
