using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Portfolio.PortfolioScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>The lists over all customers, as agents see them: counted, aged, searched, paged, exported, and without a call.</summary>
public sealed class ReservationOverallTests
{
    private const string Messenger = "Consolidated Messenger";

    [Fact]
    public async Task Three_counted_lists_stand_beside_the_choice_of_a_customer_and_say_how_old_they_are()
    {
        await using var host = await StartAsync();
        var empty = await host.Nora.SaysAsync("reservations");
        Assert.NotNull(CardReader.Input(empty, "customer"));
        Assert.Contains("Nothing was looked at yet", CardReader.Text(empty), StringComparison.Ordinal);
        Assert.Matches(@"Customers not looked at yet: \d+", CardReader.Text(empty));
        Assert.DoesNotMatch(@"\b0\b", CardReader.Text(empty));
        await WalkedAsync(host);
        await host.LeapAsync(TimeSpan.FromHours(2.1));

        var card = await host.Nora.SaysAsync("reservations");
        var text = CardReader.Text(card);
        Assert.Matches(@"Customers that hold something: \d+\. Last look (just now|\d+ min ago|2 h ago), oldest 2 h ago\.", text);
        Assert.DoesNotContain("not looked at yet", text, StringComparison.Ordinal);
        Assert.Equal(
            ["ends", "badly", "gone", "unread"],
            CardReader.Buttons(card).Where(IsOver).Select(button => button.GetProperty("data").GetProperty("which").GetString()));
        var said = CardReader.Text(await host.Pierre.SaysAsync("réservations"));
        Assert.Contains("Tous clients confondus", said, StringComparison.Ordinal);
        Assert.Contains("le plus ancien il y a 2 h", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_list_holds_what_its_name_says_and_its_rows_open_the_reservation_without_a_call_for_the_list()
    {
        await using var host = await StartAsync();
        await WalkedAsync(host);
        var menu = await host.Nora.SaysAsync("reservations");
        var before = (await CloudCallsAsync(host)).Count;
        var opened = host.Time.GetUtcNow();
        var ends = await OpenAsync(host, menu, "ends");
        var shown = host.Time.GetUtcNow();
        var badly = await OpenAsync(host, menu, "badly");
        var gone = await OpenAsync(host, menu, "gone");
        Assert.Equal(before, (await CloudCallsAsync(host)).Count);

        // Seeded: three of Fine Art end 7, 30 and 60 days after the start, soonest first.
        var text = CardReader.Text(ends);
        Assert.Contains("3 in all", text, StringComparison.Ordinal);
        Assert.Contains(string.Join(' ', DaysLeft(text)), new[] { Left(host, opened), Left(host, shown) });
        Assert.Contains("does not renew", text, StringComparison.Ordinal);

        // Least used first, with the figures that Azure told.
        text = CardReader.Text(badly);
        Assert.Contains(Messenger, text, StringComparison.Ordinal);
        Assert.Contains("Less than 80% used", text, StringComparison.Ordinal);
        var shares = System.Text.RegularExpressions.Regex.Matches(text, @"Used ([\d.]+)% over 30 days")
            .Select(match => decimal.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(shares.Count > 3, text);
        Assert.Equal(shares.Order(), shares);
        Assert.All(shares, share => Assert.InRange(share, 0, 80));

        // Dsv3 for three years renews by itself, and is sold no more; what renews into something sold is no matter of this list.
        text = CardReader.Text(gone);
        Assert.Contains("1 in all", text, StringComparison.Ordinal);
        Assert.Contains("set to renew, but no longer sold", text, StringComparison.Ordinal);
        Assert.DoesNotContain("renews by itself", text, StringComparison.Ordinal);
        var row = CardReader.Button(gone, "reservations/show").GetProperty("data");
        Assert.Equal(
            (await host.WorldAsync()).GetProperty("reservations").EnumerateArray()
                .Where(item => item.GetProperty("product").GetString() == "Standard_D2s_v3" && item.GetProperty("quantity").GetInt32() == 3)
                .Select(item => item.GetProperty("id").GetString())
                .Single(),
            row.GetProperty("reservation").GetString());
        Assert.True(Guid.TryParse(row.GetProperty("customer").GetString(), out _));
        var one = await host.Nora.ClicksAsync(gone, "reservations/show");
        Assert.Contains("D2s v3", CardReader.Text(one), StringComparison.Ordinal);
    }

    /// <summary>Days left of what ends first of all, as the sandbox has it: midnight may pass since its start.</summary>
    private static string Left(BotHost host, DateTimeOffset now) => string.Join(' ', host.Sandbox.World.Reservations
        .Where(item => item.State == "Succeeded" && item.Expires > now && item.Expires < now.AddDays(90))
        .Select(item => (item.Expires.UtcDateTime.Date - now.UtcDateTime.Date).Days)
        .Order());

    [Fact]
    public async Task Customers_that_were_read_only_in_part_are_named_with_the_reason()
    {
        await using var host = await StartAsync();
        await WalkedAsync(host);
        var menu = await host.Nora.SaysAsync("reservations");
        var unread = await OpenAsync(host, menu, "unread");
        var count = System.Text.RegularExpressions.Regex
            .Match(CardReader.Text(menu), @"Customers read only in part: (\d+)").Groups[1].Value;
        Assert.Contains(count + " in all", CardReader.Text(unread), StringComparison.Ordinal);

        // Seeded: our account is a guest at Künstler's, Blue Yonder asks for a second factor that our sign-in lacks.
        var found = await host.Nora.ClicksAsync(
            unread, "reservations/over", new Dictionary<string, string> { ["find"] = "kunstler" });
        Assert.Contains("Azure answers, but shows us none", CardReader.Text(found), StringComparison.Ordinal);
        var csv = CardReader.Value(await host.Nora.ClicksAsync(
            unread, "reservations/over", forge: data => { data["which"] = "unread"; data["as"] = "csv"; }), "csv")!;
        Assert.Equal(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) + 1, csv.Split('\n').Length);
        Assert.Contains("Blue Yonder Airlines,blueyonderairlines.onmicrosoft.com,MfaMissing", csv, StringComparison.Ordinal);
        var list = await host.Nora.ClicksAsync(found, "reservations/list");
        Assert.Contains("Künstler", CardReader.Text(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_searched_paged_and_exported()
    {
        await using var host = await StartAsync();
        await WalkedAsync(host);
        foreach (var (id, _) in (await Purchases.PurchaseScenes.BuyersAsync(host)).Take(12))
        {
            await Purchases.PurchaseScenes.BuyAsync(host, id, "reservation");
            await host.Nora.SaysAsync("reservations " + id);
        }

        // All of them end in 90 days a year later, when nobody has looked for long.
        await host.LeapAsync(TimeSpan.FromDays(300));
        var first = await OpenAsync(host, await host.Nora.SaysAsync("reservations"), "ends");
        Assert.Contains("page 1 of 2", CardReader.Text(first), StringComparison.Ordinal);
        var second = await host.Nora.ClicksAsync(
            first, "reservations/over", forge: data => { data["which"] = "ends"; data["page"] = "1"; });
        Assert.Contains("page 2 of 2", CardReader.Text(second), StringComparison.Ordinal);
        var name = CardReader.Buttons(second).First(button => button.GetProperty("verb").GetString() == "reservations/show")
            .GetProperty("tooltip").GetString()!.Split(" of ")[^1];
        var found = await host.Nora.ClicksAsync(
            first, "reservations/over", new Dictionary<string, string> { ["find"] = name }, forge: data => data["find"] = name);
        Assert.Contains(name, CardReader.Text(found), StringComparison.Ordinal);
        Assert.Contains("in all", CardReader.Text(found), StringComparison.Ordinal);
        var csv = CardReader.Value(
            await host.Nora.ClicksAsync(
                first, "reservations/over", forge: data => { data["which"] = "ends"; data["as"] = "csv"; }),
            "csv")!;
        Assert.StartsWith("customerId,customer,kind,product,size", csv, StringComparison.Ordinal);
        Assert.Equal(13, csv.Split('\n').Length);
        var nothing = await host.Nora.ClicksAsync(
            first, "reservations/over", forge: data => { data["which"] = "ends"; data["find"] = "no such thing"; });
        Assert.Contains("Nothing here fits the search", CardReader.Text(nothing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_partners_agents_see_them()
    {
        await using var host = await StartAsync();
        foreach (var agent in new[] { host.Nora, host.Pierre, host.Ingrid })
            Assert.NotNull(CardReader.Input(await agent.SaysAsync("reservations"), "customer"));
        var card = await host.Nora.SaysAsync("reservations");
        Assert.DoesNotContain(CardReader.Buttons(await host.Omar.ClicksAsync(card, "reservations/over")), IsOver);
    }

    [Fact]
    public async Task A_click_without_a_choice_asks_again_and_a_choice_opens_the_customers_list()
    {
        await using var host = await StartAsync();
        var again = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("reservations"), "reservations/customer");
        Assert.NotNull(CardReader.Input(again, "customer"));
        var list = await host.Nora.ClicksAsync(
            again, "reservations/customer", new Dictionary<string, string> { ["customer"] = Scenarios.GoodCustomer });
        Assert.DoesNotContain(CardReader.Buttons(list), IsOver);
    }

    /// <summary>A list over all customers; the way back to the menu names none.</summary>
    private static bool IsOver(JsonElement button) =>
        button.GetProperty("verb").GetString() == "reservations/over"
        && button.GetProperty("data").TryGetProperty("which", out _);

    private static Task<JsonElement> OpenAsync(BotHost host, JsonElement menu, string which) =>
        host.Nora.ClicksAsync(menu, "reservations/over", forge: data => data["which"] = which);

    private static IEnumerable<string> DaysLeft(string text) =>
        System.Text.RegularExpressions.Regex.Matches(text, @"days left: (\d+)").Select(match => match.Groups[1].Value);

    private static async Task<IReadOnlyList<JsonElement>> CloudCallsAsync(BotHost host) =>
    [
        .. (await host.CallsAsync()).Where(call => call.GetProperty("api").GetString() is "partnercenter" or "arm"
            && call.GetProperty("path").GetString() != "/v1/customers"),
    ];

    /// <summary>The slow round is through, and whoever holds something was looked at.</summary>
    private static async Task WalkedAsync(BotHost host)
    {
        var customers = await KnownAsync(host);
        for (var turn = 0; turn < 5 + (customers / 10); turn++)
            await TurnAsync(host);
    }
}
