using System.Text.Json;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>What the stories of a relation share: its card, its review, its request, and what the cloud holds of it.</summary>
internal static class RelationScenes
{
    /// <summary>No relation at all, and English.</summary>
    public const string Wingtip = "Wingtip Toys";

    public const string WingtipId = "10000000-0000-4000-8000-000016000000";

    public static async Task<JsonElement> OpenAsync(Agent agent, string customer) =>
        await agent.ClicksAsync(await agent.SaysAsync(agent.Words("customers ", "clients ") + customer), "customers/relation");

    public static Task<JsonElement> ReviewAsync(Agent agent, JsonElement form, params (string Name, string Value)[] more)
    {
        var filled = new Dictionary<string, string> { ["reason"] = "Onboarding" };
        foreach (var (name, value) in more)
            filled[name] = value;
        return agent.ClicksAsync(form, "customers/details", filled);
    }

    /// <summary>Asked for and approved by Tomas: the request's id.</summary>
    public static async Task<string> AskAsync(BotHost host, string customer, params (string Name, string Value)[] more)
    {
        var review = await ReviewAsync(host.Nora, await OpenAsync(host.Nora, customer), more);
        var own = await host.Nora.ClicksAsync(review, "customers/submit");
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        return id;
    }

    /// <summary>The requester's card once it says this.</summary>
    public static Task<ShownMessage> ShowsAsync(BotHost host, string request, string words) => host.Teams.WaitForAsync(
        $"'{words}' on {request}",
        message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(request, StringComparison.Ordinal)
            && message.Text.Contains(words, StringComparison.Ordinal)
            && (words != "Ready to send" || CardReader.HasButton(message.Card, "requests/retry")));

    public static async Task<JsonElement> CustomerAsync(BotHost host, string name) =>
        (await host.WorldAsync()).GetProperty("customers").EnumerateArray().First(one => one.GetProperty("name").GetString() == name);

    /// <summary>The relations that were asked for there.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RelationsAsync(BotHost host, string name) =>
        [.. (await CustomerAsync(host, name)).GetProperty("relations").EnumerateArray()];
}
