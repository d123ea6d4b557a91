namespace CspBot.Cloud;

/// <summary>Where a role is given: a subscription, or one resource group of it.</summary>
/// <param name="Subscription">GUID, lower case.</param>
/// <param name="Group">Name of the resource group; null for the whole subscription.</param>
internal sealed record AzureScope(string Subscription, string? Group = null)
{
    /// <summary><c>/subscriptions/{s}</c> or <c>/subscriptions/{s}/resourceGroups/{rg}</c>.</summary>
    public string Id => Group is null ? $"/subscriptions/{Subscription}" : $"/subscriptions/{Subscription}/resourceGroups/{Group}";

    /// <summary>The scope with this id; null for what is neither a subscription nor a resource group.</summary>
    public static AzureScope? Read(string id) => id.Trim('/').Split('/') switch
    {
        [var kind, var subscription] when IsSubscription(kind, subscription) => new AzureScope(subscription.ToLowerInvariant()),
        [var kind, var subscription, var below, { Length: > 0 } group]
            when IsSubscription(kind, subscription) && below.Equals("resourceGroups", StringComparison.OrdinalIgnoreCase) =>
            new AzureScope(subscription.ToLowerInvariant(), group),
        _ => null,
    };

    private static bool IsSubscription(string kind, string id) =>
        kind.Equals("subscriptions", StringComparison.OrdinalIgnoreCase) && Guid.TryParse(id, out _);
}

/// <summary>A role of Azure: built in, or the customer's own.</summary>
/// <param name="Id">GUID of the definition.</param>
/// <param name="Name">As Azure writes it, in English for built-in ones.</param>
internal sealed record AzureRole(Guid Id, string Name, bool IsCustom);

/// <summary>Somebody whom a role can be given: a user or a group of the customer's directory.</summary>
/// <param name="Address">Sign-in name of a user; empty for a group.</param>
/// <param name="Type">The word of a role assignment: User or Group (azure §3.2).</param>
internal sealed record Principal(string Id, string Name, string Address, string Type)
{
    public const string User = "User";
    public const string Group = "Group";

    public bool IsGuest { get; init; }

    /// <summary>A group is never disabled.</summary>
    public bool IsEnabled { get; init; } = true;

    public bool IsGroup => Type == Group;

    public static Principal Of(DirectoryUser user) =>
        new(user.Id, user.DisplayName, user.UserPrincipalName, User) { IsGuest = user.IsGuest, IsEnabled = user.IsEnabled };
}

/// <summary>One right: this role, for that principal, there.</summary>
/// <param name="PrincipalId">Object id; empty to ask of nobody.</param>
/// <param name="PrincipalType">User or Group.</param>
internal sealed record RoleTarget(AzureScope Scope, Guid RoleId, string PrincipalId, string PrincipalType = Principal.User)
{
    /// <summary>The one name that this right's assignment has (UUID v5, azure §3.6).</summary>
    public string Name => AzureOperations.AssignmentName(Scope, RoleId, PrincipalId).ToString();
}

/// <summary>What stands around one right, seen at one moment.</summary>
/// <param name="Held">
/// The assignments by which the principal holds the role, directly or (a user) through groups, at or above the scope.
/// </param>
/// <param name="PartnerMayAssign">The partner's AdminAgents hold Owner or User Access Administrator as ForeignGroup.</param>
/// <param name="Count">All role assignments of the subscription.</param>
/// <param name="HoldsNamesake">The principal holds a custom role that is only named Owner.</param>
internal sealed record RoleView(IReadOnlyList<RoleAssignment> Held, bool PartnerMayAssign, int Count, bool HoldsNamesake)
{
    public bool IsHeld => Held.Count > 0;
}
