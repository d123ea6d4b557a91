using CspBot.Cloud;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>A wrong setting is named in a sentence before the bot starts.</summary>
public sealed class CloudOptionsTests : IDisposable
{
    private readonly string _folder = TempFolder.Create("test");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Everything_absent_means_the_public_cloud_and_a_sentence_for_each_missing_setting()
    {
        var options = CloudOptions.From(new ConfigurationBuilder().Build());
        Assert.Equal("https://login.microsoftonline.com", options.Login);
        Assert.Equal("https://management.azure.com", options.ResourceManager);
        var keys = options.Validate().Select(s => s.Split(' ')[0]);
        Assert.Equal(
            ["Partner:TenantId", "Partner:AppId", "Partner:AdminAgentsGroupId", "Partner:ClientSecret", "Partner:RefreshTokenFile"], keys);
    }

    [Fact]
    public void Good_settings_have_no_sentence() => Assert.Empty(Options([]).Validate());

    [Theory]
    [InlineData("Cloud:PartnerCenter", "http://localhost:1", "Cloud:PartnerCenter must be an absolute https address")]
    [InlineData("Cloud:Graph", "graph", "Cloud:Graph must be an absolute https address")]
    [InlineData("Cloud:ResourceManager", "https://x/arm", "Cloud:ResourceManager must be a bare host")]
    [InlineData("Cloud:TrustedCertificates", "/nowhere/ca.pem", "Cloud:TrustedCertificates names a file that does not exist")]
    [InlineData("Partner:TenantId", "fabrikam.onmicrosoft.com", "Partner:TenantId must be a GUID")]
    [InlineData("Partner:AppId", "", "Partner:AppId is missing")]
    [InlineData("Partner:ClientSecret", "", "Partner:ClientSecret or Partner:CertificatePath is missing")]
    [InlineData("Partner:CertificatePath", "/nowhere/app.pem", "Partner:ClientSecret and Partner:CertificatePath are both set")]
    [InlineData("Partner:RefreshTokenFile", "/nowhere/token", "Partner:RefreshTokenFile does not exist")]
    [InlineData("Stack:Deployments:0:Name", "Lab", "Stack:Deployments:0:RegistrationId must be the resource id")]
    public void A_wrong_setting_is_named(string key, string value, string start) =>
        Assert.StartsWith(start, Options(new() { [key] = value }).Validate().First(), StringComparison.Ordinal);

    [Fact]
    public void A_file_without_a_certificate_is_named()
    {
        var file = Path.Combine(_folder, "ca.pem");
        File.WriteAllText(file, "nothing");
        Assert.Contains(
            "Cloud:TrustedCertificates",
            Assert.Single(Options(new() { ["Cloud:TrustedCertificates"] = file }).Validate()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_refresh_token_file_is_named()
    {
        var file = Path.Combine(_folder, "empty");
        File.WriteAllText(file, " \n");
        Assert.Contains(
            "is empty", Assert.Single(Options(new() { ["Partner:RefreshTokenFile"] = file }).Validate()), StringComparison.Ordinal);
    }

    private CloudOptions Options(Dictionary<string, string?> changes)
    {
        var token = Path.Combine(_folder, "token");
        File.WriteAllText(token, "refresh");
        var good = new Dictionary<string, string?>
        {
            ["Partner:TenantId"] = ScriptedCloud.Partner,
            ["Partner:AppId"] = ScriptedCloud.ContosoId,
            ["Partner:AdminAgentsGroupId"] = ScriptedCloud.AdminAgents,
            ["Partner:ClientSecret"] = "s",
            ["Partner:RefreshTokenFile"] = token,
        };
        return CloudOptions.From(new ConfigurationBuilder().AddInMemoryCollection(good).AddInMemoryCollection(changes).Build());
    }
}
