using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>A sandbox on free ports and a client that trusts its authority and nothing else.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    internal const string PartnerTenant = "00000000-0000-4000-8000-000000000001";
    internal const string PartnerApp = "00000000-0000-4000-8000-000000000012";
    internal const string PartnerCenterResource = "https://api.partnercenter.microsoft.com";
    internal const string ArmResource = "https://management.azure.com/";
    internal const string GraphResource = "https://graph.microsoft.com";
    internal const string OwnerRole = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    internal const string AdminAgents = "00000000-0000-4000-8000-000000000040";

    private readonly string folder = TempFolder.Create("sandbox");

    internal SandboxHost Host { get; private set; } = null!;

    internal HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await SandboxHost.StartAsync(new SandboxOptions { Port = 0, Folder = folder }, TestClock.World(), CancellationToken.None);
        Client = Trusting(Host.CaFile);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal static HttpClient Trusting(string authority)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(authority)));
        return new HttpClient(
            new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
    }

    /// <summary>The answer of the v1 token endpoint to a redeemed refresh token.</summary>
    internal async Task<(HttpStatusCode Status, JsonNode Body)> RedeemAsync(string tenant, string resource, string? refreshToken = null)
    {
        refreshToken ??= await File.ReadAllTextAsync(Host.RefreshTokenFile);
        return await TokenAsync($"{tenant}/oauth2/token", new()
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken,
            ["client_id"] = PartnerApp,
            ["client_secret"] = "sandbox-only-secret",
            ["resource"] = resource,
        });
    }

    internal async Task<(HttpStatusCode Status, JsonNode Body)> TokenAsync(string path, Dictionary<string, string> form)
    {
        using FormUrlEncodedContent content = new(form);
        using HttpResponseMessage response = await Client.PostAsync(new Uri(Host.Login, path), content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    internal async Task<string> UserTokenAsync(string tenant, string resource) =>
        (string)(await RedeemAsync(tenant, resource)).Body["access_token"]!;

    internal async Task<string> AppTokenAsync(string tenant, string resource) =>
        (string)(await TokenAsync($"{tenant}/oauth2/v2.0/token", new()
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = PartnerApp,
            ["client_secret"] = "sandbox-only-secret",
            ["scope"] = $"{resource}/.default",
        })).Body["access_token"]!;

    internal async Task<Reply> SendAsync(
        HttpMethod method, Uri address, string? token, object? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, address);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Dictionary<string, string> received = response.Headers.ToDictionary(item => item.Key, item => string.Join(',', item.Value));
        return new Reply(response.StatusCode, text, received);
    }

    internal Task<Reply> GetAsync(Uri service, string path, string? token, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, new Uri(service, path), token, null, headers);

    internal Task<Reply> ControlAsync(string path, object? body = null) =>
        SendAsync(HttpMethod.Post, new Uri(Host.Control, $"/control/{path}"), null, body);

    internal async Task<JsonNode> WorldAsync(string? customer = null) =>
        (await GetAsync(Host.Control, $"/control/world?customer={customer}", null)).Json;

    internal Task ResetAsync() => ControlAsync("reset");
}

/// <summary>An answer of the sandbox, read whole.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text.TrimStart('\uFEFF'))!;
}
