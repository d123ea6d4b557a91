using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace CspBot.Cache;

/// <summary>How to reach the Redis server, read from the setting <c>Cache:Redis</c>.</summary>
internal sealed record RedisOptions(string Host, int Port)
{
    /// <summary>The ACL user; null is the server's default user.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    public bool Ssl { get; init; }

    /// <summary>Authorities that may have signed the server's certificate; null is the machine's own list.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one command is waited for. Short, because somebody waits in a chat and a miss costs little.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long answers may be owed with no byte arriving before the connection is given up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Commands that may wait to be written; one more is refused at once.</summary>
    public int MaxPending { get; init; } = 50_000;

    /// <summary>
    /// Reads <c>host:port[,user=…][,password=…][,ssl=true]</c>. On failure <paramref name="problem"/> is a sentence for
    /// the operator, which never repeats a value: it could be a part of the password.
    /// </summary>
    public static bool TryParse(
        string setting, X509Certificate2Collection? trustedRoots, out RedisOptions options, out string problem)
    {
        var parts = setting.Split(',');
        options = new RedisOptions("", 0) { TrustedRoots = trustedRoots };
        if (!TryParseEndpoint(parts[0].Trim(), ref options))
        {
            problem = "It must begin with host:port, for example cache.example.com:6380.";
            return false;
        }

        for (var i = 1; i < parts.Length; i++)
        {
            if (TryParsePart(parts[i], ref options))
                continue;
            problem = $"Part {i + 1} is none of user=…, password=…, ssl=true, ssl=false "
                + "(parts are separated by commas, so a password cannot hold one).";
            return false;
        }

        if (options is { User: not null, Password: null })
        {
            problem = "It names a user but no password.";
            return false;
        }

        problem = "";
        return true;
    }

    private static bool TryParseEndpoint(string endpoint, ref RedisOptions options)
    {
        var colon = endpoint.LastIndexOf(':');
        if (colon <= 0)
            return false;
        var host = endpoint[..colon].Trim('[', ']');
        if (Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic)
            return false;
        if (!ushort.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            return false;
        options = options with { Host = host, Port = port };
        return true;
    }

    private static bool TryParsePart(string part, ref RedisOptions options)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return false;
        var name = part[..equals].Trim();
        var value = part[(equals + 1)..];
        if (value.Length == 0)
            return false;

        if (name.Equals("user", StringComparison.OrdinalIgnoreCase))
            options = options with { User = value };
        else if (name.Equals("password", StringComparison.OrdinalIgnoreCase))
            options = options with { Password = value };
        else if (name.Equals("ssl", StringComparison.OrdinalIgnoreCase) && bool.TryParse(value, out var ssl))
            options = options with { Ssl = ssl };
        else
            return false;
        return true;
    }

    // A record's own text would show the password in a log.
    public override string ToString() => $"{Host}:{Port}{(Ssl ? " (TLS)" : "")}";
}
