using CspBot.Cloud;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>Azure Stack's odd answers: whatever a PUT says, only what is read back counts.</summary>
public sealed class StackTests
{
    private const string Mappings = "https://arm.test/subscriptions/s/resourceGroups/azurestack/providers/Microsoft.AzureStack"
        + "/registrations/azurestack-1/customerSubscriptions";
    private const string Other = "99999999-9999-4999-8999-999999999999";

    [Theory]
    [InlineData(200, """{"id":"","name":"","type":"","properties":{"tenantId":"x"}}""")]
    [InlineData(201, "")]
    [InlineData(204, "")]
    public async Task A_mapping_is_done_when_it_can_be_read_back_whatever_the_put_answered(int status, string body)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Method == "PUT" ? Json(body, status)
            : call.Path.Contains(Subscription, StringComparison.Ordinal)
                ? Json($$$"""{"name":"{{{Subscription}}}","properties":{"tenantId":"{{{ContosoId.ToUpperInvariant()}}}"}}""")
            : Json("", 200));
        var change = await cloud.Azure.MapStackTenantAsync(Paris, Subscription.ToUpperInvariant(), ContosoId, replace: false, default);
        Assert.Equal((true, new StackMapping(Subscription, ContosoId)), (change.Changed, change.Mapping!));
        var put = Assert.Single(cloud.To("arm"), c => c.Method == "PUT");
        Assert.Equal($"PUT {Mappings}/{Subscription}?api-version=2022-06-01", put.ToString());
        Assert.Equal($$$"""{"properties":{"tenantId":"{{{ContosoId}}}"}}""", put.Body);
    }

    [Fact]
    public async Task A_put_that_does_not_show_is_unknown()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Method == "PUT" ? Json("", 201)
            : call.Path.Contains(Subscription, StringComparison.Ordinal)
                ? Json("""{"error":{"code":"CustomerSubscriptionNotFound"}}""", 404)
            : Json("""{"value":[]}"""));
        var fault = await Assert.ThrowsAsync<CloudFault>(
            () => cloud.Azure.MapStackTenantAsync(Paris, Subscription, ContosoId, replace: false, default));
        Assert.True(fault.IsUnknown);
    }

    [Fact]
    public async Task A_tenant_that_another_subscription_pays_for_is_not_replaced_silently()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json(
            $$$"""
            {"value":[{"name":"{{{Other}}}","type":"Microsoft.AzureStack\\customerSubscriptions",
            "properties":{"tenantId":"{{{ContosoId}}}"}}],"nextLink":"{{{Mappings}}}?$skipToken="}
            """));
        var fault = await Assert.ThrowsAsync<CloudFault>(
            () => cloud.Azure.MapStackTenantAsync(Paris, Subscription, ContosoId, replace: false, default));
        Assert.Equal((CloudReason.Conflict, "TenantAlreadyMapped"), (fault.Reason, fault.Code));
        Assert.DoesNotContain(cloud.To("arm"), c => c.Method == "PUT");
        Assert.False((await cloud.Azure.MapStackTenantAsync(Paris, Other, ContosoId, replace: false, default)).Changed);
    }

    [Theory]
    [InlineData("RegistrationNotFound", 404, "NotFound")]
    [InlineData("BadCustomerSubscriptionId", 400, "Refused")]
    [InlineData("InvalidCustomerSubscriptionId", 400, "Refused")]
    [InlineData("UnauthorizedCspRegistration", 403, "Refused")]
    [InlineData("CustomerSubscriptionsNotAllowed", 403, "Refused")]
    [InlineData("InvalidCSPSubscription", 400, "Refused")]
    [InlineData("MetadataResolverBadGatewayError", 502, "ServiceFault")]
    public async Task The_billing_codes_come_through_as_they_are(string code, int status, string reason)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(
            call => call.Method == "PUT" ? Json($$$"""{"error":{"code":"{{{code}}}","message":"m"}}""", status) : Json("""{"value":[]}"""));
        var fault = await Assert.ThrowsAsync<CloudFault>(
            () => cloud.Azure.MapStackTenantAsync(Paris, Subscription, ContosoId, replace: false, default));
        Assert.Equal((code, reason), (fault.Code, fault.Reason.ToString()));
    }

    [Fact]
    public async Task Removing_what_is_not_there_is_done()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("""{"error":{"code":"CustomerSubscriptionNotFound","message":"m"}}""", 404));
        Assert.False((await cloud.Azure.UnmapStackTenantAsync(Paris, Subscription, default)).Changed);
        Assert.DoesNotContain(cloud.To("arm"), c => c.Method == "DELETE");
    }

    [Fact]
    public async Task The_stamps_own_audience_is_asked_for_and_the_other_health_version_is_tried()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Uri.AbsolutePath switch
        {
            "/metadata/endpoints" => Json(
                """
                {"authentication":{"loginEndpoint":"https://login.windows.net/",
                "audiences":["https://adminmanagement.fabrikam.onmicrosoft.com/aaaaaaaa-1111-4111-8111-111111111111"]}}
                """),
            "/subscriptions" => Json(
                $$$"""
                {"value":[{"subscriptionId":"x","displayName":"Metering"},{"subscriptionId":"{{{Subscription}}}",
                "displayName":"Default Provider Subscription"}]}
                """),
            _ when call.Path.Contains("2018-05-01", StringComparison.Ordinal) =>
                Json("""{"error":{"code":"InvalidApiVersionParameter","message":"m"}}""", 400),
            _ => Json(
                $$$"""
                {"status":"Unhealthy","directoryTenants":[{"tenantId":"{{{ContosoId.ToUpperInvariant()}}}",
                "tenantName":"contoso","status":"Unhealthy","applications":[{"appId":"a","status":"Unhealthy"},{"appId":"b",
                "status":"Healthy"}]},{"tenantId":"{{{ScriptedCloud.Partner}}}","tenantName":"fabrikam","status":"Healthy"}]}
                """),
        });
        var health = await cloud.Azure.CheckStackHealthAsync(Paris, default);
        Assert.Equal([(ContosoId, false), (ScriptedCloud.Partner, true)], health.Select(h => (h.TenantId, h.IsHealthy)));
        Assert.Equal(["a"], health[0].UnhealthyApps);

        var metadata = cloud.Calls.First(c => c.Uri.AbsolutePath == "/metadata/endpoints");
        Assert.False(metadata.Headers.ContainsKey("Authorization"));
        Assert.Contains(
            "resource=https%3A%2F%2Fadminmanagement.fabrikam.onmicrosoft.com%2Faaaaaaaa-1111-4111-8111-111111111111",
            cloud.To("login").Single().Body,
            StringComparison.Ordinal);
        Assert.Equal(2, cloud.Calls.Count(c => c.Method == "POST" && c.Path.Contains("checkIdentityHealth", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_directory_is_let_in_with_the_stamps_region_and_read_back()
    {
        await using var cloud = new ScriptedCloud();
        var registered = false;
        cloud.Script(call =>
        {
            if (call.Uri.AbsolutePath == "/metadata/endpoints")
                return ScriptedCloud.StampMetadata(call);
            if (call.Uri.AbsolutePath == "/subscriptions")
                return Json($$$"""{"value":[{"subscriptionId":"{{{Subscription}}}","displayName":"Default Provider Subscription"}]}""");
            if (call.Method == "PUT")
            {
                registered |= call.Path.Contains("directoryTenants", StringComparison.Ordinal);
                return Json("{}", 201);
            }

            return Json(registered
                ? $$$"""{"value":[{"name":"contoso.onmicrosoft.com","properties":{"tenantId":"{{{ContosoId}}}"}}]}"""
                : """{"value":[]}""");
        });
        Assert.True(await cloud.Azure.RegisterDirectoryTenantAsync(Paris, "contoso.onmicrosoft.com", ContosoId, default));
        Assert.False(await cloud.Azure.RegisterDirectoryTenantAsync(Paris, "contoso.onmicrosoft.com", ContosoId, default));
        var puts = cloud.Calls.Where(c => c.Method == "PUT").ToList();
        Assert.Equal(
            ["""{"location":"paris"}""", $$$"""{"location":"paris","properties":{"tenantId":"{{{ContosoId}}}"}}"""],
            puts.Select(p => p.Body));
        Assert.Equal(
            $"https://adminmanagement.paris.test/subscriptions/{Subscription}/resourceGroups/system.paris/providers"
            + "/Microsoft.Subscriptions.Admin/directoryTenants/contoso.onmicrosoft.com?api-version=2015-11-01",
            puts[1].Uri.ToString());
    }

    [Fact]
    public async Task The_proof_makes_a_group_and_looks_until_it_is_gone()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var cloud = new ScriptedCloud(time);
        var looks = 0;
        cloud.Script(call => call.Uri.AbsolutePath == "/metadata/endpoints" ? ScriptedCloud.StampMetadata(call)
            : call.Method == "PUT" ? Json("{}", 201)
            : call.Method == "DELETE" ? Json("", 202, ("Location", "https://management.paris.test/poll"))
            : ++looks < 3 ? Json("{}") : Json("""{"error":{"code":"ResourceGroupNotFound"}}""", 404));
        var proof = cloud.Azure.ProveStackTenantAsync(Paris, ContosoId, Subscription, "cspbot-proof", default);
        while (!proof.IsCompleted)
        {
            // Only while it waits for its next look: a clock that ran on would make the token old.
            if (time.Waiting > 0)
                time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True((await proof).Removed);
        Assert.Equal(3, looks);
        Assert.Contains($"/{ContosoId}/oauth2/token", cloud.To("login").Single().Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://adminmanagement.lyon.example", null, "lyon")]
    [InlineData("https://127.0.0.1:3984", null, null)]
    [InlineData("https://127.0.0.1:3984", "paris", "paris")]
    public void A_stamps_region_is_the_setting_or_stands_in_its_address(string address, string? setting, string? region) =>
        Assert.Equal(region, new StackDeployment { AdminResourceManager = address, Location = setting }.KnownRegion);
}
