using CspBot.Cloud;
using CspBot.Cloud.Graph;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>
/// Graph's SDK on our pipeline: its requests are the documented ones, and what the pipeline decides it does not decide again.
/// </summary>
public sealed class GraphClientTests
{
    [Theory]
    [InlineData("ada@contoso.example", "/v1.0/users/ada@contoso.example")]
    [InlineData("ada_home.example#EXT#@contoso.example", "/v1.0/users/ada_home.example#EXT#@contoso.example")]
    [InlineData("$o'neil@contoso.example", "/v1.0/users('$o''neil@contoso.example')")]
    [InlineData("a/../../groups", "/v1.0/users/a/../../groups")]
    public async Task A_user_is_asked_for_by_one_segment_whatever_the_name_holds(string name, string path)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("""{"id":"u"}"""));
        await cloud.Get<GraphClient>().FindByIdAsync(ContosoId, name, default);
        var asked = Assert.Single(cloud.To("graph"));
        Assert.Equal(path, Uri.UnescapeDataString(asked.Uri.AbsolutePath));
        Assert.Equal(name.StartsWith('$') ? 3 : 4, asked.Uri.Segments.Length);
        Assert.Equal("?$select=id,displayName,userPrincipalName,mail,userType,accountEnabled", Uri.UnescapeDataString(asked.Uri.Query));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task An_answer_without_an_id_is_no_user_and_no_disabled_account(string body)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json(body));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Get<GraphClient>().FindByIdAsync(ContosoId, ContosoId, default));
        Assert.Equal(CloudReason.ServiceFault, fault.Reason);
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(503, "ServiceFault")]
    public async Task The_sdk_neither_repeats_an_invitation_nor_waits_an_hour(int status, string reason)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("{}", status, ("Retry-After", "3600")));
        var fault = await Assert.ThrowsAsync<CloudFault>(
            () => cloud.Azure.InviteGuestAsync(ContosoId, "a@b.example", "https://portal.azure.com", default));
        Assert.Equal((reason, TimeSpan.FromHours(1)), (fault.Reason.ToString(), fault.RetryAfter));
        Assert.Single(cloud.To("graph"));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_a_foreign_next_page_gets_no_token()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("", 302, ("Location", "https://graph.test/elsewhere")));
        Assert.Equal(302, (await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ListGroupMembersAsync(AdminAgents, default))).Status);
        Assert.Single(cloud.To("graph"));
        cloud.Script(_ => Json("""{"value":[],"@odata.nextLink":"https://evil.test/v1.0/x"}"""));
        await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ListGroupMembersAsync(AdminAgents, default));
        Assert.Empty(cloud.To("evil"));
    }

    [Fact]
    public async Task All_pages_are_read_and_groups_among_members_are_left_out()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Path.Contains("page=2", StringComparison.Ordinal)
            ? Json(
                """
                {"value":[{"@odata.type":"#microsoft.graph.group","id":"g","displayName":"G"},
                {"@odata.type":"#microsoft.graph.user","id":"b","displayName":"B","accountEnabled":true}]}
                """)
            : Json(
                """
                {"value":[null,7,{"id":"a","displayName":"A\ud83d","accountEnabled":true}],
                "@odata.nextLink":"https://graph.test/v1.0/groups/x/transitiveMembers?page=2"}
                """));
        var members = await cloud.Azure.ListGroupMembersAsync(AdminAgents, default);
        Assert.Equal([("a", "A\uFFFD"), ("b", "B")], members.Select(m => (m.Id, m.DisplayName)));
    }
}
