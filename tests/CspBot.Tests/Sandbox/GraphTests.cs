using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>Directories of the pretend Graph.</summary>
public sealed class GraphTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Nora = "00000000-0000-4000-8000-000000000020";
    private const string Omar = "00000000-0000-4000-8000-000000000025";

    private async Task<Reply> PartnerAsync(string path, params (string, string)[] headers) => await sandbox.GetAsync(
        sandbox.Host.Graph, path, await sandbox.AppTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.GraphResource), headers);

    private async Task<Reply> CustomerAsync(string path, params (string, string)[] headers) => await sandbox.GetAsync(
        sandbox.Host.Graph, path, await sandbox.UserTokenAsync(Adatum, SandboxFixture.GraphResource), headers);

    [Theory]
    [InlineData(Nora, true)]
    [InlineData(Omar, false)]
    public async Task Membership_is_transitive_and_a_group_of_the_same_name_is_another_group(string user, bool expected)
    {
        string token = await sandbox.AppTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.GraphResource);
        Uri address = new(sandbox.Host.Graph, $"/v1.0/users/{user}/checkMemberGroups");

        Reply reply = await sandbox.SendAsync(HttpMethod.Post, address, token, new { groupIds = new[] { SandboxFixture.AdminAgents } });

        Assert.Equal(expected, reply.Json["value"]!.AsArray().Count == 1);
        JsonNode groups = (await PartnerAsync("/v1.0/groups?$filter=displayName eq 'adminagents'&$select=id,displayName")).Json;
        Assert.Equal(2, groups["value"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_search_without_its_header_is_refused()
    {
        string path = "/v1.0/users?$search=\"displayName:a\" OR \"mail:a\"&$count=true";

        Assert.Equal("Request_UnsupportedQuery", (string?)(await CustomerAsync(path)).Json["error"]!["code"]);
        Reply found = await CustomerAsync(path, ("ConsistencyLevel", "eventual"));
        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Equal(
            "Request_UnsupportedQuery",
            (string?)(await PartnerAsync($"/v1.0/users/{Nora}/transitiveMemberOf/microsoft.graph.group")).Json["error"]!["code"]);
    }

    [Fact]
    public async Task Users_are_found_by_id_principal_name_mail_and_guest_form()
    {
        JsonArray users = (await CustomerAsync("/v1.0/users?$select=id,mail,userPrincipalName,userType,accountEnabled")).Json["value"]!
            .AsArray();
        JsonNode guest = users.First(item => (string?)item!["userType"] == "Guest")!;
        string name = (string)guest["userPrincipalName"]!;
        string mail = (string)guest["mail"]!;

        Assert.Contains("#EXT#", name, StringComparison.Ordinal);
        Assert.Equal((string?)guest["id"], (string?)(await CustomerAsync($"/v1.0/users/{Uri.EscapeDataString(name)}")).Json["id"]);
        Assert.Single(
            (await CustomerAsync($"/v1.0/users?$filter=mail eq '{mail}' or otherMails/any(x:x eq '{mail}')")).Json["value"]!.AsArray());
        Assert.Single(
            (await CustomerAsync($"/v1.0/users?$filter=userPrincipalName eq '{Uri.EscapeDataString(name)}'")).Json["value"]!.AsArray());
        Reply none = await CustomerAsync("/v1.0/users/nobody@adatum.onmicrosoft.com");
        Assert.Equal(HttpStatusCode.NotFound, none.Status);
        Assert.Equal("Request_ResourceNotFound", (string?)none.Json["error"]!["code"]);
        Assert.Contains(users, item => !(bool)item!["accountEnabled"]!);
    }

    [Fact]
    public async Task An_app_alone_reads_the_partner_s_directory_and_no_customer_s()
    {
        string app = await sandbox.AppTokenAsync(Adatum, SandboxFixture.GraphResource);

        Assert.Equal(HttpStatusCode.OK, (await PartnerAsync($"/v1.0/users/{Nora}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await sandbox.GetAsync(sandbox.Host.Graph, "/v1.0/users", app)).Status);
    }

    [Fact]
    public async Task Relations_are_listed_with_their_state()
    {
        Reply pending = await PartnerAsync(
            "/v1.0/tenantRelationships/delegatedAdminRelationships?$filter=customer/tenantId eq '10000000-0000-4000-8000-000017000000'");
        Reply none = await PartnerAsync(
            "/v1.0/tenantRelationships/delegatedAdminRelationships?$filter=customer/tenantId eq '10000000-0000-4000-8000-000016000000'");

        Assert.Equal("approvalPending", (string?)pending.Json["value"]![0]!["status"]);
        Assert.Empty(none.Json["value"]!.AsArray());
    }
}
