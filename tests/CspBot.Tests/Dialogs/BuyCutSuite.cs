using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// Each call that costs money or leads to it, cut before, in and after its effect: never two purchases, and each request ends in the truth.
/// Counted and printed.
/// </summary>
public abstract class BuyCutSuite(ITestOutputHelper output)
{
    /// <summary>What may happen to a call: its name, and the fault as the control route takes it.</summary>
    protected static readonly (string Name, object Fault)[] Misfortunes =
    [
        ("cut before", new { dropConnection = true }),
        ("cut after", new { dropConnection = true, afterWrite = true }),
        ("500 before", new { status = 500 }),
        ("500 after", new { status = 500, afterWrite = true }),
        ("half an answer", new { truncate = true }),
        ("too slow", new { delayMs = 30_000 }),
    ];

    private static readonly string[] Customers =
    [
        "Adatum Corporation", "Contoso", "Contoso France", "Müller & Söhne GmbH", "Núñez e Hijos", "São Bento Cafés", "Łódź Tekstylia",
        "Çelik Yapı", "O'Malley & Daughters", "Tailspin Toys", "Lamna Healthcare", "Munson's Pickles", "Consolidated Messenger",
        "The Phone Company", "School of Fine Art", "Adventure Works", "Contoso Pharmaceuticals", "Société Lumière & Fils",
    ];

    /// <summary>Buys once for each misfortune, each for a customer of its own, all at the same time.</summary>
    /// <param name="calls">Method and part of the path of the calls that are cut, <c>{customer}</c> in it.</param>
    protected async Task CutAsync(string billing, (string Api, string Method, string Path)[] calls, string[] misfortunes)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var cases = calls.SelectMany(call => Misfortunes.Where(one => misfortunes.Contains(one.Name)).Select(one => (call, one))).ToList();
        Assert.True(cases.Count <= Customers.Length, "Too few customers.");
        var bought = new List<(string Case, string Customer, string Request)>();
        foreach (var ((call, misfortune), name) in cases.Zip(Customers))
        {
            var customer = await ReservationPermissionStories.IdOfAsync(host, name);
            var review = await BuyScenes.ReviewAsync(host.Nora, customer, ("billing", billing), ("quantity", "1"));
            var own = await host.Nora.ClicksAsync(review, "reservations/submit");
            var request = Scenarios.RequestOf(own);
            var ask = await Scenarios.AskForAsync(host, host.Tomas, request);
            var fault = System.Text.Json.JsonSerializer.SerializeToNode(misfortune.Fault)!.AsObject();
            fault["api"] = call.Api;
            fault["method"] = call.Method;
            fault["path"] = call.Path.Replace("{customer}", customer, StringComparison.Ordinal);
            fault["times"] = 1;
            await host.ControlAsync("faults", fault);
            await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            bought.Add(($"{call.Method} {call.Path.Split('/')[^1]}, {misfortune.Name}", customer, request));

            // One after the other where the path does not tell whose call it is.
            if (!call.Path.Contains("{customer}", StringComparison.Ordinal))
                await BuyScenes.SeesAsync(host, request, "Done and verified");
        }

        foreach (var (what, customer, request) in bought)
        {
            var done = await BuyScenes.SeesAsync(host, request, "Done and verified");
            var order = Assert.Single(BuyScenes.Orders(host, customer));
            var reservation = Assert.Single(BuyScenes.Reservations(host, customer));
            Assert.Contains(order.Id, done.Text, StringComparison.Ordinal);
            Assert.Contains(reservation.ReservationOrder, done.Text, StringComparison.Ordinal);
            output.WriteLine($"{what}: orders 1, reservations 1, the card names them");
        }

        output.WriteLine($"{bought.Count} purchases cut, {bought.Sum(one => BuyScenes.Orders(host, one.Customer).Count)} orders");
    }
}
