using System.Text.Json.Nodes;

namespace CspBot.Teams.Tests;

/// <summary>Activities as they come over the wire: the files under Samples, edited by the test that needs another value.</summary>
public static class Samples
{
    public static JsonObject Read(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", name)))!.AsObject();

    /// <summary>A typed message in a personal chat.</summary>
    public static JsonObject Message(string text = "renew contoso", string id = "1790000000001")
    {
        var activity = Read("teams.message.personal.json");
        activity["text"] = text;
        activity["id"] = id;
        return activity;
    }

    /// <summary>A click on an Action.Execute button.</summary>
    public static JsonObject Click(string verb = "approve", string id = "f:00000000-0000-4000-8000-0000000000a1", string trigger = "manual")
    {
        var activity = Read("teams.invoke.execute.json");
        activity["id"] = id;
        activity["value"]!["action"]!["verb"] = verb;
        activity["value"]!["trigger"] = trigger;
        return activity;
    }

    /// <summary>A search as you type, as Teams sends it: no kind.</summary>
    public static JsonObject Search(string text = "cont")
    {
        var activity = Read("teams.invoke.search.json");
        activity["value"]!["queryText"] = text;
        return activity;
    }

    /// <summary>The activity as the channel reads it, also where it is a fragment of one.</summary>
    public static Activity AsActivity(this JsonNode json)
    {
        var whole = json.DeepClone().AsObject();
        whole.TryAdd("type", "message");
        whole.TryAdd("conversation", new JsonObject { ["id"] = "a:1xyz" });
        whole.TryAdd("serviceUrl", ChannelHost.ServiceUrl);
        return ActivityReader.Read(System.Text.Encoding.UTF8.GetBytes(whole.ToJsonString()))!;
    }
}
