using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace CspBot.Cache;

/// <summary>The setting <c>Cache:Redis</c>: a configuration string of StackExchange.Redis, with this bot's defaults under it.</summary>
internal static class RedisSetting
{
    // Somebody waits in a chat and a miss costs little: commands are short, and none is kept for a server that is away.
    private const string Defaults =
        "abortConnect=false,connectTimeout=5000,syncTimeout=500,asyncTimeout=500,configCheckSeconds=10,name=cspbot,";

    /// <summary>
    /// Reads <c>host:port[,user=…][,password=…][,ssl=true]</c> and every other option of the library. On failure the second value is a
    /// sentence for the operator, which never repeats a value: it could be a part of the password.
    /// </summary>
    public static (ConfigurationOptions? Options, string Problem) Parse(string setting)
    {
        var parts = setting.Split(',');
        if (!IsEndPoint(parts[0].Trim()))
            return (null, "It must begin with host:port, for example cache.example.com:6380.");
        for (var n = 1; n < parts.Length; n++)
        {
            if (!IsPart(parts[n].Trim()))
                return (null,
                    $"Part {n + 1} is no option of a StackExchange.Redis configuration, such as user=…, password=…, ssl=true (parts are "
                    + "separated by commas, so a password cannot hold one).");
        }

        var options = ConfigurationOptions.Parse(Defaults + setting);
        if (options is { User.Length: > 0, Password: null or "" })
            return (null, "It names a user but no password.");
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return (options, "");
    }

    /// <summary>The server's certificate by the given trust, or by the system's own; a refusal is told with its reason.</summary>
    /// <remarks>The library calls a refused certificate an authentication failure and advises to check passwords.</remarks>
    public static void Trust(this ConfigurationOptions options, X509ChainPolicy? trust, Action<string> refused)
    {
        if (options.Ssl)
        {
            options.SslClientAuthenticationOptions = host => new SslClientAuthenticationOptions
            {
                TargetHost = options.SslHost ?? host,
                EnabledSslProtocols = options.SslProtocols ?? System.Security.Authentication.SslProtocols.None,
                CertificateChainPolicy = trust,
                RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                {
                    if (errors == SslPolicyErrors.None)
                        return true;
                    var reasons = chain?.ChainStatus.Select(status => status.Status.ToString()).Distinct() ?? [];
                    refused(string.Join(", ", reasons.Prepend(errors.ToString())));
                    return false;
                },
            };
        }
    }

    private static bool IsEndPoint(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || Uri.CheckHostName(text[..colon].Trim('[', ']')) is UriHostNameType.Unknown or UriHostNameType.Basic)
            return false;
        return ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture, out var port)
            && port > IPEndPoint.MinPort;
    }

    // A part without "=" is one more server to the library, so the tail of a password with a comma would become a host name in the log.
    private static bool IsPart(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return IsEndPoint(part);
        if (equals == part.Length - 1)
            return false;
        try
        {
            ConfigurationOptions.Parse(part, ignoreUnknown: false);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }
}
