using System.Text.Json;

namespace CspBot.Trials.Histories;

/// <summary>A click as it was sent.</summary>
/// <param name="Kind">The audit's name of what it asks for.</param>
/// <param name="Version">Of the card it stood on.</param>
internal sealed record Sent(Who Who, string Kind, int Version)
{
    /// <summary>The sign-in that came with it; null for none.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>The length that it asks for.</summary>
    public string Length { get; init; } = "";

    /// <summary>What it was answered with asks for a sign-in: nothing was decided, and nobody did anything wrong.</summary>
    public bool IsAskedToSignIn { get; set; }

    /// <summary>It came before, and may be answered as that was.</summary>
    public bool IsOld { get; set; }
}

/// <summary>An entry of the audit about the request that is played, or its end.</summary>
internal sealed record Line(long Seq, DateTimeOffset At, string Kind, string Request, Who? Actor, JsonElement Detail)
{
    public bool IsOfEnd => Request.EndsWith("-E", StringComparison.Ordinal);

    public string? this[string name] => Detail.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>What was tried, by the name that the change has.</summary>
    public string Tried => Kind != "refused" ? Kind : this["what"] switch
    {
        "requests/approve" => "approved",
        "requests/reject" => "rejected",
        "requests/cancel" => "cancelled",
        "requests/undo" => "undo",
        "requests/retry" => "retried",
        "requests/comment" => "commented",
        "requests/remind" => "reminded-by-hand",
        "requests/end" => "end-changed",
        "requests/looking" => "looking",
        "requests/confirm" => "confirmed",
        "requests/not-confirm" => "not-confirmed",
        var what => what ?? "",
    };

    /// <summary>Nobody could read something: a click that is weighed by nothing.</summary>
    public bool IsUnweighed => Kind == "refused"
        && this["reason"] is { } reason && (reason == "RolesUnknown" || reason.StartsWith("Cloud.", StringComparison.Ordinal));

    public override string ToString() =>
        $"{Seq} {At:HH:mm:ss.fff} {(IsOfEnd ? "end " : "")}{Kind} {Actor} {this["what"]} {this["reason"]} {this["state"]} "
        + $"v{this["version"] ?? this["shownVersion"]} {this["step"]} {this["forId"]}";
}

/// <summary>What was said stands against what the rules say: the history that led there, and the audit of it.</summary>
internal sealed class BrokenPromiseException(string message, Exception? inner = null) : Exception(message, inner);
