using System.Text.Json;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>What the stories of Reservation Permission have in common: people's clicks, and what the world then holds.</summary>
internal static class ReservationPermissionStories
{
    public const string Adatum = "10000000-0000-4000-8000-000001000000";
    public const string Submit = "reservation-permission/submit";
    public const string Reserved = "AzureReservedInstances";
    public const string Savings = "AzureSavingsPlan";

    public static Dictionary<string, string> Wish(
        bool? reserved = null, bool? savings = null, bool liability = true, string reason = "They asked for it", string until = "")
    {
        var filled = new Dictionary<string, string> { ["reason"] = reason, ["until"] = until };
        if (reserved is { } r)
            filled["reservedInstances"] = r ? "true" : "false";
        if (savings is { } s)
            filled["savingsPlan"] = s ? "true" : "false";
        if (liability)
            filled["liability"] = "true";
        return filled;
    }

    public static Task<JsonElement> OpenAsync(Agent agent, string customer = "adatum") =>
        agent.SaysAsync(agent.Words("reservation permission ", "autorisation réservation ") + customer);

    public static async Task<JsonElement> AskAsync(Agent agent, Dictionary<string, string> wish, string customer = "adatum") =>
        await agent.ClicksAsync(await OpenAsync(agent, customer), Submit, wish);

    /// <summary>Asks, has Tomas approve, and waits for the end of it.</summary>
    public static async Task<ShownMessage> TurnOnAsync(
        BotHost host, Dictionary<string, string> wish, string ends = "Done and verified", string customer = "adatum")
    {
        await host.Tomas.InstallAsync();
        var own = await ApproveAsync(host, await AskAsync(host.Nora, wish, customer));
        return await host.Teams.WaitForAsync($"'{ends}' of {own}", message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(own, StringComparison.Ordinal)
            && message.Text.Contains(ends, StringComparison.Ordinal));
    }

    /// <summary>Tomas approves what this card asks for; the request's id.</summary>
    public static async Task<string> ApproveAsync(BotHost host, JsonElement card)
    {
        var id = Scenarios.RequestOf(card);
        var ask = await host.Teams.WaitForAsync($"the question of {id}", message =>
            message.Conversation == host.Tomas.Chat && message.Text.Contains(id, StringComparison.Ordinal));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        return id;
    }

    public static async Task<IReadOnlyList<string>> PermissionsAsync(TestBot host, string customer = Adatum) =>
    [
        .. (await host.WorldAsync()).GetProperty("selfServePolicies").EnumerateArray()
            .Where(policy => policy.GetProperty("customer").GetString() == customer)
            .SelectMany(policy => policy.GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()!)),
    ];

    /// <summary>Method and status of each write to policies that the pretend cloud received.</summary>
    public static async Task<IReadOnlyList<(string Method, int Status)>> WritesAsync(BotHost host) =>
    [
        .. (await host.CallsAsync())
            .Where(call => call.GetProperty("method").GetString() != "GET"
                && call.GetProperty("path").GetString()!.StartsWith("/v1/SelfServePolicy", StringComparison.OrdinalIgnoreCase))
            .Select(call => (call.GetProperty("method").GetString()!, call.GetProperty("status").GetInt32())),
    ];

    public static async Task<string> IdOfAsync(BotHost host, string name) =>
        (await host.WorldAsync())
            .GetProperty("customers")
            .EnumerateArray()
            .First(customer => customer.GetProperty("name").GetString() == name)
            .GetProperty("id")
            .GetString()!;
}
