using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace CspBot.Sandbox;

/// <summary>A token that is asked for: by which app, in which tenant, for which resource.</summary>
internal sealed record TokenRequest(int Version, string Tenant, string App, string Resource);

/// <summary>The app that asks, with the secret or the assertion by which it proves to be itself.</summary>
internal sealed record ClientCredential(string App, string Secret, string Assertion);

/// <summary>
/// The sign-in service: v1 and v2 token endpoints and discovery (facts, azure §8 and partner-center §1.2).
/// AADSTS50057, 50173, 70003, 700082, 7000218 and 9002313 are general knowledge of Entra, not from the facts: clients
/// decide on <c>error</c> alone.
/// </summary>
internal sealed class TokenApi : Api
{
    public const string PartnerCenterResource = "https://api.partnercenter.microsoft.com";
    public const string ArmResource = "https://management.azure.com";
    public const string GraphResource = "https://graph.microsoft.com";

    private readonly Tokens tokens;
    private readonly Routes routes = new();

    public TokenApi(Tokens tokens)
    {
        this.tokens = tokens;
        routes.Map("POST", "/{tenant}/oauth2/token", call => Token(call, version: 1));
        routes.Map("POST", "/{tenant}/oauth2/v2.0/token", call => Token(call, version: 2));
        routes.Map("GET", "/common/discovery/instance", Instance);
        routes.Map("GET", "/{tenant}/.well-known/openid-configuration", call => Metadata(call, version: 1));
        routes.Map("GET", "/{tenant}/v2.0/.well-known/openid-configuration", call => Metadata(call, version: 2));
        routes.Map("GET", "/{tenant}/discovery/keys", _ => Answer.Ok(tokens.KeySet()));
        routes.Map("GET", "/{tenant}/discovery/v2.0/keys", _ => Answer.Ok(tokens.KeySet()));
    }

    public override string Name => "login";

    public override Answer Handle(Call call) => routes.Dispatch(call) ?? new Answer(404);

    public override Answer Error(Call call, int status, string? code, string? retryAfter)
    {
        Answer answer = int.TryParse(
            code?.Replace("AADSTS", "", StringComparison.OrdinalIgnoreCase), CultureInfo.InvariantCulture, out int number)
            ? Refuse(call, number, status)
            : new Answer(status, new
            {
                error = code ?? (status == 429 ? "too_many_requests" : "temporarily_unavailable"),
                error_description = "The sandbox was told to fail.",
            });
        return retryAfter is null ? answer : answer.WithHeader("Retry-After", retryAfter);
    }

    private Answer Token(Call call, int version)
    {
        Dictionary<string, StringValues> form = QueryHelpers.ParseQuery(call.Body);
        string Field(string name) => form.TryGetValue(name, out StringValues value) ? value.ToString() : "";

        string? tenant = call["tenant"] is "common" or "organizations" ? Ids.PartnerTenant : call.World.Tenant(call["tenant"]);
        if (tenant is null)
            return Refuse(call, 90002);
        string app = Field("client_id");
        if (app is Ids.TeamsOnDevices or Ids.TeamsOnTheWeb)
            return SingleSignOn.Token(call, tokens, new(app, tenant, Field("grant_type"), Field("scope"), Field("refresh_token")));
        if (app is not (Ids.PartnerApp or Ids.BotApp))
            return Refuse(call, 700016);
        ClientCredential credential = new(app, Field("client_secret"), Field("client_assertion"));
        if (!ClientIsProven(call, credential, tenant, out int error))
            return Refuse(call, error);
        string? resource = Resource(call.World, version == 1 ? Field("resource") : Field("scope"), version);
        if (resource is null || !call.World.Stack.GivesTokens(resource, tenant))
            return Refuse(call, 500011);
        TokenRequest request = new(version, tenant, app, resource);
        return Field("grant_type") switch
        {
            "client_credentials" => ForApp(call, request),
            "refresh_token" when Field("claims").Contains("acrs", StringComparison.Ordinal) && !HasMfa(call.World, resource) =>
                Refuse(call, 50076),
            "refresh_token" => ForUser(call, request, Field("refresh_token")),
            _ => Refuse(call, 70003),
        };
    }

    private static bool ClientIsProven(Call call, ClientCredential credential, string tenant, out int error)
    {
        error = 7000218;
        if (credential.Assertion.Length > 0)
        {
            string[] tenants = [call["tenant"], tenant];
            error = ClientAssertion.Check(call.World, credential.App, credential.Assertion, tenants, call.BaseUrl);
            return error == 0;
        }

        if (credential.Secret.Length == 0)
            return false;
        error = 7000215;
        return credential.Secret == Ids.PartnerSecret;
    }

    private Answer ForApp(Call call, TokenRequest request)
    {
        if (call.World.Customer(request.Tenant) is { SignInError: 700016 or 65001 })
            return Refuse(call, 700016);
        JsonObject claims = Claims(call, request);
        claims["oid"] = Ids.Named($"service principal|{request.Tenant}|{request.App}");
        claims["idtyp"] = "app";
        return Give(call, request, claims, refreshToken: null);
    }

    private Answer ForUser(Call call, TokenRequest request, string refreshToken)
    {
        World world = call.World;
        if (Tokens.ReadRefreshToken(refreshToken, world.Now) is not { } granted || granted.App != request.App)
            return Refuse(call, 9002313);
        if (granted.Issued < world.RefreshTokensRevokedAt || (world.SeededTokenRevoked && refreshToken == Tokens.SeededRefreshToken))
            return Refuse(call, 50173);
        if (granted.Issued + Tokens.RefreshTokenLife < world.Now)
            return Refuse(call, 700082);
        if (world.People.User(granted.User) is not { Enabled: true } user)
            return Refuse(call, 50057);
        if (request.Tenant != user.Tenant && world.Customer(request.Tenant) is { } customer)
        {
            if (!customer.LetsIn(world.Now))
                return Refuse(call, 50020);
            if (customer.SignInError is int number)
                return Refuse(call, number);
        }

        JsonObject claims = Claims(call, request);
        claims["oid"] = user.Id;
        claims["upn"] = user.UserPrincipalName;
        claims["idtyp"] = "user";
        claims["scp"] = "user_impersonation";
        claims["puid"] = "10032000ABCDEF01";
        claims["amr"] = HasMfa(world, request.Resource) ? new JsonArray("pwd", "mfa") : new JsonArray("pwd");
        return Give(call, request, claims, tokens.NewRefreshToken(user.Id, request.App, world.Now));
    }

    private static bool HasMfa(World world, string resource) => world.Knobs.Mfa && (world.Knobs.ArmMfa || resource != ArmResource);

    private static JsonObject Claims(Call call, TokenRequest request)
    {
        long now = call.World.Now.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["aud"] = request.Resource,
            ["iss"] = $"https://sts.windows.net/{request.Tenant}/",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + call.World.Knobs.TokenLifetimeSeconds,
            ["tid"] = request.Tenant,
            ["appid"] = request.App,
            ["ver"] = "1.0",
        };
    }

    private Answer Give(Call call, TokenRequest request, JsonObject claims, string? refreshToken)
    {
        int life = call.World.Knobs.TokenLifetimeSeconds;
        string lifeText = life.ToString(CultureInfo.InvariantCulture);
        string token = tokens.Sign(claims);
        string? scope = (string?)claims["scp"];
        Answer answer = request.Version == 1
            ? Answer.Ok(new
            {
                token_type = "Bearer",
                scope,
                expires_in = lifeText,
                ext_expires_in = lifeText,
                expires_on = ((long)claims["exp"]!).ToString(CultureInfo.InvariantCulture),
                not_before = ((long)claims["nbf"]!).ToString(CultureInfo.InvariantCulture),
                resource = request.Resource,
                access_token = token,
                refresh_token = refreshToken,
            })
            : Answer.Ok(new
            {
                token_type = "Bearer",
                scope = scope is null ? null : $"{request.Resource}/{scope}",
                expires_in = life,
                ext_expires_in = life,
                access_token = token,
                refresh_token = refreshToken,
            });
        return answer with { KeepNulls = false };
    }

    /// <summary>
    /// The resource of a v1 <c>resource</c> or a v2 <c>scope</c>, without a slash at the end; null when nobody offers it.
    /// </summary>
    private static string? Resource(World world, string asked, int version)
    {
        string name = asked;
        if (version == 2)
        {
            // "https://management.azure.com//.default" is what Azure.ResourceManager really sends (facts, azure §9.2).
            name = asked.Split(' ').FirstOrDefault(item => item.Contains("://", StringComparison.Ordinal)) ?? "";
            int end = name.LastIndexOf('/');
            name = end > "https://".Length ? name[..end] : name;
        }

        name = name.TrimEnd('/');
        string[] known =
        [
            PartnerCenterResource, ArmResource, GraphResource, "https://graph.windows.net", "https://management.core.windows.net",
            "https://api.botframework.com", .. StackApi.Audiences,
        ];
        return known.FirstOrDefault(item => Ids.Same(item, name));
    }

    public static Answer Refuse(Call call, int number, int? status = null)
    {
        (string error, int usual, string text) = Refusal(number);
        string stamp = call.World.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "Z";
        string trace = Guid.NewGuid().ToString();
        string correlation = call.Header("client-request-id") ?? Guid.NewGuid().ToString();
        return new Answer(status ?? usual, new
        {
            error,
            error_description = $"AADSTS{number}: {text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}",
            error_codes = new[] { number },
            timestamp = stamp,
            trace_id = trace,
            correlation_id = correlation,
            error_uri = $"https://login.microsoftonline.com/error?code={number}",
            suberror = number == 65001 ? "consent_required" : null,
        })
        { KeepNulls = false };
    }

    private static (string Error, int Status, string Text) Refusal(int number) => number switch
    {
        90002 => ("invalid_request", 400, "Tenant not found."),
        700016 => ("unauthorized_client", 400, "The application was not found in the directory."),
        7000215 => ("invalid_client", 401, "Invalid client secret provided."),
        7000218 => ("invalid_client", 401, "The request must contain client_assertion or client_secret."),
        7000222 => ("invalid_client", 401, "The provided client secret keys are expired."),
        700027 or 700024 => ("invalid_client", 401, "The client assertion is not valid."),
        500011 => ("invalid_resource", 400, "The resource principal was not found in the tenant."),
        50020 => ("invalid_grant", 400, "The user account does not exist in this tenant and cannot access the application in it."),
        50076 or 50079 => ("interaction_required", 400, "Multi-factor authentication is required by the administrator."),
        53003 => ("interaction_required", 400, "Access has been blocked by Conditional Access policies."),
        65001 => ("invalid_grant", 400, "The user or administrator has not consented to use the application."),
        70003 => ("unsupported_grant_type", 400, "The grant type is not supported."),
        9002313 => ("invalid_grant", 400, "The refresh token is malformed or invalid."),
        50173 => ("invalid_grant", 400, "The provided grant has been revoked."),
        700082 => ("invalid_grant", 400, "The refresh token has expired due to inactivity."),
        50057 => ("invalid_grant", 400, "The user account is disabled."),
        _ => ("invalid_grant", 400, "The sandbox was told to refuse."),
    };

    private static Answer Instance(Call call) => Answer.Ok(new Dictionary<string, object>
    {
        ["tenant_discovery_endpoint"] = $"{call.BaseUrl}/{Ids.PartnerTenant}/v2.0/.well-known/openid-configuration",
        ["api-version"] = "1.1",
        ["metadata"] = new[] { new { preferred_network = "localhost", preferred_cache = "localhost", aliases = new[] { "localhost" } } },
    });

    private static Answer Metadata(Call call, int version)
    {
        string? tenant = call["tenant"] is "common" or "organizations" ? Ids.PartnerTenant : call.World.Tenant(call["tenant"]);
        if (tenant is null)
            return Refuse(call, 90002);
        string middle = version == 2 ? "/v2.0" : "";
        return Answer.Ok(new
        {
            issuer = version == 2 ? $"https://login.microsoftonline.com/{tenant}/v2.0" : $"https://sts.windows.net/{tenant}/",
            authorization_endpoint = $"{call.BaseUrl}/{tenant}/oauth2{middle}/authorize",
            token_endpoint = $"{call.BaseUrl}/{tenant}/oauth2{middle}/token",
            jwks_uri = $"{call.BaseUrl}/{tenant}/discovery{middle}/keys",
            response_types_supported = new[] { "code", "id_token" },
            subject_types_supported = new[] { "pairwise" },
            id_token_signing_alg_values_supported = new[] { "RS256", "ES256" },
        });
    }
}
