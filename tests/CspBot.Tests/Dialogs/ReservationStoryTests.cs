using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReturnScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// A reservation's whole life through the front door: bought, shown, exchanged, a part of its successor traded in, the rest returned.
/// Each card agrees with the world, and each amount is the quote's.
/// </summary>
public sealed class ReservationStoryTests
{
    [Fact]
    public async Task Bought_shown_exchanged_traded_in_and_returned()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { exchangeAtOnce = true });
        BuyScenes.Register(host);

        // Bought: two for a year.
        var review = await BuyScenes.ReviewAsync(host.Nora);
        Assert.Contains(Shown(2 * BuyScenes.Price), CardReader.Text(review), StringComparison.Ordinal);
        var buy = await BuyScenes.ApproveAsync(host, review);
        Assert.Contains("Done and verified", (await EndAsync(host, buy)).Text, StringComparison.Ordinal);
        var bought = Assert.Single(BuyScenes.Reservations(host));
        Assert.Equal((2, 2 * BuyScenes.Price, "Succeeded"), (bought.Quantity, bought.Amount, bought.State));

        // Shown: by whom, and what a return would give.
        var card = await ForgeAsync(host.Nora, "show", ("customer", bought.Customer), ("reservation", bought.Id));
        Assert.Contains(buy, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Equal(Shown(Worth(host, bought)), CardReader.Facts(card)["A return today would give"]);

        // Exchanged for three bigger ones.
        var form = await OpenAsync(host.Nora, "exchange", bought);
        review = await host.Nora.ClicksAsync(form, "reservations/quote", new Dictionary<string, string>
        {
            ["product"] = "Standard_E4s_v5",
            ["quantity"] = "3",
            ["term"] = "P1Y",
            ["reason"] = "More memory",
        });
        var quoted = In(host, world => world.ExchangeSessions.Values.Last());
        Assert.Equal(Shown(quoted.Purchases - quoted.Refunds), CardReader.Facts(review)["To be paid"]);
        Assert.Contains("Done and verified", (await RunAsync(host, review)).Text, StringComparison.Ordinal);
        Assert.Equal("Cancelled", Again(host, bought).State);
        var successor = In(host, world => world.Reservations.Last());
        Assert.Equal((3, quoted.Purchases, "Standard_E4s_v5"), (successor.Quantity, successor.Amount, successor.Product));

        // One of them traded in for a savings plan of its value.
        form = await ForgeAsync(
            host.Nora, "exchange", ("customer", successor.Customer), ("reservation", successor.Id), ("into", "SavingsPlan"));
        review = await host.Nora.ClicksAsync(
            form, "reservations/quote", new Dictionary<string, string> { ["returned"] = "1", ["reason"] = "It moves often" });
        Assert.Contains("Done and verified", (await RunAsync(host, review)).Text, StringComparison.Ordinal);
        var plan = In(host, world => world.SavingsPlans.Last());
        Assert.Equal((2, "P1Y", successor.Customer), (Again(host, successor).Quantity, plan.Term, plan.Customer));
        Assert.True(plan.Hourly * 8_760 >= successor.Amount / 3);

        // The rest returned: the money is the quote's, and the commitment counts against the ceiling.
        review = await ReviewAsync(host.Nora, Again(host, successor));
        var worth = In(host, world => world.RefundSessions.Values.Last());
        Assert.Equal(Shown(worth.Amount), CardReader.Facts(review)["Given back"]);
        Assert.Contains("Done and verified", (await RunAsync(host, review)).Text, StringComparison.Ordinal);
        Assert.Equal("Cancelled", Again(host, successor).State);
        Assert.Equal(worth.Commitment, Assert.Single(In(host, world => world.Returned.ToList())).Amount, 1);

        // What is over is said to be over, and offers nothing.
        card = await ForgeAsync(host.Nora, "show", ("customer", successor.Customer), ("reservation", successor.Id));
        Assert.Contains("cancelled", CardReader.Text(card), StringComparison.OrdinalIgnoreCase);
        Assert.False(CardReader.HasButton(card, "reservations/return"));
    }

    private static decimal Worth(BotHost host, Reservation item) =>
        In(host, world => world.RefundSessions.Values.Last(one => one.Reservation == item.Id).Amount);
}
