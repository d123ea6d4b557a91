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
    public bool Has(PartnerRole role) => Roles.Contains(role);

    public bool HasAny(IEnumerable<PartnerRole> roles) => roles.Any(Roles.Contains);
}
