using CspBot.Cloud;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>What a customer holds, put together from Azure and Partner Center.</summary>
public sealed class HoldingsTests(SandboxedCloud cloud) : IClassFixture<SandboxedCloud>
{
    private const string Consolidated = "10000000-0000-4000-8000-000042000000";
    private const string Kuenstler = "10000000-0000-4000-8000-000046000000";
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Everything_is_listed_once_what_runs_first_and_what_is_past_last()
    {
        var azure = await cloud.FreshAsync();
        var holdings = await azure.ListHoldingsAsync(Consolidated, default);
        Assert.Empty(holdings.Faults);
        Assert.False(holdings.IsBlind);
        Assert.Equal(holdings.All.Count, holdings.All.Select(one => one.Key).Distinct().Count());
        Assert.Equal(
            [
                "OneTime Active Windows Server 2025 Standard",
                "PrePurchase Active Azure Databricks Commit Units, 1 Year",
                "PrePurchase Active Copilot Credit Pre-Purchase Plan",
                "Reservation Active Reserved_VM_Instance_Standard_D2s_v3_EU_West",
                "Reservation Active Reserved_VM_Instance_Standard_D4s_v5_EU_West",
                "Reservation Active Reserved_VM_Instance_Standard_D4s_v5_EU_West",
                "Reservation Active Reserved_VM_Instance_Standard_E4s_v5_EU_West",
                "Reservation Active Reserved_VM_Instance_Standard_E4s_v5_EU_West",
                "Reservation Active SQL Database Reserved Capacity, General Purpose, Gen5",
                "Reservation Cancelled Reserved_VM_Instance_Standard_B1s_EU_West",
                "Reservation Ended Reserved_VM_Instance_Standard_B2s_EU_West",
                "SavingsPlan Active Compute_SavingsPlan_Lab",
                "SavingsPlan Active Compute_SavingsPlan_Production",
            ],
            holdings.All.Select(one => $"{one.Kind} {one.PhaseAt(cloud.Now)} {one.Name}").Order(StringComparer.Ordinal));
        Assert.Equal(["Ended", "Cancelled"], holdings.All.Select(one => one.PhaseAt(cloud.Now).ToString()).TakeLast(2));
        var running = holdings.All.TakeWhile(one => one.PhaseAt(cloud.Now) == HoldingPhase.Active).Select(one => one.ExpiresAt).ToList();
        Assert.Equal(running.OrderBy(end => end ?? DateTimeOffset.MaxValue), running);
        Assert.All(holdings.All, one => Assert.True(
            one.Promise == HoldingPromise.Returnable == (one.Kind == HoldingKind.Reservation), one.ToString()));
        Assert.All(holdings.All.Where(one => one.Reservation is not null), one => Assert.NotNull(one.PartnerOrderId));
    }

    [Theory]
    [InlineData("arm", "Microsoft.Capacity", "Reservations")]
    [InlineData("arm", "Microsoft.BillingBenefits", "SavingsPlans")]
    [InlineData("partnercenter", "entitlements", "Entitlements")]
    [InlineData("partnercenter", "orders", "Orders")]
    public async Task A_source_that_fails_is_named_and_hides_nothing_of_the_others(string api, string path, string source)
    {
        var silent = Enum.Parse<HoldingSource>(source);
        var azure = await cloud.FreshAsync();
        await cloud.ControlAsync("faults", $$"""{"api":"{{api}}","path":"{{path}}","status":403,"code":"AuthorizationFailed"}""");
        var holdings = await azure.ListHoldingsAsync(Consolidated, default);
        Assert.Equal(silent, Assert.Single(holdings.Gaps).Source);
        Assert.Equal(silent != HoldingSource.SavingsPlans, holdings.All.Any(one => one.Kind == HoldingKind.SavingsPlan));
        Assert.Contains(holdings.All, one => one is { Kind: HoldingKind.Reservation, Promise: HoldingPromise.Returnable });
        Assert.Equal(
            silent != HoldingSource.Reservations, holdings.All.Any(one => one is { Kind: HoldingKind.Reservation, InAzure: true }));
    }

    [Fact]
    public async Task Nothing_is_told_where_a_source_asks_to_wait()
    {
        var azure = await cloud.FreshAsync();
        await cloud.ControlAsync("faults", """{"api":"arm","path":"Microsoft.Capacity","status":429,"retryAfter":300}""");
        var fault = await Assert.ThrowsAsync<CloudFault>(() => azure.ListHoldingsAsync(Consolidated, default));
        Assert.Equal(CloudReason.Throttled, fault.Reason);
    }

    [Fact]
    public async Task Where_Azure_shows_none_of_what_Partner_Center_lists_that_is_said()
    {
        var azure = await cloud.FreshAsync();
        var holdings = await azure.ListHoldingsAsync(Kuenstler, default);
        Assert.True(holdings.IsBlind);
        var only = Assert.Single(holdings.All);
        Assert.Equal((false, HoldingKind.Reservation, 2, "P3Y"), (only.InAzure, only.Kind, only.Quantity, only.Term));
    }

    [Theory]
    [InlineData("NewWord", "Microsoft Agent prepurchase plan", "PrePurchase", "Final")]
    [InlineData("NewWord", "Reserved_VM_Instance_Standard_B2s", "OneTime", "Unknown")]
    [InlineData("", "Copilot Credit Pre-Purchase Plan", "PrePurchase", "Final")]
    [InlineData("Databricks", "whatever", "PrePurchase", "Final")]
    [InlineData("VirtualMachines", "Pre-Purchase of mine", "Reservation", "Returnable")]
    public void A_reservation_takes_from_its_order_what_Azure_has_no_word_for(
        string resource, string ordered, string kind, string promise)
    {
        var reservation = Reserved("O-1", "R-1", resource);
        var found = new HoldingsFound([reservation], [], [Entitled("P-1", "o-1", null)], [Ordered("p-1", ordered)]);
        var (holding, product) = Assert.Single(found.All());
        Assert.Equal((kind, promise), (holding.Kind.ToString(), holding.Promise.ToString()));
        Assert.Equal(("P-1", "PROD"), (holding.PartnerOrderId, product));
    }

    [Fact]
    public void An_order_stands_for_itself_only_where_nothing_else_came_of_it_and_the_entitlements_could_be_read()
    {
        Order[] orders =
        [
            Ordered("p-1", "Copilot Credit Pre-Purchase Plan"),
            Ordered("p-2", "Windows Server"),
            Ordered("p-3", "Azure plan", "DZH318Z0BPS6:0001:A"),
            Ordered("p-4", "Reserved_VM_Instance_Standard_B2s"),
            Ordered("p-5", "Returned software") with { Status = "cancelled" },
            Ordered("p-6", "Other software") with { AlternateId = "p-66" },
        ];
        var known = new HoldingsFound([], [], [Entitled("P-1", "o-1", "databricks"), Entitled("X", "o-2", null, "P-66")], orders);
        Assert.Equal(["Copilot Credit Pre-Purchase Plan", "Other software", "Windows Server"], known.All().Select(one => one.Holding.Name));
        Assert.Empty((known with { Entitlements = null }).All());
    }

    [Theory]
    [InlineData("Succeeded", 10, "Active")]
    [InlineData("Created", 10, "Active")]
    [InlineData("", 10, "Active")]
    [InlineData("Succeeded", -1, "Ended")]
    [InlineData("Expired", -1, "Ended")]
    [InlineData("Cancelled", 10, "Cancelled")]
    [InlineData("Cancelled", -1, "Cancelled")]
    [InlineData("BillingFailed", 10, "Failed")]
    [InlineData("Failed", 10, "Failed")]
    [InlineData("PendingBilling", 10, "Pending")]
    [InlineData("Creating", 10, "Pending")]
    public void Azure_s_states_are_few_phases(string state, int days, string phase)
    {
        var holding = new Holding(HoldingKind.Reservation, "o", "r", "n") { State = state, ExpiresAt = Now.AddDays(days) };
        Assert.Equal(phase, holding.PhaseAt(Now).ToString());
    }

    [Theory]
    [InlineData("Split", false)]
    [InlineData("Merged", false)]
    [InlineData("Succeeded", true)]
    public void What_is_the_past_of_others_is_left_out(string state, bool shown)
    {
        var reservation = Reserved("o", "r", "VirtualMachines") with { State = state };
        Assert.Equal(shown, new HoldingsFound([reservation], [], [], []).All().Count == 1);
        Assert.Empty(new HoldingsFound([reservation with { IsArchived = true }], [], [], []).All());
    }

    [Fact]
    public async Task The_catalogue_is_asked_once_about_a_product_that_no_service_has_a_word_for()
    {
        await using var scripted = new ScriptedCloud();
        scripted.Answer = (call, _) => Task.FromResult(ScriptedCloud.Json(call.Uri.AbsolutePath switch
        {
            var path when path.EndsWith("/entitlements", StringComparison.Ordinal) =>
                """{"items":[{"referenceOrder":{"id":"P-1"},"productId":"DZH318Z0BQ3Q","skuId":"0001","quantity":2}]}""",
            var path when path.EndsWith("/orders", StringComparison.Ordinal) =>
                """{"items":[{"id":"P-1","billingCycle":"one_time","lineItems":[{"offerId":"DZH318Z0BQ3Q:1:A","friendlyName":"ours"}]}]}""",
            var path when path.EndsWith("/products/DZH318Z0BQ3Q", StringComparison.Ordinal) =>
                """{"id":"DZH318Z0BQ3Q","productType":{"id":"Azure","subType":{"id":"VirtualMachines"}}}""",
            _ => """{"value":[]}""",
        }));
        for (var i = 0; i < 2; i++)
        {
            var holding = Assert.Single((await scripted.Azure.ListHoldingsAsync(ScriptedCloud.ContosoId, default)).All);
            Assert.Equal((HoldingKind.Reservation, HoldingPromise.Returnable), (holding.Kind, holding.Promise));
        }

        Assert.Single(scripted.Calls, call => call.Uri.AbsolutePath.Contains("/products/", StringComparison.Ordinal));
    }

    private static Reservation Reserved(string order, string id, string resource) => new(
        order, id, "my name", "Standard_B2s", "westeurope", resource, 1, "P1Y", null, "Shared", Now, Now.AddYears(1), "Succeeded", false);

    private static Entitlement Entitled(string order, string reservationOrder, string? type, string? alternate = null) =>
        new(order, alternate, "PROD", "SKU", 1, Now.AddYears(1), reservationOrder, type, null);

    private static Order Ordered(string id, string name, string offer = "PROD:SKU:A") =>
        new(id, null, "c", "one_time", null, Now, "completed", null, [new OrderLine(0, offer, name, 1, "P1Y", null)]);
}
