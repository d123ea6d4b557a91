namespace CspBot.Sandbox;

/// <summary>How far the partner may act in a customer's directory.</summary>
internal enum Delegation
{
    /// <summary>An active granular relation: tokens for the customer's tenant are given.</summary>
    Active,

    /// <summary>No relation at all.</summary>
    None,

    /// <summary>Asked for, not yet approved by the customer.</summary>
    ApprovalPending,

    /// <summary>It has lapsed.</summary>
    Expired,
}

/// <summary>A customer of the partner; its id is its Entra tenant.</summary>
internal sealed class Customer
{
    public required int Number { get; init; }

    public required string Name { get; init; }

    /// <summary>The initial domain, such as <c>adatum.onmicrosoft.com</c>.</summary>
    public required string Domain { get; init; }

    public string Id { get; init; } = "";

    public string Country { get; set; } = "US";

    /// <summary><c>reseller</c>, <c>advisor</c> or <c>none</c>.</summary>
    public string Relationship { get; set; } = "reseller";

    public Delegation Delegation { get; set; } = Delegation.Active;

    /// <summary>What the relation carries: template ids of roles in the customer's directory.</summary>
    public IReadOnlyList<string> DelegatedRoles { get; set; } =
    [
        Sandbox.DelegatedRoles.DirectoryReaders, Sandbox.DelegatedRoles.GuestInviter,
    ];

    /// <summary>The AADSTS number with which sign-in refuses the partner's user in this tenant.</summary>
    public int? SignInError { get; set; }

    /// <summary>The code with which Partner Center refuses details of this customer (for instance 900309).</summary>
    public string? PartnerCenterError { get; set; }

    /// <summary>The Microsoft Customer Agreement is accepted: confirmed by the partner before 2026, or signed by the customer.</summary>
    public bool AgreementAccepted { get; set; } = true;

    /// <summary>The customer accepted it itself, with Microsoft.</summary>
    public bool AgreementSigned { get; set; }

    public DateTimeOffset? RelationEnds { get; set; }

    /// <summary>The seeded relation goes on for 180 days at its end.</summary>
    public bool RelationExtends { get; set; } = true;

    /// <summary>Relations that the partner asked for since.</summary>
    public List<Relation> Relations { get; } = [];

    /// <summary>The customer ended the seeded relation, instead of its running out.</summary>
    public bool RelationTerminated { get; set; }

    /// <summary>Lets the partner's people in: by an active relation of which a group of the partner holds a role.</summary>
    public bool LetsIn(DateTimeOffset now) => SeededAt(now) == Delegation.Active || Granted(now).Any();

    /// <summary>Roles of the directory that the partner holds now.</summary>
    public IEnumerable<string> RolesAt(DateTimeOffset now) =>
        (SeededAt(now) == Delegation.Active ? DelegatedRoles : []).Concat(Granted(now)).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>How far the seeded relation is, once the clock has done its part.</summary>
    public Delegation SeededAt(DateTimeOffset now)
    {
        if (Delegation != Delegation.Active)
            return Delegation;
        while (RelationEnds <= now && RelationExtends)
            RelationEnds += TimeSpan.FromDays(180);
        if (RelationEnds <= now)
            Delegation = Delegation.Expired;
        return Delegation;
    }

    private IEnumerable<string> Granted(DateTimeOffset now) => Relations
        .Where(relation => relation.At(now).Status == "active")
        .SelectMany(relation => relation.Access.Where(access => access.Status == "active").SelectMany(access => access.Roles));

    /// <summary>Spending budget of a billing period; null for none.</summary>
    public decimal? Budget { get; set; }

    /// <summary>What usage cost in the current period.</summary>
    public decimal Used { get; set; } = 28.83m;

    /// <summary>Another partner's customer: Partner Center refuses it (403/20002) and does not list it.</summary>
    public bool Foreign { get; init; }

    /// <summary>Made by <c>POST /v1/customers</c>: it has users, but owns nothing yet.</summary>
    public bool IsEmpty { get; init; }

    public List<Subscription> Subscriptions { get; } = [];

    /// <summary>Everything below the customer exists; generated customers get it at the first look.</summary>
    public bool Detailed { get; set; }
}

/// <summary>What Partner Center calls a subscription: an Azure plan, a legacy Azure offer or licences.</summary>
internal sealed class Subscription
{
    public const string Plan = "azure-plan";
    public const string Legacy = "MS-AZR-0145P";
    public const string License = "license";

    public required string Id { get; init; }

    public required string Customer { get; init; }

    public required string Kind { get; init; }

    /// <summary><c>active</c>, <c>suspended</c>, <c>deleted</c>…</summary>
    public string Status { get; set; } = "active";

    public string Name { get; init; } = "Azure plan";

    public int Quantity { get; set; } = 1;

    public required DateTimeOffset Created { get; init; }

    /// <summary>End of the commitment of licences.</summary>
    public DateTimeOffset? CommitmentEnds { get; init; }

    public bool AutoRenew { get; set; } = true;

    public string OrderId { get; init; } = "";

    public int Version { get; set; } = 1;

    /// <summary><c>NotRegistered</c>, <c>registering</c> or <c>registered</c> for reservations.</summary>
    public string Registration { get; set; } = "NotRegistered";

    public int RegisteringPollsLeft { get; set; }

    public List<AzureSubscription> AzureSubscriptions { get; } = [];
}

/// <summary>A subscription of Resource Manager with its role assignments.</summary>
internal sealed class AzureSubscription
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; set; }

    /// <summary><c>Enabled</c>, <c>Warned</c>, <c>PastDue</c>, <c>Disabled</c> or <c>Deleted</c>.</summary>
    public string State { get; set; } = "Enabled";

    public string QuotaId { get; init; } = "CSP_2015-05-01";

    /// <summary>An upstream service of Azure cannot resolve it (MetadataResolverBadGatewayError).</summary>
    public bool HasBrokenMetadata { get; init; }

    public int AssignmentLimit { get; init; } = 4000;

    /// <summary>So many assignments exist on resource groups; they count against the limit and are made when listed.</summary>
    public int AssignmentsBelow { get; init; }

    public List<RoleAssignment> Assignments { get; } = [];

    /// <summary>Custom roles by GUID.</summary>
    public Dictionary<string, string> CustomRoles { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> ResourceGroups { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> RegisteredProviders { get; } = new(StringComparer.OrdinalIgnoreCase) { "Microsoft.Authorization" };

    /// <summary>Names of deny assignments that block <c>Microsoft.Authorization/roleAssignments/write</c>.</summary>
    public List<string> DenyAssignments { get; } = [];
}

/// <summary>One role for one principal on one Azure subscription.</summary>
internal sealed record RoleAssignment
{
    public required string Name { get; init; }

    public required string Subscription { get; init; }

    /// <summary>The GUID of the role.</summary>
    public required string Role { get; init; }

    public required string PrincipalId { get; init; }

    /// <summary><c>User</c>, <c>Group</c>, <c>ServicePrincipal</c> or <c>ForeignGroup</c>.</summary>
    public required string PrincipalType { get; init; }

    /// <summary>The resource group that it is limited to; null for the whole subscription.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>The management group that it is inherited from; null for one of this subscription.</summary>
    public string? Above { get; init; }

    public string? Description { get; init; }

    public string? Condition { get; init; }

    public string? ConditionVersion { get; init; }

    public string? CreatedBy { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Updated { get; init; }

    /// <summary>Reads and lists show it from then on.</summary>
    public DateTimeOffset VisibleFrom { get; init; }

    public string Scope => Above is { } above ? above
        : ResourceGroup is null
        ? $"/subscriptions/{Subscription}"
        : $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}";
}
