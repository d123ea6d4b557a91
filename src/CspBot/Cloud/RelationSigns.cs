namespace CspBot.Cloud;

/// <summary>
/// What shows that something between us and a customer is missing, or will be: one advice each (partner-center §9.3). The texts are
/// <c>Relation.Sign.{sign}</c> and <c>Relation.Sign.{sign}.Help</c>; what a refused call shows has its advice in
/// <c>Refusal.Cloud.{reason}</c>.
/// </summary>
internal enum RelationSign
{
    /// <summary><c>relationshipToPartner</c> is another than reseller.</summary>
    NotReseller,

    /// <summary>No GDAP relationship at all.</summary>
    NoDelegation,

    /// <summary>There was one, and it is over.</summary>
    DelegationOver,

    /// <summary>One is made and was not locked: the customer cannot approve it.</summary>
    NotLocked,

    /// <summary>The customer must approve it.</summary>
    ApprovalPending,

    /// <summary>Approved, and not at work yet.</summary>
    Activating,

    /// <summary>Ends within sixty days, and does not go on by itself.</summary>
    Ending,

    /// <summary>Past its end.</summary>
    Expiring,

    /// <summary>Active, and no group of ours holds a role of it.</summary>
    NoAccess,

    /// <summary>No role that reads the directory.</summary>
    ShortRead,

    /// <summary>No role that invites a guest.</summary>
    ShortInvite,

    /// <summary>No role that consents an application.</summary>
    ShortConsent,

    /// <summary>Partner Center leaves address, mail and domains out: no role of the directory reaches us.</summary>
    FewDetails,
}

/// <summary>A sign, and what fills the places of its sentence after the customer's name.</summary>
internal sealed record RelationFinding(RelationSign Sign)
{
    /// <summary>The relationship that it is about.</summary>
    public DelegatedRelation? Relation { get; init; }

    /// <summary>Nothing can be done in the customer's directory before it is mended.</summary>
    public bool Blocks => Sign is RelationSign.NotReseller or RelationSign.NoDelegation or RelationSign.DelegationOver
        or RelationSign.NotLocked or RelationSign.NoAccess or RelationSign.ShortRead;
}

/// <summary>THE TABLE of signs (partner-center §9.3): which of them what was read shows. Pure.</summary>
internal static class RelationSigns
{
    /// <summary>A relationship that ends sooner is told of.</summary>
    public static readonly TimeSpan EndsSoon = TimeSpan.FromDays(60);

    /// <summary>What the relation itself shows, in the order in which one thing builds on the other.</summary>
    /// <param name="access">Who holds roles of each active relationship; null where that was not read.</param>
    public static IReadOnlyList<RelationFinding> Of(
        CustomerRelation relation, IReadOnlyList<RelationAccess>? access, DateTimeOffset now)
    {
        List<RelationFinding> found = [];
        if (!relation.IsReseller)
            found.Add(new RelationFinding(RelationSign.NotReseller));
        found.AddRange(OfDelegation(relation.Delegated, access, now));
        if (relation.HasFewDetails && relation.Delegated.IsActive)
            found.Add(new RelationFinding(RelationSign.FewDetails));
        return found;
    }

    /// <summary>What one relationship alone shows of its state; null for nothing.</summary>
    public static RelationSign? OfState(DelegatedRelation relation, DateTimeOffset now) => relation.State switch
    {
        RelationState.Created => RelationSign.NotLocked,
        RelationState.ApprovalPending => RelationSign.ApprovalPending,
        RelationState.Activating => RelationSign.Activating,
        RelationState.Expiring => RelationSign.Expiring,
        RelationState.Active when relation.Lapses - now <= EndsSoon => RelationSign.Ending,
        _ => null,
    };

    private static IEnumerable<RelationFinding> OfDelegation(
        DelegatedAdministration delegated, IReadOnlyList<RelationAccess>? access, DateTimeOffset now)
    {
        var active = delegated.Relations.Where(one => one.IsActive).ToList();
        var waiting = delegated.Relations.Where(one => !one.IsActive && !one.IsOver && one.State != RelationState.Unknown).ToList();
        foreach (var one in waiting.Where(one => active.Count == 0 || one.State != RelationState.Created))
            yield return new RelationFinding(OfState(one, now)!.Value) { Relation = one };
        if (active.Count == 0)
        {
            if (waiting.Count == 0)
                yield return new RelationFinding(
                    delegated.Relations.Any(one => one.IsOver) ? RelationSign.DelegationOver : RelationSign.NoDelegation);
            yield break;
        }

        // What ends while another one with the same roles goes on is nobody's trouble.
        foreach (var one in active.Where(one => !active.Any(other => other != one && Outlives(other, one))))
        {
            if (OfState(one, now) is { } sign)
                yield return new RelationFinding(sign) { Relation = one };
        }

        if (access is not null && !access.Any(one => one.Stands && one.Roles.Count > 0))
            yield return new RelationFinding(RelationSign.NoAccess) { Relation = active[0] };
        foreach (var step in DirectoryRoles.Short(delegated.Roles))
            yield return new RelationFinding(Short(step));
    }

    /// <summary>The other one carries at least the same roles and ends later, or not at all by itself.</summary>
    public static bool Outlives(DelegatedRelation other, DelegatedRelation one) =>
        other.State == RelationState.Active
        && one.Roles.All(other.Roles.Contains)
        && (other.Lapses is null ? one.Lapses is not null : other.Lapses > one.Lapses);

    private static RelationSign Short(DirectoryStep step) => step switch
    {
        DirectoryStep.Invite => RelationSign.ShortInvite,
        DirectoryStep.Consent => RelationSign.ShortConsent,
        _ => RelationSign.ShortRead,
    };
}
