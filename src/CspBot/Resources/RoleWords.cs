namespace CspBot.Resources;

/// <summary>
/// Azure's built-in roles as its portal names them in the reader's language; a role that has no text here keeps the name that Azure told.
/// Sentences have the word alone, lists and facts also Azure's own name, which commands and documents have.
/// </summary>
internal static class RoleWords
{
    private const string Key = "Common.AzureRole.";

    /// <param name="role">GUID of the role definition.</param>
    /// <param name="name">As Azure told it: English for its own roles, the customer's word for the customer's.</param>
    public static string Name(Texts texts, Guid role, string name) => texts.Find(Key + role) ?? name;

    /// <summary>For lists and facts: “Propriétaire (Owner)”; the name alone where the language has it from Azure.</summary>
    /// <inheritdoc cref="Name"/>
    public static string Listed(Texts texts, Guid role, string name)
    {
        var word = Name(texts, role, name);
        return word == name || name.Length == 0 ? word : texts[CommonText.RoleListed, word, name];
    }
}
