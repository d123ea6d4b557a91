using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CspBot.Teams.Tests;

/// <summary>Plays Entra's token endpoint for the bot's own token.</summary>
public sealed class FakeLogin
{
    public const string Host = "login.microsoftonline.com";

    /// <summary>A sign-in host that is not Microsoft's.</summary>
    public const string OtherHost = "signin.example";

    private int _tokens;

    public ConcurrentQueue<(string Path, Dictionary<string, string> Form)> Requests { get; } = [];

    /// <summary>A status other than 200 refuses every token.</summary>
    public int Status { get; set; } = 200;

    public void Map(WebApplication app)
    {
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (string tenant, HttpContext http) => Results.Json(new
        {
            authorization_endpoint = $"https://{http.Request.Host}/{tenant}/oauth2/v2.0/authorize",
            token_endpoint = $"https://{http.Request.Host}/{tenant}/oauth2/v2.0/token",
            issuer = $"https://{http.Request.Host}/{tenant}/v2.0",
        })).RequireHost(Host, OtherHost);
        app.MapGet("/common/discovery/instance", () => Results.Text(
            $$"""
            {"tenant_discovery_endpoint":"https://{{Host}}/{{ChannelHost.TenantId}}/v2.0/.well-known/openid-configuration",
            "api-version":"1.1",
             "metadata":[{"preferred_network":"{{Host}}","preferred_cache":"login.windows.net","aliases":["{{Host}}"]}]}
            """,
            "application/json")).RequireHost(Host, OtherHost);
        app.MapPost("/{tenant}/oauth2/v2.0/token", async (HttpContext http) =>
        {
            var form = (await http.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
            Requests.Enqueue((http.Request.Path, form));
            return Status == 200
                ? Results.Json(
                    new { token_type = "Bearer", expires_in = 3600, access_token = $"bot-token-{Interlocked.Increment(ref _tokens)}" })
                : Results.Json(new { error = "invalid_client", error_description = "AADSTS7000215: wrong secret" }, statusCode: Status);
        }).RequireHost(Host, OtherHost);
    }
}
