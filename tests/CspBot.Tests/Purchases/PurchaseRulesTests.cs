using CspBot.Cloud;
using CspBot.Purchases;
using Xunit;

namespace CspBot.Tests.Purchases;

/// <summary>The pure rules of the watch, as tables: what is news, what is unusual, when it is told, when a reminder is due.</summary>
public sealed class PurchaseRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 18, 11, 0, 0, TimeSpan.Zero); // a Wednesday, 12:00 in Paris
    private const string OwnApp = "11111111-0000-4000-8000-000000000001";

    [Fact]
    public void Duplicates_shuffled_and_failed_records_are_one_purchase_each()
    {
        var records = new List<AuditRecord>
        {
            Record("r1", "O-1"),
            Record("R1", "O-1"),
            Record("r2", "o-1", Noon.AddMinutes(3)),
            Record("r3", "O-2", succeeded: false),
            Record("r4", "O-4"),
        };
        var random = new Random(5);
        for (var i = 0; i < 20; i++)
        {
            var picked = PurchaseNews.Pick(records.OrderBy(_ => random.Next()));
            Assert.Equal(["o-1", "o-4"], picked.Select(item => item.Purchase.Id));
            Assert.Equal(Noon, picked[0].Purchase.At);
            Assert.Equal(["r1", "r2"], picked[0].RecordIds.Order());
        }
    }

    [Theory]
    [InlineData("create_order", "New", true)]
    [InlineData("CREATE_ORDER", "New", true)]
    [InlineData("update_order", "addQuantity", true)]
    [InlineData("update_order", "removeQuantity", false)]
    [InlineData("update_order", "renew", false)]
    [InlineData("update_order", "cancel", false)]
    [InlineData("update_subscription", "New", false)]
    public void Only_what_buys_is_news(string operation, string transaction, bool isNews) =>
        Assert.Equal(isNews, PurchaseNews.Pick([Record("r", "O", operation: operation, transaction: transaction)]).Count == 1);

    [Theory]
    [InlineData("one_time", "Reserved_VM_Instance_D2s", null, PurchaseKind.Reservation)]
    [InlineData("OneTime", "Reserved_VM_Instance_D2s", null, PurchaseKind.Reservation)]
    [InlineData("one_time", "Azure_savings_plan_for_compute", null, PurchaseKind.SavingsPlan)]
    [InlineData("monthly", "Microsoft 365 E3", "S", PurchaseKind.Subscription)]
    [InlineData("one_time", "Azure plan", "S", PurchaseKind.Subscription)]
    [InlineData("one_time", "Azure_Databricks_Pre-Purchase_Plan_1_Year", null, "pre-purchase")]
    [InlineData("one_time", "Copilot Credit Pre-Purchase Plan", null, "pre-purchase")]
    [InlineData("one_time", "Windows Server 2025 perpetual", null, "one-time")]
    [InlineData("one_time", "p:s:a", null, "one-time")]
    public void The_kind_is_read_from_cycle_name_and_subscription(string cycle, string name, string? subscription, string kind) =>
        Assert.Equal(kind, PurchaseNews.Pick([Record("r", "O", cycle: cycle, name: name, subscription: subscription)])[0].Purchase.Kind);

    [Theory]
    [InlineData(null)]
    [InlineData("no json at all")]
    [InlineData("[]")]
    public void A_record_without_a_readable_order_is_told_by_its_numbered_keys(string? value)
    {
        var data = new Dictionary<string, string?>
        {
            ["OrderId"] = "O",
            ["BillingCycle"] = "OneTime",
            ["OfferId-0"] = "p:s:a",
            ["SubscriptionName-0"] = null,
            ["Quantity-0"] = "3",
        };
        var item = Assert.Single(PurchaseNews.Pick([Record("r", "O") with { NewValue = value, Data = data }]));
        Assert.Equal(3, item.Purchase.Quantity);
        Assert.Equal("p:s:a", item.Purchase.Lines[0].Product);
    }

    [Theory]
    [InlineData("reservation", true)]
    [InlineData("savings-plan", false)]
    [InlineData("pre-purchase", false)]
    [InlineData("one-time", false)]
    public void Only_a_reservation_promises_a_return(string kind, bool promises)
    {
        foreach (var language in new[] { "en", "fr" })
        {
            var texts = CspBot.Resources.Texts.For(language);
            var purchase = Bought() with { Kind = kind, PermissionOn = true, RefundRefused = "Refused" };
            var json = PurchaseCards.Notice(texts, purchase, new PurchaseReading("Europe/Paris", true, true), null, new PurchaseOptions())
                .ToJson();
            Assert.Equal(promises, json.Contains("notifications/advice", StringComparison.Ordinal));
            Assert.Equal(promises, json.Contains(language == "en" ? "without a fee" : "sans frais", StringComparison.Ordinal));
            Assert.Contains("reservation-permission/customer", json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_window_overlaps_two_days_and_never_leaves_the_ninety()
    {
        Assert.Equal(new DateOnly(2026, 11, 16), PurchaseNews.WindowFrom(Noon, Noon.AddMinutes(5)));
        Assert.Equal(new DateOnly(2026, 8, 21), PurchaseNews.WindowFrom(null, Noon));
        Assert.Equal(new DateOnly(2026, 8, 21), PurchaseNews.WindowFrom(Noon.AddDays(-200), Noon));
        Assert.Equal(new DateOnly(2026, 9, 17), PurchaseNews.WindowFrom(Noon.AddDays(-60), Noon));
    }

    [Theory]
    [InlineData("create_self_serve_policy", """{"Permissions":[{"Resource":"AzureReservedInstances"}]}""", true)]
    [InlineData("update_self_serve_policy", """{"Permissions":[]}""", false)]
    [InlineData("delete_self_serve_policy", null, false)]
    public void A_permission_record_says_on_or_off(string operation, string? value, bool isOn)
    {
        var change = PurchaseNews.ReadPermission(
            Record("r", "O", operation: operation) with { NewValue = value, ApplicationId = OwnApp.ToUpperInvariant() }, OwnApp);
        Assert.Equal(isOn, change?.IsOn);
        Assert.True(change!.ByBot);
    }

    [Fact]
    public void Unusual_is_first_much_larger_three_years_or_at_night()
    {
        var options = new PurchaseOptions();
        PastPurchase[] some = [new("a", 2, null), new("b", 4, null)];
        var usual = Bought(quantity: 11);
        Assert.Empty(PurchaseUnusual.Of(usual, some, options));
        Assert.Empty(PurchaseUnusual.Of(usual, null, options));
        Assert.Equal([UnusualReason.FirstEver], PurchaseUnusual.Of(usual, [], options));
        Assert.Equal([UnusualReason.MuchLarger], PurchaseUnusual.Of(Bought(quantity: 12), some, options));
        Assert.Equal([UnusualReason.ThreeYears], PurchaseUnusual.Of(Bought(term: "P3Y"), some, options));
        Assert.Equal([UnusualReason.OutsideOfficeHours], PurchaseUnusual.Of(usual with { At = Noon.AddHours(9) }, some, options));
        Assert.Equal([UnusualReason.OutsideOfficeHours], PurchaseUnusual.Of(usual with { At = Noon.AddDays(3) }, some, options));

        // An office that opens when it closes never does: also in the last minute of a day.
        var always = new PurchaseOptions { OfficeFrom = "00:00", OfficeTo = "00:00" };
        foreach (var minutes in new[] { 0, 9 * 60, (11 * 60) + 59 })
            Assert.Empty(PurchaseUnusual.Of(usual with { At = Noon.AddMinutes(minutes) }, some, always));
        Assert.Empty(PurchaseUnusual.Of(usual with { Amount = new Money(100, "USD") }, [new("a", 1, 50)], options));
        Assert.Equal(
            [UnusualReason.MuchLarger], PurchaseUnusual.Of(usual with { Amount = new Money(150, "USD") }, [new("a", 900, 50)], options));
    }

    [Theory]
    [InlineData("2026-11-18T11:00Z", "Europe/Paris", false, "2026-11-19T07:00Z")] // digest at 08:00 of tomorrow, Paris
    [InlineData("2026-11-18T06:59Z", "Europe/Paris", false, "2026-11-18T07:00Z")]
    [InlineData("2026-11-18T07:00Z", "Europe/Paris", false, "2026-11-19T07:00Z")]
    [InlineData("2026-07-01T11:00Z", "Europe/Paris", false, "2026-07-02T06:00Z")] // summer time
    [InlineData("2026-11-18T11:00Z", "Pacific/Noumea", false, "2026-11-18T21:00Z")]
    [InlineData("2026-11-18T11:00Z", "Europe/Paris", true, "2026-11-18T11:00Z")] // unusual: at once
    public void The_digest_keeps_the_readers_clock(string now, string zone, bool urgent, string expected)
    {
        var delivery = NoticeTiming.Plan(To(digest: true) with { TimeZone = zone }, urgent, null, Utc(now));
        Assert.Equal(Utc(expected), delivery.At);
        Assert.Equal(urgent, delivery.Digest is null);
    }

    [Theory]
    [InlineData("2026-11-18T11:00Z", false, "2026-11-18T11:00Z")]
    [InlineData("2026-11-18T19:30Z", false, "2026-11-19T06:00Z")] // 20:30 in Paris, quiet 20:00 to 07:00
    [InlineData("2026-11-19T05:59Z", false, "2026-11-19T06:00Z")]
    [InlineData("2026-10-24T19:30Z", false, "2026-10-25T06:00Z")] // 21:30; the clocks are set back in the night
    [InlineData("2027-03-27T19:30Z", false, "2027-03-28T05:00Z")] // 20:30; they are put forward
    [InlineData("2026-11-19T06:00Z", false, "2026-11-19T06:00Z")]
    [InlineData("2026-11-18T19:30Z", true, "2026-11-18T19:30Z")]
    public void Quiet_hours_hold_back_what_is_not_urgent(string now, bool urgent, string expected)
    {
        var delivery = NoticeTiming.Plan(
            To() with { QuietFrom = new TimeOnly(20, 0), QuietTo = new TimeOnly(7, 0) }, urgent, null, Utc(now));
        Assert.Equal(Utc(expected), delivery.At);
        Assert.Null(delivery.Digest);
    }

    /// <summary>The night has 02:30 twice: who is quiet until then in its second half is not left waiting for the next night.</summary>
    [Theory]
    [InlineData("2026-10-25T00:10Z", "2026-10-25T00:30Z")]
    [InlineData("2026-10-25T01:10Z", "2026-10-25T01:30Z")]
    public void Quiet_hours_end_also_where_their_end_comes_twice(string now, string expected) => Assert.Equal(
        Utc(expected),
        NoticeTiming.Plan(To() with { QuietFrom = new TimeOnly(20, 0), QuietTo = new TimeOnly(2, 30) }, false, null, Utc(now)).At);

    [Fact]
    public void A_time_that_summer_time_skips_is_the_next_one_that_exists() =>
        Assert.Equal(
            Utc("2026-03-29T01:00Z"),
            NoticeTiming.Plan(To(digest: true) with { DigestAt = new TimeOnly(2, 30) }, false, null, Utc("2026-03-28T23:00Z")).At);

    [Fact]
    public void A_mute_holds_back_everything_and_ends_in_one_digest()
    {
        var until = Noon.AddHours(4);
        var delivery = NoticeTiming.Plan(To(), true, until, Noon);
        Assert.Equal(until, delivery.At);
        Assert.NotNull(delivery.Digest);
        Assert.Null(NoticeTiming.Plan(To(), true, until, until).Digest);
    }

    [Fact]
    public void One_place_hears_once_through_its_soonest_route_and_only_of_what_it_wants()
    {
        var mine = To(digest: true) with { Recipient = "nora" };
        var routing = new NoticeRouting(
            [
                mine,
                mine with { Id = "2", Digest = false, CustomerId = "C-1" },
                To() with { Id = "3", Conversation = "19:x@thread.tacv2;messageid=1" },
                To() with { Id = "4", Conversation = "19:x@thread.tacv2", Minimum = 1000 },
            ],
            new Dictionary<string, DateTimeOffset>());
        var places = routing.For("c-1", PurchaseKind.Reservation, 10, false, Noon);
        Assert.Equal(["2", "3"], places.Select(place => place.Route.Id).Order());
        Assert.Equal(Noon, places.Single(place => place.Route.Id == "2").Delivery.At);
        Assert.Equal(
            "1",
            Assert.Single(routing.For("c-2", PurchaseKind.Expiry, null, false, Noon), place => place.Route.Recipient is not null).Route.Id);
        Assert.False((To() with { Minimum = 1000 }).Wants("c", PurchaseKind.Reservation, 999));
        Assert.True((To() with { Minimum = 1000 }).Wants("c", PurchaseKind.Reservation, null));
        Assert.False((To() with { Kinds = [PurchaseKind.Expiry] }).Wants("c", PurchaseKind.Reservation, null));
    }

    [Theory]
    [InlineData(61, 999, null, 60.0)]
    [InlineData(60, 999, 60, 30.0)]
    [InlineData(45, 999, 60, 30.0)]
    [InlineData(45, 60, null, 30.0)]
    [InlineData(30, 60, 30, 7.0)]
    [InlineData(5, 60, 7, null)] // after a long silence only the nearest
    [InlineData(5, 7, null, null)]
    [InlineData(-1, 60, null, null)]
    public void Reminders_come_60_30_and_7_days_before_once_each(int daysLeft, int told, int? tell, double? nextDaysBefore)
    {
        var end = Noon.AddDays(daysLeft);
        var plan = PurchaseReminders.Plan(end, told, Noon);
        Assert.Equal(tell, plan.Tell);
        Assert.Equal(nextDaysBefore is { } days ? end.AddDays(-days) : null, plan.Next);
    }

    private static AuditRecord Record(
        string id,
        string order,
        DateTimeOffset? at = null,
        bool succeeded = true,
        string operation = "create_order",
        string transaction = "New",
        string cycle = "one_time",
        string name = "Reserved_VM_Instance_D2s",
        string? subscription = null) =>
        new(
        id,
        "C-1",
        "Contoso",
        "order",
        operation,
        succeeded,
        at ?? Noon,
        "someone@contoso.example",
        null,
        $$"""
        {"Id":"{{order}}","BillingCycle":"{{cycle}}","LineItems":[{"OfferId":"p:s:a",
        "TransactionType":"{{transaction}}","FriendlyName":"{{name}}","Quantity":2,"TermDuration":"P1Y",
        "SubscriptionId":{{(subscription is null ? "null" : $"\"{subscription}\"")}}}]}
        """,
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["OrderId"] = order });

    private static Purchase Bought(int quantity = 1, string term = "P1Y") => new()
    {
        Id = "o",
        OrderId = "O",
        CustomerId = "c",
        CustomerName = "C",
        Kind = PurchaseKind.Reservation,
        Lines = [new PurchaseLine("D2s", quantity, term)],
        At = Noon,
    };

    private static NoticeRoute To(bool digest = false) =>
        new() { Id = "1", TenantId = "t", Owner = "o", OwnerName = "O", TimeZone = "Europe/Paris", Language = "en", Digest = digest };

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
