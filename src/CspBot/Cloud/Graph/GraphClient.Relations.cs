using Microsoft.Graph.Models;

namespace CspBot.Cloud.Graph;

/// <content>
/// Granular delegated administration (GDAP), seen from the partner's directory (partner-center §9.1). It is read as the app; what writes is
/// sent as the service account, since the pages of <c>requests</c> and <c>accessAssignments</c> support no application permission.
/// </content>
internal sealed partial class GraphClient
{
    /// <summary>
    /// GDAP relationships with a customer, or all: <c>GET /v1.0/tenantRelationships/delegatedAdminRelationships?$filter=customer/tenantId
    /// eq '{t}'</c>; pages of 300 where it is all.
    /// </summary>
    public Task<List<DelegatedAdminRelationship>> ListRelationshipsAsync(string? customerId, CancellationToken ct) =>
        AllAsync(
            _own,
            null,
            _own.TenantRelationships.DelegatedAdminRelationships.ToGetRequestInformation(q =>
            {
                if (customerId is null)
                    q.QueryParameters.Top = 300;
                else
                    q.QueryParameters.Filter = $"customer/tenantId eq {Quote(customerId)}";
            }),
            DelegatedAdminRelationshipCollectionResponse.CreateFromDiscriminatorValue,
            page => page.Value,
            ct);

    /// <summary>One relationship by its id; null when Graph says that there is none.</summary>
    public async Task<DelegatedAdminRelationship?> FindRelationshipAsync(string relationId, CancellationToken ct)
    {
        var call = new GraphCall(null);
        try
        {
            return await AskAsync(
                () => _own.TenantRelationships.DelegatedAdminRelationships[relationId].GetAsync(q => q.Options.Add(call), ct));
        }
        catch (CloudFault fault) when (fault is { Api: "graph", Reason: CloudReason.NotFound })
        {
            return null;
        }
    }

    /// <summary><c>POST …/delegatedAdminRelationships</c>: 201 in status <c>created</c>. A display name is taken once only.</summary>
    public async Task<(DelegatedAdminRelationship Made, CloudReceipt Receipt)> CreateRelationshipAsync(
        DelegatedAdminRelationship wanted, CancellationToken ct)
    {
        var call = new GraphCall(null);
        var made = await AskAsync(
            () => _customers.TenantRelationships.DelegatedAdminRelationships.PostAsync(wanted, q => q.Options.Add(call), ct));
        return string.IsNullOrEmpty(made.Id) ? throw NoAnswer() : (made, call.Receipt!);
    }

    /// <summary><c>POST …/{id}/requests</c> with <c>lockForApproval</c>: from then on the customer can approve it.</summary>
    public async Task<CloudReceipt> LockRelationshipAsync(string relationId, CancellationToken ct)
    {
        var call = new GraphCall(null);
        var wanted = new DelegatedAdminRelationshipRequest { Action = DelegatedAdminRelationshipRequestAction.LockForApproval };
        await AskAsync(() => _customers.TenantRelationships.DelegatedAdminRelationships[relationId].Requests.PostAsync(
            wanted, q => q.Options.Add(call), ct));
        return call.Receipt!;
    }

    /// <summary><c>GET …/{id}/accessAssignments</c>: which groups of ours hold which of its roles.</summary>
    public Task<List<DelegatedAdminAccessAssignment>> ListAccessAssignmentsAsync(string relationId, CancellationToken ct) =>
        AllAsync(
            _own,
            null,
            _own.TenantRelationships.DelegatedAdminRelationships[relationId].AccessAssignments.ToGetRequestInformation(),
            DelegatedAdminAccessAssignmentCollectionResponse.CreateFromDiscriminatorValue,
            page => page.Value,
            ct);

    /// <summary><c>POST …/{id}/accessAssignments</c>: 201 in status <c>pending</c>.</summary>
    public async Task<CloudReceipt> AssignAccessAsync(string relationId, DelegatedAdminAccessAssignment wanted, CancellationToken ct)
    {
        var call = new GraphCall(null);
        await AskAsync(() => _customers.TenantRelationships.DelegatedAdminRelationships[relationId].AccessAssignments.PostAsync(
            wanted, q => q.Options.Add(call), ct));
        return call.Receipt!;
    }
}
