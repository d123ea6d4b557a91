using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>Users' subscriptions on a stamp as the specification has them, and refused where it does not.</summary>
public sealed class StackSubscriptionsTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Consolidated = "10000000-0000-4000-8000-000042000000";
    private const string Stranger = "10000000-0000-4000-8000-000001000000";
    private const string Id = "11111111-1111-4111-8111-111111111111";
    private string _token = "";
    private string _provider = "";

    public async Task InitializeAsync()
    {
        await sandbox.ResetAsync();
        var endpoints = (await sandbox.GetAsync(sandbox.Host.StackAdmin, "/metadata/endpoints?api-version=2015-01-01", null)).Json;
        _token = await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, (string)endpoints["authentication"]!["audiences"]![0]!);
        var all = (await sandbox.GetAsync(sandbox.Host.StackAdmin, "/subscriptions?api-version=2016-06-01", _token)).Json;
        _provider = (string)all["value"]![0]!["subscriptionId"]!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_is_made_read_and_removed()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get)).Status);
        var made = await SendAsync(HttpMethod.Put, Body());
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("Stack", (string?)made.Json["displayName"]);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, Body())).Status);
        Assert.Equal(Consolidated, (string?)(await SendAsync(HttpMethod.Get)).Json["tenantId"]);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Delete)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete)).Status);
    }

    [Theory]
    [InlineData("tenantId", Stranger)]
    [InlineData("subscriptionId", Stranger)]
    [InlineData("delegatedProviderSubscriptionId", Stranger)]
    [InlineData("routingResourceManagerType", "Other")]
    [InlineData("state", "Active")]
    [InlineData("owner", "nobody")]
    [InlineData("displayName", "")]
    [InlineData("offerId", "/subscriptions/x/resourceGroups/y/providers/Microsoft.Subscriptions.Admin/offers/z")]
    [InlineData("location", "paris")]
    [InlineData("properties", "x")]
    public async Task What_the_specification_does_not_have_is_refused(string member, string value)
    {
        var body = Body();
        body[member] = value;
        var refused = await SendAsync(HttpMethod.Put, body);
        Assert.True((int)refused.Status is >= 400 and < 500, $"{refused.Status} {refused.Text}");
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get)).Status);
    }

    [Fact]
    public async Task Another_version_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Put, Body(), "2019-01-01")).Status);

    private JsonObject Body() => new()
    {
        ["delegatedProviderSubscriptionId"] = _provider,
        ["displayName"] = "Stack",
        ["offerId"] = $"/subscriptions/{_provider}/resourceGroups/offers.paris/providers/Microsoft.Subscriptions.Admin/offers/paris",
        ["owner"] = "stack@consolidatedmessenger.onmicrosoft.com",
        ["routingResourceManagerType"] = "Default",
        ["state"] = "Enabled",
        ["subscriptionId"] = Id,
        ["tenantId"] = Consolidated,
    };

    private Task<Reply> SendAsync(HttpMethod method, JsonObject? body = null, string version = "2015-11-01")
    {
        var path = $"/subscriptions/{_provider}/providers/Microsoft.Subscriptions.Admin/subscriptions/{Id}?api-version={version}";
        return sandbox.SendAsync(method, new Uri(sandbox.Host.StackAdmin, path), _token, body);
    }
}
