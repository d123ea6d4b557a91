using System.Net;
using System.Text;
using CspBot.Cloud;
using CspBot.Cloud.AzureStack;
using CspBot.Cloud.Graph;
using CspBot.Cloud.PartnerCenter;
using CspBot.Cloud.ResourceManager;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>
/// Absence is what the service itself says, with its own code in its own body form; a status alone says
/// nothing about the world (DESIGN rule 7).
/// </summary>
public sealed class AbsenceTests
{
    private const string Html = "<!DOCTYPE html><html><body><h2>404 - File or directory not found.</h2></body></html>";

    private static readonly (string Api, string Own)[] Said =
    [
        ("arm", """{"error":{"code":"RoleAssignmentNotFound","message":"gone"}}"""),
        ("arm-map", """{"error":{"code":"CustomerSubscriptionNotFound","message":"gone"}}"""),
        ("arm-order", """{"error":{"code":"ReservationOrderNotFound","message":"gone"}}"""),
        ("graph", """{"error":{"code":"Request_ResourceNotFound","message":"gone","innerError":{}}}"""),
        ("graph-guest", """{"error":{"code":"Request_ResourceNotFound","message":"gone","innerError":{}}}"""),
        ("partnercenter", """{"code":"20000","description":"gone","data":[],"source":"PartnerFD"}"""),
        ("stackadmin", """{"error":{"code":"ResourceGroupNotFound","message":"gone"}}"""),
        ("stacktenant", """{"error":{"code":"ResourceGroupNotFound","message":"gone"}}"""),
        ("login", """{"error":"invalid_tenant","error_description":"AADSTS90002: Tenant 'x' not found.","error_codes":[90002]}"""),
    ];

    private static readonly string[] Nothing =
    [
        "", Html, "null", "[]", "{}", """{"error":null}""", """{"error":{"code":null}}""", """{"error":"not found"}""",
        """{"message":"Not Found"}""", """{"error":{"code":"NotFound""",
        """{"statusCode":404,"message":"Resource not found"}""",
        """{"error":{"code":"BadRequest","message":"Resource not found for the segment"}}""",
    ];

    public static TheoryData<string, int, string, bool> Table
    {
        get
        {
            var table = new TheoryData<string, int, string, bool>();
            foreach (var (api, own) in Said)
            {
                var status = api == "login" ? 400 : 404;
                table.Add(api, status, own, true);
                foreach (var body in Nothing)
                    table.Add(api, 404, body, false);
                foreach (var body in Said.Where(other => other.Own != own && !SameWords(api, other.Api))
                    .Select(other => other.Own)
                    .Distinct())
                    table.Add(api, 404, body, false);
                table.Add(api, 403, Html, false);
                table.Add(api, 400, Html, false);
                table.Add(api, 410, Html, false);
                table.Add(api, 502, own, false);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Only_the_services_own_word_is_absence(string api, int status, string body, bool absent)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Path.StartsWith("/metadata/", StringComparison.Ordinal) ? StampMetadata(call) : Text(body, status));
        if (api == "login")
            cloud.SignIn = (call, _) => Task.FromResult(call.Path.Contains("openid", StringComparison.Ordinal)
                ? Text(body, status)
                : Json("""{"access_token":"t","expires_in":"3599"}"""));

        if (absent)
        {
            Assert.Null(await AskAsync(cloud, api));
            return;
        }

        var fault = await Assert.ThrowsAsync<CloudFault>(() => AskAsync(cloud, api));
        Assert.Equal(CloudReason.ServiceFault, fault.Reason);
        Assert.True(fault.IsTransient);
    }

    public static TheoryData<string, int, string, string?> Refusals
    {
        get
        {
            const string nested = """{"error":{"code":"Forbidden","message":"Not you."}}""";
            const string flat = """{"code":"Forbidden","description":"Not you."}""";
            var table = new TheoryData<string, int, string, string?>();
            foreach (var api in new[] { "arm", "graph", "partnercenter", "stackadmin", "stacktenant" })
            {
                foreach (var status in new[] { 400, 401, 403, 409, 412 })
                {
                    var isFlat = api == "partnercenter";
                    table.Add(api, status, isFlat ? flat : nested, "Forbidden");
                    foreach (var body in (string[])[isFlat ? nested : flat, Html, "", "null", "[]", """{"message":"Not you."}"""])
                        table.Add(api, status, body, null);
                }
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Only_the_services_own_word_is_a_refusal(string api, int status, string body, string? code)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Path.StartsWith("/metadata/", StringComparison.Ordinal) ? StampMetadata(call) : Text(body, status));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => AskAsync(cloud, api));
        Assert.Equal((code, code is null ? null : "Not you."), (fault.Code, fault.Words));
        Assert.Equal(code is not null && status is 401 or 403, fault.IsRefusal);

        // A 401 that a new token did not mend is the operator's, whoever said it; else nothing is known, and it passes.
        Assert.Equal(code is null && status != 401, fault.IsTransient);
        Assert.Equal(status == 401, fault.IsOperators);
    }

    [Theory]
    [InlineData(404, Html)]
    [InlineData(403, Html)]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"value":null}""")]
    [InlineData(200, """{"value":[null]}""")]
    [InlineData(200, """{"value":["a""")]
    [InlineData(200, Html)]
    public async Task A_role_source_that_says_anything_else_is_not_now_and_never_no_role(int status, string body)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Path.Contains("checkMemberObjects", StringComparison.Ordinal)
            ? Text(body, status)
            : Json($$"""{"id":"{{ContosoId}}","accountEnabled":true}"""));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], default));
        Assert.True(fault.IsTransient, fault.ToString());
    }

    [Theory]
    [InlineData("""{"id":"u","accountEnabled":true}""", 1)]
    [InlineData("""{"id":"u","accountEnabled":false}""", 0)]
    [InlineData("""{"id":"u"}""", -1)]
    [InlineData("null", -1)]
    [InlineData(Html, -1)]
    public async Task A_disabled_account_has_no_role_and_an_unknown_one_is_not_now(string user, int groups)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Path.Contains("checkMemberObjects", StringComparison.Ordinal)
            ? Json($$"""{"value":["{{AdminAgents}}"]}""")
            : Text(user, 200));
        if (groups >= 0)
            Assert.Equal(groups, (await cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], default)).Count);
        else
            Assert.True((await Assert.ThrowsAsync<CloudFault>(
                () => cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], default))).IsTransient);
    }

    [Theory]
    [InlineData(404, Html)]
    [InlineData(404, "")]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"value":[""")]
    public async Task A_second_page_that_is_none_is_no_end_of_the_list(int status, string second)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Path.Contains("page=2", StringComparison.Ordinal)
            ? Text(second, status)
            : Json($$"""{"value":[null],"@odata.nextLink":"https://graph.test/v1.0/x?page=2","nextLink":"https://arm.test/x?page=2"}"""));
        Assert.Equal(
            CloudReason.ServiceFault,
            (await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ListGroupMembersAsync(AdminAgents, default))).Reason);
        Assert.Equal(
            CloudReason.ServiceFault,
            (await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ViewOwnersAsync(ContosoId, Subscription, null, default))).Reason);
    }

    /// <summary>A stamp is a Resource Manager too, and two resources of one service say the same words.</summary>
    private static bool SameWords(string one, string other) => Family(one) == Family(other);

    private static string Family(string api) =>
        api.Split('-')[0] is var service && service.StartsWith("stack", StringComparison.Ordinal) ? "arm" : service;

    private static HttpResponseMessage Text(string body, int status) =>
        new((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, body.StartsWith('<') ? "text/html" : "application/json"),
        };

    private static async Task<object?> AskAsync(ScriptedCloud cloud, string api) => api switch
    {
        "arm" => await cloud.Get<ResourceManagerClient>().FindAssignmentAsync(ContosoId, new AzureScope(Subscription), ContosoId, default),
        "arm-map" => await cloud.Get<ResourceManagerClient>().FindCustomerSubscriptionAsync(Paris.RegistrationId, Subscription, default),
        "arm-order" => await cloud.Get<ResourceManagerClient>().FindReservationOrderAsync(ContosoId, ContosoId, default),
        "graph" => await cloud.Get<GraphClient>().FindByIdAsync(ContosoId, ContosoId, default),
        "graph-guest" => await cloud.Get<GraphClient>().GetGuestStateAsync(ContosoId, ContosoId, default),
        "partnercenter" => await cloud.Get<PartnerCenterClient>().FindOrderAsync(ContosoId, "o", default),
        "stackadmin" => await cloud.Get<StackClient>().ListDirectoryTenantsAsync(Paris, "p", default) is { Count: > 0 } all ? all : null,
        "stacktenant" => await cloud.Get<StackClient>().GroupExistsAsync(Paris, ContosoId, Subscription, "g", default) ? "there" : null,
        _ => await cloud.Get<StackClient>().ResolveDirectoryAsync("nowhere.example", default),
    };
}
