using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>One role assignment as it was seen: what a request about it names, and compares again before it acts.</summary>
/// <param name="SubscriptionId">GUID of the Azure subscription that it stands at or below, lower case.</param>
/// <param name="AssignmentName">GUID of the assignment.</param>
/// <param name="Scope">Resource id that it stands at, as Azure told it.</param>
/// <param name="RoleId">GUID of the role.</param>
/// <param name="PrincipalId">Object id.</param>
/// <param name="PrincipalType">Azure's word: User, Group, ServicePrincipal, ForeignGroup, Unknown.</param>
internal sealed record AccessTarget(
    string SubscriptionId,
    string SubscriptionName,
    string AssignmentName,
    string Scope,
    string RoleId,
    string RoleName,
    string PrincipalId,
    string PrincipalName,
    string PrincipalType)
{
    /// <summary>It gives Owner of the whole subscription: the last one stays.</summary>
    public bool IsOwner => RoleId == AzureRoles.Owner.ToString() && IsHere;

    /// <summary>The customer made the role itself.</summary>
    public bool IsOwnRole { get; init; }

    /// <summary>One of <see cref="PrincipalKind"/>; empty in requests of before it was kept, whose name says it.</summary>
    public string Kind { get; init; } = "";

    public bool IsHere => string.Equals(Scope.TrimEnd('/'), "/subscriptions/" + SubscriptionId, StringComparison.OrdinalIgnoreCase);

    /// <summary>The right, as everybody names it who gives or ends it.</summary>
    public HeldRight Right(DateTimeOffset since) => HeldRight.Role(Scope, Guid.Parse(RoleId), PrincipalId, since);

    public static AccessTarget Of(AzureSubscription sold, AccessEntry entry) => new(
        sold.Id.ToLowerInvariant(),
        sold.Name,
        entry.Assignment.Name.ToLowerInvariant(),
        entry.Assignment.Scope,
        entry.Role.Id.ToString(),
        entry.Role.Name ?? "",
        entry.Principal.Id.ToLowerInvariant(),
        entry.Principal.Name ?? entry.Principal.Id.ToLowerInvariant(),
        entry.Assignment.PrincipalType)
    {
        IsOwnRole = entry.Role.IsCustom,
        Kind = entry.Principal.Kind.ToString(),
    };

    /// <summary>The role in the reader's language.</summary>
    public string Role(Texts texts) => Guid.TryParse(RoleId, out var role)
        ? AccessWords.Role(texts, new AccessRole(role, RoleName, IsOwnRole))
        : RoleName;

    /// <summary>The same with Azure's own name for it.</summary>
    public string RoleListed(Texts texts) => Guid.TryParse(RoleId, out var role)
        ? AccessWords.RoleListed(texts, new AccessRole(role, RoleName, IsOwnRole))
        : RoleName;

    /// <summary>Who holds it, in the reader's language: whoever approves may read another one than who asked.</summary>
    public string Who(Texts texts) => Enum.TryParse<PrincipalKind>(Kind, out var kind)
        ? AccessWords.Name(texts, new AccessPrincipal(PrincipalId, kind, PrincipalName == PrincipalId ? null : PrincipalName))
        : PrincipalName;

    /// <summary>The subscription, or what of it the right is limited to.</summary>
    public string Place => IsHere ? SubscriptionName : $"{Scope.TrimEnd('/').Split('/')[^1]} ({SubscriptionName})";

    /// <summary>The same right for the same principal at the same place.</summary>
    public bool Fits(RoleAssignment standing) =>
        string.Equals(standing.PrincipalId, PrincipalId, StringComparison.OrdinalIgnoreCase)
        && standing.RoleId.ToString() == RoleId
        && string.Equals(standing.Scope.TrimEnd('/'), Scope.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
}
