using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>How principals, roles and places are named on the cards about access.</summary>
internal static class AccessWords
{
    private const string ManagementGroups = "/providers/Microsoft.Management/managementGroups/";

    /// <summary>The name that the directory tells, else what it is and the beginning of its id.</summary>
    public static string Name(Texts texts, AccessPrincipal principal) => principal.Kind switch
    {
        PrincipalKind.AdminAgents => texts[CustomerAccessText.Principal_AdminAgents],
        _ when principal.Name is { Length: > 0 } name => name,
        PrincipalKind.ForeignGroup => texts[CustomerAccessText.Principal_ForeignGroup, Short(principal.Id)],
        PrincipalKind.Gone => texts[CustomerAccessText.Principal_Gone, Short(principal.Id)],
        _ => principal.Id,
    };

    /// <summary>What it is, and how it signs in.</summary>
    public static string Kind(Texts texts, AccessPrincipal principal) =>
        principal.SignIn is { Length: > 0 } signIn
            ? texts[CustomerAccessText.KindWithSignIn, texts["CustomerAccess.Kind." + principal.Kind], signIn]
            : texts["CustomerAccess.Kind." + principal.Kind];

    public static string Role(Texts texts, AccessRole role) => Role(texts, role, RoleWords.Name);

    /// <summary>The same for lists and facts.</summary>
    public static string RoleListed(Texts texts, AccessRole role) => Role(texts, role, RoleWords.Listed);

    private static string Role(Texts texts, AccessRole role, Func<Texts, Guid, string, string> say) => role switch
    {
        { Name: null or "" } => texts[CustomerAccessText.RoleUnknown, Short(role.Id.ToString())],
        { IsCustom: true } => texts[CustomerAccessText.RoleCustom, role.Name],
        _ => say(texts, role.Id, role.Name),
    };

    /// <summary>Where it stands, in words.</summary>
    public static string Place(Texts texts, AccessEntry entry) => Place(texts, entry.Assignment.Scope);

    public static string Place(Texts texts, string scope)
    {
        if (scope.StartsWith(ManagementGroups, StringComparison.OrdinalIgnoreCase))
            return texts[CustomerAccessText.Place_ManagementGroup, scope[ManagementGroups.Length..]];
        return scope.Trim('/').Split('/') switch
        {
            [""] => texts[CustomerAccessText.Place_Root],
            [_, _] => texts[CustomerAccessText.Place_Subscription],
            [_, _, _, var group] => texts[CustomerAccessText.Place_Group, group],
            [_, _, _, var group, .., var name] => texts[CustomerAccessText.Place_Resource, name, group],
            var parts => parts[^1],
        };
    }

    /// <summary>By which request of ours, and until when.</summary>
    public static string? Origin(Texts texts, AccessRow row) => row switch
    {
        { By: { EndsAt: { } until } by } => texts[CustomerAccessText.ByUntil, by.Id, texts.Time(until)],
        { By: { } by } => texts[by.State == RequestState.Succeeded ? CustomerAccessText.ByForGood : CustomerAccessText.ByUnderWay, by.Id],
        { IsUnknownOwner: true } => texts[CustomerAccessText.UnknownOwner],
        _ => null,
    };

    private static string Short(string id) => id[..Math.Min(8, id.Length)];
}
