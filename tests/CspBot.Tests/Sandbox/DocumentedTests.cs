using System.Net;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>What no document has is refused with 400 and a sentence, and nothing happens; what a document has is taken.</summary>
public sealed class DocumentedTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Production = "3c0ffee0-0000-4000-8000-000001000001";
    private const string Nora = "00000000-0000-4000-8000-000000000020";
    private const string Assignments = $"/subscriptions/{Production}/providers/Microsoft.Authorization/roleAssignments";
    private const string Orders = "/providers/Microsoft.Capacity/reservationOrders/00000000-0000-4000-8000-0000000000aa";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("pc", "/v1/customers?pagesize=20", "pagesize")]
    [InlineData("pc", "/v1/customers?offset=20", "offset")]
    [InlineData("pc", $"/v1/customers/{Adatum}/orders?billingType=one_time", "one_time")]
    [InlineData("pc", $"/v1/customers/{Adatum}/orders?size=20", "size")]
    [InlineData("pc", $"/v1/customers/{Adatum}/entitlements?entitlementType=savingsplan", "savingsplan")]
    [InlineData("pc", $"/v1/customers/{Adatum}/agreements?agreementType=MCA", "MCA")]
    [InlineData("pc", "/v1/products?country=US&targetView=Azure&reservationScope=Plan", "Plan")]
    [InlineData("arm", "/subscriptions?api-version=2022-12-01&$filter=x", "$filter")]
    [InlineData("arm", "/subscriptions?api-version=2030-01-01", "2030-01-01")]
    [InlineData("arm", $"/subscriptions/{Production}/providers/Microsoft.AzureStack?api-version=1999-01-01", "1999-01-01")]
    [InlineData("arm", "/providers/Microsoft.Capacity/reservations?api-version=2022-11-01&$refreshSummary=true", "$refreshSummary")]
    [InlineData("graph", "/v1.0/users?$select=id,userprincipal", "userprincipal")]
    [InlineData("graph", "/v1.0/users?$filter=email eq 'a@b'", "email")]
    [InlineData("graph", $"/v1.0/users/{Nora}?$filter=x", "$filter")]
    [InlineData("stack", "/metadata/endpoints?api-version=2022-01-01", "2022-01-01")]
    [InlineData("stack", "/subscriptions?api-version=2016-06-01&top=2", "top")]
    public async Task An_undocumented_query_is_refused(string service, string path, string named)
    {
        var reply = await sandbox.GetAsync(Host(service), path, await TokenAsync(service));
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains(named, reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Field":"ResourceType","Value":"self_serve_policy","Operator":"equals"}""")]
    [InlineData("""{"Field":"ResourceType","Value":"Orders","Operator":"equals"}""")]
    [InlineData("""{"Field":"OperationType","Value":"create_order","Operator":"equals"}""")]
    [InlineData("""{"Field":"ResourceType","Value":"Order","Operator":"equals","Order":"desc"}""")]
    public async Task A_filter_of_the_log_that_no_document_has_is_refused(string filter)
    {
        var path = "/v1/auditrecords?filter=" + Uri.EscapeDataString(filter);
        Assert.Equal(HttpStatusCode.BadRequest, (await sandbox.GetAsync(Host("pc"), path, await TokenAsync("pc"))).Status);
    }

    [Theory]
    [InlineData("""{"Field":"CompanyName","Value":"a","Operator":"startswith"}""")]
    [InlineData("""{"Field":"Country","Value":"a","Operator":"starts_with"}""")]
    public async Task A_filter_of_customers_that_no_document_has_is_refused(string filter)
    {
        var path = "/v1/customers?size=0&filter=" + Uri.EscapeDataString(filter);
        Assert.Equal(HttpStatusCode.BadRequest, (await sandbox.GetAsync(Host("pc"), path, await TokenAsync("pc"))).Status);
    }

    public static TheoryData<string, string, string, object, string> Bodies => new()
    {
        { "pc", "POST", "/v1/customers", new
        {
            CompanyProfile = new { Domain = "x.onmicrosoft.com", Phone = "1" },
        }, "CompanyProfile.Phone" },
        { "pc", "POST", "/v1/SelfServePolicy", new
        {
            permissions = new[] { new { resource = "AzureReservations", action = "Purchase" } },
        }, "AzureReservations" },
        { "pc", "POST", "/v1/SelfServePolicy", new
        {
            permissions = new[] { new { resource = "AzureSavingsPlan", action = "Buy" } },
        }, "Buy" },
        { "pc", "POST", "/v1/SelfServePolicy", new { etag = "x" }, "etag" },
        { "pc", "POST", $"/v1/customers/{Adatum}/carts", new
        {
            lineItems = new[] { new { catalogItemId = "a", amount = 1 } },
        }, "lineItems.amount" },
        { "pc", "POST", $"/v1/customers/{Adatum}/carts", new { lineItems = new[] { new { billingCycle = "onetime" } } }, "onetime" },
        { "pc", "POST", "/webhooks/v1/registration", new
        {
            WebhookUrl = "https://a.example",
            Events = new[] { "test-created" },
        }, "Events" },
        { "arm", "PUT", $"{Assignments}/{Nora}?api-version=2022-04-01", new
        {
            properties = new { principalId = Nora, scope = "/" },
        }, "properties.scope" },
        { "arm", "PUT", $"{Assignments}/{Nora}?api-version=2022-04-01", new
        {
            location = "global",
            properties = new { principalId = Nora },
        }, "location" },
        { "arm", "PUT", $"{Assignments}/{Nora}?api-version=2022-04-01", new { properties = new { principalType = "Member" } }, "Member" },
        { "arm", "POST", $"{Orders}/calculateRefund?api-version=2022-11-01", new { properties = new { amount = 1 } }, "properties.amount" },
        { "graph", "POST", "/v1.0/invitations", new { invitedUserEmailAddress = "a@b.example", sendMail = false }, "sendMail" },
        { "graph", "POST", $"/v1.0/users/{Nora}/checkMemberGroups", new { ids = new[] { Nora } }, "ids" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task An_undocumented_member_or_spelling_of_a_body_is_refused_and_nothing_happens(
        string service, string method, string path, object body, string named)
    {
        var before = (await sandbox.WorldAsync()).ToJsonString();
        var reply = await sandbox.SendAsync(
            new HttpMethod(method),
            new Uri(Host(service), path),
            await TokenAsync(service),
            body,
            ("MS-RequestId", Guid.NewGuid().ToString()));
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains(named, reply.Text, StringComparison.Ordinal);
        Assert.Equal(before, (await sandbox.WorldAsync()).ToJsonString());
    }

    [Theory]
    [InlineData("pc", $"/v1/customers/{Adatum}/orders?billingType=onetime")]
    [InlineData("pc", $"/v1/customers/{Adatum}/entitlements?entitlementType=reservedinstance&showExpiry=true")]
    [InlineData("pc", "/v1/selfservepolicy?entity_Id=" + Adatum)]
    [InlineData("arm", Assignments + "?api-version=2022-04-01&$filter=atScope()&tenantId=" + Adatum)]
    [InlineData("graph", "/v1.0/users?$select=id,userPrincipalName&$top=2&$filter=startsWith(mail,'a')")]
    [InlineData("stack", "/metadata/endpoints?api-version=2015-01-01")]
    public async Task What_a_document_has_is_taken(string service, string path) =>
        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync(Host(service), path, await TokenAsync(service))).Status);

    private Uri Host(string service) => service switch
    {
        "pc" => sandbox.Host.PartnerCenter,
        "arm" => sandbox.Host.ResourceManager,
        "graph" => sandbox.Host.Graph,
        _ => sandbox.Host.StackAdmin,
    };

    private async Task<string> TokenAsync(string service) => service switch
    {
        "pc" => await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource),
        "arm" => await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource),
        "graph" => await sandbox.AppTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.GraphResource),
        _ => await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, CspBot.Sandbox.Stack.Deployments[0].AdminAudience),
    };
}
