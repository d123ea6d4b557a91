using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Sandbox;

namespace CspBot.Tests.Harness;

/// <summary>What a person's Teams does by itself when a bot asks for a sign-in: it has one, and redeems it for the bot's token.</summary>
internal sealed class TeamsClient : IDisposable
{
    private readonly TestBot _host;
    private readonly HttpClient _login;
    private string _refreshToken = "";
    private string _client = "";

    private TeamsClient(TestBot host) => (_host, _login) = (host, SandboxFixture.Trusting(host.Sandbox.CaFile));

    /// <summary>The person signs in to Teams now.</summary>
    public static async Task<TeamsClient> SignInAsync(TestBot host, Agent person)
    {
        var client = new TeamsClient(host);
        await client.SignInAgainAsync(person);
        return client;
    }

    public async Task SignInAgainAsync(Agent person)
    {
        var answer = await TestBot.Http.PostAsJsonAsync(
            new Uri(_host.Sandbox.Control, "/control/sign-ins"), new { user = person.ObjectId });
        answer.EnsureSuccessStatusCode();
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        (_refreshToken, _client) = (told.GetProperty("refreshToken").GetString()!, told.GetProperty("client").GetString()!);
    }

    /// <summary>A token for what a login request names.</summary>
    public async Task<string> TokenAsync(JsonElement login)
    {
        var resource = login.GetProperty("tokenExchangeResource").GetProperty("uri").GetString();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = _client,
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = _refreshToken,
            ["scope"] = resource + "/access_as_user",
        });
        using var answer = await _login.PostAsync(
            new Uri(_host.Sandbox.Login, "/00000000-0000-4000-8000-000000000001/oauth2/v2.0/token"), form);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>The same click again, as Teams sends it: with a token and the id of what asked for it.</summary>
    public static JsonObject Again(Agent agent, JsonObject click, JsonElement login, string token)
    {
        var value = click["value"]!.DeepClone().AsObject();
        value["authentication"] = new JsonObject
        {
            ["id"] = login.GetProperty("tokenExchangeResource").GetProperty("id").GetString(),
            ["connectionName"] = login.GetProperty("connectionName").GetString(),
            ["token"] = token,
        };
        return agent.Activity("invoke", new JsonObject
        {
            ["name"] = "adaptiveCard/action",
            ["value"] = value,
            ["replyToId"] = click["replyToId"]?.DeepClone(),
        });
    }

    public void Dispose() => _login.Dispose();
}
