using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>Subscriptions and role assignments of the pretend Resource Manager.</summary>
public sealed class ResourceManagerTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Production = "3c0ffee0-0000-4000-8000-000001000001";
    private const string Member = "20000000-0000-4000-8000-000001000001";
    private const string Name = "aaaaaaaa-0000-4000-8000-000000000001";
    private const string Version = "api-version=2022-04-01";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private static string Assignments(string subscription) =>
        $"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignments";

    private async Task<Reply> PutAsync(
        string name, string principal, string subscription = Production, string tenant = Adatum, string? type = "User")
    {
        string token = await sandbox.UserTokenAsync(tenant, SandboxFixture.ArmResource);
        Uri address = new(sandbox.Host.ResourceManager, $"{Assignments(subscription)}/{name}?{Version}");
        JsonObject properties = new()
        {
            ["roleDefinitionId"] = $"/subscriptions/{subscription}/providers/Microsoft.Authorization"
                + $"/roleDefinitions/{SandboxFixture.OwnerRole}",
            ["principalId"] = principal,
        };
        if (type is not null)
            properties["principalType"] = type;
        return await sandbox.SendAsync(HttpMethod.Put, address, token, new JsonObject { ["properties"] = properties });
    }

    [Fact]
    public async Task A_grant_is_201_then_200_and_under_another_name_409()
    {
        Assert.Equal(HttpStatusCode.Created, (await PutAsync(Name, Member)).Status);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(Name, Member)).Status);
        Reply second = await PutAsync("aaaaaaaa-0000-4000-8000-000000000002", Member);
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("RoleAssignmentExists", (string?)second.Json["error"]!["code"]);
        Reply other = await PutAsync(Name, "20000000-0000-4000-8000-000001000003");
        Assert.Equal("RoleAssignmentUpdateNotPermitted", (string?)other.Json["error"]!["code"]);

        JsonNode world = await sandbox.WorldAsync(Adatum);
        Assert.Single(world["roleAssignments"]!.AsArray(), item =>
            (string?)item!["principalId"] == Member && (string?)item["roleDefinitionId"] == SandboxFixture.OwnerRole);
    }

    [Theory]
    [InlineData("99999999-0000-4000-8000-000000000000", "User", "PrincipalNotFound")]
    [InlineData(Member, "Group", "UnmatchedPrincipalType")]
    public async Task A_principal_that_is_not_what_is_said_is_refused(string principal, string type, string code)
    {
        Reply reply = await PutAsync(Name, principal, type: type);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(code, (string?)reply.Json["error"]!["code"]);
    }

    [Theory]
    [InlineData(19, "AuthorizationFailed", HttpStatusCode.Forbidden)] // the customer took the partner's Owner away
    [InlineData(20, "AuthorizationFailed", HttpStatusCode.Forbidden)] // and here left Reader
    [InlineData(23, "ReadOnlyDisabledSubscription", HttpStatusCode.Conflict)]
    [InlineData(24, "RoleAssignmentLimitExceeded", HttpStatusCode.BadRequest)]
    [InlineData(38, "DenyAssignmentAuthorizationFailed", HttpStatusCode.Forbidden)]
    public async Task A_seeded_obstacle_answers_with_its_own_code(int customer, string code, HttpStatusCode status)
    {
        Reply reply = await PutAsync(
            Name,
            $"20000000-0000-4000-8000-{customer:D6}000001",
            $"3c0ffee0-0000-4000-8000-{customer:D6}000001",
            $"10000000-0000-4000-8000-{customer:D6}000000");

        Assert.Equal(status, reply.Status);
        Assert.Equal(code, (string?)reply.Json["error"]!["code"]);
    }

    [Fact]
    public async Task A_propagation_delay_hides_what_was_written()
    {
        await sandbox.ControlAsync("knobs", new { propagationDelayMs = 3_600_000 });
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);

        Assert.Equal(HttpStatusCode.Created, (await PutAsync(Name, Member)).Status);
        Reply read = await sandbox.GetAsync(sandbox.Host.ResourceManager, $"{Assignments(Production)}/{Name}?{Version}", token);
        Assert.Equal(HttpStatusCode.NotFound, read.Status);
        Assert.Equal("RoleAssignmentNotFound", (string?)read.Json["error"]!["code"]);
    }

    [Theory]
    [InlineData("atScope()", 3)]
    [InlineData($"principalId eq '{Member}'", 0)]
    [InlineData("assignedTo('20000000-0000-4000-8000-000001000002')", 1)]
    [InlineData("atScope() and assignedTo('20000000-0000-4000-8000-000001000003')", 1)]
    public async Task The_four_filters_are_understood(string filter, int expected)
    {
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);

        Reply reply = await sandbox.GetAsync(
            sandbox.Host.ResourceManager, $"{Assignments(Production)}?{Version}&$filter={Uri.EscapeDataString(filter)}", token);

        Assert.Equal(expected, reply.Json["value"]!.AsArray().Count);
    }

    [Fact]
    public async Task Other_filters_versions_and_tenants_are_refused()
    {
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);
        string foreign = await sandbox.UserTokenAsync("10000000-0000-4000-8000-000002000000", SandboxFixture.ArmResource);
        string app = await sandbox.AppTokenAsync(Adatum, "https://management.azure.com/");
        Uri arm = sandbox.Host.ResourceManager;

        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await sandbox.GetAsync(arm, $"{Assignments(Production)}?{Version}&$filter=roleName eq 'x'", token)).Status);
        Assert.Equal(
            "InvalidApiVersionParameter",
            (string?)(await sandbox.GetAsync(arm, $"{Assignments(Production)}?api-version=1999-01-01", token)).Json["error"]!["code"]);
        Reply wrongTenant = await sandbox.GetAsync(arm, $"/subscriptions/{Production}?api-version=2022-12-01", foreign);
        Assert.Equal(HttpStatusCode.Unauthorized, wrongTenant.Status);
        Assert.Equal("InvalidAuthenticationTokenTenant", (string?)wrongTenant.Json["error"]!["code"]);
        Assert.Contains(
            "'puid'", (await sandbox.GetAsync(arm, "/subscriptions?api-version=2022-12-01", app)).Text, StringComparison.Ordinal);
        Assert.Equal(
            "SubscriptionNotFound",
            (string?)(await sandbox.GetAsync(arm, $"/subscriptions/{Member}?api-version=2022-12-01", token)).Json["error"]!["code"]);
    }

    [Fact]
    public async Task An_assignment_is_deleted_once_and_the_last_administrator_never()
    {
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);
        JsonNode world = await sandbox.WorldAsync(Adatum);
        string[] owners = [.. world["roleAssignments"]!.AsArray()
            .Where(item => (string?)item!["subscription"] == Production && (string?)item["roleDefinitionId"] == SandboxFixture.OwnerRole)
            .OrderByDescending(item => (string?)item!["principalType"])
            .Select(item => (string)item!["id"]!)];
        Task<Reply> DeleteAsync(string id) =>
            sandbox.SendAsync(HttpMethod.Delete, new Uri(sandbox.Host.ResourceManager, $"{id}?{Version}"), token);

        await sandbox.ControlAsync("knobs", new { scopeLocked = true });
        Assert.Equal("ScopeLocked", (string?)(await DeleteAsync(owners[0])).Json["error"]!["code"]);
        await sandbox.ControlAsync("knobs", new { scopeLocked = false });
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync(owners[0])).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(owners[0])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await DeleteAsync(owners[1])).Status);
    }

    [Fact]
    public async Task A_nearly_full_subscription_is_listed_in_pages()
    {
        string tenant = "10000000-0000-4000-8000-000025000000";
        string token = await sandbox.UserTokenAsync(tenant, SandboxFixture.ArmResource);
        string? next = new Uri(sandbox.Host.ResourceManager, $"{Assignments("3c0ffee0-0000-4000-8000-000025000001")}?{Version}").ToString();
        int count = 0;
        int pages = 0;
        while (next is not null)
        {
            JsonNode page = (await sandbox.SendAsync(HttpMethod.Get, new Uri(next), token)).Json;
            count += page["value"]!.AsArray().Count;
            pages++;
            next = (string?)page["nextLink"];
        }

        Assert.Equal(3993, count);
        Assert.Equal(4, pages);
    }
}
