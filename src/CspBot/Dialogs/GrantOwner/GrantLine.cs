using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>One right that a grant gives: who, which role, where. Stored with its request.</summary>
internal sealed record GrantLine
{
    public required string SubscriptionId { get; init; }

    public required string SubscriptionName { get; init; }

    /// <summary>The resource group; null for the whole subscription.</summary>
    public string? Group { get; init; }

    public required Guid RoleId { get; init; }

    public required string RoleName { get; init; }

    /// <summary>The customer made the role itself.</summary>
    public bool IsOwnRole { get; init; }

    /// <summary>Object id; empty for somebody who is invited first.</summary>
    public required string PrincipalId { get; init; }

    public required string PrincipalName { get; init; }

    /// <summary>User or Group.</summary>
    public required string PrincipalType { get; init; }

    /// <summary>Sign-in name, or the address that is invited; empty for a group.</summary>
    public string Address { get; init; } = "";

    public AzureScope Scope => new(SubscriptionId, Group);

    public bool IsInvited => PrincipalId.Length == 0;

    public bool IsOwner => RoleId == AzureRoles.Owner && Group is null;

    /// <summary>The subscription, or the resource group and its subscription.</summary>
    public string Place => Group is null ? SubscriptionName : $"{Group} ({SubscriptionName})";

    public RoleTarget Target(string principalId) => new(Scope, RoleId, principalId, PrincipalType);

    public HeldRight Right(string principalId, DateTimeOffset since) => HeldRight.Role(Scope.Id, RoleId, principalId, since);

    public string Say(Texts texts) => texts[GrantOwnerText.Part, PrincipalName, Role(texts), Place];

    public string Role(Texts texts) => RoleWords.Name(texts, RoleId, RoleName);

    public string RoleListed(Texts texts) => RoleWords.Listed(texts, RoleId, RoleName);
}

/// <summary>One right that an end takes back. Stored with its request.</summary>
internal sealed record RevokeLine
{
    public required string SubscriptionId { get; init; }

    public required string SubscriptionName { get; init; }

    public string? Group { get; init; }

    public required Guid RoleId { get; init; }

    public required string RoleName { get; init; }

    public required string PrincipalId { get; init; }

    public required string PrincipalName { get; init; }

    public required string PrincipalType { get; init; }

    public required string AssignmentName { get; init; }

    /// <summary>When it was given: who was given it later keeps it.</summary>
    public DateTimeOffset Since { get; init; }

    public AzureScope Scope => new(SubscriptionId, Group);

    public bool IsOwner => RoleId == AzureRoles.Owner && Group is null;

    public string Place => Group is null ? SubscriptionName : $"{Group} ({SubscriptionName})";

    public HeldRight Right => HeldRight.Role(Scope.Id, RoleId, PrincipalId, Since);

    public string Say(Texts texts) => texts[GrantOwnerText.Part, PrincipalName, Role(texts), Place];

    public string Role(Texts texts) => RoleWords.Name(texts, RoleId, RoleName);

    public static RevokeLine Of(GrantLine line, string principalId, string assignment, DateTimeOffset since) => new()
    {
        SubscriptionId = line.SubscriptionId,
        SubscriptionName = line.SubscriptionName,
        Group = line.Group,
        RoleId = line.RoleId,
        RoleName = line.RoleName,
        PrincipalId = principalId,
        PrincipalName = line.PrincipalName,
        PrincipalType = line.PrincipalType,
        AssignmentName = assignment,
        Since = since,
    };
}

/// <summary>
/// Names of steps: <c>check</c> of the only line, <c>check:2</c> of the second of several; what is noted of a line likewise.
/// </summary>
internal static class LineSteps
{
    public static string Of(string name, int line, int lines) =>
        lines == 1 ? name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}:{line + 1}");

    /// <summary>Null where there is one line only.</summary>
    public static string? Part(string step) => step.Split(':') is [_, var part] ? part : null;

    public static string Name(string step) => step.Split(':')[0];

    /// <summary>Which line a step belongs to.</summary>
    public static int Line(string step) =>
        Part(step) is { } part ? int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) - 1 : 0;
}
