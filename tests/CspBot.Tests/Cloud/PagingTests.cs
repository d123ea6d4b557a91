using CspBot.Cloud;
using CspBot.Cloud.AzureStack;
using CspBot.Cloud.Graph;
using CspBot.Cloud.PartnerCenter;
using CspBot.Cloud.ResourceManager;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>A list that never ends is ended, at every service.</summary>
public sealed class PagingTests
{
    public static TheoryData<string> Lists => ["arm", "arm-map", "graph", "graph-own", "partnercenter", "stackadmin"];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_page_that_names_itself_is_read_once(string list)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => Page(call, _ => call.Uri.ToString()));
        Assert.Equal("PageRepeated", (await Endless(cloud, list)).Code);
        Assert.InRange(cloud.Calls.Count(c => c.Uri.Host != "login.test"), 1, 3);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task An_endless_row_of_new_pages_ends_at_a_thousand(string list)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => Page(call, n => $"{call.Uri.GetLeftPart(UriPartial.Path)}?$skiptoken={n}"));
        Assert.Equal("TooManyPages", (await Endless(cloud, list)).Code);
        Assert.InRange(cloud.Calls.Count(c => c.Uri.Host != "login.test"), 1000, 1002);
    }

    [Fact]
    public async Task A_continuation_token_that_comes_again_ends_the_list_too()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ =>
            Json("""{"items":[],"links":{"next":{"uri":"/customers?size=500","headers":[{"key":"MS-ContinuationToken","value":"a"}]}}}"""));
        Assert.Equal("PageRepeated", (await Endless(cloud, "partnercenter")).Code);
        Assert.Equal(2, cloud.To("partner").Count());
    }

    private static int _page;

    private static HttpResponseMessage Page(Call call, Func<int, string> next)
    {
        if (call.Path.StartsWith("/metadata/", StringComparison.Ordinal))
            return StampMetadata(call);
        var address = next(Interlocked.Increment(ref _page));
        return Json("""{"value":[],"items":[],"nextLink":"*","@odata.nextLink":"*","links":{"next":{"uri":"*"}}}""".Replace(
            "*", address, StringComparison.Ordinal));
    }

    private static async Task<CloudFault> Endless(ScriptedCloud cloud, string list)
    {
        var fault = await Assert.ThrowsAsync<CloudFault>(() => ReadAsync(cloud, list));
        Assert.Equal(CloudReason.ServiceFault, fault.Reason);
        return fault;
    }

    private static Task ReadAsync(ScriptedCloud cloud, string list) => list switch
    {
        "arm" => cloud.Get<ResourceManagerClient>().ListSubscriptionsAsync(ContosoId, default),
        "arm-map" => cloud.Get<ResourceManagerClient>().ListCustomerSubscriptionsAsync(Paris.RegistrationId, default),
        "graph" => cloud.Get<GraphClient>().ListGroupUsersAsync(AdminAgents, default, ContosoId),
        "graph-own" => cloud.Get<GraphClient>().ListRelationshipsAsync(ContosoId, default),
        "partnercenter" => cloud.Get<PartnerCenterClient>().ListSubscriptionsAsync(ContosoId, default),
        _ => cloud.Get<StackClient>().ListDirectoryTenantsAsync(Paris, "p", default),
    };
}
