namespace CspBot.Resources;

/// <summary>Languages by their names, for texts that are written in one and offered in the others.</summary>
internal static class LanguageWords
{
    /// <summary>As the reader calls it; a language that the reader's has no word for, as it calls itself.</summary>
    public static string Name(Texts reader, Texts language) =>
        reader.Find("Common.Language." + language.Language) ?? Language.Find(language.Language)!.OwnName;

    /// <summary>“In French”: a button that shows the same text in it.</summary>
    public static string In(Texts reader, Texts language) => reader[CommonText.InLanguage, Name(reader, language)];

    /// <summary>The part of an address of Microsoft's documents that makes them speak it.</summary>
    public static string OfDocuments(Texts texts) =>
        texts.Language == Texts.English.Language ? "en-us" : Language.Find(texts.Language)!.Culture.Name.ToLowerInvariant();
}
