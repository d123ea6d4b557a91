using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>Decides who may post: checks the Bot Connector's token before the body is read.</summary>
internal sealed class BotTokens(TeamsOptions options, ConnectorKeys keys, TimeProvider time, ILogger<BotTokens> logger)
{
    private const string Scheme = "Bearer ";

    private readonly JwtRules _rules = new(options.Issuer, options.AppId ?? "");

    /// <summary>What a good token says; none for a bad one, or for one whose key cannot be read just now.</summary>
    /// <param name="authorization">The Authorization header's values; exactly one is taken.</param>
    /// <param name="ct">Ends the wait for keys.</param>
    public async Task<TokenLook> ReadAsync(IReadOnlyList<string?> authorization, CancellationToken ct)
    {
        var (error, token) = await CheckAsync(authorization, ct);
        if (error != JwtError.None)
            Log.TokenRefused(logger, error);
        return new TokenLook(token, AskAgain: error == JwtError.KeysUnread);
    }

    private async Task<(JwtError Error, BotToken? Token)> CheckAsync(IReadOnlyList<string?> authorization, CancellationToken ct)
    {
        if (authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return (JwtError.Missing, null);

        var (error, jwt) = StrictJwt.Read(header[Scheme.Length..], _rules);
        if (jwt is null)
            return (error, null);
        var (key, isRead) = await keys.FindAsync(jwt.Kid, ct);
        if (key is null)
            return (isRead ? JwtError.UnknownKey : JwtError.KeysUnread, null);

        error = jwt.Check(key, _rules, time.GetUtcNow());
        return error == JwtError.None ? (error, new BotToken(jwt.Claim("serviceurl"), key.Endorsements)) : (error, null);
    }
}

/// <summary>The outcome of a look at a token.</summary>
/// <param name="Token">What a good one says.</param>
/// <param name="AskAgain">
/// It may be good: the issuer's keys could not be read. The sender is asked to come again instead of being refused.
/// </param>
internal sealed record TokenLook(BotToken? Token, bool AskAgain);

/// <summary>What a good inbound token says: the service URL it speaks for, and the channels its key is endorsed for.</summary>
internal sealed record BotToken(string? ServiceUrl, IReadOnlySet<string> Endorsements)
{
    /// <summary>
    /// The claim must be there and name the activity's service URL (slash-tolerant, case ignored: facts teams-protocol §12 row 7).
    /// </summary>
    public bool SpeaksFor(Uri serviceUrl) =>
        ServiceUrl is { Length: > 0 }
        && string.Equals(WithoutSlash(ServiceUrl), WithoutSlash(serviceUrl.OriginalString), StringComparison.OrdinalIgnoreCase);

    private static string WithoutSlash(string url) => url.EndsWith('/') ? url[..^1] : url;
}
