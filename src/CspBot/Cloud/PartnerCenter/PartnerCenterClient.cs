using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using CspBot.Cloud.Http;
using CspBot.Cloud.SignIn;

namespace CspBot.Cloud.PartnerCenter;

/// <summary>Partner Center's REST API as the service account, app and user (partner-center §1 to §3).</summary>
/// <remarks>Every method throws <see cref="CloudFault"/>; ids are compared without case; enum words without case and underscores.</remarks>
internal sealed partial class PartnerCenterClient
{
    private const string Continuation = "MS-ContinuationToken";

    private readonly Upstream _api;

    public PartnerCenterClient(CloudOptions options, CloudHttp http, CloudTokens tokens) =>
        _api = http.Connect(
            "partnercenter",
            options.PartnerCenter,
            new TokenPolicy(tokens.Delegated(options.PartnerCenterAudience), options, "partnercenter"));

    /// <summary>All customers, page by page: <c>GET /v1/customers?size=</c> (partner-center §1.6, §2.1).</summary>
    public IAsyncEnumerable<IReadOnlyList<CustomerShape>> ListCustomersAsync(int size, CancellationToken ct) =>
        PagesAsync($"/v1/customers?size={size}", PartnerCenterJson.Default.PageShapeCustomerShape, ct);

    /// <summary>
    /// First page of customers whose company name starts with the words: the only text filter there is (partner-center §2.1).
    /// </summary>
    public async Task<IReadOnlyList<CustomerShape>> FilterCustomersAsync(string nameStart, CancellationToken ct)
    {
        var page = await GetAsync(
            "/v1/customers?size=0" + Filter("CompanyName", nameStart, "starts_with"), PartnerCenterJson.Default.PageShapeCustomerShape, ct);
        return page.Items ?? [];
    }

    /// <summary>One customer: <c>GET /v1/customers/{id}</c>. 404/60003 and 403/20002 are NotOurCustomer (partner-center §9.3).</summary>
    public Task<CustomerShape> GetCustomerAsync(string customerId, CancellationToken ct) =>
        GetAsync($"/v1/customers/{Segment(customerId)}", PartnerCenterJson.Default.CustomerShape, ct);

    /// <summary>All subscriptions of a customer, Azure or not: <c>GET /v1/customers/{c}/subscriptions</c> (partner-center §3.1).</summary>
    public Task<List<SubscriptionShape>> ListSubscriptionsAsync(string customerId, CancellationToken ct) =>
        AllAsync($"/v1/customers/{Segment(customerId)}/subscriptions", PartnerCenterJson.Default.PageShapeSubscriptionShape, ct);

    /// <summary>The Azure subscriptions under an Azure plan: <c>…/subscriptions/{s}/azureEntitlements</c> (partner-center §3.2).</summary>
    public Task<List<AzureEntitlementShape>> ListAzureEntitlementsAsync(string customerId, string planId, CancellationToken ct) =>
        AllAsync(
            $"/v1/customers/{Segment(customerId)}/subscriptions/{Segment(planId)}/azureEntitlements",
            PartnerCenterJson.Default.PageShapeAzureEntitlementShape,
            ct);

    /// <summary>One path segment; what is no plain id cannot reach another route.</summary>
    private static string Segment(string id) => Uri.EscapeDataString(id);

    private static Dictionary<string, string> Ids(string? requestId = null) => new()
    {
        ["MS-RequestId"] = requestId ?? Guid.NewGuid().ToString(),
        ["MS-CorrelationId"] = Guid.NewGuid().ToString(),
    };

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class => _api.GetAsync(path, type, ct, headers: Ids());

    private async Task<List<T>> AllAsync<T>(string path, JsonTypeInfo<PageShape<T>> type, CancellationToken ct)
    {
        var all = new List<T>();
        await foreach (var page in PagesAsync(path, type, ct))
            all.AddRange(page);
        return all;
    }

    private async IAsyncEnumerable<IReadOnlyList<T>> PagesAsync<T>(
        string path, JsonTypeInfo<PageShape<T>> type, [EnumeratorCancellation] CancellationToken ct)
    {
        var headers = Ids();
        var walk = new PageWalk(_api.Api);
        for (string? next = path; next is not null;)
        {
            walk.Enter(next + "\n" + headers.GetValueOrDefault(Continuation));
            var page = await _api.GetAsync(next, type, ct, headers: headers);
            yield return [.. PageWalk.Listed(_api.Api, page.Items)];
            (next, headers) = Next(page);
        }
    }

    private static (string? Path, Dictionary<string, string> Headers) Next<T>(PageShape<T> page)
    {
        var headers = Ids();
        if (page.Links?.Next?.Uri is not { Length: > 0 } uri)
            return (null, headers);

        var token = page.Links.Next.Headers?.FirstOrDefault(h => CloudJson.SameId(h?.Key, Continuation))?.Value ?? page.ContinuationToken;
        if (token is not null && !token.All(c => c is > ' ' and < '\x7f'))
        {
            throw new CloudFault(
                CloudReason.ServiceFault,
                "partnercenter",
                null,
                "UnreadableContinuation",
                null,
                "Partner Center's token of the next page cannot be sent back: it holds more than plain characters.");
        }

        if (token is not null)
            headers[Continuation] = token;
        return (FullPath(uri), headers);
    }

    /// <summary>Links come relative and mostly without the version (partner-center §1.5).</summary>
    private static string FullPath(string uri)
    {
        if (Uri.TryCreate(uri, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https")
            return uri;
        var path = uri.StartsWith('/') ? uri : "/" + uri;
        return path.StartsWith("/v1/", StringComparison.OrdinalIgnoreCase) ? path : "/v1" + path;
    }
}
