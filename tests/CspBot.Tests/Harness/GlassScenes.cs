using System.Text.Json;

namespace CspBot.Tests.Harness;

/// <summary>Something is run without approval, by real clicks.</summary>
internal static class GlassScenes
{
    public const string Reason = "The portal of the hospital is down since nine o’clock";
    public const string Confirm = "requests/confirm";
    public const string NotConfirm = "requests/not-confirm";

    public static Dictionary<string, string?> On(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?> { ["Approvals:BreakGlass:Enabled"] = "true" };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    /// <summary>What is filled in.</summary>
    public static Dictionary<string, string> Typed(string reason = Reason, bool ticked = true) =>
        new() { ["glassReason"] = reason, ["glassTick"] = ticked ? "true" : "false" };

    /// <summary>From a review to the request, which runs; its requester's card and its id.</summary>
    public static async Task<(JsonElement Own, string Id)> BreakAsync(Agent who, JsonElement review, string dialog = "grant-owner")
    {
        var step = await who.ClicksAsync(review, dialog + "/glass");
        var own = await who.ClicksAsync(step, dialog + "/break", Typed());
        var id = await who.Host.Teams.WaitForAsync("it is told", message =>
            message.Conversation == who.Host.Tomas.Chat && CardReader.HasButton(message.Card, Confirm));
        return (own, CardReader.Button(id.Card, Confirm).GetProperty("data").GetProperty("request").GetString()!);
    }

    /// <summary>Somebody's card with the buttons, once the request says this.</summary>
    public static Task<ShownMessage> CardAsync(Agent who, string id, string words) => who.Host.Teams.WaitForAsync(
        $"'{words}' for who confirms {id}",
        message => message.Conversation == who.Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && message.Text.Contains(words, StringComparison.Ordinal)
            && CardReader.HasButton(message.Card, Confirm));
}
