using System.Collections.Frozen;

namespace CspBot.Partner;

/// <summary>
/// A person of the partner as requests and the audit remember it: identity is object id and tenant, the name is only shown.
/// </summary>
internal sealed record Person(string ObjectId, string TenantId, string Name)
{
    public bool IsSame(Person other) =>
        string.Equals(ObjectId, other.ObjectId, StringComparison.OrdinalIgnoreCase)
        && string.Equals(TenantId, other.TenantId, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Who is asking, with the partner roles held at that moment.</summary>
internal sealed record Caller(Person Person, IReadOnlySet<PartnerRole> Roles, bool IsApprover)
{
    /// <summary>Tenant ids of the only customers that exist for this caller (<see cref="CustomerScopeOptions"/>); null for all.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>The customers that this person is told of unasked: null for all, none for whoever has no role (any more).</summary>
    public IReadOnlySet<string>? Known => IsAgent || IsApprover ? Only : FrozenSet<string>.Empty;

    /// <summary>The absent approvers in whose place this caller may decide now.</summary>
    public IReadOnlyList<StandIn> StandsIn { get; init; } = [];

    /// <summary>May decide on what nobody decided in time, whatever else.</summary>
    public bool IsSecondLine { get; init; }

    /// <summary>Decides on requests, in an own right or in somebody's place.</summary>
    public bool Decides => IsApprover || StandsIn.Count > 0;

    /// <summary>Whom an approver may ask to decide in their place: another approver, or an admin agent.</summary>
    public bool MayStandIn => IsApprover || Has(PartnerRole.AdminAgent);

    public bool Sees(string customerId) => Only?.Contains(customerId) != false;

    public bool Has(PartnerRole role) => Roles.Contains(role);

    /// <summary>Works with customers; a role of the partner's directory alone does not.</summary>
    public bool IsAgent => this.May(PartnerPower.SeeCustomers);

    public bool HasAny(IEnumerable<PartnerRole> roles) => roles.Any(Roles.Contains);
}
