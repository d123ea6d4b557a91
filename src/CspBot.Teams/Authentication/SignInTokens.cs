using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>Checks single sign-on tokens: v2.0 access tokens of the tenant's sign-in for the bot's own app, of a person.</summary>
/// <remarks>
/// As strict as with the Connector's tokens (<see cref="StrictJwt"/>): RS256, a key of the tenant's sign-in, exact issuer and audience.
/// No token service stands between: what the client sends is signed by Entra itself, so its signature is the proof.
/// </remarks>
public sealed class SignInTokens
{
    private readonly ConnectorKeys _keys;
    private readonly JwtRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger<SignInTokens> _logger;

    internal SignInTokens(SingleSignOn options, ConnectorKeys keys, TimeProvider time, ILogger<SignInTokens> logger) =>
        (_keys, _rules, _time, _logger) = (keys, new JwtRules(options.Issuer, options.Audience), time, logger);

    /// <summary>What a good token says; of a bad one, why it is none.</summary>
    /// <param name="token">As the client sent it.</param>
    /// <param name="ct">Ends the wait for the sign-in's keys.</param>
    public async Task<SignInLook> ReadAsync(string token, CancellationToken ct)
    {
        var (error, claims) = await CheckAsync(token, ct);
        if (error != JwtError.None)
            Log.SignInRefused(_logger, error);
        return error switch
        {
            JwtError.None => new SignInLook(SignInFault.None, claims),
            JwtError.Expired => new SignInLook(SignInFault.Expired, null),
            JwtError.KeysUnread => new SignInLook(SignInFault.KeysUnread, null),
            _ => new SignInLook(SignInFault.Invalid, null),
        };
    }

    private async Task<(JwtError Error, SignInClaims? Claims)> CheckAsync(string token, CancellationToken ct)
    {
        var (error, jwt) = StrictJwt.Read(token, _rules);
        if (jwt is null)
            return (error, null);
        var (key, isRead) = await _keys.FindAsync(jwt.Kid, ct);
        if (key is null)
            return (isRead ? JwtError.UnknownKey : JwtError.KeysUnread, null);
        error = jwt.Check(key, _rules, _time.GetUtcNow());
        if (error != JwtError.None)
            return (error, null);
        return Read(jwt) is { } claims ? (JwtError.None, claims) : (JwtError.Claims, null);
    }

    /// <summary>A person's token for this scope; of an application, or for something else, it is none.</summary>
    private static SignInClaims? Read(StrictJwt jwt) =>
        jwt.Claim("oid") is { Length: > 0 } person
        && jwt.Claim("tid") is { Length: > 0 } tenant
        && jwt.Claim("idtyp") is not "app"
        && jwt.Claim("scp")?.Split(' ').Contains(SingleSignOn.Scope, StringComparer.Ordinal) == true
        && jwt.Moment("iat") is { } issued
        && (!jwt.Has("auth_time") || jwt.Moment("auth_time") is not null)
            ? new SignInClaims(Convert.ToHexStringLower(SHA256.HashData(jwt.Signed)), tenant, person, issued, jwt.Moment("auth_time"))
            : null;
}

/// <summary>Why a single sign-on token is not taken.</summary>
public enum SignInFault
{
    /// <summary>It is good.</summary>
    None,

    /// <summary>Its form, signature, issuer, audience or content is not that of a token for this bot.</summary>
    Invalid,

    /// <summary>It was good once.</summary>
    Expired,

    /// <summary>The sign-in's keys could not be read: it may be good.</summary>
    KeysUnread,
}

/// <summary>The outcome of a look at a single sign-on token.</summary>
/// <param name="Fault">Why it is not taken.</param>
/// <param name="Claims">What a good one says.</param>
public sealed record SignInLook(SignInFault Fault, SignInClaims? Claims);

/// <summary>What a good single sign-on token says.</summary>
/// <param name="Fingerprint">SHA-256 of what was signed: the same for the same token, and nothing can be made of it.</param>
/// <param name="TenantId">The tenant (<c>tid</c>).</param>
/// <param name="ObjectId">The person (<c>oid</c>).</param>
/// <param name="IssuedAt">When the token was issued (<c>iat</c>).</param>
/// <param name="SignedInAt">When the person last authenticated (<c>auth_time</c>, an optional claim); null when it is not told.</param>
public sealed record SignInClaims(
    string Fingerprint, string TenantId, string ObjectId, DateTimeOffset IssuedAt, DateTimeOffset? SignedInAt);
