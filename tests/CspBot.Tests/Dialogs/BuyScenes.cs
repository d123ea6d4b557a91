using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>The purchase of a reservation as people do it, and what came of it in the world.</summary>
internal static class BuyScenes
{
    /// <summary>Adatum: an Azure plan, and every prerequisite.</summary>
    public const string Adatum = "10000000-0000-4000-8000-000001000000";

    public const string Product = "Standard_D4s_v5@westeurope";

    /// <summary>What a reservation of <see cref="Product"/> for one year costs.</summary>
    public const decimal Price = 1088.16m;

    /// <summary>The form, filled in with nothing.</summary>
    public static async Task<JsonElement> OpenAsync(Agent agent, string customer = Adatum, params (string Name, string Value)[] more)
    {
        var data = new JsonObject { ["customer"] = customer };
        foreach (var (name, value) in more)
            data[name] = value;
        return (await agent.SendAsAskedAsync(agent.Forge("reservations/buy", data))).Body.GetProperty("value");
    }

    public static Dictionary<string, string> Filled(JsonElement form, params (string Name, string Value)[] other)
    {
        var filled = new Dictionary<string, string>
        {
            ["product"] = Product,
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["quantity"] = "2",
            ["reason"] = "The web tier runs all year",
        };
        foreach (var (name, value) in other)
            filled[name] = value;
        return filled;
    }

    /// <summary>The review, with its price.</summary>
    public static async Task<JsonElement> ReviewAsync(Agent agent, string customer = Adatum, params (string Name, string Value)[] other)
    {
        var form = await OpenAsync(agent, customer);
        return await agent.ClicksAsync(form, "reservations/price", Filled(form, other));
    }

    /// <summary>Asked for by Nora and approved by Tomas, who must know the bot: the request's id.</summary>
    public static async Task<string> ApproveAsync(TestBot host, JsonElement review)
    {
        var own = await host.Nora.ClicksAsync(review, "reservations/submit");
        var request = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, request);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        return request;
    }

    public static async Task<string> BuyAsync(TestBot host, string customer = Adatum, params (string Name, string Value)[] other) =>
        await ApproveAsync(host, await ReviewAsync(host.Nora, customer, other));

    /// <summary>The message of this request in Nora's chat, once it says this.</summary>
    public static Task<ShownMessage> SeesAsync(TestBot host, string request, string words) => host.Teams.WaitForAsync(
        $"'{words}' on {request}",
        message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(request, StringComparison.Ordinal)
            && message.Text.Contains(words, StringComparison.Ordinal));

    /// <summary>All subscriptions of the customer are registered for reservations: the story need not wait for it.</summary>
    public static void Register(TestBot host, string customer = Adatum) => In(host, world =>
    {
        foreach (var one in world.Customer(customer)!.Subscriptions)
            one.Registration = "registered";
        return 0;
    });

    /// <summary>Orders of the customer that the bot placed.</summary>
    public static IReadOnlyList<Order> Orders(TestBot host, string customer = Adatum) => In(host, world =>
        world.Orders.Where(order => order.Customer == customer && order.PlacedBy == Order.ByBot).ToList());

    public static IReadOnlyList<Reservation> Reservations(TestBot host, string customer = Adatum)
    {
        var orders = Orders(host, customer).Select(order => order.Id).ToHashSet();
        return In(host, world => world.Reservations.Where(one => orders.Contains(one.Order)).ToList());
    }

    public static List<RecordedCall> Sent(TestBot host, string method, string part) =>
    [
        .. host.Sandbox.Calls.All().Where(call => call.Method == method && call.Path.Contains(part, StringComparison.OrdinalIgnoreCase)),
    ];

    public static T In<T>(TestBot host, Func<World, T> look)
    {
        lock (host.Sandbox.World.Gate)
            return look(host.Sandbox.World);
    }
}
