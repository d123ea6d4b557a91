using System.Text;
using CspBot.Cloud;
using CspBot.Cloud.Graph;
using CspBot.Cloud.PartnerCenter;
using CspBot.Cloud.ResourceManager;
using CspBot.Cloud.SignIn;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>
/// 401 says that a call was not carried out: it is made once more with a new token, whatever
/// its method, and then it is the operator's.
/// </summary>
public sealed class RenewedTokenTests
{
    private const string Claims = """{"access_token":{"nbf":{"essential":true,"value":"1"}}}""";

    public static TheoryData<string> Calls =>
        ["arm GET", "arm PUT", "arm DELETE", "partner GET", "partner POST", "partner PUT", "graph GET", "graph POST", "own POST"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_that_was_refused_once_is_made_again_with_a_new_token(string call)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(seen => Token(seen) == "1" ? Json("", 401) : Answer(call));
        await SendAsync(cloud, call);
        var sent = Upstream(cloud);
        Assert.Equal(["1", "2"], sent.Select(Token));
        Assert.Equal(sent[0].Body, sent[1].Body);
        await SendAsync(cloud, call);
        Assert.Equal(["1", "2", "2"], Upstream(cloud).Select(Token));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_new_token_answers_the_claims_of_a_challenge(string call)
    {
        await using var cloud = new ScriptedCloud();
        var challenge = "Bearer realm=\"\", error=\"insufficient_claims\", "
            + $"claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(Claims)).TrimEnd('=')}\"";
        cloud.Script(seen => Token(seen) == "1"
            ? Json("""{"error":{"code":"InvalidAuthenticationToken","message":"m"}}""", 401, ("WWW-Authenticate", challenge))
            : Answer(call));
        await SendAsync(cloud, call);
        Assert.Equal(["1", "2"], Upstream(cloud).Select(Token));
        Assert.Contains("nbf", Uri.UnescapeDataString(cloud.To("login").Last(c => c.Method == "POST").Body), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_is_refused_twice_is_the_operators_and_is_not_sent_a_third_time(string call)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(
            _ => Json("", 401, ("WWW-Authenticate", $"Bearer error=\"insufficient_claims\", claims=\"{Convert.ToBase64String("{}"u8)}\"")));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => SendAsync(cloud, call));
        Assert.Equal(CloudReason.MfaMissing, fault.Reason);
        Assert.True(fault.IsOperators);
        Assert.Equal(2, Upstream(cloud).Count);
    }

    [Fact]
    public async Task Many_calls_refused_together_make_one_new_token()
    {
        await using var cloud = new ScriptedCloud();
        var together = new TaskCompletionSource();
        var refused = 0;
        cloud.Answer = async (seen, _) =>
        {
            if (Token(seen) != "1")
                return Json("""{"subscriptionId":"s","state":"Enabled"}""");
            if (Interlocked.Increment(ref refused) == 8)
                together.SetResult();
            await together.Task;
            return Json("", 401);
        };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default)));
        Assert.Equal(2, cloud.To("login").Count());
    }

    [Fact]
    public async Task A_dead_refresh_token_has_its_own_reason_and_is_the_operators()
    {
        await using var cloud = new ScriptedCloud();
        cloud.SignIn = (_, _) => Task.FromResult(Json(
            """
            {"error":"invalid_grant","error_codes":[700082],
            "error_description":"AADSTS700082: The refresh token has expired due to inactivity."}
            """,
            400));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default));
        Assert.Equal((CloudReason.SignInExpired, true), (fault.Reason, fault.IsOperators));
        cloud.SignIn = null;
        cloud.Script(_ => Json("""{"subscriptionId":"s","state":"Enabled"}"""));
        await cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default);
    }

    [Fact]
    public async Task A_token_that_is_still_good_serves_on_while_the_sign_in_has_a_fault_that_passes()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var cloud = new ScriptedCloud(time);
        var tokens = cloud.Get<CloudTokens>();
        var first = await tokens.GetAsync(ContosoId, "https://management.azure.com/", null, default);
        time.Advance(TimeSpan.FromMinutes(56));
        cloud.SignIn = (_, _) => Task.FromResult(Json("<html>", 503));
        Assert.Equal(first.Token, (await tokens.GetAsync(ContosoId, "https://management.azure.com/", null, default)).Token);
        time.Advance(TimeSpan.FromMinutes(4));
        await Assert.ThrowsAsync<CloudFault>(() => tokens.GetAsync(ContosoId, "https://management.azure.com/", null, default));
    }

    [Fact]
    public async Task A_rotated_token_that_cannot_be_written_costs_nothing_but_a_word_and_is_written_later()
    {
        await using var cloud = new ScriptedCloud();
        cloud.SignIn = (call, _) => Task.FromResult(Json(
            $$"""
            {"access_token":"t","expires_in":"3599",
            "refresh_token":"{{(call.Body.Contains("refresh-1", StringComparison.Ordinal) ? "refresh-2" : "refresh-3")}}"}
            """));
        var file = new RefreshTokenFile(cloud.TokenFile);
        file.Hold("refresh-2", "refresh-1");
        Assert.True(file.IsUnwritten);
        Assert.Equal("refresh-2", await file.ReadAsync(default));
        Assert.False(file.IsUnwritten);
        Assert.Equal("refresh-2", await File.ReadAllTextAsync(cloud.TokenFile));

        file.Hold("refresh-4", "refresh-2");
        await File.WriteAllTextAsync(cloud.TokenFile, "refresh-of-another");
        Assert.Equal("refresh-of-another", await file.ReadAsync(default));

        File.Delete(cloud.TokenFile);
        Directory.CreateDirectory(cloud.TokenFile);
        file.Hold("refresh-5", "refresh-of-another");
        Assert.Equal("refresh-5", await file.ReadAsync(default));
        Assert.True(file.IsUnwritten);
        Directory.Delete(cloud.TokenFile);
    }

    private static List<Call> Upstream(ScriptedCloud cloud) => [.. cloud.Calls.Where(c => c.Uri.Host != "login.test")];

    private static string Token(Call call) => call.Headers["Authorization"].Replace("Bearer token-", "", StringComparison.Ordinal);

    private static HttpResponseMessage Answer(string call) => call switch
    {
        "partner POST" or "partner PUT" => Json("{}", 201),
        "graph POST" => Json("""{"invitedUser":{"id":"u"}}""", 201),
        "own POST" => Json("""{"value":[]}"""),
        _ => Json("""{"id":"u","subscriptionId":"s","state":"Enabled","items":[],"accountEnabled":true}"""),
    };

    private static Task SendAsync(ScriptedCloud cloud, string call) => call switch
    {
        "arm GET" => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default),
        "arm PUT" =>
            cloud.Get<ResourceManagerClient>().PutCustomerSubscriptionAsync(Paris.RegistrationId, Subscription, ContosoId, default),
        "arm DELETE" => cloud
            .Get<ResourceManagerClient>()
            .DeleteAssignmentAsync(ContosoId, new AzureScope(Subscription), ContosoId, default),
        "partner GET" => cloud.Get<PartnerCenterClient>().ListSubscriptionsAsync(ContosoId, default),
        "partner POST" =>
            cloud.Get<PartnerCenterClient>().CreatePolicyAsync(SelfServePolicy.Create(ScriptedCloud.Partner, ContosoId), "r", default),
        "partner PUT" =>
            cloud.Get<PartnerCenterClient>().UpdatePolicyAsync(SelfServePolicy.Create(ScriptedCloud.Partner, ContosoId), "r", default),
        "graph GET" => cloud.Get<GraphClient>().FindByIdAsync(ContosoId, ContosoId, default),
        "graph POST" => cloud.Get<GraphClient>().InviteAsync(
            ContosoId,
            new Microsoft.Graph.Models.Invitation
            {
                InvitedUserEmailAddress = "a@b.example",
                InviteRedirectUrl = "https://portal.azure.com",
            },
            default),
        _ => cloud.Get<GraphClient>().CheckMemberObjectsAsync(ContosoId, [AdminAgents], default),
    };
}
