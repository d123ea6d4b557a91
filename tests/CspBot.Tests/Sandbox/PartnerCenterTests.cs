using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>Customers, subscriptions and manners of the pretend Partner Center.</summary>
public sealed class PartnerCenterTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private Task<string> UserAsync() => sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource);

    private async Task<Reply> GetAsync(string path, params (string, string)[] headers) =>
        await sandbox.GetAsync(sandbox.Host.PartnerCenter, path, await UserAsync(), headers);

    [Fact]
    public async Task Customers_come_in_pages_by_link_and_continuation_header()
    {
        List<string> names = [];
        string path = "/v1/customers?size=20";
        (string, string)[] headers = [];
        while (true)
        {
            JsonNode page = (await GetAsync(path, headers)).Json;
            names.AddRange(page["items"]!.AsArray().Select(item => (string)item!["companyProfile"]!["companyName"]!));
            if (page["links"]?["next"] is not { } next)
                break;
            path = "/v1" + (string)next["uri"]!;
            headers = [((string)next["headers"]![0]!["key"]!, (string)next["headers"]![0]!["value"]!)];
        }

        Assert.True(names.Count >= 40);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Contains("Ångström Elektro AB", names);
        Assert.DoesNotContain("A. Datum Holdings", names);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await GetAsync("/v1/customers?size=20&seekOperation=Next", ("MS-ContinuationToken", "bogus"))).Status);
    }

    [Fact]
    public async Task The_filter_is_starts_with_and_ignores_case()
    {
        string filter = Uri.EscapeDataString("""{"Field":"CompanyName","Value":"conTOSO","Operator":"starts_with"}""");

        JsonArray items = (await GetAsync($"/v1/customers?size=0&filter={filter}")).Json["items"]!.AsArray();

        Assert.Equal(4, items.Count);
    }

    [Theory]
    [InlineData("10000000-0000-4000-8000-000099999999", HttpStatusCode.NotFound, "60003")]
    [InlineData("10000000-0000-4000-8000-900000000000", HttpStatusCode.Forbidden, "20002")]
    [InlineData("10000000-0000-4000-8000-000029000000", HttpStatusCode.Forbidden, "900309")]
    [InlineData("not-a-guid", HttpStatusCode.BadRequest, "900118")]
    public async Task A_customer_that_is_not_ours_to_see_has_its_own_code(string customer, HttpStatusCode status, string code)
    {
        Reply reply = await GetAsync($"/v1/customers/{customer}");

        Assert.Equal(status, reply.Status);
        Assert.Equal(code, (string?)reply.Json["code"]);
    }

    [Fact]
    public async Task A_plan_has_entitlements_that_are_the_azure_subscriptions()
    {
        JsonArray subscriptions = (await GetAsync($"/V1/Customers/{Adatum.ToUpperInvariant()}/SUBSCRIPTIONS")).Json["items"]!.AsArray();
        string plan = (string)subscriptions.First(
            item => ((string)item!["offerId"]!).StartsWith("DZH318Z0BPS6:0001", StringComparison.Ordinal))!["id"]!;

        JsonArray entitlements = (await GetAsync($"/v1/customers/{Adatum}/subscriptions/{plan}/azureentitlements")).Json["items"]!
            .AsArray();

        Assert.Equal(
            ["3c0ffee0-0000-4000-8000-000001000001", "3c0ffee0-0000-4000-8000-000001000002"],
            entitlements.Select(item => (string)item!["id"]!));
    }

    [Fact]
    public async Task A_legacy_subscription_is_told_by_its_offer_and_writes_ids_in_upper_case()
    {
        JsonArray subscriptions = (await GetAsync("/v1/customers/10000000-0000-4000-8000-000004000000/subscriptions")).Json["items"]!
            .AsArray();

        JsonNode legacy = subscriptions.First(item => (string?)item!["offerId"] == "MS-AZR-0145P")!;
        Assert.Equal("3c0ffee0-0000-4000-8000-000004000001", ((string)legacy["entitlementId"]!).ToLowerInvariant());
    }

    [Fact]
    public async Task Wrong_audience_missing_mfa_and_app_only_are_refused_each_with_its_code()
    {
        Uri service = sandbox.Host.PartnerCenter;
        string graph = await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.GraphResource);
        string app = await sandbox.AppTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource);
        await sandbox.ControlAsync("knobs", new { mfa = false });
        string weak = await UserAsync();

        Assert.Equal("900420", (string?)(await sandbox.GetAsync(service, "/v1/customers", graph)).Json["code"]);
        Assert.Equal("900421", (string?)(await sandbox.GetAsync(service, "/v1/customers", weak)).Json["code"]);
        Assert.Equal("900329", (string?)(await sandbox.GetAsync(service, "/v1/customers/relationshiprequests", app)).Json["code"]);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync(service, "/v1/customers?size=1", app)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.GetAsync(service, "/v1/customers", null)).Status);
    }

    [Fact]
    public async Task The_same_request_id_has_one_effect_and_the_same_answer()
    {
        string token = await UserAsync();
        object body = new
        {
            CompanyProfile = new { Domain = "newcomer.onmicrosoft.com" },
            BillingProfile = new { CompanyName = "Newcomer", DefaultAddress = new { Country = "FR" } },
        };
        Uri address = new(sandbox.Host.PartnerCenter, "/v1/customers");
        (string, string) id = ("MS-RequestId", Guid.NewGuid().ToString());

        Reply first = await sandbox.SendAsync(HttpMethod.Post, address, token, body, id);
        Reply again = await sandbox.SendAsync(HttpMethod.Post, address, token, body, id);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await sandbox.SendAsync(HttpMethod.Post, address, token, body, ("MS-RequestId", Guid.NewGuid().ToString()))).Status);
        Assert.Equal(id.Item2, first.Headers["MS-RequestId"]);
    }

    [Fact]
    public async Task A_consented_application_gets_tokens_that_it_was_refused_before()
    {
        string trey = "10000000-0000-4000-8000-000030000000";
        object body = new
        {
            applicationId = SandboxFixture.PartnerApp,
            applicationGrants = new[]
            {
                new { enterpriseApplicationId = "797f4846-ba00-4fd7-ba43-dac1f8f63013", scope = "user_impersonation" },
            },
        };
        Uri address = new(sandbox.Host.PartnerCenter, $"/v1/customers/{trey}/applicationconsents");

        Assert.Equal(HttpStatusCode.Created, (await sandbox.SendAsync(HttpMethod.Post, address, await UserAsync(), body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.RedeemAsync(trey, SandboxFixture.ArmResource)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await sandbox.SendAsync(HttpMethod.Post, address, await UserAsync(), body)).Status);
    }

    [Fact]
    public async Task Header_values_are_doubled_and_a_byte_order_mark_comes_when_asked_for()
    {
        await sandbox.ControlAsync("knobs", new { bom = true });

        Reply reply = await GetAsync("/v1/customers?size=1", ("MS-RequestId", "abc"));

        Assert.Equal("abc,abc", reply.Headers["MS-RequestId"]);
        byte[] raw = await sandbox.Client.GetByteArrayAsync(new Uri(sandbox.Host.Control, "/control/health"));
        Assert.NotEqual(0xEF, raw[0]);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(sandbox.Host.PartnerCenter, "/v1/customers?size=1"));
        request.Headers.Authorization = new("Bearer", await UserAsync());
        using HttpResponseMessage response = await sandbox.Client.SendAsync(request);
        Assert.Equal([0xEF, 0xBB, 0xBF], (await response.Content.ReadAsByteArrayAsync())[..3]);
    }
}
