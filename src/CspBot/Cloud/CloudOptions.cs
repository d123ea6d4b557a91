using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CspBot.Cloud.SignIn;

namespace CspBot.Cloud;

/// <summary>Where Microsoft's cloud is and as whom the bot acts there (configuration sections Cloud, Partner and Stack).</summary>
internal sealed class CloudOptions
{
    /// <summary>Sign-in authority, without a tenant.</summary>
    public string Login { get; init; } = "https://login.microsoftonline.com";

    /// <summary>Partner Center's base address, without <c>/v1</c>.</summary>
    public string PartnerCenter { get; init; } = "https://api.partnercenter.microsoft.com";

    /// <summary>Resource Manager's base address; a bare host, since the SDK doubles slashes behind a path (azure §9.2).</summary>
    public string ResourceManager { get; init; } = "https://management.azure.com";

    /// <summary>Graph's base address, without <c>/v1.0</c>.</summary>
    public string Graph { get; init; } = "https://graph.microsoft.com";

    /// <summary>PEM file of authorities trusted besides the system's.</summary>
    public string? TrustedCertificates { get; init; }

    /// <summary>Token resource of Partner Center (partner-center §1.1); a sovereign cloud sets its own.</summary>
    public string PartnerCenterAudience { get; init; } = "https://api.partnercenter.microsoft.com";

    /// <summary>Token resource of Resource Manager (partner-center §1.2); a sovereign cloud sets its own.</summary>
    public string ResourceManagerAudience { get; init; } = "https://management.azure.com/";

    /// <summary>Token resource of Graph; a sovereign cloud sets its own.</summary>
    public string GraphAudience { get; init; } = "https://graph.microsoft.com";

    /// <summary>A Retry-After above this is not waited for: the caller gets Throttled and comes back later.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time-out of one attempt on the network.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The partner's account (section Partner).</summary>
    public PartnerAccount Partner { get; set; } = new();

    /// <summary>Each Azure Stack the partner runs (section Stack:Deployments).</summary>
    public IReadOnlyList<StackDeployment> Stacks { get; set; } = [];

    /// <summary>Clouds in which no savings plans are sold, by the end of their Resource Manager's host (november-2026 §B 2).</summary>
    private static readonly string[] WithoutSavingsPlans = [".usgovcloudapi.net", ".chinacloudapi.cn", ".microsoftazure.de"];

    /// <summary>Savings plans are sold in the cloud that the bot works in; elsewhere exchanges stay as they were.</summary>
    public bool SellsSavingsPlans => !WithoutSavingsPlans.Any(
        end => new Uri(ResourceManager).Host.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the sections Cloud, Partner and Stack; what is absent keeps its public-cloud default.</summary>
    public static CloudOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("Cloud").Get<CloudOptions>() ?? new CloudOptions();
        options.Partner = configuration.GetSection("Partner").Get<PartnerAccount>() ?? new PartnerAccount();
        options.Stacks = configuration.GetSection("Stack:Deployments").Get<List<StackDeployment>>() ?? [];
        return options;
    }

    /// <summary>One sentence for each missing or wrong setting; empty when all is well.</summary>
    public IEnumerable<string> Validate() =>
        new[]
        {
            WrongAddress("Cloud:Login", Login),
            WrongAddress("Cloud:PartnerCenter", PartnerCenter),
            WrongAddress("Cloud:ResourceManager", ResourceManager) ?? WrongPath("Cloud:ResourceManager", ResourceManager),
            WrongAddress("Cloud:Graph", Graph),
            WrongCertificates(),
        }
        .OfType<string>()
        .Concat(Partner.Validate())
        .Concat(Stacks.SelectMany((stack, i) => stack.Validate($"Stack:Deployments:{i}")))
        .Concat(Stacks
            .GroupBy(stack => stack.Name.Trim(), StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Key.Length > 0 && same.Skip(1).Any())
            .Select(same => $"Stack:Deployments: the name '{same.Key}' stands for {same.Count()} deployments; each needs its own."));

    /// <summary>A sentence when the value is no absolute https address.</summary>
    internal static string? WrongAddress(string key, string? value) => value switch
    {
        null or "" => $"{key} is missing: give an https address.",
        _ when !Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps =>
            $"{key} must be an absolute https address, not '{value}'.",
        _ => null,
    };

    /// <summary>A sentence when the value is no GUID.</summary>
    internal static string? WrongGuid(string key, string? value) => value switch
    {
        null or "" => $"{key} is missing: give its GUID.",
        _ when !System.Guid.TryParseExact(value, "D", out _) =>
            $"{key} must be a GUID such as 00000000-0000-4000-8000-000000000001, not '{value}'.",
        _ => null,
    };

    private static string? WrongPath(string key, string value) =>
        new Uri(value).AbsolutePath == "/" ? null : $"{key} must be a bare host without a path, not '{value}'.";

    private string? WrongCertificates()
    {
        if (string.IsNullOrEmpty(TrustedCertificates))
            return null;
        if (!File.Exists(TrustedCertificates))
            return $"Cloud:TrustedCertificates names a file that does not exist: '{TrustedCertificates}'.";
        try
        {
            return ReadTrusted().Count > 0 ? null : $"Cloud:TrustedCertificates holds no PEM certificate: '{TrustedCertificates}'.";
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"Cloud:TrustedCertificates cannot be read as PEM ('{TrustedCertificates}'): {e.Message}";
        }
    }

    /// <summary>The extra authorities; empty when none are configured.</summary>
    internal X509Certificate2Collection ReadTrusted()
    {
        var certificates = new X509Certificate2Collection();
        if (!string.IsNullOrEmpty(TrustedCertificates))
            certificates.ImportFromPemFile(TrustedCertificates);
        return certificates;
    }
}
