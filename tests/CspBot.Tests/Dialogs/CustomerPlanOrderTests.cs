using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.PlanScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>An Azure plan is ordered once, whatever is lost, refused, or done by others meanwhile.</summary>
public sealed class CustomerPlanOrderTests
{
    private const string Done = "Done and verified";

    /// <summary>A call of the purchase that gets no answer, before or after it took effect, or is asked to wait.</summary>
    public sealed record Lost(string Path, bool AfterWrite, bool Dropped, int Status = 502);

    [Fact]
    public async Task An_answer_that_is_lost_is_read_back_before_anything_is_sent_again() => await Rows.EachAsync(
        [
            new Lost("/carts", true, true), new Lost("/carts", false, true), new Lost("/checkout", true, true),
            new Lost("/checkout", false, true), new Lost("/checkout", true, false), new Lost("/checkout", false, false, 503),
            new Lost("/checkout", false, false, 429), new Lost("/carts", false, false, 429),
        ],
        async lost =>
        {
            await using var host = await BotHost.StartAsync();
            await host.Tomas.InstallAsync();
            await host.ControlAsync("faults", new
            {
                api = "partnercenter",
                method = "POST",
                path = lost.Path,
                dropConnection = lost.Dropped,
                afterWrite = lost.AfterWrite,
                status = lost.Status,
                retryAfter = lost.Status == 429 ? 1 : (int?)null,
                times = 1,
            });
            await SeesAsync(host, await BuyAsync(host), Done);
            Assert.Equal([Order.ByBot], Orders(host));
            Assert.Equal([1], Plans(host));
            Assert.Equal(lost is { Path: "/checkout", AfterWrite: false } ? 2 : 1, Sent(host, "POST", "/checkout"));
        });

    [Fact]
    public async Task A_cart_that_is_over_by_then_is_followed_by_a_new_one_only_when_no_order_of_it_can_come_any_more()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { cartMinutes = 1 });
        await host.ControlAsync("faults", new
        {
            api = "partnercenter",
            method = "POST",
            path = "/checkout",
            status = 429,
            code = "TooManyRequests",
            retryAfter = 300,
            times = 1,
        });
        var id = await BuyAsync(host);
        await Eventually.IsTrueAsync("the first checkout", () => Sent(host, "POST", "/checkout") == 1);
        await host.LeapAsync(TimeSpan.FromMinutes(10));
        await SeesAsync(host, id, Done);
        Assert.Equal((2, 2), (Sent(host, "POST", "/carts"), Sent(host, "POST", "/checkout")));
        Assert.Single(Orders(host));
    }

    [Fact]
    public async Task An_unknown_answer_to_a_cart_that_is_over_is_waited_out()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { cartMinutes = 1 });
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "POST", path = "/checkout", dropConnection = true, times = 1 });
        var id = await BuyAsync(host);
        await Eventually.IsTrueAsync("the first checkout", () => Sent(host, "POST", "/checkout") >= 1);
        await host.LeapAsync(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 4 && Orders(host).Count == 0; i++)
            await host.LeapAsync(TimeSpan.FromMinutes(8));
        await SeesAsync(host, id, Done);
        Assert.Single(Orders(host));
    }

    [Fact]
    public async Task An_agreement_that_the_order_misses_parks_it_with_the_text_and_a_new_cart_is_ordered_then()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "POST", path = "/checkout", status = 403, code = "13605", times = 1 });
        var id = await BuyAsync(host);
        var waits = await SeesAsync(host, id, "Ready to send");
        Assert.Contains(Link, waits.Text, StringComparison.Ordinal);
        await host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await SeesAsync(host, id, Done);
        Assert.Equal((2, 2), (Sent(host, "POST", "/carts"), Sent(host, "POST", "/checkout")));
        Assert.Equal([Order.ByBot], Orders(host));
    }

    [Fact]
    public async Task What_somebody_bought_in_Partner_Center_meanwhile_is_taken_and_nothing_is_ordered()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf(await host.Nora.ClicksAsync(await OpenAsync(host.Nora, Litware), Submit, Why));
        In(host, world => world.AddPlan(Named(world, Litware), "portal-order"));
        await ApproveAsync(host, id);
        var done = await SeesAsync(host, id, Done);
        Assert.Contains("It was there already: nothing was ordered", done.Text, StringComparison.Ordinal);
        Assert.Equal(0, Sent(host, "POST", "/carts"));
        Assert.Equal([1], Plans(host));
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("suspended")]
    public async Task A_plan_bought_meanwhile_that_is_not_active_is_waited_for_and_none_is_bought_beside_it(string status)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf(await host.Nora.ClicksAsync(await OpenAsync(host.Nora, Litware), Submit, Why));
        var plan = In(host, world => world.AddPlan(Named(world, Litware), "portal-order"));
        plan.Status = status;
        await ApproveAsync(host, id);
        var waits = await SeesAsync(host, id, "by now that is not active");
        Assert.Equal((0, 0), (Sent(host, "POST", "/carts"), Sent(host, "POST", "/checkout")));
        plan.Status = "active";
        await host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await SeesAsync(host, id, Done);
        Assert.Empty(Orders(host));
        Assert.Equal([1], Plans(host));
    }

    [Fact]
    public async Task Two_requests_for_one_customer_order_one_plan()
    {
        await using var host = await BotHost.StartAsync();
        await using var other = await host.StartAnotherAsync();
        await host.Tomas.InstallAsync();
        List<string> ids = [];
        foreach (var agent in new[] { host.Nora, host.Pierre })
            ids.Add(Scenarios.RequestOf(await agent.ClicksAsync(await OpenAsync(agent, Litware), Submit, Why)));
        await Task.WhenAll(ids.Select(id => ApproveAsync(host, id)));
        await SeesAsync(host, ids[0], Done);
        await SeesAsync(host, ids[1], "Faite et vérifiée", host.Pierre);
        Assert.Equal([Order.ByBot], Orders(host));
        Assert.Equal([1], Plans(host));
    }

    [Fact]
    public async Task An_old_subscription_that_came_back_meanwhile_is_refused_and_can_be_mended()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf(await host.Nora.ClicksAsync(await OpenAsync(host.Nora, Litware), Submit, Why));
        var legacy = In(host, world =>
        {
            var one = new Subscription
            {
                Id = Ids.Named("legacy of litware"),
                Customer = Named(world, Litware).Id,
                Kind = Subscription.Legacy,
                Name = "Microsoft Azure",
                Created = world.Now,
            };
            Named(world, Litware).Subscriptions.Add(one);
            return one;
        });
        await ApproveAsync(host, id);
        var failed = await SeesAsync(host, id, "still has an MS-AZR-0145P subscription");
        Assert.Equal(0, Sent(host, "POST", "/carts"));
        In(host, world => Named(world, Litware).Subscriptions.Remove(legacy));
        await host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        await SeesAsync(host, id, Done);
        Assert.Single(Orders(host));
    }
}
