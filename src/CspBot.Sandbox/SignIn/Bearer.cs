namespace CspBot.Sandbox;

/// <summary>Reads the bearer token of a call.</summary>
internal static class Bearer
{
    private const string Scheme = "Bearer ";

    /// <summary>The token when the header has one and its signature is ours; null otherwise.</summary>
    public static AccessToken? Read(Call call, Tokens tokens) =>
        call.Header("Authorization") is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? tokens.Read(header[Scheme.Length..].Trim())
            : null;
}
