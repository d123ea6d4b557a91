using CspBot.Cloud.Http;
using Microsoft.Graph.Models;

namespace CspBot.Cloud;

/// <content>What ties customers to us: the reseller link and granular delegated administration (partner-center §2.4, §9).</content>
internal sealed partial class AzureOperations
{
    /// <summary>Longest display name of a relationship (page "Create delegatedAdminRelationship").</summary>
    public const int LongestRelationName = 50;

    private static readonly TimeSpan Extension = TimeSpan.FromDays(180);

    /// <summary>The link by which a company becomes our customer; the same for all (partner-center §2.4).</summary>
    public async Task<string> GetResellerLinkAsync(CancellationToken ct) =>
        (await partner.GetRelationshipRequestAsync(ct)).Url is { Length: > 0 } url && Uri.TryCreate(url, UriKind.Absolute, out var link)
            && link.Scheme == Uri.UriSchemeHttps
            ? url
            : throw new CloudFault(
                CloudReason.ServiceFault, "partnercenter", 200, "NoAnswer", null, "Partner Center's answer holds no link.");

    /// <summary>All GDAP relationships with a customer, also those that are over.</summary>
    public async Task<IReadOnlyList<DelegatedRelation>> ListRelationsAsync(string customerId, CancellationToken ct) =>
        [.. (await graph.ListRelationshipsAsync(Tenant(customerId), ct)).Select(Read)];

    /// <summary>All GDAP relationships with all customers; 300 a page.</summary>
    public async Task<IReadOnlyList<DelegatedRelation>> ListAllRelationsAsync(CancellationToken ct) =>
        [.. (await graph.ListRelationshipsAsync(null, ct)).Select(Read)];

    /// <summary>One relationship; null when Graph says that there is none.</summary>
    public async Task<DelegatedRelation?> FindRelationAsync(string relationId, CancellationToken ct) =>
        await graph.FindRelationshipAsync(RelationId(relationId), ct) is { } found ? Read(found) : null;

    /// <summary>
    /// Makes the request of a relationship, not to be approved yet. POST, never repeated: on an unknown fault ask
    /// <see cref="ListRelationsAsync"/> for one of that name, which is unique.
    /// </summary>
    public async Task<(DelegatedRelation Relation, CloudReceipt Receipt)> CreateRelationAsync(WantedRelation wanted, CancellationToken ct)
    {
        var (made, receipt) = await graph.CreateRelationshipAsync(
            new DelegatedAdminRelationship
            {
                DisplayName = wanted.Name,
                Duration = wanted.Duration,
                AutoExtendDuration = wanted.Extends ? Extension : TimeSpan.Zero,
                Customer = new DelegatedAdminRelationshipCustomerParticipant
                {
                    TenantId = Tenant(wanted.CustomerId),
                    DisplayName = wanted.CustomerName,
                },
                AccessDetails = Details(wanted.Roles),
            },
            ct);
        return (Read(made), receipt);
    }

    /// <summary>From then on the customer can approve it. POST, never repeated: on an unknown fault read its state.</summary>
    public Task<CloudReceipt> LockRelationAsync(string relationId, CancellationToken ct) =>
        graph.LockRelationshipAsync(RelationId(relationId), ct);

    /// <summary>Which groups of ours hold which roles of a relationship.</summary>
    public async Task<IReadOnlyList<RelationAccess>> ListRelationAccessAsync(string relationId, CancellationToken ct) =>
        [.. (await graph.ListAccessAssignmentsAsync(RelationId(relationId), ct)).Select(one => new RelationAccess(
            one.AccessContainer?.AccessContainerId?.ToLowerInvariant() ?? "",
            RolesOf(one.AccessDetails),
            one.Status?.ToString().ToLowerInvariant() ?? ""))];

    /// <summary>
    /// Gives roles of an active relationship to a security group of ours. POST, never repeated: on an unknown fault ask
    /// <see cref="ListRelationAccessAsync"/>.
    /// </summary>
    public Task<CloudReceipt> AssignRelationAsync(string relationId, string groupId, IReadOnlyList<string> roles, CancellationToken ct) =>
        graph.AssignAccessAsync(
            RelationId(relationId),
            new DelegatedAdminAccessAssignment
            {
                AccessContainer = new DelegatedAdminAccessContainer
                {
                    AccessContainerId = groupId,
                    AccessContainerType = DelegatedAdminAccessContainerType.SecurityGroup,
                },
                AccessDetails = Details(roles),
            },
            ct);

    private static DelegatedRelation Read(DelegatedAdminRelationship shape) => new(
        shape.Id ?? "",
        shape.DisplayName ?? "",
        shape.Customer?.TenantId?.ToLowerInvariant() ?? "",
        shape.Customer?.DisplayName ?? "",
        StateOf(shape.Status),
        RolesOf(shape.AccessDetails))
    {
        EndsAt = shape.EndDateTime?.ToUniversalTime(),
        Extends = shape.AutoExtendDuration > TimeSpan.Zero,
        ActivatedAt = shape.ActivatedDateTime?.ToUniversalTime(),
        ChangedAt = (shape.LastModifiedDateTime ?? shape.CreatedDateTime)?.ToUniversalTime(),
    };

    private static RelationState StateOf(DelegatedAdminRelationshipStatus? status) => status switch
    {
        DelegatedAdminRelationshipStatus.Created => RelationState.Created,
        DelegatedAdminRelationshipStatus.ApprovalPending => RelationState.ApprovalPending,
        DelegatedAdminRelationshipStatus.Approved or DelegatedAdminRelationshipStatus.Activating => RelationState.Activating,
        DelegatedAdminRelationshipStatus.Active => RelationState.Active,
        DelegatedAdminRelationshipStatus.Expiring => RelationState.Expiring,
        DelegatedAdminRelationshipStatus.Expired => RelationState.Expired,
        DelegatedAdminRelationshipStatus.TerminationRequested or DelegatedAdminRelationshipStatus.Terminating
            or DelegatedAdminRelationshipStatus.Terminated => RelationState.Terminated,
        _ => RelationState.Unknown,
    };

    private static IReadOnlySet<string> RolesOf(DelegatedAdminAccessDetails? details) =>
        (details?.UnifiedRoles ?? []).Select(role => role?.RoleDefinitionId).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static DelegatedAdminAccessDetails Details(IReadOnlyList<string> roles) =>
        new() { UnifiedRoles = [.. roles.Select(role => new UnifiedRole { RoleDefinitionId = role })] };

    /// <summary>Two GUIDs with a hyphen between, as Graph writes it; anything else is answered without a call.</summary>
    private static string RelationId(string id) =>
        id.Length == 73 && Guid.TryParse(id[..36], out _) && id[36] == '-' && Guid.TryParse(id[37..], out _)
            ? id.ToLowerInvariant()
            : throw new CloudFault(CloudReason.NotFound, "graph", null, null, null, "That is no relationship's id.");
}
