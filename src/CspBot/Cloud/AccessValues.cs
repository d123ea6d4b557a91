namespace CspBot.Cloud;

/// <summary>Where a role assignment stands, seen from the subscription.</summary>
internal enum AccessPlace
{
    /// <summary>At a management group or the root: inherited, and not to be taken away here.</summary>
    Above,

    /// <summary>At the subscription itself.</summary>
    Here,

    /// <summary>At a resource group or a resource of it.</summary>
    Below,
}

/// <summary>Who holds a role assignment.</summary>
internal enum PrincipalKind
{
    User,
    Guest,
    Group,
    Application,

    /// <summary>The partner's AdminAgents: through it the partner acts, and earns its credit.</summary>
    AdminAgents,

    /// <summary>A group of another directory, such as another group of the partner's, or another partner's.</summary>
    ForeignGroup,

    /// <summary>Deleted from the directory; its assignments stay (azure §3.5).</summary>
    Gone,

    /// <summary>The directory was not read.</summary>
    Unread,
}

/// <summary>Who holds a role assignment, by name where the directory tells it.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Display name; null where nobody tells it.</param>
/// <param name="SignIn">User principal name; null for what does not sign in.</param>
internal sealed record AccessPrincipal(string Id, PrincipalKind Kind, string? Name = null, string? SignIn = null);

/// <summary>A role by its GUID, with the name that Azure has for it; null where it was not read.</summary>
internal sealed record AccessRole(Guid Id, string? Name, bool IsCustom = false);

/// <summary>One role assignment with who and what it means.</summary>
internal sealed record AccessEntry(RoleAssignment Assignment, AccessPlace Place, AccessRole Role, AccessPrincipal Principal)
{
    /// <summary>Owner of the subscription or of more.</summary>
    public bool IsOwner => Role.Id == AzureRoles.Owner && Place != AccessPlace.Below;
}

/// <summary>Everybody who has access to a subscription, and what could not be read of it.</summary>
/// <param name="Unresolved">Why principals have no names; null when all were asked for.</param>
/// <param name="Unnamed">Why some roles have no names.</param>
internal sealed record AccessView(IReadOnlyList<AccessEntry> Entries, CloudFault? Unresolved, CloudFault? Unnamed)
{
    /// <summary>AdminAgents hold at least one role for which the partner earns credit.</summary>
    public bool EarnsCredit => Entries.Any(entry => Earns(entry));

    /// <summary>AdminAgents may give and take rights here.</summary>
    public bool PartnerMayAssign => Entries.Any(entry => entry.Principal.Kind == PrincipalKind.AdminAgents
        && entry.Place != AccessPlace.Below
        && (entry.Role.Id == AzureRoles.Owner || entry.Role.Id == AzureRoles.UserAccessAdministrator));

    /// <summary>Without this one nobody would earn it any more.</summary>
    public bool EndsCredit(AccessEntry without) => Earns(without) && !Entries.Any(entry => entry != without && Earns(entry));

    private static bool Earns(AccessEntry entry) =>
        entry.Principal.Kind == PrincipalKind.AdminAgents
        && entry.Place != AccessPlace.Below
        && EarnedCredit.Earns(entry.Role.Id);
}

/// <summary>
/// For which roles the partner earns credit on an Azure plan's subscriptions (november-2026 §C 13; Microsoft's list
/// partner-center/billing/azure-roles-perms-pec: every role that can do something, none that only reads). Legacy offers earn none.
/// </summary>
/// <remarks>Assumed of a role that is not on that list, a custom one too: it earns, so that nobody is alarmed for nothing.</remarks>
internal static class EarnedCredit
{
    private static readonly HashSet<Guid> OnlyRead =
    [
        new("acdd72a7-3385-48ef-bd42-f606fba81ae7"), // Reader
        new("582fc458-8989-419f-a480-75249bc5db7e"), // Reservations Reader
        new("72fafb9e-0641-4937-9268-a91bfd8191a3"), // Cost Management Reader
    ];

    public static bool Earns(Guid role) => role != Guid.Empty && !OnlyRead.Contains(role);
}
