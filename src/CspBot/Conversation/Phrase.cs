using System.Globalization;
using System.Text;

namespace CspBot.Conversation;

/// <summary>Reads what was typed: case, accents, punctuation and doubled spaces do not matter.</summary>
internal static class Phrase
{
    /// <summary>Lower case without accents or punctuation, words parted by one space.</summary>
    public static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
                continue;
            if (char.IsLetterOrDigit(letter) || letter is '.' or '-' or '@' or '_')
                plain.Append(char.ToLowerInvariant(letter));
            else if (plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
        }

        return plain.ToString().TrimEnd(' ', '.').Replace("œ", "oe", StringComparison.Ordinal);
    }

    /// <summary>The dialog whose phrase the text begins with, the longest first, and the words behind it.</summary>
    public static (Dialog Dialog, string Words)? Find(string text, IEnumerable<Dialog> dialogs)
    {
        var said = Normalize(text);
        return dialogs
            .SelectMany(dialog => dialog.Phrases.All.Select(phrase => (Dialog: dialog, Phrase: Normalize(phrase))))
            .Where(known => said == known.Phrase || said.StartsWith(known.Phrase + " ", StringComparison.Ordinal))
            .OrderByDescending(known => known.Phrase.Length)
            .Select(known => ((Dialog, string)?)(known.Dialog, said[known.Phrase.Length..].Trim()))
            .FirstOrDefault();
    }
}
