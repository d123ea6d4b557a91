using System.Buffers;
using System.Text.RegularExpressions;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>
/// Where a password lies: the name of a place, or a link that asks who one is. Whatever looks like the secret itself is refused: it would
/// stand in cards, in the store and in the audit.
/// </summary>
/// <remarks>
/// Words alone cannot prove that they are no password, so this is careful and not clever. Refused are: a label such as <c>password:</c>
/// with a value behind it; one lone word as passwords are made (small, capital and digit, or a sign among letters and digits, or letters
/// and digits in turn); long random runs, keys and tokens in any place; links that open without a sign-in (a token in the query or behind
/// <c>#</c>, a name and password before the host, hosts of one-time secrets), and links that are not https. A passphrase of plain words
/// cannot be told from a name.
/// </remarks>
internal static partial class SecretPlace
{
    public const int Longest = 200;

    private const int LongestRun = 20;

    private static readonly string[] OneTime =
        ["onetimesecret", "privnote", "pwpush", "yopass", "send.bitwarden", "/#/send", "password.link", "scrt.link", "1ty.me", "cryptgeon"];

    private static readonly SearchValues<char> s_signs = SearchValues.Create("!@#$%^&*+=?~|<{}[]\\");

    private static readonly char[] Between = [' ', '\t', '\u00A0', '\u202F', ',', ';', '(', ')', '"', '«', '»', '“', '”', '→', '>'];

    /// <summary>It is the place of a secret, as far as can be told, and not the secret.</summary>
    public static bool IsOne(string text)
    {
        if (text.Any(char.IsControl) || Labelled().IsMatch(text) || Keys().IsMatch(text))
            return false;
        var words = text.Split(Between, StringSplitOptions.RemoveEmptyEntries);
        return words.All(word => word.Contains("://", StringComparison.Ordinal) ? IsOpenLink(word) : IsName(word))
            && (words.Length != 1 || IsSecretLink(words[0]) || !LooksChosen(words[0]));
    }

    /// <summary>A link of a password manager's own, such as <c>op://vault/item</c>, names the place and opens nothing.</summary>
    private static bool IsSecretLink(string word) => word.Contains("://", StringComparison.Ordinal);

    private static bool IsOpenLink(string link)
    {
        if (!Uri.TryCreate(link, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Scheme is "http" or "ftp" or "file")
            return false;
        if (OneTime.Any(host => link.Contains(host, StringComparison.OrdinalIgnoreCase)))
            return false;
        if (TokenName().IsMatch($"{uri.Query}&{uri.Fragment.TrimStart('#')}"))
            return false;
        var parts = uri.AbsolutePath.Split('/')
            .Concat(uri.Fragment.Split('#', '/', '?', '&', '='))
            .Concat(uri.Query.Split('?', '&', '='));
        return parts.All(part => !IsRandom(Uri.UnescapeDataString(part)) || Guid.TryParse(part, out _));
    }

    private static bool IsName(string word) =>
        Guid.TryParseExact(word, "D", out _) || Address().IsMatch(word) || !(IsRandom(word) || HasSign(word));

    /// <summary>Letters and digits with a sign that names of places do without.</summary>
    private static bool HasSign(string word) =>
        word.Length >= 6 && word.Any(char.IsLetter) && word.Any(char.IsDigit) && word.AsSpan().ContainsAny(s_signs);

    /// <summary>A long run without a break, letters and digits mixed, or letters of both cases that change again and again.</summary>
    private static bool IsRandom(string word) => word
        .Split('-', '_', '.', ':', '/', '\\')
        .Any(run => run.Length >= LongestRun
            && ((run.Any(char.IsDigit) && Changes(run, char.IsLetter) != 1) || Changes(run, char.IsUpper) * 3 > run.Length));

    /// <summary>One lone word, made as people make passwords.</summary>
    private static bool LooksChosen(string word) =>
        word.Length >= 8
        && word.All(char.IsLetterOrDigit)
        && word.Any(char.IsDigit)
        && ((word.Any(char.IsUpper) && word.Any(char.IsLower)) || Changes(word, char.IsDigit) >= 3);

    private static int Changes(string word, Func<char, bool> kind) =>
        word.Zip(word.Skip(1)).Count(pair => kind(pair.First) != kind(pair.Second));

    /// <summary>A label, and one word behind it that is all there is, or that has a digit or a sign.</summary>
    [GeneratedRegex(
        @"\b(pass(word|wd|code|phrase)?|pwd|pw|mdp|mot\s+de\s+passe|secret|key|clé|token|jeton|pin|credential)s?\s*(:|=|\bis\b|\best\b)\s*"
        + @"(\S+$|\S*[\d!@#$%^&*+=?~|]\S*)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Labelled();

    [GeneratedRegex(
        @"-----BEGIN|\beyJ[A-Za-z0-9_-]{8,}|AccountKey=|SharedAccess|\bsig=|\bBearer\s|\bghp_|\bAKIA[0-9A-Z]{8,}|\bxox[abp]-",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Keys();

    [GeneratedRegex(
        @"[?&;](sig|sv|se|sp|spr|sr|token|access_token|id_token|refresh_token|code|key|api_?key|subscription-key|pwd|pass(word)?|"
        + @"secret|mdp|auth|signature|sas|jwt|ticket|session|sid|otp|x-amz-[a-z-]+|"
        + @"credential|share|link|resourcekey|e)=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenName();

    [GeneratedRegex(@"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
