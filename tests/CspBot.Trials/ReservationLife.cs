using System.Globalization;
using System.Text.Json;
using CspBot.Tests.Dialogs;
using Xunit;

namespace CspBot.Trials;

/// <summary>
/// What the story of a reservation found (<c>reservation-story.mjs</c>): each card's amounts are those of the service's last quote
/// before it, and the sandbox's world is as the card says.
/// </summary>
internal static class ReservationLife
{
    private const string Bought = "Standard_D4s_v5";
    private const string Exchanged = "Standard_E4s_v5";

    /// <param name="acts">By name, what the cards said, the <c>quotes</c> at the review, and the <c>world</c> at the end.</param>
    /// <param name="calls">What Resource Manager received.</param>
    public static void Check(JsonElement acts, JsonElement calls)
    {
        var (buy, exchange) = (acts.GetProperty("buy"), acts.GetProperty("exchange"));
        var (giveBack, tradeIn) = (acts.GetProperty("return"), acts.GetProperty("trade-in"));

        var price = Quote(buy, "prices").GetProperty("total").GetDecimal();
        Says(buy, price, "Total commitment");
        Assert.Equal((2, price, "Succeeded"), Held(buy, Bought));
        var order = Assert.Single(buy.GetProperty("world").GetProperty("orders").EnumerateArray().ToList());
        Assert.Equal("bot", order.GetProperty("placedBy").GetString());
        Assert.Equal(2, Assert.Single(order.GetProperty("lines").EnumerateArray().ToList()).GetProperty("quantity").GetInt32());
        Assert.Contains("Order " + order.GetProperty("id").GetString(), Text(buy, "done"), StringComparison.Ordinal);

        var (back, total) = Sums(Quote(exchange, "exchanges"));
        Says(exchange, back, "Value given back");
        Says(exchange, total, "New total");
        Says(exchange, total - back, "To be paid");
        Assert.Equal((2, price, "Cancelled"), Held(exchange, Bought));
        Assert.Equal((3, total, "Succeeded"), Held(exchange, Exchanged));

        var refund = Quote(giveBack, "refunds");
        Assert.Equal(1, refund.GetProperty("quantity").GetInt32());
        Says(giveBack, refund.GetProperty("amount").GetDecimal(), "Given back");
        Says(giveBack, refund.GetProperty("commitment").GetDecimal(), "Commitment cancelled");
        Assert.Equal((2, total / 3 * 2, "Succeeded"), Held(giveBack, Exchanged));

        (back, total) = Sums(Quote(tradeIn, "exchanges"));
        Says(tradeIn, back, "Value given back");
        Says(tradeIn, total, "New total");
        Assert.Equal("Cancelled", Held(tradeIn, Exchanged).State);
        var plan = Assert.Single(tradeIn.GetProperty("world").GetProperty("savingsPlans").EnumerateArray().ToList());
        var hourly = plan.GetProperty("hourly").GetDecimal();
        Assert.Equal(("P1Y", total), (plan.GetProperty("term").GetString(), decimal.Round(hourly * 8_760, 2)));
        Assert.Contains(
            hourly.ToString(CultureInfo.InvariantCulture) + " USD per hour", Text(tradeIn, "done"), StringComparison.Ordinal);

        Assert.Equal(1, Sent(calls, "/return"));
        Assert.Equal(2, Sent(calls, "/providers/Microsoft.Capacity/exchange"));
    }

    private static string Text(JsonElement act, string card) => act.GetProperty(card).GetString()!;

    /// <summary>The label and the amount below it, on the review, on the approver's card and at the end.</summary>
    private static void Says(JsonElement act, decimal amount, string label)
    {
        foreach (var card in new[] { "review", "approval", "done" })
            Assert.Contains($"\n{label}\n\n{ReturnScenes.Shown(amount)}", Text(act, card), StringComparison.Ordinal);
    }

    private static JsonElement Quote(JsonElement act, string kind) =>
        act.GetProperty("quotes").GetProperty(kind).EnumerateArray().Last();

    private static (decimal Refunds, decimal Purchases) Sums(JsonElement quote) =>
        (quote.GetProperty("refunds").GetDecimal(), quote.GetProperty("purchases").GetDecimal());

    private static (int Quantity, decimal Amount, string? State) Held(JsonElement act, string product)
    {
        var held = Assert.Single(
            act.GetProperty("world").GetProperty("reservations").EnumerateArray().ToList(),
            one => one.GetProperty("product").GetString() == product);
        return (
            held.GetProperty("quantity").GetInt32(), held.GetProperty("amount").GetDecimal(), held.GetProperty("state").GetString());
    }

    private static int Sent(JsonElement calls, string path) => calls.EnumerateArray().Count(
        call => call.GetProperty("method").GetString() == "POST"
            && call.GetProperty("path").GetString()!.EndsWith(path, StringComparison.OrdinalIgnoreCase));
}
