using System.Text.RegularExpressions;

namespace CspBot.Requests;

/// <summary>Names of requests and of the forms that made them. What a card sends is no name of a row before it has this form.</summary>
internal static partial class RequestIds
{
    private const int LongestShown = 64;

    /// <summary>Ours and short: <c>R-7K3QD</c>, and <c>R-7K3QD-E</c> for its end.</summary>
    public static bool IsRequest(string? id) => id is not null && RequestForm().IsMatch(id);

    /// <summary>The id of the request that ends this one's effect: one request has one.</summary>
    public static string EndOf(string id) => id + "-E";

    /// <summary>
    /// What a submission may be known by: letters that every column holds, of a length that every
    /// index holds, and never the name of an end.
    /// </summary>
    public static bool IsForm(string? id) => id is not null && FormForm().IsMatch(id);

    /// <summary>Whatever was sent as a name, fit for any column: cut, and without the characters that PostgreSQL cannot hold.</summary>
    public static string? Clean(string? text) => text is null
        ? null
        : string.Concat(text.EnumerateRunes().Take(LongestShown).Select(rune => rune.Value < ' ' ? "\ufffd" : rune.ToString()));

    [GeneratedRegex(@"\AR-[A-Z0-9]{1,8}(-E)?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestForm();

    [GeneratedRegex(@"\A(?!end:|taken:)[!-~]{1,300}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormForm();
}
