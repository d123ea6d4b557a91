using System.Text.Json;
using CspBot.Cloud.Http;
using CspBot.Cloud.SignIn;
using Microsoft.Graph;
using Microsoft.Graph.DirectoryObjects.GetByIds;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.CheckMemberObjects;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;

namespace CspBot.Cloud.Graph;

/// <summary>
/// Microsoft Graph by its SDK: customers' directories as the service account, the partner's own directory as the app (azure §6).
/// </summary>
/// <remarks>
/// Every method throws <see cref="CloudFault"/>. A null tenant is the partner's own directory. What the SDK sends
/// goes through <see cref="GraphHandler"/>.
/// </remarks>
internal sealed partial class GraphClient : IDisposable
{
    private static readonly string[] UserFields = ["id", "displayName", "userPrincipalName", "mail", "userType", "accountEnabled"];

    private readonly string _root;
    private readonly HttpClient _customersHttp;
    private readonly HttpClient _ownHttp;
    private readonly GraphServiceClient _customers;
    private readonly GraphServiceClient _own;

    public GraphClient(CloudOptions options, CloudHttp http, CloudTokens tokens)
    {
        _root = options.Graph.TrimEnd('/') + "/v1.0";
        _customersHttp = Through(
            http.Connect("graph", options.Graph, new TokenPolicy(tokens.Delegated(options.GraphAudience), options, "graph")));
        _ownHttp = Through(http.Connect("graph", options.Graph, new TokenPolicy(tokens.App(options.GraphAudience), options, "graph")));
        _customers = GraphSdk.Connect(_customersHttp, _root);
        _own = GraphSdk.Connect(_ownHttp, _root);

#pragma warning disable RS0030 // No connection of its own: the handler hands everything to the pipeline, whose client is the container's.
        HttpClient Through(Upstream graph) => new(new GraphHandler(graph, http.Odd)) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
    }

    /// <summary>
    /// The user with this object id or UPN: <c>GET /v1.0/users/{id or UPN}</c> (azure §6.1);
    /// null when Graph says that there is none.
    /// </summary>
    public async Task<User?> FindByIdAsync(string tenant, string idOrUpn, CancellationToken ct)
    {
        var call = new GraphCall(tenant);
        var byId = _customers.Users[idOrUpn];

        // A UPN that begins with a dollar needs the other form of the address (azure §6.1), which the SDK does not make.
        if (idOrUpn.StartsWith('$'))
            byId = byId.WithUrl($"{_root}/users({Uri.EscapeDataString(Quote(idOrUpn))})?$select={string.Join(',', UserFields)}");
        try
        {
            var user = await AskAsync(
                () => byId.GetAsync(
                    q =>
                    {
                        q.QueryParameters.Select = UserFields;
                        q.Options.Add(call);
                    },
                    ct));

            // Without an id it is no user: an empty one would read as a disabled account.
            return string.IsNullOrEmpty(user.Id) ? throw NoAnswer() : user;
        }
        catch (CloudFault fault) when (fault is { Api: "graph", Reason: CloudReason.NotFound })
        {
            return null;
        }
    }

    /// <summary>Users with this address as mail or other mail (azure §6.1).</summary>
    public Task<List<User>> FindByMailAsync(string tenant, string mail, CancellationToken ct) =>
        FilterUsersAsync(tenant, $"mail eq {Quote(mail)} or otherMails/any(x:x eq {Quote(mail)})", 10, ct);

    /// <summary>
    /// Guests invited from this home address: their UPN is the address with <c>_</c> for <c>@</c>, then <c>#EXT#</c> (azure §6.1).
    /// </summary>
    public Task<List<User>> FindGuestAsync(string tenant, string homeAddress, CancellationToken ct) =>
        FilterUsersAsync(tenant, $"startsWith(userPrincipalName,{Quote(homeAddress.Replace('@', '_') + "#EXT#")})", 10, ct);

    /// <summary>
    /// Users whose display name, UPN or mail starts with the words (default filters, azure §6.1); the first ones when empty.
    /// </summary>
    public Task<List<User>> SearchUsersAsync(string tenant, string text, int max, CancellationToken ct) =>
        FilterUsersAsync(
            tenant,
            text.Length == 0
                ? null
                : $"startsWith(displayName,{Quote(text)}) or startsWith(userPrincipalName,{Quote(text)}) or startsWith(mail,{Quote(text)})",
            max,
            ct);

    /// <summary>
    /// Which of at most 20 groups and directory roles (by template id) a user of the partner's directory holds, also through
    /// groups: <c>checkMemberObjects</c>, which needs Directory.Read.All (azure §6.1).
    /// </summary>
    /// <exception cref="CloudFault">Also when one entry is no id: who holds a role hangs on each, so nothing is left out.</exception>
    public async Task<IReadOnlyList<string>> CheckMemberObjectsAsync(string userId, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var call = new GraphCall(null, entries: false);
        var question = new CheckMemberObjectsPostRequestBody { Ids = [.. ids] };
        var answer = await AskAsync(
            () => _own.Users[userId].CheckMemberObjects.PostAsCheckMemberObjectsPostResponseAsync(question, q => q.Options.Add(call), ct));
        return answer.Value is { } held && held.TrueForAll(id => !string.IsNullOrEmpty(id)) ? held : throw NoAnswer();
    }

    /// <summary>Whether a user of the partner's directory may sign in: <c>accountEnabled</c> (azure §6.1).</summary>
    /// <exception cref="CloudFault">Also when the answer does not say it: a role hangs on it, so nothing is guessed.</exception>
    public async Task<bool> IsEnabledAsync(string userId, CancellationToken ct)
    {
        var call = new GraphCall(null);
        var user = await AskAsync(
            () => _own.Users[userId].GetAsync(
                q =>
                {
                    q.QueryParameters.Select = ["id", "accountEnabled"];
                    q.Options.Add(call);
                },
                ct));
        return user.AccountEnabled ?? throw NoAnswer();
    }

    /// <summary>
    /// Users in a group, nested groups included; without a tenant in the partner's directory: <c>GET
    /// /v1.0/groups/{id}/transitiveMembers</c> (azure §6.5, costs).
    /// </summary>
    /// <remarks>Without a cast, so that no advanced query is needed; what is no user is left out here.</remarks>
    public async Task<IReadOnlyList<User>> ListGroupUsersAsync(string groupId, CancellationToken ct, string? tenant = null)
    {
        var graph = tenant is null ? _own : _customers;
        var first = graph.Groups[groupId].TransitiveMembers.ToGetRequestInformation(q => q.QueryParameters.Select = UserFields);
        var members = await AllAsync(graph, tenant, first, UserCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, ct);
        return [.. members.Where(m => m.OdataType is null || m.OdataType.EndsWith("graph.user", StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>
    /// Users, groups and applications of a directory by their object ids, at most 1,000: <c>POST /v1.0/directoryObjects/getByIds</c> with
    /// <c>ids</c> and <c>types</c>; ids that the directory does not know are left out of the answer (Microsoft's page "directoryObject:
    /// getByIds"). A user comes with some of its properties only: whether it may sign in is not among them.
    /// </summary>
    public async Task<IReadOnlyList<DirectoryObject>> ListByIdsAsync(string tenant, IEnumerable<string> ids, CancellationToken ct)
    {
        var call = new GraphCall(tenant);
        var question = new GetByIdsPostRequestBody { Ids = [.. ids], Types = ["user", "group", "servicePrincipal"] };
        var answer = await AskAsync(
            () => _customers.DirectoryObjects.GetByIds.PostAsGetByIdsPostResponseAsync(question, q => q.Options.Add(call), ct));
        return [.. PageWalk.Listed("graph", answer.Value)];
    }

    /// <summary><c>POST /v1.0/invitations</c>: 201; an existing guest is answered with the same user (azure §6.3).</summary>
    public async Task<(Invitation Invitation, CloudReceipt Receipt)> InviteAsync(string tenant, Invitation invitation, CancellationToken ct)
    {
        var call = new GraphCall(tenant);
        var made = await AskAsync(() => _customers.Invitations.PostAsync(invitation, q => q.Options.Add(call), ct));

        // Without a user it is no answer: whether somebody was invited, the directory has to say.
        return string.IsNullOrEmpty(made.InvitedUser?.Id) ? throw NoAnswer() : (made, call.Receipt!);
    }

    /// <summary>externalUserState of a user; null for members and when there is no such user.</summary>
    public async Task<string?> GetGuestStateAsync(string tenant, string userId, CancellationToken ct)
    {
        var call = new GraphCall(tenant);
        try
        {
            var user = await AskAsync(
                () => _customers.Users[userId].GetAsync(
                    q =>
                    {
                        q.QueryParameters.Select = ["id", "externalUserState"];
                        q.Options.Add(call);
                    },
                    ct));
            return user.ExternalUserState;
        }
        catch (CloudFault fault) when (fault is { Api: "graph", Reason: CloudReason.NotFound })
        {
            return null;
        }
    }

    public void Dispose()
    {
        _customers.Dispose();
        _own.Dispose();
        _customersHttp.Dispose();
        _ownHttp.Dispose();
    }

    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private async Task<List<User>> FilterUsersAsync(string tenant, string? filter, int max, CancellationToken ct)
    {
        var call = new GraphCall(tenant);
        var page = await AskAsync(
            () => _customers.Users.GetAsync(
                q =>
                {
                    q.QueryParameters.Select = UserFields;
                    q.QueryParameters.Top = max;
                    q.QueryParameters.Filter = filter;
                    q.Options.Add(call);
                },
                ct));
        return [.. PageWalk.Listed("graph", page.Value)];
    }

    /// <summary>A list to its end: each page names the address of the next.</summary>
    private static async Task<List<T>> AllAsync<TPage, T>(
        GraphServiceClient graph,
        string? tenant,
        RequestInformation first,
        ParsableFactory<TPage> read,
        Func<TPage, List<T>?> items,
        CancellationToken ct)
        where TPage : BaseCollectionPaginationCountResponse
    {
        var all = new List<T>();
        var walk = new PageWalk("graph");
        for (var next = first; ;)
        {
            var page = await AskAsync(
                () =>
                {
                    walk.Enter(next.URI.AbsoluteUri);
                    next.AddRequestOptions([new GraphCall(tenant)]);
                    return graph.RequestAdapter.SendAsync(next, read, null, ct);
                });
            all.AddRange(PageWalk.Listed("graph", items(page)));
            if (string.IsNullOrEmpty(page.OdataNextLink))
                return all;
            next = new RequestInformation
            {
                HttpMethod = Method.GET,
                URI = Uri.TryCreate(page.OdataNextLink, UriKind.Absolute, out var link) ? link : throw NoAnswer(),
            };
        }
    }

    /// <summary>What the SDK cannot read, and an answer without anything, are no answer.</summary>
    private static async Task<T> AskAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask() ?? throw NoAnswer();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            throw NoAnswer(e);
        }
    }

    private static CloudFault NoAnswer(Exception? inner = null) =>
        new(
            CloudReason.ServiceFault,
            "graph",
            200,
            "NoAnswer",
            null,
            "Graph's answer cannot be read, or does not hold what was asked.",
            inner: inner);
}
