namespace CspBot.Package;

/// <summary>What the operator says about the Teams app on the command line.</summary>
internal sealed record PackageSettings(
    string AppId,
    string PackageId,
    string Domain,
    string Version,
    string Developer,
    string Website,
    string Privacy,
    string Terms,
    string Out)
{
    private static readonly string[] Names =
        ["--app-id", "--package-id", "--domain", "--version", "--developer", "--website", "--privacy", "--terms", "--out"];

    private static readonly string[] Required = ["--app-id", "--domain", "--out"];

    /// <summary>Reads <c>--name value</c> pairs; each mistake is a sentence. The values are judged later, in the package.</summary>
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
        var settings = new PackageSettings(
            appId,
            Value("--package-id", appId),
            domain,
            Value("--version", "1.0.0"),
            Value("--developer", domain),
            Value("--website", $"https://{domain}"),
            Value("--privacy", $"https://{domain}/privacy"),
            Value("--terms", $"https://{domain}/terms"),
            Value("--out", ""));
        return (settings, problems);
    }
}
