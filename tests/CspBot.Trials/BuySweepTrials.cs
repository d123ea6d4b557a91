using CspBot.Tests.Dialogs;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Every call of a purchase that may have an effect, with every misfortune.</summary>
public sealed class BuySweepTrials(ITestOutputHelper output) : BuyCutSuite(output)
{
    private const string Customer = "/v1/customers/{customer}";

    [Fact]
    public Task Every_call_of_a_purchase_through_partner_center_is_cut() => CutAsync(
        "Upfront",
        [
            ("partnercenter", "POST", Customer + "/subscriptions/*/registrations"),
            ("partnercenter", "POST", Customer + "/carts"),
            ("partnercenter", "POST", Customer + "/carts/*/checkout"),
        ],
        [.. Misfortunes.Select(one => one.Name)]);

    [Fact]
    public Task The_purchase_in_azure_is_cut() =>
        CutAsync("Monthly", [("arm", "PUT", "reservationOrders")], [.. Misfortunes.Select(one => one.Name)]);
}
