using CspBot.Cloud;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>Commands and names that are handed to people: operators, customers' administrators, Microsoft.</summary>
internal static class StackWords
{
    private const string Quotes = "'‘’‚‛";

    /// <summary>Group, name and subscription of a registration: what Microsoft wants to know in the mail (facts azure §4.3).</summary>
    public static (string Group, string Name, string Subscription) Parts(StackDeployment stack) =>
        stack.RegistrationId.Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, var subscription, _, var group, .., var name]
            ? (group, name, subscription)
            : ("", stack.RegistrationId, "");

    /// <summary>Lets a directory in (azure §5.1).</summary>
    public static string OperatorCommand(StackDeployment stack, string domain) =>
        $"Register-AzSGuestDirectoryTenant -AdminResourceManagerEndpoint {stack.AdminResourceManager} -DirectoryTenantName "
        + $"{stack.DirectoryTenantId} -GuestDirectoryTenantName {domain} -Location {stack.KnownRegion ?? "<region>"} -ResourceGroupName "
        + $"system.{stack.KnownRegion ?? "<region>"}";

    /// <summary>Shuts it out again (azure §5.2).</summary>
    public static string OperatorRemoval(StackDeployment stack, string domain) =>
        $"Unregister-AzsGuestDirectoryTenant -AdminResourceManagerEndpoint {stack.AdminResourceManager} -DirectoryTenantName "
        + $"{stack.DirectoryTenantId} -GuestDirectoryTenantName {domain} -ResourceGroupName system.{stack.KnownRegion ?? "<region>"}";

    /// <summary>
    /// Makes a local subscription (module Azs.Subscriptions.Admin, signed in to the operator's Resource Manager). The id is left to the
    /// command: what a person makes is not ours to remove.
    /// </summary>
    public static string MakeSubscription(NewStackSubscription wanted) =>
        $"New-AzsUserSubscription -OfferId {(wanted.OfferId.Length > 0 ? wanted.OfferId : "<offer>")} -Owner {Quoted(wanted.Owner)} "
        + $"-TenantId {wanted.TenantId} -DisplayName {Quoted(wanted.Name)}";

    /// <summary>Removes it again, with all that is in it.</summary>
    public static string RemoveSubscription(string subscription) => $"Remove-AzsUserSubscription -TargetSubscriptionId {subscription}";

    /// <summary>As PowerShell takes any text; typographic quotes end one there, too, unless they are doubled.</summary>
    private static string Quoted(string text) =>
        $"'{string.Concat(text.Select(letter => new string(letter, Quotes.Contains(letter, StringComparison.Ordinal) ? 2 : 1)))}'";

    /// <summary>
    /// Run by an administrator of the customer's directory (azure §5.2; the tool's parameter names are general knowledge of it).
    /// </summary>
    public static string CustomerCommand(StackDeployment stack, string domain) =>
        $"Register-AzSWithMyDirectoryTenant -TenantResourceManagerEndpoint {stack.TenantResourceManager} -DirectoryTenantName {domain} "
        + "-Verbose";
}
