using System.Net;
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
