using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CspBot.Teams;

/// <summary>Why a token was refused.</summary>
internal enum JwtError
{
    None,
    Missing,
    TooLong,
    Shape,
    Encoding,
    Header,
    Algorithm,
    Claims,
    Issuer,
    UnknownKey,

    /// <summary>The key may exist: the issuer's list could not be read since the token came.</summary>
    KeysUnread,
    Signature,
    Audience,
    NotYetValid,
    Expired,
}

/// <summary>What a token must say to be taken.</summary>
internal sealed record JwtRules(string Issuer, string Audience)
{
    /// <summary>Clock skew of the Bot Connector's documents (facts teams-protocol §4.1).</summary>
    public TimeSpan Skew { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Connector tokens live about an hour; one that is good for much longer is no Connector token.</summary>
    public TimeSpan LongestLife { get; } = TimeSpan.FromDays(2);
}

/// <summary>A JSON Web Token taken apart, read strictly: everything not expected is refused.</summary>
/// <remarks>
/// RS256 only, kid required, no critical or compressed headers, no duplicate members, canonical base64url,
/// issuer before key (a foreign token never causes a key fetch). Reasons: facts dependencies §4.
/// </remarks>
internal sealed record StrictJwt(string Kid, byte[] Signed, byte[] Signature, JsonElement Claims)
{
    private const int MaxLength = 16 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Reads shape, header and issuer; the signature is still to be checked.</summary>
    public static (JwtError Error, StrictJwt? Token) Read(string token, JwtRules rules)
    {
        if (token.Length > MaxLength)
            return (JwtError.TooLong, null);
        if (!Ascii.IsValid(token))
            return (JwtError.Encoding, null);

        var first = token.IndexOf('.');
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        if (first <= 0 || second <= first + 1 || second == token.Length - 1 || token.IndexOf('.', second + 1) >= 0)
            return (JwtError.Shape, null);
        if (Decode(token.AsSpan(0, first)) is not { } header
            || Decode(token.AsSpan(first + 1, second - first - 1)) is not { } payload
            || Decode(token.AsSpan(second + 1)) is not { } signature)
        {
            return (JwtError.Encoding, null);
        }

        var (headerError, kid) = ReadHeader(header);
        if (headerError != JwtError.None)
            return (headerError, null);
        if (ReadObject(payload) is not { } claims)
            return (JwtError.Claims, null);
        if (Text(claims, "iss") != rules.Issuer)
            return (JwtError.Issuer, null);

        // The signature covers the exact characters that were received.
        var signed = Encoding.ASCII.GetBytes(token[..second]);
        return (JwtError.None, new StrictJwt(kid!, signed, signature, claims));
    }

    /// <summary>Checks signature, audience and lifetime.</summary>
    public JwtError Check(ConnectorKey key, JwtRules rules, DateTimeOffset now)
    {
        if (!key.Verify(Signed, Signature))
            return JwtError.Signature;
        if (rules.Audience.Length == 0 || Text(Claims, "aud") != rules.Audience)
            return JwtError.Audience;
        // Teams sends nbf; the facts (teams-protocol §4.1) require exp only.
        var notBefore = Claims.TryGetProperty("nbf", out _) ? Seconds("nbf") : 0;
        if (Seconds("exp") is not { } expires || notBefore is null)
            return JwtError.Claims;

        var time = now.ToUnixTimeSeconds();
        var skew = (long)rules.Skew.TotalSeconds;
        if (expires <= notBefore || expires - time > rules.LongestLife.TotalSeconds)
            return JwtError.Claims;
        if (time + skew < notBefore)
            return JwtError.NotYetValid;
        return time - skew >= expires ? JwtError.Expired : JwtError.None;
    }

    /// <summary>A claim's text; null when absent or no text.</summary>
    public string? Claim(string name) => Text(Claims, name);

    /// <summary>It has this claim, whatever it says.</summary>
    public bool Has(string name) => Claims.TryGetProperty(name, out _);

    /// <summary>A claim's moment; null when absent or no number of seconds.</summary>
    public DateTimeOffset? Moment(string name) => Seconds(name) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static (JwtError Error, string? Kid) ReadHeader(byte[] json)
    {
        if (ReadObject(json) is not { } header)
            return (JwtError.Header, null);
        if (header.EnumerateObject().Any(m => m.Name is "crit" or "b64" or "zip" or "enc"))
            return (JwtError.Header, null);
        if (header.TryGetProperty("typ", out _) && !string.Equals(Text(header, "typ"), "JWT", StringComparison.OrdinalIgnoreCase))
            return (JwtError.Header, null);
        if (Text(header, "alg") != "RS256")
            return (JwtError.Algorithm, null);
        return Text(header, "kid") is { Length: > 0 } kid ? (JwtError.None, kid) : (JwtError.Header, null);
    }

    private static JsonElement? ReadObject(byte[] json)
    {
        // The parser does not look at UTF-8; reading a text would throw later.
        if (!Utf8.IsValid(json))
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // the second: an escaped lone surrogate in a name
        }
    }

    private static string? Text(JsonElement owner, string name)
    {
        try
        {
            return owner.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped lone surrogate is no text
        }
    }

    private long? Seconds(string name) =>
        Claims.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.Number
        && member.TryGetInt64(out var value)
        && value is > 0 and < 253_402_300_800
            ? value
            : null;

    private static byte[]? Decode(ReadOnlySpan<char> text)
    {
        // The decoder alone would skip white space and take padding.
        if (text.ContainsAnyExcept(Alphabet))
            return null;
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            return Base64Url.EncodeToString(bytes).AsSpan().SequenceEqual(text) ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
