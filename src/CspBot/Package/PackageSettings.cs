using System.Text.RegularExpressions;

namespace CspBot.Package;

/// <summary>What the operator says about the Teams app on the command line.</summary>
internal sealed partial record PackageSettings
{
    private const int LongestVersion = 256;
    private const int LongestDeveloper = 32;
    private const int LongestLink = 2048;
    private const int LongestHost = 253;

    private static readonly string[] Names =
        ["--app-id", "--package-id", "--domain", "--version", "--developer", "--website", "--privacy", "--terms", "--sign-in", "--out"];

    private static readonly string[] Required = ["--app-id", "--domain", "--out"];

    public required string AppId { get; init; }

    public required string PackageId { get; init; }

    public required string Domain { get; init; }

    public required string Version { get; init; }

    public required string Developer { get; init; }

    public required string Website { get; init; }

    public required string Privacy { get; init; }

    public required string Terms { get; init; }

    /// <summary><c>on</c> where <c>Approvals:FreshSignIn</c> is: clients get single sign-on tokens of such an app alone.</summary>
    public required string SignIn { get; init; }

    public bool SignsIn => SignIn == "on";

    public required string Out { get; init; }

    /// <summary>Reads <c>--name value</c> pairs; each mistake is a sentence.</summary>
    public static (PackageSettings Settings, IReadOnlyList<string> Problems) Parse(string[] args)
    {
        var problems = new List<string>();
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!Names.Contains(args[i], StringComparer.Ordinal))
                problems.Add($"The option {args[i]} is not known; --help lists the options.");
            else if (i + 1 == args.Length || Names.Contains(args[i + 1], StringComparer.Ordinal))
                problems.Add($"The option {args[i--]} needs a value.");
            else if (!given.TryAdd(args[i], args[i + 1]))
                problems.Add($"The option {args[i]} is given twice.");
        }

        problems.AddRange(Required
            .Where(name => !given.ContainsKey(name) && !args.Contains(name, StringComparer.Ordinal))
            .Select(name => $"The option {name} is missing."));

        string Value(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);
        var appId = Value("--app-id", "");
        var domain = Value("--domain", "");
        var settings = new PackageSettings
        {
            AppId = appId,
            PackageId = Value("--package-id", appId),
            Domain = domain,
            Version = Value("--version", "1.0.0"),
            Developer = Value("--developer", domain),
            Website = Value("--website", $"https://{domain}"),
            Privacy = Value("--privacy", $"https://{domain}/privacy"),
            Terms = Value("--terms", $"https://{domain}/terms"),
            SignIn = Value("--sign-in", "off"),
            Out = Value("--out", ""),
        };
        return (settings, problems.Count > 0 ? problems : [.. settings.Wrong()]);
    }

    /// <summary>What Teams would not take. The limits are those of the manifest schema 1.29.</summary>
    private IEnumerable<string> Wrong()
    {
        if (!VersionPattern().IsMatch(Version) || Version.Length > LongestVersion)
            yield return "The version must be three numbers such as 1.4.0 (--version).";
        if (!IsId(PackageId))
            yield return "The app's id must be a GUID such as 6f1f3f0e-8c1b-4a52-9d0c-2b6c7a3f1d55 (--package-id).";
        if (!IsId(AppId))
            yield return "The bot's app id must be a GUID, that of Bot:AppId (--app-id).";
        if (SignIn is not ("on" or "off"))
            yield return "The option --sign-in is on or off.";
        if (string.IsNullOrWhiteSpace(Developer))
            yield return "developer.name is empty.";
        if (Developer.Length > LongestDeveloper)
            yield return $"developer.name has {Developer.Length} characters; at most {LongestDeveloper} fit (--developer).";
        if (!IsLink(Website))
            yield return "developer.websiteUrl must be an https address on a public host (--website).";
        if (!IsLink(Privacy))
            yield return "developer.privacyUrl must be an https address on a public host (--privacy).";
        if (!IsLink(Terms))
            yield return "developer.termsOfUseUrl must be an https address on a public host (--terms).";
        if (!IsDomain(Domain))
            yield return "validDomains must hold public host names such as bot.example.com, without https://, port, path or wildcard "
                + "(--domain).";
    }

    private static bool IsId(string text) => Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty;

    private static bool IsLink(string text) => text.Length <= LongestLink
        && Uri.TryCreate(text, UriKind.Absolute, out var link)
        && link.Scheme == Uri.UriSchemeHttps && link.UserInfo.Length == 0 && IsDomain(link.Host);

    private static bool IsDomain(string host) => host.Length <= LongestHost && DomainPattern().IsMatch(host);

    [GeneratedRegex(@"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();

    // The last part begins with a letter, so an IP address is no domain.
    [GeneratedRegex(
        @"^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex DomainPattern();
}
