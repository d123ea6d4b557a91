using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Conversation;

/// <summary>Reads numbers as people type them, and as our own cards write them.</summary>
internal static partial class Typed
{
    /// <summary>An amount without a sign; null when it is none, or could be two.</summary>
    /// <remarks>
    /// Spaces of any kind and apostrophes part thousands. Where both point and comma stand, the last one is the decimal sign.
    /// One alone is the decimal sign of the reader's language, or parts thousands where exactly three digits follow:
    /// <c>50,000</c> is fifty thousand in English.
    /// </remarks>
    public static decimal? Amount(string text, CultureInfo culture)
    {
        var digits = Spaces().Replace(text, "");
        var (point, comma) = (digits.LastIndexOf('.'), digits.LastIndexOf(','));
        var last = Math.Max(point, comma);
        if (last < 0)
            return Read(digits);
        var sign = digits[last];
        var isDecimal = digits.IndexOf(sign, StringComparison.Ordinal) == last
            && ((point >= 0 && comma >= 0) || culture.NumberFormat.NumberDecimalSeparator[0] == sign || digits.Length - last - 1 != 3);
        var whole = isDecimal ? digits[..last] : digits;
        if (whole.IndexOfAny(['.', ',']) >= 0 && !Thousands().IsMatch(whole))
            return null;
        var plain = string.Concat(whole.Where(letter => letter is not ('.' or ',')));
        return Read(isDecimal ? $"{plain}.{digits[(last + 1)..]}" : plain);
    }

    private static decimal? Read(string digits) =>
        decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    [GeneratedRegex(@"[\s'\u2019]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Thousands();
}
