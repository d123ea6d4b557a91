using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>Self-serve policies and the activity log that tells of them.</summary>
public sealed class SelfServePolicyTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Id = SandboxFixture.PartnerTenant + "_" + Adatum;

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<Reply> SendAsync(HttpMethod method, string path, object? body = null)
    {
        string token = await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource);
        return await sandbox.SendAsync(
            method,
            new Uri(sandbox.Host.PartnerCenter, path),
            token,
            body,
            ("MS-RequestId", Guid.NewGuid().ToString()),
            ("MS-CorrelationId", Guid.NewGuid().ToString()));
    }

    private static object Policy(string? etag, params string[] resources) => new
    {
        id = Id,
        selfServeEntity = new { selfServeEntityType = "customer", tenantID = Adatum },
        grantor = new { grantorType = "billToPartner", tenantID = SandboxFixture.PartnerTenant },
        permissions = resources.Select(resource => new { resource, action = "Purchase" }),
        attributes = new { etag, objectType = "SelfServePolicy" },
    };

    private Task<Reply> CreateAsync() => SendAsync(HttpMethod.Post, "/v1/SelfServePolicy", Policy(null, "AzureReservedInstances"));

    private static string ETag(Reply reply) => (string)reply.Json["attributes"]!["etag"]!;

    [Fact]
    public async Task A_policy_is_made_once_changed_by_its_etag_and_deleted_once()
    {
        Reply created = await CreateAsync();
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(Id, (string?)created.Json["id"]);
        Assert.Matches("^\"[0-9a-f-]{36}\"$", ETag(created));
        Reply twice = await CreateAsync();
        Assert.Equal((HttpStatusCode.Conflict, "600041"), (twice.Status, (string?)twice.Json["code"]));

        Reply changed = await SendAsync(
            HttpMethod.Put, $"/v1/SelfServePolicy/{Id}", Policy(ETag(created), "AzureReservedInstances", "AzureSavingsPlan"));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.NotEqual(ETag(created), ETag(changed));
        Reply stale = await SendAsync(HttpMethod.Put, "/v1/SelfServePolicy", Policy(ETag(created), "AzureSavingsPlan"));
        Assert.Equal((HttpStatusCode.BadRequest, "2055"), (stale.Status, (string?)stale.Json["code"]));
        Assert.Equal(
            HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, "/v1/SelfServePolicy", Policy(ETag(changed), "AzureSavingsPlan"))).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, $"/v1/SelfServePolicy/{Id}")).Status);
        Assert.Equal("600039", (string?)(await SendAsync(HttpMethod.Delete, $"/v1/SelfServePolicy/{Id}")).Json["code"]);
        Assert.Equal("600040", (string?)(await SendAsync(HttpMethod.Get, "/v1/SelfServePolicy/nonsense")).Json["code"]);
        Assert.Empty((await SendAsync(HttpMethod.Get, $"/v1/selfservepolicy?entity_Id={Adatum}")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Without_a_user_or_the_role_nothing_changes()
    {
        string app = await sandbox.AppTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource);
        Reply appOnly = await sandbox.GetAsync(sandbox.Host.PartnerCenter, $"/v1/SelfServePolicy?entity_id={Adatum}", app);
        Assert.Equal((HttpStatusCode.Forbidden, "900329"), (appOnly.Status, (string?)appOnly.Json["code"]));

        await sandbox.ControlAsync("roles", new { user = "svc-cspbot@fabrikam.example", roles = new[] { "SalesAgents" } });
        Reply sales = await CreateAsync();
        Assert.Equal((HttpStatusCode.Forbidden, "900150"), (sales.Status, (string?)sales.Json["code"]));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, $"/v1/SelfServePolicy?entity_id={Adatum}")).Status);

        await sandbox.ControlAsync("roles", new { user = "svc-cspbot@fabrikam.example", roles = Array.Empty<string>() });
        Assert.Equal("900150", (string?)(await SendAsync(HttpMethod.Get, "/v1/customers")).Json["code"]);
    }

    [Fact]
    public async Task The_log_tells_of_the_portal_s_switches_newest_first_and_by_day()
    {
        string before = Today();
        await CreateAsync();
        await sandbox.ControlAsync("policies", new { customer = Adatum, reservedInstances = false, savingsPlan = true });
        string filter = Uri.EscapeDataString("""{"Field":"ResourceType","Value":"SelfServePolicy","Operator":"equals"}""");

        JsonArray items = (await SendAsync(
            HttpMethod.Get, $"/v1/auditrecords?startDate={before}&endDate={Today()}&filter={filter}")).Json["items"]!.AsArray();

        Assert.Equal(["update_self_serve_policy", "create_self_serve_policy"], items.Select(item => (string)item!["operationType"]!));
        Assert.Equal("aisha@fabrikam.example", (string?)items[0]!["userPrincipalName"]);
        Assert.Equal("AzureSavingsPlan", (string?)JsonNode.Parse((string)items[0]!["resourceNewValue"]!)!["Permissions"]![0]!["Resource"]);
        Assert.EndsWith(
            DateTimeOffset.Parse((string)items[0]!["operationDate"]!, CultureInfo.InvariantCulture).UtcTicks.ToString(
                CultureInfo.InvariantCulture),
            (string)items[0]!["id"]!,
            StringComparison.Ordinal);
        JsonNode world = await sandbox.WorldAsync(Adatum);
        Assert.Equal("AzureSavingsPlan", (string?)Assert.Single(world["selfServePolicies"]![0]!["permissions"]!.AsArray()));
    }

    [Fact]
    public async Task The_log_pages_without_shifting_is_bounded_to_90_days_and_can_be_late()
    {
        for (int i = 0; i < 5; i++)
            await sandbox.ControlAsync("policies", new { customer = Adatum, reservedInstances = i % 2 == 0 });
        string token = await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource);
        string customer = Uri.EscapeDataString($$"""{"Field":"CustomerId","Value":"{{Adatum}}","Operator":"equals"}""");
        JsonNode first = (await SendAsync(HttpMethod.Get, $"/v1/auditrecords?size=2&filter={customer}")).Json;
        await sandbox.ControlAsync("policies", new { customer = Adatum, savingsPlan = true });
        JsonNode next = first["links"]!["next"]!;
        JsonNode second = (await sandbox.GetAsync(
            sandbox.Host.PartnerCenter,
            "/v1" + (string)next["uri"]!,
            token,
            ((string)next["headers"]![0]!["key"]!, (string)next["headers"]![0]!["value"]!))).Json;

        Assert.Equal(
            4, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string)item!["id"]!).Distinct().Count());
        string tooOld = sandbox.Host.World.Now.AddDays(-92).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Get, $"/v1/auditrecords?startDate={tooOld}")).Status);
        await sandbox.ControlAsync("knobs", new { auditDelayMs = 3_600_000 });
        await sandbox.ControlAsync("policies", new { customer = Adatum, savingsPlan = false });
        JsonArray now = (await SendAsync(HttpMethod.Get, $"/v1/auditrecords?filter={customer}")).Json["items"]!.AsArray();
        Assert.Equal(6, now.Count);
    }

    private string Today() => sandbox.Host.World.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
