using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// Partner Center: checks tokens, keeps <c>MS-RequestId</c> idempotent, and sends each call to the part that knows it
/// (facts, partner-center §1 and §14).
/// </summary>
internal sealed class PartnerCenterApi : Api
{
    private readonly Tokens tokens;
    private readonly Routes routes = new();

    public PartnerCenterApi(Tokens tokens)
    {
        this.tokens = tokens;
        PartnerCenterCustomersApi.Map(routes);
        PartnerCenterSubscriptionsApi.Map(routes);
        PartnerCenterUsageApi.Map(routes);
        PartnerCenterPolicyApi.Map(routes);
        PartnerCenterAuditApi.Map(routes);
        PartnerCenterOrdersApi.Map(routes);
        PartnerCenterCatalogueApi.Map(routes);
        PartnerCenterCartsApi.Map(routes);
        PartnerCenterWebhooksApi.Map(routes);
    }

    public override string Name => "partnercenter";

    public override Answer Handle(Call call)
    {
        Answer answer = Checked(call) with { KeepNulls = false, ByteOrderMark = call.World.Knobs.Bom };
        return WithHeaders(call, answer);
    }

    public override Answer Error(Call call, int status, string? code, string? retryAfter)
    {
        if (status == 429)
            return WithHeaders(call, Throttled(retryAfter));
        string number = code ?? status switch
        {
            401 => "900420",
            403 => "900308",
            404 => "1000",
            409 => "900278",
            >= 500 => "800003",
            _ => "800002",
        };
        Answer answer = number == "600061" ? IdenticalAgreement() : Fault(status, number, Call.ToldToFail(call));
        return WithHeaders(call, retryAfter is null ? answer : answer.WithHeader("Retry-After", retryAfter));
    }

    /// <summary>The usual error body (facts, partner-center §1.8).</summary>
    public static Answer Fault(int status, string code, string description)
    {
        Answer answer = new(status, new { code, description, data = Array.Empty<string>(), source = "PartnerFD" });
        return status == 401 ? answer.WithHeader("WWW-Authenticate", "OAuth realm=urn:cpsvc:cpid:sandbox") : answer;
    }

    /// <summary>The error body of the agreements, whose code is a number.</summary>
    public static Answer IdenticalAgreement() => new(400, new
    {
        code = 600061,
        message = "An identical agreement exists already.",
        description = "An identical agreement exists already.",
        errorName = "IdenticalAgreementExists",
        isRetryable = false,
        parameters = new { },
        errorMessageExtended = "InternalErrorCode=600061",
    });

    public static object Link(string uri) => new { uri, method = "GET", headers = Array.Empty<object>() };

    /// <summary>A collection; <c>totalCount</c> counts the items of this page.</summary>
    public static Answer Collection(IReadOnlyCollection<object> items, string self, object? next = null) => Answer.Ok(new
    {
        totalCount = items.Count,
        items,
        links = new { self = Link(self), next },
        attributes = new { objectType = "Collection" },
    });

    /// <summary>Routes that refuse app-only tokens.</summary>
    public static Func<Call, Answer> UserOnly(Func<Call, Answer> handler) => call =>
        call.Token!.IsUser ? handler(call) : Fault(403, "900329", "The resource does not take app-only tokens.");

    /// <summary>Routes for admin agents with a user token.</summary>
    public static Func<Call, Answer> AdminOnly(Func<Call, Answer> handler) => UserOnly(call =>
        call.World.People.IsMember(call.Token!.ObjectId, Ids.AdminAgents)
            ? handler(call)
            : Fault(403, "900150", "The caller's role is not sufficient."));

    /// <summary>Routes below a customer of ours.</summary>
    public static Func<Call, Answer> OfCustomer(Func<Call, Customer, Answer> handler, bool needsCommerce = true) => call =>
    {
        if (!Guid.TryParse(call["customer"], out _))
            return Fault(400, "900118", "Invalid customer id.");
        if (call.World.Customer(call["customer"]) is not { } customer)
            return Fault(404, "60003", "The tenant was not found.");
        if (customer.Foreign || (needsCommerce && customer.Relationship != "reseller"))
            return Fault(403, "20002", $"The partner {Ids.PartnerTenant} has no commerce relation with the customer {customer.Id}.");
        if (customer.PartnerCenterError is { } code)
            return Fault(403, code, "Access has been blocked by a conditional access policy of the customer.");
        return handler(call, customer);
    };

    private static Answer Throttled(string? retryAfter)
    {
        string seconds = retryAfter ?? "57";
        Answer answer = new(429, new { statusCode = 429, message = $"Rate limit is exceeded. Try again in {seconds} seconds." });
        return answer.WithHeader("Retry-After", seconds);
    }

    private Answer Checked(Call call)
    {
        World world = call.World;
        AccessToken? token = Bearer.Read(call, tokens);
        if (token is null || token.Expires <= world.Now)
            return Fault(401, "800001", "The partner token is missing or no longer valid.");
        if (token.Audience != TokenApi.PartnerCenterResource)
            return Fault(401, "900420", "The token was issued for another audience.");
        if (token.Tenant != Ids.PartnerTenant)
            return Fault(403, "2032", "Access denied.");
        if (token is { IsUser: true, Mfa: false })
            return Fault(401, "900421", "The token carries no MFA claim.");
        call.Token = token;
        if (token.IsUser && !IsAgent(call))
            return Fault(403, "900150", "The caller's role is not sufficient.");

        bool writes = call.Method is "POST" or "PUT" or "PATCH";
        string? requestId = call.Header("MS-RequestId");
        string key = $"{requestId}|{call.Method}|{call.Path}";
        if (writes && requestId is not null && world.RememberedAnswers.TryGetValue(key, out Answer? remembered))
            return remembered;
        if (writes && call.Body.Length > 0 && !IsJson(call.Body))
            return Fault(400, "800002", "The body is not valid JSON.");
        Answer answer = routes.Dispatch(call) ?? Fault(404, "1000", "The resource was not found.");
        if (answer.Status == 405)
            return Fault(405, "800002", "The method is not allowed.");
        if (writes && requestId is not null && answer.IsSuccess)
            world.RememberedAnswers[key] = answer;
        return answer;
    }

    private static bool IsAgent(Call call) => call.World.People.MembershipsOf(call.Token!.ObjectId)
        .Any(group => group.Id is Ids.AdminAgents or Ids.SalesAgents or Ids.HelpdeskAgents);

    private static bool IsJson(string body)
    {
        try
        {
            JsonNode.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Answer WithHeaders(Call call, Answer answer)
    {
        bool twice = call.World.Knobs.DoubledHeaders && call.Method == "GET";
        string Value(string text) => twice ? $"{text},{text}" : text;
        Dictionary<string, string> headers = new(answer.Headers, StringComparer.OrdinalIgnoreCase)
        {
            ["MS-RequestId"] = Value(call.Header("MS-RequestId") ?? Guid.NewGuid().ToString()),
            ["MS-CorrelationId"] = Value(call.Header("MS-CorrelationId") ?? Guid.NewGuid().ToString()),
            ["X-Locale"] = Value(call.Header("X-Locale") ?? "en-US"),
            ["MS-CV"] = "sandbox.0",
            ["MS-ServerId"] = "sandbox-1",
        };
        if (call.Header("ValidateMfa") is not null && call.Token is { } token)
            headers["isMfaCompliant"] = token.Mfa ? "true" : "false";
        return answer with { Headers = headers };
    }
}
