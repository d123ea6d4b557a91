using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>
/// Microsoft Graph v1.0: checks tokens and answers in Graph's shapes (facts, azure §6). App-only tokens work in the partner's
/// own directory alone: the sandbox's app is not in AdminAgents; in a customer's directory a delegated token is needed.
/// </summary>
internal sealed class GraphApi : Api
{
    private readonly Tokens tokens;
    private readonly Routes routes = new();

    public GraphApi(Tokens tokens)
    {
        this.tokens = tokens;
        GraphUsersApi.Map(routes);
        GraphGroupsApi.Map(routes);
        GraphObjectsApi.Map(routes);
        GraphRelationsApi.Map(routes);
    }

    public override string Name => "graph";

    public override Answer Handle(Call call) => WithHeaders(call, Checked(call));

    public override Answer Error(Call call, int status, string? code, string? retryAfter)
    {
        string name = code ?? status switch
        {
            401 => "InvalidAuthenticationToken",
            403 => "Authorization_RequestDenied",
            404 => "Request_ResourceNotFound",
            429 => "TooManyRequests",
            503 => "serviceNotAvailable",
            >= 500 => "InternalServerError",
            _ => "Request_BadRequest",
        };
        Answer answer = Fault(call, status, name, Call.ToldToFail(call));
        return WithHeaders(call, retryAfter is null ? answer : answer.WithHeader("Retry-After", retryAfter));
    }

    public static Answer Fault(Call call, int status, string code, string message) => new(status, new
    {
        error = new
        {
            code,
            message,
            innerError = new Dictionary<string, string>
            {
                ["date"] = call.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
                ["request-id"] = Guid.NewGuid().ToString(),
                ["client-request-id"] = call.Header("client-request-id") ?? Guid.NewGuid().ToString(),
            },
        },
    });

    public static Answer NotFound(Call call, string id) => Fault(
        call,
        404,
        "Request_ResourceNotFound",
        $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");

    /// <summary>The rule of advanced queries: header and $count together.</summary>
    public static Answer? NotAdvanced(Call call, bool needsCount = true)
    {
        bool header = Ids.Same(call.Header("ConsistencyLevel"), "eventual");
        bool count = Ids.Same(call.Parameter("$count"), "true");
        return header && (count || !needsCount)
            ? null
            : Fault(call, 400, "Request_UnsupportedQuery", "The request needs the header ConsistencyLevel: eventual and $count=true.");
    }

    public static Answer Page(Call call, IEnumerable<Dictionary<string, object?>> items, string type) =>
        Page(call, items, item => item, type);

    /// <summary>One page of a collection with <c>@odata.nextLink</c>; the count only on the first.</summary>
    public static Answer Page<T>(Call call, IEnumerable<T> items, Func<T, Dictionary<string, object?>> json, string type)
    {
        int size = int.TryParse(call.Parameter("$top"), NumberStyles.None, CultureInfo.InvariantCulture, out int top)
            ? Math.Clamp(top, 1, 999)
            : Math.Min(100, call.World.Knobs.PageSize);
        int skip = int.TryParse(call.Parameter("$skiptoken"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 0;
        Dictionary<string, object?> body = new() { ["@odata.context"] = $"{call.BaseUrl}/v1.0/$metadata#{type}" };
        if (skip == 0 && Ids.Same(call.Parameter("$count"), "true"))
            body["@odata.count"] = items.Count();
        List<T> page = [.. items.Skip(skip).Take(size + 1)];
        if (page.Count > size)
        {
            IEnumerable<string> kept = call.Query.Where(item => !Ids.Same(item.Key, "$skiptoken"))
                .Select(item => $"{item.Key}={Uri.EscapeDataString(item.Value.ToString())}");
            string query = string.Join('&', kept.Append(string.Create(CultureInfo.InvariantCulture, $"$skiptoken={skip + size}")));
            body["@odata.nextLink"] = $"{call.BaseUrl}{call.Path}?{query}";
        }

        body["value"] = page.Take(size).Select(item => Select(call, json(item))).ToList();
        return Answer.Ok(body);
    }

    /// <summary>Leaves what <c>$select</c> names; without it what is in <paramref name="usual"/>, or all.</summary>
    public static Dictionary<string, object?> Select(Call call, Dictionary<string, object?> item, IReadOnlyList<string>? usual = null)
    {
        string? select = call.Parameter("$select");
        IReadOnlyList<string>? names = string.IsNullOrEmpty(select) ? usual : select.Split(',', StringSplitOptions.TrimEntries);
        if (names is null)
            return item;
        return item.Where(member => member.Key.StartsWith('@') || names.Contains(member.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(member => member.Key, member => member.Value);
    }

    private Answer Checked(Call call)
    {
        AccessToken? token = Bearer.Read(call, tokens);
        if (token is null || token.Audience != TokenApi.GraphResource)
            return Fault(call, 401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience or signature.");
        if (token.Expires <= call.World.Now)
            return Fault(call, 401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
        call.Token = token;
        if (!token.IsUser && token.Tenant != Ids.PartnerTenant)
            return Fault(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

        // Looking at the customer makes its users, which a token from before a reset did not.
        if (call.World.Customer(token.Tenant) is { } customer && token.IsUser && !DelegatedRoles.Allow(call, customer))
            return Fault(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
        Answer answer = routes.Dispatch(call) ?? Fault(call, 404, "BadRequest", $"Resource not found for the segment '{call.Path}'.");
        return answer.Status == 405 ? Fault(call, 405, "Request_BadRequest", "The method is not allowed.") : answer;
    }

    private static Answer WithHeaders(Call call, Answer answer)
    {
        Dictionary<string, string> headers = new(answer.Headers, StringComparer.OrdinalIgnoreCase)
        {
            ["request-id"] = Guid.NewGuid().ToString(),
            ["client-request-id"] = call.Header("client-request-id") ?? Guid.NewGuid().ToString(),
        };
        return answer with { Headers = headers };
    }
}
