using System.Globalization;
using CspBot.Cloud;
using CspBot.Tests.Harness;
using CspBot.Tests.Portfolio;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;
using static CspBot.Tests.Portfolio.PortfolioScenes;

namespace CspBot.Trials;

/// <summary>What the lists over all customers cost: it follows what customers hold, not how many there are.</summary>
public sealed class PortfolioCostTrials(ITestOutputHelper output)
{
    [Fact]
    public async Task The_lists_cost_the_same_for_fifty_and_for_twenty_thousand_customers_of_whom_forty_hold_something()
    {
        var few = await CostsAsync(50);
        var many = await CostsAsync(20_000);
        Assert.Equal(few.Opening, many.Opening);
        Assert.Equal(0, many.Opening);
        Assert.Equal(few.Looks, many.Looks);

        // Documented: Partner Center 500 requests a minute in all; Resource Manager 250 at once and 25 a second in each directory (facts
        // partner-center §1.7, azure §1.4). A fifth of it leaves room for whoever works with the bot, and for all directories together.
        Assert.InRange(many.BusiestPartnerCenter, 1, 500 / 5);
        Assert.InRange(many.BusiestAzure, 1, 250 / 5);
    }

    private async Task<Costs> CostsAsync(int customers)
    {
        await using var host = await StartAsync(customers: customers);
        var all = await KnownAsync(host);
        var holders = host.Services.GetRequiredService<CustomerIndex>().Customers
            .Where(customer => customer.Domain.StartsWith("customer", StringComparison.Ordinal)).Take(40).ToList();
        foreach (var holder in holders)
        {
            await PurchaseScenes.BuyAsync(host, holder.Id, "reservation");
            await host.Nora.SaysAsync("reservations " + holder.Id);
        }

        Assert.Equal(40, (await DeskOf(host).OverviewAsync(default)).Holders);

        // A day and a bit, three hours at a time; each turn may take the next few of the slow round.
        var (busiestPartner, busiestAzure, looks, before) = (0, 0, 0, host.Sandbox.Calls.All().Count);
        var began = before;
        for (var hour = 0; hour < 27; hour += 3)
        {
            await TurnAsync(host, TimeSpan.FromHours(3));
            var calls = host.Sandbox.Calls.All().Skip(before).ToList();
            before += calls.Count;
            busiestPartner = Math.Max(busiestPartner, calls.Count(call => call.Api == "partnercenter" && call.Path != "/v1/customers"));
            busiestAzure = Math.Max(busiestAzure, calls.Count(call => call.Api == "arm"));
            looks += calls.Count(call => call.Path.EndsWith("/Microsoft.Capacity/reservations", StringComparison.Ordinal));
        }

        var day = host.Sandbox.Calls.All().Skip(began).ToList();
        var opening = host.Sandbox.Calls.All().Count;
        var card = await host.Nora.SaysAsync("reservations");
        foreach (var which in new[] { "ends", "badly", "gone" })
            await host.Nora.ClicksAsync(card, "reservations/over", forge: data => data["which"] = which);
        opening = host.Sandbox.Calls.All().Skip(opening).Count(
            call => call.Api is not ("login" or "graph") && call.Path != "/v1/customers");
        var kinds = day.Where(call => call.Api != "login" && call.Path != "/v1/customers")
            .GroupBy(call => call.Path.Split('/')[^1]).Select(kind => $"{kind.Count()} × {kind.Key}");
        output.WriteLine(
            $"{all} customers, 40 hold something, 27 hours in 9 turns: {string.Join(", ", kinds)}; of it {looks} close looks; at most "
            + $"{busiestPartner} calls of a minute to Partner Center, {busiestAzure} to Azure; opening the lists: {opening} calls. "
            + string.Create(
                CultureInfo.InvariantCulture,
                $"The slow round: {Math.Ceiling(all / 10d / 60):0} h at 10 customers a minute, 20 calls a minute, then 3 days of rest."));
        return new Costs(opening, looks, busiestPartner, busiestAzure);
    }

    private sealed record Costs(int Opening, int Looks, int BusiestPartnerCenter, int BusiestAzure);
}
