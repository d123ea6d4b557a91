using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.SignIn;

/// <summary>What the token endpoint gave.</summary>
internal sealed record SignInAnswer(string AccessToken, string? RefreshToken, TimeSpan Lifetime);

/// <summary>Redeems the service account's refresh token at the v1 token endpoint of a tenant (partner-center §1.2).</summary>
internal sealed class SignInClient(CloudOptions options, CloudHttp http, X509Certificate2? certificate)
{
    private readonly Upstream _login = http.Connect(
        "login",
        options.Login,
        authorization: null,
        (response, body, tenant) =>
            SignInRefusal.Fault(response, body, tenant!, CloudJson.SameId(tenant, options.Partner.TenantId), http.Time));

    /// <summary>One form-encoded POST, never repeated; <paramref name="claims"/> answers a claims challenge (azure §8.5).</summary>
    /// <exception cref="CloudFault">By AADSTS number (azure §8.3); the service's trace id is the request id.</exception>
    public async Task<SignInAnswer> RedeemAsync(string tenant, string resource, string refreshToken, string? claims)
    {
        var path = $"/{Uri.EscapeDataString(tenant)}/oauth2/token";
        using var form = new FormUrlEncodedContent(Fields(path, resource, refreshToken, claims));
        var body = await form.ReadAsByteArrayAsync();
        var answer = await _login.SendAsync(
            new CloudCall(RequestMethod.Post, path)
            {
                Body = body,
                ContentType = "application/x-www-form-urlencoded",
                Tenant = tenant,
            },
            CancellationToken.None);

        var token = _login.Read(answer, SignInJson.Default.TokenShape);
        if (string.IsNullOrEmpty(token.AccessToken))
            throw new CloudFault(
                CloudReason.ServiceFault,
                "login",
                answer.Status,
                null,
                answer.Receipt.RequestId,
                "The token endpoint answered without a token.");
        var seconds = long.TryParse(token.ExpiresIn, CultureInfo.InvariantCulture, out var given) && given > 0 ? given : 300;
        return new SignInAnswer(token.AccessToken, token.RefreshToken, TimeSpan.FromSeconds(seconds));
    }

    private Dictionary<string, string> Fields(string path, string resource, string refreshToken, string? claims)
    {
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken,
            ["scope"] = "openid",
            ["resource"] = resource,
            ["client_id"] = options.Partner.AppId,
        };
        if (certificate is null)
        {
            fields["client_secret"] = options.Partner.ClientSecret ?? "";
        }
        else
        {
            fields["client_assertion_type"] = ClientAssertion.Type;
            fields["client_assertion"] = ClientAssertion.Create(
                certificate, options.Partner.AppId, new Uri(new Uri(options.Login), path).ToString(), http.Time.GetUtcNow());
        }

        if (claims is not null)
            fields["claims"] = claims;
        return fields;
    }
}

/// <summary>Token answer; v1 sends numbers as text.</summary>
internal sealed class TokenShape
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("expires_in"), JsonConverter(typeof(LooseTextConverter))]
    public string? ExpiresIn { get; init; }
}

[JsonSerializable(typeof(TokenShape))]
[JsonSerializable(typeof(SignInRefusal))]
internal sealed partial class SignInJson : JsonSerializerContext;
