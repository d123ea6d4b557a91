using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>What tests of the Visual Studio dialog do again and again.</summary>
internal static partial class VisualStudioScenes
{
    public const string Way = "visual-studio/way";
    public const string Details = "visual-studio/details";
    public const string Submit = "visual-studio/submit";
    public const string Back = "visual-studio/back";
    public const string Follow = "visual-studio/follow";
    public const string List = "visual-studio/list";
    public const string Authorization = "12345678ZZE1234";
    public const string Licence = "87654321";
    public const string Email = "it@adatum.example";

    public static Dictionary<string, string> Numbers(
        string authorization = Authorization, string licence = Licence, string email = Email) =>
        new() { ["authorization"] = authorization, ["licence"] = licence, ["email"] = email };

    /// <summary>The form of the numbers, from the phrase on.</summary>
    public static async Task<JsonElement> FormAsync(Agent agent, string way = "existing", string customer = "adatum") =>
        await agent.ClicksAsync(
            await agent.SaysAsync("visual studio " + customer), Way, new Dictionary<string, string> { ["way"] = way });

    public static async Task<JsonElement> ReviewAsync(
        Agent agent, string way = "existing", string customer = "adatum", Dictionary<string, string>? numbers = null) =>
        await agent.ClicksAsync(await FormAsync(agent, way, customer), Details, numbers ?? Numbers());

    /// <summary>Hands over, and waits until the request is done; its id.</summary>
    public static async Task<string> HandOverAsync(
        Agent agent, string way = "existing", string customer = "adatum", Dictionary<string, string>? numbers = null)
    {
        var asked = await agent.ClicksAsync(await ReviewAsync(agent, way, customer, numbers), Submit);
        var id = RequestId().Match(CardReader.Text(asked)).Value;
        await OverAsync(agent, id);
        return id;
    }

    /// <summary>The request's card once it is over, in either language.</summary>
    public static Task<ShownMessage> OverAsync(Agent agent, string id) => agent.Host.Teams.WaitForAsync(
        $"{id} is over",
        message => message.Conversation == agent.Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && CardReader.HasButton(message.Card, Follow));

    /// <summary>The hand-over's card, opened by its id.</summary>
    public static Task<JsonElement> OpenAsync(Agent agent, string id) => ForgeAsync(agent, Follow, ("request", id));

    public static async Task<JsonElement> ForgeAsync(Agent agent, string verb, params (string Name, string Value)[] data)
    {
        var sent = new JsonObject();
        foreach (var (name, value) in data)
            sent[name] = value;
        return (await agent.SendAsAskedAsync(agent.Forge(verb, sent))).Body.GetProperty("value");
    }

    /// <summary>The button of a card that says this state.</summary>
    public static JsonObject Says(JsonElement card, string state) => JsonNode.Parse(CardReader.Buttons(card)
        .First(button => button.GetProperty("verb").GetString() == Follow
            && button.GetProperty("data").TryGetProperty("to", out var to) && to.GetString() == state)
        .GetProperty("data").GetRawText())!.AsObject();

    public static async Task<JsonElement> SayAsync(Agent agent, JsonElement card, string state) =>
        (await agent.SendAsAskedAsync(agent.Forge(Follow, Says(card, state)))).Body.GetProperty("value");

    public static IEnumerable<string> Links(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Links),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "url" ? [member.Value.GetString()!] : Links(member.Value)),
        _ => [],
    };

    [GeneratedRegex("R-[0-9A-Z]{5}")]
    public static partial Regex RequestId();
}
