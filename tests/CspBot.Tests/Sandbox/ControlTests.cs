using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>World, faults and calls by the control routes.</summary>
public sealed class ControlTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<Reply> CustomersAsync() => await sandbox.GetAsync(
        sandbox.Host.PartnerCenter,
        "/v1/customers?size=1",
        await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource));

    [Fact]
    public async Task The_first_customer_with_an_active_plan_has_the_prerequisites_of_every_dialog()
    {
        JsonNode world = await sandbox.WorldAsync();

        JsonNode plan = world["subscriptions"]!
            .AsArray()
            .First(item => (string?)item!["kind"] == "azure-plan" && (string?)item["status"] == "active")!;
        JsonNode customer = world["customers"]![0]!;
        Assert.Equal((string?)customer["id"], (string?)plan["customer"]);
        JsonNode azure = plan["azureSubscriptions"]![0]!;
        Assert.Equal("Enabled", (string?)azure["state"]);
        string subscription = (string)azure["id"]!;
        JsonNode[] owners = [.. world["roleAssignments"]!
            .AsArray()
            .Where(item =>
                (string?)item!["subscription"] == subscription && (string?)item["roleDefinitionId"] == SandboxFixture.OwnerRole)
            .Cast<JsonNode>()];
        Assert.Contains(
            owners, item => (string?)item["principalType"] == "ForeignGroup" && (string?)item["principalId"] == SandboxFixture.AdminAgents);
        Assert.Contains(owners, item => (string?)item["principalType"] == "User");
        Assert.Contains(world["users"]!.AsArray(), user => (string?)user!["tenant"] == (string?)customer["id"]
            && (string?)user["userType"] == "Member" && (bool)user["enabled"]! && !owners.Any(
                item => (string?)item["principalId"] == (string?)user["id"]));
        Assert.True(world["customers"]!.AsArray().Count >= 40);
    }

    [Fact]
    public async Task A_fault_answers_in_the_shape_of_its_service_as_often_as_it_is_told()
    {
        await sandbox.ControlAsync(
            "faults", new { api = "partnercenter", method = "GET", path = "/v1/customers", status = 429, retryAfter = 7, times = 1 });

        Reply first = await CustomersAsync();
        Reply second = await CustomersAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, first.Status);
        Assert.Equal("7", first.Headers["Retry-After"]);
        Assert.Equal(429, (int)first.Json["statusCode"]!);
        Assert.Equal(HttpStatusCode.OK, second.Status);
    }

    [Fact]
    public async Task A_dropped_connection_after_the_write_leaves_the_write_done()
    {
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);
        string member = "20000000-0000-4000-8000-000001000001";
        string path = "/subscriptions/3c0ffee0-0000-4000-8000-000001000001/providers/Microsoft.Authorization/roleAssignments"
            + "/aaaaaaaa-0000-4000-8000-000000000009?api-version=2022-04-01";
        await sandbox.ControlAsync("faults", new { api = "arm", method = "PUT", dropConnection = true, afterWrite = true, times = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(
            () => sandbox.SendAsync(HttpMethod.Put, new Uri(sandbox.Host.ResourceManager, path), token, new
            {
                properties = new { roleDefinitionId = SandboxFixture.OwnerRole, principalId = member, principalType = "User" },
            }));

        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync(sandbox.Host.ResourceManager, path, token)).Status);
        JsonNode calls = (await sandbox.GetAsync(sandbox.Host.Control, "/control/calls?api=arm", null)).Json;
        Assert.True((bool)calls[0]!["dropped"]!);
        Assert.Equal(201, (int)calls[0]!["status"]!);
    }

    [Theory]
    [InlineData("faults", """{"api":"arm","stauts":500}""")]
    [InlineData("faults", """{"api":"nowhere","status":500}""")]
    [InlineData("faults", """{"api":"arm"}""")]
    [InlineData("roles", """{"user":"nora@fabrikam.example"}""")]
    [InlineData("roles", """{"user":"nora@fabrikam.example","roles":["emperor"]}""")]
    [InlineData("knobs", """{"bomm":true}""")]
    public async Task A_control_body_that_is_not_understood_is_refused_with_a_sentence(string route, string body)
    {
        Reply reply = await sandbox.ControlAsync(route, JsonNode.Parse(body));

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.NotEmpty((string)reply.Json["error"]!);
    }

    [Fact]
    public async Task A_call_whose_caller_lost_patience_is_recorded_too()
    {
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.GraphResource);
        await sandbox.ControlAsync("faults", new { api = "graph", delayMs = 60_000 });
        using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(300));
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(sandbox.Host.Graph, "/v1.0/users"));
        request.Headers.Authorization = new("Bearer", token);
        await Assert.ThrowsAsync<TaskCanceledException>(() => sandbox.Client.SendAsync(request, patience.Token));

        // The sandbox notices a moment after the caller has gone.
        JsonArray calls = [];
        for (int look = 0; look < 1000 && calls.Count == 0; look++)
            calls = (await sandbox.GetAsync(sandbox.Host.Control, "/control/calls?api=graph", null)).Json.AsArray();
        Assert.Equal(0, (int)calls[0]!["status"]!);
    }

    [Fact]
    public async Task Roles_change_by_control_and_come_back_with_a_reset()
    {
        string token = await sandbox.AppTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.GraphResource);
        Uri check = new(sandbox.Host.Graph, "/v1.0/users/nora@fabrikam.example/checkMemberGroups");
        object asked = new { groupIds = new[] { SandboxFixture.AdminAgents } };

        await sandbox.ControlAsync("roles", new { user = "nora@fabrikam.example", roles = new[] { "SalesAgents" } });
        Assert.Empty((await sandbox.SendAsync(HttpMethod.Post, check, token, asked)).Json["value"]!.AsArray());
        await sandbox.ResetAsync();
        Assert.Single((await sandbox.SendAsync(HttpMethod.Post, check, token, asked)).Json["value"]!.AsArray());
    }

    [Fact]
    public async Task Fifty_thousand_customers_start_quickly_and_the_last_is_whole()
    {
        string folder = TempFolder.Create("sandbox");
        SandboxOptions options = new() { Port = 0, Folder = folder, Customers = 50_000 };
        SandboxHost? started = null;
        await using SandboxHost host = await InTime.Async(TimeSpan.FromSeconds(5), async () =>
        {
            if (started is not null)
                await started.DisposeAsync();
            return started = await SandboxHost.StartAsync(options, TestClock.World(), CancellationToken.None);
        });
        lock (host.World.Gate)
        {
            Customer last = host.World.Customers[^1];
            Assert.False(last.Detailed);
            Assert.NotNull(host.World.AzureSubscription(Ids.AzureSubscription(last.Number, 1)));
            Assert.Equal(host.World.Customers.Count, host.World.Customers.Select(item => item.Name).Distinct().Count());
        }

        Directory.Delete(folder, recursive: true);
    }
}
