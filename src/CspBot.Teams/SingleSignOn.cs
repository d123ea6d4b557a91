namespace CspBot.Teams;

/// <summary>Which single sign-on tokens the bot takes, and how it asks for one.</summary>
/// <param name="OpenIdMetadata">Metadata of the tenant's sign-in, which names its keys.</param>
/// <param name="Issuer">The tenant's own issuer of v2.0 tokens.</param>
/// <param name="Audience">The bot's app id: audience of v2.0 tokens for its app id URI.</param>
/// <param name="Connection">Name that a login request bears.</param>
/// <param name="Page">What the login request's button opens, where single sign-on fails.</param>
public sealed record SingleSignOn(string OpenIdMetadata, string Issuer, string Audience, string Connection, Uri Page)
{
    /// <summary>The scope that Teams' clients ask for; the app registration exposes it under this name.</summary>
    public const string Scope = "access_as_user";

    /// <summary>The app id URI of a bot (facts teams-protocol §8.1).</summary>
    public string Resource => "api://botid-" + Audience;

    /// <summary>The login request with this id and these words.</summary>
    /// <param name="id">Comes back with the token.</param>
    /// <param name="text">What the person reads.</param>
    /// <param name="button">What the button says.</param>
    public LoginRequest Ask(string id, string text, string button) => new(id, Resource, Connection, text, new LoginButton(button, Page));
}
