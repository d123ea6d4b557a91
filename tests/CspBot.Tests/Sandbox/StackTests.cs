using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>Registrations in public Azure and the stamps themselves.</summary>
public sealed class StackTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Production = "3c0ffee0-0000-4000-8000-000001000001";
    private const string Group = "/subscriptions/00000000-0000-4000-8000-000000000061/resourceGroups/azurestack/providers"
        + "/Microsoft.AzureStack/registrations";
    private const string Paris = Group + "/azurestack-00000000-0000-4000-8000-000000000051";
    private const string Version = "api-version=2022-06-01";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<Reply> ArmAsync(HttpMethod method, string path, object? body = null) => await sandbox.SendAsync(
        method,
        new Uri(sandbox.Host.ResourceManager, path.Contains('?', StringComparison.Ordinal) ? path : $"{path}?{Version}"),
        await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.ArmResource),
        body);

    private Task<Reply> MapAsync(string subscription, string? tenant, string registration = Paris) =>
        ArmAsync(HttpMethod.Put, $"{registration}/customerSubscriptions/{subscription}", new { properties = new { tenantId = tenant } });

    [Fact]
    public async Task A_mapping_is_answered_as_the_documents_or_the_specification_say()
    {
        Reply documents = await MapAsync(Production, Adatum);
        Assert.Equal((HttpStatusCode.Created, ""), (documents.Status, documents.Text));
        await sandbox.ControlAsync("knobs", new { stackMode = "spec" });
        Reply specification = await MapAsync(Production, Adatum);
        Assert.Equal(HttpStatusCode.OK, specification.Status);
        Assert.Equal(Adatum, (string?)specification.Json["properties"]!["tenantId"]);
        Assert.Equal(HttpStatusCode.OK, (await ArmAsync(HttpMethod.Get, $"{Paris}/customerSubscriptions/{Production}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await ArmAsync(HttpMethod.Delete, $"{Paris}/customerSubscriptions/{Production}")).Status);
        Assert.Equal(
            "CustomerSubscriptionNotFound",
            (string?)(await ArmAsync(HttpMethod.Get, $"{Paris}/customerSubscriptions/{Production}")).Json["error"]!["code"]);
    }

    [Fact]
    public async Task A_second_subscription_of_a_tenant_replaces_the_first()
    {
        await MapAsync(Production, Adatum);
        await MapAsync("3c0ffee0-0000-4000-8000-000001000002", Adatum);

        JsonNode world = await sandbox.WorldAsync();
        JsonArray mappings = world["stackRegistrations"]![0]!["customerSubscriptions"]!.AsArray();
        Assert.Equal(
            "3c0ffee0-0000-4000-8000-000001000002",
            (string?)Assert.Single(mappings, item => (string?)item!["tenantId"] == Adatum)!["subscription"]);
    }

    [Theory]
    [InlineData("aaaaaaaa-0000-4000-8000-00000000000a", Paris, "InvalidCustomerSubscriptionId", HttpStatusCode.BadRequest)]
    [InlineData("3C0FFEE0-0000-4000-8000-000001000001", Paris, "BadCustomerSubscriptionId", HttpStatusCode.BadRequest)]
    [InlineData("3c0ffee0-0000-4000-8000-900000000001", Paris, "BadCustomerSubscriptionId", HttpStatusCode.BadRequest)]
    [InlineData("3c0ffee0-0000-4000-8000-000043000008", Paris, "InvalidCSPSubscription", HttpStatusCode.BadRequest)]
    [InlineData("3c0ffee0-0000-4000-8000-000043000009", Paris, "MetadataResolverBadGatewayError", HttpStatusCode.BadGateway)]
    [InlineData(Production, Group + "/azurestack-capacity", "CustomerSubscriptionsNotAllowed", HttpStatusCode.Forbidden)]
    [InlineData(Production, Group + "/azurestack-pending", "UnauthorizedCspRegistration", HttpStatusCode.Forbidden)]
    [InlineData(Production, Group + "/azurestack-nowhere", "RegistrationNotFound", HttpStatusCode.NotFound)]
    public async Task Each_code_of_the_table_has_its_seeded_case(
        string subscription, string registration, string code, HttpStatusCode status)
    {
        Reply reply = await MapAsync(subscription, null, registration);

        Assert.Equal(status, reply.Status);
        Assert.Equal(code, (string?)reply.Json["error"]!["code"]);
    }

    [Fact]
    public async Task Without_a_right_on_the_registration_s_subscription_nothing_is_written()
    {
        await sandbox.ControlAsync(
            "assignments",
            new { subscription = "00000000-0000-4000-8000-000000000061", principalId = SandboxFixture.AdminAgents, remove = true });

        Assert.Equal("AuthorizationFailed", (string?)(await MapAsync(Production, Adatum)).Json["error"]!["code"]);
    }

    [Fact]
    public async Task A_directory_is_registered_consented_healthy_and_proven()
    {
        Uri admin = sandbox.Host.StackAdmin;
        JsonNode endpoints = (await sandbox.GetAsync(admin, "/metadata/endpoints?api-version=2015-01-01", null)).Json;
        string operatorToken = await sandbox.UserTokenAsync(
            SandboxFixture.PartnerTenant, (string)endpoints["authentication"]!["audiences"]![0]!);
        JsonNode subscriptions = (await sandbox.GetAsync(admin, "/subscriptions?api-version=2016-06-01", operatorToken)).Json;
        string provider = $"/subscriptions/{(string)subscriptions["value"]![0]!["subscriptionId"]!}";
        string directory = $"{provider}/resourceGroups/system.paris/providers/Microsoft.Subscriptions.Admin/directoryTenants"
            + "/adatum.onmicrosoft.com?api-version=2015-11-01";
        object body = new { location = "paris", properties = new { tenantId = Adatum } };

        Assert.Equal(
            HttpStatusCode.Created, (await sandbox.SendAsync(HttpMethod.Put, new Uri(admin, directory), operatorToken, body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.SendAsync(HttpMethod.Put, new Uri(admin, directory), operatorToken, body)).Status);
        Uri check = new(admin, $"{provider}/providers/Microsoft.Subscriptions.Admin/checkIdentityHealth?api-version=2018-05-01");
        async Task<string?> HealthAsync() =>
            (string?)(await sandbox.SendAsync(HttpMethod.Post, check, operatorToken)).Json["directoryTenants"]!.AsArray()
                .First(item => (string?)item!["tenantId"] == Adatum)!["status"];
        Assert.Equal("Unhealthy", await HealthAsync());
        JsonNode tenantEndpoints = (await sandbox.GetAsync(
            sandbox.Host.StackTenant, "/metadata/endpoints?api-version=2015-01-01", null)).Json;
        string audience = (string)tenantEndpoints["authentication"]!["audiences"]![0]!;
        Assert.Equal(500011, (int)(await sandbox.RedeemAsync(Adatum, audience)).Body["error_codes"]![0]!);

        await sandbox.ControlAsync("stack", new { deployment = "Paris", customer = Adatum, consented = true });
        Assert.Equal("Healthy", await HealthAsync());
        await ProveAsync(await sandbox.UserTokenAsync(Adatum, audience));
    }

    private async Task ProveAsync(string token)
    {
        Uri tenant = sandbox.Host.StackTenant;
        string subscription = (string)(await sandbox.GetAsync(
            tenant, "/subscriptions?api-version=2016-06-01", token)).Json["value"]![0]!["subscriptionId"]!;
        Uri group = new(tenant, $"/subscriptions/{subscription}/resourcegroups/probe?api-version=2019-10-01");
        Assert.Equal(HttpStatusCode.Created, (await sandbox.SendAsync(HttpMethod.Put, group, token, new { location = "paris" })).Status);
        Reply deleted = await sandbox.SendAsync(HttpMethod.Delete, group, token);
        Assert.Equal(HttpStatusCode.Accepted, deleted.Status);
        Uri operation = new(deleted.Headers["Location"]);
        Assert.Equal(HttpStatusCode.Accepted, (await sandbox.SendAsync(HttpMethod.Get, operation, token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.SendAsync(HttpMethod.Get, operation, token)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.SendAsync(HttpMethod.Get, group, token)).Status);
    }

    [Fact]
    public async Task The_two_stamps_share_a_port_and_nothing_else()
    {
        Uri lyon = new UriBuilder(sandbox.Host.StackAdmin) { Host = "127.0.0.1" }.Uri;
        string? paris = (string?)(await sandbox.GetAsync(
            sandbox.Host.StackAdmin, "/metadata/endpoints", null)).Json["authentication"]!["audiences"]![0];
        string audience = (string)(await sandbox.GetAsync(lyon, "/metadata/endpoints", null)).Json["authentication"]!["audiences"]![0]!;
        string token = await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, audience);

        Assert.NotEqual(paris, audience);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync(lyon, "/subscriptions?api-version=2016-06-01", token)).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await sandbox.GetAsync(sandbox.Host.StackAdmin, "/subscriptions?api-version=2016-06-01", token)).Status);
        Assert.Equal(lyon.Host, new Uri(sandbox.Host.BotEnvironment["Stack__Deployments__1__AdminResourceManager"]).Host);
    }
}
