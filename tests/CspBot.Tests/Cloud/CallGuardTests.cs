using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Cloud.SignIn;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>What every call carries, and what none does.</summary>
public sealed class CallGuardTests
{
    /// <summary>The pairs themselves: <see cref="TokenPairsTests"/>. This: that every call asks.</summary>
    [Theory]
    [InlineData("arm")]
    [InlineData("partnercenter")]
    [InlineData("graph")]
    public async Task A_call_to_a_host_that_the_token_is_not_for_is_not_sent(string api)
    {
        await using var cloud = new ScriptedCloud();
        var wrong = cloud.Get<CloudHttp>().Connect(
            api,
            "https://elsewhere.test",
            new TokenPolicy(cloud.Get<CloudTokens>().Delegated(cloud.Options.GraphAudience), cloud.Options, api));
        var call = new CloudCall(Azure.Core.RequestMethod.Get, "/x");
        Assert.Equal("ForeignAudience", (await Assert.ThrowsAsync<CloudFault>(() => wrong.SendAsync(call, default))).Code);
        Assert.Empty(cloud.Calls);
    }

    [Fact]
    public async Task Every_call_says_who_calls_and_none_carries_a_cookie()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("""{"value":[],"items":[],"accountEnabled":true}""", 200, ("Set-Cookie", "a=b; Path=/")));
        await cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], default);
        await cloud.Azure.ListAzureSubscriptionsAsync(ContosoId, default);
        await cloud.Azure.SearchUsersAsync(ContosoId, "a", 5, default);
        Assert.All(cloud.Calls, call => Assert.Matches(@"^CspBot/\d+\.\d+\.\d+$", call.Headers["User-Agent"]));
        using var handler = CloudHttp.CreateHandler(cloud.Options);
        Assert.False(handler.UseCookies);
    }
}
