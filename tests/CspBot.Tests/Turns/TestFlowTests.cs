using System.Text.Json;
using CspBot.Tests.Harness;
using Microsoft.Bot.Builder;
using Microsoft.Bot.Builder.Adapters;
using Microsoft.Bot.Connector;
using Microsoft.Bot.Schema;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;
using Xunit;

namespace CspBot.Tests.Turns;

/// <summary>The bot driven by the SDK's own TestAdapter, as a Bot Framework developer would write it.</summary>
public sealed class TestFlowTests
{
    [Fact]
    public async Task Help_and_a_form_in_two_lines_each()
    {
        await using var host = await BotHost.StartAsync();
        await new TestFlow(AdapterOf(host.Nora), host.Services.GetRequiredService<IBot>())
            .Send("help")
            .AssertReply(reply => Assert.Contains("grant owner", Card(reply).GetRawText(), StringComparison.Ordinal))
            .Send("grant owner adatum")
            .AssertReply(reply => Assert.True(CardReader.HasButton(Card(reply), "grant-owner/details")))
            .StartTestAsync();
    }

    [Fact]
    public async Task Who_has_no_role_is_refused_and_told_which_one_is_missing()
    {
        await using var host = await BotHost.StartAsync();
        await new TestFlow(AdapterOf(host.Omar), host.Services.GetRequiredService<IBot>())
            .Send("grant owner adatum")
            .AssertReply(reply => Assert.DoesNotContain("grant-owner/", Card(reply).GetRawText(), StringComparison.Ordinal))
            .StartTestAsync();
    }

    /// <summary>A click as the SDK's own programs carry it: the value is Newtonsoft's.</summary>
    [Fact]
    public async Task A_click_is_answered_with_a_card()
    {
        await using var host = await BotHost.StartAsync();
        var adapter = AdapterOf(host.Nora);
        var click = new Activity(ActivityTypes.Invoke)
        {
            Name = "adaptiveCard/action",
            Value = JObject.Parse("""{"action":{"type":"Action.Execute","verb":"requests/list","data":{}},"trigger":"manual"}"""),
        };
        await adapter.ProcessActivityAsync(click, host.Services.GetRequiredService<IBot>().OnTurnAsync, default);
        var response = Assert.IsType<InvokeResponse>(Assert.IsType<Activity>(adapter.GetNextReply()).Value);
        var body = Assert.IsType<AdaptiveCardInvokeResponse>(response.Body);
        Assert.Equal((200, "application/vnd.microsoft.card.adaptive"), (body.StatusCode, body.Type));
    }

    private static TestAdapter AdapterOf(Agent person) => new(new ConversationReference
    {
        ChannelId = Channels.Msteams,
        ServiceUrl = "https://smba.trafficmanager.net/emea/",
        Conversation = new ConversationAccount(id: person.Chat, conversationType: "personal", tenantId: person.Tenant),
        User = new ChannelAccount("29:1", "A person") { AadObjectId = person.ObjectId },
        Bot = new ChannelAccount("28:bot"),
        Locale = "en-US",
    });

    private static JsonElement Card(IActivity reply) => Assert.IsType<JsonElement>(Assert.Single(((Activity)reply).Attachments).Content);
}
