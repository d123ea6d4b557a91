using CspBot.Cloud;
using CspBot.Purchases;
using Xunit;

namespace CspBot.Tests.Purchases;

/// <summary>When a permission that closes itself has seen enough, as a table. Pure.</summary>
public sealed class PermissionClosingTests
{
    /// <summary>
    /// Meant: R(eservations), S(avings plans). Bought: kind and amount, r(eservation), s(avings plan), p(re-purchase), o(ne-time),
    /// l(icence); <c>?</c> for no price. Closed by: the places of those that make it close.
    /// </summary>
    [Theory]
    [InlineData("purchase", "R", "", "")]
    [InlineData("purchase", "R", "r100EUR", "0")]
    [InlineData("purchase", "R", "l100EUR", "")]
    [InlineData("purchase", "R", "s100EUR", "")]
    [InlineData("purchase", "S", "r100EUR s100EUR", "1")]
    [InlineData("purchase", "S", "o?", "0")]
    [InlineData("purchase", "R", "p?", "0")]
    [InlineData("purchase", "RS", "r100EUR s100EUR", "01")]
    [InlineData("5000", "R", "r4999.99EUR", "")]
    [InlineData("5000", "R", "r5000EUR", "0")]
    [InlineData("5000", "R", "r3000EUR r1999.99EUR", "")]
    [InlineData("5000", "R", "r3000EUR r2000EUR", "01")]
    [InlineData("5000", "R", "r3000EUR l2000EUR", "")]
    [InlineData("5000", "R", "r3000EUR s2000EUR", "")]
    [InlineData("5000", "RS", "r3000EUR s2000EUR", "01")]
    [InlineData("5000", "R", "r?", "0")]
    [InlineData("5000", "R", "r10EUR r10USD", "01")]
    [InlineData("wrong-kind", "R", "r100EUR", "")]
    [InlineData("wrong-kind", "R", "r100EUR p?", "1")]
    [InlineData("wrong-kind", "R", "o?", "0")]
    [InlineData("wrong-kind", "R", "s100EUR l5EUR", "0")]
    [InlineData("wrong-kind", "RS", "s100EUR r5EUR", "")]
    [InlineData("wrong-kind", "S", "r5EUR s100EUR", "0")]
    public void What_closes_it(string closesAfter, string meant, string bought, string by)
    {
        var all = bought.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Of).ToList();
        var reached = PermissionClosing.Reached(closesAfter, new ReservationPermissions(meant.Contains('R'), meant.Contains('S')), all);
        Assert.Equal(by, string.Concat(reached.Select(purchase => all.IndexOf(purchase))));
    }

    [Theory]
    [InlineData("purchase", true)]
    [InlineData("wrong-kind", true)]
    [InlineData("5000", true)]
    [InlineData("0.5", true)]
    [InlineData("0", false)]
    [InlineData("-5", false)]
    [InlineData("5,000", false)]
    [InlineData("1e3", false)]
    [InlineData("1000000000", false)]
    [InlineData("never", false)]
    public void What_can_be_asked_for(string closesAfter, bool known) => Assert.Equal(known, PermissionClosing.IsKnown(closesAfter));

    private static Purchase Of(string text, int at) => new()
    {
        Id = $"{at}",
        OrderId = $"{at}",
        CustomerId = "c",
        CustomerName = "Customer",
        Kind = text[0] switch
        {
            'r' => PurchaseKind.Reservation,
            's' => PurchaseKind.SavingsPlan,
            'p' => PurchaseKind.PrePurchase,
            'o' => PurchaseKind.OneTime,
            _ => PurchaseKind.Subscription,
        },
        Lines = [],
        At = new DateTimeOffset(2026, 11, 29, 9, 0, 0, TimeSpan.Zero),
        Amount = text[1] == '?'
            ? null
            : new Money(decimal.Parse(text[1..^3], System.Globalization.CultureInfo.InvariantCulture), text[^3..]),
    };
}
