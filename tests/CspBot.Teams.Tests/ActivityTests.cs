using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Teams.Tests;

/// <summary>Reading what Teams and the Playground send (facts teams-protocol §1 and §2; checklist rows 9 and 10).</summary>
public sealed class ActivityTests
{
    private const string Bot = "28:" + ChannelHost.AppId;

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Samples"), "*.json")
            .Select(f => Path.GetFileName(f))
            .Where(f => !f.StartsWith("card.", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_sample_is_read_and_none_of_its_members_lost(string file)
    {
        var sample = Samples.Read(file);
        var activity = sample.AsActivity();
        Assert.Equal("msteams", activity.ChannelId);
        Assert.Equal(ChannelHost.TenantId, activity.TenantId());
        Assert.Equal(Bot, activity.Recipient!.Id);
        var reference = ConversationAddress.From(activity);
        Assert.Equal((string?)sample["conversation"]!["id"], reference.ConversationId);
        Assert.Equal((string?)sample["serviceUrl"], reference.ServiceUrl.OriginalString);

        // As a program of the SDK would write it: what has no property of its own is kept too.
        var again = Newtonsoft.Json.Linq.JObject.FromObject(activity);
        Assert.Empty(sample.Select(m => m.Key).Except(again.Properties().Select(p => p.Name)));
    }

    public static TheoryData<string, string?, string, string> Mentions => new()
    {
        { "<at>CspBot</at> grant owner", "<at>CspBot</at>", Bot, "grant owner" },
        { "<at>CspBot</at>grant owner", "<at>CspBot</at>", Bot, "grant owner" },
        { "grant<at>CspBot</at>owner", "<at>CspBot</at>", Bot, "grant owner" },
        { "<at>cspbot</at> grant owner\n", "<at>CspBot</at>", Bot, "grant owner" },
        { "<at>CspBot</at>&nbsp;grant owner\r\n\r\n", "<at>CspBot</at>", Bot, "grant owner" },
        { "<at>CspBot</at>\u00A0grant \t owner", "<at>CspBot</at>", Bot, "grant owner" },
        { "<at>CspBot</at> help <at>CspBot</at>", "<at>CspBot</at>", Bot, "help" },
        { "<at>CspBot</at> help", "", Bot, "help" },
        { "<at>CspBot</at> help", null, Bot, "help" },
        { "<at>Nora Lind</at> help", "<at>Nora Lind</at>", "29:1abc", "Nora Lind help" },
        { "<at id=\"0\">CspBot</at> help", "<at>CspBot</at>", Bot, "help" },
        { "<at id=\"0\">CspBot</at> help", "<at id=\"0\">CspBot</at>", Bot, "help" },
        { "<AT id='1' x>CspBot</AT> help <at id=\"2\">Tomas Berg</at>", "<at>CspBot</at>", Bot, "help Tomas Berg" },
        { "<at>CspBot</at>", "<at>CspBot</at>", Bot, "" },
        { "no mention", "<at>CspBot</at>", Bot, "no mention" },
    };

    [Theory]
    [MemberData(nameof(Mentions))]
    public void Row10_Only_the_bots_mention_is_removed(string text, string? entityText, string mentioned, string phrase)
    {
        var message = Samples.Message(text);
        var mention = new JsonObject { ["type"] = "mention", ["mentioned"] = new JsonObject { ["id"] = mentioned, ["name"] = "CspBot" } };
        if (entityText is not null)
            mention["text"] = entityText;
        message["entities"] = new JsonArray(mention, JsonNode.Parse("5"), JsonNode.Parse("null"), JsonNode.Parse("""{"type":"mention"}"""));
        Assert.Equal(phrase, message.AsActivity().Phrase());
    }

    [Fact]
    public void Row10_In_a_channel_other_people_stand_by_their_name() =>
        Assert.Equal("accorder propriétaire Nora Lind", Samples.Read("teams.message.channel.json").AsActivity().Phrase());

    /// <summary>The message of another person that a client also mentions.</summary>
    [Fact]
    public void Row10_The_bots_mention_goes_and_another_persons_stays_by_name()
    {
        var message = Samples.Message("<at>CspBot</at> grant owner <at>Tomas Berg</at> adatum");
        message["entities"] = new JsonArray(
            JsonNode.Parse($$$"""{"type":"mention","text":"<at>CspBot</at>","mentioned":{"id":"{{{Bot}}}"}}"""),
            JsonNode.Parse("""{"type":"mention","text":"<at>Tomas Berg</at>","mentioned":{"id":"29:tomas"}}"""));
        Assert.Equal("grant owner Tomas Berg adatum", message.AsActivity().Phrase());
    }

    [Theory]
    [InlineData("<div>grant owner</div>", "grant owner")]
    [InlineData("<p><at id=\"0\">CspBot</at>&nbsp;help</p>", "help")]
    [InlineData("<div>grant&amp;go<br>owner</div>", "grant&go owner")]
    public void A_message_that_comes_as_HTML_alone_is_read(string html, string phrase)
    {
        var message = Samples.Message();
        message.Remove("text");
        message["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "text/html", ["content"] = html });
        message["entities"] = new JsonArray(
            JsonNode.Parse($$$"""{"type":"mention","text":"<at>CspBot</at>","mentioned":{"id":"{{{Bot}}}"}}"""));
        Assert.Equal(phrase, message.AsActivity().Phrase());
    }

    [Theory]
    [InlineData(@"\ud83d", "\uFFFD")]
    [InlineData(@"a\uDE00", "a\uFFFD")]
    [InlineData(@"\ud83d\ude00", "\U0001F600")]
    [InlineData(@"\ud83d\ud83d\ude00", "\uFFFD\U0001F600")]
    [InlineData(@"\\ud83d", @"\ud83d")]
    [InlineData(@"\ud83d\\ude00", @"\uFFFD\ude00")]
    [InlineData(@"\n\ud83dx", "\n\uFFFDx")]
    public void Half_an_emoji_becomes_a_replacement_character(string json, string text)
    {
        var body = Samples.Message("TEXT").ToJsonString().Replace("TEXT", json, StringComparison.Ordinal);
        Assert.Equal(
            text.Replace(@"\uFFFD", "\uFFFD", StringComparison.Ordinal),
            ActivityReader.Read(System.Text.Encoding.UTF8.GetBytes(body))!.Text);
    }

    [Fact]
    public void Row10_A_submit_has_no_phrase() => Assert.Equal("", Samples.Read("message.submit.personal.json").AsActivity().Phrase());

    [Fact]
    public void A_click_is_read_alike_from_Execute_and_Submit()
    {
        var execute = CardClick.Read(Samples.Click("requests/approve").AsActivity())!;
        Assert.Equal(
            ("requests/approve", "1790000000003", "R-1", false),
            (execute.Verb, execute.CardActivityId, execute.Text("requestId"), execute.IsAutomaticRefresh));

        var submit = Samples.Read("message.submit.personal.json");
        submit["value"] = new JsonObject { ["verb"] = "requests/approve", ["requestId"] = "R-1", ["comment"] = "ok" };
        var click = CardClick.Read(submit.AsActivity())!;
        Assert.Equal(
            ("requests/approve", (string?)submit["replyToId"], "R-1"), (click.Verb, click.CardActivityId, click.Text("requestId")));
    }

    public static TheoryData<string> NoClicks =>
    [
        Samples.Message().ToJsonString(), Samples.Search().ToJsonString(), Samples.Read("message.submit.personal.json").ToJsonString(),
        Samples.Read("conversationUpdate.personal.json").ToJsonString(),
        Click("""{"action":{"type":"Action.Execute"}}"""), Click("""{"action":{"verb":5}}"""), Click("""{"action":{"verb":""}}"""),
        Click("""{"action":"approve"}"""),
        Click("{}"), Click("null"), Click("[]"), Click("\"approve\""), Click("5"),
    ];

    [Theory]
    [MemberData(nameof(NoClicks))]
    public void What_is_no_click_is_none(string json) => Assert.Null(CardClick.Read(JsonNode.Parse(json)!.AsActivity()));

    [Theory]
    [InlineData("""{"action":{"verb":"v"}}""")]
    [InlineData("""{"action":{"verb":"v","data":null}}""")]
    [InlineData("""{"action":{"verb":"v","data":"text"}}""")]
    [InlineData("""{"action":{"verb":"v","data":[1]}}""")]
    public void A_click_without_an_object_of_data_has_empty_data(string value)
    {
        var click = CardClick.Read(JsonNode.Parse(Click(value))!.AsActivity())!;
        Assert.Equal("{}", click.Data.GetRawText());
        Assert.Null(click.Text("anything"));
    }

    [Fact]
    public void Row08_A_refresh_by_itself_is_told_from_a_click()
    {
        Assert.True(CardClick.Read(Samples.Click("v", trigger: "automatic").AsActivity())!.IsAutomaticRefresh);
        Assert.False(CardClick.Read(Samples.Click("v").AsActivity())!.IsAutomaticRefresh);
        Assert.False(CardClick.Read(Samples.Read("invoke.personal.json").AsActivity())!.IsAutomaticRefresh);
    }

    public static TheoryData<string, string, string, int, int, bool> Searches => new()
    {
        { """{"queryText":"con","queryOptions":{"skip":0,"top":15},"dataset":"customers"}""", "customers", "con", 0, 15, false },
        {
            """{"kind":"search","queryText":"con","queryOptions":{"skip":15,"top":5},"dataset":"users","data":{"customer":"1"}}""",
            "users", "con", 15, 5, true
        },
        { """{"queryText":"","dataset":"customers"}""", "customers", "", 0, 15, false },
        { """{"dataset":"customers","data":null}""", "customers", "", 0, 15, false },
        { """{"queryText":5,"queryOptions":{"skip":-3,"top":9000},"dataset":7}""", "", "", 0, 15, false },
        { "{}", "", "", 0, 15, false },
        { "null", "", "", 0, 15, false },
        { "\"con\"", "", "", 0, 15, false },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public void Row09_A_search_is_read_whatever_is_missing(string value, string dataset, string text, int skip, int top, bool hasData)
    {
        var activity = Samples.Search();
        activity["value"] = JsonNode.Parse(value);
        var query = SearchQuery.Read(activity.AsActivity())!;
        Assert.Equal((dataset, text, skip, top, hasData), (query.Dataset, query.QueryText, query.Skip, query.Top, query.Data is not null));
    }

    [Fact]
    public void Row09_Only_a_search_is_one() => Assert.Null(SearchQuery.Read(Samples.Click().AsActivity()));

    public static TheoryData<string, InstallChange> Installs => new()
    {
        { """{"type":"installationUpdate","action":"add"}""", InstallChange.Added },
        { """{"type":"installationUpdate","action":"add-upgrade"}""", InstallChange.Added },
        { """{"type":"installationUpdate","action":"remove"}""", InstallChange.Removed },
        { """{"type":"installationUpdate","action":"remove-upgrade"}""", InstallChange.Removed },
        { """{"type":"installationUpdate"}""", InstallChange.None },
        { """{"type":"conversationUpdate","membersAdded":[{"id":"29:1"},{"id":"28:b"}],"recipient":{"id":"28:b"}}""", InstallChange.Added },
        { """{"type":"conversationUpdate","membersRemoved":[{"id":"28:b"}],"recipient":{"id":"28:b"}}""", InstallChange.Removed },
        { """{"type":"conversationUpdate","membersAdded":[{"id":"29:1"}],"recipient":{"id":"28:b"}}""", InstallChange.None },
        { """{"type":"conversationUpdate","membersAdded":[null,{}],"recipient":{}}""", InstallChange.None },
        { """{"type":"conversationUpdate","membersAdded":[{"id":"28:b"}]}""", InstallChange.None },
        { """{"type":"message","action":"add","membersAdded":[{"id":"28:b"}],"recipient":{"id":"28:b"}}""", InstallChange.None },
    };

    [Theory]
    [MemberData(nameof(Installs))]
    public void Installing_is_told_either_way(string json, InstallChange change)
    {
        var activity = JsonNode.Parse(json)!.AsActivity();
        Assert.Equal(change, activity.Installing());
    }

    [Fact]
    public void A_reference_keeps_the_thread_and_knows_its_channel()
    {
        var reference = ConversationAddress.From(Samples.Read("teams.message.channel.json").AsActivity());
        Assert.Equal("19:orders@thread.tacv2;messageid=1790000000000", reference.ConversationId);
        Assert.Equal(
            ("channel", "29:1def", "Pierre Martin", "fr-FR", "Europe/Paris", Bot),
            (reference.ConversationType, reference.UserId, reference.UserName, reference.Locale, reference.TimeZone, reference.BotId));

        var channel = reference.ChannelRoot();
        Assert.Equal("19:orders@thread.tacv2", channel.ConversationId);
        Assert.Null(channel.AadObjectId);
        Assert.Null(channel.UserId);
        Assert.Equal(reference.ServiceUrl, channel.ServiceUrl);
    }

    [Fact]
    public void Language_and_time_zone_come_from_the_client_when_the_activity_does_not_say()
    {
        var message = Samples.Message();
        message.Remove("locale");
        message.Remove("localTimezone");
        message["entities"]![0]!["locale"] = "fr-CA";
        var activity = message.AsActivity();
        Assert.Equal(("fr-CA", "America/Los_Angeles"), (activity.Language(), activity.TimeZone()));
    }

    private static string Click(string value)
    {
        var activity = Samples.Click();
        activity["value"] = JsonNode.Parse(value);
        return activity.ToJsonString();
    }
}
