using CspBot.Cloud;
using CspBot.Sandbox;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>What a customer bought by itself is found in the log, in the orders and in Azure; plans are bought once.</summary>
public sealed class PurchaseTests(SandboxedCloud cloud) : IClassFixture<SandboxedCloud>
{
    private static readonly string Adatum = Ids.Customer(1);

    [Fact]
    public async Task A_customers_reservation_is_followed_from_the_log_to_the_refund_quote()
    {
        var azure = await cloud.FreshAsync();
        await cloud.ControlAsync("purchases", $$"""{"customer":"{{Adatum}}","kind":"reservation","quantity":3,"term":"P3Y"}""");
        var today = DateOnly.FromDateTime(cloud.Host.World.Now.UtcDateTime);
        var record = await azure.ReadAuditRecordsAsync(today.AddDays(-1), today, "order", Adatum, default).FirstAsync();
        Assert.Equal("create_order", record.Operation);

        var order = await azure.FindOrderAsync(Adatum, record.OrderId!, default);
        Assert.True(order!.IsOneTime);
        Assert.Equal((3, "P3Y"), (order.Lines[0].Quantity, order.Lines[0].Term));
        Assert.Contains(order.Id, (await azure.ListOrdersAsync(Adatum, onlyOneTime: true, default)).Select(o => o.Id));

        var entitlement = (await azure.ListEntitlementsAsync(Adatum, default)).Single(e => e.OrderId == order.Id);
        Assert.Equal(3, (await azure.ReadEntitlementAsync(Adatum, entitlement, default))[0].Quantity);
        Assert.Empty(await azure.ListExpiringAsync(Adatum, cloud.Host.World.Now.AddDays(60), default));
        Assert.NotEmpty(await azure.ListExpiringAsync(Adatum, cloud.Host.World.Now.AddDays(1200), default));

        var reserved = await azure.FindReservationOrderAsync(Adatum, entitlement.ReservationOrderId!, default);
        Assert.Equal("P3Y", reserved!.Term);
        var reservation = Assert.Single(await azure.ListReservationsOfOrderAsync(Adatum, reserved.Id, default));
        Assert.Equal((3, reserved.Id), (reservation.Quantity, reservation.OrderId));
        Assert.Contains(reservation.Id, (await azure.ListReservationsAsync(Adatum, default)).Select(r => r.Id));

        var quote = await azure.CalculateRefundAsync(Adatum, reserved.Id, reservation.Id, 1, default);
        Assert.True(quote.Refund!.Amount > 0);
        Assert.Equal(50_000, quote.Limit!.Amount);
        Assert.Single(cloud.CallsTo("arm", "POST"));
    }

    [Fact]
    public async Task A_late_order_is_not_there_yet_and_an_unknown_reservation_order_never()
    {
        var azure = await cloud.FreshAsync();
        await cloud.ControlAsync("knobs", """{"orderDelayMs":900000}""");
        await cloud.ControlAsync("purchases", $$"""{"customer":"{{Adatum}}","kind":"reservation"}""");
        var today = DateOnly.FromDateTime(cloud.Host.World.Now.UtcDateTime);
        var record = await azure.ReadAuditRecordsAsync(today.AddDays(-1), today, "order", Adatum, default).FirstAsync();
        Assert.Null(await azure.FindOrderAsync(Adatum, record.OrderId!, default));
        Assert.Null(await azure.FindReservationOrderAsync(Adatum, Guid.NewGuid().ToString(), default));
    }

    [Fact]
    public async Task A_new_customer_gets_its_agreement_and_its_plan_once()
    {
        var azure = await cloud.FreshAsync();
        var domain = "newcomer" + Guid.NewGuid().ToString("N")[..8] + ".onmicrosoft.com";
        Assert.True(await azure.IsDomainFreeAsync(domain, default));
        Assert.Null(await azure.FindCustomerByDomainAsync(domain, default));
        var person = new ContactPerson("Ada", "Lovelace", "ada@newcomer.example", "4255550100");
        var wanted = new NewCustomer(
            "Newcomer Inc.", domain, person, new PostalAddress("1 Main St", "Redmond", "WA", "98052", "US"), "en-US", null);
        var request = Guid.NewGuid().ToString();

        var created = await azure.CreateCustomerAsync(wanted, request, default);
        Assert.Equal(created.Customer.Id, (await azure.CreateCustomerAsync(wanted, request, default)).Customer.Id);
        Assert.Equal(created.Customer.Id, (await azure.FindCustomerByDomainAsync(domain, default))!.Id);
        Assert.False(await azure.IsDomainFreeAsync(domain, default));
        Assert.DoesNotContain(created.Administrator!.Password, created.ToString(), StringComparison.Ordinal);

        Assert.False((await azure.GetAgreementAsync(created.Customer.Id, default)).Allows);
        Assert.Equal(
            "13605",
            (await Assert.ThrowsAsync<CloudFault>(
                () => BuyPlanAsync(azure, created.Customer.Id, Guid.NewGuid().ToString()))).Code);
        await cloud.ControlAsync("customers", $$"""{"customer":"{{created.Customer.Id}}","agreementAccepted":true}""");
        Assert.True((await azure.GetAgreementAsync(created.Customer.Id, default)).Allows);

        var purchase = Guid.NewGuid().ToString();
        var bought = await BuyPlanAsync(azure, created.Customer.Id, purchase);
        Assert.NotNull(bought.SubscriptionId);
        Assert.Equal(bought.SubscriptionId, (await azure.FindPlansAsync(created.Customer.Id, default)).Active);
        Assert.Equal(bought.OrderId, await azure.FindAzurePlanOrderAsync(created.Customer.Id, default, default));
        Assert.Equal(bought.SubscriptionId, (await BuyPlanAsync(azure, created.Customer.Id, purchase)).SubscriptionId);
        Assert.Single(await azure.ListAzureSubscriptionsAsync(created.Customer.Id, default));
    }

    [Fact]
    public async Task A_checkout_whose_answer_was_lost_is_found_and_not_repeated()
    {
        var azure = await cloud.FreshAsync();
        var organics = (await azure.SearchCustomersAsync("organics", 1, default))[0].Id;
        await cloud.ControlAsync("customers", $$"""{"customer":"{{organics}}","agreementAccepted":true}""");
        cloud.Host.Faults.Add(
            new Fault { Api = "partnercenter", Method = "POST", Path = "checkout", DropConnection = true, AfterWrite = true, Times = 1 });
        var request = Guid.NewGuid().ToString();
        Assert.True((await Assert.ThrowsAsync<CloudFault>(() => BuyPlanAsync(azure, organics, request))).IsUnknown);
        var cart = await azure.FillPlanCartAsync(organics, "US", request, default);
        Assert.True((await azure.FindCartAsync(organics, cart.Id, default))!.IsOrdered);
        Assert.NotNull((await azure.FindPlansAsync(organics, default)).Active);
        Assert.Single(cloud.CallsTo("partnercenter", "POST"), c => c.Path.EndsWith("checkout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_guest_is_invited_once_and_the_wait_for_acceptance_is_seen()
    {
        var azure = await cloud.FreshAsync();
        var guest = await azure.InviteGuestAsync(Adatum, "lee@partner.example", "https://portal.azure.com", default);
        Assert.Equal(
            guest.UserId, (await azure.InviteGuestAsync(Adatum, "lee@partner.example", "https://portal.azure.com", default)).UserId);
        Assert.Equal("PendingAcceptance", await azure.GetGuestStateAsync(Adatum, guest.UserId, default));
        Assert.True((await azure.FindUserAsync(Adatum, "lee@partner.example", default))!.IsGuest);
        Assert.Null(await azure.GetGuestStateAsync(Adatum, Ids.User(1, 1), default));
    }

    /// <summary>As the steps of a request do it: a cart, and its order.</summary>
    private static async Task<PlanPurchase> BuyPlanAsync(AzureOperations azure, string customer, string request)
    {
        var cart = await azure.FillPlanCartAsync(customer, "US", request, default);
        return await azure.OrderPlanAsync(customer, cart.Id, request, default);
    }
}
