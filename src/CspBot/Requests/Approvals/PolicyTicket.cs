using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Requests.Approvals;

/// <summary>How a ticket looks, and where it is read.</summary>
internal sealed partial class PolicyTicket(string pattern, string? link)
{
    /// <summary>Reasons of the refusals that a ticket mends.</summary>
    public const string Missing = "Policy.TicketMissing";

    /// <inheritdoc cref="Missing"/>
    public const string Wrong = "Policy.TicketWrong";

    /// <summary>Input id, and the longest that one may be.</summary>
    public const string Input = "ticket";

    /// <inheritdoc cref="Input"/>
    public const int Longest = 60;

    /// <summary>Of an example, where the pattern takes any number of them.</summary>
    private const int SomeDigits = 4;

    private const string Place = "{ticket}";
    private const RegexOptions Kind = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    // Of the kind that takes time in proportion to the text, whatever the pattern; which must be one by itself, or it could leave the
    // brackets around it.
    private readonly Regex _whole = new($@"\A(?:{new Regex(pattern, Kind)})\z", Kind);

    /// <summary>One that fits, for people who read no patterns; the pattern itself where none could be made of it.</summary>
    public string Example => field ??= Sample(pattern) is var sample && Fits(sample) ? sample : pattern;

    public string? Link => link;

    public bool Fits(string ticket) => ticket.Length is > 0 and <= Longest && _whole.IsMatch(ticket);

    /// <summary>Where this ticket is read; null where the rule does not say.</summary>
    public string? LinkOf(string ticket) => link?.Replace(Place, Uri.EscapeDataString(ticket), StringComparison.Ordinal);

    /// <summary>The template is an https address with a place for the ticket behind the host, and names nobody before it.</summary>
    public static bool IsLink(string link) =>
        link.Contains(Place, StringComparison.Ordinal)
        && Uri.TryCreate(link.Replace(Place, "1", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.UserInfo.Length == 0
        && !link[(uri.Scheme.Length + Uri.SchemeDelimiter.Length)..].Split('/')[0].Contains(Place, StringComparison.Ordinal);

    /// <summary>The pattern with its first choices taken, and with digits and letters that count on instead of their classes.</summary>
    private static string Sample(string pattern)
    {
        var at = 0;
        var drawn = Classes().Replace(FirstChoice().Replace(pattern.Trim('^', '$'), "$1"), match =>
        {
            var count = match.Groups["count"] is { Success: true } many ? int.Parse(many.ValueSpan, CultureInfo.InvariantCulture)
                : match.Value[^1] is '+' or '*' ? SomeDigits
                : 1;
            var from = match.Value[1] switch { 'A' => "ABCDEFGHIJ", 'a' => "abcdefghij", _ => "1234567890" };
            return string.Concat(Enumerable.Range(0, Math.Min(count, Longest)).Select(_ => from[at++ % from.Length]));
        });
        return Escaped().Replace(drawn, "$1");
    }

    [GeneratedRegex(@"\((?:\?:)?([^()|]+)\|[^()]*\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstChoice();

    [GeneratedRegex(
        @"(?:\\d|\[(?:0-9|A-Z|a-z)\])(?:\{(?<count>[0-9]{1,3})(?:,[0-9]*)?\}|[+*?])?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Classes();

    [GeneratedRegex(@"\\([^A-Za-z0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escaped();
}
