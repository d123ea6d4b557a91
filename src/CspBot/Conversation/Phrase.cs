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
}
