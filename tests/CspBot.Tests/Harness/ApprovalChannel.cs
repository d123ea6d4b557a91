using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Tests.Harness;

/// <summary>The approvers' channel: a request's card in it, and the face that each reader asks for.</summary>
internal static class ApprovalChannel
{
    public const string Id = "19:approvals@thread.tacv2";

    /// <summary>Asks for the reader's own face.</summary>
    public const string Refresh = "requests/refresh";

    public static Dictionary<string, string?> Setting => new() { ["Approvals:Conversation"] = Id };

    /// <summary>Somebody speaks there: the bot knows the channel from now on.</summary>
    public static async Task OpenAsync(Agent who) => (await who.PostAsync(who.Activity(
        "message", new JsonObject { ["text"] = "help", ["conversation"] = Place(who, Id) }))).EnsureSuccessStatusCode();

    /// <summary>A request of Nora's, and its card in the channel.</summary>
    public static async Task<(string Id, ShownMessage Asked)> AskAsync(TestBot host, Agent nora)
    {
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, nora)).Card);
        return (id, await host.Teams.WaitForAsync("the channel is asked", message => message.Conversation == Id
            && message.Text.Contains(id, StringComparison.Ordinal)));
    }

    /// <summary>The face that the reader's client asks for by itself, or the reader by hand.</summary>
    /// <param name="who">Reads it.</param>
    /// <param name="asked">The card in the channel.</param>
    /// <param name="trigger"><c>automatic</c> or <c>manual</c>.</param>
    /// <param name="by">The button that was clicked, or what the client was told to send; null: that of the card as it stands.</param>
    public static async Task<JsonElement> FaceAsync(Agent who, ShownMessage asked, string trigger, JsonElement? by = null)
    {
        var action = by ?? asked.Card.GetProperty("refresh").GetProperty("action");
        var data = JsonNode.Parse(action.GetProperty("data").GetRawText())!.AsObject();
        var (answer, body) = await who.SendAsAskedAsync(Invoke(who, asked, action.GetProperty("verb").GetString()!, data, trigger));
        if (answer.StatusCode != HttpStatusCode.OK
            || body.GetProperty("type").GetString() != "application/vnd.microsoft.card.adaptive")
            throw new InvalidOperationException($"The face was answered with {(int)answer.StatusCode} {body}");
        return body.GetProperty("value");
    }

    /// <summary>A button of a face is clicked; the card that takes its place.</summary>
    public static async Task<JsonElement> ClickAsync(Agent who, ShownMessage asked, JsonElement face, string verb)
    {
        var data = CardReader.DataOf(face, CardReader.Button(face, verb), null);
        return (await who.SendAsAskedAsync(Invoke(who, asked, verb, data, "manual"))).Body.GetProperty("value");
    }

    /// <summary>As Teams sends it from a channel: in the thread that the card began.</summary>
    public static JsonObject Invoke(Agent who, ShownMessage asked, string verb, JsonObject data, string trigger)
    {
        var invoke = who.Forge(verb, data, asked.Id);
        invoke["value"]!["trigger"] = trigger;
        invoke["conversation"] = Place(who, $"{Id};messageid={asked.Id}");
        return invoke;
    }

    private static JsonObject Place(Agent who, string conversation) => new()
    {
        ["id"] = conversation,
        ["conversationType"] = "channel",
        ["isGroup"] = true,
        ["tenantId"] = who.Tenant,
    };
}
