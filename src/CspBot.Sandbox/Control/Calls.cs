using System.Text.RegularExpressions;

namespace CspBot.Sandbox;

/// <summary>One request that an API received, as <c>GET /control/calls</c> shows it: without secrets.</summary>
internal sealed record RecordedCall(
    long Number,
    string Api,
    string Method,
    string Path,
    string Query,
    int Status,
    string? RequestId,
    string Body,
    DateTimeOffset Time)
{
    /// <summary>Its path with <c>{names}</c> for what differs from call to call; null when no route took it.</summary>
    public string? Route { get; init; }

    /// <summary>The tenant of the caller's token, when it had a good one.</summary>
    public string? Tenant { get; init; }

    /// <summary><c>user</c> or <c>app</c>.</summary>
    public string? TokenKind { get; init; }

    /// <summary>A fault of <c>/control/faults</c> answered, delayed or cut this call.</summary>
    public bool Fault { get; init; }

    /// <summary>The connection was cut instead of an answer; the status is that of the work done before, or 0.</summary>
    public bool Dropped { get; init; }
}

/// <summary>The log of all requests, bounded, newest last.</summary>
internal sealed partial class Calls
{
    private const int Capacity = 200_000;
    private readonly Lock gate = new();
    private readonly Queue<RecordedCall> calls = new();
    private long last;

    public void Add(Func<long, RecordedCall> call)
    {
        lock (gate)
        {
            calls.Enqueue(call(++last));
            if (calls.Count > Capacity)
                calls.Dequeue();
        }
    }

    public IReadOnlyList<RecordedCall> All()
    {
        lock (gate)
            return [.. calls];
    }

    public void Clear()
    {
        lock (gate)
            calls.Clear();
    }

    /// <summary>The body with the values of secrets, tokens and passwords replaced.</summary>
    public static string Redact(string body) => JsonSecret().Replace(FormSecret().Replace(body, "$1=***"), "$1\"***\"");

    [GeneratedRegex(
        @"\b(client_secret|refresh_token|client_assertion|assertion|password|code)=[^&]*",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormSecret();

    [GeneratedRegex(
        """("(?:password|clientSecret|refreshToken|registrationToken|activationKey)"\s*:\s*)"(?:[^"\\]|\\.)*""" + "\"",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex JsonSecret();
}
