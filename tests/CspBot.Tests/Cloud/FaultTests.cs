using System.Text;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>Every documented refusal gets the reason that has its own sentence.</summary>
public sealed class FaultTests
{
    public static TheoryData<string, int, string?, string, string?> Answers => new()
    {
        { "partnercenter", 404, "60003", "NotOurCustomer", null },
        { "partnercenter", 403, "20002", "NotOurCustomer", null },
        { "partnercenter", 404, "20003", "NotFound", null },
        { "partnercenter", 401, "900421", "MfaMissing", null },
        { "partnercenter", 401, "900420", "WrongAudience", null },
        { "partnercenter", 403, "900309", "ConditionalAccess", null },
        { "partnercenter", 403, "900150", "PartnerRoleMissing", null },
        { "partnercenter", 403, "900308", "PartnerRoleMissing", null },
        { "partnercenter", 403, "2032", "PartnerRoleMissing", null },
        { "partnercenter", 403, "900329", "AppOnlyRefused", null },
        { "partnercenter", 409, "600041", "Conflict", null },
        { "partnercenter", 400, "2055", "Conflict", null },
        { "partnercenter", 429, null, "Throttled", null },
        { "partnercenter", 400, "3000", "Refused", null },
        { "arm", 403, "AuthorizationFailed", "NoRightOnSubscription", null },
        { "arm", 401, "InvalidAuthenticationTokenTenant", "NotFound", null },
        { "arm", 403, "RequestDisallowedByAzure", "MfaMissing", null },
        { "arm", 403, null, "ServiceFault", null },
        { "arm", 409, null, "ServiceFault", null },
        { "graph", 403, null, "ServiceFault", null },
        { "partnercenter", 400, null, "ServiceFault", null },
        { "partnercenter", 403, "AuthorizationFailed", "Refused", null },
        { "arm", 401, "InvalidAuthenticationToken", "OperatorFault", null },
        { "arm", 409, "ReadOnlyDisabledSubscription", "SubscriptionDisabled", null },
        { "arm", 400, "PrincipalNotFound", "PrincipalNotFound", null },
        { "arm", 400, "RoleAssignmentLimitExceeded", "AssignmentLimit", null },
        { "arm", 409, "ScopeLocked", "Locked", null },
        { "arm", 400, "RoleAssignmentUpdateNotPermitted", "Conflict", null },
        { "arm", 409, "SomethingElse", "Conflict", null },
        { "arm", 412, "SomethingOdd", "LastOwner", "Cannot delete the last RBAC admin assignment." },
        { "arm", 404, "ResourceNotFound", "NotFound", null },
        { "arm", 408, null, "TimedOut", null },
        { "arm", 500, null, "ServiceFault", null },
        { "arm", 503, "MetadataResolver", "ServiceFault", null },
        { "graph", 403, "Authorization_RequestDenied", "NoDelegatedAdministration", null },
        { "graph", 404, "Request_ResourceNotFound", "NotFound", null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_error_answer_has_its_reason(string api, int status, string? code, string reason, string? message) =>
        Assert.Equal(reason, FaultTable.Reason(api, status, code, message, isPartner: false).ToString());

    [Theory]
    [InlineData("50020", "NoDelegatedAdministration")]
    [InlineData("50177", "NoDelegatedAdministration")]
    [InlineData("90099", "NoDelegatedAdministration")]
    [InlineData("530034", "NoDelegatedAdministration")]
    [InlineData("65001", "NoConsent")]
    [InlineData("90094", "NoConsent")]
    [InlineData("700016", "NoConsent")]
    [InlineData("500011", "NoConsent")]
    [InlineData("50076", "MfaMissing")]
    [InlineData("50079", "MfaMissing")]
    [InlineData("53003", "ConditionalAccess")]
    [InlineData("90002", "NotFound")]
    [InlineData("7000215", "OperatorFault")]
    [InlineData("7000222", "OperatorFault")]
    [InlineData("700082", "SignInExpired")]
    [InlineData("50173", "SignInExpired")]
    [InlineData("53000", "ConditionalAccess")]
    [InlineData("530003", "ConditionalAccess")]
    [InlineData("50097", "ConditionalAccess")]
    [InlineData("50158", "ConditionalAccess")]
    [InlineData("50005", "ConditionalAccess")]
    [InlineData("700003", "ConditionalAccess")]
    [InlineData("90072", "NoDelegatedAdministration")]
    [InlineData("50105", "NoDelegatedAdministration")]
    [InlineData("50034", "NoDelegatedAdministration")]
    public void A_refused_sign_in_has_its_reason(string number, string reason) =>
        Assert.Equal(reason, FaultTable.SignInReason(400, number, "invalid_grant", null, isPartner: false).ToString());

    [Theory]
    [InlineData("50020", "OperatorFault")]
    [InlineData("700016", "OperatorFault")]
    [InlineData("65001", "OperatorFault")]
    [InlineData("90072", "OperatorFault")]
    [InlineData("53000", "OwnConditionalAccess")]
    [InlineData("50158", "OwnConditionalAccess")]
    [InlineData("700082", "SignInExpired")]
    [InlineData("50076", "MfaMissing")]
    public void What_is_missing_in_our_own_tenant_is_the_operators_to_mend(string number, string reason)
    {
        var read = FaultTable.SignInReason(400, number, "invalid_grant", null, isPartner: true);
        Assert.Equal(reason, read.ToString());
        Assert.True(new CloudFault(read, "login", 400, null, null, "").IsOperators);
    }

    [Fact]
    public void Numbers_may_change_so_the_error_words_decide_when_the_number_is_unknown()
    {
        Assert.Equal(CloudReason.NoConsent, FaultTable.SignInReason(400, "1", "invalid_grant", "consent_required", false));
        Assert.Equal(CloudReason.NoConsent, FaultTable.SignInReason(400, null, "unauthorized_client", null, false));
        Assert.Equal(CloudReason.MfaMissing, FaultTable.SignInReason(400, null, "interaction_required", null, false));
        Assert.Equal(CloudReason.OperatorFault, FaultTable.SignInReason(401, null, "invalid_client", null, false));
        Assert.Equal(CloudReason.Throttled, FaultTable.SignInReason(429, null, null, null, false));
        Assert.Equal(CloudReason.ServiceFault, FaultTable.SignInReason(503, null, null, null, false));
    }

    [Fact]
    public void Every_reason_can_come_about()
    {
        // No answer alone says the last two: the relationship's roles are read for them (DelegatedRoleTests).
        string[] others =
        [
            "NoConsent", "Unreachable", "TimedOut", "SignInExpired", "OwnConditionalAccess", "DirectoryRoleMissing",
            "DirectoryRoleUnassigned",
        ];
        var reachable = Answers.Select(row => (string)((object?[])row)[3]!).Concat(others).ToHashSet();
        Assert.Empty(Enum.GetNames<CloudReason>().Except(reachable));
    }

    [Theory]
    [InlineData("""{"code":"20002","description":"no relation","data":["a"],"source":"PartnerFD"}""", "20002", "no relation")]
    [InlineData(
        """{"statusCode":429,"message":"Rate limit is exceeded. Try again in 57 seconds."}""",
        null,
        "Rate limit is exceeded. Try again in 57 seconds.")]
    [InlineData("""{"code":600061,"message":"m","description":"d","errorName":"x","isRetryable":false,"parameters":{}}""", "600061", "d")]
    [InlineData("""{"error":{"code":"AuthorizationFailed","message":"The client…","details":[]}}""", "AuthorizationFailed", "The client…")]
    [InlineData(
        """{"Error":{"Code":"Request_ResourceNotFound","Message":"gone","innerError":{"request-id":"1"}}}""",
        "Request_ResourceNotFound",
        "gone")]
    [InlineData("<html>Bad gateway</html>", null, null)]
    [InlineData("", null, null)]
    [InlineData("[1]", null, null)]
    [InlineData("""{"error":"text"}""", null, null)]
    public void All_error_shapes_are_read(string body, string? code, string? message) =>
        Assert.Equal(
            (code, message), FaultReader.ReadError(Encoding.UTF8.GetBytes(body)) is var read ? (read.Code, read.Message) : default);

    [Fact]
    public void A_byte_order_mark_before_an_error_is_no_obstacle() =>
        Assert.Equal("1000", FaultReader.ReadError((byte[])[0xEF, 0xBB, 0xBF, .. "{\"code\":1000}"u8]).Code);

    [Fact]
    public void Only_what_may_have_happened_is_unknown()
    {
        Assert.True(Fault(CloudReason.TimedOut).IsUnknown);
        Assert.True(Fault(CloudReason.Unreachable).IsUnknown);
        Assert.True(Fault(CloudReason.ServiceFault).IsUnknown);
        Assert.False(Fault(CloudReason.Throttled).IsUnknown);
        Assert.True(Fault(CloudReason.Throttled).IsTransient);
        Assert.False(Fault(CloudReason.Conflict).IsTransient);
    }

    private static CloudFault Fault(CloudReason reason) => new(reason, "arm", null, null, null, "");
}
