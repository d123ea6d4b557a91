using System.Text.Json;

namespace CspBot.Teams.Tests;

/// <summary>The Connector's routes and answers (facts teams-protocol §3.1 and §3.2; checklist rows 11 and 12).</summary>
public sealed class ConnectorClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Activity Hello = MessageFactory.Text("hello");

    public static TheoryData<int, string?> Accepted => new()
    {
        { 200, "" },
        { 201, null },
        { 202, null },
        { 201, "{}" },
        { 201, "\"\"" },
        { 201, "<html>" },
        { 201, "[1]" },
        { 201, """{"id":""}""" },
        { 201, """{"id":null}""" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Row12_A_send_without_an_id_in_the_answer_is_sent(int status, string? body)
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(status, body));
        Assert.Null(await host.Client.SendAsync(ChannelHost.Personal, Hello, None));
    }

    [Fact]
    public async Task Row12_A_send_gives_the_new_messages_id()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(201, """{"id":"1776000000001"}"""));
        Assert.Equal("1776000000001", await host.Client.SendAsync(ChannelHost.Personal, Hello, None));
    }

    [Fact]
    public async Task Row12_An_update_of_what_is_gone_says_so()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(404, "ActivityNotFoundInConversation"));
        var e = await FailsAsync(() => host.Client.UpdateAsync(ChannelHost.Personal, "1", Hello, None));
        Assert.Equal((ConnectorFailure.Gone, 404, "ActivityNotFoundInConversation"), (e.Failure, e.Status, e.Code));
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task Routes_are_those_of_the_Connector_and_ids_are_escaped()
    {
        await using var host = await ChannelHost.StartAsync();
        var thread = ChannelHost.Personal with
        {
            ConversationId = "19:orders@thread.tacv2;messageid=1790000000000",
            ServiceUrl = new Uri("https://smba.trafficmanager.net/emea"),
        };
        await host.Client.SendAsync(thread, Hello, None);
        await host.Client.UpdateAsync(thread, "1790?", Hello, None);

        const string conversation = "/emea/v3/conversations/19%3Aorders%40thread.tacv2%3Bmessageid%3D1790000000000/activities";
        Assert.Equal(
            [("POST", conversation), ("PUT", conversation + "/1790%3F")],
            host.Connector.Requests.Select(r => (r.Method, r.Path)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Ids_that_would_lead_to_another_route_are_refused(string id)
    {
        await using var host = await ChannelHost.StartAsync();
        await FailsAsync(() => host.Client.UpdateAsync(ChannelHost.Personal, id, Hello, None));
        Assert.Empty(host.Connector.Requests);
    }

    [Fact]
    public async Task A_personal_conversation_is_created_with_the_tenant_in_both_places()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(502, "ServiceError"), new ConnectorFate(201, """{"id":"a:1new"}"""));
        var created = host.Client.CreatePersonalConversationAsync(
            new Uri("https://smba.trafficmanager.net/teams/"), ChannelHost.TenantId, "29:1abc", None);
        Assert.Equal("a:1new", await host.RunAsync(created));

        var request = host.Connector.Requests.Last();
        Assert.Equal(("POST", "/teams/v3/conversations"), (request.Method, request.Path));
        var tenant = ChannelHost.TenantId;
        Assert.Equal(
            $$$"""{"bot":{"id":"28:{{{ChannelHost.AppId}}}"},"members":[{"id":"29:1abc"}],"tenantId":"{{{tenant}}}","channelData":"""
            + $$$"""{"tenant":{"id":"{{{tenant}}}"}},"isGroup":false}""",
            request.Body);
    }

    [Fact]
    public void Row11_One_activity_is_a_text_or_one_card_with_its_summary()
    {
        Assert.Equal(
            """{"type":"message","text":"hello"}""", JsonSerializer.Serialize(ActivityBody.Of(Hello), ActivityJson.Default.ActivityBody));
        var card = JsonSerializer.SerializeToElement(ActivityBody.Of(CardMessage.Of(CardTests.Form())), ActivityJson.Default.ActivityBody);
        Assert.Equal("Ask for Owner", card.GetProperty("summary").GetString());
        Assert.False(card.TryGetProperty("text", out _));
        var attachment = Assert.Single(card.GetProperty("attachments").EnumerateArray());
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        Assert.Equal("AdaptiveCard", attachment.GetProperty("content").GetProperty("type").GetString());
    }

    private static async Task<ConnectorException> FailsAsync(Func<Task> call) =>
        await Assert.ThrowsAsync<ConnectorException>(() => call().WaitAsync(TimeSpan.FromMinutes(2)));
}
