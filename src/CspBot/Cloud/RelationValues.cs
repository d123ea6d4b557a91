namespace CspBot.Cloud;

/// <summary>Where a GDAP relationship stands (Graph, delegatedAdminRelationshipStatus).</summary>
internal enum RelationState
{
    /// <summary>Made, and not to be approved yet.</summary>
    Created,

    /// <summary>The customer's global administrator has to approve it; after 90 days it lapses.</summary>
    ApprovalPending,

    /// <summary>Approved, and not at work yet.</summary>
    Activating,

    Active,

    /// <summary>Past its end, being taken down.</summary>
    Expiring,

    Expired,

    /// <summary>Ended by us or the customer, or on the way there.</summary>
    Terminated,

    /// <summary>A status that no document has.</summary>
    Unknown,
}

/// <summary>A GDAP relationship with a customer (partner-center §9.1).</summary>
/// <param name="Id">Two GUIDs.</param>
/// <param name="Name">Display name, unique among all of the partner's.</param>
/// <param name="CustomerId">The customer's tenant.</param>
/// <param name="Roles">Template ids of the roles that it carries; what a group of ours may do is a matter of its own.</param>
internal sealed record DelegatedRelation(
    string Id, string Name, string CustomerId, string CustomerName, RelationState State, IReadOnlySet<string> Roles)
{
    /// <summary>How long a request waits for the customer.</summary>
    public static readonly TimeSpan ApprovalLimit = TimeSpan.FromDays(90);

    /// <summary>UTC; null before it is active.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>It goes on for 180 days at its end.</summary>
    public bool Extends { get; init; }

    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>When it last changed: of one that waits, when it was locked for approval.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Its roles are at work for whoever holds them.</summary>
    public bool IsActive => State is RelationState.Active or RelationState.Expiring;

    public bool IsOver => State is RelationState.Expired or RelationState.Terminated;

    /// <summary>When it ends for good if nobody does anything; null where it goes on by itself or has no end yet.</summary>
    public DateTimeOffset? Lapses => IsActive && !Extends ? EndsAt : null;

    /// <summary>Until when the customer may approve it; null where that is not the question.</summary>
    public DateTimeOffset? ApproveBy => State == RelationState.ApprovalPending ? ChangedAt + ApprovalLimit : null;

    /// <summary>Where the customer approves it (partner-center §9).</summary>
    public string ApprovalUrl =>
        "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/" + Id;
}

/// <summary>A relationship to be asked for.</summary>
/// <param name="Name">At most 50 letters, unique.</param>
/// <param name="Duration">A day to two years.</param>
/// <param name="Extends">By 180 days at its end; not with Global Administrator.</param>
internal sealed record WantedRelation(
    string CustomerId, string CustomerName, string Name, IReadOnlyList<string> Roles, TimeSpan Duration, bool Extends);

/// <summary>Roles of a relationship in the hands of a security group of ours.</summary>
/// <param name="Status"><c>pending</c>, <c>active</c>, <c>deleting</c>, <c>deleted</c> or <c>error</c>.</param>
internal sealed record RelationAccess(string GroupId, IReadOnlySet<string> Roles, string Status)
{
    /// <summary>It stands or is on its way.</summary>
    public bool Stands => Status is "pending" or "active";

    public bool IsActive => Status == "active";
}
