using CspBot.Cloud;
using CspBot.Cloud.SignIn;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>
/// A token goes only to the host that this resource's tokens belong to: no stamp of Azure Stack chooses for whom its token is.
/// </summary>
public sealed class TokenPairsTests
{
    private const string Own = "https://management.fabrikam.onmicrosoft.com/aaaaaaaa-1111-4111-8111-111111111111";
    private const string OfLyon = "https://management.fabrikam.onmicrosoft.com/bbbbbbbb-1111-4111-8111-111111111111";

    [Theory]
    [InlineData("https://api.partnercenter.microsoft.com")]
    [InlineData("https://graph.microsoft.com")]
    [InlineData("https://GRAPH.microsoft.com/")]
    [InlineData("https://management.azure.com/")]
    [InlineData("https://management.azure.com")]
    [InlineData("https://vault.azure.net")]
    [InlineData("https://management.core.windows.net/")]
    [InlineData("00000003-0000-0000-c000-000000000000")]
    [InlineData("https://management.fabrikam.onmicrosoft.com/abc")]
    [InlineData("https://management.fabrikam.onmicrosoft.com/aaaaaaaa-1111-4111-8111-111111111111/../x")]
    [InlineData("https://evil.example/?https://management.fabrikam.onmicrosoft.com/aaaaaaaa-1111-4111-8111-111111111111")]
    [InlineData("https://management.fabrikam.onmicrosoft.com/aaaaaaaa-1111-4111-8111-111111111111\n")]
    public async Task A_pretended_stamp_gets_no_token_for_anybody_else(string audience)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Uri.AbsolutePath == "/metadata/endpoints"
            ? Json($$$"""{"authentication":{"audiences":[{{{System.Text.Json.JsonSerializer.Serialize(audience)}}}] } }""")
            : Json("""{"value":[]}"""));
        var admin = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ListDirectoryTenantsAsync(Paris, default));
        var tenant = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ListStackSubscriptionsAsync(Paris, ContosoId, default));
        Assert.Equal(
            [("ForeignAudience", CloudReason.OperatorFault), ("ForeignAudience", CloudReason.OperatorFault)],
            [(admin.Code, admin.Reason), (tenant.Code, tenant.Reason)]);
        Assert.Empty(cloud.To("login"));
        Assert.DoesNotContain(cloud.Calls, call => call.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task What_a_stamp_said_first_is_pinned()
    {
        await using var cloud = new ScriptedCloud();
        var asked = 0;
        cloud.Script(call => call.Uri.AbsolutePath == "/metadata/endpoints"
            ? Json($$$"""{"authentication":{"audiences":["{{{(Interlocked.Increment(ref asked) == 1 ? Own : OfLyon)}}}"] } }""")
            : Json("""{"value":[]}"""));
        await cloud.Azure.ListStackSubscriptionsAsync(Paris, ContosoId, default);
        await cloud.Azure.ListStackSubscriptionsAsync(Paris, ContosoId, default);
        Assert.Equal(1, asked);
        Assert.All(cloud.To("login"), call => Assert.Contains(Uri.EscapeDataString(Own), call.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://api.partnercenter.microsoft.com", "https://partner.test", true)]
    [InlineData("https://api.partnercenter.microsoft.com", "https://graph.test", false)]
    [InlineData("https://api.partnercenter.microsoft.com", "https://management.paris.test", false)]
    [InlineData("https://management.azure.com", "https://arm.test", true)]
    [InlineData("https://management.azure.com/", "https://arm.test", true)]
    [InlineData("https://management.azure.com/", "http://arm.test", false)]
    [InlineData("https://management.azure.com/", "https://arm.test:444", false)]
    [InlineData("https://management.azure.com/", "https://partner.test", false)]
    [InlineData("https://graph.microsoft.com", "https://graph.test", true)]
    [InlineData("https://graph.microsoft.com", "https://arm.test", false)]
    [InlineData(Own, "https://management.paris.test", true)]
    [InlineData(Own, "https://adminmanagement.paris.test", true)]
    [InlineData(Own, "https://graph.test", false)]
    [InlineData(OfLyon, "https://management.paris.test", false)]
    [InlineData(OfLyon, "https://management.lyon.test", true)]
    [InlineData(Own, "https://management.lyon.test", false)]
    [InlineData(Own, "https://unknown.test", false)]
    public void Each_pair_of_resource_and_host_is_asked_for(string resource, string host, bool may)
    {
        var options = new CloudOptions
        {
            PartnerCenter = "https://partner.test",
            ResourceManager = "https://arm.test",
            Graph = "https://graph.test",
            Stacks = [Paris, new StackDeployment
            {
                Name = "Lyon",
                TenantResourceManager = "https://management.lyon.test",
                AdminResourceManager = "https://adminmanagement.lyon.test",
                Audience = OfLyon,
            }],
        };
        Assert.Equal(may, TokenPairs.MayGo(options, resource, new Uri(host)));
    }

    [Theory]
    [InlineData("Par,is", "Lyon", "must not hold a comma")]
    [InlineData("Lyon", "LYON ", "stands for 2 deployments")]
    public void Names_of_stamps_are_unique_and_fit_into_a_list(string one, string two, string sentence)
    {
        StackDeployment Named(string name) => new()
        {
            Name = name,
            RegistrationId = Paris.RegistrationId,
            AdminResourceManager = Paris.AdminResourceManager,
            TenantResourceManager = Paris.TenantResourceManager,
            DirectoryTenantId = Paris.DirectoryTenantId,
        };
        Assert.Contains(
            new CloudOptions { Stacks = [Named(one), Named(two)] }.Validate(), found => found.Contains(sentence, StringComparison.Ordinal));
    }
}
