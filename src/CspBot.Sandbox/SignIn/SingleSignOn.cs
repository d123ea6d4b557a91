using System.Globalization;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>What a Teams client asks the sign-in for when a bot wants a single sign-on token.</summary>
internal sealed record SingleSignOnRequest(string Client, string Tenant, string Grant, string Scope, string RefreshToken);

/// <summary>
/// Single sign-on of Teams: its client redeems its own refresh token for a v2.0 access token of the bot's app, whose registration asks
/// for version 2 and for the optional claim <c>auth_time</c> (Microsoft's pages "Configure your app in Microsoft Entra ID" and "Optional
/// claims reference"). How the client does that is its own affair and in no document; this is what Entra's token endpoint takes of
/// public clients.
/// </summary>
internal static class SingleSignOn
{
    private const string Scope = "access_as_user";

    /// <summary>An access token is good so long; Entra takes 60 to 90 minutes.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(75);

    public static Answer Token(Call call, Tokens tokens, SingleSignOnRequest request)
    {
        World world = call.World;
        if (request.Grant != "refresh_token")
            return TokenApi.Refuse(call, 70003);
        if (request.Scope.Split(' ').FirstOrDefault(item => item.Contains("://", StringComparison.Ordinal)) is not { } scope
            || !Ids.Same(scope, $"api://botid-{Ids.BotApp}/{Scope}"))
            return TokenApi.Refuse(call, 500011);
        if (Tokens.ReadRefreshToken(request.RefreshToken, world.Now) is not { } granted || granted.App != request.Client)
            return TokenApi.Refuse(call, 9002313);
        if (granted.Issued < world.RefreshTokensRevokedAt)
            return TokenApi.Refuse(call, 50173);
        if (granted.Issued + Tokens.RefreshTokenLife < world.Now)
            return TokenApi.Refuse(call, 700082);
        if (world.People.User(granted.User) is not { Enabled: true } user)
            return TokenApi.Refuse(call, 50057);
        if (user.Tenant != request.Tenant)
            return TokenApi.Refuse(call, 50020);
        int life = (int)Life.TotalSeconds;
        return Answer.Ok(new
        {
            token_type = "Bearer",
            scope,
            expires_in = life,
            ext_expires_in = life,
            access_token = tokens.SignRsa(Claims(world.Now, user, request.Client, granted.Issued)),
        });
    }

    /// <summary>The claims of such a token; the time of sign-in is that of the refresh token, however often it is redeemed.</summary>
    public static JsonObject Claims(DateTimeOffset now, Person user, string client, DateTimeOffset signedIn) => new()
    {
        ["aud"] = Ids.BotApp,
        ["iss"] = $"https://login.microsoftonline.com/{user.Tenant}/v2.0",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = (now + Life).ToUnixTimeSeconds(),
        ["auth_time"] = signedIn.ToUnixTimeSeconds(),
        ["azp"] = client,
        ["azpacr"] = "0",
        ["name"] = user.DisplayName,
        ["oid"] = user.Id,
        ["preferred_username"] = user.UserPrincipalName,
        ["scp"] = Scope,
        ["sub"] = Ids.Named(string.Create(CultureInfo.InvariantCulture, $"pairwise|{user.Id}|{Ids.BotApp}")),
        ["tid"] = user.Tenant,
        ["uti"] = Guid.NewGuid().ToString("N"),
        ["ver"] = "2.0",
    };
}
