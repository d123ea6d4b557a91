using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Tests.Harness;

/// <summary>States that stories start from, reached by real clicks.</summary>
internal static class Scenarios
{
    /// <summary>A customer with every prerequisite of every dialog.</summary>
    public const string GoodCustomer = "adatum";

    /// <summary>Fills in and submits Grant Owner; the requester's card, and what was asked for.</summary>
    public static async Task<(JsonElement Card, string User, string Subscription)> SubmitGrantAsync(
        TestBot host, Agent requester, string duration = "8h")
    {
        var (review, user, subscription) = await ReviewGrantAsync(requester, duration);
        return (await requester.ClicksAsync(review, "grant-owner/submit"), user, subscription);
    }

    /// <summary>A grant that is asked for, approved by Tomas, and done: the requester's message, and what was granted.</summary>
    public static async Task<(ShownMessage Card, string User, string Subscription)> GrantAsync(TestBot host, string duration = "8h")
    {
        var (own, user, subscription) = await SubmitGrantAsync(host, host.Nora, duration);
        var ask = await AskForAsync(host, host.Tomas, RequestOf(own));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        return (await host.Nora.SeesAsync("Done and verified"), user, subscription);
    }

    /// <summary>The id of the request whose card its requester sees while it waits.</summary>
    public static string RequestOf(JsonElement own) =>
        CardReader.Button(own, "requests/cancel").GetProperty("data").GetProperty("request").GetString()!;

    /// <summary>The card on which an approver decides this request: an earlier one's buttons may still stand for a moment.</summary>
    public static Task<ShownMessage> AskForAsync(TestBot host, Agent approver, string request) => host.Teams.WaitForAsync(
        "the approval card of " + request,
        message => message.Conversation == approver.Chat
            && message.Text.Contains(request, StringComparison.Ordinal)
            && CardReader.HasButton(message.Card, "requests/approve"));

    /// <summary>Somebody says something in a channel: the bot knows it from now on.</summary>
    public static async Task KnowChannelAsync(Agent agent, string channel) =>
        (await agent.PostAsync(agent.Activity("message", new JsonObject
        {
            ["text"] = agent.Words("help", "aide"),
            ["conversation"] = new JsonObject
            {
                ["id"] = channel,
                ["conversationType"] = "channel",
                ["isGroup"] = true,
                ["tenantId"] = agent.Tenant,
            },
        }))).EnsureSuccessStatusCode();

    /// <summary>The review card of Grant Owner for the first user that is listed.</summary>
    public static async Task<(JsonElement Review, string User, string Subscription)> ReviewGrantAsync(
        Agent requester, string duration = "8h")
    {
        var form = await requester.SaysAsync(requester.Words("grant owner ", "accorder propriétaire ") + GoodCustomer);
        var subscription = CardReader.Choices(form, "subscription")[0].Value;
        var user = CardReader.Choices(form, "user")[0].Value;
        var review = await requester.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = subscription,
            ["user"] = user,
            ["duration"] = duration,
            ["reason"] = "Migration weekend",
            ["ticket"] = "INC-42",
        });
        return (review, user, subscription);
    }
}
