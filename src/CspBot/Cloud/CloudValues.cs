namespace CspBot.Cloud;

/// <summary>A customer as the index knows it. The id is the customer's Entra tenant id.</summary>
internal sealed record Customer(string Id, string Name, string Domain);

/// <summary>What ties a customer to this partner right now.</summary>
internal sealed record CustomerRelation(Customer Customer, bool IsReseller, string Relationship, DelegatedAdministration Delegated)
{
    /// <summary>
    /// Address, mail and domains are left out: Partner Center does so where no role of the directory reaches us (partner-center §2.3).
    /// </summary>
    public bool HasFewDetails { get; init; }
}

/// <summary>Delegated administration by a GDAP relationship (facts partner-center §9.3).</summary>
internal sealed record DelegatedAdministration(bool IsActive, string? PendingApprovalUrl, DateTimeOffset? EndsAt)
{
    /// <summary>
    /// Template ids of the roles that the active relationships carry
    /// (<c>accessDetails.unifiedRoles</c>, azure §6.4); empty without one.
    /// </summary>
    public IReadOnlySet<string> Roles { get; init; } = new HashSet<string>();

    /// <summary>All relationships with the customer, also those that wait or are over.</summary>
    public IReadOnlyList<DelegatedRelation> Relations { get; init; } = [];
}

/// <summary>How an Azure subscription was sold.</summary>
internal enum SubscriptionKind
{
    /// <summary>Under an Azure plan (offer DZH318Z0BPS6:0001:…).</summary>
    AzurePlan,

    /// <summary>Legacy offer MS-AZR-0145P.</summary>
    Legacy,
}

/// <summary>An Azure subscription bought through this partner.</summary>
/// <param name="Id">Azure subscription id, lower case.</param>
/// <param name="Name">Friendly name in Partner Center.</param>
/// <param name="Kind">How it was sold.</param>
/// <param name="PartnerSubscriptionId">Partner Center's subscription: the plan, or the legacy subscription.</param>
/// <param name="IsActive">Partner Center's status is active.</param>
internal sealed record AzureSubscription(string Id, string Name, SubscriptionKind Kind, string PartnerSubscriptionId, bool IsActive);

/// <summary>The same subscription as Resource Manager sees it: state Enabled, Warned, PastDue, Disabled, Expired or Deleted.</summary>
internal sealed record ArmSubscription(string Id, string Name, string State, string? QuotaId)
{
    private static readonly string[] Closed = ["Warned", "Disabled", "Expired", "Deleted"];

    /// <summary>Takes no writes (azure §2.1). PastDue takes them, and a word that is new is no reason to refuse.</summary>
    public bool IsClosed => Closed.Contains(State, StringComparer.OrdinalIgnoreCase);

    /// <summary>Neither closed nor as it should be: worth a line of caution.</summary>
    public bool IsUnsure => !IsClosed && !string.Equals(State, "Enabled", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A user of a directory.</summary>
internal sealed record DirectoryUser(string Id, string DisplayName, string UserPrincipalName, string? Mail, bool IsGuest, bool IsEnabled);

/// <summary>One role assignment; <see cref="RoleId"/> is the role definition's GUID alone (azure §3.2).</summary>
internal sealed record RoleAssignment(string Name, string Scope, string PrincipalId, string PrincipalType, Guid RoleId)
{
    /// <summary>Narrows what may be done with it (azure §3.6); null for none.</summary>
    public string? Condition { get; init; }

    /// <summary>Language of the condition, such as <c>2.0</c>.</summary>
    public string? ConditionVersion { get; init; }
}

/// <summary>Ids of the answer that proves a call; they go into the audit.</summary>
internal sealed record CloudReceipt(string Api, string? RequestId, string? CorrelationId);

/// <summary>Who may do what on a subscription, seen at one moment.</summary>
/// <param name="Owners">Assignments of the built-in Owner role at the subscription's own scope.</param>
/// <param name="UserIsOwner">The asked-for user is Owner here, directly or through groups, at or above the scope.</param>
/// <param name="PartnerMayAssign">The partner's AdminAgents hold Owner or User Access Administrator as ForeignGroup.</param>
/// <param name="Count">All role assignments of the subscription.</param>
/// <param name="CustomOwnerRoles">The user holds a custom role that is only named Owner.</param>
internal sealed record OwnerView(
    IReadOnlyList<RoleAssignment> Owners, bool UserIsOwner, bool PartnerMayAssign, int Count, bool CustomOwnerRoles)
{
    /// <summary>Azure's fixed limit per subscription (azure §3.5).</summary>
    public const int Limit = 4000;
}

/// <summary>What a grant or removal found or did.</summary>
/// <param name="Changed">False: it was so already.</param>
/// <param name="AssignmentName">Name of the assignment that now stands (or stood).</param>
internal sealed record OwnerChange(bool Changed, string AssignmentName, CloudReceipt Receipt);
