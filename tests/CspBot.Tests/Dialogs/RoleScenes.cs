using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>Roles given to several people and groups, at several places, at Adatum: reached by real clicks.</summary>
internal static class RoleScenes
{
    public static readonly string Production = Ids.AzureSubscription(1, 1);
    public static readonly string Development = Ids.AzureSubscription(1, 2);

    /// <summary>An enabled member without any right.</summary>
    public static readonly string Member = Ids.User(1, 1);

    /// <summary>Contributor of both subscriptions.</summary>
    public static readonly string Contributor = Ids.User(1, 3);
    public static readonly string Guest = Ids.User(1, 5);
    public static readonly string Operators = Ids.Group(1, 1);

    /// <summary>The review of a grant at Adatum, with these fields filled in.</summary>
    public static async Task<JsonElement> ReviewAsync(Agent agent, params (string Name, string Value)[] filled) =>
        await agent.ClicksAsync(
            await agent.SaysAsync(agent.Words("grant owner adatum", "accorder propriétaire adatum")),
            "grant-owner/details",
            Fields(filled));

    public static Dictionary<string, string> Fields(params (string Name, string Value)[] filled)
    {
        var fields = new Dictionary<string, string>
        {
            ["subscription"] = Production,
            ["duration"] = "permanent",
            ["reason"] = "Migration weekend",
        };
        foreach (var (name, value) in filled)
            fields[name] = value;
        return fields;
    }

    /// <summary>Submits and has it approved; the request's id.</summary>
    public static async Task<string> RunAsync(TestBot host, JsonElement review, string dialog = "grant-owner")
    {
        if (!CardReader.HasButton(review, dialog + "/submit"))
            throw new InvalidOperationException("It cannot be submitted: " + CardReader.Text(review));
        var id = Scenarios.RequestOf(await host.Nora.ClicksAsync(review, dialog + "/submit"));
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        return id;
    }

    /// <summary>The requester's card of this request, once it says so.</summary>
    public static Task<ShownMessage> SeesAsync(TestBot host, string id, string words) => host.Teams.WaitForAsync(
        $"{id}: {words}",
        message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(id + " ·", StringComparison.Ordinal)
            && message.Text.Contains(words, StringComparison.Ordinal));

    /// <summary>Each assignment at Adatum as scope, role and principal.</summary>
    public static async Task<IReadOnlyList<(string Scope, string Role, string Principal)>> HeldAsync(TestBot host) =>
    [
        .. (await host.WorldAsync()).GetProperty("roleAssignments").EnumerateArray()
            .Where(one => one.GetProperty("subscription").GetString() is { } subscription
                && (subscription == Production || subscription == Development))
            .Select(one => (
                one.GetProperty("scope").GetString()!,
                one.GetProperty("roleDefinitionId").GetString()!,
                one.GetProperty("principalId").GetString()!)),
    ];

    /// <summary>Writes and removals of assignments that were sent so far.</summary>
    public static int Sent(TestBot host, string method) => host.Sandbox.Calls.All().Count(
        call => call.Api == "arm" && call.Method == method && call.Path.Contains("/roleAssignments/", StringComparison.Ordinal));
}
