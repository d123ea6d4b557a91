using CspBot.Cloud;
using CspBot.Cloud.SignIn;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>The refresh token is redeemed once per tenant and resource, survives rotation, and its refusals say what is wrong.</summary>
public sealed class CloudTokensTests
{
    private const string Arm = "https://management.azure.com/";

    [Fact]
    public async Task The_request_is_the_documented_one()
    {
        await using var cloud = new ScriptedCloud();
        await cloud.Get<CloudTokens>().GetAsync(ContosoId, Arm, null, default);
        var call = Assert.Single(cloud.Calls);
        Assert.Equal($"POST https://login.test/{ContosoId}/oauth2/token", call.ToString());
        Assert.Equal(
            "grant_type=refresh_token&refresh_token=refresh-1&scope=openid&resource=https%3A%2F%2Fmanagement.azure.com%2F"
            + $"&client_id={cloud.Options.Partner.AppId}&client_secret=s",
            call.Body);
    }

    [Fact]
    public async Task Many_at_once_make_one_redemption_and_later_ones_none()
    {
        await using var cloud = new ScriptedCloud();
        var hold = new TaskCompletionSource();
        cloud.SignIn = async (_, _) =>
        {
            await hold.Task;
            return Json("""{"access_token":"t","expires_in":"3599"}""");
        };
        var tokens = cloud.Get<CloudTokens>();
        var asked = Enumerable.Range(0, 20).Select(_ => tokens.GetAsync(ContosoId, Arm, null, default)).ToList();
        hold.SetResult();
        Assert.All(await Task.WhenAll(asked), t => Assert.Equal("t", t.Token));
        await tokens.GetAsync(ContosoId.ToUpperInvariant(), Arm, null, default);
        Assert.Single(cloud.Calls);
    }

    [Fact]
    public async Task A_token_is_renewed_shortly_before_its_end()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var cloud = new ScriptedCloud(time);
        var tokens = cloud.Get<CloudTokens>();
        await tokens.GetAsync(ContosoId, Arm, null, default);
        time.Advance(TimeSpan.FromMinutes(54));
        await tokens.GetAsync(ContosoId, Arm, null, default);
        Assert.Single(cloud.Calls);
        time.Advance(TimeSpan.FromMinutes(1));
        await tokens.GetAsync(ContosoId, Arm, null, default);
        Assert.Equal(2, cloud.Calls.Count);
    }

    [Fact]
    public async Task A_rotated_refresh_token_replaces_the_old_one_and_nothing_is_left_beside_it()
    {
        await using var cloud = new ScriptedCloud();
        cloud.SignIn = (_, _) => Task.FromResult(Json("""{"access_token":"t","expires_in":3599,"refresh_token":"refresh-2"}"""));
        await cloud.Get<CloudTokens>().GetAsync(ContosoId, Arm, null, default);
        Assert.Equal("refresh-2", await File.ReadAllTextAsync(cloud.TokenFile));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(cloud.TokenFile)!));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cloud.TokenFile));
    }

    [Fact]
    public async Task When_another_process_rotated_it_meanwhile_the_newer_one_is_tried()
    {
        await using var cloud = new ScriptedCloud();
        cloud.SignIn = async (call, _) =>
        {
            if (!call.Body.Contains("refresh-1", StringComparison.Ordinal))
                return Json("""{"access_token":"t","expires_in":"3599"}""");
            await File.WriteAllTextAsync(cloud.TokenFile, "refresh-9", CancellationToken.None);
            return Json("""{"error":"invalid_grant","error_description":"AADSTS70000: used up"}""", 400);
        };
        Assert.Equal("t", (await cloud.Get<CloudTokens>().GetAsync(ContosoId, Arm, null, default)).Token);
        Assert.Equal(2, cloud.Calls.Count);
    }

    [Theory]
    [InlineData("invalid_grant", "AADSTS50020: not in tenant", "NoDelegatedAdministration")]
    [InlineData("invalid_grant", "AADSTS65001: no consent", "NoConsent")]
    [InlineData("unauthorized_client", "AADSTS700016: no such app", "NoConsent")]
    [InlineData("interaction_required", "AADSTS50076: MFA", "MfaMissing")]
    public async Task A_refusal_keeps_the_number_and_the_trace_id(string error, string description, string reason)
    {
        await using var cloud = new ScriptedCloud();
        cloud.SignIn = (_, _) =>
            Task.FromResult(Json($$"""{"error":"{{error}}","error_description":"{{description}}","trace_id":"trace-7"}""", 400));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default));
        Assert.Equal(reason, fault.Reason.ToString());
        Assert.Equal("login", fault.Api);
        Assert.Equal(description[..description.IndexOf(':', StringComparison.Ordinal)], fault.Code);
        Assert.Equal("trace-7", fault.RequestId);
        Assert.DoesNotContain("refresh-1", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_app_is_the_operators_fault()
    {
        await using var cloud = new ScriptedCloud();
        cloud.SignIn = (_, _) => Task.FromResult(Json(
            """{"error":"invalid_client","error_description":"AADSTS7000215: wrong secret","error_codes":[7000215],"correlation_id":"c"}""",
            401));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], default));
        Assert.Equal((CloudReason.OperatorFault, "AADSTS7000215"), (fault.Reason, fault.Code));
    }

    [Fact]
    public async Task A_missing_refresh_token_is_the_operators_fault()
    {
        await using var cloud = new ScriptedCloud();
        File.Delete(cloud.TokenFile);
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ListAzureSubscriptionsAsync(ContosoId, default));
        Assert.Equal((CloudReason.OperatorFault, "login"), (fault.Reason, fault.Api));
    }

    [Fact]
    public async Task One_caller_that_gives_up_does_not_take_the_token_from_the_others()
    {
        await using var cloud = new ScriptedCloud();
        var hold = new TaskCompletionSource();
        cloud.SignIn = async (_, _) =>
        {
            await hold.Task;
            return Json("""{"access_token":"t","expires_in":"3599"}""");
        };
        using var impatient = new CancellationTokenSource();
        var tokens = cloud.Get<CloudTokens>();
        var first = tokens.GetAsync(ContosoId, Arm, null, impatient.Token);
        var second = tokens.GetAsync(ContosoId, Arm, null, default);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        hold.SetResult();
        Assert.Equal("t", (await second).Token);
    }
}
