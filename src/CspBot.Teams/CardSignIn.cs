using System.Text.Json;

namespace CspBot.Teams;

/// <summary>What a client sends beside a click that it repeats after a login request (facts teams-protocol §2.1).</summary>
/// <remarks>A class, not a record: a record would print the token.</remarks>
public sealed class CardSignIn
{
    private CardSignIn(string id, string token) => (Id, Token) = (id, token);

    /// <summary>The id of the login request that it answers: that of its <c>tokenExchangeResource</c>.</summary>
    public string Id { get; }

    /// <summary>The single sign-on token; nothing that it says counts before <see cref="SignInTokens"/> has looked at it.</summary>
    public string Token { get; }

    /// <summary>The member <c>authentication</c> of an invoke's value; null when there is none with id and token.</summary>
    internal static CardSignIn? Read(JsonElement value) =>
        Json.Member(value, "authentication") is { ValueKind: JsonValueKind.Object } sent
        && Json.Text(sent, "id") is { Length: > 0 } id
        && Json.Text(sent, "token") is { Length: > 0 } token
            ? new CardSignIn(id, token)
            : null;
}
