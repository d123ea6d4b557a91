using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// Resource Manager of the public cloud: tokens, subscriptions, headers and errors; what lies below a subscription is in
/// files of its own (facts, azure §1 to §4 and §7).
/// </summary>
internal sealed class ArmApi : Api
{
    private static readonly string[] SubscriptionVersions = ["2022-12-01", "2021-01-01", "2020-01-01", "2019-11-01", "2016-06-01"];

    private readonly Tokens tokens;
    private readonly Routes routes = new();
    private int reads = 12_000;
    private int writes = 1_200;

    public ArmApi(Tokens tokens)
    {
        this.tokens = tokens;
        routes.Map("GET", "/subscriptions", List);
        routes.Map("GET", "/subscriptions/{subscription}", OfSubscription(null, SubscriptionVersions, (_, item) => Answer.Ok(Json(item))));
        routes.Map("GET", "/tenants", Tenants);
        routes.Map("GET", "/subscriptions/{subscription}/providers/{provider}", OfSubscription(null, null, Provider));
        routes.Map("POST", "/subscriptions/{subscription}/providers/{provider}/register", OfSubscription(null, null, RegisterProvider));
        ArmRoleAssignmentsApi.Map(routes);
        ArmGroupsApi.Map(routes);
        ArmStackApi.Map(routes);
        CapacityApi.Map(routes);
        ExchangeApi.Map(routes);
        BillingBenefitsApi.Map(routes);
        ConsumptionApi.Map(routes);
        BenefitsApi.Map(routes);
    }

    public override string Name => "arm";

    public override Answer Handle(Call call) => WithHeaders(call, Checked(call));

    public override Answer Error(Call call, int status, string? code, string? retryAfter)
    {
        string name = code ?? status switch
        {
            401 => "InvalidAuthenticationToken",
            403 => "AuthorizationFailed",
            404 => "ResourceNotFound",
            409 => "Conflict",
            429 => "TooManyRequests",
            503 => "ServiceUnavailable",
            >= 500 => "InternalServerError",
            _ => "BadRequest",
        };
        Answer answer = Fault(status, name, Call.ToldToFail(call));
        return WithHeaders(call, retryAfter is null ? answer : answer.WithHeader("Retry-After", retryAfter));
    }

    public static Answer Fault(int status, string code, string message) => new(status, new { error = new { code, message } });

    public static Answer NotAllowed(Call call, string action, string scope) => Fault(
        403,
        "AuthorizationFailed",
        $"The client '{call.Token!.UserPrincipalName}' with object id '{call.Token.ObjectId}' does not have authorization to perform "
        + $"action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your "
        + "credentials.");

    /// <summary>A page of a list with an absolute <c>nextLink</c>; the items' order must be stable.</summary>
    public static Answer Page(Call call, IEnumerable<object> items)
    {
        int size = call.World.Knobs.PageSize;
        int skip = int.TryParse(call.Parameter("$skiptoken"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 0;
        List<object> page = [.. items.Skip(skip).Take(size + 1)];
        if (page.Count <= size)
            return Answer.Ok(new { value = page });
        IEnumerable<string> kept = call.Query.Where(item => !item.Key.Equals("$skiptoken", StringComparison.OrdinalIgnoreCase))
            .Select(item => $"{item.Key}={Uri.EscapeDataString(item.Value.ToString())}");
        string query = string.Join('&', kept.Append(string.Create(CultureInfo.InvariantCulture, $"$skiptoken={skip + size}")));
        return Answer.Ok(new { value = page.Take(size), nextLink = $"{call.BaseUrl}{call.Path}?{query}" });
    }

    /// <summary>
    /// Routes below a subscription: version, tenant of the token and existence are checked, and with an action also the
    /// caller's right to it. A caller without any role gets 403 AuthorizationFailed for an existing subscription
    /// (facts, partner-center §9.3).
    /// </summary>
    public static Func<Call, Answer> OfSubscription(
        string? action, IReadOnlyList<string>? versions, Func<Call, AzureSubscription, Answer> handler) =>
        call =>
        {
            if (WrongVersion(call, versions) is { } refused)
                return refused;
            if (!Guid.TryParse(call["subscription"], out _))
                return Fault(
                    400,
                    "InvalidSubscriptionId",
                    $"The provided subscription identifier '{call["subscription"]}' is malformed or invalid.");
            if (call.World.AzureSubscription(call["subscription"]) is not { } subscription)
                return Fault(404, "SubscriptionNotFound", $"The subscription '{call["subscription"]}' could not be found.");
            if (!Ids.Same(subscription.Tenant, call.Token!.Tenant))
                return WrongTenant(call, subscription);
            HashSet<string> roles = call.World.RolesOf(call.Token.ObjectId, subscription);
            string asked = action ?? "Microsoft.Resources/subscriptions/read";
            if (!Allows(roles, asked))
                return NotAllowed(call, asked, $"/subscriptions/{subscription.Id}");
            if (call.Method is "PUT" or "POST" or "PATCH" && subscription.State is "Disabled" or "Deleted")
                return Fault(
                    409,
                    "ReadOnlyDisabledSubscription",
                    $"The subscription '{subscription.Id}' is disabled and therefore marked as read only.");
            return handler(call, subscription);
        };

    public static Answer? WrongVersion(Call call, IReadOnlyList<string>? versions)
    {
        string? version = call.Parameter("api-version");
        if (string.IsNullOrEmpty(version))
            return Fault(
                400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
        return versions is null || versions.Contains(version)
            ? null
            : Fault(
                400,
                "InvalidApiVersionParameter",
                $"The api-version '{version}' is invalid. The supported versions are '{string.Join(',', versions)}'.");
    }

    /// <summary>The caller is Owner of the subscription that something is billed to.</summary>
    public static bool IsOwner(Call call, string subscription) =>
        call.World.AzureSubscription(subscription) is { } billed
        && call.World.RolesOf(call.Token!.ObjectId, billed).Contains(Ids.Owner);

    private static bool Allows(HashSet<string> roles, string action)
    {
        if (action.EndsWith("/read", StringComparison.Ordinal))
            return roles.Count > 0;
        if (roles.Contains(Ids.Owner))
            return true;
        return action.StartsWith("Microsoft.Authorization/", StringComparison.Ordinal)
            ? roles.Contains(Ids.UserAccessAdministrator) || roles.Contains(Ids.RbacAdministrator)
            : roles.Contains(Ids.Contributor);
    }

    private static Answer WrongTenant(Call call, AzureSubscription subscription) => Fault(
        401,
        "InvalidAuthenticationTokenTenant",
        $"The access token is from the wrong issuer 'https://sts.windows.net/{call.Token!.Tenant}/'. It must match the tenant "
        + $"'https://sts.windows.net/{subscription.Tenant}/' associated with this subscription. Please use the authority (URL) "
        + $"'https://login.windows.net/{subscription.Tenant}' to get the token. Note, if the subscription is transferred to another tenant "
        + "there is no impact to the services, but information about new tenant could take time to propagate (up to an hour).");

    private Answer Checked(Call call)
    {
        World world = call.World;
        if (call.Header("Authorization") is null)
            return Challenge(call, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
        AccessToken? token = Bearer.Read(call, tokens);
        if (token is null || token.Audience is not (TokenApi.ArmResource or "https://management.core.windows.net"))
            return Challenge(call, "InvalidAuthenticationToken", "The access token is invalid.");
        if (token.Expires <= world.Now)
            return Challenge(call, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time.");
        call.Token = token;

        // What a partner's app meets that tries without a user (facts, azure §2.5).
        if (!token.IsUser)
            return Fault(
                401,
                "InvalidAuthenticationToken",
                "The received access token is not valid: at least one of the claims 'puid' or 'altsecid' or 'oid' should be present.");
        if (!token.Mfa && call.Method is not ("GET" or "HEAD"))
            return MfaDemanded(world.Knobs.ArmChallenge);
        if (call.Method is "PUT" or "POST" or "PATCH" && call.Body.Length > 0 && !IsJson(call.Body))
            return Fault(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
        Answer answer = routes.Dispatch(call) ?? Fault(404, "ResourceNotFound", $"The resource '{call.Path}' was not found.");
        return answer.Status == 405 ? Fault(405, "HttpMethodNotSupported", "The method is not supported here.") : answer;
    }

    /// <summary>
    /// Writes of user tokens without MFA are refused since 2025-10 (facts, november-2026 §C 10); the
    /// sentence and the value of the claim are made up.
    /// </summary>
    private static Answer MfaDemanded(bool byChallenge)
    {
        if (!byChallenge)
            return Fault(
                403,
                "RequestDisallowedByAzure",
                "The request was disallowed by Azure: users must authenticate with multifactor authentication to create, update or delete "
                + "resources.");
        string claims = Convert.ToBase64String("""{"access_token":{"acrs":{"essential":true,"value":"p1"}}}"""u8);
        return Fault(401, "InvalidAuthenticationToken", "The access token does not satisfy the required claims.").WithHeader(
            "WWW-Authenticate",
            "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
            + $"error=\"insufficient_claims\", claims=\"{claims}\"");
    }

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

    private static Answer Challenge(Call call, string code, string message)
    {
        string[] path = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string tenant = path.Length > 1 && call.World.AzureSubscription(path[1]) is { } subscription ? subscription.Tenant : "common";
        return Fault(401, code, message).WithHeader(
            "WWW-Authenticate",
            $"Bearer authorization_uri=\"https://login.windows.net/{tenant}\", error=\"invalid_token\", error_description=\"{message}\"");
    }

    private Answer WithHeaders(Call call, Answer answer)
    {
        string id = Guid.NewGuid().ToString();
        Dictionary<string, string> headers = new(answer.Headers, StringComparer.OrdinalIgnoreCase)
        {
            ["x-ms-request-id"] = id,
            ["x-ms-correlation-request-id"] = call.Header("x-ms-correlation-request-id") ?? id,
            ["x-ms-routing-request-id"] = $"SANDBOX:{call.Time:yyyyMMddTHHmmssZ}:{id}",
        };
        if (call.Method == "GET")
            headers["x-ms-ratelimit-remaining-subscription-reads"] = Left(ref reads);
        else
            headers["x-ms-ratelimit-remaining-subscription-writes"] = Left(ref writes);
        if (call.Header("x-ms-client-request-id") is { } client && Ids.Same(call.Header("x-ms-return-client-request-id"), "true"))
            headers["x-ms-client-request-id"] = client;
        return answer with { Headers = headers };
    }

    /// <summary>The counter only shows; throttling itself is ordered by a fault.</summary>
    private static string Left(ref int counter) =>
        Math.Max(1, Interlocked.Decrement(ref counter)).ToString(CultureInfo.InvariantCulture);

    private static Answer List(Call call)
    {
        if (WrongVersion(call, SubscriptionVersions) is { } refused)
            return refused;
        return Page(call, call.World.AzureSubscriptionsOf(call.Token!.Tenant)
            .Where(item => call.World.RolesOf(call.Token.ObjectId, item).Count > 0)
            .Select(Json));
    }

    private static object Json(AzureSubscription item) => new
    {
        id = $"/subscriptions/{item.Id}",
        subscriptionId = item.Id,
        tenantId = item.Tenant,
        displayName = item.Name,
        state = item.State,
        subscriptionPolicies = new { locationPlacementId = "Public_2014-09-01", quotaId = item.QuotaId, spendingLimit = "Off" },
        authorizationSource = "RoleBased",
        managedByTenants = Array.Empty<object>(),
        tags = new { },
    };

    private static Answer Tenants(Call call)
    {
        if (WrongVersion(call, SubscriptionVersions) is { } refused)
            return refused;
        Customer? customer = call.World.Customer(call.Token!.Tenant);
        return Page(call,
        [
            new
            {
                id = $"/tenants/{call.Token.Tenant}",
                tenantId = call.Token.Tenant,
                displayName = customer?.Name ?? Seed.PartnerName,
                defaultDomain = customer?.Domain ?? Seed.PartnerDomain,
                tenantCategory = customer is null ? "Home" : "ProjectedBy",
            },
        ]);
    }

    private static Answer Provider(Call call, AzureSubscription subscription) => Answer.Ok(new
    {
        id = $"/subscriptions/{subscription.Id}/providers/{call["provider"]}",
        @namespace = call["provider"],
        registrationState = subscription.RegisteredProviders.Contains(call["provider"]) ? "Registered" : "NotRegistered",
        resourceTypes = Array.Empty<object>(),
    });

    private static Answer RegisterProvider(Call call, AzureSubscription subscription)
    {
        subscription.RegisteredProviders.Add(call["provider"]);
        return Provider(call, subscription);
    }
}
