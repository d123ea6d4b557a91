using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CspBot.Conversation;

/// <summary>
/// What was typed, as it looks: letters of full width are letters, and neither signs that nobody sees nor the marks of bold and italic
/// make other words of the same ones.
/// </summary>
internal static partial class TypedText
{
    public static string Read(string text)
    {
        var decoded = text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;
        return Unseen().Replace(Look().Replace(decoded, " "), "").Normalize(NormalizationForm.FormKC);
    }

    /// <summary>Tags that change how words look; all others are what somebody pasted.</summary>
    [GeneratedRegex(
        @"</?(?:b|i|u|s|em|strong|span|p|div|br|font|code|pre|small|big|mark|li|ul|ol|h[1-6])(?:\s[^<>]*)?/?>",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Look();

    [GeneratedRegex(@"[\p{Cf}\p{Cc}-[\s]]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unseen();
}
