namespace CspBot.Resources;

/// <summary>
/// Azure's built-in roles as its portal names them in the reader's language; a role that has no text here keeps the name that Azure told.
/// </summary>
internal static class RoleWords
{
    private const string Key = "Common.AzureRole.";

    /// <param name="role">GUID of the role definition.</param>
    /// <param name="name">As Azure told it: English for its own roles, the customer's word for the customer's.</param>
    public static string Name(Texts texts, Guid role, string name) => texts.Find(Key + role) ?? name;
}
