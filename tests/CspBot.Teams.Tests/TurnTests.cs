using System.Net;

namespace CspBot.Teams.Tests;

/// <summary>One turn through the front door.</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task A_message_reaches_the_bot_and_its_answer_the_Connector_with_the_bots_token()
    {
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            await turn.SendAsync(OutgoingActivity.Say("You said " + turn.Activity.Phrase), ct);
            return null;
        });

        using var response = await host.PostAsync(Samples.Message());

        Assert.True(HttpStatusCode.OK == response.StatusCode, host.Logged.ToString());
        var sent = Assert.Single(host.Connector.Requests);
        Assert.Equal("POST", sent.Method);
        Assert.Equal($"/amer/{ChannelHost.TenantId}/v3/conversations/a%3A1xyz/activities", sent.Path);
        Assert.Equal("Bearer bot-token-1", sent.Authorization);
        Assert.StartsWith("CspBot/", sent.UserAgent, StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", sent.ContentType);
        Assert.Equal("""{"type":"message","text":"You said renew contoso"}""", sent.Body);
        var (path, form) = Assert.Single(host.Login.Requests);
        Assert.Equal($"/{ChannelHost.TenantId}/oauth2/v2.0/token", path);
        Assert.Equal(ChannelHost.AppId, form["client_id"]);
        Assert.Equal("https://api.botframework.com/.default", form["scope"]);
    }
}
