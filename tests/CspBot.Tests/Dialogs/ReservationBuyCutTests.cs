using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>The two calls that cost money, cut; every other call and misfortune stands in the trials.</summary>
public sealed class ReservationBuyCutTests(ITestOutputHelper output) : BuyCutSuite(output)
{
    private static readonly string[] Cuts = ["cut before", "cut after", "half an answer"];

    [Fact]
    public Task A_checkout_that_is_cut_buys_once() =>
        CutAsync("Upfront", [("partnercenter", "POST", "/v1/customers/{customer}/carts/*/checkout")], Cuts);

    [Fact]
    public Task A_purchase_in_azure_that_is_cut_buys_once() => CutAsync("Monthly", [("arm", "PUT", "reservationOrders")], Cuts);
}
