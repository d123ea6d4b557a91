using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>The purchase of an Azure plan as people do it, and what came of it in the world.</summary>
internal static class PlanScenes
{
    /// <summary>Licences only, and the agreement accepted: a plan is all that it lacks.</summary>
    public const string Litware = "Litware";

    /// <summary>Nothing at all, and no agreement.</summary>
    public const string Organics = "Best For You Organics";

    public const string Link = "https://admin.microsoft.com/AdminPortal/Home?ref=/BillingAccounts/agreement";
    public const string Submit = "customers/submit";

    public static readonly Dictionary<string, string> Why = new() { ["reason"] = "Their first Azure project" };

    public static async Task<JsonElement> OpenAsync(Agent agent, string customer) => await ForgeAsync(
        agent, "customers/plan", new JsonObject { ["customer"] = (await StackScenarios.TenantOfAsync(agent.Host, customer))! });

    public static async Task<JsonElement> ForgeAsync(Agent agent, string verb, JsonObject data) =>
        (await agent.SendAsAskedAsync(agent.Forge(verb, data))).Body.GetProperty("value");

    /// <summary>Asked for, and approved by Tomas, who must know the bot: the request's id.</summary>
    public static async Task<string> BuyAsync(TestBot host, string customer = Litware, Agent? agent = null)
    {
        var card = await OpenAsync(agent ?? host.Nora, customer);
        var id = Scenarios.RequestOf(await (agent ?? host.Nora).ClicksAsync(card, Submit, Why));
        await ApproveAsync(host, id);
        return id;
    }

    public static async Task ApproveAsync(TestBot host, string id)
    {
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
    }

    /// <summary>The requester's card, once it says this.</summary>
    public static Task<ShownMessage> SeesAsync(TestBot host, string id, string words, Agent? agent = null) => host.Teams.WaitForAsync(
        $"'{words}' on {id}",
        message => message.Conversation == (agent ?? host.Nora).Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && message.Text.Contains(words, StringComparison.Ordinal));

    /// <summary>Who placed each order of a plan for this customer.</summary>
    public static IReadOnlyList<string> Orders(TestBot host, string customer = Litware) => In(host, world => world.Orders
        .Where(order => order.Customer == Named(world, customer).Id
            && order.Lines.Any(line => line.OfferId.StartsWith(Catalogue.PlanProduct, StringComparison.Ordinal)))
        .Select(order => order.PlacedBy).ToList());

    /// <summary>How many Azure subscriptions each active plan of this customer has.</summary>
    public static IReadOnlyList<int> Plans(TestBot host, string customer = Litware) => In(host, world => Named(world, customer)
        .Subscriptions
        .Where(one => one.Kind == Subscription.Plan && one.Status == "active").Select(one => one.AzureSubscriptions.Count).ToList());

    public static T In<T>(TestBot host, Func<World, T> read)
    {
        lock (host.Sandbox.World.Gate)
            return read(host.Sandbox.World);
    }

    /// <summary>With everything below it.</summary>
    public static Customer Named(World world, string name) =>
        world.Customer(world.Customers.First(customer => customer.Name == name).Id)!;

    public static int Sent(TestBot host, string method, string end) => host.Sandbox.Calls.All().Count(
        call => call.Method == method && call.Path.EndsWith(end, StringComparison.Ordinal));
}
