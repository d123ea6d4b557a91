using CspBot.Cloud;
using CspBot.Cloud.Http;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>A pause belongs to whom it was said for.</summary>
public sealed class ThrottleScopeTests
{
    private const string A = "aaaaaaaa-0000-4000-8000-000000000001";
    private const string B = "bbbbbbbb-0000-4000-8000-000000000001";

    [Theory]
    [InlineData("arm", A, "/subscriptions/" + A + "/providers/x", A, "/SUBSCRIPTIONS/" + A + "?api-version=1", true)]
    [InlineData("arm", A, "/subscriptions/" + A, A, "/subscriptions/" + B, false)]
    [InlineData("arm", A, "/subscriptions/" + A, B, "/subscriptions/" + A, false)]
    [InlineData("arm", A, "/providers/Microsoft.Capacity/reservations", A, "/subscriptions", true)]
    [InlineData("graph", A, "/v1.0/users", A, "/v1.0/groups", true)]
    [InlineData("graph", A, "/v1.0/users", B, "/v1.0/users", false)]
    [InlineData("graph", A, "/v1.0/users", null, "/v1.0/users", false)]
    [InlineData("partnercenter", null, "/v1/customers/" + A + "/orders", null, "/v1/SelfServePolicy?entity_id=" + A, true)]
    [InlineData("partnercenter", null, "/v1/customers/" + A, null, "/v1/customers/" + B, false)]
    [InlineData("partnercenter", null, "/v1/customers?size=500", null, "/v1/customers/" + B, false)]
    [InlineData("partnercenter", null, "/v1/customers?size=500", null, "/v1/auditrecords?startDate=x", true)]
    [InlineData("login", A, "/" + A + "/oauth2/token", null, "/" + A + "/oauth2/v2.0/token", true)]
    [InlineData("login", A, "/" + A + "/oauth2/token", B, "/" + B + "/oauth2/token", false)]
    [InlineData("stacktenant", A, "/subscriptions", B, "/subscriptions", false)]
    [InlineData("graph", "../x", "/v1.0/users", "y", "/v1.0/users", true)]
    public void Calls_share_a_pause_or_not(string api, string? tenant, string path, string? otherTenant, string otherPath, bool share) =>
        Assert.Equal(share, Of(api, tenant, path) == Of(api, otherTenant, otherPath));

    [Fact]
    public async Task One_customers_pause_lets_another_customer_go_on()
    {
        await using var cloud = new ScriptedCloud(new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55)));
        cloud.Script(call => call.Path.Contains(A, StringComparison.Ordinal)
            ? Json("{}", 429, ("Retry-After", "3600"))
            : Json("""{"subscriptionId":"s","state":"Enabled"}"""));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, A, default));
        Assert.Equal(TimeSpan.FromHours(1), fault.RetryAfter);
        await cloud.Azure.GetSubscriptionAsync(B, B, default);
        await cloud.Azure.GetSubscriptionAsync(ContosoId, B, default);
        Assert.Equal(
            CloudReason.Throttled,
            (await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, A, default))).Reason);
        Assert.Equal(3, cloud.To("arm").Count());
    }

    private static ThrottleScope Of(string api, string? tenant, string path) =>
        ThrottleScope.Of(api, new Uri("https://h.test" + path), tenant);
}
