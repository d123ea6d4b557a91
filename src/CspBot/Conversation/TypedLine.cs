using System.Text.RegularExpressions;
using CspBot.Cloud.Http;

namespace CspBot.Conversation;

/// <summary>
/// What was typed or pasted into a field of one line. Signs that nobody sees come along from mails and PDFs: a service would get them too,
/// and the same words would not be known again.
/// </summary>
internal static partial class TypedLine
{
    /// <summary>On one line, without signs that nobody sees, and cut where a field takes no more anyway.</summary>
    /// <param name="longest">More is not shown again: a card that is too large would lose what it says of it.</param>
    public static string Read(string typed, int longest)
    {
        var seen = Unseen().Replace(Gaps().Replace(typed, " "), "").Trim();
        return seen.Length <= longest ? seen : CloudJson.WholeText(seen[..longest]);
    }

    [GeneratedRegex(@"[\s\p{Zl}\p{Zp}]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Gaps();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unseen();
}
