using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;
using CspBot.Cloud.SignIn;

namespace CspBot.Cloud.Graph;

/// <summary>Microsoft Graph: customers' directories as the service account, the partner's own directory as the app (azure §6).</summary>
/// <remarks>Every method throws <see cref="CloudFault"/>. A null tenant is the partner's own directory.</remarks>
internal sealed partial class GraphClient
{
    private const string UserFields = "$select=id,displayName,userPrincipalName,mail,userType,accountEnabled";

    private readonly Upstream _customers;
    private readonly Upstream _own;

    public GraphClient(CloudOptions options, CloudHttp http, CloudTokens tokens)
    {
        _customers = http.Connect("graph", options.Graph, new TokenPolicy(tokens.Delegated(options.GraphAudience), options, "graph"));
        _own = http.Connect("graph", options.Graph, new TokenPolicy(tokens.App(options.GraphAudience), options, "graph"));
    }

    /// <summary>The user with this object id or UPN: <c>GET /v1.0/users/{id or UPN}</c> (azure §6.1); null when Graph says that there is none.</summary>
    public async Task<GraphUserShape?> FindByIdAsync(string tenant, string idOrUpn, CancellationToken ct)
    {
        var path = idOrUpn.StartsWith('$') ? $"/v1.0/users({Uri.EscapeDataString(Quote(idOrUpn))})" : $"/v1.0/users/{Uri.EscapeDataString(idOrUpn)}";
        try
        {
            return await _customers.GetAsync($"{path}?{UserFields}", GraphJson.Default.GraphUserShape, ct, tenant);
        }
        catch (CloudFault fault) when (fault.Reason == CloudReason.NotFound && fault.Api == "graph")
        {
            return null;
        }
    }

    /// <summary>Users with this address as mail or other mail (azure §6.1).</summary>
    public Task<List<GraphUserShape>> FindByMailAsync(string tenant, string mail, CancellationToken ct) =>
        FilterUsersAsync(tenant, $"mail eq {Quote(mail)} or otherMails/any(x:x eq {Quote(mail)})", 10, ct);

    /// <summary>Guests invited from this home address: their UPN is the address with <c>_</c> for <c>@</c>, then <c>#EXT#</c> (azure §6.1).</summary>
    public Task<List<GraphUserShape>> FindGuestAsync(string tenant, string homeAddress, CancellationToken ct) =>
        FilterUsersAsync(tenant, $"startsWith(userPrincipalName,{Quote(homeAddress.Replace('@', '_') + "#EXT#")})", 10, ct);

    /// <summary>Users whose display name, UPN or mail starts with the words (default filters, azure §6.1); the first ones when empty.</summary>
    public Task<List<GraphUserShape>> SearchUsersAsync(string tenant, string text, int max, CancellationToken ct) =>
        FilterUsersAsync(tenant, text.Length == 0 ? null : $"startsWith(displayName,{Quote(text)}) or startsWith(userPrincipalName,{Quote(text)}) or startsWith(mail,{Quote(text)})", max, ct);

    /// <summary>
    /// GDAP relationships with a customer: <c>GET /v1.0/tenantRelationships/delegatedAdminRelationships?$filter=customer/tenantId eq '{t}'</c>
    /// as the app in the partner's tenant (partner-center §9.1).
    /// </summary>
    public Task<List<GdapShape>> ListRelationshipsAsync(string customerId, CancellationToken ct) =>
        AllAsync(_own, $"/v1.0/tenantRelationships/delegatedAdminRelationships?$filter={Uri.EscapeDataString($"customer/tenantId eq {Quote(customerId)}")}", GraphJson.Default.GraphPageShapeGdapShape, null, ct);

    /// <summary>Which of at most 20 groups a user of the partner's directory is in, nested ones included: <c>checkMemberGroups</c> (azure §6.1).</summary>
    public async Task<IReadOnlyList<string>> CheckMemberGroupsAsync(string userId, IReadOnlyList<string> groupIds, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new GroupIdsShape(groupIds), GraphJson.Default.GroupIdsShape);
        var answer = await _own.SendAsync(RequestMethod.Post, $"/v1.0/users/{Uri.EscapeDataString(userId)}/checkMemberGroups", ct, body);
        try
        {
            // Not the forgiving reader that leaves out what it cannot read: who holds a role hangs on each entry.
            if (JsonSerializer.Deserialize(answer.Body.Span, GraphJson.Default.GraphPageShapeString)?.Value is { } groups && groups.TrueForAll(id => !string.IsNullOrEmpty(id)))
                return groups;
        }
        catch (JsonException)
        {
            // No answer either.
        }

        throw NoAnswer("checkMemberGroups", answer.Receipt);
    }

    /// <summary>Whether a user of the partner's directory may sign in: <c>accountEnabled</c> (azure §6.1).</summary>
    /// <exception cref="CloudFault">Also when the answer does not say it: a role hangs on it, so nothing is guessed.</exception>
    public async Task<bool> IsEnabledAsync(string userId, CancellationToken ct)
    {
        var answer = await _own.SendAsync(RequestMethod.Get, $"/v1.0/users/{Uri.EscapeDataString(userId)}?$select=id,accountEnabled", ct);
        return _own.Read(answer, GraphJson.Default.GraphUserShape).AccountEnabled ?? throw NoAnswer("accountEnabled", answer.Receipt);
    }

    /// <summary>Users in a group, nested groups included; without a tenant in the partner's directory: <c>GET /v1.0/groups/{id}/transitiveMembers</c> (azure §6.5, costs).</summary>
    /// <remarks>Without a cast, so that no advanced query is needed; what is no user is left out here.</remarks>
    public async Task<IReadOnlyList<GraphUserShape>> ListGroupUsersAsync(string groupId, CancellationToken ct, string? tenant = null)
    {
        var members = await AllAsync(tenant is null ? _own : _customers, $"/v1.0/groups/{Uri.EscapeDataString(groupId)}/transitiveMembers?{UserFields}", GraphJson.Default.GraphPageShapeGraphUserShape, tenant, ct);
        return [.. members.Where(m => m.Type is null || m.Type.EndsWith("graph.user", StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary><c>POST /v1.0/invitations</c>: 201; an existing guest is answered with the same user (azure §6.3).</summary>
    public async Task<(InvitationShape Invitation, CloudReceipt Receipt)> InviteAsync(string tenant, InvitationBody invitation, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(invitation, OnboardingJson.Default.InvitationBody);
        var answer = await _customers.SendAsync(RequestMethod.Post, "/v1.0/invitations", ct, body, tenant);
        return (_customers.Read(answer, OnboardingJson.Default.InvitationShape), answer.Receipt);
    }

    /// <summary>externalUserState of a user; null for members and when there is no such user.</summary>
    public async Task<string?> GetGuestStateAsync(string tenant, string userId, CancellationToken ct)
    {
        try
        {
            return (await _customers.GetAsync($"/v1.0/users/{Uri.EscapeDataString(userId)}?$select=id,externalUserState", GraphJson.Default.GraphUserShape, ct, tenant)).ExternalUserState;
        }
        catch (CloudFault fault) when (fault is { Api: "graph", Reason: CloudReason.NotFound })
        {
            return null;
        }
    }

    private static CloudFault NoAnswer(string to, CloudReceipt receipt) =>
        new(CloudReason.ServiceFault, "graph", 200, "NoAnswer", receipt.RequestId, $"Graph's answer to {to} does not hold what was asked.");

    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private async Task<List<GraphUserShape>> FilterUsersAsync(string tenant, string? filter, int max, CancellationToken ct)
    {
        var path = $"/v1.0/users?{UserFields}&$top={max}" + (filter is null ? "" : "&$filter=" + Uri.EscapeDataString(filter));
        var page = await _customers.GetAsync(path, GraphJson.Default.GraphPageShapeGraphUserShape, ct, tenant);
        return [.. PageWalk.Listed("graph", page.Value)];
    }

    private static Task<List<T>> AllAsync<T>(Upstream api, string path, JsonTypeInfo<GraphPageShape<T>> type, string? tenant, CancellationToken ct) =>
        api.AllAsync(path, type, page => page.Value, page => page.NextLink, tenant, ct);
}
