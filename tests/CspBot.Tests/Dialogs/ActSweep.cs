using System.Text.Json;
using System.Text.RegularExpressions;
using CspBot.Sandbox;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>One act on reservations: its form, its review and its approval, with one misfortune on one of its calls.</summary>
internal sealed partial class ActSweep(BotHost host, string act) : StorySweep(host)
{
    protected override async Task StoryAsync(Func<string, Task> begins)
    {
        await Host.ControlAsync(
            "knobs", new { exchangeAtOnce = true, exchangeRetryAfter = 1, exchangeWorkPolls = 1, reusableSessions = true });
        BuyScenes.Register(Host);
        var item = ReturnScenes.Pick(Host, "Standard_D4s_v5", one => one.Quantity == 6);
        if (act == "renew")
            ReturnScenes.Change(Host, item, one => one with { Renew = false });
        var before = World();
        await begins("form");
        var form = await TurnAsync(() => OpenAsync(item), act == "renew" ? "reservations/submit" : Quotes);
        await begins("review");
        var review = act == "renew" ? form : await TurnAsync(
            () => Host.Nora.ClicksAsync(form, Quotes, Filled(form)), "reservations/submit");
        var own = await TurnAsync(
            () => Host.Nora.ClicksAsync(review, "reservations/submit"),
            "a request",
            card => Request().IsMatch(CardReader.Text(card)));
        var id = Request().Match(CardReader.Text(own)).Value;

        await begins("approval");
        await SucceedAsync(id);
        var after = World();
        var expected = act switch
        {
            "buy" => before with { Orders = before.Orders + 1 },
            "return" => before with { Units = before.Units - 1 },
            "exchange" => before with { Units = before.Units - 6 + 9 },
            "commit" => before with { Plans = before.Plans + 1 },
            _ => before,
        };
        Demand(after == expected, $"Done and verified, and the world is {after}, not {expected}.");
        if (act == "renew")
            Demand(ReturnScenes.Again(Host, item).Renew, "Done and verified, and it does not renew.");
        if (act == "split")
            Demand(ManageScenes.Parts(Host, item.Id).Select(one => one.Quantity).SequenceEqual([2, 4]), "Done, and it is not split.");
    }

    private string Quotes => act switch
    {
        "return" or "exchange" => "reservations/quote",
        "buy" => "reservations/price",
        _ => "reservations/details",
    };

    private Task<JsonElement> OpenAsync(Reservation item) => act switch
    {
        "buy" => BuyScenes.OpenAsync(Host.Nora),
        "commit" => ReturnScenes.ForgeAsync(Host.Nora, "commit", ("customer", UsageScenes.AdventureWorks)),
        _ => ReturnScenes.OpenAsync(Host.Nora, act, item),
    };

    private Dictionary<string, string> Filled(JsonElement form) => act switch
    {
        "buy" => BuyScenes.Filled(form),
        "return" => new() { ["quantity"] = "1", ["reason"] = "Moved" },
        "exchange" => new() { ["product"] = "Standard_E4s_v5", ["quantity"] = "9", ["term"] = "P3Y", ["reason"] = "Other sizes" },
        "split" => new() { ["quantity"] = "2 + 4", ["reason"] = "Two teams" },
        "commit" => new()
        {
            ["subscription"] = UsageScenes.In(Host, world => world.AzureSubscriptionsOf(UsageScenes.AdventureWorks).First().Id),
            ["term"] = "P1Y",
            ["hourly"] = "0.25",
            ["currency"] = "USD",
            ["scope"] = "Single",
            ["billing"] = "Monthly",
            ["reason"] = "Steady load",
        },
        _ => [],
    };

    private Held World() => ReturnScenes.In(Host, world => new Held(
        world.Orders.Count(one => one.PlacedBy == Order.ByBot),
        world.Reservations.Where(one => one.Customer == ReturnScenes.Consolidated && one.State == "Succeeded").Sum(one => one.Quantity),
        world.SavingsPlans.Count(one => one.IsBought)));

    private sealed record Held(int Orders, int Units, int Plans);

    [GeneratedRegex(@"\bR-[0-9A-Z]{5}\b")]
    private static partial Regex Request();
}
