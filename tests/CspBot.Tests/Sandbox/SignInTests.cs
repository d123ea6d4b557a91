using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>The pretend sign-in: grants, audiences, tenants and Entra's error shapes.</summary>
public sealed class SignInTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Wingtip = "10000000-0000-4000-8000-000016000000";

    [Fact]
    public async Task A_refresh_token_gives_an_access_token_and_a_new_refresh_token_with_numbers_as_text()
    {
        var (status, body) = await sandbox.RedeemAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("3599", (string?)body["expires_in"]);
        string rotated = (string)body["refresh_token"]!;
        Assert.NotEqual(await File.ReadAllTextAsync(sandbox.Host.RefreshTokenFile), rotated);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.RedeemAsync(Adatum, SandboxFixture.ArmResource, rotated)).Status);
    }

    [Fact]
    public async Task The_double_slash_of_Resource_Manager_s_scope_is_understood()
    {
        var (status, body) = await sandbox.TokenAsync($"{Adatum}/oauth2/v2.0/token", new()
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = await File.ReadAllTextAsync(sandbox.Host.RefreshTokenFile),
            ["client_id"] = SandboxFixture.PartnerApp,
            ["client_secret"] = "sandbox-only-secret",
            ["scope"] = "https://management.azure.com//.default",
        });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(3599, (int)body["expires_in"]!);
    }

    [Theory]
    [InlineData(Wingtip, "invalid_grant", 50020)]
    [InlineData("10000000-0000-4000-8000-000030000000", "invalid_grant", 65001)]
    [InlineData("10000000-0000-4000-8000-000031000000", "interaction_required", 50076)]
    [InlineData("10000000-0000-4000-8000-000032000000", "unauthorized_client", 700016)]
    [InlineData("99999999-0000-4000-8000-000000000000", "invalid_request", 90002)]
    public async Task A_tenant_that_the_partner_cannot_enter_refuses_with_its_code(string tenant, string error, int code)
    {
        var (status, body) = await sandbox.RedeemAsync(tenant, SandboxFixture.ArmResource);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(error, (string?)body["error"]);
        Assert.Equal(code, (int)body["error_codes"]![0]!);
        Assert.StartsWith($"AADSTS{code}:", (string)body["error_description"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_is_an_invalid_client()
    {
        var (status, body) = await sandbox.TokenAsync($"{SandboxFixture.PartnerTenant}/oauth2/token", new()
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = SandboxFixture.PartnerApp,
            ["client_secret"] = "wrong",
            ["resource"] = SandboxFixture.GraphResource,
        });

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("invalid_client", (string?)body["error"]);
    }

    [Fact]
    public async Task A_revoked_refresh_token_is_refused_until_the_world_is_reset()
    {
        await sandbox.ControlAsync("tokens");
        Assert.Equal(50173, (int)(await sandbox.RedeemAsync(Adatum, SandboxFixture.ArmResource)).Body["error_codes"]![0]!);
        await sandbox.ResetAsync();
        Assert.Equal(HttpStatusCode.OK, (await sandbox.RedeemAsync(Adatum, SandboxFixture.ArmResource)).Status);
    }

    [Fact]
    public async Task A_registered_certificate_stands_for_the_secret_and_another_does_not()
    {
        using X509Certificate2 registered = NewCertificate();
        using X509Certificate2 other = NewCertificate();
        await sandbox.ControlAsync("certificates", new { pem = registered.ExportCertificatePem() });

        Assert.Equal(HttpStatusCode.OK, (await AssertedAsync(registered)).Status);
        Assert.Equal("invalid_client", (string?)(await AssertedAsync(other)).Body["error"]);
        await sandbox.ResetAsync();
    }

    private static X509Certificate2 NewCertificate()
    {
        using RSA key = RSA.Create(2048);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=app", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            now.AddDays(-1), now.AddDays(3));
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> AssertedAsync(X509Certificate2 certificate)
    {
        long now = sandbox.Host.World.Now.ToUnixTimeSeconds();
        string endpoint = $"{SandboxFixture.PartnerTenant}/oauth2/v2.0/token";
        string head = Encode(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["alg"] = "PS256",
            ["typ"] = "JWT",
            ["x5t#S256"] = Encode(certificate.GetCertHash(HashAlgorithmName.SHA256)),
        }));
        string claims = Encode(JsonSerializer.SerializeToUtf8Bytes(new
        {
            aud = new Uri(sandbox.Host.Login, endpoint).ToString(),
            iss = SandboxFixture.PartnerApp,
            sub = SandboxFixture.PartnerApp,
            jti = Guid.NewGuid().ToString(),
            nbf = now,
            exp = now + 300,
        }));
        using RSA key = certificate.GetRSAPrivateKey()!;
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        return await sandbox.TokenAsync(endpoint, new()
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = SandboxFixture.PartnerApp,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = $"{head}.{claims}.{Encode(signature)}",
            ["scope"] = $"{SandboxFixture.GraphResource}/.default",
        });
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    [Fact]
    public async Task Secrets_and_tokens_do_not_appear_in_the_recorded_calls()
    {
        string token = await File.ReadAllTextAsync(sandbox.Host.RefreshTokenFile);
        await sandbox.RedeemAsync(Adatum, SandboxFixture.ArmResource);

        Reply calls = await sandbox.GetAsync(sandbox.Host.Control, "/control/calls?api=login", null);
        Assert.Contains("grant_type=refresh_token", calls.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox-only-secret", calls.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, calls.Text, StringComparison.Ordinal);
    }
}
