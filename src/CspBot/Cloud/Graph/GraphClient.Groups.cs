using CspBot.Cloud.Http;
using Microsoft.Graph.Models;

namespace CspBot.Cloud.Graph;

/// <content>Groups of customers' directories (azure §6.1).</content>
internal sealed partial class GraphClient
{
    private static readonly string[] GroupFields = ["id", "displayName", "securityEnabled"];

    /// <summary><c>GET /v1.0/groups/{id}</c>; null when Graph says that there is none.</summary>
    public async Task<Group?> FindGroupAsync(string tenant, string groupId, CancellationToken ct)
    {
        var call = new GraphCall(tenant);
        try
        {
            var group = await AskAsync(
                () => _customers.Groups[groupId].GetAsync(
                    q =>
                    {
                        q.QueryParameters.Select = GroupFields;
                        q.Options.Add(call);
                    },
                    ct));
            return string.IsNullOrEmpty(group.Id) ? throw NoAnswer() : group;
        }
        catch (CloudFault fault) when (fault is { Api: "graph", Reason: CloudReason.NotFound })
        {
            return null;
        }
    }

    /// <summary>
    /// Security groups whose name begins so: <c>$filter=securityEnabled eq true and startsWith(displayName,'…')</c>, default filters
    /// (azure §6.1; Microsoft's list of the properties of a group that a filter may name).
    /// </summary>
    public async Task<List<Group>> SearchGroupsAsync(string tenant, string text, int max, CancellationToken ct)
    {
        var call = new GraphCall(tenant);
        var page = await AskAsync(
            () => _customers.Groups.GetAsync(
                q =>
                {
                    q.QueryParameters.Select = GroupFields;
                    q.QueryParameters.Top = max;
                    q.QueryParameters.Filter = $"securityEnabled eq true and startsWith(displayName,{Quote(text)})";
                    q.Options.Add(call);
                },
                ct));
        return [.. PageWalk.Listed("graph", page.Value)];
    }
}
